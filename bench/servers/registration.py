"""The registration is what a peer's SDK is told of its bot: by it the SDK checks the token of each request, and asks
for one of its own by the managed identity's way. Both lead to the load generator, as they do for our own bot."""

import os
from dataclasses import dataclass

ISSUER = "https://api.botframework.com"
APP_ID, APP_TENANT, SIGNING_KEYS = "BENCH_APP_ID", "BENCH_APP_TENANT", "BENCH_SIGNING_KEYS"


@dataclass(frozen=True)
class Registration:
    """The registration of one bot. ``metadata`` is the address of the document that says where the signing keys are,
    ``keys`` that of the keys themselves."""

    app_id: str
    tenant: str
    metadata: str

    @property
    def keys(self) -> str:
        return f"{self.metadata.rpartition('/')[0]}/keys"


def registration() -> Registration:
    """Reads the registration from the environment."""
    return Registration(os.environ[APP_ID], os.environ[APP_TENANT], os.environ[SIGNING_KEYS])
