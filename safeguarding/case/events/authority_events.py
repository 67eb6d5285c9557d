"""Events record what passed between the partnership and that of another local authority."""

from datetime import date
from typing import Literal

from safeguarding.case.events.base import ContentEvent, Event, SealedEvent
from safeguarding.case.events.free_text import FreeText

PartnershipAnswer = Literal["waiting", "joint_review", "own_review", "no_review"]
ReviewHost = Literal["croydon", "other", "open"]


class PartnershipRecorded(Event):
    """Another authority's partnership was told (``told_on``) and has answered (``answered_on``), or has not yet.
    ``host`` is who hosts a joint review. A later record of the same authority takes the place of this one."""

    type: Literal["partnership_recorded"] = "partnership_recorded"
    authority: str
    told_on: date
    answer: PartnershipAnswer = "waiting"
    answered_on: date | None = None
    host: ReviewHost | None = None
    note: FreeText | None = None


class TransferProposed(ContentEvent):
    """The Business Team proposed that the case goes to another authority, which was told on a day. Nothing ends by
    it."""

    type: Literal["transfer_proposed"] = "transfer_proposed"
    authority: str
    told_on: date
    reason: FreeText


class Transferred(SealedEvent):
    """The other authority accepted the case, which closes it. ``accepted_by`` is the office there that accepted it,
    ``confirmation`` where its written word is kept. The DCS and another partner had agreed."""

    type: Literal["transferred"] = "transferred"
    authority: str
    accepted_by: FreeText
    accepted_on: date
    confirmation: FreeText
