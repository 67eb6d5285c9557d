"""Which authority notifies follows from the place, from where the child lives and from who looks after the child."""

from itertools import product

import pytest

from safeguarding.authorities.register import HOME
from safeguarding.framework.engine import Engine
from safeguarding.framework.entries import NOT_KNOWN
from safeguarding.framework.lead import KINDS, lead_of
from safeguarding.framework.loader import current

RULES = current()
HARMED = {"harm": "seriously_harmed", "age": "under_18", "abuse_or_neglect": "known", "care_experienced": "no"}
DIED = {**HARMED, "harm": "died"}
IN_CARE = {**DIED, "care_experienced": "yes"}
QUESTIONS = ("harm", "age", "care_experienced")
CARE_LEAVER = {**IN_CARE, "age": "18_to_24"}
PLACES = ("croydon", "Surrey", "another", "outside_england", NOT_KNOWN, "")
HOMES = ("croydon", "Kent", "another", "outside_england", NOT_KNOWN, "")
CARERS = ("croydon", "Essex", "another", "nobody", NOT_KNOWN, "")


def lead(answers: dict[str, str], happened: str, lives: str = "croydon", responsible: str = "") -> str | None:
    return lead_of(RULES, answers, {"happened_in": happened, "lives_in": lives, "responsible": responsible}).authority


@pytest.mark.parametrize(
    ("said", "answers", "where", "notifies"),
    [
        ("harmed at home, in Croydon", HARMED, ("croydon",), "Croydon"),
        ("harmed in Croydon, and lives in Kent", HARMED, ("croydon", "Kent"), "Croydon"),
        ("harmed in Surrey, and lives in Croydon", HARMED, ("Surrey", "croydon"), "Surrey"),
        ("died in Surrey, of no authority's care", DIED, ("Surrey", "croydon"), "Surrey"),
        ("died abroad, and lived in Croydon", DIED, ("outside_england", "croydon"), "Croydon"),
        ("died abroad, and lived in Kent", DIED, ("outside_england", "Kent"), "Kent"),
        ("harmed in Surrey, placed there by Croydon", {**IN_CARE, **HARMED}, ("Surrey", "Surrey", "croydon"), "Surrey"),
        ("died in Surrey, placed there by Croydon", IN_CARE, ("Surrey", "Surrey", "croydon"), "Croydon"),
        ("died in Croydon, placed here by Essex", IN_CARE, ("croydon", "croydon", "Essex"), "Essex"),
        ("died in Surrey, no longer in care", IN_CARE, ("Surrey", "croydon", "nobody"), "Surrey"),
        ("a care leaver of Croydon's died in Surrey", CARE_LEAVER, ("Surrey", "Surrey", "croydon"), "Croydon"),
    ],
)
def test_the_authority_that_notifies(said: str, answers: dict[str, str], where: tuple[str, ...], notifies: str) -> None:
    assert lead(answers, *where) == notifies, said


@pytest.mark.parametrize(
    ("said", "answers", "where"),
    [
        ("nobody knows where it happened", HARMED, (NOT_KNOWN,)),
        ("in England, in which authority is not known", HARMED, ("another",)),
        ("died abroad, and where the child lived is not known", DIED, ("outside_england", NOT_KNOWN)),
        ("lived abroad and died there", DIED, ("outside_england", "outside_england")),
        ("died in Surrey, and who looked after the child is not known", IN_CARE, ("Surrey", "Surrey", NOT_KNOWN)),
        ("died in Surrey, in care or not", {**DIED, "care_experienced": NOT_KNOWN}, ("Surrey", "Surrey", "")),
        ("perhaps died in Surrey, in Croydon's care", {**IN_CARE, "harm": NOT_KNOWN}, ("Surrey", "Surrey", "croydon")),
    ],
)
def test_while_it_hangs_on_what_is_not_known_no_other_authority_is_named(
    said: str, answers: dict[str, str], where: tuple[str, ...]
) -> None:
    assert lead(answers, *where) is None, said


def test_what_is_not_known_does_not_matter_where_every_rule_names_the_same_authority() -> None:
    assert lead({**DIED, "harm": NOT_KNOWN, "care_experienced": "yes"}, "croydon", "croydon", "croydon") == "Croydon"
    assert lead({**HARMED, "care_experienced": NOT_KNOWN}, "Surrey", NOT_KNOWN, NOT_KNOWN) == "Surrey"


def test_no_answer_that_comes_in_later_takes_the_notification_back_from_another_authority() -> None:
    """Every combination of answers is tried, and each with every answer that is still missing."""
    asked = [(*RULES.question(name).values, NOT_KNOWN) for name in QUESTIONS]
    leads = {given: lead_of_all(given) for given in product(*asked, PLACES, HOMES, CARERS)}
    elsewhere = {given: authority for given, authority in leads.items() if authority not in (None, HOME)}
    assert set(elsewhere.values()) == {"Surrey", "Kent", "Essex"}
    for given, authority in elsewhere.items():
        for place, values in enumerate((*asked, PLACES, HOMES, CARERS)):
            if given[place] in (NOT_KNOWN, ""):
                later = (leads[(*given[:place], value, *given[place + 1 :])] for value in values)
                assert {*later} == {authority}, given


def lead_of_all(given: tuple[str, ...]) -> str | None:
    return lead(dict(zip(QUESTIONS, given, strict=False)), *given[len(QUESTIONS) :])


def test_every_lead_rule_decides_something_and_says_where_it_is_from() -> None:
    decided = {
        rule.id
        for answers in (HARMED, IN_CARE, CARE_LEAVER)
        for where in (("croydon", "croydon", "Essex"), ("outside_england", "Kent", "nobody"))
        for rule in lead_of(RULES, answers, dict(zip(KINDS, where, strict=True))).rules
    }
    assert decided == {rule.id for rule in RULES.leads}
    for rule in RULES.leads:
        assert "GOV.UK" in RULES.describe_source(rule.source)


def test_no_decision_hangs_on_an_authority() -> None:
    """Croydon's duties and clocks are the same wherever it happened."""
    assert not {name for decision in RULES.decisions for rule in decision.rules for name in rule.when} & set(KINDS)
    assert Engine(RULES).value("sin", DIED) == "required"
