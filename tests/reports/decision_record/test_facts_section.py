"""Each answer stands with its evidence, child by child, and what follows with its source."""

from reports.decision_record.facts_section import facts, follows, lacks_evidence, processes
from safeguarding.case.case import Case
from tests.support.case_stages import FRAMEWORK
from tests.support.plain_case import REPORTS, SEEN, opened
from tests.support.word_reading import Read, document_of


def section(case: Case) -> Read:
    return document_of(
        lambda word: facts(word, case, REPORTS),
        lambda word: follows(word, case, REPORTS),
        lambda word: processes(word, case, REPORTS),
    )


def test_each_answer_stands_with_its_evidence() -> None:
    rows = section(opened()).rows
    assert ["Harm", "Died", SEEN] in rows and ["Age", "Under 18", "None is asked for"] in rows


def test_what_follows_has_its_reason_and_its_source() -> None:
    read = section(opened())
    (sin,) = [row for row in read.rows if row[0] == "Serious Incident Notification (SIN)"]
    assert sin[1] == "required" and sin[2] and "CSCP briefing" in sin[3]
    assert "Child death review" in read.section("Also: other processes that the facts may call for")


def test_an_answer_lacks_evidence_only_where_it_asks_for_some() -> None:
    child = opened().facts.children[0]
    bare = child.model_copy(update={"evidence": {}})
    assert not any(lacks_evidence(child, FRAMEWORK, name) for name in child.answers)
    assert lacks_evidence(bare, FRAMEWORK, "harm") and not lacks_evidence(bare, FRAMEWORK, "age")
