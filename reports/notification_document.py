"""The notification document is a Word document to copy from: what the national system asks for, as far as the record
has it, with the gaps that are filled in there."""

from collections.abc import Iterator

from reports.context import ReportContext
from reports.marking import access_in_words
from reports.word import Word
from reports.word_file import as_bytes, blank_document, describe
from safeguarding.case.case import Case
from safeguarding.case.events.child import ON_THE_FORM
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.leads import notifies_instead
from safeguarding.case.views.history import moment
from safeguarding.case.views.notification.form import (
    FilledField,
    children_for_the_text,
    missing_details,
    notification_form,
)
from safeguarding.dates.working_days import spoken
from safeguarding.framework.framework import Framework

DEADLINES = ("sin", "sin_update")


def notification_document(case: Case, context: ReportContext) -> bytes:
    """Returns a docx file. The same case at the same moment gives the same bytes."""
    framework = context.framework
    title = f"Notification {case.ref}"
    marked = f"{context.marking}{access_in_words(case)}"
    document = blank_document(marked, f"{marked} \u00b7 {case.ref} \u00b7 notification")
    describe(document, title, context.at)
    word = Word(document)
    word.title(title)
    word.paragraph(f"{framework.approval.partnership}. Made on {moment(context.at)} from the record.")
    if restriction := case.access.restriction:
        word.notice(f"RESTRICTED CASE. Only the {len(restriction.visible_to)} people named for it may see it.")
    if framework.approval.status == "draft":
        word.notice(f"{framework.approval.notice}: rules version {framework.version} is a draft.")
    word.paragraph(
        f"What the national system asks for, as far as its public pages name it. {_for_whom(case, framework)} The bot "
        "submits nothing. A star marks what no public page that was read names."
    )
    for clock in clocks(case, framework, context.calendar):
        if clock.due.id in DEADLINES:
            word.paragraph(f"{clock.title}: {spoken(clock.due.due)}", bold=True)
    word.heading("Still missing")
    if missing := missing_details(case, framework):
        word.bullets(missing)
    else:
        word.paragraph("Nothing that the record can fill.")
    for group in notification_form(case, framework):
        word.heading(group.title)
        word.table(("Field", "Recorded"), _rows(group.fields), (1, 2))
    if further := children_for_the_text(case, framework):
        word.heading("Further children, for the text of the notification")
        word.paragraph(f"The national system takes details of {ON_THE_FORM} children.")
        word.bullets(further)
    return as_bytes(document)


def _for_whom(case: Case, framework: Framework) -> str:
    theirs = notifies_instead(case, framework)
    return f"It is to be submitted by {theirs}, which needs this from here." if theirs else "Copy it there."


def _rows(fields: tuple[FilledField, ...]) -> Iterator[tuple[str, str]]:
    for each in fields:
        star = "" if each.is_named else " *"
        yield f"{each.field.label}{star}", each.value or _gap(each)


def _gap(filled: FilledField) -> str:
    if filled.is_missing:
        return "Not known yet"
    return "To be filled in there, and not here" if filled.field.identity else "To be filled in there"
