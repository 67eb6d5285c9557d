"""The buttons of a Rapid Review: the parts of its record, the determination. Before it: ``preparation_buttons``."""

from collections.abc import Mapping

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import Casework
from bot.handlers.answers import readable, record, review_answer
from bot.handlers.results import Button, Pressed
from bot.handlers.turn import Turn
from cards.decision import NATIONAL, confirm_card, determination_card
from cards.elements import LONGEST_EVIDENCE
from cards.inputs import LONGEST_LINE, YES
from cards.review import LONGEST_PART, LONGEST_TICK, Form, first_form, part_card, read_card
from dialogs.forms import (
    chosen,
    filled_in,
    optional_day,
    person,
    person_value,
    several,
    short,
    text,
    values,
)
from safeguarding.case.case import Case
from safeguarding.case.errors import BadInput, OutOfDate
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.review_events import Determined, Recommendation, ReviewAnswer, Tick
from safeguarding.case.permissions import writes
from safeguarding.case.state.review_record import answered, missing, parts_of_earlier_rules, seen
from safeguarding.case.steps.review import answer_part, confirm_determination, determine
from safeguarding.case.views.review_history import OUTCOMES
from safeguarding.framework.entries import Item, Part

NO_PART = "This part does not belong to the record any more. Type review and the reference."


async def _review(work: Casework, turn: Turn) -> Pressed:
    return await review_answer(work, turn.actor, turn.incoming.typed("ref"))


async def _part(work: Casework, turn: Turn) -> Pressed:
    case, part = await _part_of(work, turn)
    if part not in work.framework.parts or not writes(case, turn.actor):
        return read_card(case, part, work.reader(), work.office)
    return part_card(case, part, work.reader(), work.office, first_form(case, part))


async def _answer_part(work: Casework, turn: Turn) -> Pressed:
    """Saved, the next part that is missing is shown; changed by another meanwhile, both versions."""
    case, part = await _part_of(work, turn)
    if part not in work.framework.parts:
        raise BadInput(NO_PART)
    last_seen = turn.incoming.data.get("seen")
    if not isinstance(last_seen, int) or isinstance(last_seen, bool):
        raise BadInput("This form is of an older version of the bot. Type review and the reference.")
    if turn.problem:
        return part_card(case, part, work.reader(), work.office, Form(last_seen, values(turn.incoming), turn.problem))
    try:
        answer = _answer(work, turn, part)
        after = await work.take(
            case.ref,
            lambda now: answer_part(now, part.id, answer, last_seen, work.framework, turn.actor, work.now()),
        )
    except BadInput as bad:
        return part_card(case, part, work.reader(), work.office, Form(last_seen, values(turn.incoming), str(bad)))
    except OutOfDate as late:
        now = await work.find(case.ref, turn.actor)
        form = Form(seen(now, part.id), values(turn.incoming), str(late), answered(now).get(part.id))
        return part_card(now, part, work.reader(), work.office, form)
    return _next_part(work, turn, after, part)


def _next_part(work: Casework, turn: Turn, case: Case, saved: Part) -> AdaptiveCard:
    left = missing(case, work.framework)
    parts = work.framework.parts
    later = [part for part in left if parts.index(part) > parts.index(saved)]
    if not later:
        return record(work, turn.actor, case)
    return part_card(case, later[0], work.reader(), work.office, first_form(case, later[0]))


async def _part_of(work: Casework, turn: Turn) -> tuple[Case, Part]:
    """Of the record, or of earlier rules: that one is read, and not written."""
    case, id = await readable(work, turn.actor, turn.incoming.typed("ref")), turn.incoming.typed("part")
    parts = (*work.framework.parts, *parts_of_earlier_rules(case, work.framework))
    found = [part for part in parts if part.id == id]
    if not found:
        raise BadInput(NO_PART)
    return case, found[0]


def _answer(work: Casework, turn: Turn, part: Part) -> ReviewAnswer:
    if part.kind == "ticks":
        ticks = {item.id: tick for item in work.framework.items_of(part) if (tick := read_tick(work, turn, item))}
        return ReviewAnswer(ticks=ticks)
    choice = turn.incoming.typed("choice") if part.kind == "choice" else None
    return ReviewAnswer(text=text(turn.incoming, work.text, "text", LONGEST_PART, part.title), choice=choice)


