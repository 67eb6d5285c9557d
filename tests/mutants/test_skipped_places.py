"""Two places are skipped: a union of types, told from a union of sets by the names in it, and a decorator."""

import pytest

from tests.mutants.skipped_places import skipped_places

SKIPPED = (
    *("Refusal = StepRefused | None", "isinstance(x, ast.Set | ast.List)", "x: int | str"),
    *("@dataclass(frozen=True)\nclass Case: ...", "@cached_property\ndef stage(self): ..."),
)


@pytest.mark.parametrize("source", SKIPPED)
def test_a_union_of_types_and_a_decorator_are_skipped(source: str) -> None:
    assert list(skipped_places(source))


@pytest.mark.parametrize("source", ["x = people | standing_back", "x = IN_REVIEW | {Stage.CLOSED}", "x = a.b | C"])
def test_a_union_of_sets_is_a_question_for_the_tests(source: str) -> None:
    assert not list(skipped_places(source))
