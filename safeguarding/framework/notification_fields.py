"""Notification fields are what the national notification asks for, in groups. They are data: no wording of its form
stands in the program."""

from collections.abc import Iterable
from typing import Literal

from pydantic import model_validator

from safeguarding.framework.entries import NamedEntry, RulesEntry, Section

Fact = Literal[
    "authority",
    "reference",
    "incident_on",
    "became_aware",
    "place",
    "agency",
    "agencies",
    "age",
    "harm",
    "abuse_or_neglect",
    "care_experienced",
    "part",
    "evidence",
    "aware_of_death",
    "record_number",
    "lives_in",
    "responsible",
]
"""A fact is what a case's record has to fill a field from."""


class NotificationGroup(RulesEntry):
    """A group of fields stands once for the incident, or once for ``each_child``."""

    id: str
    title: str
    each_child: bool = False


class NotificationField(NamedEntry):
    """A field is filled from a ``fact`` of the record, or else in the national system itself. An ``identity`` is never
    kept here."""

    group: str
    label: str
    fact: Fact | None = None
    identity: bool = False

    @model_validator(mode="after")
    def _identity_is_not_kept(self) -> "NotificationField":
        if self.identity and self.fact:
            raise ValueError("an identity is never kept here: remove the fact, or identity = true")
        return self

    def is_named_in(self, sections: Iterable[Section]) -> bool:
        """Says whether a document that was read names the field, and not this project alone."""
        documents = {section.id for section in sections if section.document}
        return any(place.partition("/")[0] in documents for place in self.source)
