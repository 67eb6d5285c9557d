"""Concern actions answer the buttons of a Case of Concern: its referral, and what the Review Group proposes."""

from collections.abc import Mapping, Sequence

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.handlers.actions.case_form import CasePress, FormAction, of_case
from bot.handlers.results import ActionHandler
from cards.concern import outcome_form_card, referral_card
from cards.inputs import Values
from dialogs.forms import read_choice, read_text, values
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


def _referral_form(press: CasePress, filled: Values) -> AdaptiveCard:
    """Asks for the evidence of the indicators that hold once these were chosen."""
    items = press.rules.framework.question("indicators").items
    goes_on = press.typed.is_confirmed or "going_on" in press.turn.data
    ticked = read_ticked(press.typed, items) if goes_on and not loose_evidence(press.typed, items) else None
    return referral_form(press.service, press.case, values(press.typed), ticked)


async def _refer(press: CasePress) -> AdaptiveCard:
    after = await refer_as_filled_in(press.service, press.actor, press.case.ref, press.typed)
    return press.receipt_of_review(after, REFERRED.format(after.ref), DECIDES)


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


async def _propose_outcome(press: CasePress) -> AdaptiveCard:
    outcome = press.choice("outcome", CONCERN_OUTCOMES, "Outcome")
    rationale, quorum = press.text("rationale", "Rationale", LONGEST_PART), press.rules.partnership.quorum
    after = await press.take(lambda now, by, at: propose_outcome(now, outcome, rationale, quorum, by, at))
    said = f"{after.ref}: proposed, {CONCERN_OUTCOMES[outcome]}."
    return press.receipt_of_review(after, said, again="propose_outcome")


CONCERN_BUTTONS: Mapping[str, ActionHandler] = {
    "refer": FormAction(_referral_form, _refer),
    "propose_outcome": FormAction(of_case(outcome_form_card), _propose_outcome),
}
