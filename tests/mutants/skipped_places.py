"""Some places are skipped, as no person could meet a fault there: a union of types, written with the sign that joins
sets, and a decorator, whose work the type checker holds."""

import ast
from collections.abc import Iterator

SMALL_TYPES = frozenset({"bool", "date", "datetime", "float", "int", "str"})
Position = tuple[int, int]


def skipped_places(source: str) -> Iterator[tuple[Position, Position]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr) and _is_type(node):
            yield _place(node)
        elif isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield from map(_place, node.decorator_list)


def _place(node: ast.expr) -> tuple[Position, Position]:
    return (node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0)


def _is_type(node: ast.expr) -> bool:
    """Tells a class by its name: neither all small, as a variable's, nor all capitals, as a constant's."""
    match node:
        case ast.BinOp(op=ast.BitOr()):
            return _is_type(node.left) and _is_type(node.right)
        case ast.Constant(value=None | str()):
            return True
        case ast.Subscript():
            return True
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in SMALL_TYPES or not (name.islower() or name.isupper())
    return False
