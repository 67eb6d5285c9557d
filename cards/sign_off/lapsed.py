"""These cards say that what was put to be signed has lapsed: why, and what comes next."""

from collections.abc import Iterator, Mapping

from microsoft_teams.cards import Action, AdaptiveCard, CardElement

from cards.case.sections import open_button
from cards.context import CardContext
from cards.elements import button, card, card_about, notice, paragraph, quotation, small
from cards.sign_off.subject import NEUTRAL
from safeguarding.case.case import Case
from safeguarding.case.events.review_events import LookedAgain
from safeguarding.case.signatories import is_over
from safeguarding.case.state import matters
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.views.history import Who
from safeguarding.case.views.lapses import Lapse, cause_in_words, reason_of
from safeguarding.case.views.review_history import outcome_in_words
from safeguarding.dates.working_days import spoken

NOTHING_FOR_YOU = "Nothing for you to do."
PUT_ANEW = "It is put anew: whoever signs has a new card."
PUT_AND_OVER = "It was put anew, and has been answered since."


def lapsed_card(lapse: Lapse, case: Case, context: CardContext, who: Who) -> AdaptiveCard:
    """The card takes the place of one to sign, and tells whoever signed or was asked."""
    body = [notice(_what_lapsed(lapse), "warning"), *cause_lines(lapse, case, context, who)]
    if isinstance(lapse.cause, LookedAgain) and (decided := lapse.before.decision):
        body.append(small(f"Decided on {spoken(decided.on)}: {outcome_in_words(decided.decision)}."))
    body.append(paragraph(f"**Next:** {what_happens_now(lapse, case)}"))
    return card_about(case.ref, _title(lapse), *body, steps=_steps(case, lapse))


def cause_lines(lapse: Lapse, case: Case, context: CardContext, who: Who) -> Iterator[CardElement]:
    """Yields what was changed by which office, and the reason for which it was put again."""
    yield paragraph(cause_in_words(lapse, case, context.framework, who))
    if reason := reason_of(lapse):
        yield quotation(reason)


def _title(lapse: Lapse) -> str:
    if isinstance(lapse.cause, LookedAgain):
        return "should an LCSPR be commissioned now?"
    return matters.MATTER_NAMES[lapse.matter]


def _what_lapsed(lapse: Lapse) -> str:
    if isinstance(lapse.cause, LookedAgain):
        return "The earlier decision no longer stands."
    signed = "What was signed counts no more." if lapse.sign_off.signatures_given else "There is nothing to sign now."
    return f"This has lapsed. {signed}"


def _steps(case: Case, lapse: Lapse) -> list[Action]:
    if lapse.matter == matters.LCSPR_DECISION and _waits_for_a_proposal(case):
        return [button("Propose a decision", "propose_decision", {"ref": case.ref}, primary=True)]
    return []


def _waits_for_a_proposal(case: Case) -> bool:
    return case.is_open and case.is_determined and case.proposal is None and not case.found_not_met


def what_happens_now(lapse: Lapse, case: Case) -> str:
    """Says who acts next, as the case is now."""
    if not case.is_open:
        return f"The case is {case.stage.label.lower()}. {NOTHING_FOR_YOU}"
    put = sign_off_of(case, lapse.matter)
    if put is None:
        return _the_decision(case) if lapse.matter == matters.LCSPR_DECISION else THEN[lapse.matter]
    return f"{PUT_AND_OVER} {NOTHING_FOR_YOU}" if is_over(case, put) else PUT_ANEW


def _the_decision(case: Case) -> str:
    if case.found_not_met:
        return f"No Rapid Review follows. {NOTHING_FOR_YOU}"
    if case.determination is None:
        return (
            "The Review Group records its determination anew and the chair confirms it. Then the DSPs get a new card."
        )
    if not case.is_determined:
        return "The chair confirms the determination. Then the DSPs get a new card."
    return THEN[matters.LCSPR_DECISION]


THEN: Mapping[str, str] = {
    matters.NOTIFICATION_CRITERIA: f"Nothing is to be agreed as the case stands. {NOTHING_FOR_YOU}",
    matters.OPENED_IN_ERROR: "The case goes on. Whoever still holds that it was opened in error proposes it.",
    matters.TRANSFER: "The case stays here. Whoever still holds that it is another authority's proposes it.",
    matters.MERGE: "The two cases go on apart. Whoever still wants to merge them proposes it.",
    matters.CORRECTION: "What was recorded stays. Whoever still holds it to be wrong proposes a correction.",
    matters.NOT_MET: "The notification goes on. Whoever still holds that the criteria are not met proposes it.",
    matters.CRITERIA_ESCALATION: "The criteria are open. The Business Team records what is decided on them.",
    matters.LATER_NOT_MET: f"What was decided stands. {NOTHING_FOR_YOU}",
    matters.SIN_QUALITY: f"No SIN is to go in as the case stands. {NOTHING_FOR_YOU}",
    matters.LCSPR_DECISION: "A DSP proposes what is to be decided now. Then all three sign.",
    matters.CONCERN_DECISION: "A member of the Review Group proposes an outcome. Then its members get a new card.",
    matters.FACTS_CHANGE: "The facts stay as the case has them now. Whoever still wants the change proposes it.",
}


def neutral_lapsed_card(case: Case, matter: str) -> AdaptiveCard:
    """The card tells the channel a reference, and that what was put has lapsed; not why."""
    return card([paragraph(f"**{case.ref}**: sign-off of {NEUTRAL[matter]} has lapsed.")], [open_button(case)])
