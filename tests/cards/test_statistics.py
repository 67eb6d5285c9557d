"""The dashboard's card has numbers beside percentages, the nearest deadline first, and fits with many cases."""

from datetime import date

import pytest

from cards.elements import MESSAGE_BYTES, as_json
from cards.statistics import NOT_COUNTED, dashboard_card
from safeguarding.case.case import Case
from safeguarding.case.views.statistics import Figures, figures
from tests.cards.all_cards.test_every_card import READER, nodes, schema
from tests.cards.all_cards.test_every_card import case as opened
from tests.support.children import siblings
from tests.support.fake_teams.message_size import message_size
from tests.support.fake_teams.server import texts
from tests.support.largest_case import escalated, referred
from tests.support.links import linked

FRAMEWORK = READER.framework


def counted(*cases: Case, today: date = READER.today) -> Figures:
    return figures(cases, FRAMEWORK, READER.calendar, today)


def shown(found: Figures, *open_cases: Case) -> dict[str, object]:
    return as_json(dashboard_card(found, open_cases, READER))


def words(card: object) -> str:
    return "\n".join(texts(card, unfolded=True))


@pytest.mark.parametrize("number", [0, 1, 400])
def test_it_is_valid_and_fits_into_what_teams_takes_however_many_cases_there_are(number: int) -> None:
    cases = [opened(f"CSCP-2026-{n:03}") for n in range(1, number + 1)]
    largest = [Case((opened(case.ref).opened, *escalated("x").events[1:])) for case in cases[:3]]
    card = shown(counted(*largest, *cases[3:]), *cases)
    assert [error.message for error in schema().iter_errors(card)][:3] == []
    assert message_size(card) < MESSAGE_BYTES
    assert ("more that are less pressing" in words(card)) == (number == 400)
    assert NOT_COUNTED in words(card)


def test_every_indicator_and_theme_that_recurs_is_named_with_its_number_of_cases() -> None:
    """The largest review has every item of every question ticked."""
    reviewed, concern = escalated("x"), referred("x")
    card = words(shown(counted(reviewed, concern)))
    for name, both in (("indicators", True), ("categories", False)):
        for item in FRAMEWORK.question(name).items:
            assert f"{item.label}: {'2 cases' if both else '1 case'}" in card
    for group in FRAMEWORK.question("categories").groups:
        assert f"{group.title}: 1" in card


def test_a_rate_stands_with_its_numbers_and_without_a_percentage_where_nothing_is_decided() -> None:
    card = shown(counted(opened(), opened("CSCP-2026-002")))
    table = next(node for node in nodes(card) if node.get("type") == "Table")
    rows = [list(texts(row)) for row in table["rows"]]
    assert rows[0] == ["Deadline", "Open cases", "Closed cases"]
    assert ["Submit the SIN (5 working days)", "2 not yet due", "none"] in rows
    overdue = shown(counted(opened(), today=date(2026, 12, 24)))
    assert ["Submit the SIN (5 working days)", "0 in time (0 %), 1 late", "none"] in [
        list(texts(row)) for node in nodes(overdue) if node.get("type") == "Table" for row in node["rows"]
    ]


def test_it_says_how_many_cases_are_linked_and_how_where_any_is() -> None:
    both = linked(opened("CSCP-2026-001"), opened("CSCP-2026-002"))
    assert "Cases that are linked to another: the same family: 2." in words(shown(counted(*both)))
    assert "linked" not in words(shown(counted(both[0])))


def test_it_counts_the_children_beside_the_cases_where_an_incident_has_several() -> None:
    assert "2 cases, with 3 children, 2 of them open." in words(shown(counted(opened("CSCP-2026-002"), siblings())))
    assert "1 case, 1 of them open." in words(shown(counted(opened())))


def test_it_holds_nothing_that_a_case_says() -> None:
    assert "zzz" not in words(shown(counted(escalated("zzz"), referred("zzz")), escalated("zzz")))
