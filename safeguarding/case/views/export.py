"""The export turns a case into one plain document for the record keeper: events with who and when, decisions,
sign-offs."""

from collections.abc import Callable
from typing import Any

from safeguarding.case.case import Case
from safeguarding.case.events.any_event import AnyEvent, event_to_json
from safeguarding.case.events.case_events import Signed
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.state.links import links
from safeguarding.case.state.matters import MATTERS
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.views.integrity import faults_of
from safeguarding.people import Person

Office = Callable[[Person], str]


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
    return {"number": number, "office": office(event.by), **event_to_json(event)}


def _decisions(case: Case) -> dict[str, Any]:
    return {
        "rules": case.outcome.model_dump(mode="json"),
        "dsps": event_to_json(case.decision) if case.decision else None,
        "review_group": event_to_json(case.concern_decision) if case.concern_decision else None,
    }


def _links(case: Case) -> dict[str, Any]:
    """Lists the links that stand; nothing where there is none, so that the export of any other case is as it was."""
    listed = [{"case": link.other, "kind": link.kind, "theme": _shown(link.theme)} for link in links(case)]
    return {"links": listed} if listed else {}


def _shown(text: FreeText | None) -> str | None:
    return text.shown if text else None


def _sign_offs(case: Case, office: Office) -> list[dict[str, Any]]:
    """Lists every signature ever given. ``stands`` is false for one that lapsed when its content changed, and
    for one that its signer has changed since."""
    sign_off = [given for matter in MATTERS if (found := sign_off_of(case, matter)) for given in found.signatures_given]
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
            "reason": event.reason.shown if event.reason else None,
            "number": event.number,
            "given_outside_teams": event.outside_teams is not None,
            "stands": event in sign_off,
        }
        for number, event in enumerate(case.events, 1)
        if isinstance(event, Signed)
    ]
