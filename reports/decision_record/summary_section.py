"""The summary is the record's first page: whoever reads it alone knows what happened, what was indicated, determined
and decided, by whom and when, who disagreed, and what is missing."""

from collections.abc import Iterator, Sequence
from textwrap import shorten

from reports.context import ReportContext
from reports.decision_record.decision_section import outcome_at_a_glance
from reports.decision_record.missing_section import asks_for_nothing
from reports.word import Word
from safeguarding.case.case import Case
from safeguarding.case.events.authority_events import Transferred
from safeguarding.case.events.case_events import CriteriaDecided, Redacted, Signed
from safeguarding.case.events.child import ON_THE_FORM
from safeguarding.case.events.free_text import REDACTED
from safeguarding.case.stage import Stage
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.leads import submitter
from safeguarding.case.state.matters import LCSPR_DECISION, MATTERS, NOTIFICATION_CRITERIA
from safeguarding.case.state.sign_off import SignOff, sign_off_of
from safeguarding.case.state.statements import child_in_words
from safeguarding.case.views.criteria import settled_in_words
from safeguarding.case.views.history import OPENING_ERRORS
from safeguarding.case.views.integrity import record_digest
from safeguarding.case.views.review_history import NOT_UNANIMOUS
from safeguarding.chat_link import chat_link
from safeguarding.dates.working_days import london_date, spoken
from safeguarding.framework.labels import decision_label
from safeguarding.rehearsal import NOTICE

INDICATED = ("sin", "rapid_review", "route")
NAMED_AS_MISSING = 4
"""So many of what is missing fit the first page; all of it has a section."""


SHORT, OFFICE, IN_FULL = 160, 60, " … (in full in the section Decision)"
"""A text, and an office's title, of so many letters fit the first page."""


def notices(word: Word, case: Case, context: ReportContext) -> None:
    approval = context.framework.approval
    if case.is_rehearsal:
        word.notice(NOTICE)
    if restriction := case.access.restriction:
        word.notice(
            f"RESTRICTED CASE. Only the {len(restriction.visible_to)} people named for it may see it, and so this "
            f"document. The restriction is to be reviewed on {spoken(restriction.review_on)}."
        )
    if case.decision and case.decision.escalation:
        word.notice(f"The decision was made {NOT_UNANIMOUS}. See the section Decision.")
    if case.stage is Stage.OPENED_IN_ERROR and (error := case.proposals.opened_in_error):
        word.notice(f"This case was opened in error: {OPENING_ERRORS[error.kind]}. Reason: {error.reason.shown}")
    for transferred in case.of(Transferred):
        word.notice(
            f"{transferred.authority} accepted this case on {spoken(transferred.accepted_on)}. Accepted by: "
            f"{transferred.accepted_by.shown}. Written confirmation: {transferred.confirmation.shown}"
        )
    if case.of(CriteriaDecided):
        word.notice(f"The notification criteria were decided {NOT_UNANIMOUS}.")
    for redacted in case.of(Redacted):
        word.notice(f"A text was removed on {spoken(london_date(redacted.at))}. It stands here as {REDACTED}.")
    if case.merged_into:
        word.notice(f"This case was merged into {case.merged_into}, which goes on.")
    if approval.status == "draft":
        word.notice(f"{approval.notice}: rules version {approval.version} is a draft.")


def summary(word: Word, case: Case, context: ReportContext, lacking: Sequence[str]) -> None:
    """``lacking`` names what is missing."""
    word.table(("At a glance", "On record"), _rows(case, context, lacking), (1, 2.6))
    word.paragraph(
        "The bot advises and keeps the record; named people decide. Offices are named as they are held now.", small=True
    )
    if link := chat_link(context.app_id, case.ref):
        word.web_link(f"{case.ref} in Teams, for whoever may see it", link)


