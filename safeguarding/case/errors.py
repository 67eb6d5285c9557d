"""Errors of a case say why a step was not taken. Each message is one or two sentences that say who or what is
needed."""


class StepRefused(Exception):
    """The step was refused, and nothing was recorded. The message is for the person who tried. ``about`` names what is
    wrong or missing where one thing is: an item, or a box of a form."""

    def __init__(self, message: str = "", about: str = "") -> None:
        super().__init__(message)
        self.about = about


class NotAllowed(StepRefused):
    """The person may not take this step."""


class WrongStage(StepRefused):
    """The case is not at the stage for this step."""


class OutOfDate(StepRefused):
    """The content that the person saw has changed since."""


class SeatTaken(StepRefused):
    """The seat has signed, or the person has signed for another seat."""


class InvalidInput(StepRefused):
    """Something is missing or can't be right."""


class PointedOut(InvalidInput):
    """Something should be looked at once more: pressed again unchanged, it is taken as it is."""
