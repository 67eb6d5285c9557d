"""Omissions are faults by which something is left out: a guard, half of a condition, a member of a list, a row.

The policy stands in tables and guards, so these are the faults that a change is likeliest to make. cosmic-ray turns
operators round and leaves nothing out.
"""

import ast
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass

LEAVES = ast.Raise | ast.Return | ast.Continue


@dataclass(frozen=True)
class Omission:
    """``replaced`` is the node that goes, ``text`` what stands in its place."""

    kind: str
    replaced: ast.stmt | ast.expr
    text: str


def omissions_in(source: str, takes_any_number: Iterable[str] = ()) -> list[Omission]:
    """Lists what can be left out, from the top down. ``takes_any_number`` are functions from whose calls one argument
    can be left out, and the call is still one."""
    names, tree = frozenset(takes_any_number), ast.parse(source)
    found = [omission for node in _nodes(tree) for omission in _of_node(node, names)]
    return sorted(found, key=lambda each: (each.replaced.lineno, each.replaced.col_offset, each.kind))


def leave_out(source: str, omission: Omission) -> str:
    """Returns the source without it. Columns count bytes, as those of ``ast`` do."""
    node, lines = omission.replaced, source.encode().splitlines(keepends=True)
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    before = b"".join(lines[: node.lineno - 1]) + lines[node.lineno - 1][: node.col_offset]
    after = lines[node.end_lineno - 1][node.end_col_offset :] + b"".join(lines[node.end_lineno :])
    return (before + omission.text.encode() + after).decode()


def takers_of_any_number(source: str) -> Iterator[str]:
    """Names the functions that take any number of arguments."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.args.vararg:
            yield node.name


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Goes through the tree, but not into types and decorators, nor into f-strings, of whose parts the
    place is not known."""
    if isinstance(tree, ast.JoinedStr):
        return
    yield tree
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns", "decorator_list") or (name == "slice" and isinstance(value, ast.Tuple)):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _nodes(child)


def _of_node(node: ast.AST, names: frozenset[str]) -> Iterator[Omission]:
    match node:
        case ast.Expr(value=ast.Call() | ast.Await() | ast.Yield()) | ast.Raise():
            yield Omission("LeaveOutStatement", node, "pass")
        case ast.If(orelse=[]) if isinstance(node.body[-1], LEAVES):
            yield Omission("LeaveOutGuard", node.test, "False")
        case ast.BoolOp():
            yield from _shorter(node, "LeaveOutCondition", node.values, _with_values)
        case ast.comprehension():
            yield from (Omission("LeaveOutFilter", each, "True") for each in node.ifs)
        case ast.Set(elts=[_, _, *_]) | ast.List(elts=[_, _, *_], ctx=ast.Load()):
            yield from _shorter(node, "LeaveOutMember", node.elts, _with_elements)
        case ast.Dict(keys=[_, _, *_]):
            yield from _shorter(node, "LeaveOutRow", node.keys, _with_rows)
        case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[ast.Tuple() as listed]):
            yield from _shorter(listed, "LeaveOutMember", listed.elts, _with_elements)
        case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called)):
            if called in names:
                yield from _shorter(node, "LeaveOutArgument", node.args, _with_arguments)
            for each in node.args:
                if isinstance(each, ast.Starred) and isinstance(each.value, ast.Tuple):
                    yield from _shorter(each.value, "LeaveOutMember", each.value.elts, _with_elements)
        case _:
            pass


Shorten = Callable[[ast.expr, int], ast.expr]


def _shorter(node: ast.expr, kind: str, parts: Iterable[object], shorten: Shorten) -> Iterator[Omission]:
    for index, _ in enumerate(parts):
        yield Omission(f"{kind}_{index}", node, f"({ast.unparse(shorten(deepcopy(node), index))})")


def _with_values(node: ast.expr, index: int) -> ast.expr:
    assert isinstance(node, ast.BoolOp)
    del node.values[index]
    return node if len(node.values) > 1 else node.values[0]


def _with_elements(node: ast.expr, index: int) -> ast.expr:
    assert isinstance(node, ast.Set | ast.List | ast.Tuple)
    del node.elts[index]
    return node


def _with_rows(node: ast.expr, index: int) -> ast.expr:
    assert isinstance(node, ast.Dict)
    del node.keys[index], node.values[index]
    return node


def _with_arguments(node: ast.expr, index: int) -> ast.expr:
    assert isinstance(node, ast.Call)
    del node.args[index]
    return node
