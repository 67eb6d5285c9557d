"""The cards of a case show its outcome, its record, and the lists of cases and of deadlines."""

from collections.abc import Iterable, Iterator, Sequence

from microsoft_teams.cards import Action, AdaptiveCard, CardElement

from cards.context import CardContext
from cards.elements import (
    LIST_BYTES,
    beside,
    bullets,
    button,
    buttons,
    card,
    fitting,
    heading,
    notice,
    paragraph,
    quotation,
    row,
    small,
    subheading,
    weight,
)
from safeguarding.case.case import NOT_REQUIRED, PARTNERS_AGREE, Case
from safeguarding.case.state.clocks import Clock, lacks_agreement
from safeguarding.case.state.duties import open_duties, ways_past_vacancies
from safeguarding.case.state.matters import FACTS_CHANGE, MATTERS, MERGE, NOTIFICATION_CRITERIA
from safeguarding.case.state.sign_off import SignOff, sign_off_of
from safeguarding.case.state.weakening import proposed_weakening
from safeguarding.case.views.criteria import settled_in_words
from safeguarding.case.views.history import OPENING_ERRORS, Who, changes, history
from safeguarding.case.views.next_steps import open_steps
from safeguarding.dates.working_days import spoken
from safeguarding.framework.engine import Reason
from safeguarding.framework.entries import NOT_YET_KNOWN
from safeguarding.framework.framework import Framework
from safeguarding.framework.labels import answer_label, deadline_title, decision_label, detail_label, question_title
from safeguarding.people import Seat, in_order

SHOWN_AT_ONCE = 6
DECIDED_AT_TRIAGE = ("sin", "rapid_review")


def outcome_card(case: Case, context: CardContext, changed: Sequence[str] = ()) -> AdaptiveCard:
    """The outcome card says what follows, why, by when, who does what next, and what would change it towards a duty."""
    title = f"{case.ref} is updated" if changed else f"{case.ref} is open"
    if case.proposals.update:
        title = f"{case.ref}: a change is proposed"
    body: list[CardElement] = [heading(title)]
    if changed:
        body += [subheading("What changed"), *(quotation(line) for line in changed)]
    body += _proposed(case, context)
    body += decisions(case, context)
    body += due_lines(case, context)
    body += next_steps(case, context)
    body += _would_change(case, context)
    body.append(small(f"Rules version {case.outcome.rules_version}. {context.framework.approval.notice}."))
    return card(body, [open_button(case), button("Change an answer", "update", {"ref": case.ref})])


def case_card(
    case: Case,
    context: CardContext,
    who: Who,
    may: Iterable[Action],
    undelivered: Sequence[str] = (),
    more: Iterable[CardElement] = (),
) -> AdaptiveCard:
    """The case card shows the record: facts with their evidence, stage, deadlines, history. ``may`` are the reader's
    next steps, ``undelivered`` the offices whose cards could not be delivered, ``more`` what came after the
    notification."""
    body: list[CardElement] = [heading(case.ref), row("Stage", case.stage.label), *_goes_on(case)]
    if case.is_open and case.handed_over:
        body.append(row("Handed over by", "; ".join(who(person) for person in in_order(case.handed_over))))
    if undelivered:
        ring = "Ring them. What waits comes once they write to the bot."
        body.append(notice(f"Not delivered to: {', '.join(undelivered)}. {ring}", "warning"))
    body += decisions(case, context)
    body += due_lines(case, context)
    body += _still_due(case, context)
    body += _proposed(case, context)
    body += more
    body += facts_rows(case, context.framework)
    body += _sign_offs(case, context)
    body += next_steps(case, context) if case.is_open else []
    past = list(_history(history(case, context.framework, who), LIST_BYTES - sum(map(weight, body))))
    actions = list(may)
    # The buttons stand above the history, which grows long.
    body += [buttons(actions[start : start + SHOWN_AT_ONCE]) for start in range(0, len(actions), SHOWN_AT_ONCE)]
    return card([*body, *past])


IN_ERROR_WHEN = (
    "The case is closed when the DSPs of two partners agree, and nobody disagrees. Until then the stage and the clocks "
    "stay as they are. Afterwards any partner, the DCS, the Business Team or whoever opened the case can reopen it."
)


def _proposed(case: Case, context: CardContext) -> Iterator[CardElement]:
    if case.is_open and (error := case.proposals.opened_in_error):
        yield subheading("Proposed: opened in error")
        yield quotation(f"{OPENING_ERRORS[error.kind].capitalize()}. Reason: {error.reason.shown}")
        yield notice(IN_ERROR_WHEN, "warning")
    if case.is_open and case.proposals.merge:
        yield subheading(f"Proposed: merge into {case.proposals.merge.other}")
        yield from merge_lines(case, context)
    if case.proposals.update:
        yield subheading("Proposed, and not in force")
        yield from proposal_lines(case, context)


