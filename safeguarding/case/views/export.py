"""The export turns a case into one plain document for the record keeper: events with who and when, decisions,
sign-offs. Its shape is published as a JSON schema (``docs/export-1.schema.json``)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from safeguarding.case.case import Case
from safeguarding.case.events.any_event import AnyEvent, RecordedEvent, event_to_json
from safeguarding.case.events.case_events import Signed
from safeguarding.case.events.facts import Outcome
from safeguarding.case.events.free_text import shown_of
from safeguarding.case.events.link_events import LinkKind
from safeguarding.case.events.review_events import ConcernDecided, Decided
from safeguarding.case.stage import Stage
from safeguarding.case.state.links import links
from safeguarding.case.state.sign_off import sign_offs_of
from safeguarding.case.views.integrity import BLANK_DIGEST, faults_of
from safeguarding.people import Person, Seat

Office = Callable[[Person], str]
FORMAT: Literal["cscp-case-export/1"] = "cscp-case-export/1"
"""The number is raised when a reader of the earlier shape could no longer read it; a field that comes in addition, or
a new kind of event, raises nothing."""


class ExportPart(BaseModel):
    """The parts of an export are described by these models, from which the schema is made."""

    model_config = ConfigDict(frozen=True)


class Exported(ExportPart):
    """It says who took the case out and when. The ``digest`` (SHA-256) is of its first ``version`` events;
    ``file_digest`` is of the whole file, without white space at its end, and with 64 zeros in the place of
    ``file_digest``."""

    format: Literal["cscp-case-export/1"]
    by: str
    at: datetime
    version: int
    digest: str
    file_digest: str = BLANK_DIGEST


class ExportedEvent(ExportPart):
    """An event has its ``number`` in the case, counted from 1, and the ``office`` of whoever took the step; what is
    ``recorded`` stands apart, since an event may have a number of its own."""

    number: int
    office: str
    recorded: RecordedEvent


class ExportedDecisions(ExportPart):
    """The decisions are those that the rules gave, and those that the partners and the Review Group took."""

    rules: Outcome
    dsps: Decided | None
    review_group: ConcernDecided | None


class ExportedSignature(ExportPart):
    """A signature is of the event with this number. It ``stands`` unless it lapsed or was changed."""

    event: int
    matter: str
    digest: str
    seat: Seat | None
    signer: Person
    office: str
    at: datetime
    agrees: bool
    reason: str | None
    number: int
    given_outside_teams: bool
    stands: bool


class ExportedLink(ExportPart):
    case: str
    kind: LinkKind
    theme: str | None


class Export(ExportPart):
    """An export has every event of a case, what was decided and signed, and the ``faults`` of the record: none for a
    case in order."""

    exported: Exported
    reference: str
    rehearsal: bool
    stage: Stage
    restricted: bool
    merged_into: str | None
    events: tuple[ExportedEvent, ...]
    decisions: ExportedDecisions
    sign_offs: tuple[ExportedSignature, ...]
    links: tuple[ExportedLink, ...] = ()
    faults: tuple[str, ...]


def export_schema() -> dict[str, Any]:
    """Makes the JSON schema (draft 2020-12) of an export."""
    made = Export.model_json_schema(mode="serialization")
    title = "A case exported by the CSCP review bot"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": title}


def export_case(case: Case, office: Office) -> dict[str, Any]:
    """Exports a case. ``office`` says how a person is called by the office held now. ``faults`` is empty for a case in
    order."""
    return {
        "reference": case.ref,
        "rehearsal": case.is_rehearsal,
        "stage": case.stage.value,
        "restricted": case.access.is_restricted,
        "merged_into": case.merged_into,
        "events": [_event(number, event, office) for number, event in enumerate(case.events, 1)],
        "decisions": _decisions(case),
        "sign_offs": _sign_offs(case, office),
        **_links(case),
        "faults": list(faults_of(case)),
    }


def _event(number: int, event: AnyEvent, office: Office) -> dict[str, Any]:
    return {"number": number, "office": office(event.by), "recorded": event_to_json(event)}


def _decisions(case: Case) -> dict[str, Any]:
    return {
        "rules": case.outcome.model_dump(mode="json"),
        "dsps": event_to_json(case.decision) if case.decision else None,
        "review_group": event_to_json(case.concern_decision) if case.concern_decision else None,
    }


def _links(case: Case) -> dict[str, Any]:
    """Lists the links that stand; nothing where there is none, so that the export of any other case is as it was."""
    listed = [{"case": link.other, "kind": link.kind, "theme": shown_of(link.theme)} for link in links(case)]
    return {"links": listed} if listed else {}


def _sign_offs(case: Case, office: Office) -> list[dict[str, Any]]:
    """Lists every signature ever given. ``stands`` is false for one that lapsed when its content changed, and
    for one that its signer has changed since."""
    sign_off = [given for found in sign_offs_of(case) for given in found.signatures_given]
    return [
        {
            "event": number,
            "matter": event.matter,
            "digest": event.digest,
            "seat": event.seat.value if event.seat else None,
            "signer": event.signer.model_dump(mode="json"),
            "office": office(event.signer),
            "at": event.at.isoformat(),
            "agrees": event.agrees,
            "reason": shown_of(event.reason),
            "number": event.number,
            "given_outside_teams": event.outside_teams is not None,
            "stands": event in sign_off,
        }
        for number, event in enumerate(case.events, 1)
        if isinstance(event, Signed)
    ]
