"""The live check tries the tenant over real HTTP. Each thing that is taken for granted of it is broken in turn: the
check names it, with what to do, and takes away what it posted."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from io import BytesIO

import pytest
from aiohttp import ClientSession
from botbuilder.schema import ChannelAccount
from PIL import Image

from bot.cli.check import live
from bot.cli.check.finding import CheckFinding, CheckVerdict
from bot.config.allowed_hosts import HostAllowList
from bot.connector.app_token import NoCredentials
from bot.connector.client import ConversationsClient
from bot.connector.transport import RetryingTransport
from safeguarding.people import Seat
from tests.bot.conftest import Clock
from tests.support.case_stages import PARTNERSHIP
from tests.support.fake_teams.tenant import HANGS_UP, Tenant

TESTER = PARTNERSHIP.business_team[0].person
DSP = PARTNERSHIP.holders(Seat.POLICE)[0]
TITLE = DSP.title
OWN_TENANTS = {holder.id: holder.tenant for holder in PARTNERSHIP.holders_in_order()}


@pytest.fixture
async def tenant() -> AsyncIterator[Tenant]:
    tenant = Tenant(tenants=dict(OWN_TENANTS))
    async with tenant.server:
        yield tenant


@pytest.fixture
def check(tenant: Tenant, session: ClientSession, clock: Clock) -> live.LiveCheck:
    transport = RetryingTransport(session, clock.sleep, clock, chance=lambda: 0.0)
    client = ConversationsClient(tenant.service_url, HostAllowList(), NoCredentials(), transport)
    return live.LiveCheck(client, ChannelAccount(id="28:bot"), PARTNERSHIP, TESTER)


async def found(check: live.LiveCheck) -> list[CheckFinding]:
    return [finding async for finding in check.findings()]


def failing(findings: list[CheckFinding]) -> dict[str, str]:
    return {finding.check: finding.said for finding in findings if finding.verdict is CheckVerdict.FAILS}


async def test_in_a_tenant_as_it_should_be_all_holds_and_nothing_is_left_there(
    check: live.LiveCheck, tenant: Tenant
) -> None:
    findings = await found(check)
    assert {finding.verdict for finding in findings} == {CheckVerdict.HOLDS}
    people = {holder.id for holder in PARTNERSHIP.holders_in_order()}
    assert len(findings) == 7 + 2 * len(people)
    assert not tenant.messages
    assert set(tenant.chats) == people


async def test_the_report_holds_no_directory_id(check: live.LiveCheck, tenant: Tenant) -> None:
    tenant.gone = {DSP.id}
    words = "\n".join(map(str, await found(check)))
    assert not any(holder.id in words or holder.tenant in words for holder in PARTNERSHIP.holders_in_order())


def status(kind: str, code: int) -> Callable[[Tenant], None]:
    def breaks(tenant: Tenant) -> None:
        tenant.broken = {kind: code}

    return breaks


def knows(**changes: object) -> Callable[[Tenant], None]:
    def breaks(tenant: Tenant) -> None:
        for name, value in changes.items():
            setattr(tenant, name, value)

    return breaks


BROKEN: dict[str, tuple[Callable[[Tenant], None], str, str]] = {
    "the app is not in the channel": (status("post", 403), live.POST, "Add the app there"),
    "there is no such channel": (status("post", 404), live.POST, "Look at its id in the partnership file"),
    "the token is not taken": (status("post", 401), live.POST, "CSCP_APP_TENANT"),
    "the channel fails": (status("post", 500), live.POST, "Microsoft's service status"),
    "the channel does not answer": (status("post", HANGS_UP), live.POST, "Teams did not answer."),
    "posts cannot be changed": (status("change", 403), live.CHANGE, "answered 403"),
    "changing is throttled": (status("change", 429), live.CHANGE, "Run this again in some minutes"),
    "threads cannot be answered": (status("answer", 404), live.ANSWER, "answered 404"),
    "a card is malformed to Teams": (status("answer", 400), live.ANSWER, "Tell an engineer"),
    "a picture is too large": (status("picture", 413), live.PICTURE, "too large for Teams"),
    "pictures are refused": (status("picture", 400), live.PICTURE, "malformed"),
    "mentions are refused": (status("mention", 400), live.MENTION, "malformed"),
    "files are refused": (status("file", 403), live.FILE, "answered 403"),
    "posts cannot be deleted": (status("delete", 403), live.DELETE, "delete them by hand"),
    "members are not told": (status("member", 500), live.MEMBER, "answered 500"),
    "somebody is not in the channel": (knows(gone={DSP.id}), live.MEMBER, f"{TITLE} is no member"),
    "somebody is of a tenant that is not listed": (
        knows(tenants={**OWN_TENANTS, DSP.id: "9e000000-0000-4000-8000-000000000009"}),
        live.MEMBER,
        f"{TITLE} is of a tenant that the partnership file does not list",
    ),
    "somebody is of another tenant than the file says": (
        knows(tenants={**OWN_TENANTS, DSP.id: PARTNERSHIP.tenants[0].id}),
        live.MEMBER,
        f"{TITLE} is of another tenant than the file says",
    ),
    "somebody is known under another id": (
        knows(known_as={DSP.id: "cc000000-0000-4000-8000-000000000009"}),
        live.MEMBER,
        f"{TITLE} is known to Teams under another directory id",
    ),
    "somebody has not signed in": (knows(anonymous={DSP.id}), live.MEMBER, f"{TITLE} has not signed in"),
    "the app is not installed for somebody": (knows(unreachable={DSP.id}), live.REACH, f"{TITLE}: Teams answered 403"),
    "no chat can be made": (status("chat", HANGS_UP), live.REACH, "Teams did not answer"),
}


@pytest.mark.parametrize(("breaks", "name", "says"), BROKEN.values(), ids=BROKEN)
async def test_what_is_broken_is_named_with_what_to_do(
    check: live.LiveCheck, tenant: Tenant, breaks: Callable[[Tenant], None], name: str, says: str
) -> None:
    breaks(tenant)
    wrong = failing(await found(check))
    assert says in wrong[name]
    # A file is offered in a chat, which is broken then too.
    assert set(wrong) == {name} | ({live.FILE} if name == live.REACH and tenant.broken else set())
    assert bool(tenant.messages) is (name == live.DELETE), "what was posted is taken away again"


async def test_without_a_post_what_hangs_on_it_could_not_be_tried(check: live.LiveCheck, tenant: Tenant) -> None:
    tenant.broken = {"post": 403, "chat": 403}
    verdicts = {finding.check: finding.verdict for finding in await found(check)}
    untried = {live.CHANGE, live.ANSWER, live.MENTION, live.PICTURE, live.DELETE}
    assert {name for name, verdict in verdicts.items() if verdict is CheckVerdict.UNTRIED} == untried


async def test_without_a_tester_nobody_is_called_and_no_file_is_offered(check: live.LiveCheck, tenant: Tenant) -> None:
    findings = await found(replace(check, tester=None))
    untried = {finding.check for finding in findings if finding.verdict is CheckVerdict.UNTRIED}
    assert untried == {live.MENTION, live.FILE}
    assert not {"mention", "file"} & set(tenant.asked)


async def test_a_guest_whom_the_file_names_by_the_hosts_tenant_is_a_member(
    check: live.LiveCheck, tenant: Tenant
) -> None:
    tenant.guests = {DSP.id}
    assert not failing(await found(check))


def test_the_picture_is_one_that_every_client_can_read() -> None:

    assert Image.open(BytesIO(live.one_pixel())).size == (1, 1)
