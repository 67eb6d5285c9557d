"""Sign-off is one mechanism for every matter. Seats sign a digest of the decision's content, not a card."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from safeguarding.case.access import stood_back_after
from safeguarding.case.case import Case
from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.case_events import CriteriaDecided, Signed
from safeguarding.case.events.review_events import ConcernDecided, Decided
from safeguarding.case.state import matters
from safeguarding.people import Seat


@dataclass(frozen=True)
class SignOff:
    """A sign-off says where a matter stands: what its seats have signed under the content of now, what was
    ``changed`` by its signer since, and what has lapsed. ``members`` are the signatures of Review Group members. Once a
    matter is ``escalated``, nothing is missing in the round that was: who agreed and who did not stays as it was."""

    matter: matters.Matter
    signatures: Mapping[Seat, Signed]
    lapsed: tuple[Signed, ...]
    members: tuple[Signed, ...] = ()
    escalated: bool = False
    changed: tuple[Signed, ...] = ()

    @property
    def signatures_given(self) -> tuple[Signed, ...]:
        return (*self.signatures.values(), *self.members)

    @property
    def missing(self) -> tuple[Seat, ...]:
        """Returns the seats that are waited for: none once enough have agreed, and nobody has disagreed; nor after an
        escalation."""
        return () if self.escalated else self.unanswered

    @property
    def unanswered(self) -> tuple[Seat, ...]:
        """Returns the seats that have said nothing, and whose word was needed."""
        needed = tuple(seat for seat in self.matter.needs if seat not in self.signatures)
        if self.matter.enough and not self.dissents and len(self.signatures) + len(needed) >= self.matter.enough:
            return needed
        return tuple(seat for seat in self.matter.seats if seat not in self.signatures)

    @property
    def missing_members(self) -> int:
        agreed = sum(signed.agrees for signed in self.members)
        return max(0, self.matter.quorum - agreed)

    @property
    def dissents(self) -> tuple[Signed, ...]:
        return tuple(signed for signed in self.signatures_given if not signed.agrees)

    @property
    def is_agreed(self) -> bool:
        return not self.unanswered and not self.missing_members and not self.dissents


def sign_off_of(case: Case, matter_id: str) -> SignOff | None:
    """Returns how the matter stands; none where the case does not ask for it, or the id is unknown."""
    if matter_id not in matters.MATTERS:
        return None
    if matter_id not in case.derived:
        case.derived[matter_id] = _work_out(case, matter_id)
    sign_off: SignOff | None = case.derived[matter_id]
    return sign_off


def sign_offs_of(case: Case, among: Iterable[str] = tuple(matters.MATTERS)) -> tuple[SignOff, ...]:
    """Returns how those of these matters stand that the case asks for."""
    return tuple(sign_off for matter_id in among if (sign_off := sign_off_of(case, matter_id)))


def _work_out(case: Case, matter_id: str) -> SignOff | None:
    """A matter that is decided stands as it was put to those who signed it: neither a later change of the case nor a
    conflict of interest declared since makes what was signed lapse. What was signed later on, of a round that was taken
    back, has lapsed."""
    decided = _decided(case, matter_id)
    if decided is None:
        return _standing(case, matters.MATTERS[matter_id](case))
    before = case.before(decided)
    matter = matters.MATTERS[matter_id](before)
    if matter is None and isinstance(decided, Decided):
        # An older case may have decided anew, after a legal constraint had gone, on what was recommended before.
        matter = matters.put_to_the_dsps(before, decided.decision)
    put, later = _standing(before, matter, decided), Case(case.events[before.version :]).of(Signed)
    return put and replace(put, lapsed=(*put.lapsed, *(signed for signed in later if signed.matter == matter_id)))


def _decided(case: Case, matter_id: str) -> Decided | ConcernDecided | CriteriaDecided | None:
    settled = case.criteria_settled if isinstance(case.criteria_settled, CriteriaDecided) else None
    decided = {
        matters.LCSPR_DECISION: case.decision,
        matters.CONCERN_DECISION: case.concern_decision,
        matters.NOTIFICATION_CRITERIA: settled,
        matters.NOT_MET: settled if case.found_not_met else None,
    }
    return decided.get(matter_id)


def _standing(case: Case, matter: matters.Matter | None, decided: AnyEvent | None = None) -> SignOff | None:
    if matter is None:
        return None
    digest = matter.digest
    given = [signed for signed in case.of(Signed) if signed.matter == matter.id]
    # Whoever declares a conflict of interest has taken no part: a deputy signs.
    counts = [signed.digest == digest and not stood_back_after(case.events, signed) for signed in given]
    answers = [signed for signed, counted in zip(given, counts, strict=True) if counted]
    latest = {signed.signer: signed for signed in answers}
    current = [signed for signed in answers if latest[signed.signer] is signed]
    changed = tuple(signed for signed in answers if latest[signed.signer] is not signed)
    lapsed = tuple(signed for signed, counted in zip(given, counts, strict=True) if not counted)
    members = tuple(signed for signed in current if signed.seat is None)
    escalated = isinstance(decided, Decided | CriteriaDecided) and decided.escalation is not None
    signatures = {signed.seat: signed for signed in current if signed.seat}
    return SignOff(matter, signatures, lapsed, members, escalated, changed)


def is_agreed(case: Case, matter: str) -> bool:
    sign_off = sign_off_of(case, matter)
    return sign_off is not None and sign_off.is_agreed
