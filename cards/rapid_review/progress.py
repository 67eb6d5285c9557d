"""Review progress shows what came after the notification, in a few lines for the case's card. The whole of it stands on
cards of its own."""

from collections.abc import Iterator, Sequence

from microsoft_teams.cards import CardElement

from cards.elements import notice, paragraph, row, small, subheading
from cards.folds import Fold
from cards.rapid_review.lcspr import lcspr_lines
from safeguarding.case.case import Case
from safeguarding.case.events.review_events import Decided, Determined, Recommendation
from safeguarding.case.stage import IN_REVIEW, Stage
from safeguarding.case.state.review_record import missing_parts, needed_parts
from safeguarding.case.views import review_history
from safeguarding.case.views.history import Who
from safeguarding.dates.working_days import spoken
from safeguarding.framework.entries import Part
from safeguarding.framework.framework import Framework

FEW = 6


def outline(case: Case, framework: Framework, who: Who) -> Fold:
    """Returns the fold of the case's card with what the front of that card does not say."""
    of_concern, of_review = list(_concern(case, framework)), list(_review(case, framework, who))
    decided = (*_decision(case, framework), *lcspr_lines(case))
    title = "Show the review" if of_review else "Show the decision" if decided else "Show the concern"
    return Fold(title, (*of_review, *decided, *of_concern))


def _review(case: Case, framework: Framework, who: Who) -> Iterator[CardElement]:
    if case.stage not in IN_REVIEW:
        return
    yield subheading("Rapid Review")
    if case.stage is Stage.DECISION:
        yield row("Chair", who(case.chair) if case.chair else "not named yet")
        yield from record_lines(case, framework)
    else:
        yield from _lacks(case, framework)
    yield from outstanding_line(case)
    if case.determination:
        state = "confirmed by the chair" if case.is_determined else "not yet confirmed by the chair"
        yield row(f"Determination ({state})", review_history.outcome_in_words(case.determination.recommendation))
    if case.proposal and case.determination and case.proposal != case.determination.recommendation:
        yield row("Put to the DSPs instead", review_history.outcome_in_words(case.proposal))


def outstanding_line(case: Case) -> Iterator[CardElement]:
    if case.information_requests.outstanding:
        yield notice(f"Information outstanding from: {', '.join(case.information_requests.outstanding)}", "warning")


def record_lines(case: Case, framework: Framework) -> Iterator[CardElement]:
    """Yields how far the record is filled in, and what a determination waits for, or lacks."""
    total, blank = len(framework.parts), missing_parts(case, framework)
    yield row("Record", f"{total - len(blank)} of {total} parts filled in")
    yield from _lacks(case, framework)


def _lacks(case: Case, framework: Framework) -> Iterator[CardElement]:
    blank = missing_parts(case, framework)
    if case.determination:
        yield from gaps_lines(case, case.determination, framework)
    elif needed := needed_parts(case, framework):
        yield row("Needed before the determination", _named(needed))
    elif blank:
        yield row("Blank", _named(blank))


def _named(parts: Sequence[Part]) -> str:
    return "; ".join(part.title for part in parts) if len(parts) <= FEW else f"{len(parts)} parts"


def gaps_lines(case: Case, event: Determined | Decided | None, framework: Framework) -> Iterator[CardElement]:
    """Yields what the record lacked that it was determined or decided on."""
    for label, titles in review_history.gaps_in_words(case, event, framework).items():
        yield row(label, "; ".join(titles))


def _decision(case: Case, framework: Framework) -> Iterator[CardElement]:
    if earlier := case.earlier_decision:
        yield subheading("Decision")
        yield row(
            f"Decided on {spoken(case.day_of(earlier))}, open anew", review_history.outcome_in_words(earlier.decision)
        )
    if (decided := case.decision) is None:
        return
    yield subheading("Decision")
    if decided.escalation:
        yield notice(f"Decided on {spoken(case.day_of(decided))} {review_history.NOT_UNANIMOUS}", "warning")
    else:
        yield notice(f"Decided on {spoken(case.day_of(decided))} by all three partners", "good")
    if against := review_history.not_unanimous(case, decided):
        yield paragraph(against)
    yield from gaps_lines(case, decided, framework)
    if case.deferred_until:
        yield row("Look again on", spoken(case.deferred_until))
    for principle in (framework.principle(name) for name in told_of(decided.decision)):
        yield small(f"{principle.title}: {principle.text}")


def told_of(decision: Recommendation) -> list[str]:
    """Returns the principles that say who is told, by their ids in the rules."""
    names = ["tell_commissioned" if decision.outcome == "commission" else "tell_not_commissioned"]
    return [*names, "tell_national"] if decision.national_review else names


def _concern(case: Case, framework: Framework) -> Iterator[CardElement]:
    if (concern := case.concern) is None:
        return
    yield subheading("Case of Concern")
    yield paragraph(f"Referred by {concern.agency}: {review_history.kind_in_a_sentence(concern, framework)}.")
    if decided := case.concern_decision:
        yield notice(f"Decided on {spoken(decided.on)}: {review_history.CONCERN_OUTCOMES[decided.outcome]}", "good")
        told = framework.principle("tell_concern")
        yield small(f"{told.title}: {told.text}")
