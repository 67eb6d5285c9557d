"""A walkthrough begins by a button or by words: with what waits for its person."""

from typing import get_args
from uuid import uuid4

from bot.cases.available_actions import walkthroughs_for
from bot.cases.case_service import CaseService
from bot.cases.typed_reference import bare
from bot.handlers.results import ActionResult
from bot.handlers.turn import Turn
from safeguarding.case.errors import WrongStage
from safeguarding.people import Actor
from safeguarding.walkthrough import Kind, Walkthrough


async def go_through(service: CaseService, turn: Turn) -> ActionResult:
    """Answers "Go through it with me": with the kind that the button names, or with what waits for the person."""
    named = turn.user_input.text_of("kind")
    kinds = [kind for kind in get_args(Kind) if kind == named]
    sheet = turn.user_input.text_of("sheet") or None
    return await begun(service, turn.actor, turn.user_input.text_of("ref"), kinds[0] if kinds else None, sheet)


async def go_through_answer(service: CaseService, actor: Actor, words: str) -> Walkthrough:
    """Answers ``go through REF``. Raises StepRefused where nothing can be gone through."""
    return await begun(service, actor, bare(words))


async def begun(
    service: CaseService, actor: Actor, ref: str, kind: Kind | None = None, sheet: str | None = None
) -> Walkthrough:
    case = await service.queries.read(ref, actor)
    found = kind or next(walkthroughs_for(case, actor, service.rules.circumstances()), None)
    if found is None:
        raise WrongStage(
            f"There is nothing of {case.ref} to go through with you now: it is at the stage {case.stage.label}."
        )
    version = service.rules.framework.version
    return Walkthrough(
        id=uuid4().hex, person=actor.person, kind=found, ref=case.ref, rules_version=version, sheet=sheet
    )
