"""The cards of the preparation come before the meeting of a Rapid Review."""

from datetime import date

from cards.rapid_review.preparation import (
    chair_card,
    chairs_card,
    liaison_card,
    meeting_card,
    request_card,
    returns_card,
)
from safeguarding.case.steps.review import record_meeting, record_return, request_information
from tests.support.case_stages import AGENCIES, BUSINESS_TEAM, FRAMEWORK, TODAY
from tests.support.drawn import behind, filled, inputs, titles, words
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import CARDS, submitted


def test_the_chair_is_chosen_among_the_offices_and_led_to_the_record() -> None:
    shown = chair_card(submitted(), {"nhs|icb dsp": "The ICB's DSP"}, FRAMEWORK)
    assert [choice["title"] for choice in inputs(shown)["chair"]["choices"]] == ["The ICB's DSP"]
    assert behind(chairs_card(submitted()), "Open the record") == ("review", {"ref": "CSCP-2026-001"})


def test_agencies_are_chosen_by_number_since_a_name_may_hold_a_comma() -> None:
    values = {"agencies": "0", "due": "2026-06-05"}
    shown = request_card(submitted(), ["Health, and Care", "A school"], FRAMEWORK, values)
    assert filled(shown) == values
    assert "Send the request yourself" in words(shown)


def test_the_liaison_keeps_what_was_typed() -> None:
    values = {"boards": "csab,ph", "vehicle": "rapid_review", "note": "Agreed by phone."}
    assert filled(liaison_card(submitted(), FRAMEWORK, values)) == values


def test_each_return_has_its_button_and_one_that_came_can_be_taken_back() -> None:
    assert "Nothing is outstanding." in words(returns_card(submitted(), CARDS))
    case = request_information(
        submitted(), ["A school", "Metropolitan Police"], date(2026, 6, 5), AGENCIES, BUSINESS_TEAM, OPENED_AT
    )
    shown = returns_card(case, CARDS)
    assert titles(shown).count("Returned") == 2 and "Take back" not in titles(shown)
    assert "by Friday 5 June 2026" in words(shown)
    came = returns_card(record_return(case, "A school", BUSINESS_TEAM, OPENED_AT), CARDS)
    assert titles(came).count("Returned") == 1 and "came on Tuesday 2 June 2026" in words(came)
    of_return = {"ref": "CSCP-2026-001", "agency": "A school", "seen": 4}
    assert behind(came, "Take back")[1] == of_return
    assert behind(came, "Correct the day") == ("correct_day", {**of_return, "step": "returned"})


def test_the_day_on_which_a_return_came_is_todays_until_another_is_typed_and_that_one_stays() -> None:
    case = request_information(submitted(), ["A school"], date(2026, 6, 5), AGENCIES, BUSINESS_TEAM, OPENED_AT)
    assert filled(returns_card(case, CARDS)) == {"on": CARDS.today.isoformat()}
    typed = returns_card(case, CARDS, "2027-01-01")
    assert filled(typed) == {"on": "2027-01-01"}
    assert "on" not in inputs(returns_card(submitted(), CARDS))


def test_where_more_agencies_were_asked_than_a_card_holds_the_others_are_counted() -> None:
    names = [f"Agency number {number} with the long name of an agency" for number in range(60)]
    case = request_information(submitted(), names, date(2026, 6, 5), frozenset(names), BUSINESS_TEAM, OPENED_AT)
    shown = returns_card(case, CARDS)
    assert f"And {60 - titles(shown).count('Returned')} more, shown when these have come." in words(shown)
    assert 0 < titles(shown).count("Returned") < 60
    few = request_information(submitted(), names[:2], date(2026, 6, 5), frozenset(names), BUSINESS_TEAM, OPENED_AT)
    assert "more, shown when" not in words(returns_card(few, CARDS))


def test_the_meeting_of_the_dsps_is_taken_back_only_once_it_is_recorded() -> None:
    values = {"outcome": "not_needed", "on": "2026-06-02", "note": "Agreed by phone."}
    assert filled(meeting_card(submitted(), TODAY, values)) == values
    assert filled(meeting_card(submitted(), TODAY, {}))["on"] == "2026-06-02"
    assert "still to come" not in words(meeting_card(submitted(), TODAY, {}))
    case = record_meeting(submitted(), "held", TODAY, None, 0, BUSINESS_TEAM, OPENED_AT)
    shown = words(meeting_card(case, TODAY, {}))
    assert "Recorded: held on Tuesday 2 June 2026" in shown and "It is still to come" in shown
