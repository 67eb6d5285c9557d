"""The cards of a Case of Concern show its referral, what the Review Group proposes, and what it decided."""

from collections.abc import Collection, Iterator, Sequence

from microsoft_teams.cards import AdaptiveCard, CardElement

from cards.case.sections import nearest_due
from cards.context import CardContext
from cards.elements import (
    beside,
    button,
    card,
    card_about,
    heading,
    notice,
    paragraph,
    quotation,
    row,
    small,
    subheading,
)
from cards.folds import Fold, fold_section
from cards.form import back_to_case, form_card
from cards.inputs import Values, choice_box, text_box
from cards.rapid_review.statements import boxes, carried, statements_box
from safeguarding.case.case import Case
from safeguarding.case.events.review_events import ConcernProposed
from safeguarding.case.state.matters import CONCERN_DECISION
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.views.review_history import CONCERN_OUTCOMES, kind_in_a_sentence, referral_rows
from safeguarding.dates.working_days import spoken
from safeguarding.framework.framework import Framework
from safeguarding.framework.statements import LONGEST_PART, TICKED, evidence_boxes

FIRST_PUT = "The other members get it to sign. It is decided when the quorum agrees and nobody disagrees."
ANOTHER_PUT = (
    "Put now: **{}**. Another outcome, or another rationale, takes its place: what was signed counts no more, and the "
    "members get a new card."
)


def concern_card(cases: Sequence[Case], framework: Framework) -> AdaptiveCard:
    """The card says where to begin: with a case that is known here, or with the triage, so that no notification is
    missed."""
    principles = (framework.principle(name) for name in ("local_learning", "concern_route"))
    body: list[CardElement] = [
        heading("Case of Concern"),
        paragraph(
            "The triage comes first: it makes sure that no notification is due. Its answers go with the referral."
        ),
        *fold_section([Fold("Show what it is for", tuple(paragraph(each.text) for each in principles))]),
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
        label = framework.referral_question("indicators").ask
        body = [heading(f"Refer {case.ref} as a Case of Concern"), *statements_box(label, statements, values)]
        beside_them = [question.box for question in framework.referral_questions]
        go_on = button(
            "Continue", "refer", {**carried(values, beside_them), "ref": case.ref, "going_on": True}, primary=True
        )
        return card(body, [go_on, back_to_case(case.ref)])
    listed = {TICKED: ",".join(ticked)}
    body = [heading(f"Refer {case.ref} as a Case of Concern"), *_referral_inputs(agencies, framework, values)]
    body += boxes(evidence_boxes([item for item in statements if item.id in ticked]), values)
    change = button("Change what is ticked", "refer", {"ref": case.ref, **listed})
    return form_card(case.ref, body, "Refer it", "refer", listed, [change])


def _referral_inputs(agencies: Sequence[str], framework: Framework, values: Values) -> Iterator[CardElement]:
    """Yields a box for each question of the rules, but the list, which was asked before."""
    for question in framework.referral_questions:
        value = values.get(question.box, "")
        if question.kind == "text":
            yield text_box(question.box, question.ask, value, question.longest)
        elif question.kind != "ticks":
            yield choice_box(question.box, question.ask, question.options(agencies), value)


def outcome_form_card(case: Case, values: Values) -> AdaptiveCard:
    """The form lets a member of the Review Group propose how to decide. Where an outcome is put already, it says which,
    and what becomes of it."""
    outcomes = {name: words[0].upper() + words[1:] for name, words in CONCERN_OUTCOMES.items()}
    put = case.of(ConcernProposed)[-1] if sign_off_of(case, CONCERN_DECISION) else None
    said = ANOTHER_PUT.format(CONCERN_OUTCOMES[put.outcome]) if put else FIRST_PUT
    body = [
        heading(f"Propose {'another' if put else 'an'} outcome for {case.ref}"),
        paragraph(said),
        choice_box("outcome", "Outcome", outcomes, values.get("outcome", "")),
        text_box("rationale", "Rationale", values.get("rationale", ""), LONGEST_PART),
    ]
    return form_card(case.ref, body, "Propose it", "propose_outcome")


def concern_lines(case: Case, framework: Framework) -> Iterator[CardElement]:
    """Yields the referral, and what was decided on it."""
    if (concern := case.concern) is None:
        return
    yield subheading("Case of Concern")
    yield from (row(title, said) for title, said in referral_rows(concern, framework))
    yield from _decided_lines(case)


def _decided_lines(case: Case) -> Iterator[CardElement]:
    if decided := case.concern_decision:
        yield notice(f"Decided on {spoken(decided.on)}: {CONCERN_OUTCOMES[decided.outcome]}", "good")
        yield quotation(decided.rationale.shown)


def _referral(case: Case, framework: Framework) -> Fold:
    rows = referral_rows(case.concern, framework) if case.concern else ()
    return Fold.of_case(case.ref, "Show the referral", (row(title, said) for title, said in rows))


def referred_card(case: Case, context: CardContext) -> AdaptiveCard:
    """The card tells the Review Group that a referral waits for its decision, and by when."""
    body: list[CardElement] = []
    if case.concern:
        kind, by = kind_in_a_sentence(case.concern, context.framework), case.concern.agency
        body.append(paragraph(f"{by} referred it for {kind}. The Review Group decides on it."))
    body += [*nearest_due(case, context), *fold_section([_referral(case, context.framework)])]
    propose = button("Propose an outcome", "propose_outcome", {"ref": case.ref}, primary=True)
    return card_about(case.ref, "a Case of Concern was referred", *body, steps=[propose])


def concern_decided_card(case: Case, framework: Framework) -> AdaptiveCard:
    """The card goes to the Business Team and the DSPs, who are told and do not sign."""
    told = framework.principle("tell_concern")
    signed = small("The DSPs are told, and have nothing to sign.")
    whom = Fold.of_case(case.ref, "Show whom to tell", (subheading(told.title), paragraph(told.text)))
    folds = fold_section([_referral(case, framework), whom])
    return card_about(case.ref, "the Case of Concern is decided", *_decided_lines(case), signed, *folds)
