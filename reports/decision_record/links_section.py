"""The links section names the cases that this one belongs together with, as far as its reader may know of them."""

from reports.context import ReportContext
from reports.word import Word, sentence
from safeguarding.case.case import Case
from safeguarding.case.state.links import link_in_words, links
from safeguarding.case.views.history import moment


def linked_cases(word: Word, case: Case, context: ReportContext) -> None:
    """Writes nothing where the case has no link."""
    found = links(case)
    if not found:
        return
    word.heading("Linked cases")
    word.paragraph("Nothing is merged by a link: each case keeps its own record, signatures and clocks.")
    rows = [
        (
            link.other,
            sentence(link_in_words(link)),
            link.reason.shown,
            f"{context.office(link.by)}, {moment(link.at)}",
        )
        for link in found
    ]
    word.table(("Case", "How they belong together", "Reason", "Linked by"), rows, (1.4, 2.6, 3, 2))
