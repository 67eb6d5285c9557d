"""Values are frozen, and refuse a field that they do not know: what is kept and read again is all of this kind."""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copies the fields alone: pydantic would copy what was worked out of them (cached properties) too, and the
        copy may have others."""
        copied = super().model_copy(update=update, deep=deep)
        for worked_out in vars(copied).keys() - type(self).model_fields.keys():
            del vars(copied)[worked_out]
        return copied
