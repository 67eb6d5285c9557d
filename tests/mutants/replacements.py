"""Replacements are faults by which one operator, number or constant stands for another: cosmic-ray's.

Only what can be mistaken for one another is exchanged: a plus for a shift to the left falls over by itself.
"""

from collections.abc import Iterator

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

from tests.mutants.skipped_places import Position, skipped_places

KINDS = (
    *("AddNot", "ReplaceAndWithOr", "ReplaceOrWithAnd", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue"),
    *("NumberReplacer", "ZeroIterationForLoop", "ExceptionReplacer"),
    *("ReplaceBreakWithContinue", "ReplaceContinueWithBreak"),
    *("ReplaceUnaryOperator_Delete_Not", "ReplaceUnaryOperator_USub_UAdd"),
    *(f"ReplaceBinaryOperator_{each}" for each in ("Add_Sub", "Sub_Add", "Mul_Add", "Div_Mul", "Mod_Add")),
    *(f"ReplaceBinaryOperator_{each}" for each in ("BitOr_BitAnd", "BitAnd_BitOr", "Sub_BitOr", "FloorDiv_Add")),
    *(f"ReplaceComparisonOperator_{each}" for each in ("Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is")),
    *(f"ReplaceComparisonOperator_{each}" for each in ("Lt_LtE", "Lt_GtE", "LtE_Lt", "LtE_Gt")),
    *(f"ReplaceComparisonOperator_{each}" for each in ("Gt_GtE", "Gt_LtE", "GtE_Gt", "GtE_Lt")),
)


def replacements_in(source: str) -> Iterator[tuple[str, int, Position]]:
    """Yields kind, occurrence and place of all that can be replaced, but for what is skipped."""
    tree, skipped = get_ast(source), list(skipped_places(source))
    nodes = list(ast_nodes(tree))
    for kind in KINDS:
        operator = get_operator(f"core/{kind}")()
        places = (start for node in nodes for start, _ in operator.mutation_positions(node))
        for occurrence, place in enumerate(places):
            if not any(first <= place <= last for first, last in skipped):
                yield kind, occurrence, place


def replace(source: str, kind: str, occurrence: int) -> str:
    return str(mutate_code(source, get_operator(f"core/{kind}")(), occurrence))
