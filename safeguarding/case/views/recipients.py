"""Recipients are those who hear of a nudge, a notice or a card, as the case and the partnership file have it. Nobody
hears of a case that they may not see."""

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import replace
from functools import partial
from typing import get_args

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.circumstances import Circumstances
from safeguarding.case.events.case_events import MergedInto, MergedIntoUndone, OpenedInError, Signed
from safeguarding.case.events.review_events import ConcernDecided, Decided, ReviewAnswered
from safeguarding.case.permissions import has_review_record, sees
from safeguarding.case.state.clocks import Clock
from safeguarding.case.state.matters import FACTS_CHANGE, Matter
from safeguarding.case.state.sign_off import sign_off_of, sign_offs_of
from safeguarding.case.steps.acknowledging import Acknowledgeable, days_to_choose
from safeguarding.case.views.endings import CaseEnding
from safeguarding.case.views.lapses import Lapse
from safeguarding.case.views.next_steps import waiting_for
from safeguarding.case.views.nudges import Nudge, acknowledged
from safeguarding.framework.entries import Office
from safeguarding.partnership.model import Partnership, ReviewChannel
from safeguarding.people import PARTNERS, Actor, Person, Seat

Recipient = Person | ReviewChannel
Unreached = Set[Person | ReviewChannel]
"""The unreached have had no message for so long that others hear in their stead, as long as that lasts."""


def nudge_recipients(nudge: Nudge, partnership: Partnership, unreached: Unreached = frozenset()) -> Iterator[Recipient]:
    """The channel hears, unless the case is restricted, and whoever the chain names. Where nobody of these may see the
    case, or can be reached, the Business Team hears. Of a breach, and of a due day in its last hours, those alone hear
    who are told of nothing else then."""
    if nudge.elsewhere:
        told_as_these = replace(nudge, hearers=nudge.elsewhere, elsewhere=frozenset())
        others = set(nudge_recipients(told_as_these, partnership, unreached))
        yield from (who for who in _told(nudge, partnership, unreached) if who not in others)
        return
    if not nudge.case.access.is_restricted:
        yield partnership.review_channel
    holders = _told(nudge, partnership, unreached)
    yield from (person for person in holders if not _is_left_in_peace(nudge, person, partnership, unreached))
    if unreached >= set(holders):
        yield from (person for person in business_team(nudge.case, partnership) if person not in holders)


def offices_waited_for(
    nudge: Nudge, person: Person, partnership: Partnership, unreached: Unreached = frozenset()
) -> list[Office]:
    """Returns the offices of the person whose step it is. A deputy who does not stand in holds none: the step is the
    holder's, and the deputy hears whose."""
    offices = nudge.waiting.offices
    return [office for office in offices if person in _holders(nudge.case, office, partnership, unreached)]


def signers(
    case: Case,
    matter: Matter,
    partnership: Partnership,
    has_card: Callable[[Person], bool],
    unreached: Unreached = frozenset(),
) -> list[Person]:
    """Returns those who get a card to sign: the holders of the seats; the deputies who have asked for one
    (``has_card``), or whose holders may not sign, are away or can't be reached; the members of the Review Group where
    it is theirs to decide."""
    found: dict[Person, None] = {}
    for seat in matter.seats:
        found |= dict.fromkeys(_seat_signers(case, seat, partnership, has_card, unreached))
    if matter.quorum:
        found |= dict.fromkeys(_seeing(case, partnership.people("review_group"), partnership))
    return list(found)


def asked(lapse: Lapse, partnership: Partnership) -> list[Person]:
    """Returns those who had signed what lapsed, or were asked to, deputies among them who hold the seat still."""
    matter, signed = lapse.sign_off.matter, [given.signer for given in lapse.sign_off.signatures_given]
    return list(dict.fromkeys((*signed, *signers(lapse.before, matter, partnership, lambda person: True))))


def to_tell_of_lapse(lapse: Lapse, case: Case, partnership: Partnership) -> tuple[Person, ...]:
    """Returns those who hear that it has lapsed: whoever signed or was asked, unless a new card tells them; of a
    proposed change of the facts that fell away also who had proposed it, and the Business Team."""
    matter, given = lapse.sign_off.matter, lapse.sign_off.signatures_given
    in_teams = {signed.by for signed in given if signed.outside_teams is None}
    told = [signed.signer for signed in given] + signers(lapse.before, matter, partnership, in_teams.__contains__)
    if lapse.before.proposals.update and lapse.matter == FACTS_CHANGE:
        told += [lapse.before.proposals.update.by, *partnership.acting("business_team")]
    now = sign_off_of(case, lapse.matter)
    get_a_card = signers(case, now.matter, partnership, in_teams.__contains__) if now else []
    return tuple(person for person in _seeing(case, told, partnership) if person not in get_a_card)


def business_team(case: Case, partnership: Partnership) -> tuple[Person, ...]:
    return _seeing(case, partnership.acting("business_team"), partnership)


