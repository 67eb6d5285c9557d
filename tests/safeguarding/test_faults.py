"""Whoever has written a file is told of each of its faults at once."""

from safeguarding.faults import Faults


def test_each_fault_stands_in_a_line_of_its_own() -> None:
    faults = Faults(fault for fault in ("name: it is empty.", "quorum: it is no number."))
    assert faults.faults == ("name: it is empty.", "quorum: it is no number.")
    assert str(faults) == "name: it is empty.\nquorum: it is no number."
