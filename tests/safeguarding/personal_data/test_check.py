"""The check is measured on texts of this work: names from many origins, phrases that name nobody, and numbers as they
stand in sentences. Nothing here is a source of the lists that the check goes by."""

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from safeguarding.personal_data.check import findings
from safeguarding.personal_data.finding import Finding
from safeguarding.personal_data.lexicon import folded
from tests.support.each import for_each

HERE = Path(__file__).parent
NAMES: dict[str, list[str]] = tomllib.loads((HERE / "names.toml").read_text("utf-8"))
HARMLESS: list[str] = tomllib.loads((HERE / "harmless.toml").read_text("utf-8"))["texts"]
BLIND: dict[str, dict[str, list[str]]] = tomllib.loads((HERE / "blind.toml").read_text("utf-8"))
BLIND_NAMES: dict[str, dict[str, list[str]]] = tomllib.loads((HERE / "blind_names.toml").read_text("utf-8"))
BLIND_SENTENCES = BLIND_NAMES.pop("sentences")
PUBLISHED: list[str] = tomllib.loads((HERE / "published.toml").read_text("utf-8"))["texts"]
NUMBERS: dict[str, list[str]] = tomllib.loads((HERE / "numbers.toml").read_text("utf-8"))
FAMILY_NAME_FIRST = ("Vietnamese", "Hungarian", "Chinese")

FALSE_ALARMS, RECALL, APART = 0.03, 0.85, 0.10
"""At most, at least, and how far the best group and the worst may be apart."""
EVERYDAY = ("first", "eighth", "ninth")
"""The looks at phrases that are not written to be hard."""
AMONG_HARD_PHRASES = 0.05
"""At most, among phrases nearly each of which holds the name of something: they are to show what is missing."""

SENTENCES = (
    "Found unresponsive by {}.",
    "{} was seen on Monday.",
    "Told the school nurse that {} had left.",
    "The mother's partner is {}, who was there.",
    "Statement of {} taken at 6 a.m.",
    "Last seen with {} near the park.",
    "Text messages from {} were found.",
    "Social worker spoke to {} at home.",
    "{} collected him from nursery.",
    "Injuries were explained by {} on the ward.",
)


def written(number: int, given: str, family: str, *, family_first: bool) -> str:
    """Writes five names of ten in full; the others reversed, with an initial, in capitals, or as a possessive."""
    full = f"{family} {given}" if family_first else f"{given} {family}"
    ways = {
        5: f"{family.upper()} {given}",
        6: f"{given[0]}. {family}",
        7: full.upper(),
        8: f"{family}, {given}",
        9: f"{full}'s",
    }
    return ways.get(number % 10, full)


