"""The upload puts a file where Teams has made room: in one piece, in time, and to nobody else."""

import asyncio

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.config.allowed_hosts import HostAllowList
from bot.connector.file_upload import NotUploaded, UploadRefused, Uploads
from tests.support.fake_teams.one_drive import OneDrive


async def test_a_large_file_arrives_whole() -> None:
    drive, content = OneDrive(), bytes(range(256)) * 8_000
    async with drive.server, ClientSession() as session:
        await Uploads(session, HostAllowList()).put(drive.room, content)
    (upload,) = drive.uploads
    assert upload.content == content
    assert upload.range == "bytes 0-2047999/2048000"


async def test_a_place_that_takes_too_long_is_given_up() -> None:
    released = asyncio.Event()

    async def slow(request: web.Request) -> web.Response:
        await released.wait()
        return web.Response(status=201)

    app = web.Application()
    app.add_routes([web.put("/slow", slow)])
    async with TestServer(app) as server, ClientSession() as session:
        with pytest.raises(NotUploaded) as failed:
            await Uploads(session, HostAllowList(), seconds=0.1).put(str(server.make_url("/slow")), b"x")
        assert failed.value.status is None
        released.set()


async def test_nothing_is_sent_to_an_address_that_is_not_allowed() -> None:
    drive = OneDrive()
    async with drive.server, ClientSession() as session:
        with pytest.raises(UploadRefused):
            await Uploads(session, HostAllowList((".sharepoint.com",))).put(drive.room, b"x")
    assert drive.uploads == []
