"""Why a request is turned away, each with its HTTP status. The text is safe to show to a stranger."""

from typing import ClassVar


class Refused(Exception):
    status: ClassVar[int] = 400


class BadActivity(Refused, ValueError):
    """The body is no activity."""


class Unauthenticated(Refused):
    """The caller is not shown to be the Bot Framework."""

    status = 401


class Forbidden(Refused):
    """A known caller at the wrong tenant, channel or service address."""

    status = 403


class NotAMember(Forbidden):
    """Not in the conversation any more, or a guest where guests are not let in."""


class TooSlow(Refused):
    """The body did not arrive in time."""

    status = 408


class TooLarge(Refused):
    """The body is larger than any activity."""

    status = 413


class TooMany(Refused):
    """One person sends faster than anyone clicks."""

    status = 429


class KeysUnavailable(Refused):
    """The signing keys can't be had, so that nobody can be told from a stranger: not the caller's fault."""

    status = 503
