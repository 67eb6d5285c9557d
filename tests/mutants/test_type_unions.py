"""A union of types is told from a union of sets by the names in it."""

import pytest

from tests.mutants.type_unions import unions_of_types


@pytest.mark.parametrize(
    "source", ["Refusal = StepRefused | None", "isinstance(x, ast.Set | ast.List)", "x: int | str"]
)
def test_a_union_of_types_is_known(source: str) -> None:
    assert list(unions_of_types(source))


@pytest.mark.parametrize("source", ["x = people | standing_back", "x = IN_REVIEW | {Stage.CLOSED}", "x = a.b | C"])
def test_a_union_of_sets_is_a_question_for_the_tests(source: str) -> None:
    assert not list(unions_of_types(source))
