"""Available actions are the steps that a person may take next, as the buttons of a case's card.

There is no rule here: the table of steps says what is available (``safeguarding/case/available_steps.py``), so a button
is there for just those steps that would be accepted.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from microsoft_teams.cards import Action

from cards.elements import button
from cards.notification import prepare_button
from cards.nudges import ACKNOWLEDGE
from cards.sign_off.subject import sign_off_button
from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.circumstances import Circumstances
from safeguarding.case.matter_rules import for_matter
from safeguarding.case.permissions import has_review_record, reads_review
from safeguarding.case.reminders import may_remind
from safeguarding.case.state.clocks import Clock, clocks
from safeguarding.case.state.matters import MATTER_NAMES, MATTERS
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.views.my_steps import MyStep
from safeguarding.case.views.notification.form import is_to_prepare, refusal_to_prepare
from safeguarding.case.views.recipients import may_acknowledge
from safeguarding.people import Actor


@dataclass(frozen=True)
class StepButton:
    """The button of a step, shown when one of ``steps`` is available."""

    steps: tuple[str, ...]
    title: str
    verb: str
    primary: bool = False


NOTIFICATION = (
    StepButton(("submit_sin",), "Record the SIN's submission", "submitted"),
    StepButton(("submit_update",), "Record the update of the notification", "update_submitted", primary=True),
    StepButton(("escalate_criteria",), "Record the criteria by escalation", "escalate_criteria"),
    StepButton(("update",), "Change facts or dates", "update"),
    StepButton(("record_death",), "Record a death or a further child", "record_death"),
    StepButton(("withdraw_update",), "Withdraw the proposed change", "withdraw_update"),
)
REVIEW = (
    StepButton(("confirm_determination",), "Confirm the determination", "confirm_determination", primary=True),
    StepButton(("name_chair",), "Name the chair", "name_chair"),
    StepButton(("record_liaison",), "Record the liaison", "liaison"),
    StepButton(("request_information",), "Ask agencies", "request"),
    StepButton(("record_return", "take_back_return"), "Agency returns", "returns"),
    StepButton(("record_meeting",), "Record the DSPs' meeting", "meeting"),
    StepButton(("determine",), "Record the determination", "determine"),
)
PROPOSE = StepButton(("propose_decision",), "Propose a decision", "propose_decision")
PROPOSE_ANOTHER = StepButton(("propose_decision",), "Propose a different decision", "propose_decision")
DECISION = (
    StepButton(("decide_by_escalation",), "Record a decision by escalation", "escalate"),
    StepButton(("look_again",), "Look again at the legal constraint", "look_again"),
)
LCSPR = (
    StepButton(("start_lcspr",), "Record the LCSPR's start", "start_lcspr"),
    StepButton(("note_progress",), "Note the LCSPR's progress", "note_progress"),
    StepButton(("complete_lcspr",), "Record the LCSPR's completion", "complete_lcspr"),
)
CONCERN = (
    StepButton(("propose_outcome",), "Propose an outcome", "propose_outcome"),
    StepButton(("refer_concern",), "Refer as a Case of Concern", "refer"),
)
RECORD = (
    StepButton(("propose_not_met",), "Propose: criteria not met", "propose_not_met"),
    StepButton(
        tuple(for_matter("record_signature", matter) for matter in MATTERS),
        "Record a signature given outside Teams",
        "outside",
    ),
)
CORRECTIONS = tuple(name for name in STEPS if name.startswith(("correct ", "take_back ")))
CORRECT = StepButton(CORRECTIONS, "Correct what was recorded", "corrections")
RESTRICT = StepButton(("restrict",), "Restrict the case", "restrict")
CHANGE_RESTRICTION = StepButton(("restrict",), "Change the restriction", "restrict")
LIFT_RESTRICTION = StepButton(("lift_restriction",), "Lift the restriction", "lift_restriction")
HAND_OVER = StepButton(("hand_over",), "Hand over to my deputy", "hand_over")
HAND_OVER_FOR = StepButton(("hand_over_for",), "Hand over for somebody", "hand_over_for")
TAKE_BACK_PART = StepButton(("hand_over",), "Take my part back", "take_back_part")
PARTAKING = (
    StepButton(("declare_conflict",), "Declare a conflict of interest", "declare_conflict"),
    StepButton(("withdraw_conflict",), "Withdraw a conflict of interest", "withdraw_conflict"),
    StepButton(("link",), "Link or merge with another case", "belongs"),
    StepButton(("undo_merge",), "Undo the merge", "undo_merge"),
    StepButton(("record_partnership",), "Another partnership", "partnership"),
    StepButton(("propose_transfer",), "Transfer to another authority", "propose_transfer"),
    StepButton(("accept_transfer",), "Record the transfer's acceptance", "accept_transfer", primary=True),
    StepButton(("propose_opened_in_error",), "Opened in error", "propose_opened_in_error"),
    StepButton(("close",), "Close the case", "close"),
    StepButton(("reopen",), "Reopen the case", "reopen"),
)

SUBMISSIONS = ("submit_sin", "submit_update")
WRITE = StepButton(("answer_part",), "Open the Rapid Review", "review")
BELOW = "below"
"""A button that carries this has its form shown below, so that the list in which it stands stays."""
ALL = (*NOTIFICATION, *REVIEW, PROPOSE, *DECISION, *LCSPR, *CONCERN, *RECORD, CHANGE_RESTRICTION, *PARTAKING, WRITE)


def available_actions(case: Case, actor: Actor, circumstances: Circumstances) -> list[Action]:
    """Returns the buttons that the person may press, in the order in which the steps come up."""
    propose = PROPOSE_ANOTHER if case.proposal else PROPOSE
    restriction = (CHANGE_RESTRICTION, LIFT_RESTRICTION) if case.access.is_restricted else (RESTRICT,)
    part = TAKE_BACK_PART if actor.person in case.handed_over else HAND_OVER
    return [
        *sign_buttons(case, actor, circumstances),
        *_prepare(case, actor),
        *_buttons(NOTIFICATION, case, actor, circumstances),
        *_review(case, actor, circumstances),
        *_buttons((propose, *DECISION, *LCSPR, *CONCERN), case, actor, circumstances),
        *_change_buttons(case, actor, circumstances),
        *_reissue_buttons(case, actor, circumstances),
        *_buttons((*RECORD, CORRECT, *restriction, part, HAND_OVER_FOR, *PARTAKING), case, actor, circumstances),
        *_acknowledge(case, actor, circumstances),
        *_remind(case, actor, circumstances),
        *_taken_away(case),
    ]


def sign_buttons(case: Case, actor: Actor, circumstances: Circumstances) -> Iterator[Action]:
    for matter in MATTERS:
        sign_off = sign_off_of(case, matter)
        if sign_off and STEPS[for_matter("sign", matter)].is_available(case, actor, circumstances):
            yield sign_off_button(case, sign_off.matter)


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
    """Returns what this person may do next in the review, as buttons."""
    return list(_buttons(REVIEW, case, actor, circumstances))


def _review(case: Case, actor: Actor, circumstances: Circumstances) -> Iterator[Action]:
    if case.is_open and has_review_record(case) and reads_review(case, actor):
        yield button("Open the Rapid Review", "review", {"ref": case.ref})
        yield from _buttons(REVIEW, case, actor, circumstances)


def _reissue_buttons(case: Case, actor: Actor, circumstances: Circumstances) -> Iterator[Action]:
    for matter in MATTERS:
        if STEPS[for_matter("reissue", matter)].is_available(case, actor, circumstances):
            yield button(f"Put again: {MATTER_NAMES[matter]}", "put_again", {"ref": case.ref, "matter": matter})


def _change_buttons(case: Case, actor: Actor, circumstances: Circumstances) -> Iterator[Action]:
    for matter in MATTERS:
        sign_off = sign_off_of(case, matter)
        if sign_off and STEPS[for_matter("change_answer", matter)].is_available(case, actor, circumstances):
            data = {"ref": case.ref, "matter": matter, "digest": sign_off.matter.digest}
            yield button(f"Change my answer: {MATTER_NAMES[matter]}", "change_answer", data)


def _buttons(rows: Iterable[StepButton], case: Case, actor: Actor, circumstances: Circumstances) -> Iterator[Action]:
    for row in rows:
        if any(STEPS[step].is_available(case, actor, circumstances) for step in row.steps):
            yield button(row.title, row.verb, {"ref": case.ref}, primary=row.primary)


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
