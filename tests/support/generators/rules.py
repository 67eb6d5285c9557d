"""Today's rules are changed by one entry, which is dropped, renamed or worded anew, and the entries that depend on it
are mended as the author of the rules would."""

import pickle
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any

from safeguarding.framework.entries import NOT_KNOWN
from safeguarding.framework.framework import Framework
from safeguarding.framework.loader import CURRENT, RulesFault, parse_rules

Raw = dict[str, Any]
Change = Callable[[Raw], None]
NEW = "_anew"
TODAY: Raw = tomllib.loads(CURRENT.read_text("utf-8"))
PICKLED = pickle.dumps(TODAY)
"""Today's rules are copied from here in a tenth of the time that deepcopy takes: there are hundreds of changes."""
PLAIN = (
    "principle",
    "definition",
    "criterion",
    "purpose",
    "part",
    "deadline",
    "local_deadline",
    "next_step",
    "prompt",
    "reading",
    "referral_question",
)
"""Entries of these kinds have nothing below them by which a case is recorded."""
DEAD_RULE = re.compile(r'decision "(\w+)", rule (\d+): never the first rule')
WORDS = frozenset({"title", "term", "ask", "help", "text", "label", "chosen", "who", "from", "meaning"})


@cache
def rules(name: str) -> Framework:
    """Parses the changed rules, once a change. Raises RulesFault when the rules refuse it."""
    raw: Raw = pickle.loads(PICKLED)
    raw["framework"]["version"] = "2030.1"
    CHANGES[name](raw)
    while True:
        try:
            return parse_rules(raw)
        except RulesFault as refused:
            if not (dead := [found for fault in refused.faults if (found := DEAD_RULE.match(fault))]):
                raise
            for found in reversed(dead):
                _without_rule(_entry(raw, "decision", found[1])["rule"], int(found[2]) - 1)


def every_change() -> Iterator[tuple[str, Change]]:
    yield "everything is worded anew", _reword
    for kind in (*PLAIN, "detail"):
        for entry in TODAY[kind]:
            yield from _both(kind, entry["id"], _drop_entry, _rename_entry)
    for question in TODAY["question"]:
        yield from _both("question", question["id"], _drop_question, _rename_question)
    for kind in ("question", "detail", "part"):
        yield from _below(kind)
    for decision in TODAY["decision"]:
        yield from _both("decision", decision["id"], _drop_decision, _rename_decision)
        for value in decision["values"]:
            yield from _both("decision", decision["id"], _drop_value, _rename_value, "value", value)


def _below(kind: str) -> Iterator[tuple[str, Change]]:
    """Yields the changes of an entry's choices and ticks, but for "not known", which is always an answer."""
    for entry in TODAY[kind]:
        for name, drop, rename in BELOW[kind]:
            for each in entry.get(name, ()):
                if each["id"] != NOT_KNOWN:
                    yield from _both(kind, entry["id"], drop, rename, name, each["id"])


def _both(kind: str, id: str, drop: Any, rename: Any, *below: str) -> Iterator[tuple[str, Change]]:
    name = " ".join((kind, id, *below))
    yield f"{name} is dropped", partial(drop, kind=kind, id=id, below=below)
    yield f"{name} is renamed", partial(rename, kind=kind, id=id, below=below)


def _entry(raw: Raw, kind: str, id: str) -> Raw:
    return next(entry for entry in raw[kind] if entry["id"] == id)


def _without(entries: list[Raw], id: str) -> list[Raw]:
    return [entry for entry in entries if entry["id"] != id]


def _conditions(raw: Raw) -> Iterator[dict[str, list[str]]]:
    for decision in raw["decision"]:
        yield from (rule["when"] for rule in decision["rule"] if "when" in rule)
    yield from (deadline["stands_while"] for deadline in (*raw["deadline"], *raw["local_deadline"]))
    yield from (step["when"] for step in raw["next_step"])
    yield from (lead["when"] for lead in raw["lead"])
    yield from (question["always"]["when"] for question in raw["question"] if "always" in question)
    yield from (entry["when"] for kind in ("prompt", "lead") for entry in raw[kind])
    yield from (check["when"] for prompt in raw["prompt"] for check in prompt.get("check", ()) if "when" in check)


