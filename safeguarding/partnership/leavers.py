"""Leavers are those whom a new partnership file no longer names: they lose their offices at once, also where the file
has a fault and nothing else of it takes effect."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from safeguarding.partnership.model import OfficeHolder, Partnership
from safeguarding.people import PARTNERS, Seat

Key = tuple[str, str]
HolderT = TypeVar("HolderT", bound=OfficeHolder)


def without_leavers(partnership: Partnership, raw: Mapping[str, Any], today: date) -> Partnership:
    """Returns the partnership without those whom the file (``raw``, as TOML reads it) does not list for their office
    any more; where it has no such list, without those whom it names nowhere. A seat for which nobody is left is vacant
    from today on."""
    anywhere = frozenset(_people(raw))

    def staying(holders: tuple[HolderT, ...], *place: str) -> tuple[HolderT, ...]:
        listed = _at(raw, place)
        named = frozenset(_people(listed)) if isinstance(listed, list) else anywhere
        return tuple(holder for holder in holders if (holder.tenant, holder.id) in named)

    partners = {
        seat.value: partner.model_copy(update={"dsps": staying(partner.dsps, "partners", seat.value, "dsps")})
        for seat in PARTNERS
        if (partner := partnership.partner(seat))
    }
    left = partnership.model_copy(
        update={
            "partners": partnership.partners.model_copy(update=partners),
            "dcs": staying(partnership.dcs, "dcs"),
            "business_team": staying(partnership.business_team, "business_team"),
            "review_group": staying(partnership.review_group, "review_group"),
        }
    )
    emptied = {seat: today for seat in Seat if partnership.holders(seat) and not left.holders(seat)}
    return left.model_copy(update={"vacant_since": {**partnership.vacant_since, **emptied}})


def _at(raw: Any, place: tuple[str, ...]) -> Any:
    for part in place:
        raw = raw.get(part) if isinstance(raw, dict) else None
    return raw


def _people(raw: Any) -> Iterator[Key]:
    """Yields everybody who stands in a part of the file, by tenant and directory id."""
    if isinstance(raw, dict):
        tenant, id = raw.get("tenant"), raw.get("id")
        if isinstance(tenant, str) and isinstance(id, str):
            yield tenant.lower(), id.lower()
        raw = [*raw.values()]
    if isinstance(raw, list):
        for part in raw:
            yield from _people(part)
