"""The desk is the front of a case's card: where the case stands, by when, and the one step of its reader."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from microsoft_teams.cards import Action, CardElement, Column, ColumnSet, TextBlock

from cards.case.waiting import waiting_line
from cards.context import CardContext
from cards.elements import badge, button, buttons, facts, notice, paragraph, small, subheading
from safeguarding.case.case import Case
from safeguarding.case.events.seals import faults_of_seals
from safeguarding.case.stage import Stage
from safeguarding.case.state.clocks import Clock, nearest_clock
from safeguarding.case.state.leads import submission_in_words
from safeguarding.case.state.matters import LCSPR_DECISION, MATTER_NAMES
from safeguarding.case.state.review_record import missing_parts
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.views.desk.duties import duties_in_brief
from safeguarding.case.views.desk.primary_step import NOTHING, Desk
from safeguarding.case.views.desk.stages import Standing, stages
from safeguarding.case.views.history import Who
from safeguarding.case.views.review_history import CONCERN_OUTCOMES, NOT_UNANIMOUS, kind_in_a_sentence, outcome_in_words
from safeguarding.dates.working_days import spoken
from safeguarding.framework.framework import Framework
from safeguarding.framework.labels import answer_label, decision_label, question_title

NOTHING_TO_DO = "Nothing for you to do."
AS_DEPUTY = "You can act as a deputy."
WIDTHS = (36, 21, 24, 19)
"""The stages share a row by the longest word of each: on a phone none is broken."""
BROKEN_SEALS = (
    "A signature here may be forged: its seal does not hold, and it ends nothing. The history says which. Whoever runs "
    "the bot has to find out why; whose it was signs anew."
)
WENT_IN_WITHOUT = "The SIN went in without it."
RING_THEM = "Ring them. What waits comes once they write to the bot."


@dataclass(frozen=True)
class StepGroup:
    """A group holds steps that are about the same, under a title."""

    title: str
    actions: Sequence[Action]


@dataclass(frozen=True)
class CaseSteps:
    """The steps of a case that its reader can take, as buttons: the primary one, the others that are ``at_hand``, and
    the rare ones, which stand in groups behind "More". ``desk`` says what waits for the reader."""

    desk: Desk = NOTHING
    primary: Action | None = None
    at_hand: Sequence[Action] = ()
    rare: Sequence[StepGroup] = ()

    @property
    def all(self) -> Sequence[Action]:
        rare = (action for group in self.rare for action in group.actions)
        return (*([self.primary] if self.primary else []), *self.at_hand, *rare)


NO_STEPS = CaseSteps()


def left_open(desk: Desk) -> Iterator[CardElement]:
    """Says what the case has gone on without: what was to be signed by its name, and how many steps besides, which the
    fold of who does what next has in full."""
    for step in desk.left_open:
        if step.matter:
            yield small(f"Left unsigned: {MATTER_NAMES[step.matter.id]}. {WENT_IN_WITHOUT}")
    if number := sum(step.matter is None for step in desk.left_open):
        yield small(f"Left open from an earlier stage: {'1 step' if number == 1 else f'{number} steps'}.")


def front(
    case: Case, context: CardContext, who: Who, steps: CaseSteps, undelivered: Sequence[str], proposed: Sequence[str]
) -> Iterator[CardElement]:
    """Yields what is read before anything is unfolded, but the steps at hand. ``proposed`` names what is proposed and
    not in force."""
    yield small(f"Case {case.ref}")
    yield TextBlock(
        text=case.stage.label, size="ExtraLarge", weight="Bolder", wrap=True, style="heading", spacing="None"
    )
    if any(faults_of_seals(case.events)):
        yield notice(BROKEN_SEALS)
    yield from _by_when(context.clocks(case), context)
    yield from _stage_bar(case)
    yield facts(_facts(case, context, who))
    if undelivered:
        yield notice(f"Not delivered to: {'; '.join(undelivered)}. {RING_THEM}", "warning")
    if proposed:
        yield notice(f"Not yet in force: {'; '.join(proposed)}.", "warning")
    yield from _own_step(case, context, steps)


def _by_when(running: Sequence[Clock], context: CardContext) -> Iterator[CardElement]:
    """Shows the day that comes first: red once it has passed, yellow while it is open whether it is due."""
    clock = nearest_clock(running)
    if clock is None:
        return
    is_late = clock.due.due < context.today
    style = "attention" if is_late else "warning" if clock.conditional or clock.provisional else "accent"
    day = f"{spoken(clock.due.due)} ({clock.due.deadline.strength_in_words})"
    yield badge(f"{clock.title}: {context.time_left(clock)}", day, style)


def _stage_bar(case: Case) -> Iterator[CardElement]:
    standings = stages(case)
    if standings:
        wide = zip(standings, WIDTHS, strict=True)
        yield ColumnSet(spacing="Small", columns=[_stage(each.title, each.standing, width) for each, width in wide])


def _stage(title: str, standing: Standing, width: int) -> Column:
    """Shows a stage in two words, the present one in bold: they are read as well where there are no colours."""
    weight = "Bolder" if standing == "now" else None
    words = [TextBlock(text=text, wrap=True, size="Small", weight=weight, spacing="None") for text in (title, standing)]
    return Column(width=width, spacing="Small", items=list(words))


def _facts(case: Case, context: CardContext, who: Who) -> Iterator[tuple[str, str]]:
    duties = duties_in_brief(case, context.clocks(case), context.framework, context.today)
    late = f", {duties.late} late" if duties.late else ""
    has_any = duties.done or duties.to_come or duties.late
    yield "Duties", f"{duties.done} done, {duties.to_come} to come{late}" if has_any else "none"
    if case.access.restriction:
        yield "Restricted", f"to {len(case.access.restriction.visible_to)} people"
    yield from _of_stage(case, context.framework, who)


def _of_stage(case: Case, framework: Framework, who: Who) -> Iterator[tuple[str, str]]:
    """Yields the few facts on which the next step hangs."""
    stage = case.stage
    if stage is Stage.RAPID_REVIEW:
        yield from _review(case, framework, who)
    elif stage is Stage.DECISION:
        yield from _to_decide(case)
    elif case.decision:
        against = f" ({NOT_UNANIMOUS})" if case.decision.escalation else ""
        yield "Decided", f"{spoken(case.day_of(case.decision))}{against}"
        yield "Decision", outcome_in_words(case.decision.decision)
    elif case.concern and stage in (Stage.CONCERN, Stage.CONCERN_DECIDED, Stage.LCSPR):
        decided = case.concern_decision
        yield "Referred for", kind_in_a_sentence(case.concern, framework)
        if decided:
            yield "Decision", f"{CONCERN_OUTCOMES[decided.outcome]}, {spoken(decided.on)}"
    else:
        yield from _notification(case, framework)


def _notification(case: Case, framework: Framework) -> Iterator[tuple[str, str]]:
    if case.sin_submitted:
        yield "SIN", submission_in_words(case)
    else:
        yield "SIN", decision_label(framework, "sin", case.outcome.values["sin"])
    if case.facts.others:
        yield "Children", str(len(case.facts.children))
        return
    version = case.outcome.rules_version
    for name in ("harm", "abuse_or_neglect"):
        if name in case.facts.answers:
            said = answer_label(framework, name, case.facts.answers[name], version)
            yield question_title(framework, name), said


def _review(case: Case, framework: Framework, who: Who) -> Iterator[tuple[str, str]]:
    total, requests = len(framework.parts), case.information_requests
    yield "Chair", who(case.chair) if case.chair else "not named yet"
    yield "Record", f"{total - len(missing_parts(case, framework))} of {total} parts filled in"
    if requests.due:
        yield "Agencies", f"{len(requests.returned)} of {len(requests.due)} have answered"


def _to_decide(case: Case) -> Iterator[tuple[str, str]]:
    if case.proposal:
        yield "Put", outcome_in_words(case.proposal)
    if sign_off := sign_off_of(case, LCSPR_DECISION):
        agreed = sum(signed.agrees for signed in sign_off.signatures.values())
        against = f", {len(sign_off.dissents)} disagreed" if sign_off.dissents else ""
        yield "Signed", f"{agreed} of {len(sign_off.matter.seats)} agreed{against}"


def _own_step(case: Case, context: CardContext, steps: CaseSteps) -> Iterator[CardElement]:
    """Yields the reader's step, or says that there is none and whom the case waits for."""
    desk = steps.desk
    if case.merged_into:
        yield paragraph(f"It goes on in {case.merged_into}.")
        goes_on = {"ref": case.merged_into}
        yield buttons([button(f"Open {case.merged_into}", "case", goes_on, primary=True, inputs=False)])
    elif steps.primary:
        yield subheading("Your step")
        yield buttons([steps.primary])
    elif desk.is_clear:
        as_deputy = AS_DEPUTY if any(step.as_deputy for step in desk.others) else ""
        said = [f"**{NOTHING_TO_DO}**", waiting_line(desk.waits, context.waited_for), as_deputy]
        yield paragraph(" ".join(filter(None, said)))
    else:
        yield paragraph(desk.others[0].text)
    yield from left_open(desk)