def _without_rule(entries: list[Raw], number: int) -> None:
    """Drops a rule and makes the last one "otherwise", whatever it was before."""
    del entries[number]
    last = entries.pop()
    entries.append({**{name: value for name, value in last.items() if name != "when"}, "otherwise": True})


def _without_condition(raw: Raw, name: str) -> None:
    for conditions in _conditions(raw):
        conditions.pop(name, None)
    _without_empty_rules(raw)
    for kind in ("prompt", "lead"):
        raw[kind] = [entry for entry in raw[kind] if entry["when"]]


def _without_value(raw: Raw, name: str, value: str) -> None:
    """Drops a value; a condition left without values can't hold, and its rule, step or mark goes with it."""

    def holds(conditions: dict[str, list[str]]) -> bool:
        return all(conditions.values())

    for conditions in _conditions(raw):
        if name in conditions:
            conditions[name] = [each for each in conditions[name] if each != value]
    for decision in raw["decision"]:
        decision["rule"] = [rule for rule in decision["rule"] if holds(rule.get("when", {}))]
    for question in raw["question"]:
        if not holds(question.get("always", {}).get("when", {})):
            del question["always"]
    for prompt in raw["prompt"]:
        prompt["check"] = [check for check in prompt.get("check", ()) if holds(check.get("when", {}))]
    conditional = (("deadline", "stands_while"), ("local_deadline", "stands_while"), ("next_step", "when"))
    for kind, key in (*conditional, ("prompt", "when"), ("lead", "when")):
        raw[kind] = [entry for entry in raw[kind] if holds(entry[key])]


def _without_empty_rules(raw: Raw) -> None:
    for decision in raw["decision"]:
        decision["rule"] = [rule for rule in decision["rule"] if rule.get("when") or rule.get("otherwise")]


def _rename_condition(raw: Raw, name: str) -> None:
    for conditions in _conditions(raw):
        if name in conditions:
            conditions[name + NEW] = conditions.pop(name)


def _rename_accepted(raw: Raw, name: str, value: str) -> None:
    for conditions in _conditions(raw):
        if name in conditions:
            conditions[name] = [each + NEW if each == value else each for each in conditions[name]]


def _drop_entry(raw: Raw, kind: str, id: str, below: tuple[str, ...]) -> None:
    raw[kind] = _without(raw[kind], id)
    for question in raw["question"]:
        if kind == "definition" and id in question.get("definitions", ()):
            question["definitions"].remove(id)
    for part in raw["part"]:
        if kind == "purpose" and part["purpose"] == id:
            part["purpose"] = raw["purpose"][0]["id"]
        if kind == "criterion" and part.get("criterion") == id:
            del part["criterion"]
    for step in raw["next_step"]:
        if kind.endswith("deadline") and id in step.get("before", ()):
            step["before"].remove(id)


def _rename_entry(raw: Raw, kind: str, id: str, below: tuple[str, ...]) -> None:
    _entry(raw, kind, id)["id"] = id + NEW
    for question in raw["question"]:
        if kind == "definition":
            question["definitions"] = [each + NEW if each == id else each for each in question.get("definitions", ())]
    for part in raw["part"]:
        if kind in ("purpose", "criterion") and part.get(kind) == id:
            part[kind] = id + NEW
    for step in raw["next_step"]:
        if kind.endswith("deadline"):
            step["before"] = [each + NEW if each == id else each for each in step.get("before", ())]


def _drop_question(raw: Raw, kind: str, id: str, below: tuple[str, ...]) -> None:
    raw["question"] = _without(raw["question"], id)
    raw["part"] = [part for part in raw["part"] if part.get("question") != id]
    for criterion in raw["criterion"]:
        criterion["questions"] = [each for each in criterion["questions"] if each != id]
    _without_condition(raw, id)


def _rename_question(raw: Raw, kind: str, id: str, below: tuple[str, ...]) -> None:
    _entry(raw, "question", id)["id"] = id + NEW
    for part in raw["part"]:
        if part.get("question") == id:
            part["question"] = id + NEW
    for criterion in raw["criterion"]:
        criterion["questions"] = [each + NEW if each == id else each for each in criterion["questions"]]
    _rename_condition(raw, id)


