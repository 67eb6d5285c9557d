"""A value stays as it was made, and holds nothing that it does not name."""

import pytest
from pydantic import ValidationError

from safeguarding.people import Person


def test_a_value_cannot_be_changed() -> None:
    person = Person(tenant="7e000000-0000-4000-8000-000000000001", id="aa000000-0000-4000-8000-000000000001")
    with pytest.raises(ValidationError, match="frozen"):
        person.tenant = "another"  # type: ignore[misc]


def test_a_field_that_it_does_not_know_is_refused() -> None:
    with pytest.raises(ValidationError, match="name"):
        Person.model_validate({"tenant": "t", "id": "i", "name": "Alex"})
