"""The listing shows every text that the bot can say, for whoever reviews its wording: ``python app.py texts``.

The texts are read from where they stand: the rules file, and the program's own source. Nothing is kept in step by hand.
"""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
RULES = ROOT / "safeguarding" / "rules"
PACKAGES = ("safeguarding", "cards", "dialogs", "reports", "bot")
# These files are read by those who install the bot, write its rules, or send it what is no activity.
NOT_TO_PEOPLE = frozenset(
    [
        "bot/connector/activity_json.py",
        "bot/config/allowed_hosts.py",
        "bot/security/bot_framework_token.py",
        "bot/connector/client.py",
        "bot/connector/app_token.py",
        "bot/connector/proxies.py",
        "bot/connector/transport.py",
        "bot/observability/logs.py",
        "bot/observability/metrics.py",
        "bot/cli/arguments.py",
        *(f"bot/cli/check/{name}.py" for name in ("command", "finding", "live", "machine", "network")),
        "bot/cli/main.py",
        "bot/cli/progress.py",
        "bot/cli/taken_file.py",
        "reports/word.py",
        "reports/word_file.py",
        "reports/decision_record/template.py",
        "bot/cli/context.py",
        "bot/cli/store_maintenance.py",
        "bot/cli/statistics.py",
        "bot/cli/case_exports.py",
        "safeguarding/partnership/model.py",
        "safeguarding/partnership/validation.py",
        "bot/config/partnership_file.py",
        "bot/errors.py",
        "bot/runtime/serve.py",
        "bot/web/server.py",
        "bot/config/settings.py",
        "bot/security/signing_keys.py",
        "bot/config/encryption_key.py",
        "bot/cli/wording.py",
        "dialogs/typed_answers.py",
        "safeguarding/__main__.py",
        "safeguarding/publications/booklet.py",
        "safeguarding/case/views/integrity.py",
        "safeguarding/publications/decide_json.py",
        "safeguarding/framework/loader.py",
    ]
)
FOR_ENGINEERS = frozenset(
    {
        "ValueError",
        "TypeError",
        "KeyError",
        "BadActivity",
        "Forbidden",
        "TypeVar",
        "ZoneInfo",
        "compile",
        "country_holidays",
        "normalize",
    }
)
# The keys of the rules file whose words are shown.
SHOWN = frozenset(
    [
        *[
            "ask",
            "chosen",
            "document",
            "evidence",
            "examples",
            "from",
            "help",
            "items",
            "label",
            "which",
            "meaning",
            "partnership",
        ],
        *["question", "source_document", "strength", "term", "text", "title", "who"],
    ]
)
# Values of a card's, a document's, a picture's and a calendar's fields, and names of kinds of characters.
NOT_WORDS = frozenset(
    [
        *["Bolder", "Large", "Medium", "Small", "attention", "auto", "compact", "default", "emphasis", "expanded"],
        *["false", "good", "none", "positive", "unknown", "warning", "Cc", "Cf", "Co", "Cn", "Cs", "flowchart TD"],
        *["DISPLAY", "NUMPAGES", "PAGE", "PNG", "PRIVATE", "PUBLISH", "RGB", "RGBA", "TRANSPARENT"],
        "-//CSCP//Review bot//EN",
    ]
)
HOLE = re.compile(r"\{[^{}]*\}")
# Two words; or one with a capital at the start, or beside a hole.
IN_WORDS = re.compile(
    r"[A-Za-z]['\u2019a-z]*[,.:;]? +\W*[A-Za-z{]|^\W*[A-Z][A-Za-z]|\}\W* \W*[a-z]{2}|[a-z]{2}\W* \W*\{|^ [a-z]+ $"
)


@dataclass(frozen=True)
class Text:
    """A text has a source and its ``words``, with {a name in braces} where something is put in."""

    source: str
    words: str


def listing() -> str:
    """Lists the texts as a page of plain text, by where each text stands."""
    lines: list[str] = []
    for text in every_text():
        heading = f"\n== {text.source} =="
        if heading not in lines:
            lines.append(heading)
        lines.append("- " + text.words.strip().replace("\n", "\n  "))
    return "\n".join(lines).strip()


def every_text() -> tuple[Text, ...]:
    """Returns the texts of the rules first, each once in its place."""
    return tuple(dict.fromkeys([*texts_of_the_rules(), *texts_of_the_program()]))


def texts_of_the_rules() -> Iterator[Text]:
    for file in sorted(RULES.glob("*.toml")):
        source = f"safeguarding/rules/{file.name}"
        yield from (Text(source, words) for words in _shown_words(tomllib.loads(file.read_text("utf-8"))))


def texts_of_the_program() -> Iterator[Text]:
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            source = file.relative_to(ROOT).as_posix()
            if source not in NOT_TO_PEOPLE:
                yield from (Text(source, words) for words in _spoken_words(ast.parse(file.read_text("utf-8"))))


def _is_said(words: str) -> bool:
    if words in NOT_WORDS or "(?:" in words:
        return False
    return bool(IN_WORDS.search(HOLE.sub("{}", words)))


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
        if _is_said(words := _words(node)):
            yield words
    elif isinstance(node, ast.IfExp):
        yield from (_words(branch) for branch in (node.body, node.orelse) if _is_a_word(branch))
    elif isinstance(node, ast.Dict):
        yield from _explained_words(node)
    for child in _children(node):
        yield from _spoken_words(child)


def _explained_words(node: ast.Dict) -> Iterator[str]:
    """Yields the words to which a dictionary gives an explanation: the commands, say."""
    pairs = ((key, _words(value)) for key, value in zip(node.keys, node.values, strict=True) if key is not None)
    yield from (_words(key) for key, meaning in pairs if _is_a_word(key) and " " in meaning and meaning[0].islower())


def _children(node: ast.AST) -> Iterable[ast.AST]:
    """Returns the child nodes, without docstrings, annotations, and texts that only engineers read."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return ()
    if isinstance(node, ast.Call) and _name(node.func) in FOR_ENGINEERS:
        return ()
    if isinstance(node, ast.JoinedStr):
        return [part for part in node.values if isinstance(part, ast.FormattedValue)]
    if isinstance(node, ast.FormattedValue):
        return [node.value]
    annotations = [getattr(node, name, None) for name in ("annotation", "returns")]
    return [child for child in ast.iter_child_nodes(node) if child not in annotations]


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _is_a_word(node: ast.expr) -> bool:
    """Recognises a word that is put into a sentence, too short to be told by itself."""
    words = _words(node)
    return words.isalpha() and len(words) > 1 and words.islower() and words not in NOT_WORDS


def _words(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_piece, node.values))
    return ""


def _piece(node: ast.expr) -> str:
    if isinstance(node, ast.FormattedValue):
        return f"{{{HOLE.sub('', ast.unparse(node.value)).strip('{}')}}}"
    return _words(node)
