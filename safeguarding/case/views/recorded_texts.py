"""The recorded texts of a case are what people wrote into it, for whoever may read them."""

from collections.abc import Iterator

from safeguarding.case.case import Case
from safeguarding.case.events.any_event import event_to_json
from safeguarding.case.permissions import reads_review
from safeguarding.case.steps.redaction import texts_of
from safeguarding.people import Actor


def recorded_texts(case: Case, reader: Actor) -> Iterator[str]:
    """Yields the texts of a case that the reader may see. Whoever may not read the record of a Rapid Review gets what
    they wrote themselves. A redacted text is gone."""
    for event in case.events:
        if reads_review(case, reader) or event.by == reader.person:
            yield from (text.text for text in texts_of(event_to_json(event)) if text.text is not None)
