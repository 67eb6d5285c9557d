"""A lapse takes away what people were asked to sign, or puts something else in its place: what they signed counts no
more. It is worked out from the events, so that older cases tell it too."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from safeguarding.case.case import Case
from safeguarding.case.events import case_events as of_case
from safeguarding.case.events import review_events as of_review
from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.authority_events import PartnershipRecorded, TransferProposed
from safeguarding.case.events.correction_events import CorrectionProposed, DayCorrected, StepTakenBack
from safeguarding.case.signatories import is_decided
from safeguarding.case.state.matters import LCSPR_DECISION, MATTERS, NOTIFICATION_CRITERIA
from safeguarding.case.state.sign_off import SignOff, is_agreed, sign_off_of
from safeguarding.case.state.statements import changed_titles
from safeguarding.case.views.history import Who
from safeguarding.framework.framework import Framework
from safeguarding.framework.labels import part_title

TOUCH_NOTHING = (
    of_case.Signed,
    of_review.InformationRequested,
    of_review.InformationReturned,
    of_review.LiaisonRecorded,
    of_review.DspMeetingRecorded,
    PartnershipRecorded,
)
TOUCH_THE_DECISION_ALONE = (of_review.ReviewAnswered, of_review.Determined)


@dataclass(frozen=True)
class Lapse:
    """``before`` is the case as the matter was put last, and ``cause`` the event that ended that."""

    matter: str
    before: Case
    cause: AnyEvent

    @property
    def number(self) -> int:
        """Tells one lapse of a case from another."""
        return self.before.version

    @property
    def sign_off(self) -> SignOff:
        """Returns how the matter stood."""
        found = sign_off_of(self.before, self.matter)
        if found is None:
            raise ValueError(f"{self.matter} was not put to anybody")
        return found


def latest_lapse(case: Case, matter: str) -> Lapse | None:
    """Returns what put an end to what was put before, as to this matter; none where that never happened."""
    _work_out(case, [matter])
    found: Lapse | None = case.derived[_name(matter)]
    return found


def latest_lapses(case: Case) -> Iterator[Lapse]:
    """Yields the latest lapse of each matter."""
    _work_out(case, MATTERS)
    yield from (lapse for matter in MATTERS if (lapse := latest_lapse(case, matter)))


def _name(matter: str) -> str:
    return f"lapse of {matter}"


def _work_out(case: Case, matters: Iterable[str]) -> None:
    """Goes back through the case once for all these matters: each case of before derives its stage once, not matter by
    matter."""
    missing = [matter for matter in matters if _name(matter) not in case.derived]
    if not missing:
        return
    case.derived.update(dict.fromkeys(map(_name, missing)))
    after = case
    for place in range(case.version - 1, 0, -1):
        cause, before = case.events[place], Case(case.events[:place])
        touched = [matter for matter in missing if _may_end(cause, matter)]
        if touched and before.is_open and after.is_open:
            found = {matter: Lapse(matter, before, cause) for matter in touched if _ends(before, after, matter)}
            case.derived.update({_name(matter): lapse for matter, lapse in found.items()})
            missing = [matter for matter in missing if matter not in found]
            if not missing:
                break
        after = before


def _may_end(cause: AnyEvent, matter: str) -> bool:
    if isinstance(cause, TOUCH_THE_DECISION_ALONE):
        return matter == LCSPR_DECISION
    return not isinstance(cause, TOUCH_NOTHING)


def _ends(before: Case, after: Case, matter: str) -> bool:
    put, now = sign_off_of(before, matter), sign_off_of(after, matter)
    if put is None or (now and now.matter.digest == put.matter.digest):
        return False
    # What is decided is done with, unless the decision itself is open again.
    return not is_decided(before, matter) or (matter == LCSPR_DECISION and not is_decided(after, matter))


def withdrawn_agreement(case: Case) -> of_case.Signed | None:
    """Returns the answer by which somebody last withdrew an agreement that all had given to "not required": the duty is
    open again."""
    sign_off = sign_off_of(case, NOTIFICATION_CRITERIA)
    changes = [given for given in sign_off.dissents if given.number > 1] if sign_off else []
    agreed_before = (given for given in changes if is_agreed(case.before(given), NOTIFICATION_CRITERIA))
    return max(agreed_before, key=lambda given: given.at, default=None)


def cause_in_words(lapse: Lapse, case: Case, framework: Framework, who: Who) -> str:
    """Says which office changed what. Parts and answers are named by their titles; nobody's words are repeated."""
    cause = lapse.cause
    if isinstance(cause, of_review.ReviewAnswered):
        return f"{who(cause.by)} changed the record of the Rapid Review: {_parts(lapse, case, framework)}."
    if isinstance(cause, of_case.Updated):
        return _update(cause, lapse.before, framework, who)
    return f"{who(cause.by)} {_SAID.get(type(cause), 'changed the case')}."


def reason_of(lapse: Lapse) -> str | None:
    """Returns the reason for which a matter was put again, in the words of whoever put it."""
    return lapse.cause.reason.shown if isinstance(lapse.cause, of_case.MatterReissued) else None


def _parts(lapse: Lapse, case: Case, framework: Framework) -> str:
    """Names every part that was written since: the determination waits for all of them."""
    since = (event.part for event in case.events[lapse.number :] if isinstance(event, of_review.ReviewAnswered))
    return "; ".join(part_title(framework, part) for part in dict.fromkeys(since))


def _update(updated: of_case.Updated, before: Case, framework: Framework, who: Who) -> str:
    titles = "; ".join(changed_titles(before, updated, framework)) or "the version of the rules"
    if updated.proposed_by:
        return f"What {who(updated.proposed_by)} had proposed was agreed. Changed: {titles}."
    return f"{who(updated.by)} changed: {titles}."


_SAID: Mapping[type, str] = {
    of_case.MatterReissued: "put it again",
    of_case.UpdateProposed: "proposed another change of the facts",
    of_case.UpdateWithdrawn: "withdrew the proposed change of the facts",
    of_case.NotMetProposed: "proposed it anew, with another reason",
    of_case.OpenedInErrorProposed: "proposed it anew",
    TransferProposed: "proposed it anew",
    of_case.MergeProposed: "proposed it anew",
    of_case.CriteriaEscalated: "recorded anew how the criteria were decided by escalation",
    of_case.CriteriaDecided: "gave the signature by which the criteria are decided by escalation",
    CorrectionProposed: "proposed another correction",
    DayCorrected: "corrected a day that had been recorded",
    StepTakenBack: "took back a step that had been recorded",
    of_case.UpdateSubmitted: "recorded that the notification was updated",
    of_case.FoundNotMet: "gave the last agreement that the notification criteria were not met after all",
    of_case.SinSubmitted: "recorded that the SIN was submitted",
    of_case.MergedFrom: "merged another case into this one",
    of_case.MergedFromUndone: "undid the merge of another case into this one",
    of_case.Reopened: "reopened the case",
    of_review.Determined: "recorded the Review Group's determination anew",
    of_review.DecisionProposed: "proposed a different decision",
    of_review.Decided: "completed the decision on the LCSPR",
    of_review.LookedAgain: "recorded that the legal constraint has gone: the decision is open again",
    of_review.ConcernReferred: "referred a Case of Concern anew",
    of_review.ConcernProposed: "proposed another outcome",
}
