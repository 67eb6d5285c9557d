"""Redaction removes a text from the whole history of a case, with what was signed left intact."""

from collections.abc import Iterator, Mapping, Set
from datetime import datetime
from typing import Any

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.any_event import AnyEvent, SetAside, event_from_json, event_to_json
from safeguarding.case.events.case_events import Redacted
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.steps.guards import require_reason
from safeguarding.people import Actor


def redact(case: Case, digest: str, reason: FreeText, by: Actor, at: datetime) -> Case:
    """Removes one text from the whole history, wherever it was written again under another salt.

    Signatures hold: they cover the digests of the text, which stay.
    """
    STEPS["redact"].require(case, by)
    require_reason(reason)
    named = [text for event in case.events for text in texts_of(event_to_json(event)) if text.digest == digest]
    if not named:
        raise InvalidInput("This text is not part of the case.")
    gone = {text.text for text in named if text.text is not None}
    if not gone:
        return case
    if any(text in reason.shown for text in gone):
        raise InvalidInput("Give a reason of its own, without the text that is to go.")
    events = tuple(_without(event, gone) for event in case.events)
    return Case(events).then(Redacted(by=by.person, at=at, digest=digest, reason=reason))


def texts_of(plain: Any) -> Iterator[FreeText]:
    """Yields every free text in an event's plain values."""
    if isinstance(plain, dict):
        if plain.keys() == FreeText.model_fields.keys():
            yield FreeText.model_validate(plain)
            return
        plain = list(plain.values())
    if isinstance(plain, list):
        for value in plain:
            yield from texts_of(value)


def _without(event: AnyEvent, gone: Set[str]) -> AnyEvent:
    if isinstance(event, SetAside):
        return event.model_copy(update={"recorded": _without(event.recorded, gone)})
    return event_from_json(_redacted(event_to_json(event), gone))


def _redacted(plain: Any, gone: Set[str]) -> Any:
    if isinstance(plain, Mapping):
        if plain.keys() == FreeText.model_fields.keys() and plain["text"] in gone:
            return FreeText.model_validate(plain).redacted().model_dump()
        return {name: _redacted(value, gone) for name, value in plain.items()}
    if isinstance(plain, list):
        return [_redacted(value, gone) for value in plain]
    return plain
