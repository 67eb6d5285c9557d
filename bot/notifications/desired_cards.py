"""Desired cards are the posted sign-off cards as they should be now: each signer's, the channel's neutral copy, and the
cards to hide from those who have lost their seat or their sight of the case."""

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass

from bot.cases.case_queries import CaseQueries
from bot.messaging.ledger import CardKey
from bot.notifications.card_records import HIDDEN_CARD, DesiredCard, RenderedPages, key_of
from cards.sign_off.card import NEUTRAL, neutral_card, sign_off_pages
from cards.sign_off.content import has_lapsed
from cards.sign_off.subject import SignOffSubject
from safeguarding.case.case import Case
from safeguarding.case.signatories import seat_of
from safeguarding.case.state.sign_off import MATTERS
from safeguarding.case.views.recipients import signers
from safeguarding.people import Person, Seat

Variant = tuple[Seat | None, bool, int]


@dataclass(frozen=True)
class DesiredCards:
    """``channel_id`` gives a person's id in the channel (29:...), where they have written to the bot."""

    queries: CaseQueries
    channel_id: Callable[[Person], str | None]

    def of(self, case: Case, noted: Set[CardKey]) -> Iterator[DesiredCard]:
        """Returns the cards of every matter that the case asks for. ``noted`` are those that the ledger has by now: a
        deputy's that is noted in between would seem to be nobody's."""
        for matter in MATTERS:
            if subject := self.queries.subject(case, matter):
                yield from self._of_matter(subject, noted)

    def _of_matter(self, subject: SignOffSubject, noted: Set[CardKey]) -> Iterator[DesiredCard]:
        case, matter, partnership = subject.case, subject.sign_off.matter, self.queries.rules.partnership
        people = signers(case, matter, partnership, lambda person: key_of(subject, person) in noted)
        yield from self._to_signers(subject, people)
        yield from _hidden(subject, people, noted)
        if matter.id in NEUTRAL:
            yield self._to_channel(subject, people)

    def _to_signers(self, subject: SignOffSubject, people: Iterable[Person]) -> Iterator[DesiredCard]:
        """A card is rendered once for all who are shown the same. Whoever has signed is shown how it stands, the last
        page."""
        rendered: dict[Variant, RenderedPages] = {}
        signed = {signature.signer for signature in subject.sign_off.signatures_given}
        for person in people:
            actor = self.queries.rules.partnership.actor(person)
            seat, signs = seat_of(subject.sign_off, actor), self.queries.signs(subject, actor)
            lapsed, at = seat if has_lapsed(subject, seat) else None, -1 if person in signed else 0
            shown = lapsed, signs, at
            if shown not in rendered:
                rendered[shown] = RenderedPages(sign_off_pages(subject, lapsed, signs=signs), at)
            yield DesiredCard(key_of(subject, person), subject, rendered[shown], person)

    def _to_channel(self, subject: SignOffSubject, people: Iterable[Person]) -> DesiredCard:
        """A restricted case never shows in the channel, and what it showed before goes."""
        pages = HIDDEN_CARD
        if not subject.case.access.is_restricted:
            pages = RenderedPages([neutral_card(subject, list(self._waited_for(subject, people)))])
        return DesiredCard(key_of(subject, None), subject, pages, self.queries.rules.partnership.review_channel)

    def _waited_for(self, subject: SignOffSubject, people: Iterable[Person]) -> Iterator[str]:
        for person in people:
            id = self.channel_id(person)
            if id and self.queries.signs(subject, self.queries.rules.partnership.actor(person)):
                yield id


def _hidden(subject: SignOffSubject, people: Iterable[Person], noted: Set[CardKey]) -> Iterator[DesiredCard]:
    kept = {key_of(subject, person) for person in people}
    for key in noted:
        if key.person and key.matter == subject.sign_off.matter.id and key not in kept:
            yield DesiredCard(key, subject, HIDDEN_CARD, key.person)
