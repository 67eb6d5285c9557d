"""Every button and every command is walked while Teams fails (``make soak``), and the README says how many."""

from bot.handlers.commands import COMMANDS
from bot.handlers.registry import BUTTONS
from tests.docs.test_documents import ROOT
from tests.support.walks.all_steps import STEPS
from tests.support.walks.step import SAYS


def test_every_button_and_every_command_is_walked() -> None:
    walked = {step.takes for step in STEPS.values()}
    missing = {*BUTTONS, *(f"{SAYS}{name}" for name in COMMANDS)} - walked
    assert not missing, "add a step for each to tests/support/walks/: a few lines, like those that stand there"


def test_the_readme_says_how_many_kinds_of_step_are_walked() -> None:
    assert f"{len(STEPS)} kinds of step" in (ROOT / "README.md").read_text("utf-8")
