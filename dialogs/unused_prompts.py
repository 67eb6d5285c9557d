"""The Bot Framework brings prompts that look for numbers and dates, and for yes or no, in the words of nine languages.
Nobody asks by them here, and what they look with takes a third of a start: it is imported when it is first used. So is
what its client would sign in by OAuth with."""

import sys
from dataclasses import dataclass
from types import ModuleType
from typing import Any

UNUSED = (
    *("recognizers_date_time", "recognizers_choice", "recognizers_number", "emoji", "babel", "babel.numbers"),
    *("requests_oauthlib", "oauthlib"),
)


@dataclass(frozen=True)
class Later:
    """A name stands for a function, a table or a part of a module that is not imported yet: whoever calls it, or looks
    something up in it, has the real module imported."""

    module: str
    name: str

    def __call__(self, *given: Any, **named: Any) -> Any:
        return self._real()(*given, **named)

    def __contains__(self, item: object) -> bool:
        return item in self._real()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._real(), name)

    def _real(self) -> Any:
        """Imports all that was put off: one of them may be made of another's classes."""
        for name in UNUSED:
            if isinstance(sys.modules.get(name), LaterModule):
                del sys.modules[name]
        return getattr(__import__(self.module, fromlist=[self.name]), self.name)


class LaterModule(ModuleType):
    """The module stands for one that is not imported yet."""

    def __getattr__(self, name: str) -> Later:
        if name.startswith("__"):
            raise AttributeError(name)
        return Later(self.__name__, name)


def put_off(names: tuple[str, ...] = UNUSED) -> None:
    """Puts off the import of the modules. It does nothing about those that are imported already."""
    for name in names:
        sys.modules.setdefault(name, LaterModule(name))
