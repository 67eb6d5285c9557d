"""Under "Also" a case names the other processes that the same facts may call for, as no duties of its own."""

from collections.abc import Iterator
from typing import Any

from cards.case.outcome import outcome_card
from cards.case.prompts import NO_DUTY_HERE, prompts_section
from cards.case.record import case_card
from cards.elements import as_json, card
from safeguarding.case.case import Case
from tests.support.case_stages import BUSINESS_TEAM, closed_anyway, text
from tests.support.drawn import unfolded, words_of
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import CARDS, office, opened


def test_the_outcome_and_the_case_name_the_reviews_after_a_death_with_who_follows_them() -> None:
    for shown in (outcome_card(opened(), CARDS), case_card(opened(), CARDS, office)):
        said = unfolded(shown).partition("Also\n")[2]
        assert "Child death review" in said and "The agency that knows of the death" in said
        assert "Domestic abuse related death review (DARD)" in said and NO_DUTY_HERE in said


def test_what_the_record_settles_stands_open_and_what_is_to_be_checked_unfolds() -> None:
    settled, *_ = [each for each in _containers(opened()) if each["id"] == "prompt_joint_agency_response"]
    assert settled["isVisible"] is False and "external causes" in str(settled)
    assert "not natural" not in str(settled)
    assert "On what is recorded this holds:" in words_of(prompts_section(opened(), CARDS))
    unsettled = opened(abuse_or_neglect="not_known")
    assert "On what is recorded this holds:" not in words_of(prompts_section(unsettled, CARDS))
    assert "not natural" in str(list(_containers(unsettled)))


def _containers(case: Case) -> Iterator[dict[str, Any]]:
    return (each for each in as_json(card(prompts_section(case, CARDS)))["body"] if "id" in each)


def test_without_a_death_nothing_stands_under_also() -> None:
    assert list(prompts_section(opened(harm="seriously_harmed"), CARDS)) == []


def test_a_closed_case_prompts_nobody() -> None:
    case = closed_anyway(opened(), text("finished"), BUSINESS_TEAM, OPENED_AT)
    assert NO_DUTY_HERE not in unfolded(case_card(case, CARDS, office))
