"""The cards of a walkthrough, of the parts of a record as the rules have them."""

from collections.abc import Iterator, Mapping

from microsoft_teams.cards import AdaptiveCard

from cards.elements import button
from cards.rapid_review.part import beside_question, place_of, why_asked
from cards.walkthrough.question import AskedQuestion, answered_card, question_card
from cards.walkthrough.summary import Summary, SummaryLine, summary_card
from safeguarding.case.case import Case
from safeguarding.framework.entries import Part
from safeguarding.framework.part_questions import Given, PartQuestion, next_question
from safeguarding.people import Person
from safeguarding.walkthrough import Walkthrough
from tests.support.case_stages import FRAMEWORK
from tests.support.plain_case import CARDS, REF, office, submitted

NOTHING: Given = {}
BEGUN = Walkthrough(
    id="d" * 32, person=Person(tenant="t", id="p"), kind="review", ref=REF, rules_version=FRAMEWORK.version
)
FOLLOWS = "The answers indicate: LCSPR criteria: met. All three criteria are indicated."


def asked(name: str, given: Given = NOTHING, typed: str = "", *said: str) -> AdaptiveCard:
    """Asks what a part still asks for, of a case whose SIN is submitted."""
    part = FRAMEWORK.part(name)
    question = next_question(part, FRAMEWORK, given)
    assert question
    return _asked(part, question, submitted(), typed, *said)


def _asked(part: Part, question: PartQuestion, case: Case, typed: str = "", *said: str) -> AdaptiveCard:
    shown, why = tuple(beside_question(case, part, CARDS, office, {})), tuple(why_asked(part, FRAMEWORK))
    about = place_of(case, part, FRAMEWORK)
    return question_card(AskedQuestion(BEGUN, question, about, part.title, shown, why, typed, said))


def questions_of(part: Part, answers: Mapping[str, str]) -> Iterator[PartQuestion]:
    """Yields all questions of a part, each answered with what stands in ``answers`` under its id."""
    given: dict[str, str] = {}
    while question := next_question(part, FRAMEWORK, given):
        yield question
        given[question.id] = answers.get(question.id, "x")


def largest(part: Part, case: Case, text: str) -> Iterator[tuple[str, AdaptiveCard]]:
    """Yields the card of each question of a part, with a text as long as it may be, and everything ticked."""
    everything = {"ticked": ",".join(item.id for item in FRAMEWORK.items_of(part))}
    for question in questions_of(part, everything):
        typed = everything.get(question.id, (text * question.longest)[: question.longest])
        said = (f"Saved: {part.title}", "17 parts are left.", FOLLOWS)
        yield f"asked {part.id} {question.id}", _asked(part, question, case, typed, *said)


def answered(text: str) -> AdaptiveCard:
    return answered_card("Facts and key practice episodes", [("What is known of the case?", text)])


def summary(text: str) -> AdaptiveCard:
    lines = [SummaryLine(part.id, part.title, text) for part in FRAMEWORK.parts]
    step = button("Record the determination", "go_through", {"ref": REF, "kind": "determination"}, primary=True)
    return summary_card(BEGUN, Summary(f"The record of {REF}", lines, (), [step], ("No part is left.", FOLLOWS)))
