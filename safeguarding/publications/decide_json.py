"""The command line decides here: JSON in, JSON out, for audit and for integration."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.faults import Faults
from safeguarding.framework.due_dates import due_dates
from safeguarding.framework.engine import Engine, Reason
from safeguarding.framework.entries import NONE, SOME, Question
from safeguarding.framework.framework import Framework

DATES = ("became_aware", "sin_submitted", "commissioned")
KEYS = ("facts", "children", *DATES, "review")
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FIRST_YEAR, LAST_YEAR = 1900, 2199


class InputFault(Faults):
    """The input can't be used. ``faults`` has one line for each fault, naming the key or id."""


@dataclass(frozen=True)
class Input:
    """The input has one set of facts: ``answers`` holds values by question, ``dates`` the starting dates that were
    given. ``others`` holds the values for each further child of the incident."""

    answers: Mapping[str, str]
    dates: Mapping[str, date]
    others: Sequence[Mapping[str, str]] = ()

    @property
    def children(self) -> tuple[Mapping[str, str], ...]:
        return (self.answers, *self.others)


def decide(text: str, engine: Engine, calendar: WorkingCalendar) -> dict[str, Any]:
    """Decides the facts of one incident: of several children the strictest decision counts, and each one's own follow
    under ``children``. Raises InputFault. No "today" is read."""
    framework = engine.framework
    given = read_input(text, framework)
    values = framework.strictest([engine.values(answers) for answers in given.children])
    due = due_dates(framework, calendar, values, given.dates)
    children = given.children if given.others else ()
    several = [{**_decisions(engine.values(answers)), **_explained(answers, engine)} for answers in children]
    return {
        **_decisions(values),
        "due": {name: found.due.isoformat() for name, found in due.items()},
        **({"children": several} if several else _explained(given.answers, engine)),
        "version": framework.version,
    }


def _decisions(values: Mapping[str, str]) -> dict[str, Any]:
    return {"decisions": {name: value for name, value in values.items() if name != "route"}, "route": values["route"]}


def _explained(answers: Mapping[str, str], engine: Engine) -> dict[str, Any]:
    facts = {question.id for question in engine.framework.asked_at("triage")}
    return {
        "reasons": [_reason(reason, engine.framework) for reason in engine.reasons(answers)],
        "would_change": [
            {"fact": change.question, "to": change.to, "decision": change.decision, "value": change.value}
            for change in engine.would_change(answers)
        ],
        "settled_by": [question.id for question in engine.settled_by(answers) if question.id in facts],
    }


def _reason(reason: Reason, framework: Framework) -> dict[str, str]:
    return {
        "decision": reason.decision,
        "text": " ".join(filter(None, (reason.text, because(reason, framework)))),
        "source": framework.describe_source(reason.source),
    }


def because(reason: Reason, framework: Framework) -> str:
    """Says in words the answers that fix the value: (Harm: died; Age: under 18)."""
    questions = [framework.question(name) for name in reason.because]
    given = [f"{question.title}: {question.label(reason.because[question.id])}" for question in questions]
    return f"({'; '.join(given)}.)" if given else ""


def read_input(text: str, framework: Framework) -> Input:
    reader = _Reader(framework)
    try:
        raw = json.loads(text, object_pairs_hook=reader.one_of_each_key)
    except (ValueError, RecursionError) as error:
        raise InputFault([f"The input is not JSON: {error}"]) from error
    if not isinstance(raw, dict):
        raise InputFault(["The input must be an object with the key facts."])
    review = dict(reader.review(raw))
    given = Input(
        {**dict(reader.facts(raw)), **review},
        dict(reader.dates(raw)),
        [{**answers, **review} for answers in reader.children(raw)],
    )
    reader.check_order(given.dates)
    if reader.faults:
        raise InputFault(reader.faults)
    return given


