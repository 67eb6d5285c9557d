"""The Bot Framework brings prompts that look for dates, and for yes or no, in the words of nine languages. Nobody asks
by them here, and what they look with takes a quarter of a start: it is imported when it is first used."""

import importlib
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

UNUSED = ("recognizers_date_time", "recognizers_choice")


class LaterModule(ModuleType):
    """The module stands for one that is not imported yet. Whatever is taken from it is a function, which imports the
    real module when it is called."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)

        def called(*given: Any, **named: Any) -> Any:
            if sys.modules.get(self.__name__) is self:
                del sys.modules[self.__name__]
            return getattr(importlib.import_module(self.__name__), name)(*given, **named)

        return called


def put_off(names: tuple[str, ...] = UNUSED) -> None:
    """Puts off the import of the modules. It does nothing about those that are imported already."""
    for name in names:
        sys.modules.setdefault(name, LaterModule(name))
