"""Bare aiohttp is the limit: it checks the token once and knows it again, reads an activity and posts one reply over a
pool of connections."""

import json
import sys
import time
from typing import Any

import jwt
from aiohttp import ClientSession, DummyCookieJar, TCPConnector, web

from bench.servers.registration import ISSUER, Registration, registration
from bench.servers.sample import serve


async def messages(request: web.Request) -> web.Response:
    if not request.app[TOKENS].accepts(request.headers.get("Authorization", "")):
        return web.Response(status=401)
    activity: dict[str, Any] = json.loads(await request.read())
    conversation = activity["conversation"]["id"]
    reply = {"type": "message", "text": f"Echo: {activity['text']}", "replyToId": activity["id"]}
    url = f"{activity['serviceUrl']}v3/conversations/{conversation}/activities/{activity['id']}"
    async with request.app[SESSION].post(url, data=json.dumps(reply), headers=JSON) as answer:
        await answer.read()
    return web.Response(status=201)


class Tokens:
    """The tokens that were found valid are known again by their text, for they are sent for an hour."""

    def __init__(self, registered: Registration) -> None:
        self._registered = registered
        self._keys = jwt.PyJWKClient(registered.keys)
        self._valid: dict[str, float] = {}

    def accepts(self, header: str) -> bool:
        if time.time() < self._valid.get(header, 0.0):
            return True
        token = header.removeprefix("Bearer ")
        try:
            key = self._keys.get_signing_key_from_jwt(token)
            claims = jwt.decode(token, key, algorithms=["RS256"], audience=self._registered.app_id, issuer=ISSUER)
        except jwt.PyJWTError:
            return False
        self._valid[header] = claims["exp"]
        return True


async def _pooled(app: web.Application) -> Any:
    # As many connections as there are conversations: the usual limit of 100 would be that of a slow connector.
    async with ClientSession(connector=TCPConnector(limit=0), cookie_jar=DummyCookieJar()) as session:
        app[SESSION] = session
        yield


SESSION, TOKENS = web.AppKey("session", ClientSession), web.AppKey("tokens", Tokens)
JSON = {"Content-Type": "application/json"}


def main(port: int) -> None:
    app = web.Application()
    app[TOKENS] = Tokens(registration())
    app.cleanup_ctx.append(_pooled)
    serve(messages, app, port)


if __name__ == "__main__":
    main(int(sys.argv[1]))
