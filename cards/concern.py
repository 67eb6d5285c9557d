"""The cards of a Case of Concern show its referral, what the Review Group proposes, and what it decided."""

from collections.abc import Collection, Iterator, Sequence

from microsoft_teams.cards import AdaptiveCard, CardElement

from cards.case.sections import open_button
from cards.elements import (
    beside,
    button,
    card,
    heading,
    notice,
    paragraph,
    quotation,
    row,
    small,
    subheading,
)
from cards.form import back_to_case, form_card
from cards.inputs import Values, choice_box, text_box
from cards.rapid_review.statements import boxes, carried, statements_box
from safeguarding.case.case import Case
from safeguarding.case.views.review_history import CONCERN_KINDS, CONCERN_OUTCOMES
from safeguarding.dates.working_days import spoken
from safeguarding.framework.framework import Framework
from safeguarding.framework.labels import item_label
from safeguarding.framework.statements import LONGEST_PART, TICKED, evidence_boxes

LONGEST_LEARNING = 1_000
BESIDE = ("kind", "agency", "learning")
"""These are asked with the evidence of what was ticked."""


def concern_card(cases: Sequence[Case], framework: Framework) -> AdaptiveCard:
    """The card says where to begin: with a case that is known here, or with the triage, so that no notification is
    missed."""
    body: list[CardElement] = [
        heading("Case of Concern"),
        paragraph(framework.principle("local_learning").text),
        paragraph(framework.principle("concern_route").text),
        paragraph(
            "The triage comes first: it makes sure that no notification is due. Its answers go with the referral."
        ),
    ]
    if cases:
        body.append(subheading("Refer one of these"))
    for case in cases[:20]:
        refer = button("Refer", "refer", {"ref": case.ref}, spoken=f"Refer {case.ref}")
        body.append(beside([paragraph(f"**{case.ref}**: {case.stage.label}")], refer))
    return card(body, [button("Begin with the triage", "start_triage", {}, primary=True)])


def referral_card(
    case: Case, agencies: Sequence[str], framework: Framework, values: Values, ticked: Collection[str] | None = None
) -> AdaptiveCard:
    """The form asks first which indicators the case shows, then the rest. ``ticked`` are those that it shows, none
    before they were asked for."""
    statements = framework.question("indicators").items
    if ticked is None:
        label = "Which indicators of important lessons does it show?"
        body = [heading(f"Refer {case.ref} as a Case of Concern"), *statements_box(label, statements, values)]
        go_on = button(
            "Continue", "refer", {**carried(values, BESIDE), "ref": case.ref, "going_on": True}, primary=True
        )
        return card(body, [go_on, back_to_case(case.ref)])
    listed = {TICKED: ",".join(ticked)}
    body = [heading(f"Refer {case.ref} as a Case of Concern"), *_referral_inputs(agencies, values)]
    body += boxes(evidence_boxes([item for item in statements if item.id in ticked]), values)
    change = button("Change what is ticked", "refer", {"ref": case.ref, **listed})
    return form_card(case.ref, body, "Refer it", "refer", listed, [change])


def _referral_inputs(agencies: Sequence[str], values: Values) -> Iterator[CardElement]:
    kinds = {name: words[0].upper() + words[1:] for name, words in CONCERN_KINDS.items()}
    of = {agency: agency for agency in agencies}
    yield choice_box("kind", "What kind", kinds, values.get("kind", ""))
    yield choice_box("agency", "Which agency refers it", of, values.get("agency", ""))
    yield text_box("learning", "Why is there multi-agency learning?", values.get("learning", ""), LONGEST_LEARNING)


def outcome_form_card(case: Case, values: Values) -> AdaptiveCard:
    """The form lets a member of the Review Group propose how to decide."""
    outcomes = {name: words[0].upper() + words[1:] for name, words in CONCERN_OUTCOMES.items()}
    body = [
        heading(f"Propose an outcome for {case.ref}"),
        paragraph("The other members get it to sign. It is decided when the quorum agrees and nobody disagrees."),
        choice_box("outcome", "Outcome", outcomes, values.get("outcome", "")),
        text_box("rationale", "Rationale", values.get("rationale", ""), LONGEST_PART),
    ]
    return form_card(case.ref, body, "Propose it", "propose_outcome")


def concern_lines(case: Case, framework: Framework) -> Iterator[CardElement]:
    """Yields the referral, and what was decided on it."""
    if (concern := case.concern) is None:
        return
    yield subheading("Case of Concern")
    yield row("Kind", CONCERN_KINDS[concern.kind])
    yield row("Referred by", concern.agency)
    yield row("Multi-agency learning", concern.learning.shown)
    for name, evidence in concern.indicators.items():
        yield row(item_label(framework, "indicators", name), evidence.shown)
    if decided := case.concern_decision:
        yield notice(f"Decided on {spoken(decided.on)}: {CONCERN_OUTCOMES[decided.outcome]}", "good")
        yield quotation(decided.rationale.shown)


def referred_card(case: Case, framework: Framework) -> AdaptiveCard:
    """The card tells the Review Group that a referral waits for its decision."""
    body = [heading(f"{case.ref}: a Case of Concern was referred"), *concern_lines(case, framework)]
    propose = button("Propose an outcome", "propose_outcome", {"ref": case.ref})
    return card(body, [propose, open_button(case)])


def concern_decided_card(case: Case, framework: Framework) -> AdaptiveCard:
    """The card goes to the Business Team and the DSPs, who are told and do not sign."""
    told = framework.principle("tell_concern")
    body = [heading(f"{case.ref}: the Case of Concern is decided"), *concern_lines(case, framework)]
    body += [subheading(told.title), paragraph(told.text), small("The DSPs are told and do not sign.")]
    return card(body, [open_button(case)])
