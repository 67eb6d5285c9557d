"""What all partnerships of one process have in common: nothing in it is of one of them."""

import gc
from dataclasses import dataclass

from aiohttp import ClientSession

from bot.config.settings import SharedSettings
from bot.security.signing_keys import SigningKeys
from safeguarding.framework.engine import Engine
from safeguarding.framework.framework import Framework
from safeguarding.partnership.model import LocalPractice

COLLECTED_AFTER = (5_000, 10, 10)


def freeze_garbage_collector() -> None:
    """What a process has at its start it has until its end: it is gone through once, not again and again during turns.
    Measured: a sixth of a turn's processor time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)


class EngineCache:
    """One engine for all partnerships with the same local practice: it keeps what it has worked out."""

    def __init__(self, framework: Framework) -> None:
        self.framework = framework
        self._engines: dict[LocalPractice, Engine] = {}

    def engine(self, practice: LocalPractice) -> Engine:
        if practice not in self._engines:
            self._engines[practice] = Engine(self.framework.with_local_practice(practice.by_deadline))
        return self._engines[practice]


@dataclass(frozen=True)
class SharedResources:
    session: ClientSession
    keys: SigningKeys
    rules: EngineCache

    @classmethod
    def of(cls, session: ClientSession, settings: SharedSettings, framework: Framework) -> "SharedResources":
        return cls(session, SigningKeys(session, settings.openid_metadata), EngineCache(framework))
