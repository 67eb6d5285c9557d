"""Review actions answer the buttons of a Rapid Review: the parts of its record, the determination. The buttons before
it are in ``preparation``."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.handlers.actions.case_form import CasePress, FormAction, read_record
from bot.handlers.answers import Receipts, groups_of, record, writes_review
from bot.handlers.results import ActionHandler, ActionResult
from bot.handlers.turn import Turn
from cards.elements import LONGEST_EVIDENCE, headed
from cards.inputs import Values
from cards.rapid_review.decision import NATIONAL, confirm_card, determination_as_recorded, determination_card
from cards.rapid_review.part import (
    BESIDE,
    WHY_NONE,
    Form,
    asks_why_none,
    first_form,
    hints_of,
    part_card,
    read_card,
    saved_in_words,
    shares_with,
)
from cards.rapid_review.whole_record import whole_record_card
from dialogs import forms
from dialogs.part_form import read_answer, read_ticked
from dialogs.user_input import UserInput
from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, OutOfDate, StepRefused
from safeguarding.case.events.review_events import Determined, Recommendation
from safeguarding.case.state.review_record import (
    answer_count,
    latest_answers,
    missing_parts,
    numbers_of_several,
    parts_of_earlier_rules,
)
from safeguarding.case.steps.review import answer_part, confirm_determination, determine
from safeguarding.case.views.review_history import OUTCOMES, outcome_in_words
from safeguarding.framework.entries import Part
from safeguarding.framework.statements import LONGEST_PART, TICKED, asked
from safeguarding.people import Actor

TO_BE_CONFIRMED = "Waiting for the chair to confirm."
NO_PART = "This part does not belong to the record any more. Open the Rapid Review anew."


async def _read_all(service: CaseService, turn: Turn) -> ActionResult:
    case, page = await read_record(service, turn), turn.user_input.number_of("page") or 1
    confirms = STEPS["confirm_determination"].is_available(case, turn.actor, service.rules.circumstances())
    return whole_record_card(case, service.rules.card_context(), service.rules.office, page, confirms=confirms)


async def _part(service: CaseService, turn: Turn) -> ActionResult:
    """Opens a part; from its evidence the list again, with what is ticked and typed."""
    case, part = await _part_of(service, turn)
    if part not in service.rules.framework.parts or not writes_review(service, case, turn.actor):
        return read_card(case, part, service.rules.card_context(), service.rules.office)
    if TICKED in turn.data:
        return await _shown(service, turn, case, part, Form(_last_seen(turn), forms.values(turn.user_input)))
    return await _first_form(service, turn, case, part)


async def _tick(service: CaseService, turn: Turn) -> ActionResult:
    """Goes on from a list to the evidence of what was ticked; where nothing has to be said, or it was said already why
    none holds, saves it."""
    case, part = await _part_of(service, turn)
    framework = service.rules.framework
    statements = framework.items_of(part)
    ticked = read_ticked(turn.user_input, statements)
    says_why_none = asks_why_none(case, part, statements) and any(map(turn.user_input.text_of, WHY_NONE))
    if not asked(part, framework, ticked).boxes or (not ticked and says_why_none):
        return await _answer_part(service, turn)
    return await _shown(service, turn, case, part, Form(_last_seen(turn), forms.values(turn.user_input), ticked))


@dataclass(frozen=True)
class Written:
    """A part was written on a form: ``typed`` is what stood in its boxes, whose ids end in ``suffix``."""

    part: Part
    typed: UserInput
    seen: int
    suffix: str = ""

    @property
    def is_blank(self) -> bool:
        return not any(map(self.typed.text_of, WHY_NONE))

    @contextmanager
    def at_its_boxes(self) -> Iterator[None]:
        """Makes a refusal about a box of the part one about that box of the card."""
        try:
            yield
        except StepRefused as refused:
            if not (self.suffix and refused.about):
                raise
            raise type(refused)(str(refused), f"{refused.about}{self.suffix}") from None


async def _answer_part(service: CaseService, turn: Turn) -> ActionResult:
    """Saves a part, with the second of its card unless that was left blank, and shows the next one that is missing;
    where another person changed it meanwhile, both versions."""
    case, part = await _part_of(service, turn)
    if part not in service.rules.framework.parts:
        raise InvalidInput(NO_PART)
    first, second = Written(part, turn.user_input, _last_seen(turn)), _second(service, turn)
    written = [first, *([second] if second and not second.is_blank else [])]
    try:
        forms.require_no_problem(turn.user_input)
        after = await service.apply(case.ref, _saving(service, turn, case, written))
    except OutOfDate as late:
        now = await service.queries.read(case.ref, turn.actor)
        form = _overtaken(now, first, _typed(service, turn, part))
        beside = (second.part, _overtaken(now, second, Form(0, forms.values(second.typed)))) if second else None
        return forms.refused_form(
            await _shown(service, turn, now, part, replace(form, beside=beside)), turn.user_input, late
        )
    except StepRefused as refused:
        form = replace(_typed(service, turn, part), seen=first.seen)
        form = replace(form, beside=(second.part, Form(second.seen, forms.values(second.typed))) if second else None)
        if refused.about == TICKED:
            form = replace(form, ticked=None)
        return forms.refused_form(await _shown(service, turn, case, part, form), turn.user_input, refused)
    return await _next_part(service, turn, after, tuple(each.part for each in written))


def _second(service: CaseService, turn: Turn) -> Written | None:
    """Reads the second part of a card that has two. Raises InvalidInput."""
    id, parts = turn.user_input.text_of("beside"), service.rules.framework.parts
    if not id:
        return None
    found = [part for part in parts if part.id == id and part.kind != "ticks" and id != turn.user_input.text_of("part")]
    if not found:
        raise InvalidInput(NO_PART)
    own = {name: turn.data[f"{name}{BESIDE}"] for name in WHY_NONE if f"{name}{BESIDE}" in turn.data}
    return Written(found[0], replace(turn.user_input, data=own), _last_seen(turn, f"seen{BESIDE}"), BESIDE)


def _saving(service: CaseService, turn: Turn, case: Case, written: Sequence[Written]) -> Callable[[Case], Case]:
    """Returns the step that saves the parts, all of them or none. Both raise StepRefused, about the box of a part."""
    framework, children = service.rules.framework, numbers_of_several(case)
    answers = []
    for each in written:
        with each.at_its_boxes():
            answers.append(read_answer(each.typed, service.text, each.part, framework, children))

    def save(now: Case) -> Case:
        for each, answer in zip(written, answers, strict=True):
            with each.at_its_boxes():
                now = answer_part(now, each.part.id, answer, each.seen, framework, turn.actor, service.rules.now())
        return now

    return save


def _overtaken(now: Case, written: Written, form: Form) -> Form:
    """Returns the form of a part with what another has saved of it since it was opened, if anybody has."""
    seen = answer_count(now, written.part.id)
    theirs = latest_answers(now).get(written.part.id) if seen != written.seen else None
    return replace(form, seen=seen, theirs=theirs)


def _last_seen(turn: Turn, name: str = "seen") -> int:
    """Reads which state of a part the form was made from. Raises InvalidInput."""
    seen = turn.user_input.number_of(name)
    if seen is None:
        raise InvalidInput("This form is of an older version of the bot. Open the Rapid Review anew.")
    return seen


def _typed(service: CaseService, turn: Turn, part: Part) -> Form:
    """Returns the form as it was sent: of a list with the evidence of what was ticked."""
    ticked = read_ticked(turn.user_input, service.rules.framework.items_of(part))
    filled = {**forms.values(turn.user_input), TICKED: ",".join(ticked)}
    return Form(0, filled, ticked if part.kind == "ticks" else None)


async def _shown(service: CaseService, turn: Turn, case: Case, part: Part, form: Form) -> AdaptiveCard:
    hinted = replace(form, hints=hints_of(await groups_of(service, turn.actor, case)))
    return part_card(case, part, service.rules.card_context(), service.rules.office, hinted)


async def _first_form(
    service: CaseService, turn: Turn, case: Case, part: Part, saved: tuple[Part, ...] = ()
) -> AdaptiveCard:
    beside = shares_with(case, part, service.rules.framework)
    return await _shown(service, turn, case, part, first_form(case, part, saved=saved, beside=beside))


async def _next_part(service: CaseService, turn: Turn, case: Case, saved: tuple[Part, ...]) -> AdaptiveCard:
    left = missing_parts(case, service.rules.framework)
    parts = service.rules.framework.parts
    later = [part for part in left if parts.index(part) > parts.index(saved[-1])]
    if not later:
        return headed(record(service, turn.actor, case), saved_in_words(saved), "good")
    return await _first_form(service, turn, case, later[0], saved)


async def _part_of(service: CaseService, turn: Turn) -> tuple[Case, Part]:
    """Finds the part of the record, or of earlier rules: that one is read, and not written."""
    case, id = await read_record(service, turn), turn.user_input.text_of("part")
    parts = (*service.rules.framework.parts, *parts_of_earlier_rules(case, service.rules.framework))
    found = [part for part in parts if part.id == id]
    if not found:
        raise InvalidInput(NO_PART)
    return case, found[0]


def _determination_form(press: CasePress, filled: Values) -> AdaptiveCard:
    case, quorum = press.case, press.rules.partnership.quorum
    first = _as_recorded(case.determination) if case.determination else {}
    members = members_present(press.service, case)
    return determination_card(case, press.rules.card_context(), members, quorum, filled or first)


async def _determine(press: CasePress) -> AdaptiveCard:
    after = await determine_as_filled_in(press.service, press.actor, press.case.ref, press.typed)
    return receipt_of_determination(press.service, press.actor, after)


def members_present(service: CaseService, case: Case) -> dict[str, str]:
    """Returns the offices of the Review Group's members who may be named as present, by their values in a choice."""
    group = service.rules.partnership.review_group
    return {
        forms.person_value(member.person): member.title
        for member in group
        if member.person not in case.access.conflicted
    }


