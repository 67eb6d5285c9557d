"""The card of a person's steps says of each what it is, by when, and how to take it."""

from dataclasses import replace
from datetime import date

from bot.cases.available_actions import step_button
from cards.case.desk import WENT_IN_WITHOUT
from cards.my_steps import GONE_ON, MONDAYS_OFF, STILL, my_steps_card, steps_of_week_card, title_of_week
from safeguarding.case.case import Case
from safeguarding.case.views.my_steps import MyStep, WaitingElsewhere, my_steps, waiting_elsewhere
from tests.support.case_stages import TODAY, circumstances, decided, filled_in, put_to_the_dsps
from tests.support.drawn import behind, titles, unfolded, words
from tests.support.people.offices import OFFICES, person
from tests.support.plain_case import CARDS, REF, opened, submitted

OVERDUE = date(2026, 6, 9)


def found(of: str, case: Case, on: date) -> tuple[tuple[MyStep, ...], tuple[WaitingElsewhere, ...]]:
    now = replace(circumstances(on), partnership=OFFICES)
    return my_steps([case], OFFICES.actor(person(of)), now), waiting_elsewhere([case], now)


def test_a_row_says_which_case_by_when_and_what_and_has_the_buttons_of_the_step_itself() -> None:
    steps, _ = found("council", opened(), TODAY)
    shown = my_steps_card(steps, (), CARDS, step_button, each_monday=True)
    assert words(shown).splitlines()[:4] == [
        "Your steps",
        "2 steps wait for you.",
        f"**{REF}**: Submit the SIN: Monday 8 June 2026 (4 working days left)",
        "Are the criteria for a Serious Incident Notification met?",
    ]
    own = ["Sign: notification criteria", "Open", "Record the SIN's submission", "Open"]
    assert titles(shown) == [*own, "Not each Monday"]
    assert behind(shown, "Record the SIN's submission") == ("submitted", {"ref": REF, "below": True})


def test_what_is_overdue_is_counted_on_the_phone_too() -> None:
    steps, _ = found("council", opened(), OVERDUE)
    now = replace(CARDS, today=OVERDUE)
    of_all, of_others = title_of_week(steps, now, are_all=True), title_of_week(steps[:1], CARDS, are_all=False)
    assert of_all == "Your steps on Tuesday 9 June 2026: 2 steps wait for you, 2 overdue."
    assert of_others == "Your other steps on Tuesday 2 June 2026: 1 step waits for you."


def test_the_weekly_list_says_how_many_more_there_are_than_its_room_takes() -> None:
    steps, _ = found("council", opened(), TODAY)
    many = unfolded(steps_of_week_card(steps * 10, "Your other steps", CARDS, step_button, room=12_000))
    assert "more that are less pressing" in many and 2 < many.count(REF) < 20
    short = steps_of_week_card(steps, "Your other steps", CARDS, step_button)
    assert "less pressing" not in words(short) and titles(short)[-2:] == ["My steps", "Not each Monday"]


def test_a_deputy_reads_that_the_step_is_the_holders() -> None:
    steps, _ = found("icb_deputy", opened(), TODAY)
    assert "Others act for this seat now." in words(my_steps_card(steps, (), CARDS, step_button, each_monday=True))


def test_what_the_case_has_gone_on_without_says_so() -> None:
    steps, elsewhere = found("dcs", decided(submitted()), TODAY)
    said = words(my_steps_card(steps, elsewhere, CARDS, step_button, each_monday=False))
    assert "No steps wait for you, 1 left open." in said
    assert f"Quality and accuracy of the SIN\n{WENT_IN_WITHOUT} {STILL}\nSign: quality and accuracy" in said
    steps, elsewhere = found("icb", submitted(), TODAY)
    assert "1 step waits for you, 1 left open." in words(my_steps_card(steps, (), CARDS, step_button, each_monday=True))
    steps, elsewhere = found("business_team", put_to_the_dsps(filled_in(submitted())), TODAY)
    assert GONE_ON in unfolded(my_steps_card(steps, elsewhere, CARDS, step_button, each_monday=False))


def test_where_nothing_waits_the_card_says_so_and_whom_the_cases_wait_for() -> None:
    steps, elsewhere = found("practitioner", opened(), TODAY)
    shown = my_steps_card(steps, elsewhere, CARDS, step_button, each_monday=False, receipt=MONDAYS_OFF)
    assert "Nothing waits for you." in words(shown) and MONDAYS_OFF in words(shown)
    assert "Waiting for: the three partners. Then 1 other office." in words(shown)
    assert behind(shown, "Each Monday again") == ("mondays", {"each": True})
