"""What a typed answer says. Only an exact match counts: a criterion is never guessed."""

import calendar
import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import dateparser

from safeguarding.entries import Answer

NUMERIC_DATE = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})(?:[/.\- ](\d{2}|\d{4}))?")
WEEKDAY = re.compile(r"(?:on |last )?([a-z]{3,9})")
DATE_SETTINGS = {
    "DATE_ORDER": "DMY",
    "PREFER_DATES_FROM": "past",
    "PREFER_LOCALE_DATE_ORDER": False,
    "REQUIRE_PARTS": ["day"],
    "RETURN_AS_TIMEZONE_AWARE": False,
}
LONGEST_DATE = 40
MONTHS = 12


def plain(text: str) -> str:
    """As compared: lower case, single spaces, straight apostrophes, no closing full stop."""
    return " ".join(text.replace("\u2019", "'").split()).casefold().rstrip(".!")


def read_choice(text: str, answers: Sequence[Answer]) -> Answer | None:
    """The answer meant by a number, a label or a listed synonym; none for anything else."""
    said = plain(text)
    if said.isascii() and said.isdigit():
        return answers[int(said) - 1] if said[:3] == said and 0 < int(said) <= len(answers) else None
    return next((a for a in answers if said in {plain(name) for name in (a.label, *a.synonyms)}), None)


def read_date(text: str, today: date) -> date | None:
    """A date as people here write it, day first; none for what is no date. Without a year, the latest one."""
    said = plain(text)
    if not said or len(said) > LONGEST_DATE or said.isdigit():
        return None
    if weekday := _weekday(said, today):
        return weekday
    # The library would read 11/13 as month first rather than give up.
    if (numbers := NUMERIC_DATE.fullmatch(said)) and int(numbers[2]) > MONTHS:
        return None
    found = dateparser.parse(
        said, languages=["en"], settings={**DATE_SETTINGS, "RELATIVE_BASE": datetime.combine(today, time(12))}
    )
    return found.date() if found else None


def _weekday(said: str, today: date) -> date | None:
    """The latest day of that name, today left out: "Tuesday" on a Tuesday is a week ago, and is echoed in full."""
    if not (match := WEEKDAY.fullmatch(said)):
        return None
    names = [name.casefold() for name in calendar.day_name]
    found = [number for number, name in enumerate(names) if name.startswith(match[1])]
    return today - timedelta(days=(today.weekday() - found[0] - 1) % 7 + 1) if found else None
