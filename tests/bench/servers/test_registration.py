"""A peer's SDK is told of its bot by the environment, as our own bot is."""

import pytest

from bench.servers.registration import APP_ID, APP_TENANT, SIGNING_KEYS, registration


def test_the_keys_lie_beside_the_document_that_names_them(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {APP_ID: "app", APP_TENANT: "tenant", SIGNING_KEYS: "http://127.0.0.1:1/openidconfiguration"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    registered = registration()
    assert (registered.app_id, registered.tenant, registered.metadata) == tuple(given.values())
    assert registered.keys == "http://127.0.0.1:1/keys"
