"""Threads stand in the review channel below the post of each case: nudges and news of the case are answers there."""

from dataclasses import dataclass

from bot.messaging.ledger import POST, CardEntry, CardKey, State, Topic, state_in
from safeguarding.partnership.model import ReviewChannel
from store.interface import Documents

BELOW = " "
"""The id of an answer is that of its thread and its own, with this between them: no id of Teams has a blank."""


def answer_id(root: str, id: str) -> str:
    return f"{root}{BELOW}{id}"


def place_of(message_id: str) -> tuple[str, str]:
    """Returns the thread that a message of the channel stands in, and the message's own id there."""
    root, _, id = message_id.partition(BELOW)
    return root, id or root


@dataclass(frozen=True)
class Threads:
    """The ledger knows the post of each case."""

    ledger: Documents

    def root_of(self, ref: str) -> str | None:
        """Returns the id of the case's post; none where it has none."""
        copies = self._post(ref).copies
        return copies[-1] if copies else None

    def must_wait(self, ref: str, channel: ReviewChannel) -> bool:
        """Says whether the case's post is yet to come, so that what is to stand below it waits. Without one are a case
        that an earlier version told the channel of, until it changes, and one whose post could not be delivered."""
        entry = self._post(ref)
        return not entry.copies and entry.state is not State.FAILED and not self.was_told_before(ref, channel)

    def is_known(self, ref: str, channel: ReviewChannel) -> bool:
        """Says whether the channel has heard of the case."""
        return self.root_of(ref) is not None or self.was_told_before(ref, channel)

    def was_told_before(self, ref: str, channel: ReviewChannel) -> bool:
        """Says whether an earlier version told the channel of the opening by a message that nobody can change."""
        document = self.ledger.get(Topic("opened", ref).name_at(channel))
        return document is not None and state_in(document.value) is State.SENT

    def _post(self, ref: str) -> CardEntry:
        document = self.ledger.get(str(CardKey(ref, POST)))
        return CardEntry.parse(document.value) if document else CardEntry()
