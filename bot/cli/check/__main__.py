"""``python -m bot.cli.check`` prints the table of docs/assumptions.md."""

import sys

from bot.cli.check.assumptions import table

sys.stdout.write(f"{table()}\n")
