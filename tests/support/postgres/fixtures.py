"""These fixtures give the server and its databases to every test that asks for one."""

from collections.abc import Iterator

import pytest

from tests.support.postgres.server import Server, programs

MISSING = "PostgreSQL is not installed: apt-get install postgresql"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The tests of one process share this server, and leave it running."""
    yield from _running()


@pytest.fixture(scope="session")
def shared_database(server: Server) -> str:
    """Creates a database for tests that have a partnership of their own in it."""
    return server.new_database()


@pytest.fixture
def database(server: Server) -> str:
    return server.new_database()


@pytest.fixture
def own_server() -> Iterator[Server]:
    """Starts a server that the test alone uses, to stop and to hang it."""
    yield from _running()


def _running() -> Iterator[Server]:
    if programs() is None:
        pytest.skip(MISSING)
    server = Server.make()
    server.start()
    yield server
    server.remove()
