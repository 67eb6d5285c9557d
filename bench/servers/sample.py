"""The sample with dialogs is the same in both SDKs, whose packages bear the same names: ``core`` and ``dialogs`` are
those of the one that is served. It asks the questions one a turn, by text prompts."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

PROMPTS = ("Which agency?", "Which team?", "Which day?", "Which place?", "Which number?")
THANKS = "Thank you."
WATERFALL, PROMPT = "waterfall", "prompt"


def questions_dialog(core: Any, dialogs: Any) -> Any:
    def asking(question: str) -> Any:
        async def ask(step: Any) -> Any:
            prompt = dialogs.prompts.PromptOptions(prompt=core.MessageFactory.text(question))
            return await step.prompt(PROMPT, prompt)

        # The SDK names the steps of a waterfall in its telemetry.
        ask.__name__ = ask.__qualname__ = question
        return ask

    async def thank(step: Any) -> Any:
        await step.context.send_activity(core.MessageFactory.text(THANKS))
        return await step.end_dialog()

    dialog = dialogs.ComponentDialog("questions")
    dialog.add_dialog(dialogs.WaterfallDialog(WATERFALL, [*map(asking, PROMPTS), thank]))
    dialog.add_dialog(dialogs.prompts.TextPrompt(PROMPT))
    dialog.initial_dialog_id = WATERFALL
    return dialog


async def go_on(dialogs: Any, dialog: Any, conversation_state: Any, turn_context: Any) -> None:
    """Goes on with the dialog where the conversation is in it, and begins it otherwise."""
    known = dialogs.DialogSet(conversation_state.create_property("DialogState"))
    known.add(dialog)
    context = await known.create_context(turn_context)
    result = await context.continue_dialog()
    if result.status == dialogs.DialogTurnStatus.Empty:
        await context.begin_dialog(dialog.id)


def serve(messages: Callable[[web.Request], Awaitable[web.Response]], app: web.Application, port: int) -> None:
    app.router.add_post("/api/messages", messages)
    web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=None)
