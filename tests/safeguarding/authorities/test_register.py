"""Whatever people call an authority of England, the one that is meant is found; and nothing is guessed."""

import tomllib

import pytest

from safeguarding.authorities.register import HOME, REGISTER, authorities, authorities_like, authority_named
from safeguarding.personal_data.check import findings
from tests.support.each import for_each


def test_every_kind_of_authority_is_there_in_its_published_number() -> None:
    kinds = tomllib.loads(REGISTER.read_text("utf-8"))
    numbers = {kind: len(names) for kind, names in kinds.items()}
    assert numbers == {
        "counties": 21,
        "unitary_authorities": 63,
        "metropolitan_districts": 36,
        "london_boroughs": 33,
    }
    assert len(set(authorities())) == sum(numbers.values())
    assert HOME in authorities()


@for_each("name", authorities())
def test_each_is_found_by_its_own_name_however_it_is_written(name: str) -> None:
    for written in (name, name.upper(), f"  {name}. ", name.replace(" and ", " & "), name.replace("-", " ")):
        assert authority_named(written) == name
    assert authority_named(f"{name} Council") == name


def test_no_other_name_means_two_authorities() -> None:
    kinds = tomllib.loads(REGISTER.read_text("utf-8"))
    others = [(other, name) for kind in kinds.values() for name, more in kind.items() for other in more]
    assert [(other, name) for other, name in others if authority_named(other) != name] == []


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("surrey county council", "Surrey"),
        ("London Borough of Croydon", "Croydon"),
        ("LB Sutton", None),
        ("Royal Borough of Kensington & Chelsea", "Kensington and Chelsea"),
        ("City of London", "City of London"),
        ("Hull", "Kingston upon Hull"),
        ("St. Helens", "St Helens"),
        ("Durham", "County Durham"),
        ("Newcastle", None),
        ("Kingston", None),
        ("Wales", None),
        ("", None),
    ],
)
def test_what_is_said_of_an_authority_names_it_or_nothing(said: str, meant: str | None) -> None:
    assert authority_named(said) == meant


@pytest.mark.parametrize(
    ("said", "close"),
    [
        ("Surey", "Surrey"),
        ("Brighten and Hove", "Brighton and Hove"),
        ("Newcastle", "Newcastle upon Tyne"),
        ("Kingston", "Kingston upon Thames"),
        ("Kingston", "Kingston upon Hull"),
    ],
)
def test_what_is_close_to_a_name_is_asked_about(said: str, close: str) -> None:
    assert close in authorities_like(said)


def test_nothing_is_suggested_for_what_is_like_no_name() -> None:
    for said in ("", "of", "zzz", "in the north of the county where the aunt lives"):
        assert authorities_like(said) == ()


@for_each("name", authorities())
def test_no_name_of_an_authority_is_taken_for_a_persons(name: str) -> None:
    assert findings(name) == ()
