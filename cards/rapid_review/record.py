"""The record of a Rapid Review is shown at a glance: how far it is, what comes next, and folded what is in it."""

from collections.abc import Iterator, Sequence

from microsoft_teams.cards import Action, AdaptiveCard, CardElement, ExecuteAction

from cards.case.sections import due_lines, nearest_due
from cards.context import CardContext
from cards.elements import (
    beside,
    button,
    card,
    heading,
    in_rows,
    notice,
    paragraph,
    quotation,
    row,
    small,
    subheading,
    together,
)
from cards.folds import Fold, among_buttons, fold_section, more_steps
from cards.form import back_to_case
from cards.rapid_review.part import fill_in_button, in_brief
from cards.rapid_review.progress import outstanding_line, record_lines
from safeguarding.case.case import Case
from safeguarding.case.events.review_events import LiaisonRecorded, ReviewAnswered
from safeguarding.case.state.review_record import (
    indication,
    latest_answers,
    missing_parts,
    needed_parts,
    parts_of_earlier_rules,
)
from safeguarding.case.views.history import Who, moment
from safeguarding.case.views.review_history import VEHICLES, meeting_in_words, outcome_in_words
from safeguarding.framework.entries import NOT_KNOWN, Part
from safeguarding.framework.framework import Framework
from safeguarding.framework.labels import decision_label

OF_EARLIER_RULES = "Parts of earlier rules"
READ_ALL = "Read all"


def review_card(
    case: Case, context: CardContext, who: Who, may: Sequence[Action], *, writes: bool, goes_through: bool = False
) -> AdaptiveCard:
    """The card shows how far the record is, by when, and the one step that comes next for its reader; folded are the
    parts, each with its author and its answer. ``writes`` says whether the reader may fill them in, ``goes_through``
    whether the bot can go through what waits for them, question by question."""
    framework = context.framework
    body: list[CardElement] = [heading(f"Rapid Review of {case.ref}"), *record_lines(case, framework)]
    body += nearest_due(case, context)
    body += outstanding_line(case)
    body += _determination(case, who)
    first, others = _by_urgency(case, framework, may, writes=writes and not goes_through)
    through = [go_through_button(case, primary=not first)] if goes_through else []
    through += _next_part(case, framework) if writes and goes_through else []
    steps, rare = [*first, *through, read_all_button(case)], more_steps(in_rows(others))
    body += among_buttons(steps, [rare], [back_to_case(case.ref)], "more")
    folds = [
        Fold("Show the parts", tuple(_parts(case, context, who, writes=writes))),
        Fold("Show the preparation", tuple(_preparation(case, who))),
        Fold("Show all dates", tuple(due_lines(case, context, explained=False))),
        Fold("Show the indication", tuple(indication_rows(case, context))),
    ]
    return card([*body, *fold_section(folds)])


def go_through_button(case: Case, *, primary: bool) -> Action:
    return button("Go through it with me", "go_through", {"ref": case.ref}, primary=primary, inputs=False)


def read_all_button(case: Case) -> Action:
    return button(READ_ALL, "read_all", {"ref": case.ref}, inputs=False, spoken=f"{READ_ALL}: the record of {case.ref}")


def _by_urgency(
    case: Case, framework: Framework, may: Sequence[Action], *, writes: bool
) -> tuple[list[Action], list[Action]]:
    """Tells the step that comes first for the reader from the others: what waits for them alone, then the next part of
    one who ``writes`` by its form, then the determination that the filled in record is for."""
    waiting = [each for each in may if isinstance(each, ExecuteAction) and each.style == "positive"]
    if not waiting and writes:
        waiting = _next_part(case, framework)
    if not waiting and not case.determination:
        waiting = [each for each in may if isinstance(each, ExecuteAction) and each.verb == "determine"]
    first: list[Action] = [each.model_copy(update={"style": "positive"}) for each in waiting[:1]]
    return first, [each for each in may if each not in waiting[:1]]


def _next_part(case: Case, framework: Framework) -> list[ExecuteAction]:
    """Returns the button of the next part to fill in; none once the Review Group has determined."""
    left = needed_parts(case, framework) or missing_parts(case, framework)
    return [fill_in_button(case, left[0], framework)] if left and not case.determination else []


def _preparation(case: Case, who: Who) -> Iterator[CardElement]:
    yield row("Chair", who(case.chair) if case.chair else "not named yet")
    liaison = case.of(LiaisonRecorded)
    if liaison:
        boards = ", ".join(board.upper() for board in liaison[-1].boards)
        yield row("Which kind of review", f"{VEHICLES[liaison[-1].vehicle]} (talked to {boards})")
    else:
        yield row("Which kind of review", "not yet talked about with CSAB, PH and CSP")
    yield row("Meeting of the DSPs", meeting_in_words(case.dsp_meeting) if case.dsp_meeting else "still to come")


def indication_rows(case: Case, context: CardContext) -> Iterator[CardElement]:
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
    lapses = "" if case.decision else " A changed answer makes it lapse."
    yield small(f"Recorded by {who(determined.by)}, {moment(determined.at)}.{lapses}")


def _parts(case: Case, context: CardContext, who: Who, *, writes: bool) -> Iterator[CardElement]:
    """Yields the parts under the six purposes of a Rapid Review."""
    framework = context.framework
    done, needed = latest_answers(case), () if case.determination else needed_parts(case, framework)
    for number, purpose in enumerate(framework.purposes, 1):
        yield subheading(f"Purpose {number}: {purpose.title}")
        for part in (each for each in framework.parts if each.purpose == purpose.id):
            yield _part_row(case, part, done.get(part.id), context, who, needed=part in needed, writes=writes)
    if earlier := parts_of_earlier_rules(case, framework):
        yield subheading(OF_EARLIER_RULES)
        yield from (_part_row(case, part, done[part.id], context, who, needed=False, writes=False) for part in earlier)


def _part_row(
    case: Case, part: Part, answer: ReviewAnswered | None, context: CardContext, who: Who, *, needed: bool, writes: bool
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
    said = [quotation(in_brief(part, answer.answer, context.framework))] if answer else []
    return together([beside(lines, opens), *said])
