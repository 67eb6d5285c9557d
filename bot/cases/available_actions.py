"""Available actions are the steps that a person may take next, as the buttons of a case's card.

There is no rule here: the table of steps says what is available (``safeguarding/case/available_steps.py``), so a button
is there for just those steps that would be accepted.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from microsoft_teams.cards import Action

from cards.case.desk import CaseSteps, StepGroup
from cards.elements import button
from cards.notification import prepare_button
from cards.nudges import ACKNOWLEDGE
from cards.sign_off.receipt import CHANGE_MY_ANSWER
from cards.sign_off.subject import sign_off_button
from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.circumstances import Circumstances
from safeguarding.case.matter_rules import for_matter
from safeguarding.case.permissions import has_review_record, reads_review
from safeguarding.case.reminders import may_remind
from safeguarding.case.state.clocks import Clock, clocks
from safeguarding.case.state.matters import CONCERN_DECISION, MATTER_NAMES, MATTERS
from safeguarding.case.state.sign_off import sign_off_of, sign_offs_of
from safeguarding.case.views.desk.primary_step import desk
from safeguarding.case.views.my_steps import MyStep
from safeguarding.case.views.notification.form import is_to_prepare, refusal_to_prepare
from safeguarding.case.views.recipients import may_acknowledge
from safeguarding.people import Actor
from safeguarding.walkthrough import Kind


@dataclass(frozen=True)
class StepButton:
    """The button of a step, shown when one of ``steps`` is available."""

    steps: tuple[str, ...]
    title: str
    verb: str


@dataclass(frozen=True)
class Offered:
    """An offered button takes one of ``steps``, or does what is no step. In a ``group`` it stands behind "More"."""

    steps: tuple[str, ...]
    action: Action
    group: str = ""


NOTIFICATION = (
    StepButton(("submit_sin",), "Record the SIN's submission", "submitted"),
    StepButton(("submit_update",), "Record the SIN's update", "update_submitted"),
    StepButton(("escalate_criteria",), "Record escalated criteria", "escalate_criteria"),
)
FACTS = (
    StepButton(("withdraw_update",), "Withdraw the proposed change", "withdraw_update"),
    StepButton(("update",), "Change facts or dates", "update"),
    StepButton(("record_death",), "Add a death or a child", "record_death"),
)
REVIEW = (
    StepButton(("confirm_determination",), "Confirm the determination", "confirm_determination"),
    StepButton(("name_chair",), "Name the chair", "name_chair"),
    StepButton(("record_liaison",), "Record the liaison", "liaison"),
    StepButton(("request_information",), "Ask agencies", "request"),
    StepButton(("record_return", "take_back_return"), "Agency returns", "returns"),
    StepButton(("record_meeting",), "Record the DSPs' meeting", "meeting"),
    StepButton(("determine",), "Record the determination", "determine"),
)
CHANGE_IT = "Change it"
PROPOSE = StepButton(("propose_decision",), "Propose a decision", "propose_decision")
PROPOSE_ANOTHER = StepButton(("propose_decision",), "Propose a different decision", "propose_decision")
DECISION = (
    StepButton(("decide_by_escalation",), "Record an escalated decision", "escalate"),
    StepButton(("look_again",), "Look again at the constraint", "look_again"),
)
LCSPR = (
    StepButton(("start_lcspr",), "Record the LCSPR's start", "start_lcspr"),
    StepButton(("note_progress",), "Note the LCSPR's progress", "note_progress"),
    StepButton(("complete_lcspr",), "Record the LCSPR's completion", "complete_lcspr"),
)
PROPOSE_OUTCOME = StepButton(("propose_outcome",), "Propose an outcome", "propose_outcome")
PROPOSE_ANOTHER_OUTCOME = StepButton(("propose_outcome",), "Propose another outcome", "propose_outcome")
REFER = StepButton(("refer_concern",), "Refer as a Case of Concern", "refer")
ONE_BY_ONE = StepButton(("refer_concern",), "Refer, question by question", "go_through")
RECORD = (
    StepButton(("propose_not_met",), "Propose: criteria not met", "propose_not_met"),
    StepButton(
        tuple(for_matter("record_signature", matter) for matter in MATTERS),
        "Record: signed outside Teams",
        "outside",
    ),
)
CORRECTIONS = tuple(name for name in STEPS if name.startswith(("correct ", "take_back ")))
CORRECT = StepButton(CORRECTIONS, "Correct what was recorded", "corrections")
REDACT = StepButton(("redact",), "Remove a text", "redact")
RESTRICT = StepButton(("restrict",), "Restrict the case", "restrict")
CHANGE_RESTRICTION = StepButton(("restrict",), "Change the restriction", "restrict")
LIFT_RESTRICTION = StepButton(("lift_restriction",), "Lift the restriction", "lift_restriction")
HAND_OVER = StepButton(("hand_over",), "Hand over to my deputy", "hand_over")
HAND_OVER_FOR = StepButton(("hand_over_for",), "Hand over for somebody", "hand_over_for")
TAKE_BACK_PART = StepButton(("hand_over",), "Take my part back", "take_back_part")
PARTAKING = (
    StepButton(("declare_conflict",), "Declare conflict of interest", "declare_conflict"),
    StepButton(("withdraw_conflict",), "Withdraw conflict of interest", "withdraw_conflict"),
)
ELSEWHERE = (
    StepButton(("link",), "Another case: link or merge", "belongs"),
    StepButton(("undo_merge",), "Undo the merge", "undo_merge"),
    StepButton(("record_partnership",), "Another partnership", "partnership"),
    StepButton(("propose_transfer",), "Transfer to another authority", "propose_transfer"),
    StepButton(("accept_transfer",), "Record the acceptance", "accept_transfer"),
)
ENDING = (
    StepButton(("propose_opened_in_error",), "Opened in error", "propose_opened_in_error"),
    StepButton(("close",), "Close the case", "close"),
    StepButton(("reopen",), "Reopen the case", "reopen"),
)

ALSO_NOW, TO_TAKE_AWAY = "Also now", "To take away"
"""Behind "More" these groups hold what has no rows of its own here."""
AT_HAND = 3
"""So many of the other steps are at hand: more would hide the primary one on a phone. Where it is said what was left
open, there is room for one less."""
SUBMISSIONS = ("submit_sin", "submit_update")
WRITE = StepButton(("answer_part",), "Open the Rapid Review", "review")
WALKTHROUGHS: Mapping[Kind, str] = {
    "confirmation": "confirm_determination",
    "commissioning": "propose_decision",
    "review": "answer_part",
    "concern": "refer_concern",
}
"""A walkthrough leads to a step. Where several can be taken, the first counts."""
BELOW = "below"
"""A button that carries this has its form shown below, so that the list in which it stands stays."""
ALL = (
    *NOTIFICATION,
    *FACTS,
    *REVIEW,
    PROPOSE,
    *DECISION,
    *LCSPR,
    PROPOSE_OUTCOME,
    REFER,
    *RECORD,
    CHANGE_RESTRICTION,
    *PARTAKING,
    *ELSEWHERE,
    *ENDING,
    WRITE,
)


def walkthroughs_for(case: Case, actor: Actor, circumstances: Circumstances) -> Iterator[Kind]:
    """Yields the walkthroughs whose step the person may take now."""
    return (kind for kind, step in WALKTHROUGHS.items() if STEPS[step].is_available(case, actor, circumstances))


def available_actions(case: Case, actor: Actor, circumstances: Circumstances) -> CaseSteps:
    """Returns the buttons that the person may press: their primary step, the others in the order in which the steps
    come up, and the rare ones."""
    found = desk(case, actor, circumstances)
    offered = list(_offered(case, actor, circumstances))
    first = next((each for each in offered if found.primary and found.primary.name in each.steps), None)
    left = {step.name for step in found.left_open}
    waiting = {step.name for step in found.others} - left
    others = [each for each in offered if each is not first]
    waits = [each for each in others if not waiting.isdisjoint(each.steps)]
    left_open = [each for each in others if not left.isdisjoint(each.steps) and each not in waits]
    at_hand = [each for each in others if each not in (*waits, *left_open) and not each.group]
    # What the case has gone on without is at hand for whoever has nothing else, and behind "More" for the others.
    at_hand = [*waits, *at_hand, *left_open] if first else [*waits, *left_open, *at_hand]
    most = AT_HAND - 1 if left_open else AT_HAND
    rare = [*_grouped(ALSO_NOW, at_hand[most:]), *(each for each in others if each not in at_hand)]
    return CaseSteps(
        found,
        _as_primary(first.action) if first else None,
        [each.action for each in at_hand[:most]],
        [
            StepGroup(group, [each.action for each in rare if each.group == group])
            for group in dict.fromkeys(each.group for each in rare)
        ],
    )


def buttons_of(verbs: Collection[str], case: Case, actor: Actor, circumstances: Circumstances) -> list[Action]:
    """Returns those of the person's buttons of the case that have one of the verbs."""
    return [each.action for each in _offered(case, actor, circumstances) if verb_of(each.action) in verbs]


