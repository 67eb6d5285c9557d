"""These cards show the determination, the decision of the DSPs, and what follows it."""

from collections.abc import Iterator, Mapping, Sequence

from microsoft_teams.cards import AdaptiveCard, CardElement

from cards.case.receipt import next_day
from cards.case.sections import open_beside
from cards.context import CardContext
from cards.elements import (
    bullets,
    button,
    card,
    heading,
    notice,
    paragraph,
    quotation,
    row,
    small,
    subheading,
    with_primary,
)
from cards.folds import Fold, among_buttons, fold_section, in_turn
from cards.form import back_to_case, form_card
from cards.inputs import Values, choice_box, date_box, escalation_inputs, several_box, text_box
from cards.rapid_review.part import fill_in_button
from cards.rapid_review.progress import gaps_lines, told_of
from safeguarding.case.case import Case
from safeguarding.case.events.review_events import Decided, Determined, Recommendation
from safeguarding.case.state.review_record import INDICATED, indication, latest_answers, missing_parts, needed_parts
from safeguarding.case.steps.review import LEGAL_CONSTRAINT, reasons_of
from safeguarding.case.views import review_history
from safeguarding.case.views.history import Who, moment
from safeguarding.dates.working_days import spoken
from safeguarding.framework.entries import NOT_YET_KNOWN, Part
from safeguarding.framework.framework import Framework
from safeguarding.framework.labels import decision_label, item_label
from safeguarding.framework.statements import LONGEST_PART

FEW_GAPS = 2
NATIONAL = {"recommended": "Recommended", "not_recommended": "Not recommended"}


def determination_card(case: Case, context: CardContext, members: Values, quorum: int, values: Values) -> AdaptiveCard:
    """The form lets one member record the determination for the meeting. ``members`` are offices by value. Before the
    needed parts are there, no form is begun; one that was filled in already is not lost."""
    framework = context.framework
    open_parts, needed = missing_parts(case, framework), needed_parts(case, framework)
    if needed and not values:
        return _needed_card(case, needed, framework)
    body: list[CardElement] = [
        heading(f"Determination for {case.ref}"),
        _indicated(indication(case, context.engine), framework),
    ]
    if open_parts:
        body.append(notice(f"Blank in the record: {'; '.join(part.title for part in open_parts)}", "warning"))
    body += recommendation_inputs(framework, {**suggested_recommendation(case, framework), **values})
    body.append(several_box("present", f"Present (the quorum is {quorum})", members, values.get("present", "")))
    differs = text_box("differs", "Why it differs from what the answers indicate", values.get("differs", ""))
    who_decides = (paragraph(framework.principle("final_decision").text),)
    says_why = Fold("It differs: say why", (differs,), is_open=bool(values.get("differs")))
    folds = [says_why, Fold("Show who decides", who_decides)]
    body += fold_section(folds, "differing")
    more = [fill_in_button(case, part, framework) for part in needed[:1]]
    return form_card(case.ref, body, "Record the determination", "determine", more=more)


def _needed_card(case: Case, needed: Sequence[Part], framework: Framework) -> AdaptiveCard:
    """The card stands in the form's place while the record lacks what a determination needs, and leads there."""
    body = [
        heading(f"Determination for {case.ref}"),
        paragraph("It needs these parts of the record first. Any member of the Review Group writes them."),
        bullets(part.title for part in needed),
        small('What is not known is an answer too: choose "not known" there, and say why.'),
    ]
    steps = [fill_in_button(case, needed[0], framework), button("Open the record", "review", {"ref": case.ref})]
    return card(body, with_primary(steps))


def suggested_recommendation(case: Case, framework: Framework) -> dict[str, str]:
    """Returns what the record says already, as it would stand in the form."""
    reasons, look_again_on = reasons_of(case, framework)
    known = {item.id for item in framework.question("reasons_not_to_commission").items}
    national = latest_answers(case).get("national_review")
    return {
        "reasons": ",".join(reason for reason in reasons if reason in known),
        "look_again_on": look_again_on.isoformat() if look_again_on and LEGAL_CONSTRAINT in known else "",
        "national": (national.answer.choice or "") if national else "",
    }


def determination_as_recorded(determined: Determined) -> dict[str, str]:
    """Returns a determination as it would stand in the form, but for who was present."""
    recommended = determined.recommendation
    return {
        "outcome": recommended.outcome,
        "national": "recommended" if recommended.national_review else "not_recommended",
        "rationale": recommended.rationale.shown,
        "reasons": ",".join(recommended.reasons),
        "look_again_on": recommended.look_again_on.isoformat() if recommended.look_again_on else "",
        "differs": determined.differs.shown if determined.differs else "",
    }


