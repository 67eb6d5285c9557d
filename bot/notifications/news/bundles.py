"""Bundles bring several pieces of news for one person into one message, and hold back what can wait."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from microsoft_teams.cards import AdaptiveCard

from bot.messaging.destinations import Destination
from bot.messaging.outbox import Message
from cards.elements import LIST_BYTES, stacked, weight_of
from cards.news import several_card
from dialogs.messages import CardMessage
from safeguarding.case.views.news.kinds import Urgency
from safeguarding.dates.working_days import WorkingCalendar, london_date
from safeguarding.partnership.model import WorkingHours
from safeguarding.people import Person

GATHERED_FOR = timedelta(minutes=2)
"""News that can wait does so for so long, in case more comes for the same person."""
MOST_TOGETHER = 8
WAITS_FOR_OTHERS = 3
"""Working mornings after which a piece goes by itself that has waited for a message with which to go."""


@dataclass(frozen=True)
class Piece:
    """A piece is what is to be said of one thing that happened at the moment ``at``."""

    message: Message
    at: datetime
    urgency: Urgency = Urgency.NOW


@dataclass(frozen=True)
class SendingHours:
    """The hours say what may be sent at the moment ``now``. What can wait is ``gathered_for`` so long, and what can
    wait till morning comes with the morning's message; all goes ``at_once`` where nothing is to wait."""

    now: datetime
    hours: WorkingHours
    calendar: WorkingCalendar
    gathered_for: timedelta = GATHERED_FOR
    at_once: bool = False

    def may_go(self, piece: Piece) -> bool:
        """Says whether the piece may be sent at this hour."""
        return self.at_once or piece.urgency is Urgency.NOW or self.hours.take_in(self.now, self.calendar)

    def must_go(self, piece: Piece) -> bool:
        """Says whether the piece waits for no other any more, nor for the morning's message."""
        if not self.may_go(piece):
            return False
        if piece.urgency is Urgency.NOW or self.at_once or not self.gathered_for:
            return True
        return not self._is_for_the_morning(piece) and self.now - piece.at >= self.gathered_for

    def comes_in_the_morning(self, piece: Piece) -> bool:
        """Says whether the piece is for the morning's message, and that may be sent now."""
        is_left = self.may_go(piece) and not self.must_go(piece) and self._is_for_the_morning(piece)
        return is_left and self._has_waited_till_morning(piece)

    def waits_for_others(self, piece: Piece) -> bool:
        """Says whether the piece, though it is for the morning, goes with another message alone."""
        waited = self.calendar.working_days_left(london_date(piece.at), london_date(self.now))
        return piece.urgency is Urgency.WITH_OTHERS and waited < WAITS_FOR_OTHERS

    def _is_for_the_morning(self, piece: Piece) -> bool:
        """The channel gets no message of the morning but the digest, so that it waits for none."""
        can_wait = piece.urgency in (Urgency.MORNING, Urgency.WITH_OTHERS) or self._has_waited_till_morning(piece)
        return can_wait and isinstance(piece.message.to, Person)

    def _has_waited_till_morning(self, piece: Piece) -> bool:
        return piece.at < self.hours.opening(london_date(self.now))


@dataclass(frozen=True)
class MorningNews:
    """The morning's news has waited for a person's message of the morning; with ``only_with_others`` it makes none by
    itself."""

    messages: tuple[Message, ...]
    only_with_others: bool = False

    @classmethod
    def of(cls, pieces: Sequence[Piece], sending: SendingHours) -> "MorningNews":
        return cls(tuple(piece.message for piece in pieces), all(map(sending.waits_for_others, pieces)))


def bundles(pieces: Iterable[Piece], sending: SendingHours) -> Iterator[Sequence[Message]]:
    """Yields what is to be sent now as one message each. Once a piece for a person goes, all go that may at this hour;
    what goes to the channel goes by itself. Real cases and rehearsals never stand in one message."""
    by_destination: dict[tuple[Destination, bool], list[Piece]] = {}
    for piece in pieces:
        by_destination.setdefault((piece.message.to, piece.message.is_of_rehearsal), []).append(piece)
    for (to, _), waiting in by_destination.items():
        if not isinstance(to, Person):
            yield from ([piece.message] for piece in waiting if sending.must_go(piece))
        elif any(map(sending.must_go, waiting)):
            going = [piece.message for piece in waiting if sending.may_go(piece)]
            yield from (going[first : first + MOST_TOGETHER] for first in range(0, len(going), MOST_TOGETHER))


async def current(messages: Iterable[Message]) -> tuple[Message, ...]:
    """Returns those that may still be sent: any other would keep back what goes with it."""
    return tuple([message for message in messages if await message.is_current()])


def together(messages: Sequence[Message]) -> Message:
    """Makes one message of several to one person, which says the topics of all."""
    if len(messages) == 1:
        return messages[0]

    async def are_current() -> bool:
        return all([await message.is_current() for message in messages])

    topics = tuple(topic for message in messages for topic in message.topics)
    return Message(messages[0].to, topics, lambda: _shown(messages), are_current)


def _shown(messages: Sequence[Message]) -> CardMessage:
    """Renders the pieces one below the other; those that are too much for one card are named alone."""
    shown = [message.render() for message in messages]
    titles = "; ".join(each.summary for each in shown)
    whole = [each.card for each in shown if isinstance(each.card, AdaptiveCard)]
    if weight_of(everything := stacked(*whole)) <= LIST_BYTES:
        return CardMessage(everything, titles)
    refs = tuple(dict.fromkeys(topic.ref for message in messages for topic in message.topics if topic.ref))
    return CardMessage(several_card([each.summary for each in shown], refs), titles)
