"""A triage can begin with what a message says: the form shows the text to whoever chose it, and to nobody else."""

from microsoft_teams.cards import AdaptiveCard, SubmitAction, SubmitActionData

from cards.elements import card, heading, notice, paragraph
from cards.inputs import text_box
from cards.refusal import Style

ALONE = (
    "Only you see this. When you go on it stands in our own chat, in the box for the evidence of your triage. It is "
    "recorded only with what you answer."
)


def from_message_card(text: str, seen: str = "", problem: str = "", style: Style = "attention") -> AdaptiveCard:
    """The form sends the text by Action.Submit: a dialog of Teams knows no other. ``seen`` is the digest of the text in
    which ``problem`` was pointed out."""
    said = [notice(problem, style)] if problem else []
    sent = SubmitActionData.model_validate({"seen": seen})
    go_on = SubmitAction(title="Go on in our own chat", data=sent, associated_inputs="auto")
    words = text_box("evidence", "What the message says, without names", text)
    return card([heading("Begin a triage with these words"), *said, paragraph(ALONE), words], [go_on])
