"""Shared JSON is decoded once for all who read it. Whoever tries to change it hears that it is not theirs."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, NoReturn


class SharedObject(dict[str, Any]):
    """A shared object can be copied, and is written and compared like any other."""

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, Any]:
        return {key: deepcopy(value, memo) for key, value in self.items()}


class SharedArray(list[Any]):
    def __deepcopy__(self, memo: dict[int, Any]) -> list[Any]:
        return [deepcopy(value, memo) for value in self]


def shared(value: Mapping[str, Any]) -> SharedObject:
    return SharedObject({key: _shared(each) for key, each in value.items()})


def _shared(value: Any) -> Any:
    if isinstance(value, dict):
        return shared(value)
    return SharedArray(map(_shared, value)) if isinstance(value, list) else value


def _refuse(self: object, *given: object, **named: object) -> NoReturn:
    raise TypeError("What was read from the store is shared: change a copy of it.")


_CHANGES: Mapping[type, tuple[str, ...]] = {
    SharedObject: ("__delitem__", "__ior__", "__setitem__", "clear", "pop", "popitem", "setdefault", "update"),
    SharedArray: (
        *("__delitem__", "__iadd__", "__imul__", "__setitem__", "append", "clear", "extend", "insert", "pop"),
        *("remove", "reverse", "sort"),
    ),
}
for _kind, _names in _CHANGES.items():
    for _name in _names:
        setattr(_kind, _name, _refuse)
