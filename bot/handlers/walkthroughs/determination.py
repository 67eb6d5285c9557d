"""The courses of the determination take it from the member who records it to the chair who confirms it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from microsoft_teams.cards import AdaptiveCard, CardElement

from bot.cases.case_service import CaseService
from bot.handlers.actions.review import (
    confirm_as_read,
    determine_as_filled_in,
    members_present,
    receipt_of_confirmation,
    receipt_of_determination,
)
from bot.handlers.answers import readable
from bot.handlers.walkthroughs.one_sheet import one_sheet
from cards.elements import LONGEST_EVIDENCE, paragraph, small
from cards.rapid_review.decision import NATIONAL, determination_lines, suggested_recommendation
from cards.rapid_review.progress import gaps_lines
from cards.rapid_review.record import indication_rows
from dialogs.messages import CardMessage
from dialogs.user_input import UserInput
from dialogs.walkthrough.course import WHOSE, AnswerSheet, Course, Outline
from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.review_events import Determined, LcsprOutcome
from safeguarding.case.state.review_record import indication, needed_parts
from safeguarding.case.steps.review import LEGAL_CONSTRAINT, is_indicated, needed_in_words
from safeguarding.case.views.review_history import OUTCOMES
from safeguarding.framework.part_questions import Given, PartQuestion
from safeguarding.framework.statements import LONGEST_PART
from safeguarding.people import Actor
from safeguarding.walkthrough import Walkthrough

CONFIRM = "Confirm the determination"
Receipt = Callable[[CaseService, Actor, Case], AdaptiveCard]
ANOTHER = replace(
    WHOSE,
    ask="Another determination was recorded since you began. It stands above. If it is not right, type stop.",
    options={"mine": CONFIRM},
)


@dataclass(frozen=True)
class DeterminationCourse(Course):
    service: CaseService

    async def outline(self, walkthrough: Walkthrough) -> Outline:
        """Returns the one sheet of a determination. Raises StepRefused, also while the record lacks what it needs."""
        actor = self.service.rules.partnership.actor(walkthrough.person)
        case = await readable(self.service, actor, walkthrough.ref)
        if not walkthrough.is_done:
            STEPS["determine"].require(case, actor)
            if needed := needed_parts(case, self.service.rules.framework):
                raise InvalidInput(needed_in_words(needed))
        end = partial(_with_receipt, receipt_of_determination, self.service, actor, case)
        return one_sheet(walkthrough, self._sheet(case), end)

    async def record(self, walkthrough: Walkthrough, sheet: AnswerSheet, answers: UserInput) -> Walkthrough:
        actor = self.service.rules.partnership.actor(walkthrough.person)
        await determine_as_filled_in(self.service, actor, walkthrough.ref, answers)
        return walkthrough.model_copy(update={"is_done": True})

    def _sheet(self, case: Case) -> AnswerSheet:
        framework = self.service.rules.framework
        return AnswerSheet(
            "determination",
            "The determination",
            f"Determination for {case.ref}",
            partial(self._next, case),
            lambda given: indication_rows(case, self.service.rules.card_context()),
            lambda: (paragraph(framework.principle("final_decision").text),),
            before={name: value for name, value in suggested_recommendation(case, framework).items() if value},
        )

    def _next(self, case: Case, given: Given) -> PartQuestion | None:
        return next((question for question in self._questions(case, given) if question.id not in given), None)

    def _questions(self, case: Case, given: Given) -> Iterator[PartQuestion]:
        yield PartQuestion(
            "outcome",
            "What does the Review Group determine?",
            "choice",
            dict(OUTCOMES.items()),
        )
        if given.get("outcome") == "not_commission":
            items = self.service.rules.framework.question("reasons_not_to_commission").items
            examples = {item.label: item.examples for item in items if item.examples}
            options = {item.id: item.label for item in items}
            yield PartQuestion(
                "reasons", "Which reasons are there not to commission?", "several", options, examples=examples
            )
        if LEGAL_CONSTRAINT in given.get("reasons", "").split(","):
            yield PartQuestion("look_again_on", "When is the legal constraint looked at again?", "day")
        yield PartQuestion("national", "Is a national review recommended?", "choice", NATIONAL)
        yield PartQuestion("rationale", "What is the rationale?", "text", longest=LONGEST_PART)
        quorum, members = self.service.rules.partnership.quorum, members_present(self.service, case)
        yield PartQuestion("present", f"Who was present? The quorum is {quorum}.", "several", members)
        points_to = indication(case, self.service.rules.engine)
        chosen: dict[str, LcsprOutcome] = {outcome: outcome for outcome in OUTCOMES}
        if given.get("outcome") in chosen and not is_indicated(chosen[given["outcome"]], points_to):
            yield PartQuestion(
                "differs", "Why does it differ from what the answers indicate?", "text", longest=LONGEST_EVIDENCE
            )


@dataclass(frozen=True)
class ConfirmationCourse(Course):
    service: CaseService

    async def outline(self, walkthrough: Walkthrough) -> Outline:
        """Returns the one question to the chair. Raises StepRefused."""
        actor = self.service.rules.partnership.actor(walkthrough.person)
        case = await readable(self.service, actor, walkthrough.ref)
        if not walkthrough.is_done:
            STEPS["confirm_determination"].require(case, actor)
        sheet = AnswerSheet(
            "confirmation",
            CONFIRM,
            f"Determination for {case.ref}",
            _confirm,
            lambda given: self._read(case),
            lambda: (small("When you confirm it, it goes to the three DSPs."),),
            seen=len(case.of(Determined)),
            whose=ANOTHER,
        )
        end = partial(_with_receipt, receipt_of_confirmation, self.service, actor, case)
        return one_sheet(walkthrough, sheet, end)

    async def record(self, walkthrough: Walkthrough, sheet: AnswerSheet, answers: UserInput) -> Walkthrough:
        """Confirms what the chair has read. Raises OutOfDate where another determination was recorded since."""
        actor = self.service.rules.partnership.actor(walkthrough.person)
        seen = walkthrough.seen
        await self.service.apply(walkthrough.ref, lambda now: confirm_as_read(self.service, actor, seen, now))
        return walkthrough.model_copy(update={"is_done": True})

    def _read(self, case: Case) -> Iterable[CardElement]:
        context, who = self.service.rules.card_context(), self.service.rules.office
        yield from determination_lines(case, context, who)
        yield from gaps_lines(case, case.determination, self.service.rules.framework)


def _with_receipt(
    receipt: Receipt, service: CaseService, actor: Actor, case: Case, walkthrough: Walkthrough, said: Sequence[str]
) -> CardMessage:
    return CardMessage(receipt(service, actor, case), f"{case.ref}: Rapid Review")


def _confirm(given: Given) -> PartQuestion | None:
    if "confirmed" in given:
        return None
    ask = "Is this what the Review Group determined? If not, ask a member to record it again, and type stop."
    return PartQuestion("confirmed", ask, "choice", {"yes": CONFIRM})
