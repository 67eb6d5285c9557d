"""The decisions over every combination of answers agree with the rules stated once more, in plain Python.

``decided`` is written from the design's table and knows nothing of the engine or of the rules file.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product

from safeguarding.framework.engine import Engine
from safeguarding.framework.loader import current

POSSIBLE = {
    "harm": ("died", "seriously_harmed", "hurt", "neither"),
    "age": ("under_18", "18_to_24", "25_or_over"),
    "abuse_or_neglect": ("known", "suspected", "neither"),
    "care_experienced": ("yes", "no"),
    "indicators": ("some", "none"),
    "categories": ("some", "none"),
    "reasons_not_to_commission": ("some", "none"),
}
ENGINE = Engine(current())


def decided(
    harm: str, age: str, abuse: str, care: str, indicators: str, categories: str, reasons: str
) -> dict[str, str]:
    """Returns what holds when everything is known, by decision."""
    harmed = harm in ("died", "seriously_harmed")
    abused = abuse in ("known", "suspected")
    serious_incident = age == "under_18" and harmed and abused
    care_experienced_death = age in ("under_18", "18_to_24") and care == "yes" and harm == "died"
    lessons = indicators == "some" or categories == "some"
    sin = serious_incident or care_experienced_death
    met = age == "under_18" and harmed and abused and lessons

    if not met:
        commissioning = "not_applicable"
    elif reasons == "some":
        commissioning = "not_appropriate"
    else:
        commissioning = "appropriate"

    if serious_incident:
        route = "rapid_review"
    elif sin:
        route = "sin_only"
    elif age == "under_18" or (age == "18_to_24" and care == "yes"):
        route = "case_of_concern"
    else:
        route = "outside"

    return {
        "sin": "required" if sin else "not_required",
        "rapid_review": "required" if serious_incident else "not_required",
        "partners_agree": "required" if harmed or (age == "under_18" and harm == "hurt") else "not_required",
        "lcspr_criteria": "met" if met else "not_met",
        "commissioning": commissioning,
        "route": route,
    }


@cache
def expected(given: tuple[str | None, ...]) -> dict[str, str]:
    """Returns the value on which all ways of filling the gaps agree, else not yet known."""
    if None in given:
        gap = given.index(None)
        values = list(POSSIBLE.values())[gap]
        ways = [expected((*given[:gap], value, *given[gap + 1 :])) for value in values]
        return {name: ways[0][name] if len({w[name] for w in ways}) == 1 else "not_yet_known" for name in ways[0]}
    return decided(*(value for value in given if value is not None))


def every_answers() -> Iterator[dict[str, str]]:
    """Yields each question unasked, answered "not known", or answered with each of its values."""
    choices = ((None, "not_known", *values) for values in POSSIBLE.values())
    for given in product(*choices):
        yield {name: value for name, value in zip(POSSIBLE, given, strict=True) if value is not None}


def settled(answers: Mapping[str, str]) -> tuple[str | None, ...]:
    return tuple(None if answers.get(name, "not_known") == "not_known" else answers[name] for name in POSSIBLE)


def test_the_questions_offer_the_answers_of_the_design_and_not_known() -> None:
    triage = {question.id: tuple(a.id for a in question.answers) for question in current().asked_at("triage")}
    assert triage == {name: (*POSSIBLE[name], "not_known") for name in triage}
    assert list(triage) == list(POSSIBLE)[:4]
    assert [question.id for question in current().asked_at("review")] == list(POSSIBLE)[4:]


def test_a_decision_has_a_value_exactly_when_every_way_of_filling_the_gaps_agrees() -> None:
    for answers in every_answers():
        assert ENGINE.values(answers) == expected(settled(answers)), answers


def test_every_combination_of_answers_was_gone_through() -> None:
    assert sum(1 for _ in every_answers()) == 6 * 5 * 5 * 4 * 4 * 4 * 4


def test_one_more_answer_never_contradicts_a_decision_already_reached() -> None:
    for answers in every_answers():
        reached = {name: value for name, value in ENGINE.values(answers).items() if value != "not_yet_known"}
        for question, values in POSSIBLE.items():
            if answers.get(question, "not_known") != "not_known":
                continue
            for value in values:
                then = ENGINE.values({**answers, question: value})
                assert reached.items() <= then.items(), (answers, question, value)


def test_saying_not_known_never_settles_a_decision() -> None:
    for answers in every_answers():
        without = {name: value for name, value in answers.items() if value != "not_known"}
        assert ENGINE.values(answers) == ENGINE.values(without), answers


def test_one_decision_alone_has_the_same_value_as_among_all() -> None:
    for answers in every_answers():
        values = ENGINE.values(answers)
        assert {name: ENGINE.value(name, answers) for name in values} == values, answers


def test_known_and_suspected_count_the_same_everywhere() -> None:
    for answers in every_answers():
        if answers.get("abuse_or_neglect") == "known":
            assert ENGINE.values(answers) == ENGINE.values({**answers, "abuse_or_neglect": "suspected"}), answers


def test_a_notification_is_never_ruled_out_for_a_child_while_abuse_is_an_open_question() -> None:
    for answers in every_answers():
        if answers.get("age") != "under_18" or answers.get("harm") not in ("died", "seriously_harmed"):
            continue
        if answers.get("abuse_or_neglect", "not_known") == "not_known":
            assert ENGINE.value("sin", answers) != "not_required", answers


def test_nobody_alone_says_that_no_sin_is_required_unless_nobody_or_an_adult_was_hurt() -> None:
    for answers in every_answers():
        alone = ENGINE.value("partners_agree", answers) == "not_required"
        is_adult = answers.get("age") in ("18_to_24", "25_or_over")
        assert alone == (answers.get("harm") == "neither" or (answers.get("harm") == "hurt" and is_adult)), answers


def test_where_a_sin_is_required_or_may_be_the_partners_would_have_to_agree_that_none_is() -> None:
    """Then no single changed answer takes the case from them."""
    for answers in every_answers():
        if ENGINE.value("sin", answers) != "not_required":
            assert ENGINE.value("partners_agree", answers) != "not_required", answers


def test_what_was_answered_on_abuse_takes_no_hurt_child_from_the_partners() -> None:
    for answers in every_answers():
        if answers.get("harm") == "hurt" and answers.get("age") == "under_18":
            assert ENGINE.value("partners_agree", answers) == "required", answers


GRAVER = {
    "harm": ("neither", "hurt", "seriously_harmed", "died"),
    "age": ("25_or_over", "18_to_24", "under_18"),
    "abuse_or_neglect": ("neither", "suspected"),
    "care_experienced": ("no", "yes"),
}
STRENGTH = {"not_required": 0, "not_met": 0, "not_yet_known": 1, "required": 2, "met": 2}


def test_a_graver_answer_never_takes_a_duty_away() -> None:
    """Each decision is monotone in every answer of the triage, whatever the others are."""
    for answers in every_answers():
        if not answers.keys() <= GRAVER.keys():
            continue
        before = ENGINE.values(answers)
        for question, order in GRAVER.items():
            for graver in order[order.index(answers[question]) + 1 :] if answers.get(question) in order else ():
                after = ENGINE.values({**answers, question: graver})
                for duty in ("sin", "rapid_review", "partners_agree", "lcspr_criteria"):
                    assert STRENGTH[before[duty]] <= STRENGTH[after[duty]], (answers, question, graver, duty)
