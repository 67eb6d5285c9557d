"""The outcome is shown before anything is recorded, and an answer changed afterwards is noted."""

from datetime import date

from safeguarding.indication import changes_noted, duties_in_words, indicated_case, new_duties, with_indication
from tests.support.incidents.triage_drafts import ANSWERS, TRIAGE, draft

TODAY = date(2026, 6, 2)
COMPLETE = draft(values=ANSWERS, evidence={"harm": "Seen."})


def test_the_indication_is_that_of_the_case_that_would_be_opened() -> None:
    case = indicated_case(TRIAGE, COMPLETE, TODAY)
    assert case.outcome.values["sin"] == "required" and case.facts == TRIAGE.facts(COMPLETE, lambda: "")
    assert case.starts["became_aware"].day == date(2026, 6, 1)


def test_nothing_is_noted_as_shown_while_something_is_still_asked() -> None:
    begun = draft(values={"harm": "died"}, evidence={"harm": "Seen."})
    assert with_indication(TRIAGE, begun) == begun and new_duties(begun) == ()


def test_a_duty_that_was_shown_stays_noted_after_the_answers_are_others() -> None:
    shown = with_indication(TRIAGE, COMPLETE)
    assert shown.revision == COMPLETE.revision and new_duties(shown) == ("sin", "rapid_review", "partners_agree")
    asked = TRIAGE.reask(shown, "harm")
    other = with_indication(TRIAGE, TRIAGE.with_answer(asked, TRIAGE.steps["harm"], "neither", "A near miss."))
    assert new_duties(other) == new_duties(shown)
    assert duties_in_words(TRIAGE, other) == ["Serious Incident Notification (SIN)", "Rapid Review"]


def test_that_the_partners_have_to_agree_is_named_where_it_is_all() -> None:
    agreed = with_indication(TRIAGE, draft(values={**ANSWERS, "abuse_or_neglect": "neither"}, evidence={"harm": "x"}))
    assert duties_in_words(TRIAGE, agreed) == [TRIAGE.framework.decision("partners_agree").title]


def test_what_a_case_owes_already_is_no_new_duty() -> None:
    assert new_duties(with_indication(TRIAGE, COMPLETE.with_(duties=("sin", "rapid_review", "partners_agree")))) == ()


def test_only_what_is_changed_after_it_was_shown_goes_on_the_case_with_what_it_was_based_on() -> None:
    before = TRIAGE.with_answer(TRIAGE.reask(COMPLETE, "harm"), TRIAGE.steps["harm"], "hurt", "A doctor said so.")
    assert changes_noted(before, lambda: "salt") == ()
    shown = with_indication(TRIAGE, COMPLETE)
    same = TRIAGE.with_answer(TRIAGE.reask(shown, "harm"), TRIAGE.steps["harm"], "died", "Seen again.")
    assert same.changed == ()
    number = TRIAGE.with_answer(TRIAGE.reask(shown, "record_number"), TRIAGE.steps["record_number"], "13")
    assert number.changed == ()
    after = TRIAGE.with_answer(TRIAGE.reask(shown, "harm"), TRIAGE.steps["harm"], "hurt", "A doctor said so.")
    (change,) = changes_noted(after, lambda: "salt")
    assert (change.child, change.step, change.was, change.now) == (1, "harm", "died", "hurt")
    assert change.evidence and change.evidence.shown == "Seen."
