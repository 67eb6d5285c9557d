"""The export gives the record keeper a case as one document."""

import json
from collections.abc import Mapping
from pathlib import Path

from jsonschema_rs import Draft202012Validator

from safeguarding.case.case import Case, read_case, to_json
from safeguarding.case.events.case_events import OutsideTeams
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.case.steps.signatures import record_signature
from safeguarding.case.views.export import FORMAT, export_case, export_schema
from safeguarding.case.views.integrity import digest_of, record_digest
from safeguarding.people import Seat
from tests.support.case_stages import (
    BUSINESS_TEAM,
    COUNCIL,
    ICB,
    TODAY,
    concern_decided,
    decided,
    merged,
    signed_by,
    text,
)
from tests.support.links import grouped, unlinked
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import care_leaver, office, opened, submitted, updated

ROOT = Path(__file__).parents[4]


def exported(case: Case) -> dict[str, object]:
    document = export_case(case, office)
    return dict(json.loads(json.dumps(document)))


def test_every_event_stands_in_it_with_its_number_and_office() -> None:
    case = submitted()
    events = exported(case)["events"]
    assert isinstance(events, list)
    assert [(event["number"], event["recorded"]["type"]) for event in events] == [(1, "opened"), (2, "sin_submitted")]
    assert [event["office"] for event in events] == ["The opener", "The business team member"]


def test_a_signature_that_lapsed_is_there_and_does_not_stand() -> None:
    case = updated(signed_by(opened(), NOTIFICATION_CRITERIA, COUNCIL), abuse_or_neglect="suspected")
    case = signed_by(case, NOTIFICATION_CRITERIA, ICB)
    signatures = exported(case)["sign_offs"]
    assert isinstance(signatures, list)
    assert [(each["office"], each["stands"]) for each in signatures] == [
        ("The council dsp", False),
        ("The icb dsp", True),
    ]


def test_of_each_signature_it_says_whether_it_was_given_outside_teams() -> None:
    letter = OutsideTeams(signed_by=ICB.person, on=TODAY, how=text("by letter"), confirmation=text("file 7"))
    case = signed_by(opened(), NOTIFICATION_CRITERIA, COUNCIL)
    case = record_signature(case, NOTIFICATION_CRITERIA, Seat.ICB, letter, BUSINESS_TEAM, OPENED_AT, agrees=True)
    signatures = exported(case)["sign_offs"]
    assert isinstance(signatures, list)
    assert [(each["office"], each["given_outside_teams"]) for each in signatures] == [
        ("The council dsp", False),
        ("The icb dsp", True),
    ]


def test_the_decisions_of_the_rules_the_dsps_and_the_review_group_stand_apart() -> None:
    decisions = exported(decided(submitted()))["decisions"]
    assert isinstance(decisions, dict)
    assert decisions["rules"]["values"]["sin"] == "required"
    assert decisions["dsps"]["decision"]["outcome"] == "commission" and decisions["review_group"] is None
    concern = exported(concern_decided(care_leaver()))["decisions"]
    assert isinstance(concern, dict) and concern["review_group"]["outcome"] == "local_learning"


def test_where_it_goes_on_and_that_it_is_for_practice_is_said() -> None:
    assert exported(merged(opened(), opened("CSCP-2026-002"))[0])["merged_into"] == "CSCP-2026-002"
    assert exported(opened())["rehearsal"] is False


def test_what_was_altered_is_named_among_its_faults() -> None:
    assert exported(opened())["faults"] == []
    plain = to_json(opened())
    plain[0]["facts"]["evidence"]["harm"]["text"] = "nothing to see"
    assert len(export_case(read_case(plain), office)["faults"]) == 1


def test_the_links_that_stand_are_listed_and_a_case_without_any_has_no_such_list() -> None:
    both = grouped(opened(), opened("CSCP-2026-002"))
    listed = {"case": "CSCP-2026-002", "kind": "thematic_review", "theme": "youth violence"}
    assert exported(both[0])["links"] == [listed]
    for case in (opened(), unlinked(*both, "thematic_review")[0]):
        assert "links" not in exported(case)


def test_the_published_schema_is_that_of_the_models() -> None:
    published = json.loads((ROOT / "docs" / "export-1.schema.json").read_text("utf-8"))
    assert published == export_schema(), "write export_schema() into docs/export-1.schema.json"


def test_at_every_stage_an_export_is_as_the_schema_says_and_its_events_give_the_digest_of_the_record(
    cases: Mapping[str, Case],
) -> None:
    schema = Draft202012Validator(export_schema())
    taken = {"format": FORMAT, "by": "root", "at": OPENED_AT.isoformat()}
    linked = grouped(opened(), opened("CSCP-2026-002"))[0]
    for name, case in {**cases, "linked": linked}.items():
        document = exported(case)
        head = {**taken, "version": len(case.events), "digest": record_digest(case)}
        assert [error.message for error in schema.iter_errors({"exported": head, **document})] == [], name
        events = document["events"]
        assert isinstance(events, list) and digest_of([each["recorded"] for each in events]) == head["digest"], name
    assert list(schema.iter_errors({"exported": taken, **exported(linked)}))
