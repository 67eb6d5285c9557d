"""The framework finds things in the rules: terms to explain, sources in words, words that pick an answer, and the next
steps, which name who does what: nothing ends with nobody told."""

from itertools import product

import pytest

from safeguarding.framework.engine import Engine
from safeguarding.framework.loader import current

RULES = current()
ENGINE = Engine(RULES)
CHILD_DIED = {"harm": "died", "age": "under_18"}


@pytest.mark.parametrize(
    ("typed", "explained"),
    [
        ("Seriously harmed", "Seriously harmed"),
        ("  serious HARM ", "Seriously harmed"),
        ("care leaver", "Care experienced"),
        ("looked-after child", "Care experienced"),
        ("coc", "Case of Concern"),
        ("neglect", "Neglect"),
        ("LCSPR", "LCSPR"),
        ("wt2026", "WT2026"),
        ("Mappa", "MAPPA"),
    ],
)
def test_a_term_is_explained_however_it_is_typed(typed: str, explained: str) -> None:
    assert [entry.term for entry in RULES.explain(typed)] == [explained]


def test_an_unknown_term_has_no_explanation() -> None:
    assert RULES.explain("weather") == ()


def test_every_definition_is_found_by_its_term_and_by_each_other_name() -> None:
    for definition in RULES.definitions:
        for name in (definition.term, *definition.also):
            assert definition in RULES.explain(name), name


def test_every_glossary_entry_is_found_by_its_term() -> None:
    assert all(entry in RULES.explain(entry.term) for entry in RULES.glossary)


def test_a_source_is_told_by_its_sections_each_once() -> None:
    told = RULES.describe_source(("sin/died", "sin/a_child", "glossary/sin"))
    assert told == "CSCP briefing for Review Group members: SIN notifications; Glossary of terms"


@pytest.mark.parametrize("word", ["adult", "under 25", "18", "25", "young person"])
def test_a_word_that_fits_several_ages_picks_none(word: str) -> None:
    """A care leaver of 19 is an adult, and a child is under 25: taking either word for an age could lose a duty."""
    spoken = {text.casefold() for a in RULES.question("age").answers for text in (a.label, *a.synonyms)}
    assert word not in spoken


def test_what_rests_on_a_judgement_asks_for_its_basis() -> None:
    asked = {(q.id, a.id) for q in RULES.asked_at("triage") for a in q.answers if a.evidence}
    assert asked == {
        ("harm", "died"),
        ("harm", "seriously_harmed"),
        ("harm", "hurt"),
        ("harm", "neither"),
        ("abuse_or_neglect", "known"),
        ("abuse_or_neglect", "suspected"),
        ("abuse_or_neglect", "neither"),
        ("care_experienced", "yes"),
    }


def test_each_entry_is_found_by_its_id_and_an_unknown_id_by_none() -> None:
    assert RULES.question("age").title == "Age"
    assert RULES.detail("lives_in").kind == "authority"
    assert RULES.decision("sin").towards == "required"
    assert RULES.deadline("lcspr").months == 6
    with pytest.raises(KeyError):
        RULES.question("weather")


def steps(answers: dict[str, str]) -> list[str]:
    return [step.id for step in RULES.next_steps_for(ENGINE.values(answers))]


def test_whatever_was_answered_somebody_has_something_to_do() -> None:
    for given in product(*([*q.values, "not_known"] for q in RULES.asked_at("triage"))):
        answers = dict(zip((q.id for q in RULES.asked_at("triage")), given, strict=True))
        assert steps(answers), answers


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (
            {**CHILD_DIED, "abuse_or_neglect": "suspected"},
            ["agree_criteria", "check_quality", "submit_sin", "prepare_rapid_review"],
        ),
        (
            {"harm": "died", "age": "18_to_24", "care_experienced": "yes"},
            ["agree_criteria", "check_quality", "submit_sin"],
        ),
        ({**CHILD_DIED, "abuse_or_neglect": "not_known"}, ["settle_open_answers", "agree_criteria"]),
        (
            {**CHILD_DIED, "abuse_or_neglect": "neither", "care_experienced": "no"},
            ["confirm_not_required", "consider_case_of_concern"],
        ),
        ({"age": "25_or_over"}, ["confirm_not_required", "tell_adults_board"]),
    ],
)
def test_the_next_steps_follow_the_decisions(answers: dict[str, str], expected: list[str]) -> None:
    assert steps(answers) == expected


def test_the_local_authority_submits_the_sin_and_the_bot_never_says_that_it_does() -> None:
    (submit,) = [step for step in RULES.next_steps if step.id == "submit_sin"]
    assert submit.who == "The local authority, Croydon"
    assert "outside this bot" in submit.text


def test_conditions_are_told_in_the_words_of_the_rules() -> None:
    told = RULES.in_words({"harm": ("died", "seriously_harmed"), "sin": ("required", "not_yet_known")})
    assert told == "Harm: Died or Seriously harmed; Serious Incident Notification (SIN): required or not yet known"
    assert RULES.in_words({}) == ""
