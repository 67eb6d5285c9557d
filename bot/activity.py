"""A request's body, read as an activity. What is none is refused before the SDK sees it."""

from typing import Annotated, Any

from botbuilder.schema import Activity
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from bot.refused import BadActivity

LONGEST_ID = 1_000


class _Part(BaseModel):
    """By its names on the wire (camel case)."""

    model_config = ConfigDict(strict=True, extra="ignore", alias_generator=to_camel)


def _whole(text: str) -> str:
    """Half characters (lone surrogates) can be neither stored nor sent."""
    text.encode()
    return text


Id = Annotated[str, Field(max_length=LONGEST_ID), AfterValidator(_whole)]


class _Account(_Part):
    id: Id | None = None
    name: str | None = None
    aad_object_id: Id | None = None
    role: str | None = None


class _Conversation(_Part):
    id: Id = Field(min_length=1)
    name: str | None = None
    conversation_type: Id | None = None
    is_group: bool | None = None


class _Envelope(_Part):
    """The fields that the bot reads."""

    type: Id = Field(min_length=1)
    channel_id: Id = Field(min_length=1)
    service_url: Id = Field(min_length=1)
    conversation: _Conversation
    id: Id | None = None
    sender: _Account | None = Field(default=None, alias="from")
    recipient: _Account | None = None
    text: str | None = None
    name: str | None = None
    reply_to_id: Id | None = None
    delivery_mode: str | None = None
    channel_data: dict[str, Any] | None = None
    entities: list[dict[str, Any]] | None = None
    attachments: list[dict[str, Any]] | None = None
    members_added: list[_Account] | None = None
    members_removed: list[_Account] | None = None


def read_activity(body: object) -> Activity:
    """Raises BadActivity, which names the field but repeats nothing of its content."""
    try:
        _Envelope.model_validate(body)
    except ValidationError as error:
        fields = {str(fault["loc"][0]) if fault["loc"] else "body" for fault in error.errors()}
        raise BadActivity(f"This is no activity: look at {', '.join(sorted(fields))}.") from None
    try:
        return Activity().deserialize(body)
    except Exception:
        # The SDK's reader raises whatever it stumbles over, and the body is a stranger's.
        raise BadActivity("This is no activity that can be read.") from None
