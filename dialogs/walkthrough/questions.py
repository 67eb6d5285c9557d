"""The children of a walkthrough are dialogs: one asks a question and returns its answer, one asks a sheet and returns
all of them."""

from botbuilder.core import TurnContext
from botbuilder.dialogs import Dialog, DialogContext, DialogReason, DialogTurnResult

from dialogs.walkthrough.course import WHOSE
from dialogs.walkthrough.reading import in_words, read, typed_in
from dialogs.walkthrough.turn import WalkthroughTurn
from safeguarding.case.errors import InvalidInput
from safeguarding.framework.part_questions import Given

SHEET, QUESTION = "sheet", "question"


class QuestionDialog(Dialog):  # type: ignore[misc] # the SDK has no types
    """The dialog asks one question. It returns the answer by the ids of the form's boxes."""

    def __init__(self) -> None:
        super().__init__(QUESTION)

    async def begin_dialog(self, dialog_context: DialogContext, options: object = None) -> DialogTurnResult:
        """Begins the question. ``options`` is its id."""
        dialog_context.active_dialog.state = {"question": options}
        return Dialog.end_of_turn

    async def continue_dialog(self, dialog_context: DialogContext) -> DialogTurnResult:
        turn = WalkthroughTurn.of(dialog_context.context)
        question = turn.question
        if question is None:
            return await dialog_context.end_dialog({})
        try:
            answers = read(question, turn.user_input)
        except InvalidInput as problem:
            turn.problem = problem
            turn.walkthrough = turn.walkthrough.keeping(question.id, typed_in(question, turn.user_input))
            return Dialog.end_of_turn
        turn.answered.append((question.ask, in_words(question, answers)))
        return await dialog_context.end_dialog(answers)


class SheetDialog(Dialog):  # type: ignore[misc] # the SDK has no types
    """The dialog asks the questions of one sheet, each by a child. It returns what was given once the sheet is
    complete; nothing where another person's answer stands."""

    def __init__(self) -> None:
        super().__init__(SHEET)

    async def begin_dialog(self, dialog_context: DialogContext, options: object = None) -> DialogTurnResult:
        """Begins the sheet, or goes on in it. ``options`` is its id."""
        dialog_context.active_dialog.state = {"sheet": options}
        return await self._ask(dialog_context)

    async def resume_dialog(
        self, dialog_context: DialogContext, reason: DialogReason, result: Given | None = None
    ) -> DialogTurnResult:
        turn, answers = WalkthroughTurn.of(dialog_context.context), result or {}
        if WHOSE.id in answers:
            return await self._settle(dialog_context, turn, answers[WHOSE.id])
        turn.walkthrough = turn.walkthrough.giving(answers)
        return await self._ask(dialog_context)

    async def _settle(self, dialog_context: DialogContext, turn: WalkthroughTurn, whose: str) -> DialogTurnResult:
        if whose == "theirs" or turn.sheet is None:
            return await dialog_context.end_dialog(None)
        turn.walkthrough = turn.walkthrough.with_(is_overtaken=False, seen=turn.sheet.seen)
        return await self._ask(dialog_context)

    async def _ask(self, dialog_context: DialogContext) -> DialogTurnResult:
        turn = WalkthroughTurn.of(dialog_context.context)
        question = turn.question
        if question is None:
            return await dialog_context.end_dialog(turn.walkthrough.given)
        return await dialog_context.begin_dialog(QUESTION, question.id)


def is_where_it_stands(inner: DialogContext, context: TurnContext) -> bool:
    """Says whether the children ask what is open. After a crash, or under new rules, they may not."""
    turn = WalkthroughTurn.of(context)
    states = [instance.state for instance in inner.stack]
    question = turn.question.id if turn.question else None
    return states == [{"question": question}, {"sheet": turn.walkthrough.sheet}]
