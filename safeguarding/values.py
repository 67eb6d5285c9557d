"""Values are frozen, and refuse a field that they do not know: what is kept and read again is all of this kind."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
