"""Review notices tell of a step in a Rapid Review, a decision or a Case of Concern: each person once, in their own
chat."""

from collections.abc import Callable, Iterable, Iterator

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_queries import CaseQueries
from bot.cases.rules_in_force import RulesInForce
from bot.messaging.ledger import Topic
from bot.messaging.outbox import Message
from cards.concern import concern_decided_card, referred_card
from cards.rapid_review.decision import confirm_card, decided_card
from cards.rapid_review.preparation import chairs_card
from dialogs.messages import CardMessage
from safeguarding.case.case import Case
from safeguarding.case.events.review_events import ChairNamed, ConcernDecided, ConcernReferred, Decided, Determined
from safeguarding.case.stage import IN_REVIEW
from safeguarding.case.views.recipients import business_team, chair, partners, review_group
from safeguarding.people import Person


def review_messages(queries: CaseQueries, case: Case) -> Iterator[Message]:
    """Yields the messages that the case asks for as it stands now."""
    rules = queries.rules
    yield from _to_chair(rules, case)
    if case.decision:
        topic, team = _topic("decided", case, len(case.of(Decided))), business_team(case, rules.partnership)
        yield from _to_each(team, topic, lambda: decided_card(case, rules.card_context()), f"{case.ref}: decided")
    if case.concern and not case.concern_decision:
        topic, members = _topic("referred", case, len(case.of(ConcernReferred))), review_group(case, rules.partnership)
        title = f"{case.ref}: a Case of Concern"
        yield from _to_each(members, topic, lambda: referred_card(case, rules.framework), title)
    if case.concern_decision:
        topic = _topic("concern_decided", case, len(case.of(ConcernDecided)))
        told = (*business_team(case, rules.partnership), *partners(case, rules.partnership))
        title = f"{case.ref}: the Case of Concern is decided"
        yield from _to_each(told, topic, lambda: concern_decided_card(case, rules.framework), title)


def _to_chair(rules: RulesInForce, case: Case) -> Iterator[Message]:
    named, told = case.of(ChairNamed), chair(case, rules.partnership)
    if not told or case.stage not in IN_REVIEW:
        return
    if named[-1].by != case.chair:
        topic = _topic("chair", case, len(named))
        yield from _to_each(told, topic, lambda: chairs_card(case), f"{case.ref}: you chair the Rapid Review")
    if case.determination and not case.is_determined:
        topic, title = _topic("confirm", case, len(case.of(Determined))), f"{case.ref}: confirm the determination"
        yield from _to_each(told, topic, lambda: confirm_card(case, rules.card_context(), rules.office), title)


def _to_each(
    people: Iterable[Person], topic: Topic, shown: Callable[[], AdaptiveCard], summary: str
) -> Iterator[Message]:
    for person in dict.fromkeys(people):
        yield Message(person, (topic,), lambda: CardMessage(shown(), summary))


def _topic(kind: str, case: Case, times: int) -> Topic:
    """Names a topic so that what happens again is told again: ``times`` says how often it has happened."""
    return Topic(kind, case.ref, (str(times),))
