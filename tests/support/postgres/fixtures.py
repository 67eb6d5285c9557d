"""The server and its databases, for every test that asks for one."""

from collections.abc import Iterator

import pytest

from tests.support.postgres.server import Server, programs

MISSING = "PostgreSQL is not installed: apt-get install postgresql"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Shared by the tests of one process, which leave it running."""
    yield from _running()


@pytest.fixture(scope="session")
def shared_database(server: Server) -> str:
    """For tests that have a partnership of their own in it."""
    return server.new_database()


@pytest.fixture
def database(server: Server) -> str:
    return server.new_database()


@pytest.fixture
def own_server() -> Iterator[Server]:
    """To stop and to hang."""
    yield from _running()


def _running() -> Iterator[Server]:
    if programs() is None:
        pytest.skip(MISSING)
    server = Server.make()
    server.start()
    yield server
    server.remove()
