"""One test can go through many values: pytest pays for each test, and says less of a thousand than of one."""

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import TypeVar

ValueT = TypeVar("ValueT")


def for_each(
    name: str, values: Iterable[ValueT] | Callable[[], Iterable[ValueT]]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Has the test look at each value, given as the argument of this name. It goes on after one that fails, and names
    all of them at the end. Values that take long to make are given as a function, which is called when the test
    runs: every process that runs a test reads all the tests."""
    at_once = _some(name, values) if isinstance(values, Iterable) else []

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def look_at_each(**others: object) -> None:
            listed = at_once if isinstance(values, Iterable) else _some(name, values())
            wrong: list[Exception] = []
            for value in listed:
                try:
                    test(**{name: value}, **others)
                except Exception as error:
                    error.add_note(f"{name}: {value}")
                    wrong.append(error)
            if wrong:
                raise ExceptionGroup(f"{len(wrong)} of {len(listed)} fail", wrong)

        signature = inspect.signature(test)
        kept = [parameter for parameter in signature.parameters.values() if parameter.name != name]
        # The plain function must not show through: pytest would ask for the argument as a fixture.
        del look_at_each.__wrapped__
        look_at_each.__signature__ = signature.replace(parameters=kept)  # type: ignore[attr-defined]
        return look_at_each

    return decorate


def _some(name: str, values: Iterable[ValueT]) -> list[ValueT]:
    listed = list(values)
    assert listed, f"there is no {name} to look at"
    return listed