def merges_into(case: Case, duplicates: Iterable[Case], context: CardContext) -> Iterator[CardElement]:
    """Shows the proposals to merge another case into this one, where what is signed stands on the other."""
    for duplicate in duplicates:
        yield subheading(f"Proposed: merge {duplicate.ref} into {case.ref}")
        yield from merge_lines(duplicate, context)
        yield buttons([open_button(duplicate)])


def merge_lines(case: Case, context: CardContext) -> Iterator[CardElement]:
    """Says what a proposed merge would count as done, and who has still to agree before it is made."""
    proposed = case.proposals.merge
    if proposed is None:
        return
    yield quotation(f"Reason: {proposed.reason.shown}")
    yield paragraph("Open in one of the two cases, this would count as done by a step of the other:")
    yield bullets(deadline_title(context.framework, name) for name in proposed.counted_as_done)
    if sign_off := sign_off_of(case, MERGE):
        places = [_seat(sign_off, seat, context) for seat in sign_off.matter.seats]
        yield row("Agreement", "; ".join(places))
    yield notice(
        "The merge is made only when all three partners and the DCS agree. Until then both cases stay as they are, and "
        "their clocks run.",
        "warning",
    )


def proposal_lines(case: Case, context: CardContext) -> Iterator[CardElement]:
    """Says what a proposed change of the facts would end or move, and who has to agree before it holds."""
    proposed = case.proposals.update
    if proposed is None:
        return
    yield from map(paragraph, changes(case, proposed, context.framework))
    for name, text in proposed.facts.evidence.items():
        if text != case.facts.evidence.get(name):
            yield quotation(text.shown)
    weakened = proposed_weakening(case)
    effects = [*(f"end {name}" for name in weakened.ends), *(f"move {name} to a later one" for name in weakened.delays)]
    who = "all three partners and the DCS agree" if proposed.ends else "the DCS or another partner confirms it"
    effect = f"It would {' and '.join(effects)}. " if effects else ""
    yield notice(f"{effect}It holds only when {who}. Until then the stage and the clocks stay as they are.", "warning")
    yield from map(paragraph, _ways_out(case, context))


SIN_WAY_OUT = (
    'Not all can agree to it. The way out is "Propose: criteria not met". Where somebody disagrees with that, or a '
    "seat that has to sign is vacant, the Business Team records how it was decided by escalation. The DCS signs that."
)
LATER_WAY_OUT = (
    "Not all can agree to it, so what is due goes on. What a Rapid Review determines can be decided by escalation. For "
    "a vacant seat somebody who acts for the time being can be entered in the partnership file."
)


def _ways_out(case: Case, context: CardContext) -> Iterator[str]:
    """Says how it goes on where somebody disagrees with a change that would end a duty, or a seat is vacant."""
    sign_off, proposed = sign_off_of(case, FACTS_CHANGE), case.proposals.update
    if sign_off is None or proposed is None or not proposed.ends:
        return
    if sign_off.dissents or not set(sign_off.missing).isdisjoint(context.vacant):
        yield LATER_WAY_OUT if case.sin_submitted else SIN_WAY_OUT


def _still_due(case: Case, context: CardContext) -> Iterator[CardElement]:
    """Names what keeps the case from being closed, whose step it is, and how it is done where a seat is vacant."""
    if due := open_duties(case):
        yield subheading("Stays open while")
        yield bullets(duty.in_words(case, context.vacant) for duty in due)
        yield from map(small, ways_past_vacancies(case, due, context.vacant))


def _goes_on(case: Case) -> Iterator[CardElement]:
    if case.merged_into:
        into = button(f"Open {case.merged_into}", "case", {"ref": case.merged_into}, inputs=False)
        yield beside([paragraph(f"It goes on in {case.merged_into}.")], into)


UNCONFIRMED = (
    "Teams could not confirm who opened this case. They were asked to ring you: ask them and their agency, and don't "
    "wait for that with what is due."
)


def opened_card(case: Case, context: CardContext, duplicates: Sequence[Case]) -> AdaptiveCard:
    """The card tells the Business Team, in person, that a case was opened. Likely duplicates can be merged from
    here."""
    body: list[CardElement] = [heading(f"New case {case.ref}")]
    if case.opened.unconfirmed:
        body.append(notice(UNCONFIRMED))
    body += [*decisions(case, context, why=False), *due_lines(case, context)]
    if duplicates:
        body += [
            subheading("Is it one of these?"),
            paragraph("The same record number, or the same date, age and harm. A merge keeps the earlier clock."),
        ]
    body += listed_cases([_duplicate(case, other) for other in duplicates])
    return card(body, [open_button(case)])


