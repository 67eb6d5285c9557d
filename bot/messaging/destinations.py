"""A destination is where a message can go: a person, or the review channel."""

from safeguarding.partnership.model import ReviewChannel
from safeguarding.people import Person

Destination = Person | ReviewChannel
PERSON, CHANNEL = "person", "channel"


def destination_kind(to: Destination) -> str:
    return PERSON if isinstance(to, Person) else CHANNEL


def destination_parts(to: Destination) -> tuple[str, str, str]:
    """Returns the parts that name a destination: which kind it is of, its tenant, and who or which one it is there."""
    return destination_kind(to), to.tenant, to.id if isinstance(to, Person) else to.conversation


def destination_id(to: Destination) -> str:
    """Returns the id by which the ledger knows the destination."""
    if isinstance(to, Person):
        return f"{PERSON}|{to.tenant}|{to.id}"
    return f"{CHANNEL}|{to.tenant}|{to.conversation}"


def destination_of(id: str) -> Destination:
    """Reads a destination back from its id. Raises ValueError for what is none."""
    kind, tenant, name = id.split("|", 2)
    if kind == PERSON:
        return Person(tenant=tenant, id=name)
    if kind == CHANNEL:
        return ReviewChannel(tenant=tenant, conversation=name)
    raise ValueError(f"{kind} is no kind of destination")
