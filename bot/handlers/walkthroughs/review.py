"""The course of a Rapid Review asks what is open in its record. Each part goes on the record at once, by the same step
as from its form."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from microsoft_teams.cards import Action, CardElement

from bot.cases.case_service import CaseService
from bot.handlers.answers import groups_of, readable
from cards.elements import button, notice, paragraph, small
from cards.rapid_review.part import (
    answered_lines,
    beside_question,
    children_by_number,
    hints_of,
    in_brief,
    place_of,
    values_of,
    why_asked,
)
from cards.walkthrough.summary import Summary, SummaryLine, summary_card
from dialogs.messages import CardMessage
from dialogs.part_form import read_answer
from dialogs.user_input import UserInput
from dialogs.walkthrough.course import AnswerSheet, Course, Outline
from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.state import review_record
from safeguarding.case.steps.review import answer_part
from safeguarding.framework.entries import NOT_YET_KNOWN, Part
from safeguarding.framework.labels import decision_label
from safeguarding.framework.part_questions import ALL, CHILDREN, next_question
from safeguarding.people import Actor
from safeguarding.walkthrough import Kind, Walkthrough

NEXT: dict[str, Kind] = dict.fromkeys(("determine", "record the determination"), "determination")
NOT_FILLED_IN = "Not filled in yet: it counts as not known."


@dataclass(frozen=True)
class ReviewCourse(Course):
    service: CaseService

    async def outline(self, walkthrough: Walkthrough) -> Outline:
        """Returns the parts of the record, in the order of the rules. Raises StepRefused."""
        actor = self._actor(walkthrough)
        case = await readable(self.service, actor, walkthrough.ref)
        STEPS["answer_part"].require(case, actor)
        groups = await groups_of(self.service, actor, case)
        framework = self.service.rules.framework
        open_ = {*review_record.missing_parts(case, framework), *review_record.needed_parts(case, framework)}
        return Outline(
            [self._sheet(case, part, hints_of(groups)) for part in framework.parts],
            frozenset(part.id for part in open_),
            partial(self._end, case, actor),
            NEXT,
            ends=False,
        )

    async def record(self, walkthrough: Walkthrough, sheet: AnswerSheet, answers: UserInput) -> Walkthrough:
        """Saves the part in the shared record. Raises StepRefused; OutOfDate where another was faster."""
        actor, rules = self._actor(walkthrough), self.service.rules
        part = rules.framework.part(sheet.id)
        case = await self.service.queries.look_up(walkthrough.ref, actor)
        answer = read_answer(answers, self.service.text, part, rules.framework, review_record.numbers_of_several(case))
        seen = walkthrough.seen
        await self.service.apply(
            walkthrough.ref, lambda now: answer_part(now, part.id, answer, seen, rules.framework, actor, rules.now())
        )
        return walkthrough

    async def said(self, walkthrough: Walkthrough) -> Sequence[str]:
        case = await self.service.queries.look_up(walkthrough.ref, self._actor(walkthrough))
        left = len(review_record.missing_parts(case, self.service.rules.framework))
        count = "No part is left." if left == 0 else "1 part is left." if left == 1 else f"{left} parts are left."
        return (count, *(line for each in self._indicated(case) for line in each))

    def _actor(self, walkthrough: Walkthrough) -> Actor:
        return self.service.rules.partnership.actor(walkthrough.person)

    def _sheet(self, case: Case, part: Part, hints: Mapping[str, Sequence[str]]) -> AnswerSheet:
        framework, context, who = (
            self.service.rules.framework,
            self.service.rules.card_context(),
            self.service.rules.office,
        )
        answered = review_record.latest_answers(case).get(part.id)
        return AnswerSheet(
            part.id,
            part.title,
            place_of(case, part, framework),
            partial(next_question, part, framework, children=children_by_number(case)),
            lambda given: beside_question(case, part, context, who, hints),
            partial(why_asked, part, framework),
            partial(answered_lines, case, part, context, who),
            values_of(answered.answer) if answered else {CHILDREN: ALL},
            review_record.answer_count(case, part.id),
        )

    def _indicated(self, case: Case) -> Iterator[tuple[str, ...]]:
        """Yields what the answers indicate, as far as it is known, each with why."""
        engine, framework = self.service.rules.engine, self.service.rules.framework
        values = review_record.indication(case, engine)
        for name, why in review_record.why_indicated(case, engine).items():
            title, label = framework.decision(name).title, decision_label(framework, name, values[name])
            yield (f"The answers indicate: {title}: {label}. {' '.join(why)}",)

    def _end(self, case: Case, actor: Actor, walkthrough: Walkthrough, said: Sequence[str]) -> CardMessage:
        framework, answers = self.service.rules.framework, review_record.latest_answers(case)
        brief = {id: in_brief(framework.part(id), each.answer, framework) for id, each in answers.items()}
        lines = [SummaryLine(part.id, part.title, brief.get(part.id, NOT_FILLED_IN)) for part in framework.parts]
        summary = Summary(
            f"The record of {case.ref}",
            lines,
            self._follows(case),
            list(self._steps(case, actor)),
            said,
            list(self._changes(case)),
        )
        return CardMessage(summary_card(walkthrough, summary), summary.title)

    def _changes(self, case: Case) -> Iterator[str]:
        """Yields only changes towards a duty."""
        framework = self.service.rules.framework
        for change in review_record.would_change_indication(case, self.service.rules.engine):
            decision, question = framework.decision(change.decision), framework.question(change.question)
            becomes = f"{decision.title} becomes {decision.label(change.value)}"
            yield f"{becomes} with this: {question.title}: {question.label(change.to)}."

    def _follows(self, case: Case) -> Iterator[CardElement]:
        framework = self.service.rules.framework
        if needed := review_record.needed_parts(case, framework):
            titles = "; ".join(part.title for part in needed)
            yield notice(f"Needed before the determination: {titles}", "warning")
        if NOT_YET_KNOWN in review_record.indication(case, self.service.rules.engine).values():
            yield paragraph("What is not known yet keeps the indication open. It never counts as no.")
        yield small('To go on, type "record the determination", or "stop".')

    def _steps(self, case: Case, actor: Actor) -> Iterator[Action]:
        if STEPS["determine"].is_available(case, actor, self.service.rules.circumstances()):
            data = {"ref": case.ref, "kind": "determination"}
            yield button("Record the determination", "go_through", data, primary=True, inputs=False)
