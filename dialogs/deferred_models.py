"""The SDK's package of cards has a hundred models, and the cards here are made of thirty. Built as they are imported
they take a tenth of a start and 17 MB: so each is built when it is first used, as pydantic's ``defer_build`` has it."""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import BaseModel, ConfigDict


@contextmanager
def deferred_models() -> Iterator[None]:
    """Defers the building of the models that are imported inside. The SDK's base class can't be told, for its
    subclasses are made in the same module: so the base of all is told, for that moment."""
    kept = BaseModel.model_config
    BaseModel.model_config = ConfigDict(**kept, defer_build=True)
    try:
        yield
    finally:
        BaseModel.model_config = kept
