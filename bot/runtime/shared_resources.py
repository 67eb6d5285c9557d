"""Shared resources are common to all partnerships of one process: nothing in them is of one partnership."""

import gc
from dataclasses import dataclass
from functools import cache

from aiohttp import ClientSession

from bot.config.settings import SharedSettings
from bot.security.signing_keys import SigningKeys
from safeguarding.framework.engine import Engine
from safeguarding.framework.framework import Framework
from safeguarding.framework.loader import current
from safeguarding.partnership.model import LocalPractice

COLLECTED_AFTER = (5_000, 10, 10)


def freeze_garbage_collector() -> None:
    """Freezes the objects that the process has at its start and keeps until its end: the garbage collector goes through
    them once, not again and again during turns. Measured: a sixth of a turn's processor time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)


class EngineCache:
    """The cache has one engine for all partnerships with the same local practice: the engine keeps what it has worked
    out."""

    def __init__(self, framework: Framework) -> None:
        self.framework = framework
        self._engines: dict[LocalPractice, Engine] = {}

    def engine(self, practice: LocalPractice) -> Engine:
        if practice not in self._engines:
            self._engines[practice] = Engine(self.framework.with_local_practice(practice.by_deadline, practice.given))
        return self._engines[practice]


@cache
def engines_in_force() -> EngineCache:
    """Returns the engines of the rules in force: a process works nothing out of them twice."""
    return EngineCache(current())


@dataclass(frozen=True)
class SharedResources:
    """The resources are the HTTP session, the signing keys and the engines."""

    session: ClientSession
    keys: SigningKeys
    rules: EngineCache

    @classmethod
    def of(cls, session: ClientSession, settings: SharedSettings, rules: EngineCache) -> "SharedResources":
        return cls(session, SigningKeys(session, settings.openid_metadata), rules)
