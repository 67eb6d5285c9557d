"""Sections are what the cards of a case share: its decisions, what is due, who is next, its facts, and the button that
opens it."""

from collections.abc import Iterable, Iterator

from microsoft_teams.cards import Action, CardElement

from cards.context import CardContext
from cards.elements import bullets, button, notice, open_case, paragraph, quotation, row, small, subheading
from safeguarding.case.case import NOT_REQUIRED, PARTNERS_AGREE, Case
from safeguarding.case.events.child import Child
from safeguarding.case.state.clocks import Clock, lacks_agreement, nearest_clock
from safeguarding.case.state.incident_outcome import OfChildren, reasons_of
from safeguarding.case.state.leads import is_notified, leads, leads_elsewhere
from safeguarding.case.state.sign_off import SignOff, sign_off_of
from safeguarding.case.state.statements import child_in_words, days_asked
from safeguarding.case.views.criteria import settled_in_words
from safeguarding.case.views.next_steps import open_steps
from safeguarding.case.views.notification.form import missing_details
from safeguarding.dates.working_days import spoken
from safeguarding.framework.engine import Reason
from safeguarding.framework.entries import NOT_YET_KNOWN
from safeguarding.framework.framework import Framework
from safeguarding.framework.labels import answer_label, decision_label, detail_label, detail_title, question_title
from safeguarding.people import Seat

DECIDED_AT_TRIAGE = ("sin", "rapid_review")
UNKNOWN = "Not known yet"
START_CONCERN = "Start a Case of Concern"
STYLES = {"required": "accent", NOT_YET_KNOWN: "warning"}
"""A duty is no error: red is for what is late."""

REOPENED_BY = "Afterwards any partner, the DCS, the Business Team or whoever opened the case can reopen it."


def open_button(case: Case) -> Action:
    return open_case(case.ref)


def open_beside(case: Case) -> Action:
    """The button stands in a row that names the case: short to the eye, whole for a screen reader."""
    return button("Open", "case", {"ref": case.ref}, inputs=False, spoken=f"Open {case.ref}")


def decisions(case: Case, context: CardContext, *, why: bool = True) -> Iterator[CardElement]:
    framework = context.framework
    reasons = reasons_of(case.facts, context.engine)
    for name in DECIDED_AT_TRIAGE:
        decision, value = framework.decision(name), case.outcome.values[name]
        style = "good" if _is_done(case, name) else STYLES.get(value, "default")
        yield notice(f"{decision.title}: {decision_label(framework, name, value)}", style)
        # A newer version of the rules decides nothing by itself: its reasons are not the case's.
        if why and case.outcome.rules_version == framework.version:
            yield from _why([each for each in reasons if each.found.decision == name], framework)
    if case.outcome.values["sin"] == NOT_REQUIRED and lacks_agreement(case):
        yield from _to_agree(case, framework, reasons if why else ())
    for settled in settled_in_words(case):
        yield notice(f"Notification criteria: {settled[0].lower()}{settled[1:]}", "warning")


def _is_done(case: Case, decision: str) -> bool:
    """Says whether the duty that the decision makes is done."""
    return bool(case.sin_submitted if decision == "sin" else case.decisions)


def _to_agree(case: Case, framework: Framework, reasons: Iterable[OfChildren[Reason]]) -> Iterator[CardElement]:
    """Says that the partners have yet to agree to "not required", only where they are asked."""
    label = decision_label(framework, PARTNERS_AGREE, case.standing[PARTNERS_AGREE])
    yield notice(f"{framework.decision(PARTNERS_AGREE).title}: {label}", "warning")
    if case.outcome.rules_version == framework.version:
        yield from _why([each for each in reasons if each.found.decision == PARTNERS_AGREE], framework)


def _why(reasons: Iterable[OfChildren[Reason]], framework: Framework) -> Iterator[CardElement]:
    for each in reasons:
        reason = each.found
        yield paragraph(f"{each.named}{reason.text}")
        given = [
            f"{framework.question(name).title}: {framework.question(name).label(v)}"
            for name, v in reason.because.items()
        ]
        because = f"Because: {'; '.join(given)}. " if given else ""
        yield small(f"{because}Source: {framework.describe_source(reason.source)}.")


def due_lines(
    case: Case, context: CardContext, *, explained: bool = True, headed: bool = True
) -> Iterator[CardElement]:
    running = context.clocks(case)
    if running and headed:
        yield subheading("By when")
    # How a day was counted is said once for all that are counted so.
    counted: dict[str, list[Clock]] = {}
    for clock in running:
        counted.setdefault(clock.explanation() if explained else "", []).append(clock)
    for explanation, together in counted.items():
        for clock in together:
            yield paragraph(f"**{due_line(clock, context)}**")
            yield from map(small, context.acknowledged(case, clock))
        if explanation:
            yield small(explanation)


