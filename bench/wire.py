"""HTTP/1.1 is parsed as both sides of the load need it: whole messages out of bytes, as they come in."""

import re
from collections.abc import Iterator
from typing import NamedTuple

END_OF_HEAD = b"\r\n\r\n"
LINE = b"\r\n"
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)


class HttpMessage(NamedTuple):
    """A message is a request or an answer. ``head``: its first line and its headers."""

    head: bytes
    body: bytes


class Messages:
    """The parser belongs to one connection. A message without a length has no body: neither side here ends one by
    closing."""

    def __init__(self) -> None:
        self._left = b""

    def feed(self, data: bytes) -> Iterator[HttpMessage]:
        self._left += data
        while (end := self._left.find(END_OF_HEAD)) >= 0:
            head, begins = self._left[:end], end + len(END_OF_HEAD)
            found = self._chunks(begins) if CHUNKED.search(head) else self._measured(head, begins)
            if found is None:
                return
            body, ends = found
            self._left = self._left[ends:]
            yield HttpMessage(head, body)

    def _measured(self, head: bytes, begins: int) -> tuple[bytes, int] | None:
        """Returns the body and where it ends; None while some of it is still to come."""
        length = LENGTH.search(head)
        ends = begins + (int(length[1]) if length else 0)
        return (self._left[begins:ends], ends) if len(self._left) >= ends else None

    def _chunks(self, begins: int) -> tuple[bytes, int] | None:
        body = b""
        while (end := self._left.find(LINE, begins)) >= 0:
            size = int(self._left[begins:end].partition(b";")[0], 16)
            begins, after = end + len(LINE), end + len(LINE) + size + len(LINE)
            if len(self._left) < after:
                return None
            if size == 0:
                return body, after
            body, begins = body + self._left[begins : begins + size], after
        return None


def answer(status: bytes, body: bytes) -> bytes:
    """Returns an HTTP answer whose body is JSON."""
    head = b"HTTP/1.1 %s\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: %d\r\n\r\n"
    return head % (status, len(body)) + body


def request(path: bytes, authorization: bytes, body: bytes) -> bytes:
    """Returns a POST of JSON, as the Bot Framework sends it; ``authorization`` may be empty."""
    head = b"POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json; charset=utf-8\r\n" % path
    if authorization:
        head += b"Authorization: %s\r\n" % authorization
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body
