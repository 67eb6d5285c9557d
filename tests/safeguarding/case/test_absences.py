"""An office-holder says until when they are away, or the Business Team says it for them."""

from datetime import date

import pytest

from safeguarding.case.absences import away_on, end_absence, record_absence, stand_ins
from safeguarding.case.errors import InvalidInput, NotAllowed
from tests.support.case_stages import BUSINESS_TEAM, ICB, POLICE, TODAY
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.people.offices import OFFICES

BACK = date(2026, 6, 15)


def test_an_absence_lasts_until_the_day_on_which_the_person_is_back() -> None:
    absence = record_absence(ICB.person, BACK, ICB, OPENED_AT, OFFICES)
    assert (absence.by, absence.at) == (ICB.person, OPENED_AT)
    assert away_on([absence], TODAY) == away_on([absence], date(2026, 6, 14)) == {ICB.person: BACK}
    assert away_on([absence], BACK) == {}


def test_the_business_team_records_it_for_others_and_nobody_else_does() -> None:
    assert record_absence(ICB.person, BACK, BUSINESS_TEAM, OPENED_AT, OFFICES).by == BUSINESS_TEAM.person
    with pytest.raises(NotAllowed, match="Only the Business Team"):
        record_absence(ICB.person, BACK, POLICE, OPENED_AT, OFFICES)


def test_only_who_holds_an_office_is_away_from_it() -> None:
    nobody = EVERYBODY["practitioner"]
    with pytest.raises(NotAllowed, match="holds an office"):
        record_absence(nobody.person, BACK, nobody, OPENED_AT, OFFICES)


@pytest.mark.parametrize(("back", "why"), [(TODAY, "not ahead"), (date(2027, 6, 4), "more than a year")])
def test_a_day_that_cannot_be_meant_is_refused_at_its_box(back: date, why: str) -> None:
    with pytest.raises(InvalidInput, match=why) as refused:
        record_absence(ICB.person, back, ICB, OPENED_AT, OFFICES)
    assert refused.value.about == "back_on"


def test_it_ends_on_the_day_on_which_they_say_that_they_are_back() -> None:
    absence = record_absence(ICB.person, BACK, ICB, OPENED_AT, OFFICES)
    with pytest.raises(NotAllowed):
        end_absence(absence, POLICE, OPENED_AT, OFFICES)
    ended = end_absence(absence, ICB, OPENED_AT, OFFICES)
    assert ended.back == TODAY and away_on([ended], TODAY) == {}
    assert end_absence(ended, BUSINESS_TEAM, OPENED_AT, OFFICES) == ended


def test_whoever_acts_meanwhile_is_named_and_where_nobody_else_does_it_is_the_office() -> None:
    away = OFFICES.model_copy(update={"away": {ICB.person: BACK, BUSINESS_TEAM.person: BACK}})
    deputies = tuple(each for each in OFFICES.people("icb", deputies=True) if each != ICB.person)
    assert deputies and stand_ins(ICB.person, away) == (deputies, ())
    assert stand_ins(BUSINESS_TEAM.person, away) == ((), ("business_team",))
    nobody = away.model_copy(update={"away": {**away.away, **dict.fromkeys(deputies, BACK)}})
    assert stand_ins(ICB.person, nobody) == ((), ("icb",))
