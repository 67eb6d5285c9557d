"""Open duties keep a case from being closed. A duty ends by being done, or by what the partners sign; never by one
person's word."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from safeguarding.case.case import NOT_REQUIRED, PARTNERS_AGREE, Case, lane_of
from safeguarding.case.events.child import Child
from safeguarding.case.stage import Stage
from safeguarding.case.state.clocks import lacks_agreement
from safeguarding.case.state.criteria import values_in_force
from safeguarding.case.state.matters import LCSPR_DECISION, NOTIFICATION_CRITERIA
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.state.vacancies import Vacancies, vacant_in_words
from safeguarding.framework.entries import NOT_YET_KNOWN, Office
from safeguarding.people import Seat, office_label

THE_PARTNERS: tuple[Office, ...] = ("local_authority", "icb", "police")
DECIDING = ("sin", "rapid_review", PARTNERS_AGREE)
GROWN_UP = frozenset({"18_to_24", "25_or_over"})


@dataclass(frozen=True)
class Duty:
    """A duty is something that the partnership has to do for a case. ``title`` says what has not been done, ``whose``
    are the offices whose step it is. ``matter`` is what they sign, where they sign, and ``if_vacant`` says how it is
    done without a seat that nobody holds."""

    title: str
    whose: tuple[Office, ...]
    is_open: Callable[[Case], bool]
    matter: str | None = None
    if_vacant: str = ""

    def in_words(self, case: Case, vacant: Vacancies) -> str:
        """Says what has not been done, whose step it is, and which of these seats is vacant."""
        waited_for = self.vacancies(case, vacant)
        offices = (_office_in_words(office, waited_for) for office in self.whose)
        return f"{self.title} ({', '.join(offices)})"

    def vacancies(self, case: Case, vacant: Vacancies) -> Vacancies:
        """Returns the vacant seats whose step it is: not one that had signed before."""
        sign_off = sign_off_of(case, self.matter) if self.matter else None
        whose = [seat for seat in vacant if seat.value in self.whose]
        return {seat: vacant[seat] for seat in whose if sign_off is None or seat in sign_off.missing}


def _office_in_words(office: Office, vacant: Vacancies) -> str:
    since = vacant_in_words(Seat(office), vacant) if office in set(Seat) else None
    return f"{office_label(office)}: {since}" if since else office_label(office)


def duties_in(values: Mapping[str, str]) -> tuple[str, ...]:
    """Returns the decisions, of those named in ``values``, that bring a duty, or still may."""
    return tuple(name for name in DECIDING if values.get(name, NOT_REQUIRED) != NOT_REQUIRED)


def ways_past_vacancies(case: Case, due: Iterable[Duty], vacant: Vacancies) -> tuple[str, ...]:
    """Says how these duties are done without the seats that are vacant."""
    return tuple(dict.fromkeys(duty.if_vacant for duty in due if duty.vacancies(case, vacant)))


def open_duties(case: Case) -> tuple[Duty, ...]:
    """Lists the duties that are open: none once the case is closed or merged."""
    return tuple(duty for duty in DUTIES if duty.is_open(case)) if case.is_open else ()


def review_hangs_on_abuse(case: Case) -> bool:
    """Says whether a Rapid Review would follow the SIN if abuse or neglect were suspected: of somebody who was under
    18, or may have been."""
    return bool(children_in_question(case))


def children_in_question(case: Case) -> tuple[Child, ...]:
    """Returns the children who were under 18, or may have been."""
    return tuple(child for child in case.facts.children if child.answers.get("age") not in GROWN_UP)


def _is_unsubmitted(case: Case, sin: str) -> bool:
    return case.sin_submitted is None and values_in_force(case)["sin"] == sin


SUBMITTED_ALL_THE_SAME = (
    "A submission never waits for a vacant seat: the local authority makes it, and the DCS or the Business Team can "
    "record it."
)
DECIDED_BY_ESCALATION = (
    "Nobody signs for a vacant seat: what needs it is decided by escalation, which the Business Team records on the "
    "case."
)
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
        if_vacant=SUBMITTED_ALL_THE_SAME,
    ),
    Duty(
        "it is not known yet whether a SIN is required",
        ("opener", *THE_PARTNERS),
        lambda case: _is_unsubmitted(case, NOT_YET_KNOWN),
        NOTIFICATION_CRITERIA,
        DECIDED_BY_ESCALATION,
    ),
    Duty(
        "the three partners have not agreed that no SIN is required",
        THE_PARTNERS,
        lambda case: _is_unsubmitted(case, "not_required") and lacks_agreement(case),
        NOTIFICATION_CRITERIA,
        DECIDED_BY_ESCALATION,
    ),
    Duty(
        "the notification is not updated with what came after it",
        ("local_authority",),
        lambda case: case.notification.update_is_due,
        if_vacant=SUBMITTED_ALL_THE_SAME,
    ),
    Duty("the Rapid Review is not determined", ("review_group",), lambda case: lane_of(case) is Stage.RAPID_REVIEW),
    Duty(
        "the DSPs have not decided on an LCSPR",
        THE_PARTNERS,
        lambda case: lane_of(case) is Stage.DECISION,
        LCSPR_DECISION,
        DECIDED_BY_ESCALATION,
    ),
    Duty(
        "a Case of Concern is referred and not decided",
        ("review_group",),
        lambda case: case.concern is not None and case.concern_decision is None,
    ),
    LCSPR_TO_COMPLETE,
)
"""The table has the duties of the design, in the order in which a case meets them."""
