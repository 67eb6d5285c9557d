"""Wire models turn a request's body into the SDK's activity, and the SDK's objects into JSON.

The SDK's own reader and writer go through every field that any channel has, which took more of a turn than the rules.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Self

from botbuilder.schema import Activity, ChannelAccount, ConversationAccount, ConversationReference
from msrest.serialization import Model
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from bot.errors import BadActivity
from dialogs.messages import FinishedCard

LONGEST_ID = 1_000


class WireModel(BaseModel):
    """A wire model reads its fields by their names on the wire (camel case), strictly by type."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, alias_generator=to_camel)

    @classmethod
    def read(cls, value: object, otherwise: str) -> Self:
        """Reads what was sent. Raises BadActivity with the words ``otherwise``, which repeat nothing of it."""
        try:
            return cls.model_validate(value)
        except ValidationError:
            raise BadActivity(otherwise) from None


def _without_half_characters(text: str) -> str:
    """Refuses half characters (lone surrogates), which can be neither stored nor sent. Raises UnicodeEncodeError, a
    ValueError."""
    text.encode()
    return text


Id = Annotated[str, Field(max_length=LONGEST_ID), AfterValidator(_without_half_characters)]


class _Account(WireModel):
    id: Id | None = None
    name: str | None = None
    aad_object_id: Id | None = None
    role: str | None = None

    def to_account(self) -> ChannelAccount:
        return ChannelAccount(id=self.id, name=self.name, aad_object_id=self.aad_object_id, role=self.role)


class _Conversation(WireModel):
    id: Id = Field(min_length=1)
    name: str | None = None
    conversation_type: Id | None = None
    is_group: bool | None = None
    tenant_id: Id | None = None

    def to_conversation(self) -> ConversationAccount:
        return ConversationAccount(
            id=self.id, name=self.name, conversation_type=self.conversation_type, is_group=self.is_group
        )


class _Envelope(WireModel):
    """The envelope has the fields that the bot reads, and those that the SDK does on the way to it."""

    type: Id = Field(min_length=1)
    channel_id: Id = Field(min_length=1)
    service_url: Id = Field(min_length=1)
    conversation: _Conversation
    id: Id | None = None
    sender: _Account | None = Field(default=None, alias="from")
    recipient: _Account | None = None
    text: str | None = None
    name: str | None = None
    action: str | None = None
    locale: str | None = None
    reply_to_id: Id | None = None
    delivery_mode: str | None = None
    value: Any = None
    channel_data: dict[str, Any] | None = None
    entities: list[dict[str, Any]] | None = None

    def with_tenant(self) -> dict[str, Any] | None:
        """Returns the channel's data with the tenant, which the conversation states where the channel does not."""
        stated = (self.channel_data or {}).get("tenant")
        if stated is not None or self.conversation.tenant_id is None:
            return self.channel_data
        return {**(self.channel_data or {}), "tenant": {"id": self.conversation.tenant_id}}

    def to_activity(self) -> Activity:
        return Activity(
            type=self.type,
            channel_id=self.channel_id,
            service_url=self.service_url,
            conversation=self.conversation.to_conversation(),
            id=self.id,
            from_property=self.sender and self.sender.to_account(),
            recipient=self.recipient and self.recipient.to_account(),
            text=self.text,
            name=self.name,
            action=self.action,
            locale=self.locale,
            reply_to_id=self.reply_to_id,
            delivery_mode=self.delivery_mode,
            value=self.value,
            channel_data=self.with_tenant(),
            entities=self.entities,
        )


class _Reference(WireModel):
    user: _Account | None = None
    bot: _Account | None = None
    conversation: _Conversation
    channel_id: str
    locale: str | None = None
    service_url: str

    def to_reference(self) -> ConversationReference:
        return ConversationReference(
            user=self.user and self.user.to_account(),
            bot=self.bot and self.bot.to_account(),
            conversation=self.conversation.to_conversation(),
            channel_id=self.channel_id,
            locale=self.locale,
            service_url=self.service_url,
        )


def write_reference(came: Activity) -> dict[str, Any]:
    """Writes where the chat of an activity is reached. It says where, not who by name: the directory id is all that the
    bot goes by."""
    sender, bot, chat = came.from_property, came.recipient, came.conversation
    return {
        "user": _filled({"id": sender.id, "aadObjectId": sender.aad_object_id}),
        **({"bot": to_json(bot)} if bot else {}),
        "conversation": _filled({"id": chat.id, "conversationType": chat.conversation_type, "isGroup": chat.is_group}),
        **_filled({"channelId": came.channel_id, "locale": came.locale, "serviceUrl": came.service_url}),
    }


def _filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def read_reference(kept: object) -> ConversationReference:
    """Reads a conversation reference as ``write_reference`` has written it."""
    return _Reference.model_validate(kept).to_reference()


def read_activity(body: object) -> Activity:
    """Reads an activity, with its entities as they came. Raises BadActivity, which names the field but repeats nothing
    of its content."""
    try:
        return _Envelope.model_validate(body).to_activity()
    except ValidationError as error:
        fields = {str(fault["loc"][0]) if fault["loc"] else "body" for fault in error.errors()}
        raise BadActivity(f"This is no activity: look at {', '.join(sorted(fields))}.") from None


def to_json(part: Any) -> Any:
    """Serializes what the SDK makes, models within models among it; empty fields of a model are left out."""
    match part:
        case FinishedCard():
            return part
        case Model():
            return _object(part)
        case dict():
            return {key: to_json(value) for key, value in part.items()}
        case list() | tuple():
            return [to_json(value) for value in part]
        case datetime():
            return part.isoformat()
    return part


def _object(part: Model) -> dict[str, Any]:
    names = part._attribute_map
    filled = {
        names[name]["key"]: to_json(value) for name, value in vars(part).items() if value is not None and name in names
    }
    return filled if not part.additional_properties else {**filled, **to_json(part.additional_properties)}
