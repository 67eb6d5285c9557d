"""The course of the decision takes a DSP through what it rests on, before they sign. Nothing of it is recorded: what
they think stays in the walkthrough, and goes with them into a proposal."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from microsoft_teams.cards import Action, CardElement

from bot.cases.case_service import CaseService
from bot.handlers.answers import readable
from cards.elements import button, card, heading, paragraph, row
from cards.rapid_review.part import answered_lines, why_asked
from cards.sign_off.subject import sign_off_button
from dialogs.messages import CardMessage
from dialogs.user_input import UserInput
from dialogs.walkthrough.course import AnswerSheet, Course, Outline
from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.matter_rules import for_matter
from safeguarding.case.state.matters import LCSPR_DECISION
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.framework.entries import NOT_KNOWN, Part
from safeguarding.framework.framework import Framework
from safeguarding.framework.part_questions import Given, PartQuestion, next_question
from safeguarding.framework.statements import TICKED
from safeguarding.people import Actor
from safeguarding.walkthrough import Walkthrough

VIEW = "view"
VIEWS = {"same": "I see it so too", "otherwise": "I see it otherwise", NOT_KNOWN: "I don't know yet"}
NOT_RECORDED = "Nothing of this was recorded. You sign the decision, or propose another."
REASONS = "reasons_not_to_commission"
BESIDES_CRITERIA = ("additional_learning", "reasons")


@dataclass(frozen=True)
class CommissioningCourse(Course):
    service: CaseService

    async def outline(self, walkthrough: Walkthrough) -> Outline:
        """Returns what the decision rests on. Raises StepRefused for whoever does not sign it."""
        actor = self.service.rules.partnership.actor(walkthrough.person)
        case = await readable(self.service, actor, walkthrough.ref)
        STEPS["propose_decision"].require(case, actor)
        sheets = [self._sheet(case, part) for part in parts_of_decision(self.service.rules.framework)]
        open_ = frozenset(sheet.id for sheet in sheets if sheet.id not in walkthrough.answers)
        return Outline(sheets, open_, partial(self._end, case, actor))

    async def record(self, walkthrough: Walkthrough, sheet: AnswerSheet, answers: UserInput) -> Walkthrough:
        """Keeps what the DSP thinks until the end of the walkthrough, and records nothing."""
        given = {**walkthrough.answers, sheet.id: dict(walkthrough.given)}
        return walkthrough.model_copy(update={"answers": given})

    def _sheet(self, case: Case, part: Part) -> AnswerSheet:
        rules = self.service.rules
        return AnswerSheet(
            part.id,
            part.title,
            f"The decision on {case.ref}: nothing of this is recorded",
            partial(_next, part, rules.framework),
            lambda given: answered_lines(case, part, rules.card_context(), rules.office),
            partial(why_asked, part, rules.framework),
        )

    def _end(self, case: Case, actor: Actor, walkthrough: Walkthrough, said: Sequence[str]) -> CardMessage:
        framework = self.service.rules.framework
        body: list[CardElement] = [heading(f"The decision on {case.ref}"), paragraph(NOT_RECORDED)]
        body += (row(part.title, _view(part, walkthrough, framework)) for part in parts_of_decision(framework))
        return CardMessage(card(body, list(self._steps(case, actor, walkthrough))), f"{case.ref}: the decision")

    def _steps(self, case: Case, actor: Actor, walkthrough: Walkthrough) -> Iterator[Action]:
        sign_off, circumstances = sign_off_of(case, LCSPR_DECISION), self.service.rules.circumstances()
        if sign_off and STEPS[for_matter("sign", LCSPR_DECISION)].is_available(case, actor, circumstances):
            yield sign_off_button(case, sign_off.matter)
        reasons = {"suggested": ",".join(_reasons(walkthrough, self.service.rules.framework))}
        yield button("Propose a different decision", "propose_decision", {"ref": case.ref, **reasons}, inputs=False)


def parts_of_decision(framework: Framework) -> Sequence[Part]:
    """Returns the parts of the record that the decision rests on: the criteria, what an LCSPR would add, the
    reasons not to commission one."""
    return [part for part in framework.parts if part.purpose == "criteria" or part.id in BESIDES_CRITERIA]


def _next(part: Part, framework: Framework, given: Given) -> PartQuestion | None:
    """Asks how the DSP sees the part; of the reasons, which of them hold."""
    if part.question == REASONS:
        return next_question(part, framework, given) if TICKED not in given else None
    ask = f"{part.ask} How do you see it?"
    return None if VIEW in given else PartQuestion(VIEW, ask, "choice", VIEWS)


def _reasons(walkthrough: Walkthrough, framework: Framework) -> Iterable[str]:
    parts = [part.id for part in framework.parts if part.question == REASONS]
    ticked = (walkthrough.answers.get(part, {}).get(TICKED, "") for part in parts)
    return [id for each in ticked for id in each.split(",") if id]


def _view(part: Part, walkthrough: Walkthrough, framework: Framework) -> str:
    given = walkthrough.answers.get(part.id, {})
    if part.question == REASONS:
        labels = [item.label for item in framework.items_of(part) if item.id in given.get(TICKED, "").split(",")]
        return "; ".join(labels) or ("None of these" if TICKED in given else "Left open")
    return VIEWS.get(given.get(VIEW, ""), "Left open")
