"""The rows say what is measured in which circumstances."""

from bench.rows import BARE, CROWD, ECHOES_OF_PEERS, EVERYWHERE, ROWS, TRIAGE, USUAL


def test_what_a_goal_compares_is_measured_in_the_circumstances_of_the_goals() -> None:
    compared = [row for row in ROWS if row.name in {TRIAGE, BARE, *ECHOES_OF_PEERS}]
    assert len(compared) == 5
    assert all({USUAL, CROWD} <= set(row.cells) for row in compared)


def test_every_row_is_measured_in_the_usual_circumstances_and_where_teams_is_slow() -> None:
    for row in ROWS:
        assert USUAL in row.cells and any(cell.pause for cell in row.cells)
        assert set(row.cells) <= set(EVERYWHERE)