def recommendation_inputs(framework: Framework, values: Values) -> Iterator[CardElement]:
    reasons = {item.id: item.label for item in framework.question("reasons_not_to_commission").items}
    yield choice_box("outcome", "Outcome", review_history.OUTCOMES, values.get("outcome", ""))
    not_commissioning = (
        several_box("reasons", "Reasons not to commission", reasons, values.get("reasons", "")),
        date_box(
            "look_again_on", "If there is a legal constraint, when to look again", values.get("look_again_on", "")
        ),
    )
    yield from fold_section([Fold("Not commissioning: say why", not_commissioning)], "not_commissioning")
    if number := sum(name in reasons for name in values.get("reasons", "").split(",")):
        yield small("1 reason is ticked." if number == 1 else f"{number} reasons are ticked.")
    yield choice_box("national", "A national review", NATIONAL, values.get("national", ""))
    yield text_box("rationale", "Rationale", values.get("rationale", ""), LONGEST_PART)


def confirm_card(case: Case, context: CardContext, who: Who) -> AdaptiveCard:
    """The card shows the chair what was recorded, to confirm; the whole of the record is a press away."""
    body: list[CardElement] = [heading(f"Confirm the determination for {case.ref}")]
    body += _determined_lines(case, context, who)
    body += gaps_in_short(case, context.framework)
    body.append(small("Confirmed, it goes to the three DSPs. If it is not right, ask a member to record it again."))
    data = {"ref": case.ref, "confirmed": True, "seen": len(case.of(Determined))}
    missing = Fold("Show what is missing", tuple(gaps_in_full(case, context.framework)))
    steps = [
        button("Confirm the determination", "confirm_determination", data, primary=True),
        button("Read all", "read_all", {"ref": case.ref}, inputs=False),
    ]
    others = [button("Open the record", "review", {"ref": case.ref}), back_to_case(case.ref)]
    return card([*body, *among_buttons(steps, [missing], others)])


def gaps_in_short(case: Case, framework: Framework) -> Iterator[CardElement]:
    """Yields how much the record lacked that it was determined on, a few parts by name and more by their number."""
    for label, titles in review_history.gaps_in_words(case, case.determination, framework).items():
        counted = f"{len(titles)} of {len(framework.parts)} parts"
        yield row(label, "; ".join(titles) if len(titles) <= FEW_GAPS else counted)


def gaps_in_full(case: Case, framework: Framework) -> Iterator[CardElement]:
    """Yields by name what ``gaps_in_short`` gives by its number alone."""
    for label, titles in review_history.gaps_in_words(case, case.determination, framework).items():
        if len(titles) > FEW_GAPS:
            yield row(label, "; ".join(titles))


def determination_lines(case: Case, context: CardContext, who: Who) -> Iterator[CardElement]:
    if case.determination:
        yield subheading("The Review Group's determination")
    yield from _determined_lines(case, context, who)


def _determined_lines(case: Case, context: CardContext, who: Who) -> Iterator[CardElement]:
    if (determined := case.determination) is None:
        yield paragraph("No determination is recorded that still stands.")
        return
    yield from recommendation_lines(determined.recommendation, context.framework)
    yield row("Present", f"{'; '.join(who(person) for person in determined.present)} (quorum {determined.quorum})")
    yield small(f"Recorded by {who(determined.by)}, {moment(determined.at)}.")
    yield _indicated(determined.indicated, context.framework)
    if determined.differs:
        yield notice("It differs from what the answers indicate", "warning")
        yield quotation(determined.differs.shown)


def recommendation_lines(recommendation: Recommendation, framework: Framework) -> Iterator[CardElement]:
    yield row("Outcome", review_history.outcome_in_words(recommendation))
    yield from _reasons_lines(recommendation, framework)


def _reasons_lines(recommendation: Recommendation, framework: Framework) -> Iterator[CardElement]:
    for reason in recommendation.reasons:
        yield row("Reason not to commission", item_label(framework, "reasons_not_to_commission", reason))
    yield row("Rationale", recommendation.rationale.shown)


def _indicated(values: Mapping[str, str], framework: Framework) -> CardElement:
    shown = (
        f"{framework.decision(name).title}: {decision_label(framework, name, values.get(name, NOT_YET_KNOWN))}"
        for name in INDICATED
    )
    return row("The answers indicate", "; ".join(shown))


