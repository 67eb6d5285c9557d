"""The flow chart says what the rules say, when it is followed arrow by arrow."""

import re
from itertools import product

from safeguarding.framework.engine import Engine
from safeguarding.framework.entries import Question
from safeguarding.framework.loader import CURRENT, current, parse
from safeguarding.framework.routes import review_routes, triage_routes
from safeguarding.publications.flowchart import NOTICE, OPEN, chart, flowchart

RULES = current()
ENGINE = Engine(RULES)
CHART = flowchart(ENGINE)

BOX = re.compile(r'^    (\w+)(?:\(\["|\{"|\["|)(.*?)(?:"\]\)|"\}|"\])$')
ARROW = re.compile(r'^    (\w+) -->(?:\|"(.*)"\|)? (\w+)$')
START = re.compile(r'^    start\(\["(.*)"\]\) --> (\w+)$')

boxes = {found[1]: found[2].replace("#quot;", '"') for line in CHART.splitlines() if (found := BOX.match(line))}
arrows = [(found[1], found[2], found[3]) for line in CHART.splitlines() if (found := ARROW.match(line))]
(first,) = [found[2] for line in CHART.splitlines() if (found := START.match(line))]
asking = {question.ask: question for question in RULES.questions}


def says(text: str | None, label: str) -> bool:
    """Says whether the words on an arrow name this answer, alone or among others."""
    return text is not None and f" or {label} or " in f" or {text} or "


def follow(answers: dict[str, str]) -> list[str]:
    """Returns the words of the boxes on the way from the start to the end."""
    box, passed = first, [boxes[first]]
    while leaving := [(text, to) for start, text, to in arrows if start == box]:
        question: Question | None = asking.get(boxes[box])
        label = question.label(answers[question.id]) if question else None
        (box,) = [to for text, to in leaving if (text is None if label is None else says(text, label))]
        passed.append(boxes[box])
    return passed


def end_of(values: dict[str, str]) -> str:
    return "<br>".join(f"{decision.title}: {decision.label(values[decision.id])}" for decision in RULES.decisions)


def test_followed_with_any_answers_the_chart_ends_where_the_rules_do() -> None:
    for given in product(*(question.values for question in RULES.questions)):
        answers = dict(zip((question.id for question in RULES.questions), given, strict=True))
        values = ENGINE.values(answers)
        passed = follow(answers)
        assert passed[-1] == end_of(values), answers


def test_nobody_leaves_the_chart_without_the_deadline_of_a_sin_that_is_required() -> None:
    for given in product(*(question.values for question in RULES.questions)):
        answers = dict(zip((question.id for question in RULES.questions), given, strict=True))
        steps = "\n".join(follow(answers))
        assert ("5 working days from" in steps) == (ENGINE.value("sin", answers) == "required"), answers
        assert ("15 working days from" in steps) == (ENGINE.value("rapid_review", answers) == "required"), answers


def test_every_box_that_an_arrow_names_is_drawn_once_and_every_box_is_reached() -> None:
    drawn = [found[1] for line in CHART.splitlines() if (found := BOX.match(line))]
    assert len(drawn) == len(set(drawn))
    named = {start for start, _, _ in arrows} | {to for _, _, to in arrows} | {first}
    assert named == set(drawn) - {"note", "record", "referral"}
    assert {to for _, _, to in arrows} | {first} == named


def test_every_line_of_the_chart_is_a_box_an_arrow_or_a_remark() -> None:
    head, remark, start, *rest = CHART.splitlines()
    assert head == "flowchart TD"
    assert remark == f"    %% {NOTICE}"
    assert START.match(start)
    assert [line for line in rest if not (BOX.match(line) or ARROW.match(line))] == []


def test_the_end_of_every_route_without_an_unknown_is_in_the_chart() -> None:
    before_review = [r for r in triage_routes(ENGINE) if r.values["rapid_review"] == "not_required"]
    for route in (*before_review, *review_routes(ENGINE)):
        if "not_known" not in route.answers.values():
            assert end_of(route.values) in boxes.values(), route


def test_the_chart_says_that_not_known_never_counts_as_no() -> None:
    assert boxes["note"] == OPEN
    assert "never counts as no" in OPEN


def test_what_is_asked_for_the_record_alone_stands_beside_the_chart() -> None:
    for name, entries in (("record", RULES.parts), ("referral", RULES.referral_questions)):
        assert boxes[name].endswith("; ".join(entry.title for entry in entries))


def test_the_same_rules_give_the_same_chart() -> None:
    assert flowchart(Engine(parse(CURRENT.read_text("utf-8")))) == CHART


def test_a_quotation_mark_in_the_wording_does_not_break_a_box() -> None:
    text = CURRENT.read_text("utf-8").replace('ask = "Is abuse or neglect', 'ask = "Is \\"abuse\\" or neglect', 1)
    assert '{"Is #quot;abuse#quot; or neglect known or suspected?"}' in flowchart(Engine(parse(text)))


def test_the_way_of_some_answers_ends_where_the_rules_do() -> None:
    drawn = chart(ENGINE)
    words = {box.name: "<br>".join(box.lines) for box in drawn.boxes}
    for given in product(*(question.values for question in RULES.questions)):
        answers = dict(zip((question.id for question in RULES.questions), given, strict=True))
        assert words[drawn.way(answers)[-1].to] == end_of(ENGINE.values(answers)), answers


def test_the_way_ends_at_the_first_question_that_is_not_answered() -> None:
    drawn = chart(ENGINE)
    asked = {box.name: box.question for box in drawn.boxes}
    for harm, given, ends_at in (
        ("died", {}, "age"),
        ("died", {"age": "not_known"}, "age"),
        ("died", {"age": "under_18", "abuse_or_neglect": "known"}, "indicators"),
        ("died", {"age": "under_18", "abuse_or_neglect": "neither"}, "care_experienced"),
        ("hurt", {}, "age"),
    ):
        assert asked[drawn.way({"harm": harm, **given})[-1].to] == ends_at
    assert drawn.way({}) == ()
