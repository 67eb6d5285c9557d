"""An unconfirmed person may report an incident; every other word and button of the bot is refused to them."""

from datetime import UTC, datetime

import pytest
from botbuilder.core import TurnContext

from bot.connector.activity_json import read_activity
from bot.handlers.commands import COMMANDS, read_command
from bot.handlers.file_consent import FILE_CONSENT
from bot.handlers.registry import BUTTONS
from bot.handlers.turn import Turn
from bot.turns.unconfirmed import REPORT, REPORT_BUTTONS, require_report
from safeguarding.case.errors import NotAllowed
from safeguarding.people import Actor, Person
from tests.bot.conftest import FakeConnector, body
from tests.support.each import for_each

BARRED = "Ring the Business Team."
BEGINS_A_REPORT = {"triage"}
SAYS_WHAT_WORDS_MEAN = {"help", "hello", "define", "glossary"}


def turn(*, barred: bool = True, name: str = "", **changes: object) -> Turn:
    activity = read_activity(body(FakeConnector(url="http://127.0.0.1/"), name=name))
    actor = Actor(person=Person(tenant="council", id="ada"))
    said = Turn(TurnContext("an adapter", activity), actor, "own", datetime.now(UTC), barred=BARRED if barred else None)
    return Turn(**{**vars(said), **changes})


def is_refused(asked: Turn) -> bool:
    try:
        require_report(asked)
    except NotAllowed as refused:
        assert str(refused) == BARRED
        return True
    return False


def test_the_words_of_a_report_are_these() -> None:
    assert REPORT == BEGINS_A_REPORT | SAYS_WHAT_WORDS_MEAN
    assert {"start_triage", "help"} == REPORT_BUTTONS


@for_each("command", sorted(COMMANDS))
def test_each_other_command_is_refused(command: str) -> None:
    for words in (command, f"{command} CSCP-2026-001", f"{command.upper()} CSCP-2026-001 yesterday"):
        if read_command(words):
            assert is_refused(turn(text=words)) == (command not in REPORT), words
            assert is_refused(turn(verb="type", data={"words": words})) == (command not in REPORT), words
    assert is_refused(turn(text="CSCP-2026-001"))


@for_each("verb", sorted({*BUTTONS, "answer", "record", "no_such_verb"} - {"type"}))
def test_of_all_buttons_those_that_report_are_open(verb: str) -> None:
    for data in ({}, {"ref": "CSCP-2026-001"}, {"ref": "CSCP-2026-001", "confirmed": True}):
        assert is_refused(turn(verb=verb, data=data)) == (verb not in REPORT_BUTTONS)


def test_the_buttons_of_ones_own_report_are_open_and_a_file_is_not() -> None:
    assert not is_refused(turn(verb="record", data={"draft": "d1"}))
    assert is_refused(turn(name=FILE_CONSENT))


@pytest.mark.parametrize("said", ["A baby has died", "", "what now?"])
def test_what_is_no_command_is_answered_with_what_may_have_been_meant(said: str) -> None:
    assert not is_refused(turn(text=said))


@for_each("command", sorted(COMMANDS))
def test_nothing_is_refused_to_whoever_is_confirmed(command: str) -> None:
    assert not is_refused(turn(barred=False, text=command))
    assert not is_refused(turn(barred=False, name=FILE_CONSENT))
