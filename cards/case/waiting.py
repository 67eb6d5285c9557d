"""A line says for whom a case waits: by name whose step is next, and how many others have one after it."""

from collections.abc import Callable

from safeguarding.case.views.next_steps import Awaited
from safeguarding.framework.entries import Office
from safeguarding.people import PARTNERS, office_label


def waiting_line(waits: Awaited, name: Callable[[Office], str] = office_label) -> str:
    """Says whom the case waits for, the three partners in a word where each is plainly named; nothing once it has
    ended. ``name`` gives an office in words."""
    if not waits.offices:
        return ""
    partners = {seat.value for seat in PARTNERS}
    all_three = partners <= set(waits.offices) and all(
        name(seat.value) == office_label(seat.value) for seat in PARTNERS
    )
    apart = [name(each) for each in waits.offices if not (all_three and each in partners)]
    return (
        f"Waiting for: {', '.join(['the three partners', *apart] if all_three else apart)}.{_later(len(waits.later))}"
    )


def _later(number: int) -> str:
    if not number:
        return ""
    return f" Then {'1 other office' if number == 1 else f'{number} other offices'}."
