"""Who is let in: asked of each request before the SDK and the dialogs see it."""

import re
from typing import Any

from bot.addresses import Addresses
from bot.refused import BadActivity, Forbidden
from safeguarding.partnership.model import Partnership

CHANNEL = "msteams"
FROM_A_PERSON = frozenset(
    {"message", "invoke", "installationUpdate", "messageUpdate", "messageDelete", "messageReaction"}
)
DIRECTORY_ID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def admit(body: object, partnership: Partnership, addresses: Addresses) -> None:
    """Raises Forbidden for a wrong channel, tenant or service address, and for a sender who is no person.

    That the request is from Teams at all is the token's matter, checked apart from this.
    """
    if not isinstance(body, dict):
        raise BadActivity("This is no activity: look at body.")
    if body.get("channelId") != CHANNEL:
        raise Forbidden("This bot answers in Microsoft Teams only.")
    if not addresses.allows(body.get("serviceUrl")):
        raise Forbidden("This service address is not allowed.")
    tenant = _part(body, "channelData", "tenant").get("id")
    if not isinstance(tenant, str) or not partnership.is_allowed_tenant(tenant):
        raise Forbidden("This tenant is not one of the partnership's.")
    if body.get("type") in FROM_A_PERSON:
        _admit_person(_part(body, "from"))


def _admit_person(sender: dict[str, Any]) -> None:
    directory_id = sender.get("aadObjectId")
    if not isinstance(directory_id, str) or not DIRECTORY_ID.fullmatch(directory_id):
        raise Forbidden("Only people with a directory id can use this bot.")
    if not sender.get("id") or sender.get("role") not in {None, "", "user"}:
        raise Forbidden("Only people can use this bot.")


def _part(body: dict[str, Any], *path: str) -> dict[str, Any]:
    part: Any = body
    for name in path:
        part = part.get(name) if isinstance(part, dict) else None
    return part if isinstance(part, dict) else {}