def verb_of(action: Action) -> str:
    return str(getattr(action, "verb", ""))


def to_change(action: Action) -> Action:
    """Returns the button of a step as it stands on the receipt of that step."""
    spoken = f"{CHANGE_IT}: {getattr(action, 'title', '')}"
    return action.model_copy(update={"title": CHANGE_IT, "tooltip": spoken})


def _as_primary(action: Action) -> Action:
    return action.model_copy(update={"style": "positive"})


def _offered(case: Case, actor: Actor, circumstances: Circumstances) -> Iterator[Offered]:
    propose = PROPOSE_ANOTHER if case.proposal else PROPOSE
    outcome = PROPOSE_ANOTHER_OUTCOME if sign_off_of(case, CONCERN_DECISION) else PROPOSE_OUTCOME
    restriction = (CHANGE_RESTRICTION, LIFT_RESTRICTION) if case.access.is_restricted else (RESTRICT,)
    part = TAKE_BACK_PART if actor.person in case.handed_over else HAND_OVER
    yield from _to_sign(case, actor, circumstances)
    yield from (Offered((), action) for action in _prepare(case, actor))
    # It is accepted where none is required too, and rarely wanted there.
    group = ALSO_NOW if case.outcome.values["sin"] == "not_required" else ""
    yield from _grouped(group, _rows(NOTIFICATION, case, actor, circumstances))
    yield from _review(case, actor, circumstances)
    yield from _rows((propose, *DECISION, *LCSPR, outcome, REFER), case, actor, circumstances)
    yield from (Offered((), action) for action in _change_buttons(case, actor, circumstances))
    yield from (Offered((), action) for action in _remind(case, actor, circumstances))
    yield from _rows(FACTS, case, actor, circumstances)
    yield from (Offered((), action, ALSO_NOW) for action in _acknowledge(case, actor, circumstances))
    yield from (Offered((), action, ALSO_NOW) for action in _reissue_buttons(case, actor, circumstances))
    rare = {
        ALSO_NOW: (ONE_BY_ONE,),
        "What is recorded": (*RECORD, CORRECT, REDACT),
        "Who takes part": (*restriction, part, HAND_OVER_FOR, *PARTAKING),
        "Other cases and authorities": ELSEWHERE,
        "The end of the case": ENDING,
    }
    for group, rows in rare.items():
        yield from _grouped(group, _rows(rows, case, actor, circumstances))
    yield from (Offered((), action, TO_TAKE_AWAY) for action in _taken_away(case))


