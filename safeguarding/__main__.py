"""The rules from the command line: ``python -m safeguarding booklet | questions | flowchart | news |
decide FILE | compare OLD NEW``.

It ends with 0 when all is well and with 2 for what can't be read; ``compare`` ends with 1 where more than wording
differs.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from safeguarding.case.views.news.table import news_table
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.engine import Engine
from safeguarding.framework.loader import RulesFault, current, load_earlier, load_named
from safeguarding.publications.booklet import booklet, questions_for_the_partnership
from safeguarding.publications.comparison import compare
from safeguarding.publications.comparison_text import comparison_text
from safeguarding.publications.decide_json import InputFault, decide
from safeguarding.publications.flowchart import flowchart

DIFFERS, BAD_INPUT = 1, 2
PAGES: Mapping[str, Callable[[Engine], str]] = {
    "booklet": booklet,
    "questions": lambda engine: questions_for_the_partnership(engine.framework),
    "flowchart": flowchart,
    "news": lambda engine: news_table(),
}


def main(arguments: list[str]) -> int:
    given = _parser().parse_args(arguments)
    if given.command == "decide":
        return _decide(given.file)
    if given.command == "compare":
        return _compare(given.old, given.new)
    engine = Engine(current())
    sys.stdout.write(PAGES[given.command](engine))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m safeguarding", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("booklet", help="print the rules as Markdown, for reviewers")
    commands.add_parser("questions", help="print what the partnership has to settle, with the reading chosen")
    commands.add_parser("flowchart", help="print the flow chart as a Mermaid diagram")
    commands.add_parser("news", help="print who hears of which event, how and when, as Markdown")
    deciding = commands.add_parser("decide", help="print what follows from facts given as JSON")
    deciding.add_argument("file", help='the file with the facts, or "-" for standard input')
    comparing = commands.add_parser(
        "compare",
        help="print which decisions, deadlines and questions differ between two versions of the rules",
        epilog="Ends with 0 when nothing or wording alone differs, 1 when more does, 2 when a file can't be used.",
    )
    for name in ("old", "new"):
        comparing.add_argument(
            name, metavar=name.upper(), help="a rules file, or a version that comes with the program"
        )
    return parser


def _compare(old: str, new: str) -> int:
    try:
        before, after = load_earlier(old), load_named(new)
    except RulesFault as fault:
        return _refuse(fault.faults)
    found = compare(before, after)
    sys.stdout.write(comparison_text(found, before, after))
    return 0 if found.is_wording_alone else DIFFERS


def _decide(file: str) -> int:
    framework = current()
    try:
        text = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        answer = decide(text.decode("utf-8"), Engine(framework), WorkingCalendar(framework.calendar.published_until))
    except OSError as error:
        return _refuse([f"{file}: {error.strerror}."])
    except UnicodeDecodeError:
        return _refuse([f"{file}: is not text in UTF-8."])
    except InputFault as fault:
        return _refuse(fault.faults)
    sys.stdout.write(json.dumps(answer, indent=2) + "\n")
    return 0


def _refuse(faults: Iterable[str]) -> int:
    for fault in faults:
        print(fault, file=sys.stderr)
    return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
