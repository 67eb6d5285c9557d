"""Prompts that the bot does not ask by are not imported when it starts, and work all the same when they are used."""

import subprocess
import sys

STARTED = """
import sys
import bot.runtime.program
put_off = (
    *("recognizers_date_time.", "recognizers_choice.", "recognizers_number.", "emoji.", "babel.core"),
    *("requests_oauthlib.", "oauthlib."),
)
print(sorted(name for name in sys.modules if name.startswith(put_off)))
from recognizers_date_time import recognize_datetime
print([found.resolution["values"][0]["value"] for found in recognize_datetime("on 3 June 2026", "en-us")])
print("recognizers_date_time.date_time" in sys.modules)
from msrest.universal_http.requests import oauth2
print(oauth2.rfc6749.errors.TokenExpiredError.__name__)
"""


def test_a_start_imports_no_recognizer_and_the_first_use_does() -> None:
    said = subprocess.run([sys.executable, "-c", STARTED], capture_output=True, text=True, check=True).stdout
    assert said.splitlines() == ["[]", "['2026-06-03']", "True", "TokenExpiredError"]
