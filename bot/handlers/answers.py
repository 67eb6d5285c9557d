"""The answers that commands and buttons both give: a case, its review, where a Case of Concern begins."""

from datetime import date

from microsoft_teams.cards import AdaptiveCard

from bot.cases.available_actions import may_do, review_steps
from bot.cases.case_service import Casework
from cards.case import case_card
from cards.concern import concern_card
from cards.review import review_card
from cards.review_progress import outline
from cards.sign_off.card import submitted_card
from dialogs.messages import Shown
from safeguarding.case.case import Case
from safeguarding.case.errors import NotAllowed, WrongStage
from safeguarding.case.events.case_events import SinSubmitted
from safeguarding.case.people import Actor
from safeguarding.case.permissions import has_record, reads_review, writes
from safeguarding.case.steps import lifecycle
from safeguarding.case.steps.concern import may_refer


async def case_answer(work: Casework, actor: Actor, ref: str) -> Shown:
    case = await work.find(ref, actor)
    reader = work.reader()
    more = list(outline(case, work.framework, work.office))
    shown = case_card(case, reader, work.office, may_do(work, case, actor), work.undelivered(case), more)
    return Shown(shown, f"Case {case.ref}")


async def record_submission(work: Casework, actor: Actor, ref: str, day: date) -> Shown:
    case = await work.take(ref, lambda now: lifecycle.submit_sin(now, day, actor, work.now()))
    signed = case.of(SinSubmitted)[-1].dcs_had_signed
    return Shown(submitted_card(case, work.reader(), signed), f"{ref}: SIN submitted")


async def review_answer(work: Casework, actor: Actor, ref: str) -> Shown:
    """``review REF``: the record at a glance."""
    case = await readable(work, actor, ref)
    if not has_record(case):
        raise WrongStage(f"{case.ref} has no Rapid Review: it is at the stage {case.stage.label}.")
    return Shown(record(work, actor, case), f"{case.ref}: Rapid Review")


async def readable(work: Casework, actor: Actor, ref: str) -> Case:
    """What the agencies sent is not for whoever only opened the case."""
    case = await work.find(ref, actor)
    if not reads_review(case, actor):
        raise NotAllowed("The record of a Rapid Review is for the Review Group, the partners and the Business Team.")
    return case


def record(work: Casework, actor: Actor, case: Case) -> AdaptiveCard:
    return review_card(case, work.reader(), work.office, review_steps(case, actor), writes=writes(case, actor))


def concern_answer(work: Casework, actor: Actor, words: str) -> Shown:
    """``concern``: where to begin."""
    cases = [case for case in work.visible(actor) if may_refer(case)]
    return Shown(concern_card(cases, work.framework), "Case of Concern")
