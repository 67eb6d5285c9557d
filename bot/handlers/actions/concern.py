"""Concern actions answer the buttons of a Case of Concern: its referral, and what the Review Group proposes."""

from collections.abc import Mapping, Sequence

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.handlers.answers import receipt_of_review
from bot.handlers.results import ActionHandler, ActionResult
from bot.handlers.turn import Turn, read_case
from cards.concern import outcome_form_card, referral_card
from cards.inputs import Values
from dialogs.forms import read_choice, read_text, submit_form, values
from dialogs.part_form import loose_evidence, read_ticked, read_ticks
from dialogs.user_input import UserInput
from safeguarding.case.case import Case
from safeguarding.case.events.review_events import FurtherAnswer
from safeguarding.case.steps.concern import propose_outcome, refer_concern
from safeguarding.case.views.review_history import CONCERN_OUTCOMES
from safeguarding.framework.referral_questions import ReferralQuestion, further_questions
from safeguarding.framework.statements import LONGEST_PART
from safeguarding.people import Actor

NOTHING: Values = {}
REFERRED, DECIDES = "{} is referred as a Case of Concern.", "The Review Group decides on it."


async def _refer(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)
    items = service.rules.framework.question("indicators").items

    async def step() -> AdaptiveCard:
        after = await refer_as_filled_in(service, turn.actor, case.ref, turn.user_input)
        return receipt_of_review(service, turn.actor, after, REFERRED.format(after.ref), DECIDES)

    goes_on = turn.user_input.is_confirmed or "going_on" in turn.data
    ticked = read_ticked(turn.user_input, items) if goes_on and not loose_evidence(turn.user_input, items) else None
    shown = referral_form(service, case, values(turn.user_input), ticked)
    return await submit_form(turn.user_input, lambda _: shown, step)


async def refer_as_filled_in(service: CaseService, actor: Actor, ref: str, typed: UserInput) -> Case:
    """Refers the case as the form says. Raises StepRefused."""
    agencies, framework = service.rules.partnership.agencies, service.rules.framework
    kind, agency, learning = map(framework.referral_question, ("kind", "agency", "learning"))
    chosen = [read_choice(typed, each.box, each.options(agencies), each.title) for each in (kind, agency)]
    why = read_text(typed, service.text, learning.box, learning.longest, learning.title)
    read = read_ticks(typed, service.text, framework.question("indicators").items)
    ticks = {name: tick.evidence for name, tick in read.items()}
    further = {each.id: _read_further(service, typed, each) for each in further_questions(framework.referral_questions)}
    known = frozenset(agencies)
    return await service.apply(
        ref,
        lambda now: refer_concern(
            now, chosen[0], chosen[1], why, ticks, known, framework, actor, service.rules.now(), further
        ),
    )


def _read_further(service: CaseService, typed: UserInput, question: ReferralQuestion) -> FurtherAnswer:
    if question.kind == "choice":
        return FurtherAnswer(choice=read_choice(typed, question.box, question.options(()), question.title))
    return FurtherAnswer(text=read_text(typed, service.text, question.box, question.longest, question.title))


def referral_form(
    service: CaseService, case: Case, typed: Values = NOTHING, ticked: Sequence[str] | None = None
) -> AdaptiveCard:
    """Returns the form to refer a case, filled at first with what its triage tells. ``ticked`` are the indicators that
    hold, once they were asked for."""
    agencies = service.rules.partnership.agencies
    filled = {**told_by_triage(case, agencies), **typed}
    return referral_card(case, agencies, service.rules.framework, filled, ticked)


def told_by_triage(case: Case, agencies: Sequence[str]) -> dict[str, str]:
    """Returns what the triage has told already of what a referral asks."""
    reported = case.facts.agency.shown if case.facts.agency else ""
    told = (child.evidence["harm"].shown for child in case.facts.children if "harm" in child.evidence)
    return {"agency": reported if reported in agencies else "", "learning": " ".join(told)}


async def _propose_outcome(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)
    quorum = service.rules.partnership.quorum

    async def step() -> AdaptiveCard:
        outcome = read_choice(turn.user_input, "outcome", CONCERN_OUTCOMES, "Outcome")
        rationale = read_text(turn.user_input, service.text, "rationale", LONGEST_PART, "Rationale")
        after = await service.apply(
            case.ref, lambda now: propose_outcome(now, outcome, rationale, quorum, turn.actor, service.rules.now())
        )
        said = f"{case.ref}: {CONCERN_OUTCOMES[outcome]} is proposed."
        return receipt_of_review(service, turn.actor, after, said, again="propose_outcome")

    return await submit_form(turn.user_input, lambda typed: outcome_form_card(case, typed), step)


CONCERN_BUTTONS: Mapping[str, ActionHandler] = {"refer": _refer, "propose_outcome": _propose_outcome}