@dataclass
class _Reader:
    """The reader goes through the whole input, so that every fault is named in one run."""

    framework: Framework
    faults: list[str] = field(default_factory=list)

    def one_of_each_key(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        for key in dict.fromkeys(key for key in keys if keys.count(key) > 1):
            self.faults.append(f"{_plain(key)}: stands more than once.")
        return dict(pairs)

    def facts(self, raw: dict[str, Any]) -> Iterator[tuple[str, str]]:
        self._refuse_unknown("", raw, KEYS)
        if "facts" not in raw:
            self.faults.append("facts: missing. Give an object of facts; it may be empty.")
            return
        yield from self._facts("facts", raw["facts"])

    def children(self, raw: dict[str, Any]) -> Iterator[dict[str, str]]:
        further = raw.get("children", [])
        if not isinstance(further, list):
            self.faults.append("children: must be a list of objects, one of facts for each further child.")
            return
        for number, facts in enumerate(further, 2):
            yield dict(self._facts(f"children {number}", facts))

    def _facts(self, where: str, given: Any) -> Iterator[tuple[str, str]]:
        questions = {question.id: question for question in self.framework.asked_at("triage")}
        for name, value in self._object(where, given, questions).items():
            allowed = [answer.id for answer in questions[name].answers]
            if value in allowed:
                yield name, value
            else:
                self.faults.append(f"{where}.{name}: {_one_line(value)} is not one of {', '.join(allowed)}.")

    def review(self, raw: dict[str, Any]) -> Iterator[tuple[str, str]]:
        questions = {question.id: question for question in self.framework.asked_at("review")}
        for name, ids in self._object("review", raw.get("review", {}), questions).items():
            if not isinstance(ids, list):
                self.faults.append(f"review.{name}: must be a list of ids.")
                continue
            self._refuse_unknown_items(questions[name], ids)
            yield name, SOME if ids else NONE

    def dates(self, raw: dict[str, Any]) -> Iterator[tuple[str, date]]:
        for name in DATES:
            if name not in raw:
                continue
            if day := _read_date(raw[name]):
                yield name, day
            else:
                self.faults.append(
                    f"{name}: {_one_line(raw[name])} is not a date from {FIRST_YEAR} to {LAST_YEAR} written YYYY-MM-DD."
                )

    def check_order(self, dates: Mapping[str, date]) -> None:
        for earlier, later in (("became_aware", "sin_submitted"), ("sin_submitted", "commissioned")):
            if earlier in dates and later in dates and dates[later] < dates[earlier]:
                self.faults.append(f"{later}: {dates[later]} is before {earlier}, {dates[earlier]}.")

    def _object(self, key: str, value: Any, known: Mapping[str, Question]) -> dict[str, Any]:
        if not isinstance(value, dict):
            self.faults.append(f"{key}: must be an object.")
            return {}
        self._refuse_unknown(f"{key}.", value, known)
        return {name: content for name, content in value.items() if name in known}

    def _refuse_unknown(self, where: str, given: Mapping[str, Any], known: Iterable[str]) -> None:
        known = list(known)
        self.faults += [
            f"{where}{_plain(name)}: unknown key. Known: {', '.join(known)}." for name in given if name not in known
        ]

    def _refuse_unknown_items(self, question: Question, ids: list[Any]) -> None:
        known = [item.id for item in question.items]
        self.faults += [
            f"review.{question.id}: {_one_line(id)} is not one of {', '.join(known)}." for id in ids if id not in known
        ]


def _read_date(value: Any) -> date | None:
    if not isinstance(value, str) or not ISO_DATE.fullmatch(value):
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _plain(key: str) -> str:
    return _one_line(key)[1:-1]


def _one_line(value: Any) -> str:
    """Writes the value as JSON on one line, cut short: a fault is one line whatever was given."""
    if isinstance(value, list | dict):
        # A value may be nested deeper than json can write, so it is not written out.
        return "a list" if isinstance(value, list) else "an object"
    shown = json.dumps(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."  # noqa: PLR2004 - a line's worth
