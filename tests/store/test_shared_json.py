"""Shared JSON reads, compares, is written and is copied like any other, and nobody can change it."""

import json
from copy import deepcopy
from types import MappingProxyType
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.shared_json import shared

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=3), PLAIN))
def test_it_says_what_it_was_made_of_and_a_copy_is_the_reader_s_own(value: dict[str, Any]) -> None:
    read = shared(value)
    assert read == value and orjson.loads(orjson.dumps(read)) == json.loads(json.dumps(read)) == value
    copied = deepcopy(read)
    assert copied == value and type(copied) is dict
    copied["changed"] = True
    assert read == value


WAYS = [
    *(("object", name) for name in {"__ior__", *dir(dict)} - {*dir(MappingProxyType), "fromkeys"}),
    *(("array", name) for name in {*dir(list)} - {*dir(tuple), "copy", "__reversed__"}),
]
"""The table names all that an object or a list can do and that changes it."""


@pytest.mark.parametrize(("kind", "way"), sorted(WAYS))
def test_every_way_to_change_it_is_refused(kind: str, way: str) -> None:
    read = shared({"object": {"harm": "died"}, "array": ["died"]})
    with pytest.raises(TypeError, match="change a copy"):
        getattr(read[kind], way)("harm")
    assert read == {"object": {"harm": "died"}, "array": ["died"]}
