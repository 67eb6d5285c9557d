"""Why a step was not taken. Each message is one or two sentences that say who or what is needed."""


class Refused(Exception):
    """Nothing was recorded. The message is for the person who tried."""


class NotAllowed(Refused):
    """The person may not take this step."""


class WrongStage(Refused):
    """The case is not at the stage for this step."""


class OutOfDate(Refused):
    """What the person saw has changed since."""


class SeatTaken(Refused):
    """The seat has signed, or the person has signed for another seat."""


class BadInput(Refused):
    """Something is missing or can't be right."""