async def determine_as_filled_in(service: CaseService, actor: Actor, ref: str, typed: UserInput) -> Case:
    """Records the determination that the form holds. Raises StepRefused."""
    recommendation = read_recommendation(service, typed)
    present = [forms.read_person(value, "present") for value in forms.read_multi_choice(typed, "present")]
    why = forms.read_optional_text(typed, service.text, "differs", LONGEST_EVIDENCE, "Why it differs")
    people = frozenset(member.person for member in service.rules.partnership.review_group)
    quorum, engine = service.rules.partnership.quorum, service.rules.engine
    return await service.apply(
        ref,
        lambda now: determine(now, recommendation, present, quorum, people, engine, actor, service.rules.now(), why),
    )


def receipt_of_determination(service: CaseService, actor: Actor, case: Case) -> AdaptiveCard:
    said = f"{case.ref}: determined, {outcome_in_words(case.of(Determined)[-1].recommendation)}."
    return Receipts(service, actor).receipt_of_review(case, said, TO_BE_CONFIRMED, again="determine")


def _as_recorded(determined: Determined) -> dict[str, str]:
    return {**determination_as_recorded(determined), "present": ",".join(map(forms.person_value, determined.present))}


def read_recommendation(service: CaseService, typed: UserInput) -> Recommendation:
    """Reads a recommendation from the inputs of a determination or a decision. Raises InvalidInput."""
    known = {item.id for item in service.rules.framework.question("reasons_not_to_commission").items}
    reasons = forms.read_multi_choice(typed, "reasons")
    if not known.issuperset(reasons):
        raise InvalidInput("Choose the reasons from the list.", "reasons")
    return Recommendation(
        outcome=forms.read_choice(typed, "outcome", OUTCOMES, "Outcome"),
        national_review=forms.read_choice(typed, "national", NATIONAL, "A national review") == "recommended",
        rationale=forms.read_text(typed, service.text, "rationale", LONGEST_PART, "Rationale"),
        reasons=reasons,
        look_again_on=forms.read_optional_day(typed, "look_again_on", "When to look again"),
    )


