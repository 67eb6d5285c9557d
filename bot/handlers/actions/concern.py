"""Concern actions answer the buttons of a Case of Concern: its referral, and what the Review Group proposes."""

from collections.abc import Mapping, Sequence

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.handlers.results import ActionHandler, ActionResult
from bot.handlers.turn import Turn, read_case
from cards.concern import LONGEST_LEARNING, outcome_form_card, referral_card
from cards.elements import closed_card
from cards.inputs import Values
from dialogs.forms import read_choice, read_text, submit_form, values
from dialogs.part_form import loose_evidence, read_ticked, read_ticks
from safeguarding.case.case import Case
from safeguarding.case.steps.concern import propose_outcome, refer_concern
from safeguarding.case.views.review_history import CONCERN_KINDS, CONCERN_OUTCOMES
from safeguarding.framework.statements import LONGEST_PART

NOTHING: Values = {}


async def _refer(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)
    agencies, items = service.rules.partnership.agencies, service.rules.framework.question("indicators").items

    async def step() -> AdaptiveCard:
        kind = read_choice(turn.user_input, "kind", CONCERN_KINDS, "What kind")
        agency = read_choice(turn.user_input, "agency", agencies, "Which agency refers it")
        learning = read_text(
            turn.user_input, service.text, "learning", LONGEST_LEARNING, "Why there is multi-agency learning"
        )
        ticks = {name: tick.evidence for name, tick in read_ticks(turn.user_input, service.text, items).items()}
        known, framework = frozenset(agencies), service.rules.framework
        after = await service.apply(
            case.ref,
            lambda now: refer_concern(
                now, kind, agency, learning, ticks, known, framework, turn.actor, service.rules.now()
            ),
        )
        return closed_card(f"{after.ref} is referred as a Case of Concern. The Review Group decides on it.")

    goes_on = turn.user_input.is_confirmed or "going_on" in turn.data
    ticked = read_ticked(turn.user_input, items) if goes_on and not loose_evidence(turn.user_input, items) else None
    shown = referral_form(service, case, values(turn.user_input), ticked)
    return await submit_form(turn.user_input, lambda _: shown, step)


def referral_form(
    service: CaseService, case: Case, typed: Values = NOTHING, ticked: Sequence[str] | None = None
) -> AdaptiveCard:
    """Returns the form to refer a case, filled at first with what its triage tells. ``ticked`` are the indicators that
    hold, once they were asked for."""
    agencies = service.rules.partnership.agencies
    reported = case.facts.agency.shown if case.facts.agency else ""
    told = (child.evidence["harm"].shown for child in case.facts.children if "harm" in child.evidence)
    first = {"agency": reported if reported in agencies else "", "learning": " ".join(told)}
    return referral_card(case, agencies, service.rules.framework, {**first, **typed}, ticked)


async def _propose_outcome(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)
    quorum = service.rules.partnership.quorum

    async def step() -> AdaptiveCard:
        outcome = read_choice(turn.user_input, "outcome", CONCERN_OUTCOMES, "Outcome")
        rationale = read_text(turn.user_input, service.text, "rationale", LONGEST_PART, "Rationale")
        await service.apply(
            case.ref, lambda now: propose_outcome(now, outcome, rationale, quorum, turn.actor, service.rules.now())
        )
        return closed_card(f"{case.ref}: proposed. Each member of the Review Group gets it to sign.")

    return await submit_form(turn.user_input, lambda typed: outcome_form_card(case, typed), step)


CONCERN_BUTTONS: Mapping[str, ActionHandler] = {"refer": _refer, "propose_outcome": _propose_outcome}
