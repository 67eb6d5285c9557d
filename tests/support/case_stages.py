"""A case goes its whole way here, one step after another; the tests of the later steps begin at its stages."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.config.partnership_file import load
from safeguarding.case.case import Case
from safeguarding.case.circumstances import Circumstances
from safeguarding.case.events.case_events import Closed, Opened, SinSubmitted, Updated
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.review_events import (
    ConcernOutcome,
    Escalation,
    LcsprOutcome,
    Recommendation,
    ReviewAnswer,
    ReviewAnswered,
    Tick,
)
from safeguarding.case.state.matters import CONCERN_DECISION, FACTS_CHANGE, LCSPR_DECISION, MERGE, OPENED_IN_ERROR
from safeguarding.case.state.review_record import answer_count, needed_parts
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps.concern import propose_outcome, refer_concern
from safeguarding.case.steps.corrections import correct_day
from safeguarding.case.steps.decision import decide_by_escalation
from safeguarding.case.steps.lcspr import start_lcspr
from safeguarding.case.steps.lifecycle import RuledOut, open_case, propose_opened_in_error, submit_sin
from safeguarding.case.steps.merging import merge, merge_as_agreed
from safeguarding.case.steps.review import answer_part, confirm_determination, determine, name_chair
from safeguarding.case.steps.signatures import sign
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.engine import Engine
from safeguarding.framework.entries import NONE, NOT_KNOWN, Part
from safeguarding.framework.loader import current
from safeguarding.partnership.model import Partnership
from safeguarding.people import Actor, Role
from tests.support.people.everybody import EVERYBODY, OPENED_AT, actor

ENGINE = Engine(current())
FRAMEWORK = ENGINE.framework
CALENDAR = WorkingCalendar(FRAMEWORK.calendar.published_until)
CHAIR, MEMBER, BUSINESS_TEAM = EVERYBODY["chair"], EVERYBODY["review_group"], EVERYBODY["business_team"]
COUNCIL, ICB, POLICE = EVERYBODY["council"], EVERYBODY["icb"], EVERYBODY["police"]
PARTNERS_DSPS = (COUNCIL, ICB, POLICE)
GROUP = (MEMBER, *(actor("nhs", f"review group member {n}", Role.REVIEW_GROUP) for n in (2, 3, 4)))
PEOPLE_OF_THE_GROUP = frozenset(member.person for member in GROUP)
QUORUM = 3
AGENCIES = frozenset({"Health Services", "A school", "Metropolitan Police"})
TODAY = date(2026, 6, 2)
LATER = date(2026, 9, 1)
PARTNERSHIP = load(Path(__file__).parents[2] / "local" / "partnership.toml")


def text(words: str, salt: str = "0123456789abcdef") -> FreeText:
    return FreeText.of(words, salt)


def circumstances(today: date = TODAY, partnership: Partnership = PARTNERSHIP) -> Circumstances:
    return Circumstances(today, CALENDAR, FRAMEWORK, partnership)


THE_SAME = text("the same child")
A_CHILD_DIED = Facts(
    answers={"harm": "died", "age": "under_18", "abuse_or_neglect": "known"},
    evidence={"harm": text("seen"), "abuse_or_neglect": text("seen")},
)


def merge_proposed(duplicate: Case, into: Case, at: datetime = OPENED_AT) -> Case:
    """Returns the duplicate with the merge proposed in it, that the three partners and the DCS have to agree to."""
    proposed, unchanged = merge(duplicate, into, THE_SAME, FRAMEWORK, CALENDAR, BUSINESS_TEAM, at)
    assert proposed.is_open and unchanged is into
    return proposed


def merged(
    duplicate: Case, into: Case, by: Actor = BUSINESS_TEAM, at: datetime = OPENED_AT, why: FreeText = THE_SAME
) -> tuple[Case, Case]:
    """Merges the two; where the three partners and the DCS have to agree, they do."""
    ended, kept = merge(duplicate, into, why, FRAMEWORK, CALENDAR, by, at)
    if ended.version == duplicate.version or not ended.is_open:
        return ended, kept
    ended = signed_by(ended, MERGE, *PARTNERS_DSPS, EVERYBODY["dcs"])
    return merge_as_agreed(ended, kept, FRAMEWORK, CALENDAR, at)


def closed_anyway(case: Case, reason: FreeText, by: Actor, at: datetime, ruled_out: RuledOut | None = None) -> Case:
    """Ends an open case as an older record may have ended it, whatever was due."""
    if not case.is_open:
        return case
    return case.then(Closed(by=by.person, at=at, reason=reason, abuse_ruled_out=ruled_out))


def like(case: Case, ref: str) -> Case:
    """Copies all events of the case under another reference."""
    return Case((case.opened.model_copy(update={"ref": ref}), *case.events[1:]))


def seriously_harmed(case: Case) -> Case:
    """Returns the same case, with the child seriously harmed where it had died."""
    events = [
        event.model_copy(update={"facts": _with_harm(event.facts, "seriously_harmed")})
        if isinstance(event, Opened | Updated)
        else event
        for event in case.events
    ]
    return Case(tuple(events))


def died_later(case: Case) -> Case:
    """Returns the case with the death stated right after the SIN went in, where the case stays at its stage by it."""
    harmed = seriously_harmed(case)
    place = next((n for n, event in enumerate(harmed.events, 1) if isinstance(event, SinSubmitted)), None)
    if place is None:
        return case
    facts = _with_harm(harmed.facts, "died")
    died = Updated(by=case.opener, at=OPENED_AT, facts=facts, outcome=case.outcome, states_death=True)
    later = Case((*harmed.events[:place], died, *harmed.events[place:]))
    return later if later.stage is case.stage else case


def _with_harm(facts: Facts, harm: str) -> Facts:
    return facts.model_copy(update={"answers": {**facts.answers, "harm": harm}})


def recommendation(outcome: LcsprOutcome = "commission", **more: Any) -> Recommendation:
    reasons = ("thematic_route",) if outcome == "not_commission" else ()
    rationale = text(f"the meeting found: {outcome}")
    return Recommendation(
        **{"outcome": outcome, "national_review": False, "rationale": rationale, "reasons": reasons, **more}
    )


DEFERRING = recommendation("not_commission", reasons=("legal_constraints",), look_again_on=LATER)


def written(words: str = "what the meeting knows", choice: str | None = None) -> ReviewAnswer:
    return ReviewAnswer(text=text(words), choice=choice)


def ticks(*names: str, words: str = "what shows it", **more: Any) -> ReviewAnswer:
    return ReviewAnswer(ticks={name: Tick(evidence=text(words), **more) for name in names})


NONE_HOLDS = written("gone through at the meeting", NONE)
NOT_KNOWN_YET = written("nobody could say", NOT_KNOWN)
AS_NOT_KNOWN = {
    part.id: ReviewAnswered(by=MEMBER.person, at=OPENED_AT, part=part.id, answer=NOT_KNOWN_YET)
    for part in FRAMEWORK.parts
    if part.needed
}


def plain_answer(part: Part) -> ReviewAnswer:
    """Answers a part plainly, by its kind: with the first choice and without a tick."""
    if part.kind == "ticks":
        return NONE_HOLDS if part.needed else ticks()
    return written(choice=part.answers[0].id if part.answers else None)


def chaired(case: Case, chair: Actor = CHAIR) -> Case:
    return name_chair(case, chair.person, COUNCIL, OPENED_AT)


def answered(case: Case, part: str, answer: ReviewAnswer, by: Actor = MEMBER, at: datetime = OPENED_AT) -> Case:
    """Answers a part as somebody would who has seen its present answer."""
    return answer_part(case, part, answer, answer_count(case, part), FRAMEWORK, by, at)


def filled_in(case: Case, answers: Mapping[str, ReviewAnswer] | None = None) -> Case:
    """Fills in every part of the record with its plain answer, unless another is given."""
    for part in FRAMEWORK.parts:
        case = answered(case, part.id, (answers or {}).get(part.id) or plain_answer(part))
    return case


def with_needed_parts(case: Case) -> Case:
    """Answers each part that a determination waits for as not known."""
    needed = needed_parts(case, FRAMEWORK)
    return Case((*case.events, *(AS_NOT_KNOWN[part.id] for part in needed))) if needed else case


def determined(case: Case, found: Recommendation | None = None, differs: str | None = "weighed by the meeting") -> Case:
    return determine(
        with_needed_parts(case),
        found or recommendation(),
        [member.person for member in GROUP[:QUORUM]],
        QUORUM,
        PEOPLE_OF_THE_GROUP,
        ENGINE,
        MEMBER,
        OPENED_AT,
        text(differs) if differs is not None else None,
    )


def said_in_error(case: Case) -> Case:
    return propose_opened_in_error(case, "no_child", text("the family moved away years ago"), BUSINESS_TEAM, OPENED_AT)


def in_error(case: Case) -> Case:
    """The ICB and the police agree that there is no child."""
    return signed_by(said_in_error(case), OPENED_IN_ERROR, ICB, POLICE)


def put_to_the_dsps(case: Case, found: Recommendation | None = None) -> Case:
    """Determines the case for the meeting and has the chair confirm it."""
    return confirm_determination(determined(chaired(case), found), CHAIR, OPENED_AT)


def signed_by(case: Case, matter: str, *people: Actor, agrees: bool = True) -> Case:
    for by in people:
        sign_off = sign_off_of(case, matter)
        assert sign_off is not None
        reason = None if agrees else text("not convinced")
        case = sign(case, matter, sign_off.matter.digest, by, OPENED_AT, agrees=agrees, reason=reason)
    return case


def agreed_to(case: Case) -> Case:
    """All who are asked agree to the change of the facts that is proposed; where nothing is, nothing happens."""
    proposed = case.proposals.update
    if proposed is None:
        return case
    return signed_by(case, FACTS_CHANGE, *(PARTNERS_DSPS if proposed.ends else ()), EVERYBODY["dcs"])


def correction_proposed() -> Case:
    """A later day of the SIN is proposed, which would move the Rapid Review's."""
    case = open_case("CSCP-1", "t", A_CHILD_DIED, ENGINE, EVERYBODY["opener"], OPENED_AT)
    case = submit_sin(case, TODAY, BUSINESS_TEAM, OPENED_AT)
    at = OPENED_AT + timedelta(days=3)
    return correct_day(case, "sin_submitted", date(2026, 6, 3), case.version, text("misread"), BUSINESS_TEAM, at)


