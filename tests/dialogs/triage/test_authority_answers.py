"""An authority is answered by its name or by the list, and which one it is may stay open."""

from datetime import date

import pytest

from cards.elements import as_json
from dialogs.triage.authority_answers import asked_which, authority_chosen, authority_heard, did_you_mean
from dialogs.triage.flow import TriageFlow
from dialogs.triage.flow_step import FlowStep
from dialogs.user_input import UserInput
from safeguarding.draft import Draft
from safeguarding.framework import loader
from safeguarding.framework.engine import Engine
from safeguarding.framework.entries import NOT_KNOWN
from safeguarding.people import Person
from safeguarding.triage import Triage
from tests.support.incidents.triage_drafts import CONTEXT

TODAY = date(2026, 11, 23)
TRIAGE = Triage(Engine(loader.current()))
FLOW = TriageFlow(TRIAGE, lambda: CONTEXT)
PLACE = TRIAGE.framework.detail("happened_in")
ELSEWHERE = next(answer for answer in PLACE.answers if answer.which)
ASKED = Draft(id="d1", person=Person(tenant="t", id="p"), rules_version=TRIAGE.framework.version, asking="happened_in")


def typed(*texts: str) -> FlowStep:
    reply = FlowStep(ASKED)
    for text in texts:
        reply = FLOW.handle(reply.draft, UserInput(TODAY, text))
    return reply


def shown(reply: FlowStep) -> str:
    assert reply.replacement
    return str(as_json(reply.replacement))


def pressed(draft: Draft, choice: str, authority: str) -> FlowStep:
    data = {"revision": draft.revision, "step": "happened_in", "choice": choice, "authority": authority}
    return FLOW.handle(draft, UserInput(TODAY, verb="answer", data=data))


@pytest.mark.parametrize(
    ("texts", "answered"),
    [
        (("Surrey",), "Surrey"),
        (("surrey county council",), "Surrey"),
        (("Elsewhere in England", "Surrey"), "Surrey"),
        (("elsewhere", "2", "Surey", "surrey"), "Surrey"),
        (("elsewhere", "not known"), "another"),
        (("elsewhere", "not known which"), "another"),
        (("not known",), NOT_KNOWN),
        (("Croydon",), "croydon"),
        (("elsewhere", "London Borough of Croydon"), "croydon"),
        (("Wales",), "outside_england"),
        (("1",), "croydon"),
        (("elsewhere", "elsewhere"), None),
        (("Surey",), None),
        (("somewhere up north",), None),
    ],
)
def test_words_alone_say_where_it_happened(texts: tuple[str, ...], answered: str | None) -> None:
    assert typed(*texts).draft.values.get("happened_in") == answered


def test_a_name_that_is_close_is_asked_about_and_one_that_is_like_none_leads_to_the_answers() -> None:
    assert "Did you mean Surrey?" in shown(typed("Surey"))
    assert "name of a local authority in England" in shown(typed("up north"))
    assert "Kingston upon Hull or Kingston upon Thames?" in str(did_you_mean("Kingston"))
    assert did_you_mean("zzz") is None


def test_elsewhere_is_an_answer_with_the_authority_that_is_chosen_beside_it() -> None:
    assert pressed(ASKED, "another", "Kent").draft.values["happened_in"] == "Kent"
    assert pressed(ASKED, "another", NOT_KNOWN).draft.values["happened_in"] == "another"
    assert pressed(ASKED, "croydon", "Kent").draft.values["happened_in"] == "croydon", "the button counts"


def test_elsewhere_alone_asks_which_authority_and_loses_nothing() -> None:
    for made_up in ("", "Atlantis"):
        reply = pressed(ASKED, "another", made_up)
        assert "happened_in" not in reply.draft.values
        assert asked_which(ELSEWHERE) in shown(reply)
    again = pressed(pressed(ASKED, "another", "").draft, "another", "Kent")
    assert again.draft.values["happened_in"] == "Kent"


def test_what_is_chosen_and_what_is_heard_name_an_authority_that_there_is() -> None:
    assert authority_chosen(ELSEWHERE, "Kent") == "Kent"
    assert authority_chosen(ELSEWHERE, "") is None
    assert authority_heard(PLACE.answers, "abroad") == "outside_england"
    assert authority_heard(PLACE.answers, "the moon") is None
