"""The settings name the place of a store by its URL."""

import pytest

from store.url import is_database, is_partnership_name, place_fault


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


@pytest.mark.parametrize(
    "url",
    [
        "mysql://host/cscp",
        "sqlite:///cases.db",
        "file:///srv/cscp",
        "PostgreSQL://host/cscp",
        "postgresql:/cscp",
        "s3:cases",
    ],
)
def test_an_address_that_is_no_postgresql_is_no_folder_of_that_name(url: str) -> None:
    assert "postgresql://" in place_fault(url)


@pytest.mark.parametrize("url", ["data", "/srv/cscp/store", "./data:1", r"C:\cscp", "postgresql://bot@host/cscp", ""])
def test_a_folder_or_a_database_is_a_place_of_a_store(url: str) -> None:
    assert place_fault(url) == ""
