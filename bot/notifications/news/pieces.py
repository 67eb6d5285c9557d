"""The pieces of news of a case, as they are shown: each kind has its card."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from microsoft_teams.cards import Action, AdaptiveCard

from bot.cases.available_actions import step_button
from bot.cases.case_queries import CaseQueries
from bot.messaging.destinations import Destination
from bot.messaging.ledger import Topic
from bot.messaging.outbox import Message
from bot.messaging.threads import Threads
from bot.notifications.news.bundles import Piece
from bot.notifications.news.calls import calling
from cards.absence import handed_over_card, taking_over_card
from cards.case import changes
from cards.case.corrections import corrected_card, correction_proposed_card
from cards.case.criteria import escalation_recorded_card
from cards.concern import concern_decided_card, referred_card
from cards.context import CardContext
from cards.news import channel_news_card, news_card
from cards.rapid_review.decision import confirm_card, decided_card
from cards.rapid_review.preparation import chairs_card
from cards.sign_off.card import agreed_card
from cards.sign_off.lapsed import lapsed_card
from dialogs.messages import CardMessage
from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.state.matters import LCSPR_DECISION, NOTIFICATION_CRITERIA
from safeguarding.case.views.dates_moved import offices_next, reasons
from safeguarding.case.views.desk.primary_step import desk
from safeguarding.case.views.my_steps import MyStep, my_steps
from safeguarding.case.views.news.hearers import told
from safeguarding.case.views.news.news import CaseNews, Telling
from safeguarding.case.views.news.urgency import urgency
from safeguarding.case.views.recipients import taking_over
from safeguarding.people import Person


@dataclass(frozen=True)
class Shown:
    """Shown is one piece of news to one person."""

    news: CaseNews
    to: Person
    queries: CaseQueries

    @property
    def about(self) -> Any:
        return self.news.about

    @property
    def event(self) -> Any:
        return self.news.event

    @property
    def context(self) -> CardContext:
        return self.queries.rules.card_context().for_good()


def pieces(queries: CaseQueries, case: Case, telling: Telling, carded: Collection[Person]) -> Iterator[Piece]:
    """Yields what the case asks to be told as it stands now."""
    threads = Threads(queries.undelivered.ledger)
    for each in told(case, telling, carded):
        topic = Topic(each.news.kind.id, case.ref, each.news.parts)
        for to in each.to:
            if not isinstance(to, Person) and not case.is_open and not threads.is_known(case.ref, to):
                # The channel never heard of what is over.
                continue
            render = partial(_rendered, each.news, to, queries)
            below = None if isinstance(to, Person) else case.ref
            when = urgency(each.news, to, telling.circumstances)
            yield Piece(Message(to, (topic,), render, below=below), each.news.at, when)


def _rendered(each: CaseNews, to: Destination, queries: CaseQueries) -> CardMessage:
    title = f"{each.case.ref}: {each.kind.title}"
    if not isinstance(to, Person):
        why = reasons(each.about) if isinstance(each.about, tuple) else ()
        below = CardMessage(channel_news_card(each, queries.rules.card_context().for_good(), why), title)
        next_to_act = offices_next(each.case, queries.rules.framework) if each.case.is_open else ()
        return calling(below, [(each.case, next_to_act)], queries.rules)
    shown = Shown(each, to, queries)
    return CardMessage(CARDS.get(each.kind.id, _news)(shown), title)


def _news(shown: Shown) -> AdaptiveCard:
    rules = shown.queries.rules
    reads = desk(shown.news.case, rules.partnership.actor(shown.to), rules.circumstances())
    return news_card(shown.news, shown.context, rules.office, reads, list(_own_step(shown)))


def _own_step(shown: Shown) -> Iterator[Action]:
    """Yields the button of what follows by the news, where the reader may take it, or else of their most pressing step
    in the case, which is no deputy's, and which the case has not gone on without."""
    rules, case = shown.queries.rules, shown.news.case
    if not case.is_open:
        return
    actor, circumstances = rules.partnership.actor(shown.to), rules.circumstances()
    found = my_steps([case], actor, circumstances)
    own = [step for step in found if not (step.as_deputy or step.is_overtaken)]
    to_sign = [step for step in own if step.matter and step.matter.id == _disputed(shown)]
    rows = [*FOLLOWS.get(shown.news.kind.id, ()), *FOLLOWS_DISSENT.get(_disputed(shown), ())]
    follow = [MyStep(case, "", row, ()) for row in rows if STEPS[row].is_available(case, actor, circumstances)]
    yield from [action for step in (*to_sign, *follow, *own) for action in step_button(step)][:1]


