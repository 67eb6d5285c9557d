"""Matter rules are the rows of the table of steps for what is signed: who may sign a matter, change an answer, record
one that was given outside Teams or put the matter again, and what is in the way at this moment."""

from collections.abc import Callable, Mapping

from safeguarding.case.case import Case
from safeguarding.case.circumstances import Circumstances
from safeguarding.case.errors import NotAllowed, WrongStage
from safeguarding.case.signatories import is_decided, is_revocable, refusal_to_change_answer, refusal_to_sign
from safeguarding.case.state.sign_off import SignOff, sign_off_of
from safeguarding.case.step_rules import (
    May,
    Now,
    Refusal,
    StepRule,
    business_team,
    only,
    only_business_team,
    refusal_in_conflict,
    review_group,
    unless,
    while_open,
)
from safeguarding.people import Actor

NOTHING_TO_SIGN = "There is nothing to sign here: the case does not ask for it as it stands now."


def for_matter(step: str, matter: str) -> str:
    """Returns the name under which the table has a step that is taken on one matter."""
    return f"{step} {matter}"


def on_matter(matter: str) -> Mapping[str, StepRule]:
    """Returns the rows of one matter, each by its name in the table."""
    return {
        for_matter("sign", matter): StepRule(_may(matter, refusal_to_sign), _matter_now(matter)),
        for_matter("change_answer", matter): StepRule(
            _may(matter, refusal_to_change_answer), unless(_matter_now(matter), _still_open(matter))
        ),
        for_matter("record_signature", matter): StepRule(
            only_business_team("record a signature given outside Teams"),
            unless(_matter_now(matter, _has_seats), _still_open(matter)),
            _outside_allowed,
        ),
        for_matter("reissue", matter): StepRule(_may_reissue(matter), _matter_now(matter, _dissent)),
    }


def _matter_now(matter: str, *refusals: Callable[[SignOff], Refusal]) -> Now:
    """Makes the rule that the matter is asked for, and not decided."""

    def now(case: Case) -> Refusal:
        sign_off = sign_off_of(case, matter)
        if sign_off is None:
            return WrongStage(NOTHING_TO_SIGN)
        if is_decided(case, matter):
            return WrongStage("This is decided, and the decision is final. What was signed stays on the record.")
        return next((refused for refusal in refusals if (refused := refusal(sign_off))), None)

    return while_open(now)


def _may(matter: str, refusal: Callable[[SignOff, Actor], Refusal]) -> May:
    """Makes the rule that nobody in a conflict of interest answers, nor whom the refusal keeps from it."""

    def may(case: Case, by: Actor) -> Refusal:
        sign_off = sign_off_of(case, matter)
        return refusal_in_conflict(case, by.person) or (refusal(sign_off, by) if sign_off else None)

    return may


def _still_open(matter: str) -> Now:
    """Makes the rule that the last signature which the matter needs is not given, or can be taken back."""

    def now(case: Case) -> Refusal:
        sign_off = sign_off_of(case, matter)
        if sign_off and sign_off.is_agreed and not is_revocable(case, matter):
            return WrongStage("All who were needed have agreed, so no answer can be changed any more.")
        return None

    return now


def _may_reissue(matter: str) -> May:
    def signs(case: Case, by: Actor) -> bool:
        sign_off = sign_off_of(case, matter)
        if sign_off is None:
            return bool(by.seats)
        member = sign_off.matter.quorum > 0 and review_group(case, by)
        return member or not by.seats.isdisjoint(sign_off.matter.seats)

    return only(business_team, signs, says="Only the Business Team and those who sign can put a matter again.")


def _dissent(sign_off: SignOff) -> Refusal:
    return None if sign_off.dissents else WrongStage("Nobody has disagreed, so there is nothing to put again.")


def _has_seats(sign_off: SignOff) -> Refusal:
    return None if sign_off.matter.seats else WrongStage("This is not signed for a seat.")


def _outside_allowed(case: Case, circumstances: Circumstances) -> Refusal:
    if circumstances.partnership.allow_signatures_outside_teams:
        return None
    return NotAllowed("The partnership file does not let signatures given outside Teams count, so none is recorded.")