def _grouped(group: str, offered: Iterable[Offered]) -> Iterator[Offered]:
    return (replace(each, group=group) for each in offered)


def _to_sign(case: Case, actor: Actor, circumstances: Circumstances) -> Iterator[Offered]:
    for sign_off in sign_offs_of(case):
        step = for_matter("sign", sign_off.matter.id)
        if STEPS[step].is_available(case, actor, circumstances):
            yield Offered((step,), sign_off_button(case, sign_off.matter))


def step_button(waiting: MyStep) -> Iterator[Action]:
    """Yields the button of the step that waits for its reader, where it can be taken now."""
    if waiting.matter:
        yield sign_off_button(waiting.case, waiting.matter)
    elif waiting.name:
        row = next(row for row in ALL if waiting.name in row.steps)
        data = {"ref": waiting.case.ref, BELOW: True}
        yield button(row.title, row.verb, data, spoken=f"{row.title}: {waiting.case.ref}")


def step_buttons(waiting: MyStep) -> Iterator[Action]:
    """Yields what ``step_button`` does, and what the step is prepared with."""
    yield from step_button(waiting)
    if waiting.name in SUBMISSIONS:
        yield prepare_button(waiting.case)


def _prepare(case: Case, actor: Actor) -> Iterator[Action]:
    if is_to_prepare(case) and refusal_to_prepare(case, actor) is None:
        yield prepare_button(case)


