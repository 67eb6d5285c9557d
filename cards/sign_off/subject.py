"""The subject of a sign-off card is a matter of a case, and how it stands."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from microsoft_teams.cards import Action

from cards.context import CardContext
from cards.elements import button
from safeguarding.case.case import Case
from safeguarding.case.signatories import SETTLED, is_decided, is_over
from safeguarding.case.state import matters
from safeguarding.case.state.sign_off import SignOff
from safeguarding.case.views.history import Who

NEUTRAL = {
    matters.NOTIFICATION_CRITERIA: "the notification",
    matters.LCSPR_DECISION: "the decision",
    matters.CONCERN_DECISION: "the Case of Concern",
}
"""The channel gets a copy of these matters."""

LAST_PAGE = 1_000
"""The last page is asked for by a number higher than any."""


@dataclass(frozen=True)
class SignOffSubject:
    """The subject has what a sign-off card needs: the case, how the matter stands, and how offices are named."""

    case: Case
    sign_off: SignOff
    context: CardContext
    who: Who

    @cached_property
    def derived(self) -> dict[Any, Any]:
        """Keeps what was made of this subject: of the cards to many signers most is the same."""
        return {}

    @property
    def is_over(self) -> bool:
        return is_over(self.case, self.sign_off)

    @property
    def is_complete(self) -> bool:
        """All have agreed, or the matter is decided; a case may be closed before it is."""
        return self.sign_off.is_agreed or is_decided(self.case, self.sign_off.matter.id)

    @property
    def is_settled(self) -> bool:
        """The notification criteria are settled, found not met or decided by escalation, and so nobody signs here."""
        matter = self.sign_off.matter.id
        return matter in SETTLED and is_decided(self.case, matter)

    @property
    def button(self) -> Action:
        return sign_off_button(self.case, self.sign_off.matter)

    @property
    def data(self) -> dict[str, object]:
        return _data(self.case, self.sign_off.matter)


def sign_off_button(case: Case, matter: matters.Matter) -> Action:
    """Leads to the card to sign."""
    name = matters.MATTER_NAMES[matter.id]
    return button(f"Sign: {name}", "sign_off", _data(case, matter), inputs=False, spoken=f"Sign for {case.ref}: {name}")


def _data(case: Case, matter: matters.Matter) -> dict[str, object]:
    return {"ref": case.ref, "matter": matter.id, "digest": matter.digest}
