"""Partnership actions record what the partnership of another authority was told, and what it answered."""

from collections.abc import Mapping
from typing import get_args

from microsoft_teams.cards import AdaptiveCard

from bot.handlers.actions.case_form import CasePress, FormAction, of_case
from bot.handlers.results import ActionHandler
from cards.case.other_authorities import partnership_card
from dialogs.forms import read_optional_day
from safeguarding.case.events.authority_events import PartnershipAnswer, ReviewHost
from safeguarding.case.steps.transfer import record_partnership


async def _partnership(press: CasePress) -> AdaptiveCard:
    authority, answer = press.typed.text_of("authority"), press.choice("answer", ANSWERS, "Its answer")
    told_on, answered_on = press.day("told_on", "Told on"), read_optional_day(press.typed, "answered_on", "Answered")
    host = press.choice("host", HOSTS, "Who hosts a joint review") if press.typed.text_of("host") else None
    note = press.optional_text("note", "The note")
    after = await press.take(
        lambda now, by, at: record_partnership(
            now, authority, told_on, answer, by, at, answered_on=answered_on, host=host, note=note
        )
    )
    said = f"{after.ref}: what the other partnership said is recorded."
    follows = "What is recorded last counts. The rest stays in the history."
    return press.receipt(after, said, follows, changes=["partnership"])


ANSWERS: tuple[PartnershipAnswer, ...] = get_args(PartnershipAnswer)
HOSTS: tuple[ReviewHost, ...] = get_args(ReviewHost)
PARTNERSHIP_BUTTONS: Mapping[str, ActionHandler] = {
    "partnership": FormAction(of_case(partnership_card), _partnership, "record_partnership")
}
