"""The subject of a sign-off card is a matter of a case, and how it stands."""

from dataclasses import dataclass

from microsoft_teams.cards import Action

from cards.context import CardContext
from cards.elements import button
from safeguarding.case.case import Case
from safeguarding.case.state.sign_off import (
    CONCERN_DECISION,
    LATER_NOT_MET,
    LCSPR_DECISION,
    NOTIFICATION_CRITERIA,
    SIN_QUALITY,
    SignOff,
)
from safeguarding.case.views.history import Who

MATTER_NAMES = {
    NOTIFICATION_CRITERIA: "notification criteria",
    SIN_QUALITY: "SIN's quality and accuracy",
    LATER_NOT_MET: "criteria not met after all",
    LCSPR_DECISION: "decision on the LCSPR",
    CONCERN_DECISION: "Case of Concern",
}


@dataclass(frozen=True)
class SignOffSubject:
    """The subject has what a sign-off card needs: the case, how the matter stands, and how offices are named."""

    case: Case
    sign_off: SignOff
    context: CardContext
    who: Who

    @property
    def is_complete(self) -> bool:
        decided = self.sign_off.matter.id == LCSPR_DECISION and self.case.decision is not None
        return self.sign_off.is_agreed or decided

    @property
    def is_over(self) -> bool:
        return self.is_complete or not self.case.is_open

    @property
    def button(self) -> Action:
        """The button leads to the card to sign."""
        name = MATTER_NAMES[self.sign_off.matter.id]
        return button(f"Sign: {name}", "sign_off", self.data, inputs=False, spoken=f"Sign for {self.case.ref}: {name}")

    @property
    def data(self) -> dict[str, object]:
        return {"ref": self.case.ref, "matter": self.sign_off.matter.id, "digest": self.sign_off.matter.digest}
