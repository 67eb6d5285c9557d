"""The server and its databases."""

from tests.store.postgres.fixtures import database, own_server, server, shared_database

__all__ = ["database", "own_server", "server", "shared_database"]