def acknowledge_button(case: Case, clock: Clock, actor: Actor, circumstances: Circumstances) -> Iterator[Action]:
    """Yields the button by which the person acknowledges the deadline, where they can do so now."""
    if may_acknowledge(case, actor, clock, circumstances):
        yield button_to_acknowledge(case, clock)


def button_to_acknowledge(case: Case, clock: Clock) -> Action:
    data = {"ref": case.ref, "deadline": clock.due.id, BELOW: True}
    return button(ACKNOWLEDGE, "acknowledge", data, spoken=f"{ACKNOWLEDGE}: {case.ref}, {clock.title}")


def my_step_buttons(waiting: MyStep, actor: Actor, circumstances: Circumstances) -> Iterator[Action]:
    """Yields the buttons of the step, and that by which its most pressing deadline is acknowledged."""
    yield from step_buttons(waiting)
    for clock in waiting.clocks[:1]:
        yield from acknowledge_button(waiting.case, clock, actor, circumstances)


def review_steps(case: Case, actor: Actor, circumstances: Circumstances) -> list[Action]:
    """Returns what this person may do next in the review, as buttons; their primary step stands out."""
    first = desk(case, actor, circumstances).primary
    rows = _rows(REVIEW, case, actor, circumstances)
    return [_as_primary(each.action) if first and first.name in each.steps else each.action for each in rows]


def _review(case: Case, actor: Actor, circumstances: Circumstances) -> Iterator[Offered]:
    if case.is_open and has_review_record(case) and reads_review(case, actor):
        yield Offered(WRITE.steps, button(WRITE.title, WRITE.verb, {"ref": case.ref}))
        yield from _rows(REVIEW, case, actor, circumstances)


def _reissue_buttons(case: Case, actor: Actor, circumstances: Circumstances) -> Iterator[Action]:
    for matter in MATTERS:
        if STEPS[for_matter("reissue", matter)].is_available(case, actor, circumstances):
            yield button(f"Re-ask: {MATTER_NAMES[matter]}", "put_again", {"ref": case.ref, "matter": matter})


def _change_buttons(case: Case, actor: Actor, circumstances: Circumstances) -> Iterator[Action]:
    """Yields the button that changes the person's answer; where they gave several, each with its matter."""
    given = [
        sign_off.matter
        for sign_off in sign_offs_of(case)
        if STEPS[for_matter("change_answer", sign_off.matter.id)].is_available(case, actor, circumstances)
    ]
    for matter in given:
        title = CHANGE_MY_ANSWER if len(given) == 1 else f"Change: {MATTER_NAMES[matter.id]}"
        data = {"ref": case.ref, "matter": matter.id, "digest": matter.digest}
        yield button(title, "change_answer", data, spoken=f"{CHANGE_MY_ANSWER}: {MATTER_NAMES[matter.id]}")


def _rows(rows: Iterable[StepButton], case: Case, actor: Actor, circumstances: Circumstances) -> Iterator[Offered]:
    for row in rows:
        if any(STEPS[step].is_available(case, actor, circumstances) for step in row.steps):
            yield Offered(row.steps, button(row.title, row.verb, {"ref": case.ref}))


def _acknowledge(case: Case, actor: Actor, circumstances: Circumstances) -> Iterator[Action]:
    running = clocks(case, circumstances.framework, circumstances.calendar)
    if any(may_acknowledge(case, actor, clock, circumstances) for clock in running):
        yield button(ACKNOWLEDGE, "acknowledge", {"ref": case.ref})


def _remind(case: Case, actor: Actor, circumstances: Circumstances) -> Iterator[Action]:
    if may_remind(actor) and clocks(case, circumstances.framework, circumstances.calendar):
        yield button("Remind", "remind", {"ref": case.ref})


def _taken_away(case: Case) -> Iterator[Action]:
    """Yields the buttons of what can be taken away from a case: they are for whoever sees it."""
    yield button("Show the timeline", "timeline", {"ref": case.ref})
    yield button("Take the decision record", "report", {"ref": case.ref})
