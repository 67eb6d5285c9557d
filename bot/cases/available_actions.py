"""What a person may do next with a case, as the buttons of its card."""

from collections.abc import Iterator

from microsoft_teams.cards import Action

from bot.cases.case_service import CaseService
from cards.elements import button
from cards.sign_off.subject import MATTER_NAMES
from safeguarding.case.case import Case
from safeguarding.case.events.review_events import LcsprStarted
from safeguarding.case.people import PARTNERS, Actor, Role, Seat
from safeguarding.case.permissions import has_record, reads_review
from safeguarding.case.stage import Stage
from safeguarding.case.state.sign_off import LCSPR_DECISION, MATTERS
from safeguarding.case.steps.concern import may_refer
from safeguarding.case.steps.review import IN_REVIEW


def available_actions(work: CaseService, case: Case, actor: Actor) -> list[Action]:
    """In the order in which they come up."""
    if not case.is_open:
        reopens = Role.BUSINESS_TEAM in actor.roles and not case.merged_into
        reopen = [button("Reopen the case", "reopen", {"ref": case.ref})] if reopens else []
        return [*reopen, *_taken_away(case)]
    return [
        *sign_buttons(work, case, actor),
        *_notification(case, actor),
        *_review(case, actor),
        *_decision(work, case, actor),
        *_lcspr(case, actor),
        *_concern(case, actor),
        *_put_again(work, case, actor),
        *_record(case, actor),
        *_taken_away(case),
    ]


def sign_buttons(work: CaseService, case: Case, actor: Actor) -> Iterator[Action]:
    for matter in MATTERS:
        subject = work.subject(case, matter)
        if subject and work.signs(subject, actor):
            yield subject.button


def _notification(case: Case, actor: Actor) -> Iterator[Action]:
    data = {"ref": case.ref}
    submits = Role.BUSINESS_TEAM in actor.roles or bool(actor.seats & {Seat.DCS, Seat.LOCAL_AUTHORITY})
    if submits and not case.sin_submitted:
        yield button("Record the SIN's submission", "submitted", data)
    if _takes_part(actor) or actor.person == case.opener:
        yield button("Change facts or dates", "update", data)


def _review(case: Case, actor: Actor) -> Iterator[Action]:
    if has_record(case) and reads_review(case, actor):
        yield button("Open the Rapid Review", "review", {"ref": case.ref})
        yield from review_steps(case, actor)


def _decision(work: CaseService, case: Case, actor: Actor) -> Iterator[Action]:
    data, business = {"ref": case.ref}, Role.BUSINESS_TEAM in actor.roles
    if case.stage is Stage.DECISION and actor.seats & set(PARTNERS):
        yield button("Propose a different decision", "propose_decision", data)
    sign_off = work.subject(case, LCSPR_DECISION)
    if case.stage is Stage.DECISION and business and sign_off and sign_off.sign_off.dissents:
        yield button("Record a decision by escalation", "escalate", data)
    if case.stage is Stage.DEFERRED and business:
        yield button("Look again at the legal constraint", "look_again", data)


def _lcspr(case: Case, actor: Actor) -> Iterator[Action]:
    if case.stage is not Stage.LCSPR or Role.BUSINESS_TEAM not in actor.roles:
        return
    data = {"ref": case.ref}
    yield button("Record the LCSPR's start", "start_lcspr", data)
    if case.of(LcsprStarted):
        yield button("Note the LCSPR's progress", "note_progress", data)
        yield button("Record the LCSPR's completion", "complete_lcspr", data)


def _concern(case: Case, actor: Actor) -> Iterator[Action]:
    if case.stage is Stage.CONCERN and _is_member(actor):
        yield button("Propose an outcome", "propose_outcome", {"ref": case.ref})
    if may_refer(case):
        yield button("Refer as a Case of Concern", "refer", {"ref": case.ref})


def _put_again(work: CaseService, case: Case, actor: Actor) -> Iterator[Action]:
    for matter in MATTERS:
        subject = work.subject(case, matter)
        if subject is None or subject.is_over or not subject.sign_off.dissents:
            continue
        if _takes_part(actor) or (subject.sign_off.matter.quorum and _is_member(actor)):
            yield button(f"Put again: {MATTER_NAMES[matter]}", "put_again", {"ref": case.ref, "matter": matter})


def _record(case: Case, actor: Actor) -> Iterator[Action]:
    data, business = {"ref": case.ref}, Role.BUSINESS_TEAM in actor.roles
    if _takes_part(actor) and case.sin_submitted and not case.found_not_met and not case.decision:
        yield button("Propose: criteria were not met", "propose_not_met", data)
    if business:
        yield button("Record a signature given outside Teams", "outside", data)
    if business or actor.seats & set(PARTNERS):
        yield from _restriction(case)
    if _takes_part(actor) or _is_member(actor):
        yield button("Declare a conflict of interest", "declare_conflict", data)
    if business and case.conflicted:
        yield button("Withdraw a conflict of interest", "withdraw_conflict", data)
    if business:
        yield button("Close the case", "close", data)


def _restriction(case: Case) -> Iterator[Action]:
    if case.is_restricted:
        yield button("Change the restriction", "restrict", {"ref": case.ref})
        yield button("Lift the restriction", "lift_restriction", {"ref": case.ref})
    else:
        yield button("Restrict the case", "restrict", {"ref": case.ref})


def _taken_away(case: Case) -> Iterator[Action]:
    """For whoever sees the case."""
    yield button("Show the timeline", "timeline", {"ref": case.ref})
    yield button("Take the decision record", "report", {"ref": case.ref})


def _takes_part(actor: Actor) -> bool:
    return Role.BUSINESS_TEAM in actor.roles or bool(actor.seats)


def _is_member(actor: Actor) -> bool:
    return Role.REVIEW_GROUP in actor.roles


def review_steps(case: Case, actor: Actor) -> list[Action]:
    """What this person may do next in the review, as buttons."""
    if case.stage not in IN_REVIEW:
        return []
    data = {"ref": case.ref}
    business, member = Role.BUSINESS_TEAM in actor.roles, Role.REVIEW_GROUP in actor.roles
    confirms = actor.person == case.chair and case.determination is not None and not case.is_determined
    return [
        *([button("Confirm the determination", "confirm_determination", data, primary=True)] if confirms else []),
        *([button("Name the chair", "name_chair", data)] if actor.seats & set(PARTNERS) else []),
        *([button("Record the liaison", "liaison", data)] if business else []),
        *([button("Ask agencies", "request", data)] if business else []),
        *([button("Agency returns", "returns", data)] if business else []),
        *([button("Record the determination", "determine", data)] if member else []),
    ]
