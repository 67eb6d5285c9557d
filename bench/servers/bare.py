"""Bare aiohttp is the limit: it reads an activity and posts one reply over a pool of connections."""

import json
import sys
from typing import Any

from aiohttp import ClientSession, DummyCookieJar, TCPConnector, web


async def messages(request: web.Request) -> web.Response:
    activity: dict[str, Any] = json.loads(await request.read())
    conversation = activity["conversation"]["id"]
    reply = {"type": "message", "text": f"Echo: {activity['text']}", "replyToId": activity["id"]}
    url = f"{activity['serviceUrl']}v3/conversations/{conversation}/activities/{activity['id']}"
    async with request.app[SESSION].post(url, data=json.dumps(reply), headers=JSON) as answer:
        await answer.read()
    return web.Response(status=201)


async def _pooled(app: web.Application) -> Any:
    # As many connections as there are conversations: the usual limit of 100 would be that of a slow connector.
    async with ClientSession(connector=TCPConnector(limit=0), cookie_jar=DummyCookieJar()) as session:
        app[SESSION] = session
        yield


SESSION = web.AppKey("session", ClientSession)
JSON = {"Content-Type": "application/json"}


def main(port: int) -> None:
    app = web.Application()
    app.router.add_post("/api/messages", messages)
    app.cleanup_ctx.append(_pooled)
    web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=None)


if __name__ == "__main__":
    main(int(sys.argv[1]))
