"""The hearers of news are worked out from the case and the partnership file: nobody hears what they brought about
themselves, nor of a case that they may not see, nor twice of one event."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, takewhile
from typing import Any

from safeguarding.case.case import Case
from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.case_events import MergedFrom, MergedFromUndone, Signed, Updated, UpdateProposed
from safeguarding.case.permissions import may_receive, sees
from safeguarding.case.signatories import is_over
from safeguarding.case.state.matters import CONCERN_DECISION, LCSPR_DECISION, MATTERS
from safeguarding.case.state.sign_off import SignOff, sign_off_of
from safeguarding.case.views import recipients
from safeguarding.case.views.dates_moved import DayMoved, offices_next
from safeguarding.case.views.news.kinds import OF_BEFORE, Hearer
from safeguarding.case.views.news.news import CaseNews, Telling, news
from safeguarding.case.views.next_steps import waiting_for
from safeguarding.partnership.model import Partnership
from safeguarding.people import Person, Seat

THE_CHAIRS = (LCSPR_DECISION, CONCERN_DECISION)
RECORDED_WITH: Mapping[type, tuple[type, ...]] = {
    Updated: (UpdateProposed, MergedFrom),
    MergedFromUndone: (Updated,),
}
"""One step records these events after the first, and whoever a merge brings a conflict of interest for hears nothing of
either."""


@dataclass(frozen=True)
class Told:
    """A piece of news is told to these people, and to the channel where that is among them."""

    news: CaseNews
    to: tuple[recipients.Recipient, ...]


@dataclass(frozen=True)
class Room:
    """The room is what hearers are looked for in: the telling, and who had a card to sign of the case (``carded``)."""

    telling: Telling
    carded: Collection[Person] = ()

    @property
    def partnership(self) -> Partnership:
        return self.telling.circumstances.partnership


def told(case: Case, telling: Telling, carded: Collection[Person] = ()) -> Iterator[Told]:
    """Yields the news of a case with who hears it: whoever it was for when it happened, and may still see the case.
    Whoever has a step by it only later hears then."""
    room, heard = Room(telling, carded), dict[int, Mapping[object, tuple[recipients.Recipient, ...]]]()
    for each in news(case, telling):
        if each.event is None or each.kind.asks:
            yield _to_those_who_see(each, hearers(each, room), telling)
            continue
        if id(each.event) not in heard:
            heard[id(each.event)] = _heard_at_the_time(each.event, case, room)
        yield _to_those_who_see(each, heard[id(each.event)].get(_name(each), ()), telling)


def _to_those_who_see(each: CaseNews, people: Iterable[recipients.Recipient], telling: Telling) -> Told:
    partnership = telling.circumstances.partnership
    return Told(each, tuple(who for who in people if may_receive(each.case, who, partnership)))


def _heard_at_the_time(event: AnyEvent, case: Case, room: Room) -> Mapping[object, tuple[recipients.Recipient, ...]]:
    """Returns who hears of an event by which news. Everybody hears once, by the first kind that is for them; that what
    somebody had signed has lapsed they hear besides. What comes later changes none of it."""
    then = _after_step(case, event)
    known, found = set[recipients.Recipient](), dict[object, tuple[recipients.Recipient, ...]]()
    for each in (each for each in news(then, room.telling) if each.event is event):
        is_besides = each.kind.id == "lapsed"
        found[_name(each)] = tuple(who for who in hearers(each, room) if is_besides or who not in known)
        known |= set() if is_besides else set(found[_name(each)])
    return found


def _after_step(case: Case, event: AnyEvent) -> Case:
    """Returns the case as it was after the event and what was recorded with it."""
    before = case.before(event)
    _, *later = case.events[before.version :]
    along = RECORDED_WITH.get(type(event), ())
    besides = takewhile(lambda each: isinstance(each, along) and each.at == event.at, later)
    return case.as_of(before.version + 1 + sum(1 for _ in besides))


def _name(each: CaseNews) -> object:
    return each.kind.id, each.parts


def hearers(each: CaseNews, room: Room) -> tuple[recipients.Recipient, ...]:
    """Returns the people for whom the news is, and the channel where it is told too. Of a new kind those hear nothing
    who get a card to sign by the same event."""
    partnership = room.partnership
    people = dict.fromkeys(chain.from_iterable(HEARD_BY[hearer](each, room) for hearer in each.kind.hearers))
    know = _brought_by(each) | (set(_asked_by_card(each, room)) if each.kind.is_new else set())
    found = [person for person in people if person not in know and sees(each.case, person, partnership)]
    return (*([partnership.review_channel] if _is_in_thread(each, room.telling) else []), *found)


def _is_in_thread(each: CaseNews, telling: Telling) -> bool:
    if each.case.access.is_restricted or not each.kind.in_thread:
        return False
    return each.kind.id in OF_BEFORE or each.at >= telling.since


def _brought_by(each: CaseNews) -> set[Person]:
    """Returns who knows it: whoever took the step, in Teams or outside."""
    if each.event is None or each.kind.asks:
        return set()
    return {each.event.by, each.event.signer} if isinstance(each.event, Signed) else {each.event.by}


def _next_step(each: CaseNews, room: Room) -> Iterable[Person]:
    if not each.case.is_open:
        return ()
    given = room.telling.circumstances
    return recipients.office_holders(each.case, offices_next(each.case, given.framework), given.partnership)


def _asked_by_card(each: CaseNews, room: Room) -> Iterator[Person]:
    """Yields those who get a card to sign of a matter that the event has put."""
    if each.event is None:
        return
    before = each.case.before(each.event)
    after = each.case.as_of(before.version + 1)
    for matter in MATTERS:
        put, earlier = sign_off_of(after, matter), sign_off_of(before, matter)
        is_put = put is not None and not (earlier and earlier.matter.digest == put.matter.digest)
        if put and is_put and not is_over(after, put):
            yield from recipients.signers(each.case, put.matter, room.partnership, lambda person: False)


def _dcs(each: CaseNews, room: Room) -> Iterable[Person]:
    return recipients.office_holders(each.case, (Seat.DCS.value,), room.partnership)


def _dcs_or_chair(each: CaseNews, room: Room) -> Iterable[Person]:
    is_chairs = isinstance(each.event, Signed) and each.event.matter in THE_CHAIRS
    return recipients.chair(each.case, room.partnership) if is_chairs else _dcs(each, room)


def _other_seats(each: CaseNews, room: Room) -> Iterator[Person]:
    if not isinstance(each.about, SignOff):
        return
    matter = each.about.matter
    yield from recipients.signers(each.case, matter, room.partnership, lambda person: False)
    yield from (given.signer for given in each.about.signatures_given)
    if matter.confirms:
        yield matter.confirms


def _at_the_criteria(each: CaseNews, room: Room) -> Iterable[Person]:
    """Everybody who had a part hears of "not met" as of an ending."""
    settled = each.case.criteria_settled
    return recipients.criteria_recipients(each.case, room.partnership) if settled and settled.met else ()


def _due_on_moved_days(each: CaseNews, room: Room) -> Iterable[Person]:
    if not isinstance(each.about, tuple):
        return ()
    given, moved = room.telling.circumstances, [each for each in each.about if isinstance(each, DayMoved)]
    deadlines = [day.clock.due.deadline for day in moved]
    waiting = (waiting_for(each.case, given.framework, deadline.id).offices for deadline in deadlines)
    offices = chain.from_iterable((*(deadline.owners for deadline in deadlines), *waiting))
    return recipients.office_holders(each.case, offices, given.partnership)


def _practitioner(each: CaseNews, room: Room) -> Iterable[Person]:
    opener = each.case.opener
    return () if room.partnership.names(opener) else (opener,)


HEARD_BY: Mapping[Hearer, Callable[[Any, Room], Iterable[Person]]] = {
    Hearer.BUSINESS_TEAM: lambda each, room: recipients.business_team(each.case, room.partnership),
    Hearer.NEXT_STEP: _next_step,
    Hearer.PARTNERS: lambda each, room: recipients.partners(each.case, room.partnership),
    Hearer.DCS: _dcs,
    Hearer.DCS_OR_CHAIR: _dcs_or_chair,
    Hearer.OTHER_SEATS: _other_seats,
    Hearer.EVERYBODY_AT_THE_CRITERIA: _at_the_criteria,
    Hearer.TOLD_OF_STEPS: lambda each, room: recipients.told_of_steps(each.case, room.partnership),
    Hearer.CHAIR: lambda each, room: recipients.chair(each.case, room.partnership),
    Hearer.REVIEW_GROUP: lambda each, room: recipients.review_group(each.case, room.partnership),
    Hearer.OPENER: lambda each, room: (each.case.opener,),
    Hearer.PRACTITIONER: _practitioner,
    Hearer.ASKED: lambda each, room: recipients.to_tell_of_lapse(each.about, each.case, room.partnership),
    Hearer.HAD_A_PART: lambda each, room: recipients.had_a_part(each.about, each.case, room.partnership, room.carded),
    Hearer.TOLD_OF_MERGE: lambda each, room: recipients.told_of_merge(each.case, room.partnership, room.carded),
    Hearer.TAKING_OVER: lambda each, room: recipients.taking_over(each.case, each.event.whose, room.partnership),
    Hearer.HANDED_OVER: lambda each, room: (each.event.whose,),
    Hearer.DUE_ON_MOVED_DAYS: _due_on_moved_days,
}
