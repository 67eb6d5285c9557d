"""Why a request is turned away, each with its HTTP status. The text is safe to show to a stranger."""

from typing import ClassVar


class RequestRejected(Exception):
    status: ClassVar[int] = 400


class BadActivity(RequestRejected, ValueError):
    """The body is no activity."""


class Unauthenticated(RequestRejected):
    """The caller is not shown to be the Bot Framework."""

    status = 401


class Forbidden(RequestRejected):
    """A known caller at the wrong tenant, channel or service address."""

    status = 403


class NotAMember(Forbidden):
    """Not in the conversation any more, or a guest where guests are not let in."""


class BodyTimeout(RequestRejected):
    """The body did not arrive in time."""

    status = 408


class TooLarge(RequestRejected):
    """The body is larger than any activity."""

    status = 413


class RateLimited(RequestRejected):
    """One person sends faster than anyone clicks."""

    status = 429


class KeysUnavailable(RequestRejected):
    """The signing keys can't be had, so that nobody can be told from a stranger: not the caller's fault."""

    status = 503