def nearest_due(case: Case, context: CardContext) -> Iterator[CardElement]:
    """Shows the day that comes first, as the desk of a case does."""
    if nearest := nearest_clock(context.clocks(case)):
        yield paragraph(f"**{due_line(nearest, context)}**")


def due_line(clock: Clock, context: CardContext) -> str:
    return f"{clock.title} ({clock.due.deadline.strength_in_words}): {context.by_when(clock.due.due)}"


def next_steps(case: Case, context: CardContext) -> Iterator[CardElement]:
    yield subheading("Who does what next")
    yield bullets(f"**{step.who}.** {step.text}" for step in open_steps(case, context.framework))
    if missing := missing_details(case, context.framework):
        yield small(f"Still missing for the notification: {'; '.join(missing)}.")


def key_facts(case: Case, framework: Framework) -> Iterator[CardElement]:
    """Shows the facts on which the notification hangs, without the evidence; of several children each in a line."""
    for child in case.facts.children:
        told = {
            question_title(framework, name): answer_label(framework, name, value, case.outcome.rules_version)
            for name, value in child.answers.items()
        }
        if case.facts.others:
            yield row(child.name, "; ".join(f"{title}: {words}" for title, words in told.items()))
        else:
            yield from (row(title, words) for title, words in told.items())


def lead_section(case: Case, context: CardContext) -> Iterator[CardElement]:
    """Says which authority notifies and leads, by which rule, and what Croydon does where it is another."""
    if not is_notified(case):
        return
    framework = context.framework
    yield subheading("Which authority notifies")
    for each in leads(case, framework):
        if each.found.authority:
            yield paragraph(f"{each.named}**{each.found.authority} notifies and leads.**")
        else:
            unknown = framework.principle("lead_not_known")
            yield paragraph(f"{each.named}**Not known yet.** {unknown.text}")
        for rule in each.found.rules:
            yield small(f"{rule.text} Source: {framework.describe_source(rule.source)}.")
    if leads_elsewhere(case, framework):
        yield notice(framework.principle("lead_elsewhere").text, "warning")


def facts_rows(case: Case, framework: Framework) -> Iterator[CardElement]:
    """Yields what is known of the incident: of several children, of each by itself."""
    yield subheading("Facts")
    yield from children_rows(case, framework)
    if case.facts.others:
        yield paragraph("**The incident**")
    yield from incident_rows(case, framework)


def children_rows(case: Case, framework: Framework) -> Iterator[CardElement]:
    facts = case.facts
    for child in facts.children:
        if facts.others:
            yield paragraph(f"**{child.name}**")
            yield row(framework.detail("part").title, detail_label(framework, "part", child.part))
        yield from _child_rows(case, child, framework)


def incident_rows(case: Case, framework: Framework) -> Iterator[CardElement]:
    facts = case.facts
    for name, answer in facts.place_as_stated.items():
        yield row(detail_title(framework, name), detail_label(framework, name, answer))
    yield row(framework.detail("agency").title, facts.agency.shown if facts.agency else UNKNOWN)


def _child_rows(case: Case, child: Child, framework: Framework) -> Iterator[CardElement]:
    for name, value in child.answers.items():
        yield row(question_title(framework, name), answer_label(framework, name, value, case.outcome.rules_version))
        if name in child.evidence:
            yield quotation(child.evidence[name].shown)
    for name, day in days_asked(case, child):
        yield row(framework.detail(name).title, spoken(day) if day else UNKNOWN)
    for name, answer in case.facts.homes_as_stated(child).items():
        yield row(detail_title(framework, name), detail_label(framework, name, answer))
    yield row(framework.detail("record_number").title, child.record_number.shown if child.record_number else UNKNOWN)


def facts_in_brief(case: Case, framework: Framework) -> Iterator[CardElement]:
    """Yields what is known of each child in a line, without its evidence: of many children there is no room for it."""
    for child in case.facts.children:
        told = child_in_words(case, child, framework)
        yield row(child.name, "; ".join(f"{title}: {words}" for title, words in told.items()))
    yield small("What the answers are based on stands in the decision record.")


def agreement(case: Case, matter: str, context: CardContext) -> Iterator[CardElement]:
    """Yields a line with what each seat has answered to an open matter; a card to sign lists its seats itself."""
    if sign_off := sign_off_of(case, matter):
        yield row("Agreement", "; ".join(seat_line(sign_off, seat, context) for seat in sign_off.matter.seats))


def seat_line(sign_off: SignOff, seat: Seat, context: CardContext) -> str:
    signed = sign_off.signatures.get(seat)
    if signed is None:
        return f"{seat.label} {'did not answer' if sign_off.escalated else context.unsigned(seat)}"
    return f"{seat.label} {'agreed' if signed.agrees else 'disagreed'}"
