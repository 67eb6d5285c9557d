"""A finding is a piece of a text that may tell who somebody is."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["nhs_number", "date_of_birth", "postcode", "phone", "email", "address", "name"]


@dataclass(frozen=True)
class Finding:
    kind: Kind
    text: str
