"""The booklet prints everything that the partnership has to check, in tables that can be signed."""

import re
from collections.abc import Iterator

import pytest

from safeguarding.framework.engine import Engine
from safeguarding.framework.loader import CURRENT, current, parse
from safeguarding.framework.routes import review_routes, triage_routes
from safeguarding.publications.booklet import SIGN, booklet
from safeguarding.publications.flowchart import NOTICE, flowchart

RULES = current()
ENGINE = Engine(RULES)
BOOKLET = booklet(ENGINE)
LINES = [*BOOKLET.splitlines(), ""]

ENTRIES = {
    "principle": [text for p in RULES.principles for text in (p.title, p.text)],
    "question": [text for q in RULES.questions for text in (q.title, q.ask, q.help)],
    "answer": [text for q in RULES.questions for a in q.answers for text in (a.label, *a.synonyms, a.evidence or "")],
    "question that is always asked": [q.always.text for q in RULES.questions if q.always],
    "tick": [text for q in RULES.questions for i in q.items for text in (i.label, *i.examples)],
    "group": [group.title for q in RULES.questions for group in q.groups],
    "detail": [text for d in RULES.details for text in (d.title, d.ask, d.help, *(a.label for a in d.answers))],
    "decision": [text for d in RULES.decisions for text in (d.title, *d.values.values())],
    "rule": [rule.text for decision in RULES.decisions for rule in decision.rules],
    "criterion": [text for c in RULES.criteria for text in (c.title, c.text)],
    "purpose": [text for p in RULES.purposes for text in (p.title, p.text)],
    "part": [text for p in RULES.parts for text in (p.title, p.ask, *(a.label for a in p.answers))],
    "referral": [text for q in RULES.referral_questions for text in (q.title, q.ask, *(a.label for a in q.answers))],
    "definition": [text for d in RULES.definitions for text in (d.term, d.text, *d.items)],
    "deadline": [text for d in RULES.deadlines for text in (d.title, d.strength, d.length, d.counted_from)],
    "next step": [
        text
        for s in RULES.next_steps
        for text in (RULES.in_words(s.when), s.who, s.text.replace("{authority}", "the authority that notifies"))
    ],
    "lead": [text for rule in RULES.leads for text in (rule.title, rule.text)],
    "prompt": [
        text
        for p in RULES.prompts
        for text in (p.title, RULES.in_words(p.when), p.who, p.text, *(check.text for check in p.checks))
    ],
    "notification field": [field.label for field in RULES.notification_fields],
    "notification group": [group.title for group in RULES.notification_groups],
    "glossary": [text for g in RULES.glossary for text in (g.term, g.meaning)],
    "reading": [text for r in RULES.readings for text in (r.question, r.chosen)],
    "source": [RULES.describe_source(source) for _, source in RULES.with_source()],
}


def tables() -> Iterator[list[list[str]]]:
    """Yields each run of lines that start with a bar, as cells."""
    rows: list[list[str]] = []
    for line in LINES:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line[1:-1].split("|")])
        elif rows:
            yield rows
            rows = []


def table_under(heading: str) -> list[list[str]]:
    below = LINES[LINES.index(heading) + 1 :]
    start = next(number for number, line in enumerate(below) if line.startswith("|"))
    rows = below[start : below.index("", start)]
    return [[cell.strip() for cell in row[1:-1].split("|")] for row in rows]


@pytest.mark.parametrize("kind", ENTRIES)
def test_every_entry_of_the_rules_can_be_read_in_the_booklet(kind: str) -> None:
    assert ENTRIES[kind]
    assert [text for text in ENTRIES[kind] if text not in BOOKLET] == []


def test_every_table_is_well_formed() -> None:
    found = list(tables())
    assert len(found) > 20
    for head, rule, *rows in found:
        assert set(rule) == {"---"}
        assert rows
        assert {len(row) for row in (head, rule, *rows)} == {len(head)}


def test_after_a_heading_comes_an_empty_line_or_a_table_would_be_none() -> None:
    headings = [number for number, line in enumerate(LINES) if line.startswith("#")]
    assert headings
    assert [LINES[number] for number in headings if LINES[number + 1]] == []


def test_how_the_tables_of_the_decisions_are_read_is_said_above_them() -> None:
    below = LINES[LINES.index("## Decisions") + 1 :]
    said = " ".join(below[: next(number for number, line in enumerate(below) if line.startswith("#"))])
    assert "first row that holds gives the value" in said and "the decision is not yet known." in said


def test_every_table_has_a_column_to_sign_and_its_cells_are_open() -> None:
    *checked, approval = tables()
    for head, _, *rows in checked:
        assert head[-1] == SIGN
        assert {row[-1] for row in rows} == {""}
    assert approval[0] == ["For", "What", "Name", "Signature", "Date"]
    assert {tuple(row[2:]) for row in approval[2:]} == {("", "", "")}


