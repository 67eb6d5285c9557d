"""These fixtures give the server and its databases to every test that asks for one."""

from collections.abc import Iterator

import pytest

from tests.support.postgres.server import Server, programs

MISSING = "PostgreSQL is not installed: apt-get install postgresql"


@pytest.fixture(scope="session")
def unused_server() -> Iterator[Server]:
    """The servers of one process are copies of this one, which is never started."""
    if programs() is None:
        pytest.skip(MISSING)
    server = Server.make()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def server(unused_server: Server) -> Iterator[Server]:
    """The tests of one process share this server, and leave it running."""
    yield from _running(unused_server)


@pytest.fixture(scope="session")
def shared_database(server: Server) -> str:
    """Creates a database for tests that have a partnership of their own in it."""
    return server.new_database()


@pytest.fixture
def database(server: Server) -> str:
    return server.new_database()


@pytest.fixture
def own_server(unused_server: Server) -> Iterator[Server]:
    """Starts a server that the test alone uses, to stop and to hang it."""
    yield from _running(unused_server)


def _running(like: Server) -> Iterator[Server]:
    server = Server.make(like)
    server.start()
    yield server
    server.remove()
