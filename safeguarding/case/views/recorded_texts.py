"""The recorded texts of a case are what people wrote into it, for whoever may read them."""

from collections.abc import Iterator
from dataclasses import dataclass

from safeguarding.case.case import Case
from safeguarding.case.events.any_event import AnyEvent, event_to_json
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.permissions import reads_review
from safeguarding.case.steps.redaction import texts_of
from safeguarding.people import Actor


@dataclass(frozen=True)
class WrittenText:
    """A written text has the events that hold its words, which are removed from all of them together; the first wrote
    it."""

    words: str
    digest: str
    events: tuple[AnyEvent, ...]


def recorded_texts(case: Case, reader: Actor) -> Iterator[str]:
    """Yields the texts of a case that the reader may see. Whoever may not read the record of a Rapid Review gets what
    they wrote themselves. A redacted text is gone."""
    for event, text in _texts(case):
        if text.text is not None and (reads_review(case, reader) or event.by == reader.person):
            yield text.text


def written_texts(case: Case) -> tuple[WrittenText, ...]:
    """Returns the texts that a redaction can remove, each once, with the one written last first."""
    found: dict[str, WrittenText] = {}
    for event, text in _texts(case):
        if text.text is not None:
            before = found.get(text.text, WrittenText(text.text, text.digest, ()))
            events = before.events if event in before.events else (*before.events, event)
            found[text.text] = WrittenText(before.words, before.digest, events)
    return tuple(reversed(found.values()))


def _texts(case: Case) -> Iterator[tuple[AnyEvent, FreeText]]:
    for event in case.events:
        yield from ((event, text) for text in texts_of(event_to_json(event)))
