"""The course of a Case of Concern asks what its form asks, one question at a time, and refers it once it was
checked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from microsoft_teams.cards import CardElement

from bot.cases.case_service import CaseService
from bot.handlers.actions.concern import DECIDES, REFERRED, refer_as_filled_in, told_by_triage
from bot.handlers.walkthroughs.one_sheet import one_sheet
from cards.case.receipt import recorded_card
from cards.elements import row
from cards.walkthrough.question import explained
from dialogs.messages import CardMessage
from dialogs.user_input import UserInput
from dialogs.walkthrough.course import AnswerSheet, Course, Outline
from dialogs.walkthrough.reading import in_words
from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.framework.entries import NONE
from safeguarding.framework.part_questions import Given, PartQuestion, questions_of_referral
from safeguarding.framework.statements import TICKED
from safeguarding.walkthrough import Walkthrough

CHECKED = "checked"


@dataclass(frozen=True)
class ConcernCourse(Course):
    service: CaseService

    async def outline(self, walkthrough: Walkthrough) -> Outline:
        """Returns the one sheet of a referral. Raises StepRefused."""
        actor = self.service.rules.partnership.actor(walkthrough.person)
        case = await self.service.queries.read(walkthrough.ref, actor)
        if not walkthrough.is_done:
            STEPS["refer_concern"].require(case, actor)
        return one_sheet(walkthrough, self._sheet(case), partial(_referred, case))

    async def record(self, walkthrough: Walkthrough, sheet: AnswerSheet, answers: UserInput) -> Walkthrough:
        actor = self.service.rules.partnership.actor(walkthrough.person)
        await refer_as_filled_in(self.service, actor, walkthrough.ref, answers)
        return walkthrough.model_copy(update={"is_done": True})

    def _sheet(self, case: Case) -> AnswerSheet:
        framework, agencies = self.service.rules.framework, self.service.rules.partnership.agencies
        return AnswerSheet(
            "concern",
            "Refer a Case of Concern",
            f"Case of Concern: {case.ref}",
            self._next,
            self._checked,
            partial(explained, framework.principle("concern_route"), framework),
            before={name: value for name, value in told_by_triage(case, agencies).items() if value},
        )

    def _next(self, given: Given) -> PartQuestion | None:
        if TICKED in given:
            # That none of them holds needs no reason in a referral.
            given = {"choice": NONE, **given}
        return next((question for question in self._questions(given) if question.id not in given), None)

    def _questions(self, given: Given) -> Iterator[PartQuestion]:
        rules = self.service.rules
        yield from questions_of_referral(rules.framework, rules.partnership.agencies, given)
        yield PartQuestion(CHECKED, "Is this right? Go back to change an answer.", "choice", {"yes": "Refer it"})

    def _checked(self, given: Given) -> Iterator[CardElement]:
        """Yields all answers, once they are to be checked."""
        asked = self._next(given)
        if asked and asked.id == CHECKED:
            for question in self._questions(given):
                if question.id in given:
                    yield row(question.ask, in_words(question, given))


def _referred(case: Case, walkthrough: Walkthrough, said: Sequence[str]) -> CardMessage:
    return CardMessage(recorded_card(case, REFERRED.format(case.ref), DECIDES), f"{case.ref}: Case of Concern")
