"""Folds hold what a reader may want to see before they act; each opens by its button, without asking the bot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from microsoft_teams.cards import Action, CardElement, Container, TargetElement, ToggleVisibilityAction

from cards.elements import buttons, folded, in_rows


@dataclass(frozen=True)
class Fold:
    """A fold is opened by a button with its title; one that ``is_open`` is closed by it. ``spoken`` is for a screen
    reader, where the title alone does not say what it opens."""

    title: str
    body: tuple[CardElement, ...]
    is_open: bool = False
    spoken: str | None = None

    @classmethod
    def of_case(cls, ref: str, title: str, body: Iterable[CardElement]) -> "Fold":
        """Makes the fold of a card of news, which may stand in one message with those of other cases."""
        return cls(title, tuple(body), spoken=f"{title}: {ref}")


def more_steps(body: Iterable[CardElement]) -> Fold:
    """Returns the fold of the steps that are rare."""
    return Fold("More", tuple(body), spoken="More: other steps")


def opened_by(folds: Iterable[Fold], id: str = "fold") -> list[tuple[Action, CardElement]]:
    """Returns each fold's button, and what it opens. ``id`` tells the folds of one card's parts apart."""
    made = [
        (folded(f"{id}_{number}", fold.title, fold.body, spoken=fold.spoken), fold.is_open)
        for number, fold in enumerate(folds)
    ]
    return [(opens, body.model_copy(update={"is_visible": True}) if shown else body) for (opens, body), shown in made]


def fold_section(folds: Iterable[Fold], id: str = "fold") -> list[CardElement]:
    """Returns the buttons of the folds that hold anything, in rows as Teams shows them, and below them what they
    open."""
    return among_buttons((), folds, id=id)


def among_buttons(
    before: Iterable[Action], folds: Iterable[Fold], after: Iterable[Action] = (), id: str = "fold"
) -> list[CardElement]:
    """Returns rows of buttons in which those of the folds that hold anything stand among others, and below them what
    they open."""
    opened = opened_by((fold for fold in folds if fold.body), id)
    rows = in_rows([*before, *(action for action, _ in opened), *after])
    return [*rows, *(body for _, body in opened)]


IN_TURN = "turn_"
"""The parts of a form that are seen in turn have ids that begin so."""


def in_turn(parts: Sequence[Fold]) -> list[CardElement]:
    """Returns the parts of a form of which one is seen at a time, the first at first: the button of each shows it and
    hides the others, whose boxes are sent all the same."""
    ids = [f"{IN_TURN}{number}" for number in range(len(parts))]
    shows = [
        ToggleVisibilityAction(
            title=part.title,
            tooltip=part.spoken,
            target_elements=[TargetElement(element_id=each, is_visible=each == id) for each in ids],
        )
        for part, id in zip(parts, ids, strict=True)
    ]
    seen = (
        Container(id=id, items=list(part.body), is_visible=id == ids[0]) for part, id in zip(parts, ids, strict=True)
    )
    return [buttons(shows), *seen]