def _duplicate(case: Case, other: Case) -> CardElement:
    opened = f"{other.ref}, opened on {spoken(other.opened.at.date())}, {other.stage.label}"
    merge = button(f"Merge into {other.ref}", "merge", {"ref": case.ref, "into": other.ref})
    return beside([paragraph(opened)], merge)


def channel_card(case: Case, context: CardContext) -> AdaptiveCard:
    """The card tells the review channel a reference, a stage, dates and roles; nothing that the case says."""
    body: list[CardElement] = [paragraph(f"**{case.ref}** was opened. Stage: {case.stage.label}.")]
    body += [paragraph(due_line(clock, context)) for clock in context.clocks(case)]
    return card(body, [open_button(case)])


def cases_card(cases: Sequence[Case], context: CardContext, unread: Sequence[str] = ()) -> AdaptiveCard:
    """The card lists cases. ``unread`` are the references of cases that can't be read."""
    if not cases and not unread:
        return card([heading("Cases"), paragraph("There is no open case that you can see. Type triage to begin one.")])
    rows = [_case_row(case, context) for case in cases]
    return card([heading("Cases"), *unread_lines(unread), *listed_cases(rows)])


def unread_lines(refs: Sequence[str]) -> Iterator[CardElement]:
    """Names the cases that an error is in: they must not drop out of a list in silence."""
    if refs:
        yield notice(f"Not shown, because of an error: {', '.join(refs)}. Tell the Business Team.")


def listed_cases(rows: Sequence[CardElement], budget: int = LIST_BYTES) -> Iterator[CardElement]:
    """Yields the rows that fit a card (``budget`` is in bytes), and how many more there are."""
    shown = fitting(rows, budget)
    yield from shown
    if len(shown) < len(rows):
        yield small(f"And {len(rows) - len(shown)} more. Type case and a reference to open any of them.")


def _case_row(case: Case, context: CardContext) -> CardElement:
    first = min(context.clocks(case), key=lambda clock: clock.due.due, default=None)
    body: list[CardElement] = [paragraph(f"**{case.ref}**: {case.stage.label}")]
    if first:
        body.append(small(due_line(first, context)))
    return beside(body, open_beside(case))


def deadlines_card(cases: Sequence[Case], context: CardContext, unread: Sequence[str] = ()) -> AdaptiveCard:
    """The card lists every open clock, the nearest first, rehearsals last. ``unread`` are the references of cases that
    can't be read."""
    running = sorted(
        ((clock, case) for case in cases for clock in context.clocks(case)),
        key=lambda pair: (pair[1].is_rehearsal, pair[0].due.due),
    )
    if not running and not unread:
        return card([heading("Deadlines"), paragraph("No clock is running in the cases that you can see.")])
    rows = [clock_row(clock, case, context) for clock, case in running]
    return card([heading("Deadlines"), *unread_lines(unread), *listed_cases(rows)])


def clock_row(clock: Clock, case: Case, context: CardContext) -> CardElement:
    return beside([paragraph(f"**{case.ref}**: {due_line(clock, context)}")], open_beside(case))


def open_button(case: Case) -> Action:
    return button(f"Open {case.ref}", "case", {"ref": case.ref}, inputs=False)


def open_beside(case: Case) -> Action:
    """The button stands in a row that names the case: short to the eye, whole for a screen reader."""
    return button("Open", "case", {"ref": case.ref}, inputs=False, spoken=f"Open {case.ref}")


def decisions(case: Case, context: CardContext, *, why: bool = True) -> Iterator[CardElement]:
    framework = context.framework
    reasons = context.engine.reasons(case.facts.answers)
    for name in DECIDED_AT_TRIAGE:
        decision, value = framework.decision(name), case.outcome.values[name]
        style = "attention" if value == decision.towards else "warning" if value == NOT_YET_KNOWN else "default"
        yield notice(f"{decision.title}: {decision_label(framework, name, value)}", style)
        # A newer version of the rules decides nothing by itself: its reasons are not the case's.
        if why and case.outcome.rules_version == framework.version:
            yield from _why([reason for reason in reasons if reason.decision == name], framework)
    if case.outcome.values["sin"] == NOT_REQUIRED and lacks_agreement(case):
        yield from _to_agree(case, framework, reasons if why else ())
    for settled in settled_in_words(case):
        yield notice(f"Notification criteria: {settled[0].lower()}{settled[1:]}", "warning")


def _to_agree(case: Case, framework: Framework, reasons: Iterable[Reason]) -> Iterator[CardElement]:
    """Says that the partners have yet to agree to "not required", only where they are asked."""
    label = decision_label(framework, PARTNERS_AGREE, case.standing[PARTNERS_AGREE])
    yield notice(f"{framework.decision(PARTNERS_AGREE).title}: {label}", "warning")
    if case.outcome.rules_version == framework.version:
        yield from _why([each for each in reasons if each.decision == PARTNERS_AGREE], framework)


