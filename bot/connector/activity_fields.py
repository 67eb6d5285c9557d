"""An activity states its chat, its sender and their tenant, its text, and the button that was pressed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botbuilder.schema import Activity, ActivityTypes

from bot.connector.adapter import CARD_ACTION
from dialogs.user_input import readable
from safeguarding.people import Person

PERSONAL = "personal"
THREAD = ";messageid="
# Teams calls a chat of two people "personal", too, and its id begins like that of every chat that is shared.
SHARED = "19:"
QUOTED = re.compile(r"<quoted\b[^>]*?/>|<quoted\b[^>]*>.*?</quoted>", re.IGNORECASE | re.DOTALL)


def is_own_chat(activity: Activity) -> bool:
    """Says whether the chat is read by nobody but one person and the bot."""
    conversation = activity.conversation
    return bool(conversation.conversation_type == PERSONAL and not conversation.id.startswith(SHARED))


@dataclass(frozen=True)
class Sender:
    """The sender is a person as far as they are known: ``is_confirmed`` by Teams' member look-up, or else who the
    activity says that they are."""

    person: Person
    is_confirmed: bool = True


def stated_sender(activity: Activity) -> Person:
    """Returns who the activity says that it is from: tenant and directory id, both as the channel states them;
    ``check_activity_origin`` has made sure that they are there. In a shared channel the tenant is the host's, whoever
    writes."""
    return Person(tenant=tenant_of(activity).lower(), id=activity.from_property.aad_object_id.lower())


def tenant_of(activity: Activity) -> str:
    """Returns the tenant of the place; a person in it may be another tenant's."""
    # activity.conversation.tenant_id is always None with what Teams really sends.
    return str((activity.channel_data or {})["tenant"]["id"])


def conversation_key(activity: Activity, person: Person) -> str:
    """Returns what everything of a chat is kept under. A person's own chat is told by the person: its id, and the
    address it comes from, are not for ever."""
    return own_chat_key(person) if is_own_chat(activity) else str(activity.conversation.id)


def own_chat_key(person: Person) -> str:
    return f"own|{person.tenant}|{person.id}"


def former_conversation_key(activity: Activity) -> str:
    """Returns the key that earlier versions kept a chat under, so that a triage goes on after an update."""
    return f"{activity.service_url}|{activity.conversation.id}"


def spoken_text(activity: Activity) -> str:
    """Returns what was typed, without mentions, what is quoted above a reply, and Teams' own blanks; an Action.Submit
    has none."""
    text = QUOTED.sub(" ", readable(activity.text or "").replace("&nbsp;", " "))
    for entity in activity.entities or []:
        if entity.get("type") == "mention" and isinstance(entity.get("mentioned"), dict):
            text = text.replace(str(entity.get("text") or ""), " ")
    # What stands between a mention and what is meant: "@bot, help" and "@bot: help".
    return " ".join(text.split()).lstrip(",:; ") if activity.entities else " ".join(text.split())


def mentions_bot(activity: Activity) -> bool:
    """Says whether the bot is mentioned: in a channel, that speaks to it."""
    own = activity.recipient.id if activity.recipient else None
    mentioned = (each.get("mentioned") for each in activity.entities or [] if each.get("type") == "mention")
    return own is not None and any(isinstance(one, dict) and one.get("id") == own for one in mentioned)


def pressed_button(activity: Activity) -> tuple[str, Mapping[str, Any]]:
    """Returns verb and data of a card's button; both are empty for anything else, and for what a stranger made up."""
    value = activity.value if isinstance(activity.value, dict) else {}
    if is_submitted(activity) and not isinstance(value.get("action"), dict):
        verb = value.get("verb")
        return (verb if isinstance(verb, str) else ""), {name: each for name, each in value.items() if name != "verb"}
    action = value.get("action") if is_submitted(activity) or activity.name == CARD_ACTION else None
    if not isinstance(action, dict) or not isinstance(action.get("verb"), str):
        return "", {}
    data = action.get("data")
    return action["verb"], data if isinstance(data, dict) else {}


def is_submitted(activity: Activity) -> bool:
    """Says whether a button was pressed in a client that knows no Action.Execute: it sends a message without a text
    (Action.Submit), whose value is the button's data with the card's inputs."""
    return activity.type == ActivityTypes.message and isinstance(activity.value, dict) and not activity.text
