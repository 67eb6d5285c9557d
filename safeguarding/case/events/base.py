"""Every event of a case says who and when. The frozen values that events hold have their base here too."""

from pydantic import AwareDatetime, BaseModel, ConfigDict

from safeguarding.case.people import Person

SCHEMA = 1


class Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Event(Value):
    """An event bears the number of its schema: an old one is read through ``case_events.upcast``."""

    schema_number: int = SCHEMA
    by: Person
    at: AwareDatetime
