"""The reader of a nudge sees in their own chat what is theirs to do."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from microsoft_teams.cards import Action

from bot.cases.available_actions import acknowledge_button, step_button
from bot.cases.rules_in_force import RulesInForce
from bot.messaging.destinations import Destination
from bot.messaging.ledger import NUDGE, Entry, State, message_key
from cards.nudges import NudgeReader
from safeguarding.case.case import Case
from safeguarding.case.views.my_steps import MyStep, my_steps
from safeguarding.case.views.notification.form import refusal_to_prepare
from safeguarding.case.views.nudges import Nudge
from safeguarding.case.views.recipients import Unreached, offices_waited_for
from safeguarding.dates.working_days import london_date
from safeguarding.people import Person, Role
from store.interface import Documents

MOST_BUTTONS = 3


def nudges_said(ledger: Documents, ref: str) -> Iterator[tuple[date, str]]:
    """Yields on which day a nudge of the case went out, and before which deadline; once, to however many it went."""
    said = {_said(name, value) for name, value in ledger.all(f"{NUDGE}|{ref}|").items()}
    yield from sorted(each for each in said if each)


def _said(name: str, value: Mapping[str, Any]) -> tuple[date, str] | None:
    key, entry = message_key(name), Entry.parse(value)
    if key is None or entry.at is None or entry.state is not State.SENT:
        return None
    return london_date(entry.at), key.topic.parts[0]


def nudge_reader(rules: RulesInForce, to: Destination, unreached: Unreached) -> NudgeReader | None:
    """Returns how the person reads a nudge in their own chat; none for the channel."""
    if not isinstance(to, Person):
        return None
    partnership = rules.partnership
    actor = partnership.actor(to)
    waiting: dict[str, Sequence[MyStep]] = {}

    def steps_in(case: Case) -> Sequence[MyStep]:
        """Works out once what waits for the reader in a case: each of its nudges asks for it, at each attempt to make
        them fit."""
        if case.ref not in waiting:
            waiting[case.ref] = my_steps([case], actor, rules.circumstances())
        return waiting[case.ref]

    return NudgeReader(
        lambda nudge: offices_waited_for(nudge, to, partnership, unreached),
        lambda nudge: _own_steps(nudge, steps_in(nudge.case)),
        lambda nudge: tuple(acknowledge_button(nudge.case, nudge.clock, actor, rules.circumstances())),
        lambda case: Role.BUSINESS_TEAM in actor.roles or case.chair == to,
        lambda case: refusal_to_prepare(case, actor) is None,
    )


def _own_steps(nudge: Nudge, waiting: Sequence[MyStep]) -> Sequence[Action]:
    """Returns the buttons of the reader's own steps before this deadline."""
    before = [step for step in waiting if nudge.clock.due.id in {clock.due.id for clock in step.clocks}]
    return [action for step in before for action in step_button(step)][:MOST_BUTTONS]
