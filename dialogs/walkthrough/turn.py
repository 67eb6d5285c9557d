"""A turn of a walkthrough holds what the dialog and its children share while one input is answered."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from botbuilder.core import TurnContext

from cards.refusal import refused_card
from cards.walkthrough.question import AskedQuestion, question_card
from dialogs.forms import style_of
from dialogs.messages import CardMessage
from dialogs.speaker import Said
from dialogs.user_input import UserInput
from dialogs.walkthrough.course import AnswerSheet, Outline
from safeguarding.case.errors import StepRefused
from safeguarding.framework.part_questions import PartQuestion
from safeguarding.walkthrough import Walkthrough

TURN = "cscp.walkthrough"
WalkthroughStep = Said[Walkthrough]


@dataclass
class WalkthroughTurn:
    """The children move ``walkthrough`` on, and note what was ``answered`` and what speaks against it."""

    walkthrough: Walkthrough
    outline: Outline
    user_input: UserInput
    answered: list[tuple[str, str]] = field(default_factory=list)
    problem: StepRefused | None = None

    @staticmethod
    def of(context: TurnContext) -> "WalkthroughTurn":
        turn: WalkthroughTurn = context.turn_state[TURN]
        return turn

    @property
    def sheet(self) -> AnswerSheet | None:
        return self.outline.sheet(self.walkthrough.sheet)

    @property
    def question(self) -> PartQuestion | None:
        """Returns the question that is open; none where the sheet is complete, or all are asked."""
        if self.sheet is None:
            return None
        return self.sheet.whose if self.walkthrough.is_overtaken else self.sheet.next(self.walkthrough.given)

    def card(self, said: Sequence[str] = ()) -> CardMessage | None:
        """Makes the card of the open question, with what speaks against the last answer."""
        sheet, question = self.sheet, self.question
        if sheet is None or question is None:
            return None
        given = self.walkthrough.given
        shown = (*sheet.theirs(), *sheet.shown(given)) if self.walkthrough.is_overtaken else tuple(sheet.shown(given))
        typed = self.walkthrough.typed.get(question.id, "")
        asked = AskedQuestion(
            self.walkthrough,
            question,
            sheet.about,
            sheet.title,
            shown,
            tuple(sheet.why()),
            typed,
            said,
            is_alone=len(self.outline.sheets) == 1,
        )
        card = question_card(asked)
        if self.problem:
            pressed = {"verb": "answer", "question": question.id}
            about = self.problem.about or question.id
            card = refused_card(card, str(self.problem), about, pressed, style_of(self.problem))
        return CardMessage(card, f"Question: {sheet.title}")
