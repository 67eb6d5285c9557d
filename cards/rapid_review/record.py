"""The record of a Rapid Review is shown at a glance, with a form for each of its parts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from microsoft_teams.cards import Action, AdaptiveCard, CardElement

from cards.case.sections import due_lines
from cards.context import CardContext
from cards.elements import (
    LONGEST_EVIDENCE,
    SHOWN_AT_ONCE,
    beside,
    button,
    buttons,
    card,
    heading,
    notice,
    paragraph,
    quotation,
    row,
    small,
    subheading,
)
from cards.inputs import YES, Values, choice_box, date_box, line_box, switch, text_box, tick_box
from cards.rapid_review.progress import record_lines
from safeguarding.case.case import Case
from safeguarding.case.events.review_events import LiaisonRecorded, ReviewAnswer, ReviewAnswered
from safeguarding.case.state.review_record import (
    answer_count,
    carried_over,
    indication,
    latest_answers,
    needed_parts,
    parts_of_earlier_rules,
)
from safeguarding.case.views.history import Who, moment
from safeguarding.case.views.review_history import VEHICLES, meeting_in_words, outcome_in_words
from safeguarding.framework.entries import NOT_KNOWN, SOME, Item, Part
from safeguarding.framework.framework import Framework
from safeguarding.framework.labels import OFFERED, choice_label, decision_label, item_label

LONGEST_PART = 2_000
LONGEST_TICK = 250
SHORT_LABEL = 40
OF_EARLIER_RULES = "Parts of earlier rules"
SOMETHING_TICKED = "Something is ticked above"
"""A choice that was made can't be taken back in a form: who ticks something later has this one to go to."""
THEMATIC_ROUTE = "thematic_route"
"""This reason not to commission is a review of several cases together."""
NO_GROUPS: Mapping[str, Sequence[str]] = {}
NO_NAMES = "No names of the child or the family."


@dataclass(frozen=True)
class Form:
    """A form holds what it shows: the state of the part that its author sees, what stands in its inputs.
    ``theirs`` is what another member has saved meanwhile, ``hints`` what is said with an item, by its id."""

    seen: int
    values: Values = field(default_factory=dict)
    theirs: ReviewAnswered | None = None
    hints: Mapping[str, Sequence[str]] = field(default_factory=dict)


def review_card(case: Case, context: CardContext, who: Who, may: Sequence[Action], *, writes: bool) -> AdaptiveCard:
    """The card shows the record at a glance: what is missing, by when, who has what to do, and each part with its
    author. ``writes`` says whether the reader may fill in its parts."""
    framework = context.framework
    body: list[CardElement] = [heading(f"Rapid Review of {case.ref}"), *record_lines(case, framework)]
    body += due_lines(case, context, explained=False)
    body += _preparation(case, who)
    body += _indication(case, context)
    body += _determination(case, who)
    # The buttons stand above the parts, which fill the screen of a phone many times.
    body += [buttons(may[start : start + SHOWN_AT_ONCE]) for start in range(0, len(may), SHOWN_AT_ONCE)]
    return card([*body, *_parts(case, framework, who, writes=writes)])


def _preparation(case: Case, who: Who) -> Iterator[CardElement]:
    yield row("Chair", who(case.chair) if case.chair else "not named yet")
    liaison = case.of(LiaisonRecorded)
    if liaison:
        boards = ", ".join(board.upper() for board in liaison[-1].boards)
        yield row("Vehicle", f"{VEHICLES[liaison[-1].vehicle]} (talked to {boards})")
    else:
        yield row("Vehicle", "not yet talked about with CSAB, PH and CSP")
    yield row("Meeting of the DSPs", meeting_in_words(case.dsp_meeting) if case.dsp_meeting else "still to come")
    if case.information_requests.outstanding:
        yield notice(f"Information outstanding from: {', '.join(case.information_requests.outstanding)}", "warning")


def _indication(case: Case, context: CardContext) -> Iterator[CardElement]:
    framework = context.framework
    for name, value in indication(case, context.engine).items():
        title = framework.decision(name).title
        yield row(f"The answers indicate: {title}", decision_label(framework, name, value))


def _determination(case: Case, who: Who) -> Iterator[CardElement]:
    determined = case.determination
    if determined is None:
        return
    state = "confirmed by the chair" if case.is_determined else "waiting for the chair to confirm it"
    yield notice(f"Determined by the Review Group, {state}", "good" if case.is_determined else "warning")
    yield row("Determination", outcome_in_words(determined.recommendation))
    yield quotation(_shorten(determined.recommendation.rationale.shown))
    lapses = "" if case.decision else " A changed answer makes it lapse."
    yield small(f"Recorded by {who(determined.by)}, {moment(determined.at)}.{lapses}")


