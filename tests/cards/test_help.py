"""The help cards explain."""

import pytest
from microsoft_teams.cards import AdaptiveCard

from bot.handlers.commands import read_command
from cards.help import COMMANDS, definition_card, flowchart_card, glossary_card, help_card, welcome_card
from cards.typed import CHOSEN
from tests.support.case_stages import ENGINE, FRAMEWORK
from tests.support.drawn import behind, inputs, titles, unfolded, words


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_that_the_help_names_is_understood_and_told(command: str) -> None:
    assert read_command(command)
    assert f"**{command}**" in unfolded(help_card())


def test_the_welcome_says_what_not_to_type_and_offers_a_triage_first() -> None:
    assert "Do not type names" in words(welcome_card())
    assert titles(welcome_card())[0] == "Start a triage"


def test_a_term_is_defined_however_it_is_written() -> None:
    for definition in FRAMEWORK.definitions:
        assert definition.text in words(definition_card(FRAMEWORK, definition.term.upper()))


def test_an_unknown_term_is_not_made_up() -> None:
    assert words(definition_card(FRAMEWORK, "")) == words(glossary_card(FRAMEWORK))
    said = words(definition_card(FRAMEWORK, "nonsense"))
    assert not any(definition.text in said for definition in FRAMEWORK.definitions)


def test_the_glossary_holds_every_entry_and_names_every_defined_term() -> None:
    shown = glossary_card(FRAMEWORK)
    said = unfolded(shown)
    assert all(f"**{entry.term}**: {entry.meaning}" in said for entry in FRAMEWORK.glossary)
    assert {definition.term for definition in FRAMEWORK.definitions} == terms_offered(shown)


def test_the_chart_tells_every_rule_of_every_decision() -> None:
    said = unfolded(flowchart_card(ENGINE))
    for decision in FRAMEWORK.decisions:
        assert decision.title in said
        assert all(f"**{decision.label(rule.value)}**" in said for rule in decision.rules)


def test_the_help_begins_with_what_most_people_come_for() -> None:
    assert titles(help_card())[:5] == ["Start a triage", "My steps", "My cases", "Deadlines", "What a term means"]
    assert behind(help_card(), "Deadlines") == ("type", {"words": "deadlines"})


def terms_offered(shown: AdaptiveCard) -> set[str]:
    """Returns the terms of which one can be chosen."""
    return {choice["value"] for choice in inputs(shown)[CHOSEN]["choices"]}


def test_each_form_of_abuse_can_be_chosen_from_abuse_and_from_the_glossary() -> None:
    abuse = terms_offered(definition_card(FRAMEWORK, "abuse"))
    assert abuse >= {"Physical abuse", "Domestic abuse", "Coercive control", "Child sexual exploitation"}
    assert abuse <= terms_offered(glossary_card(FRAMEWORK))
    for shown in (definition_card(FRAMEWORK, "abuse"), glossary_card(FRAMEWORK)):
        assert behind(shown, "Show what it means") == ("type", {"words": "define"})
    assert read_command("define Child sexual exploitation") == ("define", "Child sexual exploitation")
    assert "This project's reading" in words(definition_card(FRAMEWORK, "domestic abuse"))


def test_the_glossary_has_one_step_and_no_row_of_equal_buttons() -> None:
    assert titles(glossary_card(FRAMEWORK)) == ["Show what it means"]
    assert titles(definition_card(FRAMEWORK, "abuse")) == ["Show what it means", "All terms"]