def read_tick(work: Casework, turn: Turn, item: Item) -> Tick | None:
    """None where it was not ticked. Raises BadInput where the evidence is missing, or stands there without a tick."""
    evidence = _evidence(work, turn, item)
    if turn.incoming.typed(f"tick_{item.id}") != YES:
        if evidence.shown:
            raise BadInput(f"{item.label}: there is evidence, but no tick. Tick it, or empty the box.")
        return None
    kind = turn.incoming.typed(f"kind_{item.id}") if item.detail == "kind_of_review" else ""
    constrained = item.detail == "look_again_on"
    return Tick(
        evidence=evidence,
        look_again_on=optional_day(turn.incoming, f"on_{item.id}", "When to look again") if constrained else None,
        kind_of_review=short(work.text, kind, LONGEST_LINE, "Which review") if kind else None,
    )


def _evidence(work: Casework, turn: Turn, item: Item) -> FreeText:
    return short(work.text, turn.incoming.typed(f"evidence_{item.id}"), LONGEST_TICK, item.label)


async def _determine(work: Casework, turn: Turn) -> Pressed:
    case = await readable(work, turn.actor, turn.incoming.typed("ref"))
    group, quorum = work.partnership.review_group, work.partnership.quorum
    members = {person_value(member.person): member.title for member in group}

    async def step() -> AdaptiveCard:
        recommendation = read_recommendation(work, turn)
        present = [person(value) for value in several(turn.incoming, "present")]
        differs = turn.incoming.typed("differs")
        why = short(work.text, differs, LONGEST_EVIDENCE, "Why it differs") if differs else None
        people = frozenset(member.person for member in group)
        after = await work.take(
            case.ref,
            lambda now: determine(
                now, recommendation, present, quorum, people, work.engine, turn.actor, work.now(), why
            ),
        )
        return record(work, turn.actor, after)

    return await filled_in(
        turn.incoming,
        lambda typed, problem: determination_card(case, work.reader(), members, quorum, typed, problem),
        step,
    )


def read_recommendation(work: Casework, turn: Turn) -> Recommendation:
    """From the inputs of a determination or a decision. Raises BadInput."""
    known = {item.id for item in work.framework.question("reasons_not_to_commission").items}
    reasons = several(turn.incoming, "reasons")
    if not known.issuperset(reasons):
        raise BadInput("Choose the reasons from the list.")
    return Recommendation(
        outcome=chosen(turn.incoming, "outcome", OUTCOMES, "Outcome"),
        national_review=chosen(turn.incoming, "national", NATIONAL, "A national review") == "recommended",
        rationale=text(turn.incoming, work.text, "rationale", LONGEST_PART, "Rationale"),
        reasons=reasons,
        look_again_on=optional_day(turn.incoming, "look_again_on", "When to look again"),
    )


async def _confirm_determination(work: Casework, turn: Turn) -> Pressed:
    case = await readable(work, turn.actor, turn.incoming.typed("ref"))

    if not turn.incoming.data.get("confirmed"):
        return confirm_card(case, work.reader(), work.office)
    try:
        after = await work.take(case.ref, lambda now: _confirmed(work, turn, now))
    except (BadInput, OutOfDate) as refused:
        now = await work.find(case.ref, turn.actor)
        return confirm_card(now, work.reader(), work.office, str(refused))
    return record(work, turn.actor, after)


def _confirmed(work: Casework, turn: Turn, now: Case) -> Case:
    """Only what the chair has read: another determination may have been recorded since."""
    after = confirm_determination(now, turn.actor, work.now())
    if turn.incoming.data.get("seen") != len(now.of(Determined)):
        raise OutOfDate("Another determination was recorded since this card was sent. Read it, then confirm it.")
    return after


REVIEW_BUTTONS: Mapping[str, Button] = {
    "review": _review,
    "part": _part,
    "answer_part": _answer_part,
    "determine": _determine,
    "confirm_determination": _confirm_determination,
}
