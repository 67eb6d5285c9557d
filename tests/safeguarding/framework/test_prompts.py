"""Prompts are chosen by the answers, in the rules file alone, and say what the record has settled already."""

import pytest

from safeguarding.framework.engine import Engine
from safeguarding.framework.loader import CURRENT, current, parse
from safeguarding.framework.prompts import HeldPrompt, held_prompts

ENGINE = Engine(current())
A_CHILD_DIED = {"harm": "died", "age": "under_18"}
CDOP, JAR, DARD = "child_death_review", "joint_agency_response", "domestic_abuse_related_death_review"


def held(answers: dict[str, str], engine: Engine = ENGINE) -> dict[str, HeldPrompt]:
    found = held_prompts(engine.framework.prompts, answers, engine.values(answers))
    return {each.prompt.id: each for each in found}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({**A_CHILD_DIED, "abuse_or_neglect": "suspected"}, [CDOP, JAR, DARD]),
        ({**A_CHILD_DIED, "abuse_or_neglect": "not_known"}, [CDOP, JAR, DARD]),
        ({**A_CHILD_DIED, "abuse_or_neglect": "neither"}, [CDOP, JAR]),
        ({"harm": "died", "age": "not_known"}, [CDOP, JAR, DARD]),
        ({"harm": "died"}, [CDOP, JAR, DARD]),
        ({"harm": "died", "age": "18_to_24", "care_experienced": "yes"}, [DARD]),
        ({"harm": "died", "age": "25_or_over"}, [DARD]),
        ({"harm": "seriously_harmed", "age": "under_18", "abuse_or_neglect": "known"}, []),
        ({"harm": "not_known", "age": "under_18", "abuse_or_neglect": "known"}, []),
        ({}, []),
    ],
)
def test_a_death_leads_to_the_reviews_that_it_calls_for(answers: dict[str, str], expected: list[str]) -> None:
    assert list(held(answers)) == expected


def test_what_an_answer_settles_of_a_joint_agency_response_is_not_left_to_be_checked() -> None:
    suspected = held({**A_CHILD_DIED, "abuse_or_neglect": "suspected"})[JAR]
    assert [check.text for check in suspected.settled] == [
        "the first circumstances raise a suspicion that it was not natural"
    ]
    assert len(suspected.to_check) == 4
    assert not held({**A_CHILD_DIED, "abuse_or_neglect": "not_known"})[JAR].settled


def test_a_dard_is_for_whoever_was_16_or_over_which_the_bot_does_not_ask() -> None:
    assert "16 or over" in held(A_CHILD_DIED)[DARD].prompt.text


def test_a_prompt_can_be_added_in_the_rules_file_alone() -> None:
    added = '[[prompt]]\nid = "sar"\ntitle = "SAR"\nwhen = { route = ["outside"] }\nwho = "Any agency"\n'
    added += 'text = "Tells the board."\nsource = ["project/prompts"]\n\n[[prompt]]'
    engine = Engine(parse(CURRENT.read_text("utf-8").replace("[[prompt]]", added, 1)))
    assert list(held({"harm": "neither", "age": "25_or_over"}, engine)) == ["sar"]


def test_each_prompt_says_who_follows_it_and_rests_on_a_document_and_on_this_projects_reading() -> None:
    for prompt in current().prompts:
        assert prompt.who
        assert not current().describe_source(prompt.source).startswith("CSCP briefing")
        assert prompt.source[-1] == "project/prompts"
