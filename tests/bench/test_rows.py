"""The rows say what is measured in which circumstances."""

from bench.rows import (
    ALONE,
    BARE,
    COMMANDS,
    CROWD,
    ECHOES_OF_PEERS,
    EVERYWHERE,
    REPORT,
    ROWS,
    SIGN_OFF,
    SIGN_OFF_FEW,
    SIGN_OFF_MANY,
    TRIAGE,
    TYPED,
    USUAL,
)


def test_what_a_goal_compares_is_measured_in_the_circumstances_of_the_goals() -> None:
    compared = [row for row in ROWS if row.name in {TRIAGE, BARE, *ECHOES_OF_PEERS}]
    assert len(compared) == 5
    assert all({USUAL, CROWD} <= set(row.cells) for row in compared)


def test_what_somebody_waits_for_is_measured_for_one_person_alone_too() -> None:
    waited_for = {TRIAGE, TYPED, *COMMANDS.values(), REPORT, SIGN_OFF_FEW, SIGN_OFF, SIGN_OFF_MANY}
    found = [row for row in ROWS if row.name in waited_for]
    assert len(found) == len(waited_for) and all(ALONE in row.cells for row in found)


def test_every_row_is_measured_in_the_usual_circumstances_and_where_teams_is_slow() -> None:
    for row in ROWS:
        assert USUAL in row.cells and any(cell.pause for cell in row.cells)
        assert set(row.cells) <= set(EVERYWHERE)
