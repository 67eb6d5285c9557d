"""The summary is the record's first page: whoever reads it alone knows what happened, what was indicated, determined
and decided, by whom and when, who disagreed and why, and what is missing."""

from collections.abc import Iterator, Sequence
from textwrap import shorten

from reports.context import ReportContext
from reports.decision_record.decision_section import outcome_at_a_glance
from reports.decision_record.first_page import WIDTHS, PageRow, fitted
from reports.decision_record.missing_section import NOTHING_MISSING, asks_for_nothing
from reports.decision_record.review_section import indicated_in_words
from reports.word import Word
from safeguarding.case.case import Case
from safeguarding.case.events.authority_events import Transferred
from safeguarding.case.events.case_events import CriteriaDecided, MergedInto, Redacted, Signed
from safeguarding.case.events.child import ON_THE_FORM, Child, children_named
from safeguarding.case.events.free_text import REDACTED
from safeguarding.case.permissions import has_review_record
from safeguarding.case.stage import Stage
from safeguarding.case.state import matters
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.leads import submitter
from safeguarding.case.state.sign_off import SignOff, sign_off_of, sign_offs_of
from safeguarding.case.state.statements import UNKNOWN, child_in_words
from safeguarding.case.views.criteria import settled_in_words
from safeguarding.case.views.history import OPENING_ERRORS
from safeguarding.case.views.integrity import record_digest
from safeguarding.case.views.review_history import NOT_UNANIMOUS
from safeguarding.chat_link import chat_link
from safeguarding.dates.working_days import london_date, spoken
from safeguarding.framework.due_dates import time_left
from safeguarding.framework.labels import decision_label, detail_label, detail_title
from safeguarding.people import Person

INDICATED = (("sin",), ("rapid_review", "route"))
MISSING_SHOWN, NEXT_SHOWN, DISSENTS_KEPT = 6, 2, 4
OFFICE, NOTICE = 60, 120
"""An office's title, and a text in a notice, of so many letters fit the first page."""
ENDINGS = (matters.TRANSFER, matters.OPENED_IN_ERROR, matters.MERGE)
DECISION, SIGN_OFFS, CLOCKS = "Decision", "Sign-offs", "Clocks, and whether each was kept"
"""These sections have in full what the first page has in short."""


def notices(word: Word, case: Case, context: ReportContext) -> None:
    for text in _notices(case, context):
        word.notice(text)


def _notices(case: Case, context: ReportContext) -> Iterator[str]:
    approval = context.framework.approval
    if case.is_rehearsal:
        yield "REHEARSAL. This record is for practice, and about no real child."
    if restriction := case.access.restriction:
        people = len(restriction.visible_to)
        yield (
            f"RESTRICTED CASE. Only the {'person' if people == 1 else f'{people} people'} named for it may see it, and "
            f"so this document. The restriction is to be reviewed on {spoken(restriction.review_on)}."
        )
    if case.decision and case.decision.escalation:
        yield f"The decision was made {NOT_UNANIMOUS}."
    if case.stage is Stage.OPENED_IN_ERROR and (error := case.proposals.opened_in_error):
        yield f"This case was opened in error: {OPENING_ERRORS[error.kind]}. Reason: {_short(error.reason.shown)}"
    for transferred in case.of(Transferred)[-1:]:
        yield (
            f"{transferred.authority} accepted this case on {spoken(transferred.accepted_on)}. Accepted by: "
            f"{_short(transferred.accepted_by.shown)}. Written confirmation: {_short(transferred.confirmation.shown)}"
        )
    if case.of(CriteriaDecided):
        yield f"The notification criteria were decided {NOT_UNANIMOUS}."
    if removed := case.of(Redacted):
        yield _removed(removed)
    for merged in case.of(MergedInto)[-1:] if case.merged_into else ():
        on = spoken(london_date(merged.at))
        yield f"{_office(merged.by, context)} merged this case on {on} into {case.merged_into}, which goes on."
    if approval.status == "draft":
        yield f"{approval.notice}: rules version {approval.version} is a draft."


