"""The lists leave out nothing in silence, and show what is due first."""

from dataclasses import replace
from datetime import date, timedelta

from microsoft_teams.cards import AdaptiveCard

from cards.case.lists import IN_VIEW, UNMARKED, cases_card, deadlines_card
from cards.context import CardContext
from cards.statistics import dashboard_card
from safeguarding.case.case import Case
from safeguarding.case.steps.lifecycle import submit_sin
from safeguarding.case.views.statistics import figures
from tests.support.case_stages import BUSINESS_TEAM, TODAY, decided, referred
from tests.support.drawn import titles, unfolded, words
from tests.support.links import linked
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import CARDS, care_leaver, opened, submitted

THE_DAY_AFTER = date(2026, 6, 9)


def with_local_day() -> Case:
    """It is not known of this case yet whether a SIN is required: that is to be settled by a day of local practice."""
    return opened(abuse_or_neglect="not_known")


def test_a_case_that_cannot_be_read_does_not_drop_out_of_the_list_in_silence() -> None:
    said = words(cases_card([opened()], CARDS, ["CSCP-2026-009"]))
    assert "Not shown, because of an error: CSCP-2026-009." in said and "CSCP-2026-001" in said
    assert "There is no open case that you can see." in words(cases_card([], CARDS))


def test_a_case_in_the_list_names_its_links_to_those_that_stand_there_too_and_no_others() -> None:
    one, two = linked(opened(), opened("CSCP-2026-002"))
    assert "Linked: CSCP-2026-002" in words(cases_card([one, two], CARDS))
    assert "Linked" not in words(cases_card([one], CARDS))


def test_a_case_in_the_list_says_whom_it_waits_for_as_its_own_card_does() -> None:
    said = words(cases_card([opened(), decided(submitted(opened("CSCP-2026-002"))), care_leaver()], CARDS))
    assert said.count("Waiting for: ") == 3
    assert "Waiting for: the three partners. Then 1 other office." in said
    assert "Waiting for: Business Team." in said


def test_deadlines_stand_with_the_nearest_first_and_rehearsals_last() -> None:
    rehearsal, late, near = opened("REHEARSAL-2026-001"), submitted(opened("CSCP-2026-002")), opened()
    said = unfolded(deadlines_card([rehearsal, late, near], CARDS))
    assert said.index("CSCP-2026-001") < said.index("CSCP-2026-002") < said.index("REHEARSAL-2026-001")


def test_what_is_overdue_stands_above_all_and_a_late_duty_before_a_late_local_day() -> None:
    overdue = replace(CARDS, today=THE_DAY_AFTER)
    said = unfolded(deadlines_card([with_local_day(), submitted(opened("CSCP-2026-002"))], overdue))
    order = [
        "Overdue",
        "Submit the SIN, if one is required: ",
        "(proposed): ",
        "To come",
        "Hold the Rapid Review: ",
        UNMARKED,
    ]
    assert [said.index(each) for each in order] == sorted(said.index(each) for each in order)


def test_a_case_that_is_late_with_a_duty_stands_before_one_that_is_later_still_with_a_local_day() -> None:
    local, duty = referred(care_leaver()), submitted_later(opened("CSCP-2026-002"))
    late = replace(CARDS, today=date(2026, 7, 10))
    assert CARDS.clocks(local)[0].due.due < date(2026, 7, 3)
    for said in (words(cases_card([local, duty], late)), words(dashboard(late, local, duty))):
        assert said.index("CSCP-2026-002") < said.index("CSCP-2026-001")


def submitted_later(case: Case) -> Case:
    """The SIN went in ten days later, so that the Rapid Review was due on Friday 3 July 2026."""
    return submit_sin(case, date(2026, 6, 12), BUSINESS_TEAM, OPENED_AT + timedelta(days=10))


def dashboard(context: CardContext, *cases: Case) -> AdaptiveCard:
    return dashboard_card(figures(cases, context.framework, context.calendar, context.today), cases, context)


def test_a_case_in_the_list_names_its_duty_and_a_local_day_only_once_that_is_late() -> None:
    early, late = (words(cases_card([with_local_day()], replace(CARDS, today=day))) for day in (TODAY, THE_DAY_AFTER))
    assert "Submit the SIN, if" in early and "proposed" not in early
    assert late.index("Submit the SIN, if") < late.index("(proposed)")


def test_what_is_beyond_the_first_rows_is_behind_a_button() -> None:
    many = [opened(f"CSCP-2026-{number:03}") for number in range(1, IN_VIEW + 3)]
    shown = cases_card(many, CARDS)
    assert "Show 2 more" in words(shown) and f"CSCP-2026-00{IN_VIEW + 1}" not in words(shown)
    assert f"CSCP-2026-00{IN_VIEW + 1}" in unfolded(shown)


def test_where_there_is_no_case_the_way_to_report_one_is_a_button() -> None:
    assert titles(cases_card([], CARDS)) == ["Start a triage"]
