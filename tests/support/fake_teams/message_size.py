"""A message is weighed as Teams weighs it: its bytes in UTF-16, with all that is around the card on its way."""

import json
from typing import Any

from botbuilder.core import CardFactory, MessageFactory, TurnContext
from botbuilder.schema import Activity, ChannelAccount, ConversationAccount, ConversationReference

from bot.connector.activity_json import to_json
from cards.elements import Card, as_json

LONG_ID = f"19:{'a' * 200}@thread.tacv2;messageid=1700000000000"
LONG_SUMMARY = "CSCP-2026-001: a deadline with a long title, and how long is left until its last day" * 2
AT = ConversationReference(
    user=ChannelAccount(id=f"29:{'u' * 200}", name="A person with a rather long name", aad_object_id="0" * 36),
    bot=ChannelAccount(id=f"28:{'0' * 36}", name="Serious incidents"),
    conversation=ConversationAccount(id=LONG_ID, name="A channel with a rather long name", is_group=True),
    channel_id="msteams",
    locale="en-GB",
    service_url=f"https://smba.trafficmanager.net/uk/{'0' * 36}/",
)


def message_size(shown: Card | dict[str, Any]) -> int:
    """Weighs the message that brings a card, which may be rendered already."""
    plain = shown if isinstance(shown, dict) else as_json(shown)
    activity: Activity = MessageFactory.attachment(CardFactory.adaptive_card(plain))
    activity.summary = LONG_SUMMARY
    return activity_size(TurnContext.apply_conversation_reference(activity, AT))


def activity_size(activity: Activity) -> int:
    return len(json.dumps(to_json(activity), ensure_ascii=False).encode("utf-16-le"))
