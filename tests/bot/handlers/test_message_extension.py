"""The search from the compose box takes what Teams may send, and answers with a page of what is found."""

from typing import Any

import pytest

from bot.errors import BadActivity
from bot.handlers.message_extension import LONGEST_QUERY, MOST, read_query


def query(words: object = "rapid", **changes: Any) -> dict[str, Any]:
    return {"commandId": "searchCases", "parameters": [{"name": "query", "value": words}], **changes}


def test_the_words_are_read_as_they_can_be_seen() -> None:
    assert read_query(query("ra\u200bpid review")).words == "rapid review"


def test_the_first_time_nothing_is_typed_and_everything_is_shown() -> None:
    first = read_query({"commandId": "searchCases", "parameters": [{"name": "initialRun", "value": True}]})
    assert (first.words, first.page) == ("", slice(0, MOST))


def test_a_page_is_no_longer_than_teams_shows() -> None:
    assert read_query(query(queryOptions={"skip": 25, "count": 10})).page == slice(25, 35)
    assert read_query(query(queryOptions={"skip": 0, "count": 10_000})).page == slice(0, MOST)


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        query(commandId="deleteCases"),
        query("x" * (LONGEST_QUERY + 1)),
        query(7),
        query(queryOptions={"skip": -1, "count": 10}),
        query(parameters=[{"name": "query", "value": "x"}] * 11),
    ],
)
def test_what_is_no_search_is_refused(value: Any) -> None:
    with pytest.raises(BadActivity, match="no search that the bot knows"):
        read_query(value)
