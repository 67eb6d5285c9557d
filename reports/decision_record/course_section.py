"""The course section says which clock was kept, how the record came about, and what happened, event by event."""

from collections.abc import Iterator

from reports.context import ReportContext
from reports.word import Word, sentence
from safeguarding.case.case import Case
from safeguarding.case.state.leads import is_notified, leads
from safeguarding.case.views.clock_history import clock_history
from safeguarding.case.views.history import history, moment
from safeguarding.case.views.review_history import partnership_lines
from safeguarding.dates.working_days import spoken
from safeguarding.framework.due_dates import DAY_ONE
from safeguarding.framework.labels import in_a_sentence


def clocks(word: Word, case: Case, context: ReportContext) -> None:
    word.heading("Clocks, and whether each was kept")
    kept = clock_history(case, context.framework, context.calendar)
    if not kept:
        word.paragraph("No clock has run in this case.")
        return
    rows = [
        (
            each.clock.title,
            each.deadline.strength_in_words,
            spoken(each.due),
            sentence(each.in_words(context.calendar, context.today)),
            each.clock.explanation().replace(DAY_ONE, "").replace("  ", " ").strip(),
        )
        for each in kept
    ]
    if any(each.deadline.working_days for each in kept):
        # What is so of all of them is said once.
        word.paragraph(f"Working days: {in_a_sentence(DAY_ONE)}", small=True)
    word.table(("What was due", "Strength", "By", "Kept?", "How it was counted"), rows, (2.2, 1.3, 1.5, 2, 3))


def about(word: Word, case: Case, context: ReportContext) -> None:
    """Says who opened the case, which authority notifies, and under which rules."""
    word.heading("About this record")
    word.table(("What", "Recorded"), _about(case, context), (1, 2.6))


def _about(case: Case, context: ReportContext) -> Iterator[tuple[str, str]]:
    framework = context.framework
    yield "Opened", f"{moment(case.opened.at)}, by {context.office(case.opener)}"
    if is_notified(case):
        yield "Authority that notifies", "\n".join(_leads(case, context))
    if case.notification.update:
        updated = case.notification.updated
        yield "Notification updated with what came later", spoken(updated) if updated else "Missing: not recorded"
    if told := list(partnership_lines(case)):
        yield "Other partnerships", "\n".join(told)
    used = case.outcome.rules_version
    now = "" if used == framework.version else f" (today's rules are version {framework.version})"
    yield "Rules", f"Version {used}{now}. {framework.approval.notice}."
    yield "Source of the rules", framework.approval.source_document


def _leads(case: Case, context: ReportContext) -> Iterator[str]:
    framework = context.framework
    for each in leads(case, framework):
        said = each.found.authority or f"Not known yet. {framework.principle('lead_not_known').text}"
        rules = " ".join(f"{rule.text} ({framework.describe_source(rule.source)})" for rule in each.found.rules)
        yield f"{each.named}{said}. {rules}".replace("..", ".")


def events(word: Word, case: Case, context: ReportContext) -> None:
    word.heading("Timeline of events")
    lines = history(case, context.framework, context.office)
    word.table(("No.", "When, who, what"), [(str(number), line) for number, line in enumerate(lines, 1)], (0.6, 9))