def _removed(events: Sequence[Redacted]) -> str:
    on = spoken(london_date(events[-1].at))
    if len(events) == 1:
        return f"A text was removed on {on}. It is shown as {REDACTED}."
    return f"{len(events)} texts were removed, last on {on}. Shown as {REDACTED}."


def _short(text: str) -> str:
    return shorten(text, NOTICE, placeholder=" …")


def summary(
    word: Word, case: Case, context: ReportContext, lacking: Sequence[str], *, with_review: bool = True
) -> None:
    """Writes the table of the first page. ``lacking`` names what is missing."""
    rows = fitted([*_rows(case, context, lacking, with_review=with_review)], [*_notices(case, context)])
    word.table(("At a glance", "On record"), [(row.title, row.words) for row in rows], WIDTHS)
    word.paragraph(
        "The bot advises and keeps the record; named people decide. Offices are named as they are held now.", small=True
    )
    if link := chat_link(context.app_id, case.ref):
        word.web_link(f"{case.ref} in Teams, for whoever may see it", link)


def _rows(case: Case, context: ReportContext, lacking: Sequence[str], *, with_review: bool) -> Iterator[PageRow]:
    yield PageRow("Reference and stage", (f"{case.ref}. {case.stage.label}",))
    yield PageRow("What happened", tuple(_happened(case, context)), "Facts and criteria", ON_THE_FORM + 1)
    yield PageRow("Indicated by the rules", tuple(_indicated(case, context, with_review=with_review)))
    yield PageRow("Notification", tuple(_notification(case, context)), SIGN_OFFS)
    yield from outcome_at_a_glance(case)
    yield from _decided_by(case, context)
    dissents = tuple(_dissents(case, context))
    yield PageRow("Disagreement", dissents or ("None is on record.",), SIGN_OFFS, least=DISSENTS_KEPT)
    yield PageRow("What comes next", tuple(_next(case, context)) or ("Nothing is due.",), CLOCKS, NEXT_SHOWN)
    yield PageRow("Missing", tuple(lacking) or (NOTHING_MISSING,), "What is missing", MISSING_SHOWN)
    yield PageRow("This copy", (f"Version {len(case.events)}, digest {record_digest(case)}",))


def _decided_by(case: Case, context: ReportContext) -> Iterator[PageRow]:
    """Yields who took the decision of the DSPs, on a Case of Concern, or on its ending; of one by escalation also who
    had agreed to what was put to them."""
    if case.decision:
        agreed = _agreed(case, matters.LCSPR_DECISION, context)
        if escalation := case.decision.escalation:
            yield PageRow("Decided by", (escalation.decided_by.shown,), DECISION)
            if agreed:
                yield PageRow("Had agreed before", agreed, SIGN_OFFS)
        elif agreed:
            yield PageRow("Decided by", agreed, SIGN_OFFS, least=len(agreed))
    if case.concern_decision:
        yield PageRow("Case of Concern decided by", _agreed(case, matters.CONCERN_DECISION, context), SIGN_OFFS)
    for ending in ENDINGS if asks_for_nothing(case) else ():
        if (found := sign_off_of(case, ending)) and found.is_agreed:
            yield PageRow("Ending agreed by", _agreed(case, ending, context), SIGN_OFFS)


def _happened(case: Case, context: ReportContext) -> Iterator[str]:
    """Yields what is stated of the child and where it was; of several children first what is so of all of them. What is
    not known yet stands among what is missing."""
    children = case.facts.children
    stated = [[*_stated(case, child, context)] for child in children]
    of_all = [each for each in stated[0] if all(each in others for others in stated)]
    whose = f"{children_named([child.number for child in children])}. " if case.facts.others else ""
    if shared := [*of_all, *_place(case, context)]:
        yield f"{whose}{'; '.join(shared)}."
    for child, told in zip(children, stated, strict=True):
        if own := [each for each in told if each not in of_all]:
            yield f"{child.name}. {'; '.join(own)}."