def _disputed(shown: Shown) -> str:
    return shown.event.matter if shown.news.kind.id == "dissent" else ""


def _lapsed(shown: Shown) -> AdaptiveCard:
    rules = shown.queries.rules
    return lapsed_card(shown.about, shown.news.case, shown.context, rules.office)


def _agreed(shown: Shown) -> AdaptiveCard:
    subject = shown.queries.subject(shown.news.case, NOTIFICATION_CRITERIA)
    return agreed_card(subject) if subject else _news(shown)


def _handed_over(shown: Shown) -> AdaptiveCard:
    rules, case, event = shown.queries.rules, shown.news.case, shown.event
    if shown.to != event.whose:
        return taking_over_card(case.ref, rules.office(event.whose))
    offices = [rules.office(other) for other in taking_over(case, event.whose, rules.partnership)]
    return handed_over_card(case.ref, offices, rules.office(event.by))


def _with_context(card: Callable[[Case, Any], AdaptiveCard]) -> Callable[[Shown], AdaptiveCard]:
    return lambda shown: card(shown.news.case, shown.context)


def _with_office(card: Callable[[Case, Any, Any], AdaptiveCard]) -> Callable[[Shown], AdaptiveCard]:
    return lambda shown: card(shown.news.case, shown.context, shown.queries.rules.office)


def _about(card: Callable[[Case, Any, Any], AdaptiveCard]) -> Callable[[Shown], AdaptiveCard]:
    return lambda shown: card(shown.news.case, shown.about, shown.context)


FOLLOWS: Mapping[str, tuple[str, ...]] = {"all_signed": ("submit_sin",), "transfer_agreed": ("accept_transfer",)}
"""These rows of the table of steps follow by the news."""
FOLLOWS_DISSENT: Mapping[str, tuple[str, ...]] = {
    NOTIFICATION_CRITERIA: ("escalate_criteria",),
    LCSPR_DECISION: ("decide_by_escalation", "propose_decision"),
}
"""After a disagreement on the matter these rows lead on, and before them its signature by whoever has not signed."""
CARDS: Mapping[str, Callable[[Shown], AdaptiveCard]] = {
    "agreed": _agreed,
    "chair": lambda shown: chairs_card(shown.news.case),
    "closed_days": _about(changes.day_moved_card),
    "concern_decided": lambda shown: concern_decided_card(shown.news.case, shown.queries.rules.framework),
    "confirm": _with_office(confirm_card),
    "corrected": lambda shown: corrected_card(shown.news.case, shown.event, shown.context, shown.queries.rules.office),
    "correction_proposed": lambda shown: correction_proposed_card(shown.news.case, shown.queries.rules.office),
    "criteria": _with_context(changes.criteria_settled_card),
    "criteria_escalated": _with_context(escalation_recorded_card),
    "dates_moved": _about(changes.dates_moved_card),
    "decided": _with_context(decided_card),
    "ended": lambda shown: changes.ended_card(shown.news.case, shown.about, shown.queries.rules.office),
    "handed_over": _handed_over,
    "lapsed": _lapsed,
    "lapsed_team": _lapsed,
    "merge_undone": _with_office(changes.merge_undone_card),
    "not_met_proposed": _with_office(changes.not_met_proposed_card),
    "proposed": _with_office(changes.change_proposed_card),
    "referred": _with_context(referred_card),
    "withdrawn": lambda shown: changes.agreement_withdrawn_card(
        shown.news.case, shown.event, shown.context, shown.queries.rules.office
    ),
}
"""These kinds have cards of their own; the others have the short card of news."""
