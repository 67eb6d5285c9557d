"""The cases of scenarios.toml, in plain words, are decided as ``python -m safeguarding decide`` does it."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.engine import Engine
from safeguarding.framework.loader import current
from safeguarding.publications.decide_json import DATES, decide

RULES = current()
ENGINE = Engine(RULES)
CALENDAR = WorkingCalendar(RULES.calendar.published_until)
INPUT = ("facts", "became_aware", "sin_submitted", "commissioned", "review")
SCENARIOS: list[dict[str, Any]] = tomllib.loads((Path(__file__).parents[2] / "scenarios.toml").read_text("utf-8"))[
    "scenario"
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[scenario["name"] for scenario in SCENARIOS])
def test_what_follows_in_the_case(scenario: dict[str, Any]) -> None:
    given = {key: scenario[key] for key in INPUT if key in scenario}
    answer = decide(json.dumps(given), ENGINE, CALENDAR)
    assert answer["decisions"] == scenario["expect"]
    assert answer["route"] == scenario["route"]
    assert answer["due"] == scenario.get("due", {})


def test_there_are_at_least_forty_cases_and_no_two_have_the_same_name() -> None:
    assert len(SCENARIOS) >= 40
    assert len({scenario["name"] for scenario in SCENARIOS}) == len(SCENARIOS)


def test_a_case_holds_nothing_that_is_not_checked() -> None:
    for scenario in SCENARIOS:
        assert set(scenario) <= {"name", *INPUT, "expect", "route", "due"}, scenario["name"]


def test_the_cases_show_every_answer_every_value_and_every_deadline() -> None:
    given = {(fact, value) for scenario in SCENARIOS for fact, value in scenario["facts"].items()}
    assert given == {(q.id, a.id) for q in RULES.asked_at("triage") for a in q.answers}
    reached = {item for scenario in SCENARIOS for item in {**scenario["expect"], "route": scenario["route"]}.items()}
    possible = {(d.id, value) for d in RULES.decisions for value in (*d.values, "not_yet_known")}
    assert reached == possible
    counted = {deadline.id for deadline in RULES.deadlines if deadline.starts in DATES}
    assert {name for s in SCENARIOS for name in s.get("due", {})} == counted


def test_the_cases_show_every_reason_against_an_lcspr() -> None:
    reasons = {id for s in SCENARIOS for id in s.get("review", {}).get("reasons_not_to_commission", [])}
    assert reasons == {item.id for item in RULES.question("reasons_not_to_commission").items}
