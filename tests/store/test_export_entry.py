"""The entry that an export leaves says which case, who, when and as what, and nothing of the case."""

from store.export_entry import entry_of
from tests.support.stores.steps import AT


def test_it_says_who_took_which_case_when_and_as_what() -> None:
    assert entry_of("CSCP-2026-001", "ada", AT, "report") == {
        "ref": "CSCP-2026-001",
        "account": "ada",
        "at": "2026-06-02T10:00:00+00:00",
        "what": "report",
    }
