"""An answer that needs more unfolds what it needs, without asking the bot: its own words, the box, and its own button.
The box is the same for all answers of a question, so that nothing typed is lost when another answer is pressed."""

from collections.abc import Sequence
from dataclasses import dataclass

from microsoft_teams.cards import Action, ActionSet, CardElement, Container, TargetElement, ToggleVisibilityAction

from cards.elements import paragraph

BOX = "more"
"""The id of what holds the box."""


@dataclass(frozen=True)
class Needing:
    """An answer that needs more has the id under which it unfolds, its label, what it ``asks``, and the button that
    takes it."""

    id: str
    label: str
    asks: str
    takes: Action


def unfold_buttons(answers: Sequence[Needing]) -> dict[str, Action]:
    """Returns the button of each answer, by its id. One press shows what it needs, and hides what another needed."""
    return {
        answer.id: ToggleVisibilityAction(title=answer.label, target_elements=_targets(answer, answers))
        for answer in answers
    }


def unfolded(answers: Sequence[Needing], box: CardElement, opened: str | None) -> list[CardElement]:
    """Returns what the answers unfold; ``opened`` is the id of the one that stands open from the start."""
    made: list[CardElement] = []
    for answer in answers:
        asks = paragraph(f"**{answer.label}.** {answer.asks}")
        made.append(Container(id=_asks(answer), items=[asks], is_visible=answer.id == opened))
    is_open = any(answer.id == opened for answer in answers)
    made.append(Container(id=BOX, items=[box], is_visible=is_open, spacing="Small"))
    for answer in answers:
        made.append(ActionSet(id=_takes(answer), actions=[answer.takes], is_visible=answer.id == opened))
    return made


def _targets(answer: Needing, answers: Sequence[Needing]) -> list[TargetElement]:
    own = [
        TargetElement(element_id=name(each), is_visible=each.id == answer.id)
        for each in answers
        for name in (_asks, _takes)
    ]
    return [TargetElement(element_id=BOX, is_visible=True), *own]


def _asks(answer: Needing) -> str:
    return f"asks_{answer.id}"


def _takes(answer: Needing) -> str:
    return f"takes_{answer.id}"