def sentences(group: str) -> Iterator[tuple[str, str]]:
    """Yields each name of a group with a sentence that holds it."""
    for number, name in enumerate(NAMES[group]):
        given, family = name.split("|")
        way = written(number, given, family, family_first=group in FAMILY_NAME_FIRST)
        yield name, SENTENCES[(number // 10 * 3 + number) % len(SENTENCES)].format(way)


def words_of(text: str) -> set[str]:
    return {folded(word) for word in text.replace("-", " ").replace(",", " ").replace("|", " ").split()}


@cache
def counted(group: str) -> tuple[int, int, int]:
    """Counts the names of a group that are found, the pieces pointed out, and those of them that are of the name."""
    found = pieces = right = 0
    for name, sentence in sentences(group):
        pointed_out = [words_of(finding.text) for finding in findings(sentence) if finding.kind == "name"]
        of_the_name = [piece for piece in pointed_out if piece & words_of(name)]
        found, pieces, right = found + bool(of_the_name), pieces + len(pointed_out), right + len(of_the_name)
    return found, pieces, right


@cache
def counted_alone(group: str) -> int:
    """Counts the first names of a group that are found where they stand alone."""
    place = -1 if group in FAMILY_NAME_FIRST else 0
    given = [name.split("|")[0].split()[place] for name in NAMES[group]]
    told = (SENTENCES[number % len(SENTENCES)].format(name) for number, name in enumerate(given))
    return sum(bool(findings(sentence)) for sentence in told)


def test_there_are_thirty_names_in_each_of_twelve_groups_and_more() -> None:
    assert len(NAMES) >= 12
    assert {len(names) for names in NAMES.values()} == {30}
    assert len(HARMLESS) >= 150 and len(PUBLISHED) >= 150 and sum(map(len, NUMBERS.values())) >= 60


@for_each("group", NAMES)
def test_names_of_every_origin_are_found_alike(group: str) -> None:
    best = max(counted(each)[0] for each in NAMES) / 30
    found, pieces, right = counted(group)
    assert found / 30 >= max(RECALL, best - APART)
    assert right / pieces >= 1 - FALSE_ALARMS


@for_each("group", NAMES)
def test_first_names_alone_are_found_alike(group: str) -> None:
    assert counted_alone(group) / 30 >= max(RECALL, max(map(counted_alone, NAMES)) / 30 - APART)


def alarmed(texts: Iterable[str]) -> list[str]:
    return [text for text in texts if findings(text)]


@for_each("texts", [HARMLESS, PUBLISHED, *(BLIND[look]["texts"] for look in EVERYDAY)])
def test_everyday_phrases_and_published_terms_of_this_work_raise_no_alarm(texts: list[str]) -> None:
    assert len(alarmed(texts)) <= FALSE_ALARMS * len(texts), alarmed(texts)


@for_each("look", [look for look in BLIND if look not in EVERYDAY])
def test_hard_phrases_written_blind_seldom_raise_an_alarm(look: str) -> None:
    texts = BLIND[look]["texts"]
    assert len(alarmed(texts)) <= AMONG_HARD_PHRASES * len(texts), alarmed(texts)


@cache
def counted_blind(group: str, look: str) -> int:
    """Counts the names of a group that are found in the sentences of a look, of thirty."""
    names = [name.split("|") for name in BLIND_NAMES[group][look]]
    told = [
        sentence.format(first=first, last=last, capitals=last.upper(), first_initial=first[0], family_initial=last[0])
        for sentence, (first, last) in zip(BLIND_SENTENCES[look], names, strict=True)
    ]
    return sum(
        any(words_of(finding.text) & words_of(f"{first} {last} {last}s") for finding in findings(sentence))
        for sentence, (first, last) in zip(told, names, strict=True)
    )


def counted_in_all_looks(group: str) -> int:
    return sum(counted_blind(group, look) for look in BLIND_SENTENCES)


@for_each("group", BLIND_NAMES)
def test_names_of_every_origin_are_found_alike_in_sentences_written_blind(group: str) -> None:
    of_each, found = 30 * len(BLIND_SENTENCES), counted_in_all_looks(group)
    assert found >= RECALL * of_each
    assert max(map(counted_in_all_looks, BLIND_NAMES)) - found <= APART * of_each


def blind_names() -> tuple[int, int]:
    """Counts the names in sentences written blind that are found, and all of them."""
    told = [pair.split("|") for look in BLIND.values() for pair in look["names"]]
    found = [
        name for sentence, name in told if any(words_of(piece.text) & words_of(name) for piece in findings(sentence))
    ]
    return len(found), len(told)


def test_names_in_sentences_written_blind_are_found() -> None:
    found, told = blind_names()
    assert found / told >= 1 - FALSE_ALARMS


def test_what_was_written_blind_stands_in_no_other_set() -> None:
    seen = {*HARMLESS, *PUBLISHED}
    for look in BLIND.values():
        blind = {*look["texts"], *look["names"]} - {"Attention Deficit Hyperactivity Disorder"}
        assert len(look["texts"]) == len({*look["texts"]}) and not blind & seen
        seen |= blind


@for_each("kind", NUMBERS)
def test_every_number_date_of_birth_postcode_and_address_is_found(kind: str) -> None:
    assert [text for text in NUMBERS[kind] if kind not in {finding.kind for finding in findings(text)}] == []


@pytest.mark.parametrize(
    "number",
    [
        "943\u00a0476\u00a05919",
        "943\u2013476\u20135919",
        "943\u2011476\u20115919",
        "\uff19\uff14\uff13\uff14\uff17\uff16\uff15\uff19\uff11\uff19",
        "943\u200b476\u00ad5919",
    ],
    ids=["spaces of a word processor", "dashes", "hyphens", "wide digits", "what is not seen"],
)
def test_an_nhs_number_is_found_however_a_word_processor_has_set_it(number: str) -> None:
    assert "nhs_number" in {finding.kind for finding in findings(f"Seen under {number}.")}


def test_a_postcode_and_an_address_in_wide_letters_are_found() -> None:
    found = findings("At \uff23\uff32\uff10 \uff12\uff25\uff21, ask \uff41\uff44\uff41\uff20\uff4e\uff48\uff53.uk")
    assert [finding.kind for finding in found] == ["postcode", "email"]


def test_the_blanks_of_a_word_processor_are_plain_blanks() -> None:
    assert findings("Told by Amara\u00a0Okafor.") == (Finding("name", "Amara Okafor"),)


def test_a_mark_that_stands_apart_from_its_letter_belongs_to_it() -> None:
    assert findings("Told by \u0141ukasz Wro\u0301bel.") == (Finding("name", "\u0141ukasz Wr\u00f3bel"),)
    assert findings("Told by Ad\u1eb9\u0300b\u1ecd\u0301la.") == (Finding("name", "Ad\u1eb9b\u1ecdla"),)


def test_each_piece_is_named_once_and_in_order() -> None:
    assert findings("CR0 2EA, then CR0 2EA, born 1/2/2014") == (
        Finding("postcode", "CR0 2EA"),
        Finding("date_of_birth", "born 1/2/2014"),
    )


def test_an_empty_text_and_a_very_long_one_are_read_quickly() -> None:
    assert findings("") == ()
    assert findings("a1 " * 20_000) == ()
    assert findings("Zzy " * 5_000)


def test_the_guide_and_the_readme_give_these_figures() -> None:
    guide = (HERE.parents[2] / "docs" / "guide.md").read_text("utf-8")
    for group in NAMES:
        found, pieces, right = counted(group)
        assert f"| {group} | {found} of 30 | {right} of {pieces} | {counted_alone(group)} of 30 |" in guide
    alarms, alarms_of_terms, *blind = (
        f"{len(alarmed(texts))} of {len(texts)}"
        for texts in (HARMLESS, PUBLISHED, *(look["texts"] for look in BLIND.values()))
    )
    every_number = sum(map(len, NUMBERS.values()))
    assert f"{alarms} everyday phrases" in guide and f"{alarms_of_terms} published terms" in guide
    assert f"all of {every_number} numbers" in guide
    assert f"now on {', '.join(blind[:-1])} and {blind[-1]}" in " ".join(guide.split())
    for group in BLIND_NAMES:
        assert f"| {group} | {' | '.join(str(counted_blind(group, look)) for look in BLIND_SENTENCES)} |" in guide
    found, told = blind_names()
    assert f"{found} of {told} names" in guide
    least, most = (of(counted(group)[0] for group in NAMES) for of in (min, max))
    readme = " ".join((HERE.parents[2] / "README.md").read_text("utf-8").split())
    assert f"{least} or {most} of 30 in each of {len(NAMES)} groups of origin, an alarm on {alarms} everyday" in readme
    assert f"on {alarms_of_terms} published terms" in readme
