"""A StoreFault says what went wrong with the database: never in the database's own words, which can quote what was to
be stored."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors

from store.errors import Busy, NotReadable, NotWritable, StoreFault

AWAY = (
    "The database can't be reached, or refuses the bot. Check that it runs, and the account, host and name in its "
    "address; the bot goes on by itself when it is back."
)
READ_ONLY = "The database is read-only. Make it writable again, or give the address of the primary server."
FULL = "The disk of the database is full. Free some space there and try again."
SLOW = "The database did not answer in time. Try again in a moment."
FORBIDDEN = "The database refuses this to the bot's account. Give the account the rights named in docs/runbook.md."
UNCERTAIN = (
    "The database was lost while it recorded this, so it may be recorded or not. Look at it again before you repeat it."
)

CLOSED = "The store is closed: the bot is stopping. Try again when it has started."

# Of no answer at all, of a lost connection, and of a server that starts or stops.
_AWAY = (None, "08", "57")
_SLOW = (errors.QueryCanceled, errors.LockNotAvailable, errors.DeadlockDetected, errors.SerializationFailure)
_BUSY = (errors.TooManyConnections, errors.ConfigurationLimitExceeded)
_FORBIDDEN = (errors.InsufficientPrivilege, errors.InvalidAuthorizationSpecification)


@contextmanager
def reading() -> Iterator[None]:
    """Raises NotReadable or Busy."""
    try:
        yield
    except (psycopg.Error, TimeoutError) as error:
        raise _fault(error, NotReadable) from None


@contextmanager
def writing() -> Iterator[None]:
    """Raises NotWritable or Busy."""
    try:
        yield
    except (psycopg.Error, TimeoutError) as error:
        raise _fault(error, NotWritable) from None


def _fault(error: psycopg.Error | TimeoutError, kind: type[StoreFault]) -> StoreFault:
    if isinstance(error, (TimeoutError, *_SLOW, *_BUSY)):
        return Busy(SLOW)
    return kind(_what_to_do(error))


def _what_to_do(error: psycopg.Error) -> str:
    if isinstance(error, errors.ReadOnlySqlTransaction):
        return READ_ONLY
    if isinstance(error, errors.DiskFull):
        return FULL
    if isinstance(error, _FORBIDDEN):
        return FORBIDDEN
    code = error.sqlstate and error.sqlstate[:2]
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) and code in _AWAY:
        return AWAY
    return (
        f"The database refused a statement (SQLSTATE {error.sqlstate}). Its own log says why; mend that and try again."
    )