def decided(case: Case, found: Recommendation | None = None) -> Case:
    return signed_by(put_to_the_dsps(case, found), LCSPR_DECISION, *PARTNERS_DSPS)


def disputed(case: Case, found: Recommendation | None = None) -> Case:
    """The council and the ICB agree, and the police do not."""
    case = signed_by(put_to_the_dsps(case, found), LCSPR_DECISION, COUNCIL, ICB)
    return signed_by(case, LCSPR_DECISION, POLICE, agrees=False)


def escalation(on: date = TODAY) -> Escalation:
    return Escalation(
        procedure=text("the partnership's procedure"),
        decided_by=text("the three chief officers"),
        on=on,
        evidence=text("minute 4"),
    )


def escalated(case: Case, decision: Recommendation | None = None) -> Case:
    return decide_by_escalation(
        disputed(case), decision or recommendation(), escalation(), circumstances(), BUSINESS_TEAM, OPENED_AT
    )


def started(case: Case, on: date = TODAY) -> Case:
    return start_lcspr(case, text("an independent reviewer"), on, BUSINESS_TEAM, OPENED_AT)


def referred(case: Case, by: Actor = EVERYBODY["practitioner"]) -> Case:
    return refer_concern(
        case,
        "near_miss",
        "A school",
        text("three agencies each held a part"),
        {"working_together": text("no meeting was held")},
        AGENCIES,
        FRAMEWORK,
        by,
        OPENED_AT,
    )


def proposed(case: Case, outcome: ConcernOutcome = "local_learning", why: str = "worth learning from") -> Case:
    return propose_outcome(case, outcome, text(why), QUORUM, MEMBER, OPENED_AT)


def concern_decided(case: Case, outcome: ConcernOutcome = "local_learning") -> Case:
    return signed_by(proposed(referred(case), outcome), CONCERN_DECISION, *GROUP[1:])
