"""Every card from the Rapid Review on is filled with a text as long as it may be."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from microsoft_teams.cards import Action, AdaptiveCard

from cards.case.desk import CaseSteps, StepGroup
from cards.case.lists import cases_card, deadlines_card
from cards.case.record import case_card
from cards.concern import (
    concern_card,
    concern_decided_card,
    outcome_form_card,
    referral_card,
    referred_card,
)
from cards.elements import LONGEST_EVIDENCE, button
from cards.my_steps import my_steps_card
from cards.rapid_review.decision import (
    confirm_card,
    decided_card,
    determination_card,
    escalation_card,
    look_again_card,
    proposal_card,
)
from cards.rapid_review.framework import framework_card
from cards.rapid_review.lcspr import completion_card, progress_card, start_card
from cards.rapid_review.part import Form, first_form, part_card, read_card, values_of
from cards.rapid_review.preparation import (
    chair_card,
    chairs_card,
    liaison_card,
    meeting_card,
    request_card,
    returns_card,
)
from cards.rapid_review.progress import outline
from cards.rapid_review.record import review_card
from cards.rapid_review.whole_record import whole_record_card
from cards.sign_off.card import decided_card as signed_card
from cards.sign_off.card import neutral_card, sign_off_card
from cards.sign_off.subject import SignOffSubject
from dialogs.forms import person_value
from safeguarding.case.case import Case
from safeguarding.case.state.matters import CONCERN_DECISION, LCSPR_DECISION
from safeguarding.case.state.review_record import latest_answers
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.views.my_steps import MyStep
from safeguarding.framework.entries import Part
from safeguarding.framework.referral_questions import LONGEST_ANSWER
from safeguarding.framework.statements import LONGEST_PART, LONGEST_TICK, TICKED
from safeguarding.people import Seat
from safeguarding.publications.review_framework import chapters
from tests.support.drawn import titles
from tests.support.incidents.walkthrough_cards import answered, largest, summary
from tests.support.largest_case import (
    AGENCIES,
    FRAMEWORK,
    MEMBERS,
    QUORUM,
    READER,
    concern_decided,
    concern_disagreed,
    disagreed,
    escalated,
    filled_in,
    half_returned,
    longest_answer,
    office,
    opened,
    prepared,
    put_to_the_partners,
    recorded,
    referred,
    under_way,
)

Builder = Callable[[str], AdaptiveCard]
INDICATORS = [item.id for item in FRAMEWORK.question("indicators").items]
EVERY_INDICATOR = {TICKED: ",".join(INDICATORS)}
PEOPLE = {person_value(person): office(person) for person in MEMBERS}


def subject(case: Case, matter: str) -> SignOffSubject:
    sign_off = sign_off_of(case, matter)
    assert sign_off
    return SignOffSubject(case, sign_off, READER, office)


def pages(subject: SignOffSubject, seat: Seat | None, typed: str | None = None) -> Iterator[AdaptiveCard]:
    """Yields every page, as its reader turns them."""
    number = 1
    while True:
        page = sign_off_card(subject, seat, number, typed, signs=True)
        yield page
        if "Next page" not in titles(page):
            return
        number += 1


def _may() -> list[Action]:
    return [button(f"Something that one may do {number}", "x", {}) for number in range(14)]


def _whole_case(case: Case) -> AdaptiveCard:
    may = _may()
    steps = CaseSteps(primary=may[0], at_hand=may[1:5], rare=[StepGroup("Also now", may[5:])])
    unreached = [office(person) for person in MEMBERS[:6]]
    return case_card(case, READER, office, steps, unreached, [outline(case, FRAMEWORK, office)])


def _steps_of_the_icb(case: Case) -> AdaptiveCard:
    """Lists so many steps of a person that they don't all fit."""
    to_sign = subject(case, LCSPR_DECISION)
    step = MyStep(case, to_sign.sign_off.matter.title, None, READER.clocks(case), to_sign.sign_off.matter)
    return my_steps_card([step] * 60, (), READER, lambda step: [to_sign.button], each_monday=True)


