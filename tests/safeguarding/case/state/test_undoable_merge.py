"""A merge can be undone on the working day on which it was made, and while nothing was signed since."""

from datetime import date, timedelta

from safeguarding.case.case import Case
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.case.state.undoable_merge import refusal_after_its_day, refusal_to_undo_merge
from safeguarding.case.steps.corrections import correct_day
from safeguarding.case.steps.lifecycle import submit_sin
from tests.support.case_stages import (
    BUSINESS_TEAM,
    ICB,
    THE_SAME,
    TODAY,
    chaired,
    circumstances,
    determined,
    like,
    merged,
    signed_by,
)
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import opened, submitted

KEPT = merged(like(opened(), "CSCP-2"), opened())[1]


def refused(case: Case) -> str:
    return str(refusal_to_undo_merge(case) or "")


def test_what_was_signed_before_the_merge_does_not_keep_it_and_what_was_signed_since_does() -> None:
    signed_before = merged(like(opened(), "CSCP-2"), signed_by(opened(), NOTIFICATION_CRITERIA, ICB))[1]
    assert refused(KEPT) == refused(signed_before) == ""
    for signed_since in (signed_by(KEPT, NOTIFICATION_CRITERIA, ICB), _determined_since()):
        assert refused(signed_since).startswith("Something was signed or decided in CSCP-2026-001 since the merge.")
        assert "Then start a triage for it." in refused(signed_since)
    assert "was not merged" in refused(opened())


def test_where_the_submission_was_corrected_since_the_merge_stands() -> None:
    case = submit_sin(KEPT, TODAY, BUSINESS_TEAM, OPENED_AT)
    assert refused(case) == ""
    day = TODAY - timedelta(days=1)
    corrected = correct_day(case, "sin_submitted", day, case.version, THE_SAME, BUSINESS_TEAM, OPENED_AT)
    assert "The SIN's submission was corrected" in refused(corrected)


def test_it_can_be_undone_until_the_end_of_its_working_day_and_after_a_day_off_of_the_next_one() -> None:
    saturday = OPENED_AT + timedelta(days=4)
    made_on_saturday = merged(like(opened(), "CSCP-2"), opened(), at=saturday)[1]
    ends = ((KEPT, date(2026, 6, 2)), (made_on_saturday, date(2026, 6, 8)))
    for case, last in ends:
        assert refusal_after_its_day(case, circumstances(last)) is None
        after = str(refusal_after_its_day(case, circumstances(last + timedelta(days=1))))
        assert after.startswith("A merge is undone on the same working day, and this one was of ")
    assert refusal_after_its_day(opened(), circumstances(date(2027, 1, 4))) is None


def _determined_since() -> Case:
    return determined(chaired(merged(like(submitted(), "CSCP-2"), submitted())[1]))
