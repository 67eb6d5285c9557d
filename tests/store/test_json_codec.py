import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.json_codec import decode_json, encode_json

TEXT = st.text(st.characters(exclude_categories=[]))
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=20,
)


@given(DOCUMENTS)
def test_what_is_written_is_read_back_half_characters_among_it(value: object) -> None:
    assert decode_json(encode_json(value)) == value


@given(DOCUMENTS)
def test_what_others_wrote_is_read_as_python_reads_it(value: object) -> None:
    assert decode_json(json.dumps(value)) == value


def test_for_a_reader_that_refuses_half_characters_they_become_question_marks() -> None:
    assert encode_json({"name": "cut \ud83d"}, repaired=True) == b'{"name":"cut ?"}'


@pytest.mark.parametrize("text", ["", "{", "NaN", "[Infinity]", '{"a": -Infinity}', b"\xff", "[1,]"])
def test_what_is_no_json_is_refused(text: str | bytes) -> None:
    with pytest.raises(ValueError):
        decode_json(text)


def test_what_json_has_no_word_for_is_not_written() -> None:
    with pytest.raises(TypeError):
        encode_json({"on": date(2026, 11, 24)})