def proposal_card(case: Case, framework: Framework, values: Values) -> AdaptiveCard:
    """The form lets a DSP propose a different decision."""
    body = [
        heading(f"Propose a {'different ' if case.proposal else ''}decision for {case.ref}"),
        paragraph("The three partners sign it. What was proposed before stays in the history."),
        *recommendation_inputs(framework, values),
        *fold_section([Fold("Show what is missing", tuple(gaps_lines(case, case.determination, framework)))]),
    ]
    return form_card(case.ref, body, "Propose it", "propose_decision")


def escalation_card(case: Case, framework: Framework, values: Values) -> AdaptiveCard:
    """The form lets the Business Team record a decision that the three did not agree on: what was decided, then how,
    each on a screen of a phone."""
    reading = next(reading for reading in framework.readings if reading.id == "disagreement")
    what, how = tuple(recommendation_inputs(framework, values)), tuple(escalation_inputs(values))
    body = [
        heading(f"Record a decision by escalation for {case.ref}"),
        paragraph("The case always shows it as not unanimous."),
        *in_turn([Fold("1. What was decided", what), Fold("2. How it was decided", how)]),
        *fold_section(
            [
                Fold("Show when it is used", (paragraph(reading.chosen),)),
                Fold("Show what is missing", tuple(gaps_lines(case, case.determination, framework))),
            ]
        ),
    ]
    return form_card(case.ref, body, "Record it", "escalate")


def decided_fold(case: Case, decided: Decided, framework: Framework) -> Fold:
    """Returns the fold of why it was decided so and how, what the record lacked, and who is told."""
    lacked = tuple(gaps_lines(case, decided, framework))
    missing = (subheading("What was missing"), *lacked) if lacked else ()
    told = _to_tell(decided, framework)
    return Fold.of_case(case.ref, "Show why and whom to tell", (*_why_decided(decided, framework), *missing, *told))


def decided_lines(case: Case, context: CardContext) -> Iterator[CardElement]:
    """Yields the decision, how it came about, and folded why and who is told."""
    yield from _decided_in_brief(case, "Decided")
    if case.decision:
        yield from fold_section([decided_fold(case, case.decision, context.framework)], "decided")


def _decided_in_brief(case: Case, said: str) -> Iterator[CardElement]:
    if (decided := case.decision) is None:
        return
    how = review_history.NOT_UNANIMOUS if decided.escalation else "by all three partners"
    day = spoken(case.day_of(decided))
    yield notice(f"{said} on {day}, {how}", "warning" if decided.escalation else "good")
    if against := review_history.not_unanimous(case, decided):
        yield paragraph(against)
    if otherwise := review_history.determined_otherwise(case, decided):
        yield notice(otherwise, "warning")
    yield paragraph(f"**{review_history.outcome_in_words(decided.decision)}**")


def _why_decided(decided: Decided, framework: Framework) -> Iterator[CardElement]:
    yield from _reasons_lines(decided.decision, framework)
    if decided.escalation:
        yield row("Decided by", decided.escalation.decided_by.shown)
        yield row("Procedure", decided.escalation.procedure.shown)
        yield row("Evidence", decided.escalation.evidence.shown)


def _to_tell(decided: Decided, framework: Framework) -> Iterator[CardElement]:
    for principle in (framework.principle(name) for name in told_of(decided.decision)):
        yield subheading(principle.title)
        yield paragraph(principle.text)


def decided_card(case: Case, context: CardContext) -> AdaptiveCard:
    """The card tells the Business Team what was decided and what is due now, in half a screen of a phone; folded why it
    was decided so, and who is to be told."""
    due = next_day(case, context)
    body = [*_decided_in_brief(case, f"{case.ref}: decided"), *([paragraph(due)] if due else [])]
    folds = [decided_fold(case, case.decision, context.framework)] if case.decision else []
    starts = button("Record the LCSPR's start", "start_lcspr", {"ref": case.ref}, primary=True)
    steps = [*([starts] if case.commissioned_on else []), open_beside(case)]
    return card([*body, *among_buttons(steps, folds, id="decided")])


def look_again_card(case: Case, values: Values) -> AdaptiveCard:
    body = [
        heading(f"Look again at the legal constraint of {case.ref}"),
        paragraph(
            "If it still stands, give the next day to look. If it has gone, leave the day empty: the DSPs decide again."
        ),
        date_box("until", "If it still stands, look again on", values.get("until", "")),
        text_box("note", "What was found", values.get("note", "")),
    ]
    return form_card(case.ref, body, "Record it", "look_again")
