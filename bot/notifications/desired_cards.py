"""Desired cards are the posted sign-off cards as they should be now: each signer's, the channel's neutral copy, and the
cards to hide from those who have lost their seat or their sight of the case."""

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, replace

from bot.cases.case_queries import CaseQueries
from bot.messaging.destinations import Destination
from bot.messaging.ledger import CardKey
from bot.notifications.card_records import HIDDEN_CARD, DesiredCard, RenderedPages, key_of
from cards.sign_off.card import neutral_card, sign_off_pages
from cards.sign_off.content import has_lapsed
from cards.sign_off.lapsed import lapsed_card, neutral_lapsed_card
from cards.sign_off.subject import NEUTRAL, SignOffSubject
from safeguarding.case.case import Case
from safeguarding.case.events.case_events import Signed
from safeguarding.case.signatories import seat_of, signature_of
from safeguarding.case.state.matters import MATTERS
from safeguarding.case.views.lapses import Lapse, latest_lapse, latest_lapses
from safeguarding.case.views.recipients import Unreached, asked, signers
from safeguarding.people import Person, Seat

Variant = tuple[Seat | None, bool, Signed | None, bool]


@dataclass(frozen=True)
class DesiredCards:
    """``channel_id`` gives a person's id in the channel (29:...), where they have written to the bot."""

    queries: CaseQueries
    channel_id: Callable[[Person], str | None]

    def of(self, case: Case, noted: Set[CardKey], unreached: Unreached = frozenset()) -> Iterator[DesiredCard]:
        """Returns the cards of every matter that the case asks for. ``noted`` are those that the ledger has by now: a
        deputy's that is noted in between would seem to be nobody's. For those ``unreached`` their deputies are asked
        too."""
        lapses = {lapse.matter: lapse for lapse in latest_lapses(case)}
        for matter in MATTERS:
            if subject := self.queries.subject(case, matter):
                yield from self._of_matter(subject, noted, unreached)
            elif matter in lapses:
                yield from self._of_lapsed(case, lapses[matter], noted)

    def _of_matter(self, subject: SignOffSubject, noted: Set[CardKey], unreached: Unreached) -> Iterator[DesiredCard]:
        case, matter, partnership = subject.case, subject.sign_off.matter, self.queries.rules.partnership
        people = signers(case, matter, partnership, lambda person: key_of(subject, person) in noted, unreached)
        yield from self._to_signers(subject, people)
        yield from self._to_others(subject, people, noted)
        if matter.id in NEUTRAL:
            yield self._to_channel(subject, people)

    def _to_signers(self, subject: SignOffSubject, people: Iterable[Person]) -> Iterator[DesiredCard]:
        """A card is rendered once for all who are shown the same. Whoever has signed is shown the receipt, the last
        page."""
        rendered: dict[Variant, RenderedPages] = {}
        for person in people:
            actor = self.queries.rules.partnership.actor(person)
            seat, signs = seat_of(subject.sign_off, actor), self.queries.signs(subject, actor)
            own, changes = signature_of(person, subject.sign_off), self.queries.changes(subject, actor)
            lapsed = seat if has_lapsed(subject, seat) else None
            shown = lapsed, signs, own, changes
            if shown not in rendered:
                pages = sign_off_pages(subject, lapsed, signs=signs, own=own, changes=changes)
                rendered[shown] = RenderedPages(pages, -1 if own else 0)
            yield _desired(subject, person, rendered[shown], person)

    def _to_channel(self, subject: SignOffSubject, people: Iterable[Person]) -> DesiredCard:
        """A restricted case never shows in the channel, and what it showed before goes."""
        pages = HIDDEN_CARD
        if not subject.case.access.is_restricted:
            pages = RenderedPages([neutral_card(subject, list(self._waited_for(subject, people)))])
        channel = self.queries.rules.partnership.review_channel
        return replace(_desired(subject, None, pages, channel), below=subject.case.ref)

    def _to_others(
        self, subject: SignOffSubject, people: Iterable[Person], noted: Set[CardKey]
    ) -> Iterator[DesiredCard]:
        """Hides the cards of those who have lost their seat or their sight of the case. Of a change of the facts that
        took the place of another, other seats may be asked: whoever was is told so."""
        kept = {key_of(subject, person) for person in people}
        lapse = latest_lapse(subject.case, subject.sign_off.matter.id)
        for key in noted:
            if key.person and key.matter == subject.sign_off.matter.id and key not in kept:
                pages = self._lapsed(lapse, subject.case, key.person) if lapse else HIDDEN_CARD
                yield _desired(subject, key.person, pages, key.person, is_over=True)

    def _of_lapsed(self, case: Case, lapse: Lapse, noted: Set[CardKey]) -> Iterator[DesiredCard]:
        """Brings the posted cards of a matter that is put to nobody now up to date: none offers to sign any more."""
        digest, channel = lapse.sign_off.matter.digest, self.queries.rules.partnership.review_channel
        for key in noted:
            if key.matter != lapse.matter:
                continue
            if key.person:
                yield DesiredCard(key, self._lapsed(lapse, case, key.person), key.person, digest, is_over=True)
            elif key.matter in NEUTRAL:
                shown = not case.access.is_restricted
                pages = RenderedPages([neutral_lapsed_card(case, key.matter)]) if shown else HIDDEN_CARD
                yield DesiredCard(key, pages, channel, digest, is_over=True, below=case.ref)

    def _lapsed(self, lapse: Lapse, case: Case, person: Person) -> RenderedPages:
        """Says that it has lapsed to whoever was asked and still sees the case; from others it is hidden."""
        was_asked = person in asked(lapse, self.queries.rules.partnership)
        if not was_asked or not self.queries.sees(case, person):
            return HIDDEN_CARD
        return RenderedPages([lapsed_card(lapse, case, self.queries.rules.card_context(), self.queries.rules.office)])

    def _waited_for(self, subject: SignOffSubject, people: Iterable[Person]) -> Iterator[str]:
        for person in people:
            id = self.channel_id(person)
            if id and self.queries.signs(subject, self.queries.rules.partnership.actor(person)):
                yield id


def _desired(
    subject: SignOffSubject, whose: Person | None, pages: RenderedPages, to: Destination, *, is_over: bool | None = None
) -> DesiredCard:
    over = subject.is_over if is_over is None else is_over
    return DesiredCard(key_of(subject, whose), pages, to, subject.sign_off.matter.digest, over)
