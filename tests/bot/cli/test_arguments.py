"""The words behind ``python app.py`` are read before anything is loaded; a wrong one is answered with the usage."""

import inspect
from argparse import ArgumentParser, Namespace
from pathlib import Path

import pytest

from bot.cli.arguments import CHECK, SERVE, SETTINGS, add_commands, function_of, read_arguments

COMMANDS = add_commands(ArgumentParser()).choices


def test_without_a_command_the_bot_serves() -> None:
    assert read_arguments([]).command == SERVE


def test_a_file_or_a_backup_can_be_named_to_verify() -> None:
    assert read_arguments(["verify"]).file is None
    assert read_arguments(["verify", "case.docx"]).file == Path("case.docx")
    assert read_arguments(["verify", "--backup", "monday"]).backup == "monday"


@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - {SERVE, SETTINGS}))
def test_each_command_on_a_store_finds_its_function(name: str) -> None:
    function = function_of(Namespace(run=COMMANDS[name].get_default("run")))
    taken = [*inspect.signature(function).parameters]
    assert taken == (["given", "load", "now"] if name == CHECK else ["command", "given"])


@pytest.mark.parametrize("words", [["nonsense"], ["export"], ["record-template"], ["figures", "--year", "soon"]])
def test_words_that_it_does_not_know_end_it_with_the_usage(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        read_arguments(words)
    assert ended.value.code == 2 and "usage: python app.py" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--help"], ["verify", "--help"], ["accept-store", "--help"]])
def test_help_says_what_a_command_does_and_where_to_read_on(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        read_arguments(words)
    said = " ".join(capsys.readouterr().out.split())
    does = {
        "--help": "The bot, and the commands",
        "verify": "Check every file,",
        "accept-store": "Take a store as it is,",
    }
    assert ended.value.code == 0 and does[words[0]] in said and "docs/commands.md says more" in said
