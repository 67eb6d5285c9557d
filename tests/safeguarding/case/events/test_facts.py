"""Facts are compared as a reader sees them, and texts that nobody changed stay the very same."""

import json

from safeguarding.case.case import read_case, to_json
from safeguarding.case.events.facts import Facts
from safeguarding.case.state.matters import MATTERS
from safeguarding.case.views.export import export_case
from tests.support.case_stages import text
from tests.support.children import KILLED, SAFE, a_child, of_children, with_children
from tests.support.plain_case import facts, opened

SEEN = (
    '{"text": "Seen by the ambulance crew.", "salt": "0123456789abcdef", '
    '"digest": "265e67829e99e6c9e0527fd46fe7ac647c92f53587e0a37aa94769ab6290beed"}'
)
A_CASE_OF_BEFORE = (
    '[{"schema_number": 1, "by": {"tenant": "school", "id": "opener"}, "at": "2026-06-02T10:00:00Z", "type": '
    '"opened", "ref": "CSCP-2026-001", "triage": "triage of CSCP-2026-001", "rehearsal": false, '
    '"unconfirmed": false, "facts": {"answers": {"harm": "died", "age": "under_18", "abuse_or_neglect": '
    '"known"}, "evidence": {"harm": '
    f"{SEEN}"
    ', "abuse_or_neglect": '
    f"{SEEN}"
    '}, "incident_on": "2026-05-31", "became_aware": "2026-06-01", "aware_of_death": null, "place": '
    '"croydon", "agency": null, "record_number": null}, "outcome": {"rules_version": "2026.2", "values": '
    '{"sin": "required", "rapid_review": "required", "partners_agree": "required", "lcspr_criteria": '
    '"not_yet_known", "commissioning": "not_yet_known", "route": "rapid_review"}}}, {"schema_number": 1, '
    '"by": {"tenant": "council", "id": "business team member"}, "at": "2026-06-02T10:00:00Z", "type": '
    '"sin_submitted", "on": "2026-06-02", "dcs_had_signed": false}]'
)


def test_facts_that_read_the_same_are_the_same_content_whatever_their_salts() -> None:
    one = facts()
    salted = {name: text(found.shown, "another salt 123") for name, found in one.evidence.items()}
    other = one.model_copy(update={"evidence": salted})
    assert other != one and other.same_content_as(one)
    assert other.keeping_texts_of(one) == one
    assert not facts(age="18_to_24").same_content_as(one)


def test_a_text_that_was_changed_is_not_kept() -> None:
    one = facts()
    changed = one.model_copy(update={"evidence": {**one.evidence, "harm": text("seen by somebody else")}})
    kept = changed.keeping_texts_of(one)
    assert kept.evidence["harm"].shown == "seen by somebody else"
    assert kept.evidence["abuse_or_neglect"] is one.evidence["abuse_or_neglect"]


def test_what_was_told_of_one_child_is_child_1() -> None:
    (child,) = facts().children
    assert (child.number, child.part, child.answers) == (1, "harmed", facts().answers)
    assert (child.incident_on, child.became_aware) == (facts().incident_on, facts().became_aware)


def test_the_children_of_an_incident_change_one_by_one() -> None:
    before, after = of_children(KILLED, SAFE), with_children(of_children(KILLED), a_child(3, KILLED))
    after = after.model_copy(update={"place": "outside", "record_number": text("MH-1")})
    changes = list(after.changes_from(before))
    changed = before
    for change in changes:
        changed = change(changed)
    assert changed == after
    assert len(changes) == len(("Child 3 added", "Child 1", "its record number", "another place", "Child 2 taken out"))


def test_another_child_is_other_content() -> None:
    assert not of_children(KILLED, SAFE).same_content_as(of_children(KILLED))
    assert of_children(KILLED, SAFE).same_content_as(of_children(KILLED, SAFE))


def test_an_incident_of_one_child_is_written_as_before_there_could_be_others() -> None:
    bare = facts().model_copy(update={"happened_in": None, "lives_in": None})
    assert bare.model_dump().keys() == {
        *("answers", "evidence", "incident_on", "became_aware", "aware_of_death"),
        *("place", "agency", "record_number"),
    }
    assert opened().outcome.model_dump().keys() == {"rules_version", "values"}
    siblings = of_children(KILLED, KILLED)
    assert Facts.model_validate(siblings.model_dump(mode="json"), strict=False) == siblings


def test_a_case_of_before_reads_writes_and_is_signed_as_it_was() -> None:
    """These are the bytes that a case of one child had before an incident could have others, and what was signed."""
    case = read_case(json.loads(A_CASE_OF_BEFORE))
    assert json.dumps(to_json(case)) == A_CASE_OF_BEFORE
    exported = export_case(case, lambda person: "an office")
    assert [event for event in exported["events"] if "others" in str(event)] == [] and not exported["faults"]
    digests = {name: matter.digest for name, make in MATTERS.items() if (matter := make(case))}
    assert digests == {
        "notification_criteria": "8fe28fcca7f1b8234ff76d41d6144443b71352899d531495af7af0600a4aae49",
        "sin_quality": "93c6c5882779f3923aaf5f1e3f1e698ed88afae6e0df25403ce4c776364b309a",
    }


def test_what_one_question_asked_of_the_place_is_said_in_its_words() -> None:
    older = facts().model_copy(update={"place": "other_authority", "happened_in": None, "lives_in": None})
    assert older.authorities_of(older.children[0]) == {"happened_in": "croydon", "lives_in": "other_authority"}
    assert (older.place_as_stated, older.homes_as_stated(older.children[0])) == ({"place": "other_authority"}, {})
    further = with_children(older, a_child(2, SAFE, lives_in="Kent"))
    assert further.homes_as_stated(further.children[1]) == {"lives_in": "Kent"}
    assert further.authorities_of(further.children[1]) == {"happened_in": "croydon", "lives_in": "Kent"}


def test_the_authorities_of_each_child_are_part_of_what_is_read_and_signed() -> None:
    before = with_children(facts(), a_child(2, SAFE, lives_in="croydon"))
    for changed in (
        before.model_copy(update={"happened_in": "Surrey"}),
        before.model_copy(update={"lives_in": "Kent"}),
        before.model_copy(update={"responsible": "Kent"}),
        with_children(facts(), a_child(2, SAFE, lives_in="Kent")),
        with_children(facts(), a_child(2, SAFE, lives_in="croydon", responsible="Essex")),
    ):
        assert not changed.same_content_as(before)
        stated = before
        for change in changed.changes_from(before):
            stated = change(stated)
        assert stated.same_content_as(changed)
