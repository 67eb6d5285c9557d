"""What is asked of each activity after its token: from where, from whom, how fast, and whether still a member."""

from collections.abc import Callable
from dataclasses import dataclass

from botbuilder.core import TurnContext

from bot.adapter import is_search, tell
from bot.addresses import Addresses
from bot.admission import FROM_A_PERSON, admit
from bot.membership import Membership
from bot.message_extension import NOTHING_TO_SEE
from bot.pace import Paces, Verdict
from bot.refused import TooMany
from bot.turn import sender
from safeguarding.case.people import Person
from safeguarding.partnership.model import Partnership

TOO_FAST = "That was too much at once, and this step was not taken. Wait half a minute, then go on."


@dataclass(frozen=True)
class Gate:
    """``clock``: seconds that only grow; ``too_fast`` counts the steps that were not taken for their pace."""

    partnership: Partnership
    addresses: Addresses
    membership: Membership
    paces: Paces[Person]
    clock: Callable[[], float]
    too_fast: Callable[[], None]

    async def lets_in(self, body: object, context: TurnContext) -> bool:
        """False where the person was told to slow down, or that there is nothing for them to find. Raises Forbidden,
        and TooMany when they did not slow down."""
        admit(body, self.partnership, self.addresses)
        if context.activity.type not in FROM_A_PERSON:
            return True
        verdict = self.paces.take(sender(context.activity), self.clock())
        if verdict is not Verdict.ADMITTED:
            self.too_fast()
        if verdict is Verdict.TOLD:
            await tell(context, TOO_FAST)
            return False
        if verdict is Verdict.SILENT:
            raise TooMany(TOO_FAST)
        if is_search(context.activity):
            return await self._lets_search(context)
        await self.membership.check(context)
        return True

    async def _lets_search(self, context: TurnContext) -> bool:
        if await self.membership.lets_search(sender(context.activity)):
            return True
        await tell(context, NOTHING_TO_SEE)
        return False
