"""The generators make activities of the right parts in wrong places, and change a few places of real ones."""

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from bot.connector.adapter import SEARCH
from bot.handlers.commands import COMMANDS
from bot.handlers.file_offers import MAKERS
from bot.handlers.registry import BUTTONS
from dialogs.triage.flow import STEP_VERBS, VERBS
from tests.journeys.conftest import BUSINESS_TEAM, COUNCIL, ICB, OTHER_PRACTITIONER, POLICE, PRACTITIONER
from tests.journeys.security.test_hostile_requests import FIELDS, nested
from tests.journeys.security.test_hostile_tokens import STRANGER
from tests.support.fake_teams.server import Json
from tests.support.people.sin_lane import REF

TENANTS = (COUNCIL, ICB, POLICE)
UPLOAD_FIELDS = ("uploadUrl", "contentUrl", "uniqueId", "fileType")
Path_ = tuple[str | int, ...]

WORDS = st.one_of(
    st.sampled_from(
        [*COMMANDS, *(f"{name} {REF}" for name in COMMANDS), "back", "why", "cancel", "yes", "1", "2", "died"]
    ),
    st.text(max_size=40),
    st.sampled_from(["x" * 5_000, "\ud800", "\u202e\u200b", "<at>bot</at> triage", f"submitted {REF} 31/2/2026"]),
)
JSON_ = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=6), inner),
    max_leaves=8,
)
ODD = st.one_of(JSON_, st.sampled_from([None, [], {}, "", 0, True, 10**300, "x" * 3_000, nested(80), "\ud800"]))
PEOPLE = st.sampled_from([PRACTITIONER, OTHER_PRACTITIONER, BUSINESS_TEAM, STRANGER])
SENDERS = st.builds(lambda id: {"id": f"29:{id}", "aadObjectId": id}, PEOPLE)
VERB_NAMES = st.sampled_from([*BUTTONS, *VERBS, *STEP_VERBS]) | st.text(max_size=8)
DATA = st.dictionaries(
    st.sampled_from(FIELDS), st.sampled_from([REF, "notification_criteria", True, "x"]) | ODD, max_size=6
)
ACTIONS = st.fixed_dictionaries({"action": st.fixed_dictionaries({"verb": VERB_NAMES | ODD, "data": DATA | ODD})})

SEARCHES = st.fixed_dictionaries(
    {
        "commandId": st.just("searchCases") | ODD,
        "parameters": st.lists(
            st.fixed_dictionaries({"name": st.sampled_from(["query", "initialRun"]) | ODD, "value": WORDS | ODD}),
            max_size=3,
        )
        | ODD,
    },
    optional={"queryOptions": st.fixed_dictionaries({"skip": st.integers() | ODD, "count": st.integers() | ODD})},
)
# To addresses that nothing is sent to.
UPLOAD_INFO = st.fixed_dictionaries(
    {name: st.sampled_from(["https://attacker.example/", "", "http://0.0.0.0:1/"]) | ODD for name in UPLOAD_FIELDS}
)
CONSENTS = st.fixed_dictionaries(
    {
        "action": st.sampled_from(["accept", "decline"]) | ODD,
        "context": st.fixed_dictionaries({"offer": st.sampled_from([*MAKERS, "x"]) | ODD, "ref": st.just(REF) | ODD})
        | ODD,
    },
    optional={"uploadInfo": UPLOAD_INFO | ODD},
)


def from_its_shape(service_url: str) -> st.SearchStrategy[Json]:
    """Generates every field that Teams sends, most of them as they should be."""
    return st.fixed_dictionaries(
        {
            "type": st.sampled_from(["message", "invoke", "installationUpdate", "conversationUpdate", "typing"]),
            "channelId": st.sampled_from(["msteams"] * 8 + ["webchat", "emulator"]),
            "serviceUrl": st.sampled_from([service_url] * 8 + ["https://attacker.example/", "http://0.0.0.0/"]),
            "from": SENDERS | SENDERS | SENDERS | ODD,
            "recipient": st.just({"id": "28:bot", "name": "CSCP Review Bot"}) | ODD,
            "conversation": st.fixed_dictionaries(
                {
                    "id": st.sampled_from(["a:1", "a:2", "19:x@thread.tacv2;messageid=1", "../x", "", "\ud800", "|"]),
                    "conversationType": st.sampled_from(["personal", "channel", "groupChat"]) | ODD,
                }
            )
            | ODD,
            "channelData": st.sampled_from([{"tenant": {"id": id}} for id in (*TENANTS, STRANGER)]) | ODD,
        },
        optional={
            "id": st.text(max_size=8) | ODD,
            "text": WORDS | ODD,
            "name": st.sampled_from(
                ["adaptiveCard/action", "fileConsent/invoke", SEARCH, "composeExtension/selectItem", "task/fetch"]
            )
            | ODD,
            "value": ACTIONS | SEARCHES | CONSENTS | ODD,
            "action": st.sampled_from(["add", "remove"]) | ODD,
            "entities": st.lists(st.dictionaries(st.sampled_from(["type", "text", "mentioned"]), ODD), max_size=2)
            | ODD,
            "attachments": ODD,
            "replyToId": ODD,
            "timestamp": st.sampled_from(["2026-11-23T10:00:00.000Z", "yesterday"]) | ODD,
            "locale": ODD,
            "membersAdded": ODD,
            "deliveryMode": st.sampled_from(["normal", "expectReplies", "notification"]) | ODD,
            "relatesTo": ODD,
            "callerId": ODD,
        },
    )


def places(value: Any, here: Path_ = ()) -> Iterator[Path_]:
    """Yields the path of each value in a body."""
    if here:
        yield here
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in inner:
        yield from places(part, (*here, name))


def changed(body: Json, place: Path_, value: Any) -> Json:
    """Copies the body with another value at the place, or without the place where the value is ``...``."""
    copied = copy.deepcopy(body)
    holder: Any = copied
    try:
        for name in place[:-1]:
            holder = holder[name]
        if value is ...:
            del holder[place[-1]]
        else:
            holder[place[-1]] = value
    except (KeyError, IndexError, TypeError):
        return body
    return copied


@st.composite
def mutated(draw: st.DrawFn, real: list[Json]) -> Json:
    """Draws a real activity with up to three places changed, left out, or taken from another one."""
    body = copy.deepcopy(draw(st.sampled_from(real)))
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.sampled_from(list(places(body))))
        other = draw(st.sampled_from(real))
        taken = st.sampled_from([found for _, found in values(other)])
        body = changed(body, place, draw(st.just(...) | ODD | taken))
    return body


def values(body: Json) -> Iterator[tuple[Path_, Any]]:
    for place in places(body):
        value: Any = body
        for name in place:
            value = value[name]
        yield place, value
