"""The start loads nothing that is needed only when something is taken away, or only with a database, and that takes
time and much memory."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
HEAVY = ("matplotlib", "numpy", "PIL", "docx", "docxtpl", "jinja2", "lxml", "icalendar", "psycopg")


def test_help_and_a_wrong_word_are_answered_before_anything_of_the_bot_is_loaded() -> None:
    asked = "import app, sys; print([name for name in sys.modules if name in ('pydantic', 'aiohttp', 'structlog')])"
    said = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_the_bot_starts_without_what_draws_writes_documents_and_speaks_to_a_database() -> None:
    asked = f"import bot.runtime.program, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    said = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
