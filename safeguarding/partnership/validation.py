"""Validation finds what can't be right in a partnership whose entries are each well formed: the key, and the mend."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from safeguarding.dates.thresholds import Before
from safeguarding.dates.working_days import spoken
from safeguarding.framework.framework import Framework
from safeguarding.partnership.model import OfficeHolder, Partnership, SeatHolder
from safeguarding.people import PARTNERS, Person, Seat

REVIEW = "rapid_review"
WITHIN_REVIEW = ("agency_returns", "draft", "dsp_meeting")


def faults_of(partnership: Partnership, framework: Framework) -> Iterator[str]:
    """Names each fault in a sentence or two. The rules say how many working days a deadline has."""
    yield from _tenant_faults(partnership)
    for key, people in _lists(partnership).items():
        yield from _list_faults(key, people, {tenant.id for tenant in partnership.tenants})
    for seat in Seat:
        yield from _holder_faults(seat, partnership.holders(seat), is_vacant=seat in partnership.vacant_since)
    yield from _two_seats(partnership)
    yield from _group_faults(partnership)
    yield from _channel_and_hours_faults(partnership)
    yield from _deadline_faults(partnership, framework)
    yield from _twice("extra_closed", (str(day.date) for day in partnership.extra_closed))


def faults_on(partnership: Partnership, today: date) -> Iterator[str]:
    """Names each fault that hangs on the day: a seat is not vacant before the day from which it is."""
    for seat, since in partnership.vacant_since.items():
        if since > today:
            yield (
                f"vacant_since, {seat.value}: {spoken(since)} is in the future. Leave whoever holds the seat in "
                f"{_key(seat)} until then, or give the day from which nobody holds it."
            )


def _lists(partnership: Partnership) -> Mapping[str, Sequence[OfficeHolder]]:
    seats = {_key(seat): partnership.holders(seat) for seat in Seat}
    return {**seats, "business_team": partnership.business_team, "review_group": partnership.review_group}


def _key(seat: Seat) -> str:
    return f"partners, {seat.value}, dsps" if seat in PARTNERS else seat.value


def _tenant_faults(partnership: Partnership) -> Iterator[str]:
    ids = [tenant.id for tenant in partnership.tenants]
    if not ids:
        yield "tenants: is empty. List the tenants whose people may use the bot."
    yield from _twice("tenants", ids)
    if partnership.review_channel.tenant not in ids:
        yield "review_channel, tenant: is not among the tenants. Add it there, or correct it."


def _list_faults(key: str, people: Sequence[OfficeHolder], tenants: set[str]) -> Iterator[str]:
    for holder in people:
        if holder.tenant not in tenants:
            yield f'{key} "{holder.title}": {holder.tenant} is not among the tenants. Add it there, or correct it.'
    for person, count in Counter(holder.person for holder in people).items():
        if count > 1:
            titles = ", ".join(f'"{holder.title}"' for holder in people if holder.person == person)
            yield f"{key}: the id {person.id} stands {count} times ({titles}). Keep one."


def _holder_faults(seat: Seat, holders: Sequence[SeatHolder], *, is_vacant: bool) -> Iterator[str]:
    if is_vacant and holders:
        titles = ", ".join(f'"{holder.title}"' for holder in holders)
        yield (
            f"vacant_since, {seat.value}: the seat is not vacant while {titles} stands in {_key(seat)}. Take out the "
            "day, or the people: nobody signs for a vacant seat, and a deputy who acts for the time being is a holder."
        )
    if not is_vacant and all(holder.deputy for holder in holders):
        yield (
            f"{_key(seat)}: has no holder who is not a deputy. Add one, or take out the deputies and write under "
            "vacant_since from which day the seat is vacant: it could not be signed for otherwise."
        )


def _two_seats(partnership: Partnership) -> Iterator[str]:
    """Finds people under two partners: one person fills at most one seat of a matter, and the partners are independent
    of each other."""
    partners: dict[Person, list[str]] = {}
    for seat in PARTNERS:
        for person in {holder.person for holder in partnership.holders(seat)}:
            partners.setdefault(person, []).append(seat.value)
    for person, seats in partners.items():
        if len(seats) > 1:
            yield f"partners: the id {person.id} stands under {' and '.join(seats)}. Keep it under one partner."


def _group_faults(partnership: Partnership) -> Iterator[str]:
    if not partnership.business_team:
        yield "business_team: is empty. Add at least one member, who hears of every new case."
    size = len(partnership.review_group)
    if partnership.quorum > size:
        yield f"quorum: is {partnership.quorum}, but review_group has {size}. Lower it, or add members."
    if not partnership.agencies:
        yield "agencies: is empty. List the agencies that may refer a case."
    yield from _twice("agencies", (f'"{name.casefold()}"' for name in partnership.agencies))


def _channel_and_hours_faults(partnership: Partnership) -> Iterator[str]:
    if ";" in partnership.review_channel.conversation:
        yield "review_channel, conversation: is a thread. Give the channel's id, without what follows the semicolon."
    hours = partnership.working_hours
    if hours.open >= hours.close:
        yield "working_hours: opens after it closes. Write the earlier time under open."
    if hours.open.tzinfo or hours.close.tzinfo:
        yield "working_hours: has a time zone. Leave it out: the times are Europe/London's."


def _deadline_faults(partnership: Partnership, framework: Framework) -> Iterator[str]:
    """No threshold lies before a deadline's start, and no milestone after the review that it is a part of."""
    for deadline in framework.deadlines:
        days, limit = partnership.thresholds.by_deadline[deadline.id], deadline.working_days
        if limit and (any(_working_days(day) > limit for day in days) or len(set(days)) != len(days)):
            yield f"thresholds, {deadline.id}: give working days from {limit} down to 1, each once."
    limit = framework.deadline(REVIEW).working_days
    for key in WITHIN_REVIEW:
        if limit and partnership.local_practice.by_deadline[key] > limit:
            yield f"local_practice, {key}: lies after the {limit} working days of the Rapid Review. Lower it."


def _working_days(before: Before) -> int:
    """The statutory deadlines have thresholds in working days alone."""
    return before if isinstance(before, int) else 0


def _twice(key: str, entries: Iterable[str]) -> Iterator[str]:
    return (f"{key}: {each} stands {count} times. Remove one." for each, count in Counter(entries).items() if count > 1)
