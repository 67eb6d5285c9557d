"""The settings name the place of a store by its URL."""

import pytest

from store.url import is_database, is_partnership_name


@pytest.mark.parametrize(
    ("url", "database"),
    [
        ("postgresql://bot@host/cscp", True),
        ("postgres://bot@host/cscp", True),
        ("/srv/cscp/store", False),
        ("store", False),
        ("mysql://host/cscp", False),
        ("postgresql", False),
        ("", False),
    ],
)
def test_only_an_address_of_postgresql_is_a_database(url: str, database: bool) -> None:
    assert is_database(url) is database


@pytest.mark.parametrize("name", ["croydon", "sutton-2", "2", "x" * 63])
def test_small_letters_digits_and_hyphens_name_a_partnership(name: str) -> None:
    assert is_partnership_name(name)


@pytest.mark.parametrize("name", ["", "Croydon", "-a", "a b", "a/b", "..", "x" * 64, "croydon\n", "c\u0155oydon"])
def test_what_could_be_taken_for_something_else_names_none(name: str) -> None:
    assert not is_partnership_name(name)
