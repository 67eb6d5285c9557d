"""Who is told of a step in a Rapid Review, a decision or a Case of Concern: each once, in their own chat."""

from collections.abc import Callable, Iterable, Iterator

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.messaging.ledger import Topic
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
        topic = _topic("decided", case, len(case.of(Decided)))
        yield from _to_each(
            business_team, topic, lambda: decided_card(case, work.card_context()), f"{case.ref}: decided"
        )
    if case.concern and not case.concern_decision:
        topic = _topic("referred", case, len(case.of(ConcernReferred)))
        members = [person for person in work.partnership.people("review_group") if work.sees(case, person)]
        title = f"{case.ref}: a Case of Concern"
        yield from _to_each(members, topic, lambda: referred_card(case, work.framework), title)
    if case.concern_decision:
        topic = _topic("concern_decided", case, len(case.of(ConcernDecided)))
        held = [person for seat in PARTNERS for person in work.partnership.people(seat.value)]
        dsps = [person for person in held if work.sees(case, person)]
        told, title = (*business_team, *dsps), f"{case.ref}: the Case of Concern is decided"
        yield from _to_each(told, topic, lambda: concern_decided_card(case, work.framework), title)


def _to_chair(work: CaseService, case: Case) -> Iterator[Message]:
    named = case.of(ChairNamed)
    if case.chair is None or case.stage not in IN_REVIEW or not work.sees(case, case.chair):
        return
    if named[-1].by != case.chair:
        topic = _topic("chair", case, len(named))
        yield from _to_each([case.chair], topic, lambda: chairs_card(case), f"{case.ref}: you chair the Rapid Review")
    if case.determination and not case.is_determined:
        topic = _topic("confirm", case, len(case.of(Determined)))
        title = f"{case.ref}: confirm the determination"
        yield from _to_each([case.chair], topic, lambda: confirm_card(case, work.card_context(), work.office), title)


def _to_each(
    people: Iterable[Person], topic: Topic, shown: Callable[[], AdaptiveCard], summary: str
) -> Iterator[Message]:
    for person in dict.fromkeys(people):
        yield Message(person, (topic,), lambda: CardMessage(shown(), summary))


def _topic(kind: str, case: Case, times: int) -> Topic:
    """What happens again is told again: ``times`` says how often it has happened."""
    return Topic(kind, case.ref, (str(times),))
