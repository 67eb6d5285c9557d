"""Where a message can go: to a person, or to the review channel."""

from safeguarding.case.people import Person
from safeguarding.partnership.model import ReviewChannel

Destination = Person | ReviewChannel


def destination_id(to: Destination) -> str:
    """One for each destination, in the ledger."""
    if isinstance(to, Person):
        return f"person|{to.tenant}|{to.id}"
    return f"channel|{to.tenant}|{to.conversation}"


def destination_of(id: str) -> Destination:
    kind, tenant, name = id.split("|", 2)
    return Person(tenant=tenant, id=name) if kind == "person" else ReviewChannel(tenant=tenant, conversation=name)
