"""Who is told of a step in a Rapid Review, a decision or a Case of Concern: each once, in their own chat."""

from collections.abc import Callable, Iterable, Iterator

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.messaging.outbox import Message
from cards.concern import concern_decided_card, referred_card
from cards.decision import confirm_card, decided_card
from cards.preparation import chairs_card
from dialogs.messages import CardMessage
from safeguarding.case.case import Case
from safeguarding.case.events.review_events import ChairNamed, ConcernDecided, ConcernReferred, Decided, Determined
from safeguarding.case.people import PARTNERS, Person
from safeguarding.case.stage import IN_REVIEW


def review_messages(work: CaseService, case: Case) -> Iterator[Message]:
    """What the case asks to be told as it stands now."""
    yield from _to_chair(work, case)
    business_team = [person for person in work.partnership.people("business_team") if work.sees(case, person)]
    if case.decision:
        key = f"decided|{case.ref}|{len(case.of(Decided))}"
        yield from _to_each(business_team, key, lambda: decided_card(case, work.card_context()), f"{case.ref}: decided")
    if case.concern and not case.concern_decision:
        key = f"referred|{case.ref}|{len(case.of(ConcernReferred))}"
        members = [person for person in work.partnership.people("review_group") if work.sees(case, person)]
        title = f"{case.ref}: a Case of Concern"
        yield from _to_each(members, key, lambda: referred_card(case, work.framework), title)
    if case.concern_decision:
        key = f"concern_decided|{case.ref}|{len(case.of(ConcernDecided))}"
        held = [person for seat in PARTNERS for person in work.partnership.people(seat.value)]
        dsps = [person for person in held if work.sees(case, person)]
        told, title = (*business_team, *dsps), f"{case.ref}: the Case of Concern is decided"
        yield from _to_each(told, key, lambda: concern_decided_card(case, work.framework), title)


def _to_chair(work: CaseService, case: Case) -> Iterator[Message]:
    named = case.of(ChairNamed)
    if case.chair is None or case.stage not in IN_REVIEW or not work.sees(case, case.chair):
        return
    if named[-1].by != case.chair:
        key = f"chair|{case.ref}|{len(named)}"
        yield from _to_each([case.chair], key, lambda: chairs_card(case), f"{case.ref}: you chair the Rapid Review")
    if case.determination and not case.is_determined:
        key = f"confirm|{case.ref}|{len(case.of(Determined))}"
        title = f"{case.ref}: confirm the determination"
        yield from _to_each([case.chair], key, lambda: confirm_card(case, work.card_context(), work.office), title)


def _to_each(people: Iterable[Person], key: str, shown: Callable[[], AdaptiveCard], summary: str) -> Iterator[Message]:
    for person in dict.fromkeys(people):
        yield Message(person, (key,), lambda: CardMessage(shown(), summary))
