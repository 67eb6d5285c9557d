"""Rules that lack what the program reads by name are refused, so that no duty goes unwatched."""

import pytest

from safeguarding.framework.loader import current
from safeguarding.framework.required_entries import DECISIONS, ENTRIES, lacking

RULES = current()


def test_todays_rules_lack_nothing() -> None:
    assert list(lacking(RULES)) == []


@pytest.mark.parametrize(("kind", "id"), [(kind, id) for kind, ids in ENTRIES.items() for id in ids])
def test_each_entry_that_is_missing_is_named(kind: str, id: str) -> None:
    left = tuple(entry for entry in getattr(RULES, kind) if entry.id != id)
    (fault,) = lacking(RULES.model_copy(update={kind: left}))
    assert fault.startswith(f'{kind}: "{id}" is missing')


@pytest.mark.parametrize("id", DECISIONS)
def test_a_missing_decision_is_named(id: str) -> None:
    left = tuple(decision for decision in RULES.decisions if decision.id != id)
    (fault,) = lacking(RULES.model_copy(update={"decisions": left}))
    assert fault.startswith(f'decisions: "{id}" is missing')


def test_a_missing_value_is_named_with_its_decision() -> None:
    sin, *others = RULES.decisions
    poorer = sin.model_copy(update={"values": {"required": "required"}})
    (fault,) = lacking(RULES.model_copy(update={"decisions": (poorer, *others)}))
    assert fault.startswith(f'decision "{sin.id}": value "not_required" is missing')
