"""A rejected request has an HTTP status and a text that is safe to show to a stranger."""

from typing import ClassVar


class RequestRejected(Exception):
    """The request is rejected, and ``status`` is the HTTP status of the answer."""

    status: ClassVar[int] = 400


class BadActivity(RequestRejected, ValueError):
    """The body is no activity."""


class Unauthenticated(RequestRejected):
    """The caller is not shown to be the Bot Framework (its token is missing or does not hold)."""

    status = 401


class Forbidden(RequestRejected):
    """The caller is known, but at the wrong tenant, channel or service address."""

    status = 403


class NotAMember(Forbidden):
    """The sender is not let in, by what Teams says of them. ``is_new`` says that Teams has said so just now."""

    def __init__(self, text: str, *, is_new: bool) -> None:
        self.is_new = is_new
        super().__init__(text)


class BodyTimeout(RequestRejected):
    """The body did not arrive in time (a slow client, cut off)."""

    status = 408


class TooLarge(RequestRejected):
    """The body is larger than any activity."""

    status = 413


class RateLimited(RequestRejected):
    """One person sends faster than anyone clicks: the rate limit throttles them."""

    status = 429


class KeysUnavailable(RequestRejected):
    """The signing keys can't be had, so that nobody can be told from a stranger: not the caller's fault."""

    status = 503