def _shorten(text: str) -> str:
    """Shortens a text to be seen at a glance: the whole of it stands on the cards to confirm and to sign."""
    return text if len(text) <= LONGEST_EVIDENCE else f"{text[:LONGEST_EVIDENCE]}\u2026"


def _parts(case: Case, framework: Framework, who: Who, *, writes: bool) -> Iterator[CardElement]:
    """Yields the parts under the six purposes of a Rapid Review."""
    done, needed = latest_answers(case), () if case.determination else needed_parts(case, framework)
    for number, purpose in enumerate(framework.purposes, 1):
        yield subheading(f"Purpose {number}: {purpose.title}")
        for part in (each for each in framework.parts if each.purpose == purpose.id):
            yield _part_row(case, part, done.get(part.id), who, needed=part in needed, writes=writes)
    if earlier := parts_of_earlier_rules(case, framework):
        yield subheading(OF_EARLIER_RULES)
        yield from (_part_row(case, part, done[part.id], who, needed=False, writes=False) for part in earlier)


def _part_row(
    case: Case, part: Part, answer: ReviewAnswered | None, who: Who, *, needed: bool, writes: bool
) -> CardElement:
    state = "needed before the determination" if needed else "missing"
    if answer:
        not_known = "not known; " if answer.answer.choice == NOT_KNOWN else ""
        no_reason = "; it has to be said why none holds" if needed else ""
        state = f"{not_known}{who(answer.by)}, {moment(answer.at)}{no_reason}"
    lines = [paragraph(f"**{part.title}**"), small(state)]
    if answer is None and not writes:
        return beside(lines)
    title, data = ("Change" if answer else "Fill in") if writes else "Read", {"ref": case.ref, "part": part.id}
    opens = button(title, "part", data, inputs=False, spoken=f"{title}: {part.title}")
    return beside(lines, opens)


def read_card(case: Case, part: Part, context: CardContext, who: Who) -> AdaptiveCard:
    """The card shows one part to read, for those who don't write it."""
    body: list[CardElement] = [small(f"Rapid Review of {case.ref}"), heading(part.title), paragraph(part.ask)]
    body += [quotation(line) for line in carried_over(case, part, context.framework)]
    if answer := latest_answers(case).get(part.id):
        body += answer_lines(part, answer.answer, context)
        body.append(small(f"{who(answer.by)}, {moment(answer.at)}"))
    else:
        body.append(paragraph("Not filled in yet."))
    return card(body, [button("Back to the record", "review", {"ref": case.ref})])


def part_card(case: Case, part: Part, context: CardContext, who: Who, form: Form) -> AdaptiveCard:
    """The card shows one part to fill in. Where another has saved it meanwhile, both versions are shown."""
    body: list[CardElement] = [small(f"Rapid Review of {case.ref}"), heading(part.title), paragraph(part.ask)]
    body += [quotation(line) for line in carried_over(case, part, context.framework)]
    if form.theirs:
        body.append(subheading(f"Saved meanwhile by {who(form.theirs.by)}, {moment(form.theirs.at)}"))
        body += answer_lines(part, form.theirs.answer, context)
        body.append(subheading("Your version, not saved"))
    else:
        body += _no_longer_asked(case, part, context.framework)
    body += _inputs(part, form, context)
    data = {"ref": case.ref, "part": part.id, "seen": form.seen}
    save = button("Save my version" if form.theirs else "Save", "answer_part", data, primary=True)
    back = button("Keep theirs" if form.theirs else "Back to the record", "review", {"ref": case.ref}, inputs=False)
    return card(body, [save, back])


def first_form(case: Case, part: Part, groups: Mapping[str, Sequence[str]] = NO_GROUPS) -> Form:
    """Returns the form with what is saved. ``groups`` are the cases that a thematic review may take up, by theme."""
    answer = latest_answers(case).get(part.id)
    values = values_of(answer.answer) if answer else {}
    return Form(answer_count(case, part.id), values, hints=hints_of(groups))


