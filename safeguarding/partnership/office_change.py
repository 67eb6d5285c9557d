"""A change of an office is drafted in chat, as lines of the partnership file. The file stays the only truth: nothing
changes until whoever keeps it has put them in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from safeguarding.partnership.model import OfficeHolder, Partnership, SeatHolder
from safeguarding.people import PARTNERS, Person, Seat

Kind = Literal["holder", "deputy", "leaves", "vacant"]
GROUPS = ("business_team", "review_group")
OFFICES: tuple[str, ...] = (*Seat, *GROUPS)


@dataclass(frozen=True)
class OfficeChange:
    """The change says what becomes of an office, one of ``OFFICES``: a person comes into it under a title, as a holder
    or as a deputy, or leaves it; or nobody holds it from a day on."""

    office: str
    kind: Kind
    person: Person | None = None
    title: str = ""


def listed(partnership: Partnership, office: str) -> tuple[OfficeHolder, ...]:
    """Returns whoever stands in the file under the office, holders first."""
    if office in GROUPS:
        members: tuple[OfficeHolder, ...] = getattr(partnership, office)
        return members
    return partnership.holders(Seat(office))


def after(partnership: Partnership, change: OfficeChange, today: date) -> Partnership:
    """Returns the partnership as the file would have it. It may have faults, which ``faults_of`` names."""
    others = tuple(each for each in listed(partnership, change.office) if each.person != change.person)
    if change.kind == "vacant":
        return _with_list(partnership, change.office, (), {**partnership.vacant_since, Seat(change.office): today})
    joining = () if change.kind == "leaves" else (_joining(change),)
    filled = any(not _is_deputy(each) for each in joining)
    vacant = {seat: since for seat, since in partnership.vacant_since.items() if not (filled and seat == change.office)}
    return _with_list(partnership, change.office, sorted((*others, *joining), key=_is_deputy), vacant)


def lines_of(partnership: Partnership, office: str) -> str:
    """Writes what the partnership file says of the office, as TOML: it replaces what stands there now."""
    holders = listed(partnership, office)
    if office in PARTNERS:
        inside = "".join(f"    {{ {', '.join(_entries(holder))} }},\n" for holder in holders)
        lines = f"[partners.{office}]\nname = {_text(partnership.partner(Seat(office)).name)}\ndsps = [\n{inside}]"
    elif holders:
        lines = "\n\n".join(f"[[{office}]]\n" + "\n".join(_entries(holder)) for holder in holders)
    else:
        lines = f"{office} = []  # stands above the first [table] of the file"
    since = "\n".join(f"{seat.value} = {day}" for seat, day in partnership.vacant_since.items())
    return f"{lines}\n\n[vacant_since]\n{since}" if since else lines


def _is_deputy(holder: OfficeHolder) -> bool:
    return isinstance(holder, SeatHolder) and holder.deputy


def _joining(change: OfficeChange) -> OfficeHolder:
    assert change.person
    given = {"title": change.title, "tenant": change.person.tenant, "id": change.person.id}
    return OfficeHolder(**given) if change.office in GROUPS else SeatHolder(**given, deputy=change.kind == "deputy")


def _with_list(
    partnership: Partnership, office: str, holders: Iterable[OfficeHolder], vacant_since: Mapping[Seat, date]
) -> Partnership:
    update: dict[str, Any] = {"vacant_since": dict(vacant_since)}
    if office in PARTNERS:
        partner = partnership.partner(Seat(office)).model_copy(update={"dsps": tuple(holders)})
        update["partners"] = partnership.partners.model_copy(update={office: partner})
    else:
        update[office] = tuple(holders)
    return partnership.model_copy(update=update)


def _entries(holder: OfficeHolder) -> Iterable[str]:
    yield f"title = {_text(holder.title)}"
    yield f"tenant = {_text(holder.tenant)}"
    yield f"id = {_text(holder.id)}"
    if _is_deputy(holder):
        yield "deputy = true"


def _text(words: str) -> str:
    """Writes a title as TOML text. A title holds no backslash and no line break; a quotation mark is escaped."""
    escaped = words.replace('"', '\\"')
    return f'"{escaped}"'
