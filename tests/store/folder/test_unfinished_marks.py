"""A work that was cut off is finished before anything else is done."""

from pathlib import Path

import pytest

from store.errors import Unfinished
from store.folder.unfinished_marks import MARKS, refuse_unfinished


@pytest.mark.parametrize("mark", MARKS)
def test_each_mark_says_which_command_to_run_again(mark: str) -> None:
    with pytest.raises(Unfinished, match=r"^A .* /srv/store was cut off\. Run "):
        refuse_unfinished(Path("/srv/store"), ["open.json", mark])


def test_a_folder_without_a_mark_is_whole() -> None:
    refuse_unfinished(Path("/srv/store"), ["open.json", "ledger.json", "moving.json"])