def hints_of(groups: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    """Names the cases that are linked for a thematic review, with the reason that it is the better way."""
    said = [f"Linked for a thematic review ({theme}): {', '.join(refs)}." for theme, refs in groups.items()]
    return {THEMATIC_ROUTE: said} if said else {}


def values_of(answer: ReviewAnswer) -> dict[str, str]:
    """Turns an answer into what stands in the inputs of its form."""
    values = {"text": answer.text.shown if answer.text else "", "choice": answer.choice or ""}
    for name, tick in answer.ticks.items():
        values[f"tick_{name}"] = "true"
        values[f"evidence_{name}"] = tick.evidence.shown
        values[f"on_{name}"] = tick.look_again_on.isoformat() if tick.look_again_on else ""
        values[f"kind_{name}"] = tick.kind_of_review.shown if tick.kind_of_review else ""
    return values


def _inputs(part: Part, form: Form, context: CardContext) -> Iterator[CardElement]:
    values = form.values
    options = {choice: choice_label(context.framework, part.id, choice) for choice in part.choices}
    choice, text = values.get("choice", ""), values.get("text", "")
    if part.kind == "choice":
        yield choice_box("choice", "Answer", options, choice)
    if part.kind != "ticks":
        yield text_box("text", part.title, text, LONGEST_PART, hint="No names of the child or family.")
    if part.kind == "text" and part.needed:
        yield switch("choice", "If it is not known", "Not known: the text says why", NOT_KNOWN, on=choice == NOT_KNOWN)
    for item in context.framework.items_of(part):
        yield from item_inputs(item, values)
        yield from map(quotation, form.hints.get(item.id, ()))
    if part.kind == "ticks" and part.needed:
        ticked = SOME if any(values.get(f"tick_{item.id}") == YES for item in context.framework.items_of(part)) else ""
        yield choice_box("choice", "In all", {SOME: SOMETHING_TICKED, **options}, choice or ticked)
        yield text_box("text", "If none holds, or it is not known: because", text, LONGEST_EVIDENCE)


def item_inputs(item: Item, values: Values) -> Iterator[CardElement]:
    """Yields a tick with its evidence, and what else belongs to it."""
    label = item.label if len(item.label) <= SHORT_LABEL else f"{item.label[: SHORT_LABEL - 1]}\u2026"
    yield tick_box(f"tick_{item.id}", item.label, ticked=values.get(f"tick_{item.id}") == "true")
    if item.examples:
        yield small(f"For example: {'; '.join(item.examples)}.")
    yield text_box(f"evidence_{item.id}", f"Evidence: {label}", values.get(f"evidence_{item.id}", ""), LONGEST_TICK)
    if item.detail == "look_again_on":
        yield date_box(f"on_{item.id}", "When to look again", values.get(f"on_{item.id}", ""))
    if item.detail == "kind_of_review":
        which = "Which review (DARD, SAR, MAPPA, a single agency's)"
        yield line_box(f"kind_{item.id}", which, values.get(f"kind_{item.id}", ""))


def answer_lines(part: Part, answer: ReviewAnswer, context: CardContext) -> Iterator[CardElement]:
    """Yields what a part says, to read."""
    if answer.choice in OFFERED and answer.text:
        yield row(f"{OFFERED[answer.choice]}, because", answer.text.shown)
    else:
        yield from _said(part, answer, context)
    if answer.says_none:
        yield quotation("None of these.")
    yield from ticks_lines(answer, part, context.framework)


def _said(part: Part, answer: ReviewAnswer, context: CardContext) -> Iterator[CardElement]:
    if answer.choice:
        yield row("Answer", choice_label(context.framework, part.id, answer.choice))
    if answer.text:
        yield quotation(answer.text.shown)


def ticks_lines(answer: ReviewAnswer, part: Part, framework: Framework) -> Iterator[CardElement]:
    for name, tick in answer.ticks.items():
        more = f" ({tick.kind_of_review.shown})" if tick.kind_of_review else ""
        yield row(f"{item_label(framework, part.question, name)}{more}", tick.evidence.shown)


def _no_longer_asked(case: Case, part: Part, framework: Framework) -> Iterator[CardElement]:
    """Shows what was answered before and has no input in the form any more: saved anew, it is no longer in the
    answer."""
    if (before := latest_answers(case).get(part.id)) is None:
        return
    answer, items = before.answer, {item.id for item in framework.items_of(part)}
    ticks = {name: tick for name, tick in answer.ticks.items() if name not in items}
    unknown = answer.choice if answer.choice not in part.choices else None
    if ticks or unknown:
        yield notice("Answered before, and no longer asked. Saving leaves it to the history.", "warning")
    if unknown:
        yield row("Answer", choice_label(framework, part.id, unknown))
    yield from ticks_lines(ReviewAnswer(ticks=ticks), part, framework)