def test_each_partner_and_the_dcs_approve_this_version_of_the_rules() -> None:
    _, _, *rows = table_under("## Approved by")
    assert [row[0] for row in rows] == [
        "Local authority's DSP",
        "ICB's DSP",
        "Police's DSP",
        "Director of Children's Services",
    ]
    assert {row[1] for row in rows} == {f"Rules version {RULES.version}"}


def test_every_route_has_its_row() -> None:
    _, _, *triage = table_under("## All routes through the triage")
    _, _, *review = table_under("## All routes through the review, after a triage that brought one")
    assert len(triage) == len(list(triage_routes(ENGINE)))
    assert len(review) == len(list(review_routes(ENGINE)))
    assert ["Died", "Under 18", "Suspected", "Yes", "required", "required"] in [row[:6] for row in triage]
    assert ["at least one", "not asked", "none", "required", "required", "needed", "met", "appropriate"] in [
        row[:8] for row in review
    ]


def test_each_decision_shows_its_rules_in_order_with_their_conditions_in_words() -> None:
    for decision in RULES.decisions:
        _, _, *rows = table_under(f"### {decision.title}")
        assert [(row[0], row[2]) for row in rows] == [
            (decision.label(rule.value), rule.text) for rule in decision.rules
        ]
        assert rows[-1][1] == "otherwise"
    _, _, first, *_ = table_under("### Serious Incident Notification (SIN)")
    assert first[1] == "Age: Under 18; Harm: Died or Seriously harmed; Abuse or neglect: Known or Suspected"


def test_every_question_for_the_partnership_is_put_with_the_reading_chosen_and_a_place_to_sign() -> None:
    _, _, *rows = table_under("## Questions for CSCP")
    assert [row[:2] for row in rows] == [[reading.question, reading.chosen] for reading in RULES.readings]


def test_the_record_of_a_rapid_review_stands_under_its_six_purposes_in_their_order() -> None:
    head, _, *rows = table_under("## The record of a Rapid Review")
    assert head == ["Purpose", "Part", "What is asked", "Source", SIGN]
    assert [row[1] for row in rows] == [part.title for part in RULES.parts]
    assert list(dict.fromkeys(row[0] for row in rows)) == [purpose.title for purpose in RULES.purposes]


def test_a_part_shows_its_answers_or_how_many_items_there_are_to_tick() -> None:
    _, _, *rows = table_under("## The record of a Rapid Review")
    asked = {row[1]: row[2] for row in rows}
    needed = "Needed before the determination, or not known with the reason."
    assert asked["Immediate safety action"].endswith(f"Needed and taken; Needed, not yet taken. {needed}")
    assert asked["WT2026 d) Standards not met"].endswith(f"(5 items) {needed}")
    assert asked["The child's voice"] == f"{RULES.part('childs_voice').ask} {needed}"
    assert asked["Improvements"] == RULES.part("improvements").ask


def test_a_next_step_shows_after_what_and_until_what_it_is_due() -> None:
    head, _, *rows = table_under("## Who does what next")
    assert head[:3] == ["When", "After", "Until"]
    (confirm,) = [row for row in rows if row[3] == "The chair of the Rapid Review"]
    assert confirm[1:3] == ["determination recorded", "determined"]


def test_a_prompt_shows_what_is_to_be_checked_and_which_answers_settle_it() -> None:
    _, _, *rows = table_under("## Also: other processes that the same facts may call for")
    asked = {row[0]: row[3] for row in rows}["Joint agency response (JAR)"]
    settled = "(settled by Abuse or neglect: Known or Suspected)"
    assert f"the first circumstances raise a suspicion that it was not natural {settled};" in asked


def test_the_flow_chart_is_in_it_marked_as_drawn_by_this_project() -> None:
    assert "drawn by this project" in NOTICE.lower()
    chart = re.search(r"```mermaid\n(.*?)```", BOOKLET, re.DOTALL)
    assert chart is not None
    assert chart[1] == flowchart(ENGINE)
    assert LINES.index(NOTICE) < LINES.index("```mermaid")


def test_it_says_that_the_wording_is_not_approved_until_it_is() -> None:
    assert "Wording not yet approved by CSCP" in BOOKLET
    approved = 'status = "approved"\napproved_by = "the DSPs"\napproved_on = 2026-12-01'
    rules = parse(CURRENT.read_text("utf-8").replace('status = "draft"', approved, 1))
    assert "not yet approved" not in booklet(Engine(rules))


def test_it_says_how_working_days_are_counted_and_how_far_holidays_are_published() -> None:
    assert f"Working days: {RULES.definition('working_day').text}" in BOOKLET
    assert "Bank holidays are published until Sunday 31 December 2028" in BOOKLET


def test_a_bar_in_the_wording_does_not_break_a_table() -> None:
    rules = parse(CURRENT.read_text("utf-8").replace('meaning = "Public Health"', 'meaning = "Public | Health"'))
    assert "| PH | Public / Health |" in booklet(Engine(rules))


def test_the_same_rules_give_the_same_booklet() -> None:
    assert booklet(Engine(parse(CURRENT.read_text("utf-8")))) == BOOKLET
