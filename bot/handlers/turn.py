"""A turn holds what it is about, read from the SDK's activity once: who, where, and what they said or pressed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from botbuilder.core import TurnContext

from bot.cases.case_service import CaseService
from bot.connector.activity_fields import is_own_chat, is_submitted
from dialogs.user_input import UserInput
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput
from safeguarding.dates.working_days import london_date
from safeguarding.people import Actor


@dataclass(frozen=True)
class Turn:
    """A turn is one activity to be answered. ``conversation`` is the key that everything of a chat is kept under.
    ``barred`` tells a person whom Teams can't confirm why they may report an incident and nothing else."""

    context: TurnContext
    actor: Actor
    conversation: str
    at: datetime
    text: str = ""
    verb: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    problem: InvalidInput | None = None
    barred: str | None = None

    @property
    def is_personal(self) -> bool:
        return is_own_chat(self.context.activity)

    @cached_property
    def user_input(self) -> UserInput:
        today, by, in_place = london_date(self.at), self.actor.person, not is_submitted(self.context.activity)
        return UserInput(today, self.text, self.verb, self.data, by, self.problem, self.barred, in_place)


async def read_case(service: CaseService, turn: Turn) -> Case:
    """Reads the case that the pressed card is about. Raises InvalidInput where it is not theirs to see."""
    return await service.queries.read(turn.user_input.text_of("ref"), turn.actor)
