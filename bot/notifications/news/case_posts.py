"""Each case has one living post in the review channel: it is posted when the case is opened, and changed as it moves,
so that nothing stale stands there. A restricted case shows nothing."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime

from bot.cases.case_queries import CaseQueries
from bot.messaging.leases import Leases
from bot.messaging.ledger import POST, CardEntry, CardKey, State, Topic
from bot.messaging.outbox import Message, Outbox
from bot.messaging.proactive import ProactiveMessenger
from bot.messaging.threads import BELOW, Threads
from bot.notifications.card_records import HIDDEN_CARD, DesiredCard, RenderedPages
from bot.notifications.news.begun import news_since
from bot.notifications.sign_off_cards import SignOffCardSync
from cards.case.opening import channel_card
from cards.notices import in_plain_words
from cards.sign_off.subject import NEUTRAL
from dialogs.messages import CardMessage
from safeguarding.case.case import Case
from safeguarding.case.views.recipients import Unreached

TRIES_OF_A_POST = 3
"""A post that Teams does not know, tried so often over some minutes, is posted anew."""


@dataclass
class CasePosts:
    """A case of which an earlier version told the channel gets its post when it changes, or takes one of those that
    stand there. ``since`` is when this version began."""

    queries: CaseQueries
    threads: Threads
    since: datetime | None = None

    def of(self, case: Case, noted: Set[CardKey], unreached: Unreached = frozenset()) -> Iterator[DesiredCard]:
        """Returns the post as it should be, if there should be one."""
        key, channel = CardKey(case.ref, POST), self.queries.rules.partnership.review_channel
        is_new = not self.threads.root_of(case.ref) and not self.threads.was_told_before(case.ref, channel)
        if is_new or key in noted or (self.since and case.events[-1].at >= self.since):
            pages = HIDDEN_CARD
            if not case.access.is_restricted:
                pages = RenderedPages([channel_card(case, self.queries.rules.card_context())])
            summary = f"{case.ref} was opened" if is_new else f"{case.ref}: {case.stage.label}"
            yield DesiredCard(key, pages, channel, "", is_over=not case.is_open, summary=summary)


class CasePostSync(SignOffCardSync):
    """The job keeps the posts as they should be."""

    tries_of_a_copy = TRIES_OF_A_POST

    def __init__(self, queries: CaseQueries, messenger: ProactiveMessenger, outbox: Outbox, leases: Leases) -> None:
        self._posts = CasePosts(queries, Threads(leases.ledger))
        super().__init__(queries, messenger, outbox, leases, self._posts)

    async def run(self) -> None:
        self._posts.since = await news_since(self._ledger, self._queries.rules.now())
        await super().run()

    async def _cards_of(self, case: Case) -> Sequence[DesiredCard] | None:
        await self._adopt(case)
        return await super()._cards_of(case)

    async def _adopt(self, case: Case) -> None:
        """Makes the first post of the case that can be changed its living one, where an earlier version posted it: a
        card to sign, which is posted below it if it is still needed."""
        post, channel = str(CardKey(case.ref, POST)), self._queries.rules.partnership.review_channel
        if self._ledger.get(post) or not self._posts.threads.was_told_before(case.ref, channel):
            return
        for matter in NEUTRAL:
            name = str(CardKey(case.ref, matter))
            document = self._ledger.get(name)
            entry = CardEntry.parse(document.value) if document else CardEntry()
            roots = [copy for copy in entry.copies if BELOW not in copy]
            if document and roots and not self._leases.is_held_elsewhere(entry):
                kept = tuple(copy for copy in entry.copies if copy != roots[0])
                changed = {
                    post: CardEntry(State.SENT, messages=(roots[0],)).to_json(),
                    name: replace(entry, messages=kept, view="").to_json(),
                }
                await self._ledger.claim(changed, {post: None, name: document.etag})
                return

    async def _say_in_plain_words(self, card: DesiredCard) -> None:
        """Tells the channel of the case, once, by a message that nobody can change, where Teams does not take its
        post."""
        ref = card.key.ref
        summary = f"{ref} is open: its post can't be shown"
        told = CardMessage(in_plain_words(summary, [ref]), summary)
        topic = Topic("opened", ref)
        await self._outbox.send(Message(card.to, (topic,), lambda: told, lambda: self._may_be_shown(card)))

    async def _note_deleted(self, card: DesiredCard, message: str) -> None:
        """Forgets a post that was deleted: the next run posts it anew."""
        await self._leases.update(
            card.key,
            lambda now: replace(now, messages=tuple(copy for copy in now.copies if copy != message), view=""),
        )