def review_group(case: Case, partnership: Partnership) -> tuple[Person, ...]:
    return _seeing(case, partnership.acting("review_group"), partnership)


def partners(case: Case, partnership: Partnership) -> tuple[Person, ...]:
    """Returns the Designated Safeguarding Partners, without their deputies."""
    held = [person for seat in PARTNERS for person in partnership.acting(seat.value)]
    return _seeing(case, held, partnership)


def office_holders(case: Case, offices: Iterable[Office], partnership: Partnership) -> tuple[Person, ...]:
    """Returns those who hold one of the offices, and may see the case."""
    held = (person for office in offices for person in _holders(case, office, partnership))
    return _seeing(case, held, partnership)


def offices_held(case: Case, person: Person, partnership: Partnership) -> frozenset[Office]:
    """Returns the offices that the person has in the case. A deputy holds one where no holder may see the case."""
    return frozenset(office for office in get_args(Office) if person in _holders(case, office, partnership))


def taking_over(case: Case, person: Person, partnership: Partnership) -> tuple[Person, ...]:
    """Returns the others who hold a seat of the person's, are there and may see the case."""
    seats = (partnership.people(seat.value, deputies=True) for seat in Seat)
    held = (other for people in seats if person in people for other in people if other != person)
    out = {*partnership.away, *case.handed_over}
    return tuple(other for other in _seeing(case, held, partnership) if other not in out)


def had_a_part(
    ending: CaseEnding, case: Case, partnership: Partnership, carded: Iterable[Person]
) -> tuple[Person, ...]:
    """Returns everybody to whom the case was a matter before it ended: who took a step in it, who held an office that
    had one to take, and who had a card (``carded``). Who took the last step knows; others hear of a decision by a
    notice of its own."""
    before = ending.before
    offices: list[Office] = ["business_team"]
    offices += (seat.value for sign_off in sign_offs_of(before) for seat in sign_off.matter.seats)
    if isinstance(ending.event, OpenedInError):
        offices.append("dcs")
    if before.concern or has_review_record(before):
        offices.append("review_group")
    people = (
        *(event.signer if isinstance(event, Signed) else event.by for event in before.events),
        *([before.chair] if before.chair else []),
        *(person for office in offices for person in partnership.acting(office)),
        *carded,
    )
    known = {ending.event.by}
    if isinstance(ending.event, Decided | ConcernDecided):
        known |= {*business_team(case, partnership)}
    if isinstance(ending.event, ConcernDecided):
        known |= {*partners(case, partnership)}
    return _seeing(case, (person for person in people if person not in known), partnership)


def told_of_merge(case: Case, partnership: Partnership, carded: Iterable[Person]) -> tuple[Person, ...]:
    """Returns those who were told that the case was merged, and whoever merged it: they hear that it is undone, but for
    whoever undid it."""
    merged, undone = case.of(MergedInto)[-1], case.of(MergedIntoUndone)[-1]
    told = had_a_part(CaseEnding(merged, case.before(merged)), case, partnership, carded)
    hear = _seeing(case, (*told, merged.by), partnership)
    return tuple(person for person in hear if person != undone.by)


def told_of_steps(case: Case, partnership: Partnership) -> tuple[Person, ...]:
    """Returns those who are told of the recorded steps of a case: the Business Team, the partners and the DCS, and
    where there is a record of the Rapid Review its group and its chair."""
    seats = [person for seat in Seat for person in partnership.acting(seat.value)]
    group = (*review_group(case, partnership), *chair(case, partnership)) if case.of(ReviewAnswered) else ()
    return tuple(dict.fromkeys((*business_team(case, partnership), *_seeing(case, seats, partnership), *group)))


def criteria_recipients(case: Case, partnership: Partnership) -> tuple[Person, ...]:
    """The Business Team, whoever holds a seat, and the opener hear how the notification criteria were settled."""
    held = (person for seat in Seat for person in partnership.acting(seat.value))
    return _seeing(case, (*partnership.acting("business_team"), *held, case.opener), partnership)


def hear_of_vacancies(partnership: Partnership) -> tuple[Person, ...]:
    """The Business Team, the partners and the DCS hear each working day that a seat is vacant."""
    held = (person for office in ("business_team", *Seat) for person in partnership.acting(office))
    return tuple(dict.fromkeys(held))


def chair(case: Case, partnership: Partnership) -> tuple[Person, ...]:
    return _seeing(case, (case.chair,), partnership) if case.chair else ()


def _seeing(case: Case, people: Iterable[Person], partnership: Partnership) -> tuple[Person, ...]:
    return tuple(person for person in dict.fromkeys(people) if sees(case, person, partnership))


def _told(nudge: Nudge, partnership: Partnership, unreached: Unreached) -> tuple[Person, ...]:
    return _seeing(nudge.case, (person for _, person in _hearing(nudge, partnership, unreached)), partnership)


