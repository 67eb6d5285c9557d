"""Typed answers are parsed here. Only an exact match counts: a criterion is never guessed."""

import calendar
import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from safeguarding.framework.entries import Answer

DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[/.\- ](?P<month>\d{1,2})(?:[/.\- ](?P<year>\d{2}|\d{4}))?")
YEAR_FIRST = re.compile(r"(?P<year>\d{4})[/.\-](?P<month>\d{1,2})[/.\-](?P<day>\d{1,2})")
OTHER_NUMBERS = re.compile(r".*\d[/.,\-]\d")
IN_WORDS = re.compile(r".*(?<![a-z])(?:today|yesterday|tomorrow|ago|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)")
WEEKDAY = re.compile(r"(?:last )?([a-z]{3,9})")
OTHER_THAN_ONE = re.compile(
    r".*(?:\b(?:and|or|to|not|before|after|since|from)\b|&"
    r"|(?<![\d:])\d{1,2}(?:st|nd|rd|th)?[ ,/]+\d{1,2}(?:st|nd|rd|th)? )"
)
"""It tells of several days, or of one that stands to another. The library would take one of those that are named."""
PASSED = re.compile(r".*\b(?:today|yesterday|ago|last)\b")
DATE_SETTINGS = {
    "DATE_ORDER": "DMY",
    "PREFER_DATES_FROM": "past",
    "PREFER_LOCALE_DATE_ORDER": False,
    "REQUIRE_PARTS": ["day"],
    "RETURN_AS_TIMEZONE_AWARE": False,
}
# The buttons say these words, and so do most people.
DAYS_AGO = {"today": 0, "yesterday": 1, "day before yesterday": 2, "the day before yesterday": 2}
LONGEST_DATE = 40
LEAP_YEARS_APART = 8


def plain(text: str) -> str:
    """Normalises a text for comparison: lower case, single spaces, straight apostrophes, no closing full stop."""
    return " ".join(text.replace("\u2019", "'").split()).casefold().rstrip(".!")


def parse_choice(text: str, answers: Sequence[Answer]) -> Answer | None:
    """Returns the answer meant by a number, a label or a listed synonym; none for anything else."""
    said = plain(text)
    if said.isascii() and said.isdigit():
        return answers[int(said) - 1] if said[:3] == said and 0 < int(said) <= len(answers) else None
    return next((a for a in answers if said in {plain(name) for name in (a.label, *a.synonyms)}), None)


def parse_date(text: str, today: date) -> date | None:
    """Parses a date as people here write it, day first; none for what is no date. Without a year, the latest one
    counts."""
    said = plain(text).removeprefix("on ")
    if len(said) > LONGEST_DATE or not said.isascii():
        return None
    if said in DAYS_AGO:
        return today - timedelta(days=DAYS_AGO[said])
    if weekday := _weekday(said, today):
        return weekday
    if numbers := DAY_FIRST.fullmatch(said) or YEAR_FIRST.fullmatch(said):
        return _numeric(numbers, today)
    # The library reads 11/13 month first and "a" as a day: it is asked only about words that name a day.
    if OTHER_NUMBERS.match(said) or OTHER_THAN_ONE.match(said) or not IN_WORDS.match(said):
        return None
    import dateparser  # noqa: PLC0415 - it takes a tenth of a second, and few type a date in words

    found = dateparser.parse(
        said, languages=["en"], settings={**DATE_SETTINGS, "RELATIVE_BASE": datetime.combine(today, time(12))}
    )
    return found.date() if found and not _names_another_weekday(said, found.date()) else None


def parse_day_ahead(text: str, today: date) -> date | None:
    """Parses a day that is to come: without a year, the next one counts."""
    said = plain(text)
    found = parse_date(said, today)
    if found is None or found > today or PASSED.match(said):
        return found
    if _weekday(said.removeprefix("on "), today):
        # A weekday alone: the next one of that name.
        later = (found + timedelta(weeks=weeks) for weeks in (1, 2))
    else:
        later = (day for year in (today.year, today.year + 1) if (day := parse_date(f"{said} {year}", today)))
    return next((day for day in later if day > today), found)


def _numeric(numbers: re.Match[str], today: date) -> date | None:
    day, month = int(numbers["day"]), int(numbers["month"])
    if numbers["year"]:
        # "26" is 2026.
        return _date(int(f"20{numbers['year']}"[-4:]), month, day)
    years = range(today.year, today.year - LEAP_YEARS_APART - 1, -1)
    found = (_date(year, month, day) for year in years)
    return next((latest for latest in found if latest and latest <= today), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _names_another_weekday(said: str, day: date) -> bool:
    """Says whether a date contradicts itself: "Wednesday 17 November" where the 17th is a Tuesday."""
    named = (_number_of_weekday(word) for word in re.findall("[a-z]{3,}", said))
    return any(number not in (None, day.weekday()) for number in named)


def _weekday(said: str, today: date) -> date | None:
    """Returns the latest day of that name, today left out: "Tuesday" on a Tuesday is a week ago, and is echoed in
    full."""
    match = WEEKDAY.fullmatch(said)
    number = _number_of_weekday(match[1]) if match else None
    return None if number is None else today - timedelta(days=(today.weekday() - number - 1) % 7 + 1)


def _number_of_weekday(word: str) -> int | None:
    """Returns the place in the week of a weekday, however short its name is; none for another word."""
    names = (name.casefold() for name in calendar.day_name)
    return next((number for number, name in enumerate(names) if name.startswith(word)), None)
