"""A person's typed words are read as a command, or met with the nearest one."""

import pytest

from bot.handlers.commands import COMMANDS, WITHOUT_WORDS, did_you_mean, read_command
from cards.elements import as_json
from tests.support.fake_teams.server import buttons, cut_titles, texts, titles


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("triage", ("triage", "")),
        ("  Triage. ", ("triage", "")),
        ("case CSCP-2026-001", ("case", "CSCP-2026-001")),
        ("CASE cscp-2026-001", ("case", "cscp-2026-001")),
        ("submitted CSCP-2026-001 12/11/2026", ("submitted", "CSCP-2026-001 12/11/2026")),
        ("define Seriously Harmed", ("define", "Seriously Harmed")),
        ("sign-offs!", ("sign-offs", "")),
        ("sign offs", ("sign-offs", "")),
        ("My steps.", ("my steps", "")),
        ("mysteps", ("my steps", "")),
        ("Hand  over CSCP-2026-001", ("hand over", "CSCP-2026-001")),
        ("away until 3 January", ("away", "until 3 January")),
        ("My-Steps", ("my steps", "")),
        ("sign\u2011offs", ("sign-offs", "")),
        *(("help?", ("help", "")), ("/help", ("help", ""))),
        ("case: CSCP-2026-001", ("case", "CSCP-2026-001")),
        ("/case\u00a0CSCP\u20112026\u2011001", ("case", "CSCP\u20112026\u2011001")),
        ("CSCP-2026-001", ("case", "CSCP-2026-001")),
        ("\u201ccscp\u20112026\u2013001\u201d.", ("case", "\u201ccscp\u20112026\u2013001\u201d.")),
    ],
)
def test_a_command_is_read_with_the_words_as_they_were_typed(typed: str, command: tuple[str, str]) -> None:
    assert read_command(typed) == command


@pytest.mark.parametrize("typed", ["", "a child has died", "triage a child of 3", "cases please", "casework"])
def test_a_sentence_is_no_command(typed: str) -> None:
    assert read_command(typed) is None


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        *(("triag", "triage"), ("deadline", "deadlines"), ("sign-off", "sign-offs")),
        *(("my stpes", "my steps"), ("mystep", "my steps"), ("steps", "my steps")),
    ],
)
def test_a_slip_of_the_finger_is_met_with_the_command_that_was_meant(typed: str, near: str) -> None:
    button, _ = buttons(as_json(did_you_mean(typed).card))
    assert (button["title"], button["verb"], button["data"]) == (near, "type", {"words": near})


@pytest.mark.parametrize("typed", ["show CSCP-2026-001", "what about \u201cCSCP\u20112026\u2011001\u201d?"])
def test_a_sentence_with_one_reference_is_offered_that_case(typed: str) -> None:
    button, _ = buttons(as_json(did_you_mean(typed).card))
    assert button["data"] == {"words": "case CSCP-2026-001"}


def test_what_was_meant_is_suggested_with_the_words_behind_it() -> None:
    button, _ = buttons(as_json(did_you_mean("caze CSCP-2026-001").card))
    assert button["data"] == {"words": "caze CSCP-2026-001".replace("caze", "case")}


@pytest.mark.parametrize(
    "typed", ["submited CSCP-2026-001 12/11/2026", "defin what it means that a child was care experienced"]
)
def test_a_suggestion_is_read_in_full_and_its_button_is_cut_on_no_phone(typed: str) -> None:
    shown = as_json(did_you_mean(typed).card)
    meant = typed.replace("submited", "submitted").replace("defin ", "define ")
    assert cut_titles(shown) == [] and f"Did you mean: {meant}" in [*texts(shown)]
    assert next(iter(buttons(shown)))["data"] == {"words": meant}


def test_a_long_text_is_not_repeated_as_what_was_meant() -> None:
    assert titles(as_json(did_you_mean(f"updat {'x' * 20_000}").card)) == ["Start a triage", "Help"]


@pytest.mark.parametrize(
    "typed",
    ["a child has died", "he was stabbed yesterday", "Baby in intensive care", "triage a child of 3 who was hurt"],
)
def test_what_speaks_of_a_death_or_a_serious_harm_is_offered_the_triage(typed: str) -> None:
    shown = as_json(did_you_mean(typed).card)
    assert "Is this an incident to report?" in str(shown)
    assert next(iter(buttons(shown)))["verb"] == "start_triage"


def test_anything_else_leads_to_a_triage_or_the_help() -> None:
    assert titles(as_json(did_you_mean("what is this").card)) == ["Start a triage", "Help"]


def test_only_what_holds_no_case_is_answered_in_a_channel() -> None:
    public = {name for name, command in COMMANDS.items() if command.public}
    assert public == {"define", "glossary", "flowchart", "help", "hello"}


def test_every_command_that_takes_no_words_is_one() -> None:
    assert COMMANDS.keys() >= WITHOUT_WORDS
