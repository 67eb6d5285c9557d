"""``python app.py`` serves the bot; with a command it works on the store (``bot/cli/main.py``)."""

import gc
import sys

from bot.cli.arguments import read_arguments


def main(arguments: list[str]) -> int:
    given = read_arguments(arguments)
    # What is imported stays: looking through it for garbage, meanwhile or later, takes a quarter of a start.
    gc.disable()
    from bot.runtime.program import run_program  # noqa: PLC0415 - --help and a wrong word are answered at once

    gc.freeze()
    gc.enable()
    return run_program(given)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
