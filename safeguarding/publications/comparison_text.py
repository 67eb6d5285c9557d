"""The comparison text says in words, for whoever approves a change, how two versions of the rules differ."""

from collections.abc import Iterator, Mapping
from typing import Any

from safeguarding.framework.entries import NONE, NOT_KNOWN, SOME
from safeguarding.framework.framework import Framework
from safeguarding.publications.comparison import Comparison, Difference, Move

SHOWN = ("deadlines", "local_deadlines", "questions")
"""These kinds of entry are shown first, after the decisions."""


def comparison_text(found: Comparison, old: Framework, new: Framework) -> str:
    return "\n".join(_lines(found, old, new)) + "\n"


def _lines(found: Comparison, old: Framework, new: Framework) -> Iterator[str]:
    yield f"From rules {old.version} to rules {new.version}"
    yield ""
    yield from _moves(found, old, new)
    first = [each for kind in SHOWN for each in found.differences if each.place[0] == kind]
    others = [each for each in found.differences if each.place[0] not in SHOWN]
    for title, differences in (("Deadlines and questions", first), ("Other entries", others)):
        yield ""
        yield f"{title}: {len(differences) or 'no'} difference{'' if len(differences) == 1 else 's'}."
        yield from (f"  {_difference(each)}" for each in differences)
    yield ""
    total = sum(found.reworded.values())
    where = f" ({', '.join(f'{kind}: {count}' for kind, count in found.reworded.items())})" if total else ""
    yield f"Texts reworded: {total}{where}."


def _moves(found: Comparison, old: Framework, new: Framework) -> Iterator[str]:
    if not found.moves:
        yield "Decisions: every one comes out the same for every combination of answers."
        return
    yield "Decisions that come out differently:"
    for move in found.moves:
        before, after = old.decision(move.decision), new.decision(move.decision)
        yield ""
        yield f"  {after.title}: {before.label(move.before)} -> {after.label(move.after)}"
        for number, line in enumerate(_for(move, old, new)):
            yield f"    {'or for' if number else 'for'} {line}"


def _for(move: Move, old: Framework, new: Framework) -> Iterator[str]:
    titles, labels = _titles(old) | _titles(new), _labels(old) | _labels(new) | _other_meanings(old, new)
    for answers in move.answers:
        conditions = [
            f"{titles[name]}: {' / '.join(labels.get((name, value), value) for value in values)}"
            for name, values in answers.items()
        ]
        yield "; ".join(conditions) or "every answer"


def _titles(framework: Framework) -> dict[str, str]:
    return {question.id: question.title for question in framework.questions}


def _labels(framework: Framework) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for question in framework.questions:
        usual = {SOME: "at least one", NONE: "none"} if question.several else {}
        named = {**usual, **{answer.id: answer.label for answer in question.answers}, NOT_KNOWN: "not known yet"}
        found |= {(question.id, value): label for value, label in named.items()}
    return found


def _other_meanings(old: Framework, new: Framework) -> dict[tuple[str, str], str]:
    """Labels the answers that meant something else under the earlier rules as they were meant."""
    return {
        (question, value): f"{label} (answered under {old.version})"
        for (question, value), label in _labels(old).items()
        if new.has_other_meaning(question, value, old.version)
    }


def _difference(difference: Difference) -> str:
    where = ", ".join(difference.place)
    if difference.before is None:
        return f"{where}: {_addition(difference.after)}"
    if difference.after is None:
        return f"{where}: removed"
    return f"{where}: {_value_text(difference.before)} -> {_value_text(difference.after)}"


def _addition(value: Any) -> str:
    return "added" if value is True else f"added, {_value_text(value)}"


def _value_text(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_value_text(inner)}" for name, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "nothing"
    return str(value)
