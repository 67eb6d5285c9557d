"""The signatures section lists the sign-offs: every signature ever given, and those that are missing."""

from collections.abc import Iterator

from reports.context import ReportContext
from reports.decision_record.missing_section import asks_for_nothing
from reports.word import Word, sentence
from safeguarding.case.case import Case
from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.case_events import Signed
from safeguarding.case.events.seals import as_recorded, seal_in_words
from safeguarding.case.permissions import has_review_record
from safeguarding.case.signatories import is_decided
from safeguarding.case.state.matters import MATTERS
from safeguarding.case.state.sign_off import SignOff, sign_off_of
from safeguarding.case.state.vacancies import vacant_in_words
from safeguarding.case.views.history import moment
from safeguarding.case.views.integrity import record_digest
from safeguarding.dates.working_days import spoken
from safeguarding.people import Seat

ON_PAPER = ("Seat", "Name and office", "Signature", "Date")
ROOM = "\n\n"
ENDED = "The case has ended, and asks for no signature any more."
HEADER = ("Seat", "Office", "Said", "When, and how", "Counts")


def sign_offs(word: Word, case: Case, context: ReportContext) -> None:
    word.heading("Sign-offs")
    given = {matter: [each for each in case.events if _signs(each, matter)] for matter in MATTERS}
    sign_off = {matter: sign_off_of(case, matter) for matter in MATTERS}
    asked = [matter for matter in MATTERS if given[matter] or sign_off[matter]]
    if not asked:
        word.paragraph("The case asks for no signature, and none was given.")
    for matter in asked:
        found = sign_off[matter]
        word.heading(
            found.matter.title if found else f"{matter.replace('_', ' ').capitalize()} (no longer asked for)", 2
        )
        settled = is_decided(case, matter) or asks_for_nothing(case)
        word.paragraph(ENDED if _ended_unsigned(case, found) else _state(found, settled=settled))
        rows = [_row(event, found, context) for event in given[matter]]
        word.table(HEADER, [*rows, *_missing(found, context, settled=settled)], (1.2, 1.7, 3.6, 2.0, 1.1))


def _ended_unsigned(case: Case, found: SignOff | None) -> bool:
    return asks_for_nothing(case) and found is not None and not found.is_agreed


def signatures_on_paper(word: Word, case: Case) -> None:
    """Writes a page that is signed by hand, where it is asked for: it says which record is signed. A case that has
    ended asks for no signature."""
    if asks_for_nothing(case):
        return
    word.heading("Signatures on paper", on_new_page=True)
    word.paragraph(
        f"Whoever signs here signs this record of {case.ref} as it was printed: version {len(case.events)}, digest "
        f"{record_digest(case)}."
    )
    word.paragraph(
        "A signature on paper counts in the case once the Business Team has recorded it there, with where the paper is "
        "kept. In Teams nothing is to be signed here.",
        small=True,
    )
    signers = [*(seat.label for seat in Seat), *(["Chair of the Rapid Review"] if has_review_record(case) else [])]
    word.table(ON_PAPER, [(signer, ROOM, ROOM, ROOM) for signer in signers], (1.6, 2.2, 2.6, 1.2))


def _state(found: SignOff | None, *, settled: bool) -> str:
    if found is None:
        return "The case does not ask for it any more. What was signed stays here."
    if found.escalated:
        return "Decided by escalation, not unanimous. What was signed in the round that was escalated stands."
    if found.dissents:
        return "Not agreed: there is a disagreement."
    if found.is_agreed:
        return "Agreed by all who have to."
    return "Settled by another step." if settled else "Not complete: signatures are missing."


def _signs(event: AnyEvent, matter: str) -> bool:
    signed = as_recorded(event)
    return isinstance(signed, Signed) and signed.matter == matter


def _row(given: AnyEvent, found: SignOff | None, context: ReportContext) -> tuple[str, ...]:
    event = as_recorded(given)
    assert isinstance(event, Signed)
    reason = event.reason.shown if event.reason else ""
    said = ("Agrees" if event.agrees else "Disagrees") + (f". Reason: {reason}" if reason else "")
    if not event.agrees and not reason:
        said = "Disagrees. Missing: no reason recorded"
    stands = found is not None and any(given is each for each in found.signatures_given)
    changed = found is not None and any(given is each for each in found.changed)
    counts = seal_in_words(given) or ("Yes" if stands else "No: changed since" if changed else "No: it has lapsed")
    place = event.seat.label if event.seat else "Review Group"
    return place, context.office(event.signer), said, _when(event, context), counts


def _when(event: Signed, context: ReportContext) -> str:
    if outside := event.outside_teams:
        return (
            f"{spoken(outside.on)}, outside Teams: {outside.how.shown}. Written confirmation: "
            f"{outside.confirmation.shown}. Recorded by {context.office(event.by)}, {moment(event.at)}"
        )
    return f"{moment(event.at)}, in Teams"


def _missing(found: SignOff | None, context: ReportContext, *, settled: bool) -> Iterator[tuple[str, ...]]:
    """Yields who has not signed. Nothing is missing of a matter that is ``settled`` by another step."""
    if found is None:
        return
    if settled and not found.escalated:
        yield from (_not_asked(seat, "Did not sign before it was settled") for seat in found.missing)
        return
    for seat in found.unanswered if found.escalated else ():
        yield _not_asked(seat, "Did not answer before the escalation")
    for seat in found.missing:
        vacant = vacant_in_words(seat, context.vacant)
        who = sentence(f"the seat is {vacant}") if vacant else "Nobody yet"
        yield seat.label, who, "Missing: not signed", "Not yet", "No"
    if more := found.missing_members:
        wanted = f"Missing: {more} more {'has' if more == 1 else 'have'} to agree"
        yield "Review Group", "Nobody yet", wanted, "Not yet", "No"


def _not_asked(seat: Seat, said: str) -> tuple[str, ...]:
    return seat.label, "Nobody", said, "Never", "No"
