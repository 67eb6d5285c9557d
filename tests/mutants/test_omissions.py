"""Mutants leave out a guard, half of a condition, a member, a row or an argument, and nothing that is a type."""

import ast

from tests.mutants.omissions import leave_out, omissions_in, takers_of_any_number
from tests.support.each import for_each

SOURCES = {
    "a guard": ("def f(a):\n    if a:\n        raise A\n    return 1\n", "def f(a):\n    if False:"),
    "a refusal": ("def f(a):\n    if a:\n        raise A\n    return 1\n", "        pass\n    return 1"),
    "a step": ("def f(a):\n    require(a)\n    return a\n", "def f(a):\n    pass\n"),
    "the first half of a condition": ("x = a and b\n", "x = (b)"),
    "the second half of a condition": ("x = a or b\n", "x = (a)"),
    "one of three conditions": ("x = a or b or c\n", "x = (a or c)"),
    "a filter": ("x = [y for y in z if y.open]\n", "x = [y for y in z if True]"),
    "a member of a set": ("x = {A, B}\n", "x = ({B})"),
    "a member of a list": ("x = [A, B]\n", "x = ([A])"),
    "one of those that are looked for": ("x = a in (A, B)\n", "x = a in ((A,))"),
    "one of those that are handed over": ("x = only(*(A, B))\n", "x = only(*((A,)))"),
    "a row": ("x = {'a': A, 'b': B}\n", "x = ({'b': B})"),
    "an argument where any number is taken": ("x = only(A, B)\n", "x = (only(B))"),
    "what stands after letters of several bytes": ("x = 'é', a and b\n", "x = 'é', (a)"),
    "part of what goes over several lines": ("x = [\n    A,\n    B,\n]\ny = 1\n", "x = ([B])\ny = 1\n"),
}


def mutated(source: str) -> list[str]:
    return [leave_out(source, omission) for omission in omissions_in(source, ["only"])]


@for_each("what", SOURCES)
def test_it_can_be_left_out(what: str) -> None:
    source, after = SOURCES[what]
    assert any(after in each for each in mutated(source))


@for_each("what", SOURCES)
def test_what_is_left_of_the_source_is_python_and_differs_from_it(what: str) -> None:
    source, _ = SOURCES[what]
    assert all(ast.dump(ast.parse(each)) != ast.dump(ast.parse(source)) for each in mutated(source))


@for_each(
    "source",
    [
        "def f(a: dict[str, int]) -> tuple[int, int]:\n    return a\n",  # types
        "x = only(A, says='no')\n".replace("only", "holds"),  # a function that takes so many
        "x = f'{a and b}'\n",
        "x = {A}\ny = (A, B)\na, b = y\n",
        "if a:\n    x = 1\n",
        "@only(A, B)\ndef f(): ...\n",
    ],
)
def test_types_and_what_falls_over_by_itself_are_let_be(source: str) -> None:
    assert mutated(source) == []


def test_a_function_that_takes_any_number_is_known_by_its_star() -> None:
    assert list(takers_of_any_number("def only(*a): ...\ndef f(a): ...\nasync def all_of(a, *b): ...\n")) == [
        "only",
        "all_of",
    ]
