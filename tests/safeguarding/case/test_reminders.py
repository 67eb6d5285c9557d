"""The Business Team has people reminded at once: each of a deadline once in four working hours."""

from datetime import datetime, timedelta

import pytest

from safeguarding.case.errors import NotAllowed
from safeguarding.case.reminders import Asked, Reminder, ask
from safeguarding.partnership.model import WorkingHours
from tests.support.case_stages import BUSINESS_TEAM, CALENDAR, ICB, POLICE
from tests.support.people.everybody import EVERYBODY
from tests.support.people.everybody import OPENED_AT as NOW

PEOPLE = (ICB.person, POLICE.person)
HOUR = timedelta(hours=1)


def asked(known: tuple[Reminder, ...] = (), at: datetime = NOW, deadline: str = "sin") -> Asked:
    return ask(known, deadline, PEOPLE, BUSINESS_TEAM, at, WorkingHours(), CALENDAR)


def test_everybody_waited_for_is_reminded_and_nobody_again_for_four_working_hours() -> None:
    first = asked()
    assert [each.person for each in first.new] == [*PEOPLE] and first.before == ()
    again = asked(first.new, NOW + 3 * HOUR)
    assert again.new == () and again.before == first.new
    assert len(asked(first.new, NOW + 4 * HOUR).new) == 2


def test_hours_in_which_the_offices_are_closed_do_not_count() -> None:
    evening = NOW.replace(hour=21)
    first = asked(at=evening)
    assert asked(first.new, evening + 14 * HOUR).new == ()
    assert len(asked(first.new, evening + 16 * HOUR).new) == 2


def test_another_deadline_and_another_person_are_matters_of_their_own() -> None:
    first = asked().new
    assert len(asked(first, deadline="rapid_review").new) == 2
    assert [each.person for each in asked(first[:1]).new] == [POLICE.person]


def test_nobody_but_the_business_team_has_others_reminded() -> None:
    for who, by in EVERYBODY.items():
        if who != "business_team":
            with pytest.raises(NotAllowed, match="Only the Business Team"):
                ask((), "sin", PEOPLE, by, NOW, WorkingHours(), CALENDAR)
