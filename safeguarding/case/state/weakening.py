"""A change of the facts weakens a case where it ends a duty, or moves its day later. Such a change is a proposal: no
duty ends by one person's word."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from safeguarding.case.awareness import starts_later
from safeguarding.case.case import Case, lane_of
from safeguarding.case.corrections import made_of
from safeguarding.case.events.child import child_name
from safeguarding.case.notification import restated
from safeguarding.case.stage import IN_REVIEW, Stage
from safeguarding.case.state.clocks import lacks_agreement
from safeguarding.case.state.criteria import NO_SIN, no_sin_goes_in, values_in_force
from safeguarding.framework.entries import NOT_YET_KNOWN

STRENGTH = {"required": 2, NOT_YET_KNOWN: 1, "not_required": 0}
REQUIRED = STRENGTH["required"]


@dataclass(frozen=True)
class Weakening:
    """A weakening lists in words what a change would end, and what it would move to a later day."""

    ends: tuple[str, ...] = ()
    delays: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.ends or self.delays)


def weakening(before: Case, after: Case) -> Weakening:
    """Compares a case with what it would be."""
    ends = (
        ("the SIN", _ends_sin(before, after)),
        ("the update of the notification", _ends_update(before, after)),
        ("the Rapid Review", _ends_review(before, after)),
        *_ends_of_children(before, after),
    )
    delays = (
        ("the day by which the SIN is due", _delays_sin(before, after)),
        ("the day by which the notification is to be updated", _delays_update(before, after)),
        ("the day by which it is to be determined and decided", _delays_review(before, after)),
        ("the day by which the LCSPR should be completed", _delays_lcspr(before, after)),
    )
    return Weakening(*(tuple(name for name, holds in found if holds) for found in (ends, delays)))


def proposed_weakening(case: Case) -> Weakening:
    """Says what the change that is proposed now would weaken."""
    proposed = case.proposals.update
    if proposed is None:
        return Weakening()
    agreed = restated(case.facts, proposed.facts, proposed.outcome, proposed.by, proposed.at)
    return weakening(case, case.then(agreed))


def correction_weakening(case: Case) -> Weakening:
    """Says what the correction that is proposed now would weaken."""
    proposed = case.proposals.correction
    if proposed is None:
        return Weakening()
    return weakening(case, case.then(made_of(proposed, proposed.by, proposed.at)))


def _ends_sin(before: Case, after: Case) -> bool:
    """From "not known yet" to "not required" is no end: the three partners have to agree to that."""
    return before.sin_submitted is None and _is_ended(_strength(before, "sin"), _strength(after, "sin"))


def _is_ended(now: int, then: int) -> bool:
    return now == REQUIRED > then


def _ends_update(before: Case, after: Case) -> bool:
    """A SIN that was taken back is due itself, and goes in with what the update would tell."""
    is_ended = before.notification.update_is_due and not after.notification.update_is_due
    return is_ended and not _sin_is_due(after)


def _ends_review(before: Case, after: Case) -> bool:
    """Before the SIN is submitted, a Rapid Review that is not known to be required is no duty yet; after it, one that
    is not ruled out has to be held. Where a submission is taken back, it follows the notification that is due again."""
    waits = _sin_is_due(after) or after.notification.update_is_due
    if lane_of(before) in IN_REVIEW and lane_of(after) not in IN_REVIEW and not waits:
        return True
    return _review_falls(before, _strength(before, "rapid_review"), _strength(after, "rapid_review"))


def _review_falls(before: Case, now: int, then: int) -> bool:
    lane = lane_of(before)
    return then < now and (lane in IN_REVIEW or (lane is Stage.NOTIFICATION and now == REQUIRED))


def _ends_of_children(before: Case, after: Case) -> Iterator[tuple[str, bool]]:
    """Compares each child with what it would be, where there are several: what one child's facts ask for does not end
    because another's ask for it too."""
    if not before.facts.others:
        return
    now, then = _decided_of_each(before), _decided_of_each(after)
    for number, values in now.items():
        name = child_name(number)
        if number not in then:
            yield f"{name}'s place in this case", True
            continue
        sin = _strengths("sin", values, then[number])
        yield f"the SIN for {name}", not _ends_sin(before, after) and before.sin_submitted is None and _is_ended(*sin)
        died = number in before.notification.died and number not in after.notification.died
        is_told = before.notification.update_is_due and after.notification.update_is_due
        yield f"the update of the notification with the death of {name}", died and is_told
        review = _strengths("rapid_review", values, then[number])
        yield f"the Rapid Review for {name}", not _ends_review(before, after) and _review_falls(before, *review)


def _decided_of_each(case: Case) -> dict[int, Mapping[str, str]]:
    of_each = [{**values, **NO_SIN} if no_sin_goes_in(case) else values for values in case.outcome.of_each]
    return dict(zip(case.facts.by_number, of_each, strict=True))


def _strengths(decision: str, before: Mapping[str, str], after: Mapping[str, str]) -> tuple[int, int]:
    return STRENGTH[before[decision]], STRENGTH[after[decision]]


def _delays_sin(before: Case, after: Case) -> bool:
    """The day of a later first suspicion never counts at once, also where no SIN had been due."""
    if before.sin_submitted is None and starts_later(before.facts, after.facts):
        return True
    return _sin_is_due(before) and before.aware.day < after.aware.day


def _sin_is_due(case: Case) -> bool:
    return case.sin_submitted is None and (_strength(case, "sin") > 0 or lacks_agreement(case))


def _delays_update(before: Case, after: Case) -> bool:
    if not (before.notification.update_is_due and before.aware_of_news and after.aware_of_news):
        return False
    return before.aware_of_news.day < after.aware_of_news.day


def _delays_review(before: Case, after: Case) -> bool:
    if lane_of(before) not in IN_REVIEW or lane_of(after) not in IN_REVIEW:
        return False
    return _is_later(before.fifteen_days_from, after.fifteen_days_from)


def _delays_lcspr(before: Case, after: Case) -> bool:
    return not before.lcspr_is_completed and _is_later(before.commissioned_on, after.commissioned_on)


def _is_later(before: date | None, after: date | None) -> bool:
    return before is not None and after is not None and before < after


def _strength(case: Case, decision: str) -> int:
    return STRENGTH[values_in_force(case)[decision]]
