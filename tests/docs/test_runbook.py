"""The runbook says of everything that the bot complains of what it means and what to do."""

import ast
import re
from argparse import ArgumentParser
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.cli.arguments import add_commands
from tests.journeys.conftest import Bot, bot

__all__ = ["bot"]

ROOT = Path(__file__).parents[2]
RUNBOOK = (ROOT / "docs" / "runbook.md").read_text("utf-8")
CODE = ("app.py", "bot", "cards", "dialogs", "reports", "safeguarding", "store")
COMPLAINTS = {"warning", "error", "critical", "exception", "log"}
EVENT = re.compile(r"[a-z][a-z_]+")


@cache
def events() -> frozenset[str]:
    return frozenset(_events())


def _events() -> Iterator[str]:
    for name in CODE:
        files = [ROOT / name] if name.endswith(".py") else (ROOT / name).rglob("*.py")
        for path in files:
            yield from _events_in(ast.parse(path.read_text("utf-8")))


def _events_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in COMPLAINTS:
            yield from (
                each.value
                for each in node.args
                if isinstance(each, ast.Constant) and isinstance(each.value, str) and EVENT.fullmatch(each.value)
            )


def test_the_events_are_found() -> None:
    assert {"turn_failed", "round_failed", "request_refused", "library_message"} <= events()


def test_every_warning_and_error_of_the_bot_is_explained() -> None:
    for event in sorted(events()):
        row = next((line for line in RUNBOOK.splitlines() if f"`{event}`" in line.partition(" | ")[0]), None)
        assert row, f"add {event} to docs/runbook.md"
        assert len([cell for cell in row.strip("|").split("|") if cell.strip()]) == 4, event


@pytest.mark.parametrize("command", [*add_commands(ArgumentParser()).choices])
def test_how_every_command_ends_is_explained(command: str) -> None:
    assert any(line.startswith("| ") and f"`{command}`" in line.partition(" | ")[0] for line in RUNBOOK.splitlines())


async def test_every_field_of_readyz_is_explained(bot: Bot) -> None:
    _, said = await bot.ready()
    for field in said.keys() - {"status"}:
        assert f"| 200 `{field}` |" in RUNBOOK
    source = (ROOT / "bot" / "web" / "health.py").read_text("utf-8")
    for field in re.findall(r'faults\["(\w+)"\]', source):
        assert f"| 503 `{field}` |" in RUNBOOK


def test_every_number_that_the_runbook_names_is_there() -> None:
    source = (ROOT / "bot" / "observability" / "metrics.py").read_text("utf-8")
    for name in re.findall(r"cscp_[a-z_]+", RUNBOOK):
        assert f'"{name.removesuffix("_total")}"' in source
