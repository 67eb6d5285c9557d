"""The lexicon is read from lists that say where they are from."""

import gzip
from pathlib import Path

from safeguarding.personal_data.lexicon import WORDS, folded, lexicon
from tests.support.each import for_each

LISTS = sorted(path for path in WORDS.rglob("*") if path.suffix in (".gz", ".txt") and not path.stem.isupper())
A_FEW_MB, A_FEW = 4_000_000, 20


def text_of(path: Path) -> str:
    raw = path.read_bytes()
    return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()


@for_each("path", LISTS)
def test_every_list_says_at_its_head_where_it_is_from_and_when(path: Path) -> None:
    head, _, body = text_of(path).partition("\n\n")
    assert all(line.startswith("# ") for line in head.splitlines()) and "2026" in head
    assert body == body.lower() and "#" not in body
    assert len(body.splitlines()) == len(set(body.splitlines()))


def test_the_sources_name_every_list_and_its_licence() -> None:
    sources = (WORDS / "SOURCES.md").read_text("utf-8")
    assert [path.name for path in LISTS if f"{path.relative_to(WORDS).as_posix()}`" not in sources] == []


def test_what_is_written_by_hand_is_little_and_no_text_of_the_tests() -> None:
    by_hand = text_of(WORDS / "terms" / "by_hand.txt").partition("\n\n")[2].splitlines()
    texts = " ".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("*.toml")).lower()
    assert len(by_hand) <= A_FEW and [term for term in by_hand if term in texts] == []


def test_the_lists_stay_small() -> None:
    assert sum(path.stat().st_size for path in LISTS) < A_FEW_MB


def test_letters_are_folded_to_plain_ones() -> None:
    assert [
        folded(word) for word in ("\u0141ukasz", "\u015eevval", "Nguy\u1ec5n", "O'Neill", "Isla-Rose", "I\u015f\u0131k")
    ] == [
        "lukasz",
        "sevval",
        "nguyen",
        "oneill",
        "islarose",
        "isik",
    ]


def test_a_mark_tells_a_name_from_a_word() -> None:
    assert lexicon().is_word("An", "an")
    assert not lexicon().is_word("\u00c2n", "an")


def test_a_mark_tells_a_first_name_from_a_place() -> None:
    assert lexicon().is_word("Brandon", "brandon")
    assert not lexicon().is_word("Brand\u00f3n", "brandon")


def test_the_lexicon_is_read_once() -> None:
    assert lexicon() is lexicon()
