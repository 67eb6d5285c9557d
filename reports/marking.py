"""The marking says on every page of a document how it is to be kept, and what kind of case it is about."""

from safeguarding.case.case import Case
from safeguarding.rehearsal import REHEARSAL


def access_in_words(case: Case) -> str:
    """Returns what follows the protective marking: nothing for a case that is neither restricted nor a rehearsal."""
    kinds = (("RESTRICTED", case.access.is_restricted), (REHEARSAL, case.is_rehearsal))
    return "".join(f" \u00b7 {kind}" for kind, holds in kinds if holds)
