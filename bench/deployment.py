"""The deployment is our bot's surroundings: a partnership file, keys made for the run, tokens, and the settings that
lead to them."""

import base64
import json
import os
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from bench.servers.ours import SERVICE_URL, TEAMS
from bench.servers.registration import APP_ID, APP_TENANT, ISSUER, SIGNING_KEYS
from bench.teams import Teams
from bench.turns import Speaker
from safeguarding.people import Seat
from store.encryption import AesGcmCodec

METADATA = "/openidconfiguration"
SEALED_SINCE = "2026-01-01"
KEY_ID = "bench-1"
TENANT = "7e000000-0000-4000-8000-000000000001"
CHANNEL = "19:bench-review-group@thread.tacv2"
KINDS = {Seat.LOCAL_AUTHORITY: 1, Seat.ICB: 2, Seat.POLICE: 3, Seat.DCS: 4, "business_team": 5, "practitioner": 6}


def person(kind: Seat | str, number: int = 1) -> str:
    """Returns a directory id."""
    return f"{KINDS[kind]:08x}-0000-4000-8000-{number:012}"


@dataclass(frozen=True)
class Deployment:
    """The deployment holds the run's keys: ``key`` signs as the Bot Framework does, ``store_key`` is the store's, and
    ``signing_key`` seals signatures. None is kept after the run."""

    folder: Path
    teams: Teams
    app_id: str = field(default_factory=lambda: str(uuid4()))
    key: RSAPrivateKey = field(default_factory=lambda: generate_private_key(65537, 2048), repr=False)
    store_key: bytes = field(default_factory=lambda: os.urandom(32), repr=False)
    signing_key: bytes = field(default_factory=lambda: os.urandom(32), repr=False)

    def publish(self) -> None:
        """Publishes the documents that the bot asks for: signing keys, and a token of its own."""
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        keys = self.teams.put("/keys", {"keys": [{**public, "kid": KEY_ID, "use": "sig", "endorsements": ["msteams"]}]})
        self.teams.put(METADATA, {"issuer": ISSUER, "jwks_uri": keys})
        expires = int(time.time()) + 24 * 3600
        claims = {"aud": ISSUER, "appid": self.app_id, "tid": TENANT, "exp": expires, "filled": secrets.token_hex(400)}
        token = {"access_token": self._signed(claims), "token_type": "Bearer", "resource": ISSUER}
        self.teams.put("/token", {**token, "expires_on": str(expires)})

    def authorization(self, service_url: str = SERVICE_URL) -> str:
        """Returns one token for the whole load, as Teams sends one for an hour."""
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": self.app_id, "serviceurl": service_url, "nbf": now, "exp": now + 6 * 3600}
        return f"Bearer {self._signed(claims)}"

    def _signed(self, claims: Mapping[str, object]) -> str:
        return jwt.encode(dict(claims), self.key, algorithm="RS256", headers={"kid": KEY_ID})

    def speaker(self, id: str, authorization: str) -> Speaker:
        return Speaker(f"a-{id}", id, TENANT, SERVICE_URL, authorization)

    def speaker_to_peer(self, id: str, authorization: str) -> Speaker:
        """Returns somebody who speaks to another bot than ours: it writes to the service address that it is given."""
        return Speaker(f"a-{id}", id, TENANT, self.peer_address, authorization)

    @property
    def peer_address(self) -> str:
        return f"{self.teams.address}/"

    @property
    def codec(self) -> AesGcmCodec:
        return AesGcmCodec(self.store_key)

    def settings(self, store: Path, port: int, signers: int = 1) -> Mapping[str, str]:
        """Returns the bot's environment variables, and writes its partnership file. ``signers``: how many people hold
        each seat."""
        partnership = self.folder / f"partnership-{signers}.toml"
        partnership.write_text(partnership_file(signers))
        return {
            "CSCP_APP_ID": self.app_id,
            "CSCP_APP_TYPE": "UserAssignedMSI",
            "CSCP_APP_TENANT": TENANT,
            "CSCP_STORE_URL": str(store),
            "CSCP_STORE_KEY": base64.b64encode(self.store_key).decode(),
            "CSCP_SIGNING_KEY": f"{SEALED_SINCE}:{base64.b64encode(self.signing_key).decode()}",
            "CSCP_PARTNERSHIP": str(partnership),
            "CSCP_PORT": str(port),
            TEAMS: f"{self.teams.address}/",
            **self._registration(),
        }

    def peer_settings(self) -> Mapping[str, str]:
        """Returns the environment variables of another bot than ours."""
        return {APP_ID: self.app_id, APP_TENANT: TENANT, **self._registration()}

    def _registration(self) -> Mapping[str, str]:
        return {
            SIGNING_KEYS: f"{self.teams.address}{METADATA}",
            # Where a managed identity asks for the bot's token.
            "IDENTITY_ENDPOINT": f"{self.teams.address}/token",
            "IDENTITY_HEADER": secrets.token_hex(16),
        }


def partnership_file(signers: int) -> str:
    """Returns TOML with one holder of each seat, and deputies."""
    return "\n".join(_lines(signers))


def _lines(signers: int) -> Iterator[str]:
    yield 'name = "Bench"\nreference_prefix = "CSCP"\nquorum = 1\nagencies = ["Health", "Police"]'
    yield f'[[tenants]]\nid = "{TENANT}"\nname = "Bench"'
    yield f'[review_channel]\nconversation = "{CHANNEL}"\ntenant = "{TENANT}"'
    for seat in (Seat.LOCAL_AUTHORITY, Seat.ICB, Seat.POLICE):
        holders = ", ".join("{ " + ", ".join(_holder(seat, number)) + " }" for number in range(1, signers + 1))
        yield f'[partners.{seat.value}]\nname = "{seat.label}"\ndsps = [{holders}]'
    for number in range(1, signers + 1):
        yield "\n".join(["[[dcs]]", *_holder(Seat.DCS, number)])
    yield "\n".join(["[[business_team]]", *_office("Business Team", person("business_team"))])
    yield "\n".join(["[[review_group]]", *_office("Review Group", person(Seat.ICB))])


def _holder(seat: Seat, number: int) -> Iterator[str]:
    yield from _office(f"{seat.label} {number}", person(seat, number))
    yield f"deputy = {json.dumps(number > 1)}"


def _office(title: str, id: str) -> Iterator[str]:
    yield from (f'title = "{title}"', f'tenant = "{TENANT}"', f'id = "{id}"')
