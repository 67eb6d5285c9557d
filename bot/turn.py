"""What a turn is about, read from the SDK's activity once: who, where, and what they said or pressed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from botbuilder.core import TurnContext
from botbuilder.schema import Activity

from bot.adapter import CARD_ACTION
from dialogs.user_input import Incoming, readable
from safeguarding.case.people import Actor, Person
from safeguarding.dates.working_days import london_date

PERSONAL = "personal"
THREAD = ";messageid="
# A chat of two people is "personal", too, and its id begins like that of every chat that is shared.
SHARED = "19:"


@dataclass(frozen=True)
class Turn:
    """``conversation`` is the key that everything of a chat is kept under: two service addresses may use one id."""

    context: TurnContext
    actor: Actor
    conversation: str
    at: datetime
    text: str = ""
    verb: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    problem: str | None = None

    @property
    def is_personal(self) -> bool:
        return is_own_chat(self.context.activity)

    @property
    def incoming(self) -> Incoming:
        return Incoming(london_date(self.at), self.text, self.verb, self.data, self.actor.person, self.problem)


def is_own_chat(activity: Activity) -> bool:
    """Whether nobody reads it but one person and the bot."""
    conversation = activity.conversation
    return bool(conversation.conversation_type == PERSONAL and not conversation.id.startswith(SHARED))


def sender(activity: Activity) -> Person:
    """Tenant and directory id, both as the channel states them; admission has made sure that they are there."""
    return Person(tenant=tenant_of(activity).lower(), id=activity.from_property.aad_object_id.lower())


def tenant_of(activity: Activity) -> str:
    # activity.conversation.tenant_id is always None with what Teams really sends.
    return str((activity.channel_data or {})["tenant"]["id"])


def conversation_key(activity: Activity) -> str:
    return f"{activity.service_url}|{activity.conversation.id}"


def spoken_text(activity: Activity) -> str:
    """The text without the mention of the bot; an Action.Submit has none."""
    text = readable(activity.text or "")
    bot = activity.recipient.id if activity.recipient else None
    for entity in activity.entities or []:
        mentioned = entity.get("mentioned")
        if entity.get("type") == "mention" and isinstance(mentioned, dict) and mentioned.get("id") == bot:
            text = text.replace(str(entity.get("text") or ""), " ")
    return " ".join(text.split())


def pressed(activity: Activity) -> tuple[str, Mapping[str, Any]]:
    """Verb and data of a card's button; empty for anything else, and for what a stranger made up."""
    action = activity.value.get("action") if activity.name == CARD_ACTION and isinstance(activity.value, dict) else None
    if not isinstance(action, dict) or not isinstance(action.get("verb"), str):
        return "", {}
    data = action.get("data")
    return action["verb"], data if isinstance(data, dict) else {}
