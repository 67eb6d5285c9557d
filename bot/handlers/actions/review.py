"""The buttons of a Rapid Review: the parts of its record, the determination. Before it: ``preparation_buttons``."""

from collections.abc import Mapping

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.handlers.answers import readable, record, review_answer, writes_review
from bot.handlers.results import ActionHandler, ActionResult
from bot.handlers.turn import Turn
from cards.decision import NATIONAL, confirm_card, determination_card
from cards.elements import LONGEST_EVIDENCE
from cards.inputs import LONGEST_LINE, YES
from cards.review import LONGEST_PART, LONGEST_TICK, Form, first_form, part_card, read_card
from dialogs.forms import (
    person_value,
    read_choice,
    read_multi_choice,
    read_optional_day,
    read_person,
    read_text,
    submit_form,
    text_within,
    values,
)
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, OutOfDate
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.review_events import Determined, Recommendation, ReviewAnswer, Tick
from safeguarding.case.state.review_record import answer_count, latest_answers, missing_parts, parts_of_earlier_rules
from safeguarding.case.steps.review import answer_part, confirm_determination, determine
from safeguarding.case.views.review_history import OUTCOMES
from safeguarding.framework.entries import Item, Part

NO_PART = "This part does not belong to the record any more. Type review and the reference."


async def _review(work: CaseService, turn: Turn) -> ActionResult:
    return await review_answer(work, turn.actor, turn.user_input.text_of("ref"))


async def _part(work: CaseService, turn: Turn) -> ActionResult:
    case, part = await _part_of(work, turn)
    if part not in work.framework.parts or not writes_review(work, case, turn.actor):
        return read_card(case, part, work.card_context(), work.office)
    return part_card(case, part, work.card_context(), work.office, first_form(case, part))


async def _answer_part(work: CaseService, turn: Turn) -> ActionResult:
    """Saved, the next part that is missing is shown; changed by another meanwhile, both versions."""
    case, part = await _part_of(work, turn)
    if part not in work.framework.parts:
        raise InvalidInput(NO_PART)
    last_seen = turn.user_input.data.get("seen")
    if not isinstance(last_seen, int) or isinstance(last_seen, bool):
        raise InvalidInput("This form is of an older version of the bot. Type review and the reference.")
    if turn.problem:
        return part_card(
            case, part, work.card_context(), work.office, Form(last_seen, values(turn.user_input), turn.problem)
        )
    try:
        answer = _answer(work, turn, part)
        after = await work.apply(
            case.ref,
            lambda now: answer_part(now, part.id, answer, last_seen, work.framework, turn.actor, work.now()),
        )
    except InvalidInput as bad:
        return part_card(
            case, part, work.card_context(), work.office, Form(last_seen, values(turn.user_input), str(bad))
        )
    except OutOfDate as late:
        now = await work.read(case.ref, turn.actor)
        form = Form(answer_count(now, part.id), values(turn.user_input), str(late), latest_answers(now).get(part.id))
        return part_card(now, part, work.card_context(), work.office, form)
    return _next_part(work, turn, after, part)


def _next_part(work: CaseService, turn: Turn, case: Case, saved: Part) -> AdaptiveCard:
    left = missing_parts(case, work.framework)
    parts = work.framework.parts
    later = [part for part in left if parts.index(part) > parts.index(saved)]
    if not later:
        return record(work, turn.actor, case)
    return part_card(case, later[0], work.card_context(), work.office, first_form(case, later[0]))


async def _part_of(work: CaseService, turn: Turn) -> tuple[Case, Part]:
    """Of the record, or of earlier rules: that one is read, and not written."""
    case, id = await readable(work, turn.actor, turn.user_input.text_of("ref")), turn.user_input.text_of("part")
    parts = (*work.framework.parts, *parts_of_earlier_rules(case, work.framework))
    found = [part for part in parts if part.id == id]
    if not found:
        raise InvalidInput(NO_PART)
    return case, found[0]


def _answer(work: CaseService, turn: Turn, part: Part) -> ReviewAnswer:
    if part.kind == "ticks":
        ticks = {item.id: tick for item in work.framework.items_of(part) if (tick := read_tick(work, turn, item))}
        return ReviewAnswer(ticks=ticks)
    choice = turn.user_input.text_of("choice") if part.kind == "choice" else None
    return ReviewAnswer(text=read_text(turn.user_input, work.text, "text", LONGEST_PART, part.title), choice=choice)


