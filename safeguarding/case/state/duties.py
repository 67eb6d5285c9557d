"""Open duties keep a case from being closed. A duty ends by being done, or by what the partners sign; never by one
person's word."""

from collections.abc import Callable
from dataclasses import dataclass

from safeguarding.case.case import Case, lane_of
from safeguarding.case.stage import Stage
from safeguarding.case.state.clocks import lacks_agreement
from safeguarding.case.state.criteria import values_in_force
from safeguarding.framework.entries import NOT_YET_KNOWN, Office
from safeguarding.people import office_label

THE_PARTNERS: tuple[Office, ...] = ("local_authority", "icb", "police")
GROWN_UP = frozenset({"18_to_24", "25_or_over"})


@dataclass(frozen=True)
class Duty:
    """A duty is something that the partnership has to do for a case. ``title`` says what has not been done, ``whose``
    are the offices whose step it is."""

    title: str
    whose: tuple[Office, ...]
    is_open: Callable[[Case], bool]

    @property
    def in_words(self) -> str:
        return f"{self.title} ({', '.join(map(office_label, self.whose))})"


def open_duties(case: Case) -> tuple[Duty, ...]:
    """Lists the duties that are open: none once the case is closed or merged."""
    return tuple(duty for duty in DUTIES if duty.is_open(case)) if case.is_open else ()


def review_hangs_on_abuse(case: Case) -> bool:
    """Says whether a Rapid Review would follow the SIN if abuse or neglect were suspected: the person was under 18, or
    may have been."""
    return case.facts.answers.get("age") not in GROWN_UP


def _is_unsubmitted(case: Case, sin: str) -> bool:
    return case.sin_submitted is None and values_in_force(case)["sin"] == sin


LCSPR_TO_COMPLETE = Duty(
    "the LCSPR is commissioned and not recorded as completed",
    ("business_team",),
    lambda case: case.commissioned_on is not None and not case.lcspr_is_completed,
)
DUTIES = (
    Duty(
        "a SIN is required and not recorded as submitted",
        ("local_authority",),
        lambda case: _is_unsubmitted(case, "required"),
    ),
    Duty(
        "it is not known yet whether a SIN is required",
        ("opener", *THE_PARTNERS),
        lambda case: _is_unsubmitted(case, NOT_YET_KNOWN),
    ),
    Duty(
        "the three partners have not agreed that no SIN is required",
        THE_PARTNERS,
        lambda case: _is_unsubmitted(case, "not_required") and lacks_agreement(case),
    ),
    Duty(
        "the notification is not updated with the death",
        ("local_authority",),
        lambda case: case.notification.update_is_due,
    ),
    Duty("the Rapid Review is not determined", ("review_group",), lambda case: lane_of(case) is Stage.RAPID_REVIEW),
    Duty("the DSPs have not decided on an LCSPR", THE_PARTNERS, lambda case: lane_of(case) is Stage.DECISION),
    Duty(
        "a Case of Concern is referred and not decided",
        ("review_group",),
        lambda case: case.concern is not None and case.concern_decision is None,
    ),
    LCSPR_TO_COMPLETE,
)
"""The table has the duties of the design, in the order in which a case meets them."""