def _rows(case: Case, context: ReportContext, lacking: Sequence[str]) -> Iterator[tuple[str, str]]:
    framework = context.framework
    yield "Reference and stage", f"{case.ref}. {case.stage.label}"
    yield "What happened", "\n".join(_happened(case, context))
    decided = (each for each in framework.decisions if each.id in INDICATED)
    told = (f"{each.title}: {decision_label(framework, each.id, case.outcome.values[each.id])}" for each in decided)
    yield "Indicated by the rules", "\n".join(told)
    yield "Notification", "\n".join(_notification(case, context))
    yield from outcome_at_a_glance(case)
    yield from _decided_by(case, context)
    yield "Disagreement", "\n".join(_dissents(case, context)) or "None is on record."
    yield "What comes next", _next(case, context)
    yield "Missing", _missing(lacking)
    yield "This copy", f"Version {len(case.events)}, digest {record_digest(case)}"


def _decided_by(case: Case, context: ReportContext) -> Iterator[tuple[str, str]]:
    """Yields who took the decision of the DSPs; of one by escalation also who had agreed to what was put to them."""
    if case.decision is None:
        return
    signed = sign_off_of(case, LCSPR_DECISION)
    agreed = _signed_by(signed, context) if signed else ""
    if escalation := case.decision.escalation:
        yield "Decided by", shorten(escalation.decided_by.shown, SHORT, placeholder=IN_FULL)
        yield "Had agreed before", agreed or "Nobody"
    elif agreed:
        yield "Decided by", agreed


def _happened(case: Case, context: ReportContext) -> Iterator[str]:
    children = case.facts.children
    for child in children[:ON_THE_FORM]:
        whose = f"{child.name}. " if case.facts.others else ""
        told = child_in_words(case, child, context.framework)
        yield f"{whose}{'; '.join(f'{title}: {words}' for title, words in told.items())}."
    if len(children) > ON_THE_FORM:
        yield f"{len(children) - ON_THE_FORM} more: see the section Facts and criteria."


def _notification(case: Case, context: ReportContext) -> Iterator[str]:
    yield from settled_in_words(case)
    criteria = sign_off_of(case, NOTIFICATION_CRITERIA)
    if criteria and criteria.is_agreed:
        yield f"Criteria agreed by {_signed_by(criteria, context)}."
    whose = submitter(case, context.framework)
    if case.sin_submitted:
        yield f"SIN submitted by {whose}: {spoken(case.sin_submitted)}"
    else:
        is_asked = case.outcome.values["sin"] != "not_required" and not asks_for_nothing(case)
        yield f"SIN not yet submitted by {whose}." if is_asked else "No SIN was submitted."


def _signed_by(sign_off: SignOff, context: ReportContext) -> str:
    agreed = (signed for signed in sign_off.signatures.values() if signed.agrees)
    return "; ".join(f"{_place(signed)} ({_who_and_when(signed, context)})" for signed in agreed)


def _dissents(case: Case, context: ReportContext) -> Iterator[str]:
    """Yields each disagreement that stands, or stood when a decision was made by escalation."""
    for sign_off in (found for matter in MATTERS if (found := sign_off_of(case, matter))):
        for signed in sign_off.signatures_given:
            if not signed.agrees:
                yield f"{_place(signed)} ({_who_and_when(signed, context)}): {sign_off.matter.title}"


def _place(signed: Signed) -> str:
    return signed.seat.label if signed.seat else "Review Group"


def _who_and_when(signed: Signed, context: ReportContext) -> str:
    on = signed.outside_teams.on if signed.outside_teams else london_date(signed.at)
    return f"{shorten(context.office(signed.signer), OFFICE, placeholder=' …')}, {spoken(on)}"


def _next(case: Case, context: ReportContext) -> str:
    running = clocks(case, context.framework, context.calendar)
    if not running:
        return "Nothing is due."
    required = [clock for clock in running if clock.due.deadline.strength == "must"] or running
    nearest = min(required, key=lambda clock: clock.due.due)
    return f"{nearest.title}: {spoken(nearest.due.due)}"


def _missing(lacking: Sequence[str]) -> str:
    if not lacking:
        return "Nothing that the case asks for at its stage."
    further = len(lacking) - NAMED_AS_MISSING
    more = [f"and {further} more: see the section What is missing"] if further > 0 else []
    return "\n".join([*lacking[:NAMED_AS_MISSING], *more])
