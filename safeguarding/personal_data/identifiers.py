"""Identifiers are NHS numbers, dates of birth, postcodes, and ways to reach somebody."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from stdnum.gb import nhs

from safeguarding.personal_data.finding import Kind

Span = tuple[int, int]
LENGTH_OF_NHS_NUMBER = 10
LONGEST_DATE = 30

# Tried at the beginning of a run of characters alone: tried at each of them, a long word would take its length squared.
_DOMAIN = r"@[\w\-]++(?:\.[\w\-]++)+"
_EMAIL = re.compile(rf"(?<![\w.+\-])[\w.+\-]++{_DOMAIN}(?:[\w.+\-]++{_DOMAIN})*")
_POSTCODE = re.compile(
    r"(?:\b|(?<=[a-z])(?-i:(?=[A-Z])))"
    r"(?:GIR ?0AA|[A-PR-UWYZ](?:\d[\dA-HJKPSTUW]?|[A-HK-Y](?:\d[\dABEHMNPRVWXY]?|(?-i:O)))"
    r"[\s\-._]{0,2}\d(?:(?-i: [ABD-HJLNP-UW-Z]{2})|[ABD-HJLNP-UW-Z]{2}))"
    r"(?:\b|(?-i:(?=[A-Z][a-z])))",
    re.I,
)
_END_OF_POSTCODE = re.compile(r"\d(?: ?[A-Z]{2}|[A-Za-z]{2})")
_PHONE = re.compile(
    r"[+(0](?<!\d.)(?:(?<=\+)44[ \-]?(?:\(0\)[ \-]?)?|(?<=0)044[ \-]?|(?<=0)[ \-]?|(?<=\()0\)?)"
    r"(?:\d[ \-).]{0,2}){9}\d(?!\d)|44(?<![\d.\-]44)[ \-]?7(?:\d[ \-]?){8}\d(?!\d)"
    r"|0(?<![\d/]0)\d{2,4}/\d{3,4}/?\d{3,4}(?!\d)|\+(?!44)[1-9](?:[ \-).(]{0,2}\d){7,13}(?!\d)"
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NUMBER_OF_DAY, _NUMBER_OF_MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_DAY_AND_MONTH = rf"{_NUMBER_OF_DAY}[/.\- ]{_NUMBER_OF_MONTH}"
_DATE = (
    rf"(?:{_DAY_AND_MONTH}[/.\- ]\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH},? \d{{2,4}}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{2,4}})"
)
_UNITS = "one|two|three|four|five|six|seven|eight|nine|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
_TENS = "ten|eleven|twelve|twenty|thirty|tenth|eleventh|twelfth|twentieth|thirtieth|[a-z]{3,6}teen(?:th)?"
_DAY = rf"(?:(?:twenty|thirty)[ \-](?:{_UNITS})|{_UNITS}|{_TENS}|\d{{1,2}}(?:st|nd|rd|th)?)"
_YEAR_IN_WORDS = rf"(?:,? (?:two thousand|twenty|nineteen)(?:[ \-](?:and|{_UNITS}|{_TENS}))*\b)?"
_BIRTHDAY = (
    rf"{_DAY}(?: of)? {_MONTH}\b{_YEAR_IN_WORDS}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b|\d{{8}}\b"
    rf"|\d{{1,2}} ?[/.\-] ?\d{{1,2}} ?[/.\-] ?\d{{2,4}}|{_NUMBER_OF_DAY}/{_NUMBER_OF_MONTH}(?![\w/])"
    rf"|\d{{1,2}}[ \-/.]?{_MONTH}[ \-/]?\d{{2,4}}\b|\d{{4}}[/.\-]\d{{1,2}}[/.\-]\d{{1,2}}\b"
    rf"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d\b|(?:{_MONTH},? |{_NUMBER_OF_MONTH}/)(?:19|20)\d\d\b"
)
"""A day is told in words too, without a year, or by its month alone, behind a word of birth."""
_OF_BIRTH = (
    rf"(?:\b(?:(?:born|date of birth|birth ?date|birthday|turned (?:\d{{1,2}}|{_TENS}|{_UNITS}))\b|d[. ]?o[. ]?b\b\.?)"
    r"(?: at \d\d weeks)?[^\d\n.;]{0,20}?|(?<![\w.])b\. ?)"
)
_BORN = re.compile(rf"{_OF_BIRTH}(?:{_DATE}|{_BIRTHDAY})", re.I)
_STREET = (
    "Road|Street|Avenue|Lane|Close|Way|Drive|Crescent|Gardens|Grove|Terrace|Place|Square|Mews|Walk|Hill|Rise|Row|Parade|Park"
    "|Green|View|Villas|Broadway|Cottages?|Chase|Croft|Dene|Glade|Heights|Mount|Path|Vale"
    "|(?<!Crown )(?<!High )(?<!Family )(?<!County )(?<!Youth )Court"
)
_SHORT_STREET = r"(?:Rd|St|Ave?|Cl|Cres|Ct|Gdns|Gr|Ln|Pl|Sq|Terr?|Dr(?! [A-Z]))"
_NUMBER_OF_HOUSE = r"\d(?<![\d/.\-].)(?!(?<=[12])[09]\d\d\b)\d{0,3}[a-zA-Z]?(?:[\-/]\d{1,3}[a-zA-Z]?)?,?[ \n]"
_NO_STREET = "busy|days?|hours?|main|minutes?|months?|weeks?|years?"
_BUILDING = "House|Court|Lodge|Point|Tower|Heights|Mansions"
_SMALL_STREET = "(?:road|street|avenue|crescent|gardens|terrace|rd|ave)"
_ADDRESS = re.compile(
    rf"{_NUMBER_OF_HOUSE}(?!(?:{_MONTHS}) )(?:[A-Z][\w'\u2019\-]*\.? ){{1,3}}"
    rf"(?:{_STREET}|{_STREET.upper()}|{_SHORT_STREET})\b"
)
_SMALL_ADDRESS = re.compile(
    rf"(?:(?<=at )|(?<=of )|(?<=to )|(?<=from )|(?<=is )|(?<=: )|^){_NUMBER_OF_HOUSE}(?!(?:{_NO_STREET})\b)"
    rf"(?:[a-z'\u2019]{{3,}} ){{1,2}}{_SMALL_STREET}\b"
)
_HOME = r"\b(?:[Ff]lat|[Aa]partment|[Aa]pt|[Mm]aisonette) \d{1,3}[a-zA-Z]?,? "
_FLAT = re.compile(
    rf"{_HOME}(?:(?:[A-Z][\w'\u2019\-]* ){{1,3}}(?:{_BUILDING})"
    rf"|(?!(?:and|at|in|is|of|on|or|the|was|with) )(?:[a-z'\u2019]{{3,}} ){{1,2}}(?:{_BUILDING.lower()}))\b"
)
_DIGITS = re.compile(r"\d+")
_GAP = re.compile(r"[\W_]{0,3}")
_DATE_OR_TIME = re.compile(rf"(?<!\d)(?:{_DATE}|\d{{4}}/\d{{2}}|\d{{1,2}}[:.]\d{{2}})(?!\d)", re.I)
# An NHS number is written in one piece or as 3, 3 and 4 digits.
_USUAL_GROUPS = ((10,), (3, 3, 4))


def _may_hold_birth(text: str) -> bool:
    small = text.lower()
    return any(word in small for word in ("born", "birth", "dob", "o.b", "d o b", "b.", "turned"))


def _may_hold_street(text: str) -> bool:
    return any(word in text for word in ("road", "street", "aven", "cresc", "garden", "terrace", " rd", " ave"))


def _may_hold_flat(text: str) -> bool:
    return any(word in text for word in ("lat ", "partment ", "pt ", "aisonette "))


# A pattern is tried where it can stand at all: most texts hold none of these, and are looked through on each press.
_PATTERNS: tuple[tuple[Kind, re.Pattern[str], Callable[[str], object]], ...] = (
    ("email", _EMAIL, lambda text: "@" in text),
    ("date_of_birth", _BORN, _may_hold_birth),
    ("postcode", _POSTCODE, _END_OF_POSTCODE.search),
    ("phone", _PHONE, lambda text: "0" in text or "+" in text),
    ("address", _ADDRESS, lambda text: True),
    ("address", _SMALL_ADDRESS, _may_hold_street),
    ("address", _FLAT, _may_hold_flat),
)


def identifiers(text: str) -> Iterator[tuple[Span, Kind]]:
    """Yields where an identifier stands, and of which kind. Digits of an NHS number are nothing else besides."""
    numbers = _nhs_numbers(text)
    yield from ((span, "nhs_number") for span in numbers)
    for kind, pattern, may_stand_in in _PATTERNS:
        for match in pattern.finditer(text) if may_stand_in(text) else ():
            if not _overlap(match.span(), numbers):
                yield match.span(), kind


def _nhs_numbers(text: str) -> list[Span]:
    """Returns every NHS number by its check digit: ten digits in whole groups, whatever number stands beside them."""
    groups = [match.span() for match in _DIGITS.finditer(text)]
    found = [(at, last) for at in range(len(groups)) if (last := _last_of_ten(text, groups, at))]
    # Of two that overlap, the one in the usual groups is meant.
    found.sort(key=lambda pair: _lengths(groups[slice(*pair)]) not in _USUAL_GROUPS)
    taken: set[int] = set()
    chosen: list[Span] = []
    for at, last in found:
        span = groups[at][0], groups[last - 1][1]
        if not taken.isdisjoint(range(at, last)) or not _is_valid(text, span):
            continue
        if _lengths(groups[at:last]) in _USUAL_GROUPS or _is_one_number(text, groups[at:last]):
            taken.update(range(at, last))
            chosen.append(span)
    return sorted(chosen)


def _lengths(groups: Sequence[Span]) -> tuple[int, ...]:
    return tuple(end - start for start, end in groups)


def _last_of_ten(text: str, groups: list[Span], first: int) -> int:
    """Returns the end of the groups from the first on that have ten digits together; 0 where none have."""
    digits, end = 0, groups[first][0]
    for at, (start, after) in enumerate(groups[first : first + LENGTH_OF_NHS_NUMBER], first):
        if digits and not _GAP.fullmatch(text, end, start):
            return 0
        digits, end = digits + after - start, after
        if digits >= LENGTH_OF_NHS_NUMBER:
            return at + 1 if digits == LENGTH_OF_NHS_NUMBER else 0
    return 0


def _is_valid(text: str, span: Span) -> bool:
    return bool(nhs.is_valid(re.sub(r"\D", "", text[span[0] : span[1]])))


def _is_one_number(text: str, groups: Sequence[Span]) -> bool:
    """Says whether groups of unusual lengths are one number: they stand apart alike, and hold no date."""
    gaps = {text[end:start] for (_, end), (start, _) in pairwise(groups)}
    begin, end = max(0, groups[0][0] - LONGEST_DATE), groups[-1][1]
    dates = [match.span() for match in _DATE_OR_TIME.finditer(text, begin, end + LONGEST_DATE)]
    return len(gaps) == 1 and not _overlap((groups[0][0], end), dates)


def _overlap(span: Span, others: Sequence[Span]) -> bool:
    """Says whether a span has a place in common with others, which are in order and have none in common."""
    before = bisect_left(others, span[1], key=lambda other: other[0])
    return before > 0 and others[before - 1][1] > span[0]