def _form(text: str, *names: str) -> dict[str, str]:
    """Types into the named inputs as much of the text as each of them takes."""
    sizes = {"rationale": LONGEST_PART, "learning": LONGEST_ANSWER}
    return {name: (text * LONGEST_PART)[: sizes.get(name, LONGEST_EVIDENCE)] for name in names}


def _recommendation(text: str) -> dict[str, str]:
    reasons = ",".join(item.id for item in FRAMEWORK.question("reasons_not_to_commission").items)
    chosen = {"outcome": "not_commission", "national": "recommended", "look_again_on": "2027-06-01"}
    return {**_form(text, "rationale", "differs", "procedure", "decided_by", "evidence"), **chosen, "reasons": reasons}


def _referral(text: str) -> dict[str, str]:
    evidence = {f"evidence_{name}": (text * LONGEST_TICK)[:LONGEST_TICK] for name in INDICATORS}
    return {**_form(text, "learning"), **evidence, **EVERY_INDICATOR, "kind": "near_miss", "agency": AGENCIES[0]}


def _part(part: Part, text: str) -> AdaptiveCard:
    case = filled_in(text)
    return part_card(case, part, READER, office, first_form(case, part))


def _evidence(part: Part, text: str) -> AdaptiveCard:
    """Shows the evidence of a list of which everything is ticked."""
    case = filled_in(text)
    return part_card(case, part, READER, office, replace(first_form(case, part), ticked=_all_of(part)))


def _all_of(part: Part) -> tuple[str, ...]:
    return tuple(item.id for item in FRAMEWORK.items_of(part))


def _conflict(part: Part, text: str) -> AdaptiveCard:
    case = filled_in(text)
    ticked = _all_of(part) if part.kind == "ticks" else None
    form = Form(1, values_of(longest_answer(part, text)), ticked, latest_answers(case)[part.id])
    return part_card(case, part, READER, office, form)


def _none_ticked(part: Part) -> AdaptiveCard:
    return part_card(prepared("x"), part, READER, office, Form(0, ticked=()))


