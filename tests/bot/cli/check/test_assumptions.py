"""What the bot takes for granted of Teams is seen by a check, by a person, or hangs on nothing; and is published so."""

from pathlib import Path

from bot.cli.check import live
from bot.cli.check.assumptions import assumptions, steps_by_hand, table

ROOT = Path(__file__).parents[4]
OF_THE_NETWORK = {
    "Outbound HTTPS to Microsoft",
    "Outbound HTTPS to Teams",
    "Microsoft's signing keys",
    "Token of the app",
}
OF_THE_TENANT = {
    *(live.POST, live.CHANGE, live.ANSWER, live.MENTION, live.PICTURE),
    *(live.DELETE, live.MEMBER, live.REACH, live.FILE),
}


def test_the_published_table_is_made_of_the_list() -> None:
    assert table() in (ROOT / "docs/assumptions.md").read_text("utf-8")


def test_each_check_of_the_tenant_sees_something_that_is_taken_for_granted() -> None:
    named = {check for assumption in assumptions() for check in assumption.checks}
    assert named == OF_THE_NETWORK | OF_THE_TENANT


def test_what_no_machine_sees_is_a_step_for_a_person_unless_nothing_hangs_on_it() -> None:
    seen = sum(bool(assumption.checks) for assumption in assumptions())
    idle = sum(not each.checks and each.see.startswith("none is needed") for each in assumptions())
    steps = list(steps_by_hand())
    assert len(steps) == len(assumptions()) - seen - idle and all(step.startswith("[ ] ") for step in steps)
    assert any("composeExtension/query" in step for step in steps)