def _drop_answer(raw: Raw, kind: str, id: str, below: tuple[str, str]) -> None:
    _drop_below(raw, kind, id, below)
    answers = _entry(raw, kind, id)["answer"]
    if len(answers) < 3:
        answers.append({"id": "another", "label": "Another answer"})
    _without_value(raw, id, below[1])


def _rename_answer(raw: Raw, kind: str, id: str, below: tuple[str, str]) -> None:
    _rename_below(raw, kind, id, below)
    _rename_accepted(raw, id, below[1])


def _drop_below(raw: Raw, kind: str, id: str, below: tuple[str, str]) -> None:
    entry = _entry(raw, kind, id)
    entry[below[0]] = _without(entry[below[0]], below[1])


def _rename_below(raw: Raw, kind: str, id: str, below: tuple[str, str]) -> None:
    _entry(_entry(raw, kind, id), *below)["id"] += NEW


def _drop_group(raw: Raw, kind: str, id: str, below: tuple[str, str]) -> None:
    """Drops a group, its items and the part of their ticks; items without a group stand with the last one then left."""
    question, group = _entry(raw, kind, id), below[1]
    _drop_below(raw, kind, id, below)
    question["item"] = [item for item in question["item"] if item.get("group") != group]
    raw["part"] = [part for part in raw["part"] if (part.get("question"), part.get("group")) != (id, group)]


def _rename_group(raw: Raw, kind: str, id: str, below: tuple[str, str]) -> None:
    _rename_below(raw, kind, id, below)
    for entry in (*_entry(raw, kind, id)["item"], *raw["part"]):
        if entry.get("group") == below[1]:
            entry["group"] += NEW


def _drop_decision(raw: Raw, kind: str, id: str, below: tuple[str, ...]) -> None:
    raw["decision"] = _without(raw["decision"], id)
    _without_condition(raw, id)


def _rename_decision(raw: Raw, kind: str, id: str, below: tuple[str, ...]) -> None:
    _entry(raw, "decision", id)["id"] = id + NEW
    _rename_condition(raw, id)


def _drop_value(raw: Raw, kind: str, id: str, below: tuple[str, str]) -> None:
    """Drops a decision's value; the last rule gives another one, where it gave this."""
    decision, value = _entry(raw, "decision", id), below[1]
    del decision["values"][value]
    decision["strictest_first"].remove(value)
    if decision.get("towards") == value:
        del decision["towards"]
    decision["rule"] = [rule for rule in decision["rule"] if rule["value"] != value or rule.get("otherwise")]
    if decision["rule"][-1]["value"] == value:
        decision["rule"][-1]["value"] = next(iter(decision["values"]))
    _without_value(raw, id, value)


def _rename_value(raw: Raw, kind: str, id: str, below: tuple[str, str]) -> None:
    decision, value = _entry(raw, "decision", id), below[1]
    decision["values"] = {name + NEW if name == value else name: text for name, text in decision["values"].items()}
    order = decision["strictest_first"]
    order[order.index(value)] += NEW
    if decision.get("towards") == value:
        decision["towards"] += NEW
    for rule in decision["rule"]:
        if rule["value"] == value:
            rule["value"] += NEW
    _rename_accepted(raw, id, value)


def _reword(raw: Raw) -> None:
    """Rewords every title, text, label and source, and nothing that a case is recorded by."""
    for kind in ("question", "detail", "decision", *PLAIN):
        for entry in raw[kind]:
            _reword_entry(entry)
    for decision in raw["decision"]:
        decision["values"] = {name: f"{text} anew" for name, text in decision["values"].items()}


def _reword_entry(entry: Raw) -> None:
    for name, value in entry.items():
        if name in WORDS:
            entry[name] = f"{value} anew"
        elif name == "source":
            entry[name] = ["project/anew"]
        elif isinstance(value, list | dict):
            for inner in value if isinstance(value, list) else [value]:
                if isinstance(inner, dict):
                    _reword_entry(inner)


BELOW: Mapping[str, Sequence[tuple[str, Any, Any]]] = {
    "question": (
        ("answer", _drop_answer, _rename_answer),
        ("item", _drop_below, _rename_below),
        ("group", _drop_group, _rename_group),
    ),
    "detail": (("answer", _drop_below, _rename_below),),
    "part": (("answer", _drop_below, _rename_below),),
}
CHANGES: Mapping[str, Change] = dict(every_change())
