"""The lead is the authority that notifies of a child's death or harm, by the rules file's own table. What is not known
yet is completed in every way, as for the decisions: what is missing never makes another authority's duty certain."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from safeguarding.authorities.register import ANOTHER, HOME, NOBODY, OUTSIDE_ENGLAND, authority_of
from safeguarding.framework.entries import NOT_KNOWN, LeadRule
from safeguarding.framework.framework import Framework

IN_ENGLAND, SOMEBODY = "in_england", "somebody"
KINDS: Mapping[str, tuple[str, ...]] = {
    "happened_in": (IN_ENGLAND, OUTSIDE_ENGLAND),
    "lives_in": (IN_ENGLAND, OUTSIDE_ENGLAND),
    "responsible": (SOMEBODY, NOBODY),
}
"""A condition on an authority reads what kind of answer it is, by the id of the detail."""


@dataclass(frozen=True)
class Lead:
    """A lead has the rules that decide, or may yet. ``authority`` is the one that notifies; none while it is not known:
    then the partnership's own notifies, unless another has to."""

    authority: str | None
    rules: tuple[LeadRule, ...]

    @property
    def is_elsewhere(self) -> bool:
        """Says whether it is known that another authority notifies."""
        return self.authority not in (None, HOME)


def lead_of(framework: Framework, answers: Mapping[str, str], named: Mapping[str, str]) -> Lead:
    """Works out the lead of one child. ``answers`` are those to the questions, ``named`` what was answered on the
    authorities, by the ids of the details."""
    in_care = answers.get("care_experienced")
    if in_care != "yes":
        named = {**named, "responsible": NOBODY if in_care == "no" else NOT_KNOWN}
    known = {
        **{name: value for name, value in answers.items() if value != NOT_KNOWN},
        **{name: kind for name in KINDS if (kind := _kind(name, named.get(name)))},
    }
    rules = [_first(framework, completed) for completed in _completions(framework, known)]
    found = {authority_of(named.get(rule.authority_of)) if rule else None for rule in rules}
    authority = found.pop() if len(found) == 1 else None
    return Lead(authority, tuple({rule.id: rule for rule in rules if rule}.values()))


def _first(framework: Framework, known: Mapping[str, str]) -> LeadRule | None:
    return next((rule for rule in framework.leads if _holds(rule, known)), None)


def _holds(rule: LeadRule, known: Mapping[str, str]) -> bool:
    return all(known.get(name) in accepted for name, accepted in rule.when.items())


def _completions(framework: Framework, known: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """Yields what is known with each combination of what is not and a rule asks for."""
    asked = {name for rule in framework.leads for name in rule.when}
    missing: dict[str, Sequence[str]] = {
        name: KINDS[name] if name in KINDS else framework.question(name).values for name in asked - known.keys()
    }
    for values in product(*missing.values()):
        yield {**known, **dict(zip(missing, values, strict=True))}


def _kind(detail: str, answer: str | None) -> str | None:
    if answer in (OUTSIDE_ENGLAND, NOBODY):
        return answer
    is_named = answer == ANOTHER or authority_of(answer) is not None
    return KINDS[detail][0] if is_named else None