def _why(reasons: Iterable[Reason], framework: Framework) -> Iterator[CardElement]:
    for reason in reasons:
        yield paragraph(reason.text)
        given = [
            f"{framework.question(name).title}: {framework.question(name).label(v)}"
            for name, v in reason.because.items()
        ]
        because = f"Because: {'; '.join(given)}. " if given else ""
        yield small(f"{because}Source: {framework.describe_source(reason.source)}.")


def due_lines(case: Case, context: CardContext, *, explained: bool = True) -> Iterator[CardElement]:
    running = context.clocks(case)
    if running:
        yield subheading("By when")
    for clock in running:
        yield paragraph(f"**{due_line(clock, context)}**")
        if explained:
            yield small(clock.explanation())


def due_line(clock: Clock, context: CardContext) -> str:
    return f"{clock.title} ({clock.due.deadline.strength_in_words}): {context.by_when(clock.due.due)}"


def _history(lines: Sequence[str], budget: int) -> Iterator[CardElement]:
    """Yields the latest entries that fit (``budget`` is in bytes), in order."""
    yield subheading("History")
    latest = fitting((quotation(line) for line in reversed(lines)), budget)
    if len(latest) < len(lines):
        yield small(f"The latest {len(latest)} of {len(lines)} entries.")
    yield from reversed(latest)


def _sign_offs(case: Case, context: CardContext) -> Iterator[CardElement]:
    """Yields each matter with its seats, in a line."""
    standings = [sign_off for matter in MATTERS if (sign_off := sign_off_of(case, matter))]
    if standings:
        yield subheading("Sign-offs")
    for sign_off in standings:
        places = [_seat(sign_off, seat, context) for seat in sign_off.matter.seats]
        if sign_off.matter.quorum:
            agreed = sum(signed.agrees for signed in sign_off.members)
            places.append(f"{agreed} of {sign_off.matter.quorum} Review Group members have agreed")
        if sign_off.escalated:
            places.append("decided by escalation")
        yield row(sign_off.matter.title, "; ".join(places))
        if sign_off.matter.id == NOTIFICATION_CRITERIA and sign_off.is_agreed:
            yield from _agreement_notice(case)


def _seat(sign_off: SignOff, seat: Seat, context: CardContext) -> str:
    signed = sign_off.signatures.get(seat)
    if signed is None:
        return f"{seat.label} {'did not answer' if sign_off.escalated else context.unsigned(seat)}"
    return f"{seat.label} {'agreed' if signed.agrees else 'disagreed'}"


def _agreement_notice(case: Case) -> Iterator[CardElement]:
    if case.outcome.values["sin"] == "not_required":
        yield notice(
            "All three partners agree that no SIN is required. Next: a Case of Concern, or nothing further. "
            "The Business Team closes the case with the reason.",
            "good",
        )


def next_steps(case: Case, context: CardContext) -> Iterator[CardElement]:
    yield subheading("Who does what next")
    yield bullets(f"**{step.who}.** {step.text}" for step in open_steps(case, context.framework))


def _would_change(case: Case, context: CardContext) -> Iterator[CardElement]:
    """Yields only changes towards a duty: nobody is told which answer makes one go away."""
    framework = context.framework
    found: dict[str, list[str]] = {}
    for change in context.engine.would_change(case.answers_under(framework)):
        if change.decision not in DECIDED_AT_TRIAGE:
            continue
        question = framework.question(change.question)
        found.setdefault(change.decision, []).append(f"{question.title}: {question.label(change.to)}")
    if found:
        yield subheading("What would change this")
    for name, towards in found.items():
        decision = framework.decision(name)
        becomes = f"{decision.title} becomes {decision.label(decision.towards or '')} with any of these:"
        yield paragraph(f"{becomes} {'; '.join(towards)}.")


def facts_rows(case: Case, framework: Framework) -> Iterator[CardElement]:
    facts = case.facts
    yield subheading("Facts")
    for name, value in facts.answers.items():
        yield row(question_title(framework, name), answer_label(framework, name, value, case.outcome.rules_version))
        if name in facts.evidence:
            yield quotation(facts.evidence[name].shown)
    for name, day in (("incident_on", facts.incident_on), ("became_aware", facts.became_aware)):
        yield row(framework.detail(name).title, spoken(day) if day else "Not known yet")
    if case.notification.later_death:
        known = facts.aware_of_death
        yield row(framework.detail("aware_of_death").title, spoken(known) if known else "Not known yet")
    yield row(framework.detail("place").title, detail_label(framework, "place", facts.place))
    for name, text in (("agency", facts.agency), ("record_number", facts.record_number)):
        yield row(framework.detail(name).title, text.shown if text else "Not known yet")