def read_tick(work: CaseService, turn: Turn, item: Item) -> Tick | None:
    """None where it was not ticked. Raises BadInput where the evidence is missing, or stands there without a tick."""
    evidence = _evidence(work, turn, item)
    if turn.user_input.text_of(f"tick_{item.id}") != YES:
        if evidence.shown:
            raise InvalidInput(f"{item.label}: there is evidence, but no tick. Tick it, or empty the box.")
        return None
    kind = turn.user_input.text_of(f"kind_{item.id}") if item.detail == "kind_of_review" else ""
    constrained = item.detail == "look_again_on"
    return Tick(
        evidence=evidence,
        look_again_on=read_optional_day(turn.user_input, f"on_{item.id}", "When to look again")
        if constrained
        else None,
        kind_of_review=text_within(work.text, kind, LONGEST_LINE, "Which review") if kind else None,
    )


def _evidence(work: CaseService, turn: Turn, item: Item) -> FreeText:
    return text_within(work.text, turn.user_input.text_of(f"evidence_{item.id}"), LONGEST_TICK, item.label)


async def _determine(work: CaseService, turn: Turn) -> ActionResult:
    case = await readable(work, turn.actor, turn.user_input.text_of("ref"))
    group, quorum = work.partnership.review_group, work.partnership.quorum
    members = {person_value(member.person): member.title for member in group}

    async def step() -> AdaptiveCard:
        recommendation = read_recommendation(work, turn)
        present = [read_person(value) for value in read_multi_choice(turn.user_input, "present")]
        differs = turn.user_input.text_of("differs")
        why = text_within(work.text, differs, LONGEST_EVIDENCE, "Why it differs") if differs else None
        people = frozenset(member.person for member in group)
        after = await work.apply(
            case.ref,
            lambda now: determine(
                now, recommendation, present, quorum, people, work.engine, turn.actor, work.now(), why
            ),
        )
        return record(work, turn.actor, after)

    return await submit_form(
        turn.user_input,
        lambda typed, problem: determination_card(case, work.card_context(), members, quorum, typed, problem),
        step,
    )


def read_recommendation(work: CaseService, turn: Turn) -> Recommendation:
    """From the inputs of a determination or a decision. Raises BadInput."""
    known = {item.id for item in work.framework.question("reasons_not_to_commission").items}
    reasons = read_multi_choice(turn.user_input, "reasons")
    if not known.issuperset(reasons):
        raise InvalidInput("Choose the reasons from the list.")
    return Recommendation(
        outcome=read_choice(turn.user_input, "outcome", OUTCOMES, "Outcome"),
        national_review=read_choice(turn.user_input, "national", NATIONAL, "A national review") == "recommended",
        rationale=read_text(turn.user_input, work.text, "rationale", LONGEST_PART, "Rationale"),
        reasons=reasons,
        look_again_on=read_optional_day(turn.user_input, "look_again_on", "When to look again"),
    )


async def _confirm_determination(work: CaseService, turn: Turn) -> ActionResult:
    case = await readable(work, turn.actor, turn.user_input.text_of("ref"))

    if not turn.user_input.data.get("confirmed"):
        return confirm_card(case, work.card_context(), work.office)
    try:
        after = await work.apply(case.ref, lambda now: _confirmed(work, turn, now))
    except (InvalidInput, OutOfDate) as refused:
        now = await work.read(case.ref, turn.actor)
        return confirm_card(now, work.card_context(), work.office, str(refused))
    return record(work, turn.actor, after)


def _confirmed(work: CaseService, turn: Turn, now: Case) -> Case:
    """Only what the chair has read: another determination may have been recorded since."""
    after = confirm_determination(now, turn.actor, work.now())
    if turn.user_input.data.get("seen") != len(now.of(Determined)):
        raise OutOfDate("Another determination was recorded since this card was sent. Read it, then confirm it.")
    return after


REVIEW_BUTTONS: Mapping[str, ActionHandler] = {
    "review": _review,
    "part": _part,
    "answer_part": _answer_part,
    "determine": _determine,
    "confirm_determination": _confirm_determination,
}
