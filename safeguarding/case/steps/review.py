"""The steps of a Rapid Review go from the chair to the determination. Each checks authority and stage, as every
step."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from operator import attrgetter

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, OutOfDate, WrongStage
from safeguarding.case.events import review_events as of_review
from safeguarding.case.events.base import as_read
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.stage import IN_REVIEW
from safeguarding.case.state import review_record
from safeguarding.case.state.recorded_steps import recorded_step
from safeguarding.case.state.review_record import latest_answers as answers_of
from safeguarding.case.steps.guards import check_past, require_reason
from safeguarding.dates.working_days import london_date, spoken
from safeguarding.framework.engine import Engine
from safeguarding.framework.entries import NOT_KNOWN, Part
from safeguarding.framework.framework import Framework
from safeguarding.people import Actor, Person

LEGAL_CONSTRAINT = "legal_constraints"


def name_chair(case: Case, chair: Person, by: Actor, at: datetime) -> Case:
    """Names the chair: a DSP chairs, ideally, or names the delegate who does (briefing, key principles)."""
    STEPS["name_chair"].require(case, by)
    if chair in case.access.conflicted:
        raise InvalidInput("A conflict of interest is declared for this person. Name another chair.", "chair")
    if case.access.restriction and chair not in case.access.restriction.visible_to:
        raise InvalidInput("The case is restricted, and this person does not see it. Name one who does.", "chair")
    if case.chair == chair:
        return case
    return case.then(of_review.ChairNamed(by=by.person, at=at, chair=chair))


def record_liaison(
    case: Case, boards: Sequence[of_review.Board], vehicle: of_review.Vehicle, note: FreeText, by: Actor, at: datetime
) -> Case:
    STEPS["record_liaison"].require(case, by)
    if not boards:
        raise InvalidInput("Say with whom you talked: CSAB, PH, CSP.", "boards")
    require_reason(note)
    liaison = of_review.LiaisonRecorded(by=by.person, at=at, boards=tuple(boards), vehicle=vehicle, note=note)
    return case.then_unless_said(liaison, *case.of(of_review.LiaisonRecorded)[-1:])


def request_information(
    case: Case, agencies: Sequence[str], due: date, known: frozenset[str], by: Actor, at: datetime
) -> Case:
    """Asks agencies for information by a day. ``known`` has the agencies of the partnership file."""
    STEPS["request_information"].require(case, by)
    if not agencies or not known.issuperset(agencies):
        raise InvalidInput("Choose the agencies from the list.", "agencies")
    if due < london_date(at):
        raise InvalidInput(f"{spoken(due)} has passed. Give the day by which you need the information.", "due")
    new = tuple(agency for agency in agencies if agency not in case.information_requests.outstanding)
    if not new:
        return case
    return case.then(of_review.InformationRequested(by=by.person, at=at, agencies=new, due=due))


def record_return(case: Case, agency: str, by: Actor, at: datetime, on: date | None = None) -> Case:
    """Records that an agency's return came on the day ``on``; none is today. Raises WrongStage where it is recorded on
    another day."""
    STEPS["record_return"].require(case, by)
    if agency in case.information_requests.outstanding:
        check_return_day(case, agency, on or london_date(at), at)
        return case.then(of_review.InformationReturned(by=by.person, at=at, agency=agency, on=on))
    found = recorded_step(case, "returned", agency)
    if found is None:
        raise InvalidInput("This agency was not asked for information.")
    if on and on != found.day:
        raise WrongStage(f'This return is recorded as of {spoken(found.day)}. Press "Correct the day" beside it.')
    return case


def check_return_day(case: Case, agency: str, on: date, at: datetime) -> None:
    """Raises InvalidInput for a day on which the agency's return can't have come."""
    check_past(on, at, "Give the day on which the return came.")
    if on < (asked := case.information_requests.asked[agency]):
        raise InvalidInput(f"{spoken(on)} is before {agency} was asked, {spoken(asked)}. Give the day it came.", "on")


def take_back_return(case: Case, agency: str, reason: FreeText, by: Actor, at: datetime) -> Case:
    """Takes back a return that was recorded by mistake: the agency is outstanding again, and its return can be recorded
    anew."""
    STEPS["take_back_return"].require(case, by)
    if agency in case.information_requests.returned:
        require_reason(reason)
        return case.then(of_review.ReturnTakenBack(by=by.person, at=at, agency=agency, reason=reason))
    if any(agency == event.agency for event in case.of(of_review.ReturnTakenBack)):
        return case
    raise InvalidInput("No return of this agency is recorded that could be taken back.")


def record_meeting(
    case: Case,
    outcome: of_review.MeetingOutcome,
    on: date,
    note: FreeText | None,
    last_seen: int,
    by: Actor,
    at: datetime,
) -> Case:
    """Records that the DSPs met on the day ``on``, or need not; "to_come" takes back what was recorded. ``last_seen``
    counts the recordings that the person had before them. Raises OutOfDate when another has recorded it since."""
    STEPS["record_meeting"].require(case, by)
    made = of_review.DspMeetingRecorded(by=by.person, at=at, outcome=outcome, on=on, note=note)
    before = case.of(of_review.DspMeetingRecorded)
    if before and as_read(before[-1]) == as_read(made):
        return case
    if last_seen != len(before):
        raise OutOfDate("The meeting was recorded anew since you opened this card. Nothing was saved over it.")
    if outcome == "to_come" and case.dsp_meeting is None:
        raise InvalidInput(
            "Nothing is recorded of the meeting yet. Choose whether it was held, or is not needed.", "outcome"
        )
    _check_meeting_day(case, on, at)
    return case.then(made)


def _check_meeting_day(case: Case, on: date, at: datetime) -> None:
    check_past(on, at, "Give the day on which it was held, or not needed.")
    if case.sin_submitted and on < case.sin_submitted:
        raise InvalidInput(f"{spoken(on)} is before the SIN was submitted, {spoken(case.sin_submitted)}.", "on")


def answer_part(
    case: Case, part: str, answer: of_review.ReviewAnswer, last_seen: int, framework: Framework, by: Actor, at: datetime
) -> Case:
    """Answers one part of the record. ``last_seen`` is the state of the part that its author had before them. Raises
    OutOfDate when another has answered it since (optimistic locking)."""
    STEPS["answer_part"].require(case, by)
    known = {each.id: each for each in framework.parts}
    if part not in known:
        raise InvalidInput("This part does not belong to the record. Open the Rapid Review anew.")
    before = answers_of(case).get(part)
    if before and as_read(before.answer) == as_read(answer):
        return case
    check_answer(known[part], answer, framework, london_date(at))
    if not set(answer.children) <= {child.number for child in case.facts.children}:
        raise InvalidInput("Choose the children from the list.", "children")
    if last_seen != review_record.answer_count(case, part):
        raise OutOfDate("Another member has answered this part since you opened it. Nothing was saved over it.")
    return case.then(of_review.ReviewAnswered(by=by.person, at=at, part=part, answer=answer))


def check_answer(part: Part, answer: of_review.ReviewAnswer, framework: Framework, today: date) -> None:
    """Raises InvalidInput with what is missing."""
    if part.kind == "ticks":
        _check_ticks(part, answer, framework, today)
        _check_reason(part, answer)
    elif not _is_written(answer.text):
        is_known = answer.choice != NOT_KNOWN
        raise InvalidInput(
            "Write it in a sentence or two, then save." if is_known else "Say why it is not known.", "text"
        )
    elif answer.choice not in part.choices and (part.kind == "choice" or answer.choice):
        raise InvalidInput("Choose one of the answers, then save.", "choice")


def _check_reason(part: Part, answer: of_review.ReviewAnswer) -> None:
    """Checks that it is said why nothing is ticked, in a list that is needed: it was gone through, or is not known."""
    if answer.choice is None and answer.text is None and (answer.ticks or not part.needed):
        return
    if answer.ticks:
        raise InvalidInput(
            "Something is ticked, and it is said why nothing is. Take the tick away, or empty the reason.", "choice"
        )
    if answer.choice not in part.choices:
        raise InvalidInput("Nothing is ticked. Choose whether none of these holds, or it is not known.", "choice")
    if not _is_written(answer.text):
        raise InvalidInput("Nothing is ticked. Say why, in a sentence or two.", "text")


def _check_ticks(part: Part, answer: of_review.ReviewAnswer, framework: Framework, today: date) -> None:
    items = {item.id: item for item in framework.items_of(part)}
    for name, tick in answer.ticks.items():
        if name not in items:
            raise InvalidInput("This form belongs to another version of the rules. Open the Rapid Review anew.")
        label = items[name].label
        if not tick.evidence.shown.strip():
            raise InvalidInput(f"{label}: write the evidence, in a sentence or two.", f"evidence_{name}")
        if items[name].detail == "look_again_on" and (tick.look_again_on is None or tick.look_again_on <= today):
            raise InvalidInput(f"{label}: give a day to come on which to look again.", f"on_{name}")
        if items[name].detail == "kind_of_review" and not _is_written(tick.kind_of_review):
            raise InvalidInput(f"{label}: say which review: DARD, SAR, MAPPA, a single agency's.", f"kind_{name}")


def determine(
    case: Case,
    recommendation: of_review.Recommendation,
    present: Sequence[Person],
    quorum: int,
    members: frozenset[Person],
    engine: Engine,
    by: Actor,
    at: datetime,
    differs: FreeText | None = None,
) -> Case:
    """Records the determination, by one member for the meeting (briefing: determined by Review Group members only).
    ``members`` are the group's people. ``differs`` says why, where the determination is not what the answers
    indicate. Raises InvalidInput also while a part of the record is blank that the rules of today need, whatever rules
    the case was opened under."""
    STEPS["determine"].require(case, by)
    if needed := review_record.needed_parts(case, engine.framework):
        raise InvalidInput(needed_in_words(needed))
    attending = tuple(dict.fromkeys(present))
    if not members.issuperset(attending):
        raise InvalidInput("Name only members of the Review Group as present.", "present")
    if not case.access.conflicted.isdisjoint(attending):
        raise InvalidInput("Somebody named as present has declared a conflict of interest. Leave them out.", "present")
    if len(attending) < quorum:
        raise InvalidInput(f"{len(attending)} members are named as present, and the quorum is {quorum}.", "present")
    check_recommendation(recommendation, london_date(at))
    points_to = review_record.indication(case, engine)
    if not is_indicated(recommendation.outcome, points_to) and not _is_written(differs):
        raise InvalidInput("This is not what the answers indicate. Say why it differs.", "differs")
    determined = of_review.Determined(
        by=by.person,
        at=at,
        recommendation=recommendation,
        present=attending,
        quorum=quorum,
        indicated=points_to,
        differs=None if is_indicated(recommendation.outcome, points_to) else differs,
        missing=tuple(part.id for part in review_record.missing_parts(case, engine.framework)),
    )
    if case.determination and _same_determination(case.determination, determined):
        return case
    return case.then(determined)


def needed_in_words(needed: Sequence[Part]) -> str:
    """Says what the determination waits for, and who writes it."""
    titles = "; ".join(part.title for part in needed)
    return (
        f"The determination needs these parts of the record first: {titles}. Members of the Review Group write them. "
        'What is not known is an answer too: choose "not known" there, and say why.'
    )


def confirm_determination(case: Case, by: Actor, at: datetime) -> Case:
    """Confirms the determination, by the chair; it goes to the DSPs then."""
    if STEPS["confirm_determination"].is_repeated(case, by, done=case.stage in IN_REVIEW and case.is_determined):
        return case
    return case.then(of_review.DeterminationConfirmed(by=by.person, at=at))


def check_recommendation(recommendation: of_review.Recommendation, today: date) -> None:
    """Raises InvalidInput. Reasons belong to a decision not to commission, and a date to a legal constraint."""
    require_reason(recommendation.rationale)
    constrained = LEGAL_CONSTRAINT in recommendation.reasons
    if recommendation.outcome == "not_commission" and not recommendation.reasons:
        raise InvalidInput("Choose at least one reason not to commission.", "reasons")
    if recommendation.outcome != "not_commission" and recommendation.reasons:
        raise InvalidInput(
            "Reasons not to commission go only with that outcome. Choose none, or choose that outcome.", "reasons"
        )
    if constrained and (recommendation.look_again_on is None or recommendation.look_again_on <= today):
        raise InvalidInput("Give a day to come on which to look again at the legal constraint.", "look_again_on")
    if not constrained and recommendation.look_again_on:
        raise InvalidInput("A day to look again goes only with a legal constraint. Leave it empty.", "look_again_on")


def reasons_of(case: Case, framework: Framework) -> tuple[tuple[str, ...], date | None]:
    """Returns the reasons not to commission that were ticked, and the day to look again at a legal constraint."""
    answers = answers_of(case)
    ticks = answers["reasons"].answer.ticks if "reasons" in answers else {}
    constraint = ticks.get(LEGAL_CONSTRAINT)
    ticked = review_record.ticked_items(case, "reasons_not_to_commission", framework)
    return ticked, constraint.look_again_on if constraint else None


def _is_written(text: FreeText | None) -> bool:
    return text is not None and bool(text.shown.strip())


def _same_determination(one: of_review.Determined, other: of_review.Determined) -> bool:
    """Compares determinations as a reader sees them: recorded twice, one neither lapses the chair's confirmation nor a
    signature."""
    read = attrgetter("recommendation", "present", "quorum", "differs")
    return as_read(read(one)) == as_read(read(other))


def is_indicated(outcome: of_review.LcsprOutcome, points_to: Mapping[str, str]) -> bool:
    """Says whether the answers point to this outcome."""
    expected = {
        "commission": ("met", "appropriate"),
        "not_commission": ("met", "not_appropriate"),
        "not_met": ("not_met", "not_applicable"),
    }[outcome]
    return (points_to["lcspr_criteria"], points_to["commissioning"]) == expected
