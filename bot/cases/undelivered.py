"""Undelivered cards are named by the offices that they are for: on the case, to the Business Team, and in ``/readyz``.

Whoever can't be written to at all counts as unreached at once, whoever Teams refuses after an hour of working time.
"""

from collections.abc import Iterable, Mapping, Set
from datetime import datetime, timedelta

from bot.cases.case_queries import CaseQueries
from bot.cases.rules_in_force import RulesInForce
from bot.messaging.destinations import Destination
from bot.messaging.ledger import CardKey, UnreachableEntry
from safeguarding.case.case import Case
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.views.dates_moved import offices_next
from safeguarding.case.views.nudges import Nudge
from safeguarding.case.views.recipients import nudge_recipients, office_holders, signers
from safeguarding.people import Person

TOLERATED = timedelta(hours=1)
"""A single message may be refused with any status, and arrive minutes later."""


def failing(queries: CaseQueries) -> Mapping[Destination, UnreachableEntry]:
    """Returns the destinations at which nothing has arrived for that long, whatever the reason is."""
    return _failing(queries.rules, queries.undelivered.marks())


def _failing(
    rules: RulesInForce, marks: Mapping[Destination, UnreachableEntry]
) -> Mapping[Destination, UnreachableEntry]:
    return {
        to: mark for to, mark in marks.items() if not mark.refused or (mark.confirmed and _has_lasted(rules, mark.at))
    }


def unreached(queries: CaseQueries) -> Mapping[Destination, UnreachableEntry]:
    """Returns those of them whose own fault it is: something has arrived elsewhere meanwhile, or nowhere else has
    anything failed. While nothing gets through to anybody, nobody is told of each one who is not reached."""
    marks = queries.undelivered.marks()
    in_doubt = sum(not mark.others_reached for mark in marks.values())
    out = _failing(queries.rules, marks).items()
    return {to: mark for to, mark in out if mark.others_reached or in_doubt == 1}


def undelivered_cards(queries: CaseQueries, ref: str | None = None) -> Mapping[CardKey, datetime | None]:
    """Returns the sign-off cards of a case, or of all, that have not been delivered for that long or to somebody
    unreached, with the moment since when, if that was noted. A card of a deputy who stood in for a while, and is not
    needed any more, is not among them."""
    rules, out = queries.rules, failing(queries)
    late = {
        key: entry
        for key, entry in queries.undelivered.cards(ref).items()
        if _destination(rules, key) in out or entry.since is None or _has_lasted(rules, entry.since)
    }
    return {key: entry.since for key, entry in late.items() if entry.copies or _is_asked(queries, key, {*out})}


def _is_asked(queries: CaseQueries, key: CardKey, out: Set[Destination]) -> bool:
    """Says whether the card is one that its reader gets now, as the case and the partnership file stand."""
    case = queries.cases.open_case(key.ref)
    sign_off = sign_off_of(case, key.matter) if case and key.person else None
    if case is None or sign_off is None:
        return True
    unreached = frozenset(to for to in out if isinstance(to, Person))
    return key.person in signers(case, sign_off.matter, queries.rules.partnership, lambda person: False, unreached)


def to_remind(queries: CaseQueries, nudge: Nudge) -> tuple[Person, ...]:
    """Returns whoever hears a nudge in their own chat: the deputies too of those who are not reached."""
    hearers = nudge_recipients(nudge, queries.rules.partnership, frozenset(unreached(queries)))
    return tuple(to for to in hearers if isinstance(to, Person))


def undelivered_offices(queries: CaseQueries, case: Case) -> tuple[str, ...]:
    """Returns the offices whose sign-off card of the case is not delivered, or whose step it is and who are not
    reached."""
    rules, out = queries.rules, failing(queries)
    next_to_act = office_holders(case, offices_next(case, rules.framework), rules.partnership) if case.is_open else ()
    silent = (rules.name_of(person) for person in next_to_act if person in out)
    return tuple(dict.fromkeys((*_offices(rules, undelivered_cards(queries, case.ref)), *silent)))


def undelivered_by_case(queries: CaseQueries) -> dict[str, tuple[str, ...]]:
    """Returns the offices by reference, of the open cases that are not restricted."""
    cards = undelivered_cards(queries)
    refs = [case.ref for case in queries.cases.open_cases() if not case.access.is_restricted]
    found = {ref: _offices(queries.rules, (key for key in cards if key.ref == ref)) for ref in refs}
    return {ref: offices for ref, offices in found.items() if offices}


def waiting_for_delivery(queries: CaseQueries, office: str, reader: Person) -> tuple[str, ...]:
    """Returns the references that the reader may see, of the cases with a card that could not be delivered to the
    office."""
    cards = undelivered_cards(queries)
    refs = {key.ref for key in cards if queries.rules.name_of(_destination(queries.rules, key)) == office}
    seen = (case for case in queries.cases.open_cases() if case.ref in refs and queries.sees(case, reader))
    return tuple(case.ref for case in seen)


def _offices(rules: RulesInForce, keys: Iterable[CardKey]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rules.name_of(_destination(rules, key)) for key in keys))


def _destination(rules: RulesInForce, key: CardKey) -> Destination:
    return key.person or rules.partnership.review_channel


def _has_lasted(rules: RulesInForce, since: datetime) -> bool:
    return rules.partnership.working_hours.have_passed(since, rules.now(), TOLERATED, rules.calendar)
