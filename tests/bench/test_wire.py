"""The small HTTP parser of both sides finds whole messages, however the bytes come in."""

import pytest

from bench.wire import HttpMessage, Messages, answer, request

PLAIN = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"
WITH_BODY = b'HTTP/1.1 200 OK\r\ncontent-length: 8\r\nServer: x\r\n\r\n{"a": 1}'
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwiki\r\n5;x=y\r\npedia\r\n0\r\n\r\n"
WITHOUT_LENGTH = b"GET /openid HTTP/1.1\r\nHost: here\r\n\r\n"
BODIES = {PLAIN: b"", WITH_BODY: b'{"a": 1}', CHUNKED: b"wikipedia", WITHOUT_LENGTH: b""}


@pytest.mark.parametrize("message", BODIES)
@pytest.mark.parametrize("piece", [1, 7, 1000])
def test_a_message_comes_out_whole_in_whatever_pieces_it_comes_in(message: bytes, piece: int) -> None:
    messages = Messages()
    pieces = [message[start : start + piece] for start in range(0, len(message), piece)]
    found = [one for part in pieces for one in messages.feed(part)]
    assert found == [HttpMessage(message.partition(b"\r\n\r\n")[0], BODIES[message])]


def test_several_that_come_at_once_are_told_apart() -> None:
    found = Messages().feed(WITH_BODY + CHUNKED + PLAIN + WITH_BODY[:30])
    assert [message.body for message in found] == [BODIES[WITH_BODY], BODIES[CHUNKED], BODIES[PLAIN]]


def test_a_body_that_is_not_there_yet_is_waited_for() -> None:
    messages = Messages()
    assert not list(messages.feed(WITH_BODY[:-1]))
    assert [message.body for message in messages.feed(WITH_BODY[-1:])] == [BODIES[WITH_BODY]]


def test_what_is_written_is_read_back() -> None:
    (asked,) = Messages().feed(request(b"/api/messages", b"Bearer x", b"{}"))
    assert asked.head.startswith(b"POST /api/messages HTTP/1.1") and b"Authorization: Bearer x" in asked.head
    (given,) = Messages().feed(answer(b"200 OK", b"{}"))
    assert (asked.body, given.body) == (b"{}", b"{}")
