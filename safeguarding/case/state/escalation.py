"""An escalation takes the place of an agreement that can't be had: after a disagreement, while a seat that has to sign
is vacant, or once the day has passed without an answer."""

from collections.abc import Collection
from datetime import date

from safeguarding.case.case import Case
from safeguarding.case.circumstances import Circumstances
from safeguarding.case.errors import WrongStage
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.matters import LCSPR_DECISION, NOT_MET, NOTIFICATION_CRITERIA
from safeguarding.case.state.sign_off import sign_offs_of
from safeguarding.dates.working_days import london_date, spoken

CRITERIA = ((NOTIFICATION_CRITERIA, NOT_MET), frozenset({"sin"}))
LCSPR = ((LCSPR_DECISION,), frozenset({"dsp_sign_off", "decide_again", "new_determination"}))
"""An escalation settles these matters, each with the deadlines by which it has to be signed."""
Escalated = tuple[tuple[str, ...], frozenset[str]]


def refusal_to_escalate(case: Case, escalated: Escalated, circumstances: Circumstances) -> WrongStage | None:
    """Says why there is nothing to escalate; none where there is."""
    put = sign_offs_of(case, escalated[0])
    missing = {seat for sign_off in put for seat in sign_off.missing}
    if any(sign_off.dissents for sign_off in put) or not missing.isdisjoint(circumstances.partnership.vacant_since):
        return None
    by = _day(case, escalated[1], circumstances)
    if missing and by and by < circumstances.today:
        return None
    day = f", and the day, {spoken(by)}, has not passed" if by and missing else ""
    return WrongStage(f"There is nothing to escalate: nobody has disagreed, no seat that has to sign is vacant{day}.")


def disagreed_on(case: Case, escalated: Escalated) -> date | None:
    """Returns London's day of the first disagreement that stands; none where nobody has disagreed."""
    dissents = [signed for sign_off in sign_offs_of(case, escalated[0]) for signed in sign_off.dissents]
    return min((london_date(signed.at) for signed in dissents), default=None)


def _day(case: Case, deadlines: Collection[str], circumstances: Circumstances) -> date | None:
    running = clocks(case, circumstances.framework, circumstances.calendar)
    return min((clock.due.due for clock in running if clock.due.id in deadlines), default=None)
