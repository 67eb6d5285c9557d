"""A typed answer counts only as an exact match; dates are day first, and the latest one without a year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.typed_answers import parse_choice, parse_date
from safeguarding.framework import loader
from safeguarding.framework.entries import NOT_KNOWN, Answer
from safeguarding.offered_answers import NOT_KNOWN_SAID, Step, choices

MONDAY = date(2026, 11, 23)
FRAMEWORK = loader.current()
HARM = FRAMEWORK.question("harm").answers


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("1", "died"),
        (" 2 ", "seriously_harmed"),
        ("DIED", "died"),
        ("Died.", "died"),
        ("serious   harm", "seriously_harmed"),
        ("Don\u2019t know", "not_known"),
        ("I'm not sure", "not_known"),
        ("I don\u2019t know.", "not_known"),
    ],
)
def test_a_number_a_label_or_a_listed_word_is_understood(said: str, meant: str) -> None:
    answer = parse_choice(said, HARM)
    assert answer is not None and answer.id == meant


@pytest.mark.parametrize(
    "said", ["", "0", "6", "-1", "1.5", "\u00b2", "\u0661", "9" * 400, "yes but no", "died?", "a child died"]
)
def test_anything_else_is_not_guessed(said: str) -> None:
    assert parse_choice(said, HARM) is None


@pytest.mark.parametrize("step", [*FRAMEWORK.asked_at("triage"), *FRAMEWORK.details], ids=lambda step: step.id)
def test_every_number_label_and_synonym_reads_to_its_own_answer(step: Step) -> None:
    answers = choices(step)
    for number, answer in enumerate(answers, 1):
        for said in (str(number), answer.label, answer.label.upper(), *answer.synonyms):
            assert parse_choice(said, answers) == answer


@pytest.mark.parametrize("step", [*FRAMEWORK.asked_at("triage"), *FRAMEWORK.details], ids=lambda step: step.id)
def test_whoever_does_not_know_says_so_in_the_same_words_to_every_question(step: Step) -> None:
    offered = [answer for answer in choices(step) if answer.id == NOT_KNOWN]
    for said in NOT_KNOWN_SAID if offered else ():
        assert parse_choice(said, offered) == offered[0]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("today", MONDAY),
        ("yesterday", date(2026, 11, 22)),
        ("tomorrow", date(2026, 11, 24)),
        ("Tuesday", date(2026, 11, 17)),
        ("on Friday", date(2026, 11, 20)),
        ("last fri", date(2026, 11, 20)),
        ("Monday", date(2026, 11, 16)),
        ("12/11", date(2026, 11, 12)),
        ("12/11/2026", date(2026, 11, 12)),
        ("12.11.26", date(2026, 11, 12)),
        ("12-11-2026", date(2026, 11, 12)),
        ("2026-11-12", date(2026, 11, 12)),
        ("12 Nov", date(2026, 11, 12)),
        ("12th November 2026", date(2026, 11, 12)),
        ("24/11", date(2025, 11, 24)),
        ("29/02/2024", date(2024, 2, 29)),
        ("two weeks ago", date(2026, 11, 9)),
    ],
)
def test_a_date_is_read_as_people_here_write_it(said: str, day: date) -> None:
    assert parse_date(said, MONDAY) == day


@pytest.mark.parametrize(
    "said", ["", "  ", "31/02/2026", "29/02/2026", "11/13/2026", "12", "2026", "May", "not sure", "soon", "x" * 500]
)
def test_what_is_no_date_is_not_read_as_one(said: str) -> None:
    assert parse_date(said, MONDAY) is None


@given(st.integers(0, 6))
def test_a_weekday_is_the_latest_one_before_today(days: int) -> None:
    today = MONDAY + timedelta(days=days)
    for back in range(1, 8):
        day = today - timedelta(days=back)
        assert parse_date(f"{day:%A}", today) == day


@given(st.dates(date(2015, 1, 1), MONDAY))
def test_a_full_date_reads_back_in_every_way_it_is_written(day: date) -> None:
    for said in (day.isoformat(), f"{day:%d/%m/%Y}", f"{day.day}.{day.month}.{day.year}", f"{day.day} {day:%B %Y}"):
        assert parse_date(said, MONDAY) == day


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(said: str) -> None:
    parse_date(said, MONDAY)
    answer = parse_choice(said, HARM)
    assert answer is None or isinstance(answer, Answer)
