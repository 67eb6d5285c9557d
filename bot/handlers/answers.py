"""Answers are what commands and buttons both give: a case, its review, where a Case of Concern begins."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import uuid4

from microsoft_teams.cards import AdaptiveCard, CardElement

from bot.cases.available_actions import (
    available_actions,
    buttons_of,
    my_step_buttons,
    review_steps,
    to_change,
    verb_of,
    walkthroughs_for,
)
from bot.cases.case_service import CaseService
from bot.cases.undelivered import undelivered_offices
from cards.case.links import links_section
from cards.case.proposals import merges_into
from cards.case.receipt import next_day, recorded_card
from cards.case.record import case_card
from cards.case.waiting import waiting_line
from cards.concern import concern_card
from cards.folds import Fold
from cards.my_steps import TITLE, my_steps_card
from cards.notification import notification_card
from cards.rapid_review.progress import outline
from cards.rapid_review.record import review_card
from cards.sign_off.card import submitted_card, update_submitted_card
from dialogs.messages import CardMessage
from safeguarding.case.available_steps import STEPS, may_refer
from safeguarding.case.case import Case
from safeguarding.case.errors import NotAllowed, WrongStage
from safeguarding.case.events.child import Child
from safeguarding.case.permissions import has_review_record, reads_review
from safeguarding.case.state.leads import submitter
from safeguarding.case.state.linked_cases import linked_cases, thematic_groups
from safeguarding.case.state.matters import SIN_QUALITY
from safeguarding.case.state.sign_off import is_agreed
from safeguarding.case.steps import lifecycle
from safeguarding.case.views.my_steps import my_steps, waiting_elsewhere
from safeguarding.case.views.notification.form import refusal_to_prepare
from safeguarding.draft import Draft
from safeguarding.people import Actor
from safeguarding.triage import Triage


async def case_answer(service: CaseService, actor: Actor, ref: str) -> CardMessage:
    case = await service.queries.read(ref, actor)
    return CardMessage(await _shown(service, actor, case), f"Case {case.ref}")


async def case_now(service: CaseService, actor: Actor, ref: str) -> AdaptiveCard:
    """Renders the case for whoever may see it. Raises InvalidInput."""
    return await _shown(service, actor, await service.queries.read(ref, actor))


async def _shown(service: CaseService, actor: Actor, case: Case) -> AdaptiveCard:
    reader = service.rules.card_context()
    outlined = outline(case, service.rules.framework, service.rules.office)
    linked = Fold("Show linked cases", tuple(await _links(service, actor, case)))
    return case_card(
        case,
        reader,
        service.rules.office,
        available_actions(case, actor, service.rules.circumstances()),
        undelivered_offices(service.queries, case),
        [outlined, linked],
        tuple(merges_into(case, service.queries.to_be_merged_into(case, actor), reader)),
    )


@dataclass(frozen=True)
class Receipts:
    """Receipts answer a step with what it came to, for the person who took it. With the verbs of ``changes`` it can be
    changed or taken back, where the person may do so now."""

    service: CaseService
    actor: Actor

    def receipt(self, case: Case, said: str, follows: str = "", *, changes: Collection[str] = ()) -> AdaptiveCard:
        circumstances = self.service.rules.circumstances()
        return recorded_card(case, said, follows, changes=buttons_of(changes, case, self.actor, circumstances))

    def receipt_of_review(
        self,
        case: Case,
        said: str,
        follows: str = "",
        *,
        lacking: str = "",
        again: str = "",
        changes: Collection[str] = (),
        folds: Sequence[Fold] = (),
    ) -> AdaptiveCard:
        """Says also what is ``lacking`` in the review, what is due next, and the reader's own next step. ``follows``
        says who acts now; without it, and where the reader has no step, all are named whom the case waits for.
        ``again`` is the verb by which the step is recorded anew, ``changes`` are those of other ways on."""
        context, circumstances = self.service.rules.card_context(), self.service.rules.circumstances()
        steps = available_actions(case, self.actor, circumstances)
        own = [steps.primary] if steps.primary and verb_of(steps.primary) not in (again, *changes) else []
        anew = [to_change(each) for each in buttons_of([again], case, self.actor, circumstances)]
        waits = "" if follows or own else waiting_line(steps.desk.waits, context.waited_for)
        told = " ".join(filter(None, (follows, next_day(case, context), waits)))
        others = buttons_of(changes, case, self.actor, circumstances)
        return recorded_card(case, said, told, lacking, [*own, *anew, *others], folds)


async def _links(service: CaseService, actor: Actor, case: Case) -> Iterator[CardElement]:
    known = await service.queries.linked(case, actor)
    may_unlink = STEPS["unlink"].may(case, actor) is None
    return links_section(linked_cases(case, known), thematic_groups(case, known), may_unlink=may_unlink)


def asking_again(service: CaseService, actor: Actor, case: Case, question: str, children: Sequence[Child]) -> Draft:
    """Begins a change of the case's facts with the question whose answer decides what follows. Where it may be about
    one child or another, all answers are shown, and the person chooses."""
    triage = Triage(service.rules.engine)
    draft = triage.draft_of(case, uuid4().hex, actor.person)
    return triage.reask(draft, question, children[0].number) if len(children) == 1 else draft


async def record_update_submission(service: CaseService, actor: Actor, ref: str, day: date) -> CardMessage:
    case = await service.apply(ref, lambda now: lifecycle.submit_update(now, day, actor, service.rules.now()))
    correct = buttons_of(["corrections"], case, actor, service.rules.circumstances())
    shown = update_submitted_card(case, service.rules.card_context(), correct)
    return CardMessage(shown, f"{ref}: notification updated")


async def record_submission(
    service: CaseService, actor: Actor, ref: str, day: date, authority: str = ""
) -> CardMessage:
    """Records the submission; by the authority that is taken to have made it, where none is given."""

    def step(now: Case) -> Case:
        made_by = authority or submitter(now, service.rules.framework)
        return lifecycle.submit_sin(now, day, actor, service.rules.now(), made_by)

    case = await service.apply(ref, step)
    signed = is_agreed(case, SIN_QUALITY)
    correct = buttons_of(["corrections"], case, actor, service.rules.circumstances())
    shown = submitted_card(case, service.rules.card_context(), signed, correct)
    return CardMessage(shown, f"{ref}: SIN submitted")


async def notification_answer(service: CaseService, actor: Actor, ref: str) -> CardMessage:
    """Answers ``notification REF`` with what the national system asks for. Raises NotAllowed."""
    case = await preparable(service, actor, ref)
    return CardMessage(notification_card(case, service.rules.card_context()), f"{case.ref}: the notification")


async def preparable(service: CaseService, actor: Actor, ref: str) -> Case:
    """Reads a case for whoever may prepare its notification. Raises NotAllowed."""
    case = await service.queries.read(ref, actor)
    if refused := refusal_to_prepare(case, actor):
        raise refused
    return case


async def review_answer(service: CaseService, actor: Actor, ref: str) -> CardMessage:
    """Answers ``review REF`` with the record at a glance. Raises WrongStage where the case has no Rapid Review."""
    case = await readable(service, actor, ref)
    if not has_review_record(case):
        raise WrongStage(f"{case.ref} has no Rapid Review: it is at the stage {case.stage.label}.")
    return CardMessage(record(service, actor, case), f"{case.ref}: Rapid Review")


async def readable(service: CaseService, actor: Actor, ref: str) -> Case:
    """Reads a case for whoever may read the record of its review: what the agencies sent is not for whoever only opened
    the case. Raises NotAllowed."""
    case = await service.queries.read(ref, actor)
    if not reads_review(case, actor):
        raise NotAllowed("The record of a Rapid Review is for the Review Group, the partners and the Business Team.")
    return case


async def groups_of(service: CaseService, actor: Actor, case: Case) -> Mapping[str, Sequence[str]]:
    """Returns the cases that a thematic review may take up with this one. What is written of them is read by whoever
    reads this case, so no restricted case is among them."""
    known = await service.queries.linked(case, actor)
    return thematic_groups(case, {ref: each for ref, each in known.items() if not each.access.is_restricted})


def record(service: CaseService, actor: Actor, case: Case) -> AdaptiveCard:
    circumstances, writes = service.rules.circumstances(), writes_review(service, case, actor)
    steps = review_steps(case, actor, circumstances)
    goes_through = any(walkthroughs_for(case, actor, circumstances))
    return review_card(
        case, service.rules.card_context(), service.rules.office, steps, writes=writes, goes_through=goes_through
    )


def my_steps_answer(service: CaseService, actor: Actor, words: str) -> CardMessage:
    return CardMessage(my_steps_now(service, actor), TITLE)


def my_steps_now(service: CaseService, actor: Actor, receipt: str = "") -> AdaptiveCard:
    """Renders all that waits for the person; ``receipt`` says what they have just changed."""
    cases, unread = service.queries.readable(actor)
    circumstances = service.rules.circumstances()
    return my_steps_card(
        my_steps(cases, actor, circumstances),
        waiting_elsewhere(cases, circumstances),
        service.rules.card_context(),
        partial(my_step_buttons, actor=actor, circumstances=circumstances),
        each_monday=service.queries.monday_lists.come_to(actor.person),
        unread=unread,
        receipt=receipt,
    )


def concern_answer(service: CaseService, actor: Actor, words: str) -> CardMessage:
    """Answers ``concern`` with the cases and the guidance to begin with."""
    cases = [case for case in service.queries.visible(actor) if may_refer(case)]
    return CardMessage(concern_card(cases, service.rules.framework), "Case of Concern")


def writes_review(service: CaseService, case: Case, actor: Actor) -> bool:
    return STEPS["answer_part"].is_available(case, actor, service.rules.circumstances())
