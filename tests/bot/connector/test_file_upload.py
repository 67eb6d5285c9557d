"""The upload puts a file where Teams has made room: in one piece, in time, and to nobody else."""

import asyncio

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.config.allowed_hosts import HostAllowList
from bot.connector.file_upload import NotUploaded, UploadRefused, Uploads, onedrive_of
from safeguarding.people import Person, Seat
from tests.support.case_stages import PARTNERSHIP
from tests.support.each import for_each
from tests.support.fake_teams.one_drive import OneDrive

POLICE = PARTNERSHIP.holders(Seat.POLICE)[0]


def this_machine(person: Person) -> HostAllowList:
    return HostAllowList()


async def test_a_large_file_arrives_whole() -> None:
    drive, content = OneDrive(), bytes(range(256)) * 8_000
    async with drive.server, ClientSession() as session:
        await Uploads(session, this_machine).put(drive.room, content, POLICE.person)
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
            await Uploads(session, this_machine, 0.1).put(str(server.make_url("/slow")), b"x", POLICE.person)
        assert failed.value.status is None
        released.set()


async def test_nothing_is_sent_to_an_address_that_is_not_allowed() -> None:
    drive = OneDrive()
    async with drive.server, ClientSession() as session:
        for hosts in ({POLICE.person: HostAllowList((".sharepoint.com",))}, {}):
            with pytest.raises(UploadRefused):
                await Uploads(session, hosts.get).put(drive.room, b"x", POLICE.person)
    assert drive.uploads == []


@for_each(
    "url",
    [
        "https://another-my.sharepoint.com/personal/x",
        "https://croydon-my.sharepoint.com/personal/x",
        "https://met-police-my.sharepoint.com.attacker.example/x",
        "https://attacker-met-police-my.sharepoint.com/x",
        "https://x.met-police-my.sharepoint.com/x",
        "http://met-police-my.sharepoint.com/x",
        "https://met-police-my.sharepoint.com:8443/x",
        "https://met-police-my.sharepoint.com@attacker.example/x",
        "https://met-police-my.sharepoint.com\\@attacker.example/x",
        "https://attacker.example/?x=https://met-police-my.sharepoint.com/",
        "https://attacker.example#met-police-my.sharepoint.com",
        "https://met-police-my.sharepoint.com/x\r\nHost: attacker.example",
        "http://127.0.0.1/x",
        "",
    ],
)
def test_a_file_of_somebody_goes_to_the_onedrive_of_their_own_tenant_alone(url: str) -> None:
    hosts = onedrive_of(POLICE.person, PARTNERSHIP, local=False)
    assert hosts and not hosts.allows_upload(url)
    assert hosts.allows_upload("https://met-police-my.sharepoint.com/personal/x?tempauth=1")


def test_where_the_file_gives_a_tenant_no_onedrive_its_people_s_files_go_nowhere() -> None:
    tenants = tuple(tenant.model_copy(update={"onedrive": None}) for tenant in PARTNERSHIP.tenants)
    assert onedrive_of(POLICE.person, PARTNERSHIP.model_copy(update={"tenants": tenants}), local=False) is None
    assert onedrive_of(Person(tenant="elsewhere", id="x"), PARTNERSHIP, local=False) is None


def test_in_local_mode_files_go_to_this_machine_alone() -> None:
    hosts = onedrive_of(POLICE.person, PARTNERSHIP, local=True)
    assert hosts and hosts.allows_upload("http://127.0.0.1:3000/x")
    assert not hosts.allows_upload("https://met-police-my.sharepoint.com/x")
