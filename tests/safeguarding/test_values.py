"""A value stays as it was made, and holds nothing that it does not name."""

from functools import cached_property

import pytest
from pydantic import ValidationError

from safeguarding.people import Person
from safeguarding.values import Value


def test_a_value_cannot_be_changed() -> None:
    person = Person(tenant="7e000000-0000-4000-8000-000000000001", id="aa000000-0000-4000-8000-000000000001")
    with pytest.raises(ValidationError, match="frozen"):
        person.tenant = "another"  # type: ignore[misc]


def test_a_field_that_it_does_not_know_is_refused() -> None:
    with pytest.raises(ValidationError, match="name"):
        Person.model_validate({"tenant": "t", "id": "i", "name": "Alex"})


class Spoken(Value):
    word: str

    @cached_property
    def loudly(self) -> str:
        return self.word.upper()


def test_a_changed_copy_works_out_anew_what_follows_from_it() -> None:
    yes = Spoken(word="yes")
    assert (yes.loudly, yes.model_copy(update={"word": "no"}).loudly) == ("YES", "NO")
