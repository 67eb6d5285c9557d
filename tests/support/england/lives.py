"""The cases are such as partnerships have, made step by step as people make them."""

from collections.abc import Callable
from datetime import date
from random import Random

from safeguarding.case.case import Case
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.review_events import ReviewAnswer
from safeguarding.case.state.matters import LCSPR_DECISION, NOTIFICATION_CRITERIA, SIN_QUALITY
from safeguarding.case.steps import lifecycle
from safeguarding.case.steps.review import confirm_determination, record_return, request_information
from safeguarding.framework.entries import Part
from tests.support import case_stages
from tests.support.case_stages import (
    AGENCIES,
    BUSINESS_TEAM,
    CHAIR,
    ENGINE,
    FRAMEWORK,
    PARTNERS_DSPS,
    TODAY,
    closed_anyway,
    plain_answer,
    recommendation,
    text,
)
from tests.support.people.everybody import EVERYBODY, OPENED_AT

WORDS = (
    "The record of the agency shows that concerns were raised at school in the spring and that a referral was made "
    "which did not meet the threshold at the time. A strategy discussion was held and the hospital gave its view. "
    "The family was known to two boroughs. Who knew what, and when, is set out in the chronology that was returned. "
)


def said(luck: Random, longest: int) -> str:
    length = luck.randint(40, longest)
    return (WORDS * (longest // len(WORDS) + 1))[:length]


def opened(ref: str, luck: Random) -> Case:
    evidence = {name: text(said(luck, 400)) for name in ("harm", "abuse_or_neglect")}
    facts = Facts(
        answers={"harm": "died", "age": "under_18", "abuse_or_neglect": "known"},
        evidence=evidence,
        incident_on=date(2026, 5, 31),
        became_aware=date(2026, 6, 1),
        happened_in="croydon",
        lives_in="croydon",
        agency=text("Health Services"),
        record_number=text("MH-1"),
    )
    return lifecycle.open_case(ref, f"triage of {ref}", facts, ENGINE, EVERYBODY["opener"], OPENED_AT)


def signed(ref: str, luck: Random) -> Case:
    case = case_stages.signed_by(opened(ref, luck), NOTIFICATION_CRITERIA, *PARTNERS_DSPS)
    return case_stages.signed_by(case, SIN_QUALITY, EVERYBODY["dcs"])


def submitted(ref: str, luck: Random) -> Case:
    return lifecycle.submit_sin(signed(ref, luck), TODAY, BUSINESS_TEAM, OPENED_AT)


def written(ref: str, luck: Random) -> Case:
    """Builds a case with the returns of the agencies and the record of the meeting."""
    case = case_stages.chaired(submitted(ref, luck))
    agencies = sorted(AGENCIES)
    case = request_information(case, agencies, date(2026, 6, 16), AGENCIES, BUSINESS_TEAM, OPENED_AT)
    for agency in agencies:
        case = record_return(case, agency, BUSINESS_TEAM, OPENED_AT)
    return case_stages.filled_in(case, {part.id: _answer(luck, part) for part in FRAMEWORK.parts})


def decided(ref: str, luck: Random) -> Case:
    case = case_stages.determined(written(ref, luck), recommendation("not_commission"))
    case = confirm_determination(case, CHAIR, OPENED_AT)
    return case_stages.signed_by(case, LCSPR_DECISION, *PARTNERS_DSPS)


def closed_early(ref: str, luck: Random) -> Case:
    return _closed(luck, signed(ref, luck))


def closed_late(ref: str, luck: Random) -> Case:
    return _closed(luck, decided(ref, luck))


def _answer(luck: Random, part: Part) -> ReviewAnswer:
    plain = plain_answer(part)
    return plain if plain.text is None else plain.model_copy(update={"text": text(said(luck, 1200))})


def _closed(luck: Random, case: Case) -> Case:
    return closed_anyway(case, text(said(luck, 200)), BUSINESS_TEAM, OPENED_AT)


Life = Callable[[str, Random], Case]
OPEN: tuple[Life, ...] = (opened, signed, submitted, written)
CLOSED: tuple[Life, ...] = (closed_early, closed_late, closed_late)


def lived(ref: str, number: int, *, is_open: bool) -> Case:
    """Builds another case for each number, the same in every partnership."""
    lives = OPEN if is_open else CLOSED
    return lives[number % len(lives)](ref, Random(number))