def _is_left_in_peace(nudge: Nudge, person: Person, partnership: Partnership, unreached: Unreached) -> bool:
    """Says whether the person has acknowledged the deadline, or hears of it for offices alone for which another holder
    has. A deputy who stands in, or whom the chain names, has not."""
    if any(event.by == person for event in nudge.quiet):
        return True
    quiet = {office for event in nudge.quiet for office in event.offices}
    hears_for = [office for office, hearer in _hearing(nudge, partnership, unreached) if hearer == person]
    return bool(quiet) and all(
        office in quiet and person in _own_holders(nudge.case, office, partnership) for office in hears_for
    )


def acknowledgeable(case: Case, actor: Actor, clock: Clock, circumstances: Circumstances) -> Acknowledgeable:
    """Returns for which offices the person can acknowledge a clock: seats of theirs that it waits for, that answer for
    it or that are the DCS's; or else one other office. A deputy who does not act acknowledges nothing."""
    partnership, framework = circumstances.partnership, circumstances.framework
    hear = {
        *waiting_for(case, framework, clock.due.id).offices,
        *clock.due.deadline.owners,
        Seat.DCS.value,
        "business_team",
    }
    held = [office for office in get_args(Office) if office in hear and _acts(case, actor.person, office, partnership)]
    seats = [office for office in held if office in set(Seat)]
    standing = acknowledged(case, clock, framework, circumstances.calendar, circumstances.today)
    return Acknowledgeable(clock, tuple(seats or held[:1]), standing)


def may_acknowledge(case: Case, actor: Actor, clock: Clock, circumstances: Circumstances) -> bool:
    """Says whether it would be recorded now, where a reason is given."""
    if not STEPS["acknowledge"].is_available(case, actor, circumstances):
        return False
    what = acknowledgeable(case, actor, clock, circumstances)
    days = days_to_choose(clock.due.due, circumstances.today, circumstances.calendar)
    return bool(what.offices and days and not what.standing_for_offices)


def _acts(case: Case, person: Person, office: Office, partnership: Partnership) -> bool:
    return person in (*_own_holders(case, office, partnership), *_holders(case, office, partnership))


def _own_holders(case: Case, office: Office, partnership: Partnership) -> tuple[Person, ...]:
    """Returns the holders of an office, whether they are there or not, without deputies."""
    if office == "opener":
        return (case.opener,)
    if office == "chair":
        return (case.chair,) if case.chair else ()
    return partnership.people(office)


def _hearing(nudge: Nudge, partnership: Partnership, unreached: Unreached) -> Iterator[tuple[Office, Person]]:
    """Yields who hears of a nudge, with the office for which they do."""
    hearers, deputies = nudge.hearers, "deputies" in nudge.hearers
    offices: list[Office] = [
        *(nudge.waiting.offices if "step" in hearers else ()),
        *(_last_to_act(nudge, partnership) if "last_step" in hearers else ()),
        *(nudge.clock.due.deadline.owners if "owners" in hearers else ()),
        *((seat.value for seat in PARTNERS) if "partners" in hearers else ()),
        *((Seat.DCS.value,) if "dcs" in hearers else ()),
    ]
    for office in offices:
        for person in _holders(nudge.case, office, partnership, unreached, deputies=deputies):
            yield office, person
    if "business_team" in hearers:
        for person in partnership.acting("business_team"):
            yield "business_team", person


def _last_to_act(nudge: Nudge, partnership: Partnership) -> tuple[Office, ...]:
    """Returns the offices that can still do it in the last hours: of those that it waits for the ones that answer for
    it, or else the chair for the Review Group. While it is not decided that it must be done, all that it waits for
    can, and where no chair is named, or is there."""
    waiting, chairs = nudge.waiting.offices, set(chair(nudge.case, partnership))
    if nudge.clock.conditional:
        return waiting
    if answering := tuple(office for office in waiting if office in nudge.clock.due.deadline.owners):
        return answering
    return ("chair",) if "review_group" in waiting and chairs - partnership.away.keys() else waiting


def _holders(
    case: Case, office: Office, partnership: Partnership, unreached: Unreached = frozenset(), *, deputies: bool = False
) -> tuple[Person, ...]:
    """The deputies stand in where no holder is there, may see the case and can be reached."""
    if office in ("opener", "chair"):
        return _own_holders(case, office, partnership)
    acting = partial(partnership.acting, office, without=case.handed_over)
    holders = case.once(f"acting as {office}", lambda: _seeing(case, acting(), partnership), partnership)
    return acting(deputies=deputies or unreached >= set(holders))


def _seat_signers(
    case: Case, seat: Seat, partnership: Partnership, has_card: Callable[[Person], bool], unreached: Unreached
) -> Iterator[Person]:
    holders = [holder for holder in partnership.holders(seat) if sees(case, holder.person, partnership)]
    out = {*partnership.away, *case.handed_over}
    present = [holder for holder in holders if holder.person not in out] or holders
    only_deputies = all(holder.deputy or holder.person in unreached for holder in present)
    asked = {holder.person for holder in present if only_deputies or not holder.deputy}
    return (holder.person for holder in holders if holder.person in asked or has_card(holder.person))
