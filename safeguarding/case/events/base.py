"""What every event of a case says: who and when. And the frozen values that events hold."""

from pydantic import AwareDatetime, BaseModel, ConfigDict

from safeguarding.case.people import Person

SCHEMA = 1


class Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Event(Value):
    """The number of its schema goes with it: an old one is read through ``events.upcast``."""

    schema_number: int = SCHEMA
    by: Person
    at: AwareDatetime
