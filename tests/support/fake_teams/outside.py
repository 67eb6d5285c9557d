"""The outside is what the bot reaches over the internet, under its real names and by https: Teams, the Bot Framework's
signing keys, the directory that gives the bot its token, and a person's OneDrive."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from typing import Any

import jwt
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.x509.oid import NameOID

from tests.support.fake_teams.one_drive import OneDrive
from tests.support.fake_teams.server import FakeTeams

TEAMS, KEYS, DIRECTORY, DRIVE = (
    "smba.trafficmanager.net",
    "login.botframework.com",
    "login.microsoftonline.com",
    "croydon-my.sharepoint.com",
)
ROOM = f"https://{DRIVE}/personal/_api/v2.0/drive/items/01/uploadSession?guid='7f'"
ISSUER = "https://api.botframework.com"
TOKEN = "the bot's own token"


class PublicTeams(FakeTeams):
    """The public Teams is known under its real address. ``tokens`` are those that came with what it was sent."""

    @property
    def service_url(self) -> str:
        return f"https://{TEAMS}"


@dataclass
class Outside:
    """``certificate`` is trusted by whoever is to believe that these names are the real ones."""

    folder: Path
    teams: PublicTeams = field(default_factory=PublicTeams)
    drive: OneDrive = field(default_factory=OneDrive)
    key: RSAPrivateKey = field(default_factory=lambda: generate_private_key(65537, 2048))
    ports: dict[str, int] = field(default_factory=dict)

    @property
    def certificate(self) -> Path:
        return self.folder / "outside.pem"

    @asynccontextmanager
    async def served(self) -> AsyncIterator["Outside"]:
        context = self._context()
        logins = TestServer(self._logins())
        places = {TEAMS: self.teams.server, DRIVE: self.drive.server, KEYS: logins, DIRECTORY: logins}
        try:
            for name, server in places.items():
                if not server.started:
                    await server.start_server(ssl=context)
                assert server.port
                self.ports[name] = server.port
            yield self
        finally:
            for server in set(places.values()):
                await server.close()

    def token_for(self, app: str) -> str:
        """Returns the header with which Teams calls a bot."""
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": app, "nbf": now, "exp": now + 3600, "serviceurl": self.teams.service_url}
        return "Bearer " + jwt.PyJWS().encode(json.dumps(claims).encode(), self.key, "RS256", headers={"kid": "key-1"})

    def _logins(self) -> web.Application:
        entry = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        key = {**entry, "kid": "key-1", "use": "sig", "endorsements": ["msteams"]}

        async def metadata(request: web.Request) -> web.Response:
            return web.json_response({"issuer": ISSUER, "jwks_uri": f"https://{KEYS}/v1/keys"})

        async def keys(request: web.Request) -> web.Response:
            return web.json_response({"keys": [key]})

        async def tenant(request: web.Request) -> web.Response:
            address = f"https://{DIRECTORY}/{request.match_info['tenant']}"
            return web.json_response(
                {
                    "issuer": f"{address}/v2.0",
                    "authorization_endpoint": f"{address}/oauth2/v2.0/authorize",
                    "token_endpoint": f"{address}/oauth2/v2.0/token",
                }
            )

        async def token(request: web.Request) -> web.Response:
            return web.json_response({"access_token": TOKEN, "expires_in": 3600, "token_type": "Bearer"})

        app = web.Application()
        app.add_routes(
            [
                web.get("/v1/.well-known/openidconfiguration", metadata),
                web.get("/v1/keys", keys),
                web.get("/{tenant}/v2.0/.well-known/openid-configuration", tenant),
                web.post("/{tenant}/oauth2/v2.0/token", token),
            ]
        )
        return app

    def _context(self) -> SSLContext:
        key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
        public, today = key.public_key(), datetime.now(UTC)
        extensions: list[tuple[Any, bool]] = [
            (x509.SubjectAlternativeName([x509.DNSName(host) for host in (TEAMS, KEYS, DIRECTORY, DRIVE)]), False),
            (x509.BasicConstraints(ca=True, path_length=None), True),
        ]
        built = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(today - timedelta(days=1))
            .not_valid_after(today + timedelta(days=1))
        )
        for extension, critical in extensions:
            built = built.add_extension(extension, critical)
        pem = serialization.Encoding.PEM
        private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        self.certificate.write_bytes(built.sign(key, hashes.SHA256()).public_bytes(pem))
        own = self.folder / "outside.key"
        own.write_bytes(private)
        context = SSLContext(PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, own)
        return context
