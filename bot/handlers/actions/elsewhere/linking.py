"""Linking actions answer the buttons by which two cases are linked, and by which it is asked how they belong
together."""

from collections.abc import Mapping
from dataclasses import replace
from typing import get_args

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.handlers.actions.case_form import read_press
from bot.handlers.actions.elsewhere.merging import join_form, merge_form
from bot.handlers.results import ActionHandler, ActionResult, CommandResult
from bot.handlers.turn import Turn, read_case
from cards.case.links import RELATIONS, belongs_card, link_inputs
from cards.inputs import LONGEST_LINE, Values
from dialogs.forms import ReasonForm, read_choice, submit_form, submit_reason, values
from dialogs.messages import CardMessage
from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.link_events import LinkKind
from safeguarding.case.state.links import LINK_KINDS
from safeguarding.people import Actor

EXAMPLE = "link CSCP-2026-001 CSCP-2026-002"


async def link_answer(service: CaseService, actor: Actor, words: str) -> CommandResult:
    """Answers ``link REF`` and ``link REF REF`` with the form that asks how the case belongs with another."""
    ref, _, other = words.partition(" ")
    if not ref:
        raise InvalidInput(f"Add the references of both cases, for example: {EXAMPLE}.")
    case = await service.queries.read(ref, actor)
    STEPS["link"].require(case, actor)
    named = (await _going_on(service, actor, other)).ref if other.strip() else ""
    return CardMessage(_belongs_card(service, actor, case, {"other": named}), f"{case.ref} and another case")


def _belongs_card(service: CaseService, actor: Actor, case: Case, typed: Values) -> AdaptiveCard:
    return belongs_card(case, service.queries.alike(case, actor.person), typed)


async def _belongs(service: CaseService, turn: Turn) -> ActionResult:
    """Asks for the other case and how they belong together, and goes on with the form of that."""
    case = await read_case(service, turn)
    STEPS["link"].require(case, turn.actor)

    async def step() -> ActionResult:
        other = await _going_on(service, turn.actor, turn.user_input.text_of("other"))
        verb = read_choice(turn.user_input, "choice", RELATIONS, "How do they stand to each other?")
        return await FORMS[verb](service, replace(turn, verb=verb, data={"ref": case.ref, "into": other.ref}))

    return await submit_form(turn.user_input, lambda typed: _belongs_card(service, turn.actor, case, typed), step)


async def _going_on(service: CaseService, actor: Actor, ref: str) -> Case:
    """Returns the case named; where it was merged, the one that goes on. Raises InvalidInput about the box."""
    if not ref.strip():
        raise InvalidInput("Name the other case by its reference.", "other")
    try:
        case = await service.queries.read(ref, actor)
        while case.merged_into:
            case = await service.queries.read(case.merged_into, actor)
    except InvalidInput as unknown:
        raise InvalidInput(str(unknown), "other") from None
    return case


async def _link(service: CaseService, turn: Turn) -> ActionResult:
    press = await read_press(service, turn, step="link")
    case, other = press.case, await _going_on(service, turn.actor, press.typed.text_of("into"))
    said = (
        "Nothing is merged: each case keeps its record, its signatures and its clocks. Both show the link to whoever "
        "may see both."
    )

    async def step(reason: FreeText) -> ActionResult:
        kind = press.choice("kind", get_args(LinkKind), "How do they belong together?")
        theme = press.optional_text("theme", "Theme", LONGEST_LINE)
        after = await service.link(case.ref, other.ref, kind, theme, reason, turn.actor)
        said = f"{case.ref} and {other.ref} are linked."
        return press.receipt(after, said, "Each keeps its record, its signatures and its clocks.")

    title, data = f"Link {case.ref} and {other.ref}", {"ref": case.ref, "into": other.ref}
    form = ReasonForm(title, "Link them", said, data, link_inputs(values(press.typed)))
    return await submit_reason(press.typed, service.text, form, step)


async def _unlink(service: CaseService, turn: Turn) -> ActionResult:
    press = await read_press(service, turn)
    case, other = press.case, await service.queries.read(press.typed.text_of("into"), turn.actor)
    kind = press.choice("kind", get_args(LinkKind), "Which link")
    said = f"Linked as: {LINK_KINDS[kind]}. The link stays in the history of both, with why it was removed."

    async def step(reason: FreeText) -> ActionResult:
        after = await service.unlink(case.ref, other.ref, kind, reason, turn.actor)
        said = f"The link of {case.ref} and {other.ref} is removed."
        return press.receipt(after, said, "It stays in the history of both, with the reason.")

    title = f"Remove the link between {case.ref} and {other.ref}"
    form = ReasonForm(title, "Remove the link", said, {"ref": case.ref, "into": other.ref, "kind": kind})
    return await submit_reason(press.typed, service.text, form, step)


FORMS: Mapping[str, ActionHandler] = {"join": join_form, "link": _link, "merge": merge_form}
LINKING_BUTTONS: Mapping[str, ActionHandler] = {"belongs": _belongs, "link": _link, "unlink": _unlink}
