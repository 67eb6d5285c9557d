"""A form is a card with boxes: one button sends what was typed, and one leads back without sending it."""

from collections.abc import Mapping, Sequence

from microsoft_teams.cards import Action, AdaptiveCard

from cards.elements import Body, button, card

NOTHING: Mapping[str, object] = {}


def form_card(
    ref: str, body: Body, title: str, verb: str, about: Mapping[str, object] = NOTHING, more: Sequence[Action] = ()
) -> AdaptiveCard:
    """The form takes a step on the case ``ref``. ``about`` is what its button carries besides, ``more`` are buttons of
    other ways on."""
    send = button(title, verb, {"ref": ref, **about, "confirmed": True}, primary=True)
    return card(body, [send, *more, back_to_case(ref)])


def back_to_case(ref: str) -> Action:
    return button("Back to the case", "case", {"ref": ref}, inputs=False)