LISTS = [part for part in FRAMEWORK.parts if part.kind == "ticks"]
REVIEW_CARDS: Mapping[str, Builder] = {
    **{f"part {part.id}": partial(_part, part) for part in FRAMEWORK.parts},
    **{f"evidence {part.id}": partial(_evidence, part) for part in LISTS},
    **{f"conflict {part.id}": partial(_conflict, part) for part in FRAMEWORK.parts},
    **{
        f"read {part.id}": partial(lambda part, text: read_card(filled_in(text), part, READER, office), part)
        for part in FRAMEWORK.parts
    },
    **{
        f"framework {number}": partial(lambda number, text: framework_card(FRAMEWORK, number), number)
        for number, _ in enumerate(chapters(FRAMEWORK), 1)
    },
    "answered": answered,
    "summary": summary,
    "review": lambda text: review_card(recorded(text), READER, office, _may(), writes=True),
    "review to read": lambda text: review_card(put_to_the_partners(text), READER, office, _may(), writes=False),
    "whole record": lambda text: whole_record_card(recorded(text), READER, office, confirms=True),
    "next page of the record": lambda text: whole_record_card(recorded(text), READER, office, 2, confirms=True),
    "chair": lambda text: chair_card(prepared(text), PEOPLE, FRAMEWORK),
    "chairs": lambda text: chairs_card(prepared(text)),
    "liaison": lambda text: liaison_card(prepared(text), FRAMEWORK, _form(text, "note")),
    "meeting": lambda text: meeting_card(prepared(text), READER.today, _form(text, "note")),
    "request": lambda text: request_card(prepared(text), AGENCIES, FRAMEWORK, {}),
    "returns": lambda text: returns_card(prepared(text), READER),
    "half of the returns": lambda text: returns_card(half_returned(text), READER),
    "determination": lambda text: determination_card(
        prepared(text), READER, PEOPLE, QUORUM, {**_recommendation(text), "present": ",".join(PEOPLE)}
    ),
    "confirm": lambda text: confirm_card(recorded(text), READER, office),
    "proposal": lambda text: proposal_card(recorded(text), FRAMEWORK, _recommendation(text)),
    "escalation": lambda text: escalation_card(disagreed(text), FRAMEWORK, _recommendation(text)),
    "decision": lambda text: decided_card(escalated(text), READER),
    "look again": lambda text: look_again_card(escalated(text), _form(text, "note")),
    "start": lambda text: start_card(under_way(text), _form(text, "reviewer")),
    "progress": lambda text: progress_card(under_way(text), _form(text, "note")),
    "completion": lambda text: completion_card(under_way(text), _form(text, "note")),
    "concern": lambda text: concern_card([opened(text, ref=f"CSCP-2026-{n:03}") for n in range(60)], FRAMEWORK),
    "referral": lambda text: referral_card(opened(text), AGENCIES, FRAMEWORK, _referral(text)),
    "evidence of a referral": lambda text: referral_card(
        opened(text), AGENCIES, FRAMEWORK, _referral(text), INDICATORS
    ),
    "outcome form": lambda text: outcome_form_card(referred(text), {**_form(text, "rationale"), "outcome": "lcspr"}),
    "referred": lambda text: referred_card(referred(text), READER),
    "concern decided": lambda text: concern_decided_card(concern_decided(text), FRAMEWORK),
    "case in review": lambda text: _whole_case(recorded(text)),
    "case that was escalated": lambda text: _whole_case(escalated(text)),
    "case with an LCSPR": lambda text: _whole_case(under_way(text)),
    "case of concern": lambda text: _whole_case(concern_decided(text)),
    "neutral decision": lambda text: neutral_card(subject(disagreed(text), LCSPR_DECISION)),
    "neutral concern": lambda text: neutral_card(subject(concern_disagreed(text), CONCERN_DECISION)),
    "signed decision": lambda text: signed_card(subject(escalated(text), LCSPR_DECISION)),
    "signed concern": lambda text: signed_card(subject(concern_decided(text), CONCERN_DECISION)),
    "steps of a person": lambda text: _steps_of_the_icb(disagreed(text)),
    "reviews in the list": lambda text: cases_card([recorded(text)] * 60, READER),
    "deadlines of reviews": lambda text: deadlines_card([recorded(text)] * 60, READER),
}

REVIEW_QUESTIONS: Mapping[str, Builder] = {
    name: partial(lambda part, name, text: dict(largest(part, filled_in(text), text))[name], part, name)
    for part in FRAMEWORK.parts
    for name, _ in largest(part, filled_in("x"), "x")
}
"""Every question of every part is asked with a text as long as it may be."""

LEAST: Mapping[str, Callable[[], AdaptiveCard]] = {
    **{
        f"empty part {part.id}": partial(lambda part: part_card(prepared("x"), part, READER, office, Form(0)), part)
        for part in FRAMEWORK.parts
    },
    **{
        f"unread part {part.id}": partial(lambda part: read_card(prepared("x"), part, READER, office), part)
        for part in FRAMEWORK.parts
    },
    **{f"nothing ticked in {part.id}": partial(_none_ticked, part) for part in LISTS if part.needed},
    "empty record": lambda: whole_record_card(prepared("x"), READER, office, confirms=False),
    "empty review": lambda: review_card(prepared("x"), READER, office, [], writes=True),
    "empty determination": lambda: determination_card(prepared("x"), READER, PEOPLE, QUORUM, {}),
    "nothing to confirm": lambda: confirm_card(prepared("x"), READER, office),
    "empty referral": lambda: referral_card(opened("x"), (), FRAMEWORK, {}),
    "no concern": lambda: concern_card([], FRAMEWORK),
    "nothing outstanding": lambda: returns_card(opened("x"), READER),
    "empty proposal": lambda: proposal_card(recorded("x"), FRAMEWORK, {}),
    "empty escalation": lambda: escalation_card(disagreed("x"), FRAMEWORK, {}),
}
