"""The browser looks for the windows where the run puts them, also when its tests run by themselves, as in ``make
pictures``."""

import os
import subprocess
import sys

from local.people import WINDOWS
from local.run import PORT
from tests.browser.conftest import ROOT

HERE = "tests/browser/test_ports_of_a_run.py"


def test_the_windows_and_the_bot_stand_at_the_ports_of_this_run() -> None:
    assert str(WINDOWS[0].port) == os.environ["LOCAL_PORTS"]
    assert str(PORT) == os.environ["LOCAL_BOT_PORT"]


def test_they_do_so_where_the_tests_of_the_browser_run_by_themselves() -> None:
    alone = (sys.executable, "-m", "pytest", "-q", HERE, "-k", "stand_at_the_ports")
    ended = subprocess.run(alone, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stdout
