"""The Teams SDK serves its echo sample, without its typing indicator and without the web server's access log."""

import asyncio
import sys
from dataclasses import replace
from typing import Any

import uvicorn
from fastapi import FastAPI
from microsoft_teams.api.auth.cloud_environment import PUBLIC
from microsoft_teams.apps import App, FastAPIAdapter

from bench.servers.registration import registration


def main(port: int) -> None:
    def server(app: FastAPI) -> uvicorn.Server:
        return uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", access_log=False))

    registered = registration()
    app = App(
        client_id=registered.app_id,
        tenant_id=registered.tenant,
        cloud=replace(PUBLIC, openid_metadata_url=registered.metadata),
        http_server_adapter=FastAPIAdapter(server_factory=server),
    )

    @app.on_message  # type: ignore[untyped-decorator] # the SDK is not installed beside the bot
    async def handle_message(ctx: Any) -> None:
        await ctx.send(f"Echo: {ctx.activity.text}")

    asyncio.run(app.start(port))


if __name__ == "__main__":
    main(int(sys.argv[1]))