async def _confirm_determination(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_record(service, turn)
    if not turn.user_input.is_confirmed:
        return confirm_card(case, service.rules.card_context(), service.rules.office)
    try:
        seen = turn.user_input.data.get("seen")
        after = await service.apply(case.ref, lambda now: confirm_as_read(service, turn.actor, seen, now))
    except StepRefused as refused:
        now = await service.queries.read(case.ref, turn.actor)
        shown = confirm_card(now, service.rules.card_context(), service.rules.office)
        return forms.refused_form(shown, turn.user_input, refused)
    return receipt_of_confirmation(service, turn.actor, after)


def receipt_of_confirmation(service: CaseService, actor: Actor, case: Case) -> AdaptiveCard:
    said = f"{case.ref}: the determination is confirmed."
    return Receipts(service, actor).receipt_of_review(case, said, "The three DSPs each get a card.")


def confirm_as_read(service: CaseService, actor: Actor, seen: object, now: Case) -> Case:
    """Confirms only what the chair has read: another determination may have been recorded since. Raises OutOfDate."""
    after = confirm_determination(now, actor, service.rules.now())
    if seen != len(now.of(Determined)):
        raise OutOfDate("Another determination was recorded since this card was sent. Read it, then confirm it.")
    return after


REVIEW_BUTTONS: Mapping[str, ActionHandler] = {
    "read_all": _read_all,
    "part": _part,
    "tick": _tick,
    "answer_part": _answer_part,
    "determine": FormAction(_determination_form, _determine, read=read_record),
    "confirm_determination": _confirm_determination,
}