def _stated(case: Case, child: Child, context: ReportContext) -> Iterator[str]:
    number = context.framework.detail("record_number").title
    for title, words in child_in_words(case, child, context.framework).items():
        if title != number and words.casefold() != UNKNOWN:
            yield f"{title}: {words}"


def _place(case: Case, context: ReportContext) -> Iterator[str]:
    for name, answer in case.facts.place_as_stated.items():
        words = detail_label(context.framework, name, answer)
        if words.casefold() != UNKNOWN:
            yield f"{detail_title(context.framework, name)}: {words}"


def _indicated(case: Case, context: ReportContext, *, with_review: bool) -> Iterator[str]:
    framework, values = context.framework, case.outcome.values
    for ids in INDICATED:
        told = (f"{framework.decision(each).title}: {decision_label(framework, each, values[each])}" for each in ids)
        yield "; ".join(told)
    if has_review_record(case) and with_review:
        yield f"{indicated_in_words(case, context)} (by the review's answers)"


def _notification(case: Case, context: ReportContext) -> Iterator[str]:
    whose = submitter(case, context.framework)
    if case.sin_submitted:
        yield f"SIN submitted by {whose}: {spoken(case.sin_submitted)}"
    else:
        is_asked = case.outcome.values["sin"] != "not_required" and not asks_for_nothing(case)
        yield f"SIN not yet submitted by {whose}." if is_asked else "No SIN was submitted."
    yield from settled_in_words(case)
    criteria = sign_off_of(case, matters.NOTIFICATION_CRITERIA)
    if criteria and criteria.is_agreed:
        yield f"Criteria agreed by {'; '.join(_agreed(case, matters.NOTIFICATION_CRITERIA, context))}."


def _agreed(case: Case, matter: str, context: ReportContext) -> tuple[str, ...]:
    """Returns a line for each who agreed, by seat, office and day."""
    found = sign_off_of(case, matter)
    given = found.signatures_given if found else ()
    return tuple(f"{_seat(signed)} ({_who_and_when(signed, context)})" for signed in given if signed.agrees)


def _dissents(case: Case, context: ReportContext) -> Iterator[str]:
    """Yields each disagreement that stands, or stood when a decision was made by escalation, with its reason; and who
    had not answered by then."""
    for sign_off in sign_offs_of(case):
        for signed in sign_off.dissents:
            reason = signed.reason.shown if signed.reason else "none is recorded"
            against = f"{_seat(signed)} disagreed: {matters.MATTER_NAMES[sign_off.matter.id]}"
            yield f"{against} ({_who_and_when(signed, context)}). Reason: {reason}"
        yield from _silent(sign_off)


def _silent(sign_off: SignOff) -> Iterator[str]:
    if sign_off.escalated and sign_off.unanswered:
        seats = ", ".join(seat.label for seat in sign_off.unanswered)
        yield f"{seats} did not answer before the escalation: {matters.MATTER_NAMES[sign_off.matter.id]}"


def _seat(signed: Signed) -> str:
    return signed.seat.label if signed.seat else "Review Group"


def _who_and_when(signed: Signed, context: ReportContext) -> str:
    return f"{_office(signed.signer, context)}, {spoken(signed.day)}"


def _office(person: Person, context: ReportContext) -> str:
    return shorten(context.office(person), OFFICE, placeholder=" …")


def _next(case: Case, context: ReportContext) -> Iterator[str]:
    """Yields what is due: first what law or guidance requires, and of that the nearest."""
    running = clocks(case, context.framework, context.calendar)
    for clock in sorted(running, key=lambda each: (each.due.deadline.strength != "must", each.due.due)):
        yield f"{clock.title}: {spoken(clock.due.due)}, {time_left(context.calendar, context.today, clock.due.due)}"
