"""A case is transferred to another authority when the DCS and another partner have agreed, and that authority has
accepted it. Until then Croydon's duties and clocks are as they were."""

from datetime import date, datetime

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.authority_events import (
    PartnershipAnswer,
    PartnershipRecorded,
    ReviewHost,
    TransferProposed,
    Transferred,
)
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.stage import Stage
from safeguarding.case.steps.guards import check_past, require_reason
from safeguarding.dates.working_days import spoken
from safeguarding.people import Actor


def record_partnership(
    case: Case,
    authority: str,
    told_on: date,
    answer: PartnershipAnswer,
    by: Actor,
    at: datetime,
    *,
    answered_on: date | None = None,
    host: ReviewHost | None = None,
    note: FreeText | None = None,
) -> Case:
    """Records what another authority's partnership was told, and what it answered. What is recorded last counts."""
    STEPS["record_partnership"].require(case, by)
    _require_named(case, authority)
    check_past(told_on, at, "Give the day on which it was told.", "told_on")
    if answer == "waiting":
        answered_on, host = None, None
    elif answered_on is None:
        raise InvalidInput("Give the day on which it answered.", "answered_on")
    else:
        check_past(answered_on, at, "Give the day on which it answered.", "answered_on")
        if answered_on < told_on:
            raise InvalidInput(f"It can't have answered before it was told, on {spoken(told_on)}.", "answered_on")
    if answer == "joint_review" and host is None:
        raise InvalidInput("Say who hosts the joint review, or that it is not agreed yet.", "host")
    record = PartnershipRecorded(
        by=by.person,
        at=at,
        authority=authority,
        told_on=told_on,
        answer=answer,
        answered_on=answered_on,
        host=host if answer == "joint_review" else None,
        note=note,
    )
    return case.then_unless_said(record, case.other_partnerships.recorded.get(authority))


def propose_transfer(case: Case, authority: str, told_on: date, reason: FreeText, by: Actor, at: datetime) -> Case:
    """Proposes that the case goes to another authority that is named in it. Nothing ends by it."""
    STEPS["propose_transfer"].require(case, by)
    _require_named(case, authority)
    check_past(told_on, at, "Give the day on which it was told.", "told_on")
    require_reason(reason)
    proposed = TransferProposed(by=by.person, at=at, authority=authority, told_on=told_on, reason=reason)
    return case.then_unless_said(proposed, case.proposals.transfer)


def accept_transfer(
    case: Case, accepted_by: FreeText, accepted_on: date, confirmation: FreeText, by: Actor, at: datetime
) -> Case:
    """Records that the other authority has accepted the case, which closes it. Refused until the DCS and another
    partner have agreed to the transfer as it is proposed now."""
    if STEPS["accept_transfer"].is_repeated(case, by, done=case.stage is Stage.TRANSFERRED):
        return case
    proposed = case.proposals.transfer
    if proposed is None:
        raise ValueError(f"{case.ref} has no transfer to accept")
    for text, about in ((accepted_by, "accepted_by"), (confirmation, "confirmation")):
        if not text.shown.strip():
            raise InvalidInput("Say which office there accepted it, and where its written word is kept.", about)
    check_past(accepted_on, at, "Give the day on which it was accepted.", "on")
    if accepted_on < proposed.told_on:
        raise InvalidInput(f"It can't have been accepted before it was told, on {spoken(proposed.told_on)}.", "on")
    return case.then(
        Transferred(
            by=by.person,
            at=at,
            authority=proposed.authority,
            accepted_by=accepted_by,
            accepted_on=accepted_on,
            confirmation=confirmation,
        )
    )


def _require_named(case: Case, authority: str) -> None:
    named = case.other_partnerships.named_since
    if authority not in named:
        raise InvalidInput(f"Choose one that the case names: {', '.join(named)}.", "authority")
