"""A typed reference is read as people write it: in quotes, with other hyphens, a full stop behind it, without its
prefix."""

import re
from collections.abc import Iterable

DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad", "-"))
AROUND = " \t\r\n.,;:!?\"'`\u2018\u2019\u201c\u201d\u00ab\u00bb()[]<>{}*_\u2039\u203a"
WITHOUT_PREFIX = re.compile(r"(?P<year>[0-9]{4})-(?P<number>[0-9]{1,6})")
WHOLE = re.compile(r"[A-Z][A-Z0-9]*-[0-9]{4}-[0-9]{3,}")
LOOSE = re.compile(r"(?P<prefix>[A-Z][A-Z0-9]*)[ -]+(?P<year>[0-9]{4})[ -]+(?P<number>[0-9]{1,6})")
INSIDE = re.compile(r"(?<![A-Z0-9-])[A-Z][A-Z0-9]*-[0-9]{4}-[0-9]{3,}(?![A-Z0-9-])")


def with_plain_hyphens(text: str) -> str:
    """Returns the text with each kind of hyphen and dash as the plain one; every character keeps its place."""
    return text.translate(DASHES)


def bare(text: str) -> str:
    """Returns the text without the marks and brackets that people put around it."""
    return text.strip(AROUND)


def plain_reference(text: str) -> str:
    """Returns the reference without what people put around it, in capitals, with plain hyphens."""
    return bare(with_plain_hyphens(text)).upper()


def is_whole_reference(text: str) -> bool:
    """Says whether the text is a reference and nothing else, however it is written."""
    return WHOLE.fullmatch(plain_reference(text)) is not None


def reference_in(text: str) -> str:
    """Returns the only reference that stands in the text; nothing where there is none, or more than one."""
    found = set(INSIDE.findall(with_plain_hyphens(text).upper()))
    return found.pop() if len(found) == 1 else ""


def loosely_spelled(text: str) -> str:
    """Returns a text that is a reference in another spelling and nothing else: without its prefix as it stands, with
    blanks or a short number in full; nothing where it is none."""
    said = plain_reference(text)
    loose = LOOSE.fullmatch(said)
    spelled = f"{loose['prefix']}-{loose['year']}-{int(loose['number']):03}" if loose else ""
    return said if WITHOUT_PREFIX.fullmatch(said) else spelled


def reference_meant(text: str, visible: Iterable[str]) -> str:
    """Returns the one visible reference that fits a text without its prefix; otherwise the text as a reference, or the
    only one in it."""
    said = plain_reference(text)
    short = WITHOUT_PREFIX.fullmatch(said)
    if short is None:
        return loosely_spelled(text) or reference_in(text) or said
    end = f"-{short['year']}-{int(short['number']):03}"
    fitting = [ref for ref in visible if ref.endswith(end)]
    return fitting[0] if len(fitting) == 1 else said
