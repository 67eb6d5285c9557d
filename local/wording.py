"""The listing shows every text that the bot can say, for whoever reviews its wording: ``python -m local.wording``.

The texts are read from where they stand: the rules file, and the program's own source. Nothing is kept in step by hand.
"""

import ast
import builtins
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
RULES = ROOT / "safeguarding" / "rules"
PACKAGES = ("safeguarding", "cards", "dialogs", "reports", "bot")
TO_WHOEVER_RUNS_IT = (
    *("bot/cli/", "bot/clock", "bot/config/", "bot/errors", "bot/observability/", "bot/runtime/", "bot/web/"),
    *("bot/connector/activity", "bot/connector/app", "bot/connector/client", "bot/connector/delivery"),
    *(
        "bot/connector/file",
        "bot/connector/proxies",
        "bot/connector/transport",
        "bot/security/bot",
        "bot/security/sign",
    ),
    *("dialogs/typed_answers", "reports/decision_record/template", "reports/word", "safeguarding/__main__"),
    *("safeguarding/case/views/integrity", "safeguarding/framework/loader", "safeguarding/partnership/model"),
    *("safeguarding/partnership/validation", "safeguarding/publications/booklet", "safeguarding/publications/decide"),
)
"""Files that begin so say what those read who install the bot or write its rules, or what goes to nobody's client."""
SHOWN = (
    *("ask", "chosen", "document", "evidence", "examples", "from", "help", "items", "label", "meaning", "partnership"),
    *("question", "source_document", "strength", "term", "text", "title", "which", "who"),
)
"""The keys of the rules file whose words are shown."""
NOT_WORDS = (
    *("Bolder", "Large", "Medium", "Small", "attention", "auto", "compact", "default", "emphasis", "expanded", "false"),
    *(
        "good",
        "none",
        "positive",
        "unknown",
        "warning",
        "Cc",
        "Cf",
        "Co",
        "Cn",
        "Cs",
        "NFC",
        "NFD",
        "NFKC",
        "ENG",
        "GB",
    ),
    *("Europe/London", "DISPLAY", "PRIVATE", "PUBLISH", "TRANSPARENT", "PNG", "RGB"),
)
"""Values of a card's, a calendar's and a picture's fields, and names of kinds of characters and of places."""
HOLE = re.compile(r"\{[^{}]*\}")
IN_CODE = re.compile(r"\(\?:|\\w|^[A-Z]+(_[A-Z]+)+$|//EN$|flowchart TD")
"""Patterns, settings, the name of the calendar's maker and the head of a drawing are no words."""
# Two words; or one with a capital at the start, or beside a hole.
IN_WORDS = re.compile(
    r"[A-Za-z]['\u2019a-z]*[,.:;]? +\W*[A-Za-z{]|^\W*[A-Z][A-Za-z]|\}\W* \W*[a-z]{2}|[a-z]{2}\W* \W*\{|^ [a-z]+ $"
)


@dataclass(frozen=True)
class Text:
    """A text has a source and its ``words``, with {a name in braces} where something is put in."""

    source: str
    words: str

    @property
    def is_said(self) -> bool:
        """Says whether people read it in Teams, or in what they take from there."""
        return not self.source.startswith(TO_WHOEVER_RUNS_IT)


def main() -> None:
    """Prints the texts by where each stands, those first that people read in Teams."""
    source = ""
    for text in sorted((*texts_of_the_rules(), *texts_of_the_program()), key=lambda each: not each.is_said):
        if text.source != source:
            source = text.source
            sys.stdout.write(f"\n== {source} ==\n")
        sys.stdout.write("- {}\n".format(text.words.strip().replace("\n", "\n  ")))


def texts_of_the_rules() -> Iterator[Text]:
    for file in sorted(RULES.glob("*.toml")):
        words = _shown_words(tomllib.loads(file.read_text("utf-8")))
        yield from _texts(file, words)


@cache
def texts_of_the_program() -> Sequence[Text]:
    files = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]
    return [text for file in files for text in _texts(file, _spoken_words(ast.parse(file.read_text("utf-8"))))]


def _texts(file: Path, words: Iterable[str]) -> Iterator[Text]:
    """Yields each text of a file once."""
    return (Text(file.relative_to(ROOT).as_posix(), each) for each in dict.fromkeys(words))


def _shown_words(entry: Mapping[str, Any]) -> Iterator[str]:
    """Yields the words under the keys that are shown, in the order of the file."""
    for key, value in entry.items():
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                # The values of a decision have names of their own.
                yield from inner.values() if key == "values" else _shown_words(inner)
            elif key in SHOWN and isinstance(inner, str):
                yield inner


def _spoken_words(node: ast.AST) -> Iterator[str]:
    """Yields the string literals that are words, those inside an expression in braces too."""
    if isinstance(node, ast.Constant | ast.JoinedStr):
        if _is_text(words := _words(node)):
            yield words
    elif isinstance(node, ast.IfExp):
        yield from (_words(branch) for branch in (node.body, node.orelse) if _is_a_word(branch))
    elif isinstance(node, ast.Dict):
        yield from _explained_words(node)
    for child in _children(node):
        yield from _spoken_words(child)


def _is_text(words: str) -> bool:
    if words in NOT_WORDS or IN_CODE.search(words):
        return False
    return bool(IN_WORDS.search(HOLE.sub("{}", words)))


def _explained_words(node: ast.Dict) -> Iterator[str]:
    """Yields the words to which a dictionary gives an explanation: the commands, say."""
    pairs = ((key, _words(value)) for key, value in zip(node.keys, node.values, strict=True) if key is not None)
    yield from (_words(key) for key, meaning in pairs if _is_a_word(key) and " " in meaning and meaning[0].islower())


def _children(node: ast.AST) -> Iterable[ast.AST]:
    """Returns the child nodes, without docstrings, annotations, and what only engineers read: errors of the program."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return ()
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and _is_for_engineers(node.func.id):
        return ()
    if isinstance(node, ast.JoinedStr):
        return [part for part in node.values if isinstance(part, ast.FormattedValue)]
    if isinstance(node, ast.FormattedValue):
        return [node.value]
    annotations = [getattr(node, name, None) for name in ("annotation", "returns")]
    return [child for child in ast.iter_child_nodes(node) if child not in annotations]


def _is_for_engineers(function: str) -> bool:
    kind = getattr(builtins, function, None)
    return function == "TypeVar" or (isinstance(kind, type) and issubclass(kind, Exception))


def _is_a_word(node: ast.expr) -> bool:
    """Recognises a word that is put into a sentence, too short to be told by itself."""
    words = _words(node)
    return words.isalpha() and len(words) > 1 and words.islower() and words not in NOT_WORDS


def _words(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_words, node.values))
    if isinstance(node, ast.FormattedValue):
        return f"{{{HOLE.sub('', ast.unparse(node.value)).strip('{}')}}}"
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


if __name__ == "__main__":
    main()
