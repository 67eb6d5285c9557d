"""Change notices tell of what begins, ends or moves a duty, a change of the facts or a finding on the notification
criteria, of what is proposed, and of what lapsed or ended: each destination once."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import chain

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_queries import CaseQueries
from bot.cases.rules_in_force import RulesInForce
from bot.messaging.destinations import Destination
from bot.messaging.ledger import Topic
from bot.messaging.outbox import Message
from cards.absence import handed_over_card, taking_over_card
from cards.case.changes import (
    agreement_withdrawn_card,
    change_proposed_card,
    channel_dates_card,
    criteria_settled_card,
    dates_moved_card,
    day_moved_card,
    ended_card,
    merge_undone_card,
    not_met_proposed_card,
)
from cards.case.corrections import corrected_card, correction_proposed_card
from cards.case.criteria import escalation_recorded_card
from cards.sign_off.lapsed import lapsed_card
from dialogs.messages import CardMessage
from safeguarding.case.case import Case
from safeguarding.case.corrections import corrects_return
from safeguarding.case.events.case_events import (
    CriteriaDecided,
    CriteriaEscalated,
    FoundNotMet,
    HandedOver,
    MergedIntoUndone,
    NotMetProposed,
    Signed,
    UpdateProposed,
)
from safeguarding.case.events.correction_events import CorrectionProposed, DayCorrected, StepTakenBack
from safeguarding.case.state.criteria import escalated_criteria
from safeguarding.case.state.matters import CRITERIA_ESCALATION, LATER_NOT_MET, NOT_MET
from safeguarding.case.state.sign_off import is_agreed, sign_off_of
from safeguarding.case.views.dates_moved import (
    MOVES,
    CalendarChanged,
    DatesMoved,
    dates_moved,
    moved_by_calendar,
    offices_next,
    reasons,
)
from safeguarding.case.views.endings import endings
from safeguarding.case.views.lapses import Lapse, latest_lapses, withdrawn_agreement
from safeguarding.case.views.next_steps import waiting_for
from safeguarding.case.views.recipients import (
    business_team,
    criteria_recipients,
    had_a_part,
    office_holders,
    partners,
    taking_over,
    to_tell_of_lapse,
    told_of_merge,
    told_of_steps,
)
from safeguarding.people import Person

NEWS_FOR = timedelta(days=7)
"""A change of longer ago is no news: nobody is told of what was changed before the bot told of changes."""


def change_messages(queries: CaseQueries, case: Case) -> Iterator[Message]:
    """Yields the messages that the case asks for as it stands now."""
    rules = queries.rules
    if _was_changed_lately(queries, case) and (moved := dates_moved(case, rules.framework, rules.calendar)):
        yield from _dates_moved(queries, case, moved)
    yield from correction_messages(queries, case)
    if withdrawn := withdrawn_agreement(case):
        yield from _withdrawn(queries, case, withdrawn)
    told = [*(ending.event for ending in endings(case)), *case.of(DayCorrected), *case.of(StepTakenBack)]
    for lapse in latest_lapses(case):
        # Of an ending and of a correction these hear by a notice of its own.
        if rules.now() - lapse.cause.at < NEWS_FOR and not any(lapse.cause is event for event in told):
            yield from _lapsed(rules, case, lapse)
    if case.proposals.update:
        topic = Topic("proposed", case.ref, (str(len(case.of(UpdateProposed))),))
        for person in business_team(case, rules.partnership):
            yield _message(
                person,
                topic,
                lambda: change_proposed_card(case, rules.card_context(), rules.office),
                f"{case.ref}: a change is proposed",
            )
    yield from _not_met_proposed(queries, case)
    yield from _criteria_escalated(queries, case)
    yield from _criteria_settled(queries, case)
    yield from _handed_over(queries, case)


def _handed_over(queries: CaseQueries, case: Case) -> Iterator[Message]:
    """The others who hold the seat hear, beside what waits, which comes to them by itself; and whoever's part it was,
    where somebody else has handed it over."""
    rules = queries.rules
    latest = {event.whose: event for event in case.of(HandedOver) if event.whose in case.handed_over}
    for whose, event in latest.items():
        if not _is_news(queries, event.at):
            continue
        topic = Topic("handed_over", case.ref, (str(case.events.index(event)),))
        others = taking_over(case, whose, rules.partnership)
        for person in others:
            shown = partial(taking_over_card, case.ref, rules.office(whose))
            yield _message(person, topic, shown, f"{case.ref}: handed over to you")
        if whose != event.by:
            offices = [rules.office(other) for other in others]
            shown = partial(handed_over_card, case.ref, offices, rules.office(event.by))
            yield _message(whose, topic, shown, f"{case.ref}: handed over")


def _criteria_escalated(queries: CaseQueries, case: Case) -> Iterator[Message]:
    """The partners and the Business Team hear what waits for the DCS, who gets a card to sign."""
    rules, recorded = queries.rules, escalated_criteria(case)
    if not recorded or is_agreed(case, CRITERIA_ESCALATION) or not _is_news(queries, recorded.at):
        return
    topic = Topic("criteria_escalated", case.ref, (str(len(case.of(CriteriaEscalated))),))
    for person in (*business_team(case, rules.partnership), *partners(case, rules.partnership)):
        yield _message(
            person,
            topic,
            lambda: escalation_recorded_card(case, rules.card_context()),
            f"{case.ref}: the criteria are escalated",
        )


def _not_met_proposed(queries: CaseQueries, case: Case) -> Iterator[Message]:
    """The Business Team hears; whoever has to agree gets a card to sign."""
    if not any(sign_off_of(case, matter) and not is_agreed(case, matter) for matter in (NOT_MET, LATER_NOT_MET)):
        return
    rules, proposed = queries.rules, case.of(NotMetProposed)
    if not _is_news(queries, proposed[-1].at):
        return
    topic, title = Topic("not_met_proposed", case.ref, (str(len(proposed)),)), f"{case.ref}: criteria not met, proposed"
    for person in business_team(case, rules.partnership):
        yield _message(person, topic, lambda: not_met_proposed_card(case, rules.card_context(), rules.office), title)


def _criteria_settled(queries: CaseQueries, case: Case) -> Iterator[Message]:
    """The channel gets the dates. "Not met" is an ending, of which everybody who had a part is told (``endings``)."""
    rules, settled = queries.rules, case.criteria_settled
    if not settled or not _is_news(queries, settled.at):
        return
    number = len([*case.of(FoundNotMet), *case.of(CriteriaDecided)])
    topic, title = Topic("criteria", case.ref, (str(number),)), f"{case.ref}: the criteria are settled"
    if not case.access.is_restricted:
        channel = rules.partnership.review_channel
        yield _message(channel, topic, lambda: channel_dates_card(case, rules.card_context()), title)
    for person in criteria_recipients(case, rules.partnership) if settled.met else ():
        yield _message(person, topic, lambda: criteria_settled_card(case, rules.card_context()), title)


def day_messages(queries: CaseQueries, case: Case, changed: CalendarChanged | None) -> Iterator[Message]:
    """Yields the messages that the case asks for where days were closed, or are working days again, and deadlines of
    it move by that."""
    rules = queries.rules
    if not changed or not _is_news(queries, changed.at):
        return
    moved = moved_by_calendar(case, rules.framework, changed, rules.calendar)
    if not moved:
        return
    topic, title = Topic("closed_days", case.ref, (changed.at.isoformat(),)), f"{case.ref}: a day has moved"
    if not case.access.is_restricted:
        channel = rules.partnership.review_channel
        yield _message(channel, topic, lambda: channel_dates_card(case, rules.card_context(), reasons(moved)), title)
    deadlines = [each.clock.due.deadline for each in moved]
    waiting = (waiting_for(case, rules.framework, deadline.id).offices for deadline in deadlines)
    offices = chain.from_iterable((*(deadline.owners for deadline in deadlines), *waiting))
    holders = office_holders(case, offices, rules.partnership)
    for person in dict.fromkeys((*business_team(case, rules.partnership), *holders)):
        yield _message(person, topic, lambda: day_moved_card(case, moved, rules.card_context()), title)


def ending_messages(queries: CaseQueries, case: Case, carded: Iterable[Person]) -> Iterator[Message]:
    """Yields a message to everybody who had a part in what ended. ``carded`` are those who had a card to sign."""
    rules, people = queries.rules, tuple(carded)
    for ending in endings(case):
        if rules.now() - ending.event.at >= NEWS_FOR:
            continue
        topic = Topic("ended", case.ref, (str(ending.number),))
        for person in had_a_part(ending, case, rules.partnership, people):
            yield _message(person, topic, partial(ended_card, case, ending, rules.office), f"{case.ref}: it has ended")


def undone_merge_messages(queries: CaseQueries, case: Case, carded: Iterable[Person]) -> Iterator[Message]:
    """Yields a message to everybody who was told that the case was merged."""
    rules, undone = queries.rules, case.of(MergedIntoUndone)
    if not undone or not case.is_open or not _is_news(queries, undone[-1].at):
        return
    topic, title = Topic("merge_undone", case.ref, (str(len(undone)),)), f"{case.ref}: the merge is undone"
    for person in told_of_merge(case, rules.partnership, carded):
        yield _message(person, topic, lambda: merge_undone_card(case, rules.card_context(), rules.office), title)


def correction_messages(queries: CaseQueries, case: Case) -> Iterator[Message]:
    """Whoever was told of a step, or has the next one, hears that it was corrected; the Business Team of a proposal.
    Nobody is told when an agency returns."""
    rules = queries.rules
    corrections = (event for event in case.events if isinstance(event, DayCorrected | StepTakenBack))
    made = [event for event in corrections if not corrects_return(event)]
    if made and rules.now() - made[-1].at < NEWS_FOR:
        topic, title = Topic("corrected", case.ref, (str(len(made)),)), f"{case.ref}: what was recorded is corrected"
        next_holders = _next_holders(queries, case) if case.is_open else ()
        for person in dict.fromkeys((*told_of_steps(case, rules.partnership), *next_holders)):
            yield _message(
                person, topic, lambda: corrected_card(case, made[-1], rules.card_context(), rules.office), title
            )
    if case.proposals.correction:
        topic = Topic("correction_proposed", case.ref, (str(len(case.of(CorrectionProposed))),))
        title = f"{case.ref}: a correction is proposed"
        for person in business_team(case, rules.partnership):
            yield _message(person, topic, lambda: correction_proposed_card(case, rules.office), title)


def _dates_moved(queries: CaseQueries, case: Case, moved: DatesMoved) -> Iterator[Message]:
    rules = queries.rules
    topic, title = Topic("dates_moved", case.ref, (str(moved.number),)), f"{case.ref}: what is due has changed"
    if not case.access.is_restricted:
        yield _message(
            rules.partnership.review_channel, topic, lambda: channel_dates_card(case, rules.card_context()), title
        )
    if isinstance(moved.after.events[-1], DayCorrected | StepTakenBack):
        # Each person hears of it once, by the card of the correction.
        return
    told = (*business_team(case, rules.partnership), *_next_holders(queries, case))
    for person in dict.fromkeys(told):
        yield _message(person, topic, lambda: dates_moved_card(case, moved, rules.card_context()), title)


def _withdrawn(queries: CaseQueries, case: Case, withdrawn: Signed) -> Iterator[Message]:
    rules, title = queries.rules, f"{case.ref}: an agreement was withdrawn"
    topic = Topic("withdrawn", case.ref, (withdrawn.digest[:16], str(case.before(withdrawn).version)))
    if not case.access.is_restricted:
        yield _message(
            rules.partnership.review_channel, topic, lambda: channel_dates_card(case, rules.card_context()), title
        )
    told = (*business_team(case, rules.partnership), *partners(case, rules.partnership), *_next_holders(queries, case))
    for person in dict.fromkeys(told):
        yield _message(
            person, topic, lambda: agreement_withdrawn_card(case, withdrawn, rules.card_context(), rules.office), title
        )


def _lapsed(rules: RulesInForce, case: Case, lapse: Lapse) -> Iterator[Message]:
    topic, title = Topic("lapsed", case.ref, (lapse.matter, str(lapse.number))), f"{case.ref}: a sign-off has lapsed"
    for person in to_tell_of_lapse(lapse, case, rules.partnership):
        yield _message(person, topic, lambda: lapsed_card(lapse, case, rules.card_context(), rules.office), title)


def _next_holders(queries: CaseQueries, case: Case) -> tuple[Person, ...]:
    return office_holders(case, offices_next(case, queries.rules.framework), queries.rules.partnership)


def _was_changed_lately(queries: CaseQueries, case: Case) -> bool:
    changes = [event.at for kind in MOVES for event in case.of(kind)]
    return bool(changes) and _is_news(queries, max(changes))


def _is_news(queries: CaseQueries, at: datetime) -> bool:
    return queries.rules.now() - at < NEWS_FOR


def _message(to: Destination, topic: Topic, shown: Callable[[], AdaptiveCard], summary: str) -> Message:
    return Message(to, (topic,), lambda: CardMessage(shown(), summary))
