"""The desired cards are the sign-off cards as they should be now: whose they are, what they show, and from whom they
are hidden."""

from collections.abc import AsyncIterator, Iterable
from datetime import date
from pathlib import Path

import pytest

from bot.messaging.ledger import CardKey
from bot.notifications.card_records import DesiredCard
from bot.notifications.desired_cards import DesiredCards
from cards.elements import as_json
from safeguarding.case.case import Case
from safeguarding.case.state.matters import (
    CONCERN_DECISION,
    FACTS_CHANGE,
    LATER_NOT_MET,
    LCSPR_DECISION,
    NOTIFICATION_CRITERIA,
    SIN_QUALITY,
)
from safeguarding.case.steps.lifecycle import update
from safeguarding.case.steps.signatures import propose_not_met
from safeguarding.people import Person
from tests.support.case_office import CaseOffice, open_store
from tests.support.case_stages import (
    BUSINESS_TEAM,
    COUNCIL,
    ENGINE,
    ICB,
    PARTNERS_DSPS,
    POLICE,
    answered,
    closed_anyway,
    proposed,
    put_to_the_dsps,
    referred,
    signed_by,
    text,
    written,
)
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.people.offices import CHANNEL, in_conflict, kind_of, partnership, person, restricted_to
from tests.support.plain_case import REF, care_leaver, facts, opened, submitted, updated

CRITERIA = NOTIFICATION_CRITERIA


@pytest.fixture
async def at_office(tmp_path: Path) -> AsyncIterator[CaseOffice]:
    async with open_store(tmp_path) as store:
        yield CaseOffice(store)


def channel_id(person: Person) -> str | None:
    """The police have never written to the bot."""
    return None if person == POLICE.person else f"29:{person.id}"


def noted(*kinds: str, matter: str = CRITERIA) -> frozenset[CardKey]:
    """The ledger has a card of these people, and of the channel."""
    return frozenset(CardKey(REF, matter, None if kind == CHANNEL else person(kind)) for kind in kinds)


def desired(at_office: CaseOffice, case: Case, has: Iterable[CardKey] = ()) -> dict[tuple[str, str], DesiredCard]:
    """Returns the cards by matter and the kind of person, or the channel."""
    found = list(DesiredCards(at_office.queries, channel_id).of(case, frozenset(has)))
    by_place = {(card.key.matter, kind_of(card.to)): card for card in found}
    assert len(by_place) == len(found), "one card at one destination"
    for (matter, kind), card in by_place.items():
        assert card.key == CardKey(case.ref, matter, None if kind == CHANNEL else person(kind))
    return by_place


def of(cards: dict[tuple[str, str], DesiredCard], matter: str = CRITERIA) -> dict[str, str]:
    """Returns what becomes of each card of the matter."""
    return {kind: "hidden" if card.is_hidden else "shown" for (each, kind), card in cards.items() if each == matter}


def shown(*kinds: str, hidden: Iterable[str] = ()) -> dict[str, str]:
    return {**dict.fromkeys(kinds, "shown"), **dict.fromkeys(hidden, "hidden")}


def words(card: DesiredCard) -> str:
    return str([as_json(page) for page in card.pages.pages])


def test_each_seats_holder_gets_a_card_and_the_channel_a_copy_of_what_concerns_all(at_office: CaseOffice) -> None:
    cards = desired(at_office, opened())
    assert of(cards) == shown("council", "icb", "police", CHANNEL)
    assert of(cards, SIN_QUALITY) == shown("dcs"), "the channel gets none of the DCS's"
    assert cards.keys() == {*((CRITERIA, kind) for kind in of(cards)), (SIN_QUALITY, "dcs")}


def test_matters_that_a_case_asks_for_later_get_cards_of_their_own(at_office: CaseOffice) -> None:
    not_met = propose_not_met(submitted(), text("a known illness"), COUNCIL, OPENED_AT)
    assert of(desired(at_office, not_met), LATER_NOT_MET) == shown("council", "icb", "police", "dcs")
    concern = proposed(referred(care_leaver()))
    assert of(desired(at_office, concern), CONCERN_DECISION) == shown("review_group", "chair", CHANNEL)


def test_only_a_persons_card_of_an_open_matter_can_be_signed(at_office: CaseOffice) -> None:
    cards = desired(at_office, in_conflict(opened(), "icb"), noted("icb"))
    assert {kind: cards[CRITERIA, kind].can_be_signed for kind in of(cards)} == {
        "council": True,
        "icb": False,
        "icb_deputy": True,
        "police": True,
        CHANNEL: False,
    }


def test_a_deputy_who_was_sent_a_card_keeps_it(at_office: CaseOffice) -> None:
    assert of(desired(at_office, opened(), noted("icb_deputy"))) == shown(
        "council", "icb", "icb_deputy", "police", CHANNEL
    )


@pytest.mark.parametrize("kind", ["opener", "practitioner", "chair", "review_group", "business_team", "dcs"])
def test_a_card_of_whoever_holds_no_seat_any_more_is_hidden(kind: str, at_office: CaseOffice) -> None:
    assert of(desired(at_office, opened(), noted(kind))) == shown("council", "icb", "police", CHANNEL, hidden=[kind])


def test_a_card_of_whoever_has_left_the_office_is_hidden_and_the_deputy_gets_one(at_office: CaseOffice) -> None:
    at_office.partnership = partnership(without="icb")
    assert of(desired(at_office, opened(), noted("icb"))) == shown(
        "council", "icb_deputy", "police", CHANNEL, hidden=["icb"]
    )


def test_whoever_declares_a_conflict_of_interest_has_their_card_hidden_and_the_deputy_gets_one(
    at_office: CaseOffice,
) -> None:
    case = in_conflict(opened(), "icb")
    others = shown("council", "icb_deputy", "police", CHANNEL)
    assert of(desired(at_office, case, noted("icb"))) == {**others, "icb": "hidden"}
    assert of(desired(at_office, case)) == others, "there is no card to hide"


def test_a_card_of_one_matter_says_nothing_of_another(at_office: CaseOffice) -> None:
    cards = desired(at_office, opened(), noted("icb", matter=SIN_QUALITY))
    assert of(cards)["icb"] == "shown"
    assert of(cards, SIN_QUALITY) == shown("dcs", hidden=["icb"])


def test_a_restricted_case_is_hidden_in_the_channel_and_from_everybody_it_does_not_name(at_office: CaseOffice) -> None:
    case = restricted_to(opened(), "opener", "business_team", "council", "icb")
    cards = desired(at_office, case, noted("council", "icb", "police", CHANNEL))
    assert of(cards) == shown("council", "icb", hidden=["police", CHANNEL])
    for place in ("police", CHANNEL):
        assert REF not in words(cards[CRITERIA, place])


def test_what_the_channel_shows_is_the_same_whether_its_card_was_noted_or_not(at_office: CaseOffice) -> None:
    cards, again = desired(at_office, opened()), desired(at_office, opened(), noted(CHANNEL))
    assert of(cards) == of(again)
    assert cards[CRITERIA, CHANNEL].view == again[CRITERIA, CHANNEL].view


def test_a_card_is_rendered_once_for_all_who_are_shown_the_same(at_office: CaseOffice) -> None:
    cards = desired(at_office, opened())
    assert cards[CRITERIA, "council"].pages is cards[CRITERIA, "icb"].pages is cards[CRITERIA, "police"].pages


def test_whoever_has_signed_is_shown_the_last_page_without_buttons_to_sign_and_the_others_the_first(
    at_office: CaseOffice,
) -> None:
    cards = desired(at_office, signed_by(opened(), CRITERIA, ICB))
    assert {kind: cards[CRITERIA, kind].pages.at for kind in ("council", "icb", "police")} == {
        "council": 0,
        "icb": -1,
        "police": 0,
    }
    assert "'agree'" in words(cards[CRITERIA, "council"])
    assert "'agree'" not in words(cards[CRITERIA, "icb"])


def test_a_deputy_whose_seat_was_signed_for_by_the_holder_is_offered_nothing_to_sign(at_office: CaseOffice) -> None:
    cards = desired(at_office, signed_by(opened(), CRITERIA, ICB), noted("icb_deputy"))
    deputys = cards[CRITERIA, "icb_deputy"]
    assert "'agree'" not in words(deputys) and deputys.pages.at == 0


def test_whoevers_signature_has_lapsed_is_told_so_and_the_others_are_not(at_office: CaseOffice) -> None:
    case = updated(signed_by(opened(), CRITERIA, ICB), abuse_or_neglect="suspected")
    cards = desired(at_office, case)
    assert "has lapsed" in words(cards[CRITERIA, "icb"])
    assert "has lapsed" not in words(cards[CRITERIA, "police"])
    assert "'agree'" in words(cards[CRITERIA, "icb"]) and cards[CRITERIA, "icb"].pages.at == 0


def test_the_channels_card_is_addressed_to_those_who_have_yet_to_sign_where_the_bot_knows_them(
    at_office: CaseOffice,
) -> None:
    def addressed(case: Case) -> set[str]:
        said = words(desired(at_office, case)[CRITERIA, CHANNEL])
        return {kind for kind, by in EVERYBODY.items() if f"29:{by.person.id}'" in said}

    assert addressed(opened()) == {"council", "icb"}
    assert addressed(signed_by(opened(), CRITERIA, ICB)) == {"council"}
    assert addressed(in_conflict(opened(), "icb")) == {"council", "icb_deputy"}


@pytest.mark.parametrize("signed", [(), PARTNERS_DSPS])
def test_once_a_case_is_closed_or_all_have_agreed_nothing_can_be_signed(
    signed: tuple[object, ...], at_office: CaseOffice
) -> None:
    case = signed_by(opened(), CRITERIA, *PARTNERS_DSPS) if signed else opened()
    if not signed:
        case = closed_anyway(case, text("finished"), BUSINESS_TEAM, OPENED_AT)
    cards = desired(at_office, case)
    assert of(cards) == shown("council", "icb", "police", CHANNEL)
    for kind in of(cards):
        assert not cards[CRITERIA, kind].can_be_signed
        assert "'agree'" not in words(cards[CRITERIA, kind])


def lapsed() -> Case:
    agreed = signed_by(put_to_the_dsps(submitted()), LCSPR_DECISION, COUNCIL, ICB)
    return answered(agreed, "facts", written("a secret of the family"))


def test_the_cards_of_what_has_lapsed_say_so_and_can_be_signed_no_more(at_office: CaseOffice) -> None:
    has = noted("council", "icb_deputy", "police", CHANNEL, matter=LCSPR_DECISION)
    cards = desired(at_office, lapsed(), has)
    assert of(cards, LCSPR_DECISION) == shown("council", "icb_deputy", "police", CHANNEL)
    for kind in ("council", "icb_deputy", "police"):
        card = cards[LCSPR_DECISION, kind]
        assert "This has lapsed." in words(card) and "Agree" not in words(card)
        assert card.is_over and not card.can_be_signed
    assert "sign-off of the decision has lapsed" in words(cards[LCSPR_DECISION, CHANNEL])
    assert "secret" not in str([words(card) for card in cards.values()])


def test_nothing_is_posted_to_say_that_something_has_lapsed(at_office: CaseOffice) -> None:
    assert of(desired(at_office, lapsed()), LCSPR_DECISION) == {}


def test_what_has_lapsed_is_hidden_from_whoever_may_not_see_the_case(at_office: CaseOffice) -> None:
    case = restricted_to(in_conflict(lapsed(), "icb"), "council", "business_team")
    cards = desired(at_office, case, noted("council", "icb", "police", CHANNEL, matter=LCSPR_DECISION))
    assert of(cards, LCSPR_DECISION) == shown("council", hidden=["icb", "police", CHANNEL])


def test_whoever_was_asked_to_confirm_a_change_that_another_replaced_is_told_so(at_office: CaseOffice) -> None:
    known_at_once = opened(became_aware=date(2026, 5, 31))
    first = update(known_at_once, facts(became_aware=date(2026, 6, 1)), ENGINE, COUNCIL, OPENED_AT)
    case = update(first, facts(became_aware=date(2026, 6, 2)), ENGINE, ICB, OPENED_AT)
    cards = desired(at_office, case, noted("icb", "police", matter=FACTS_CHANGE))
    assert "proposed another change of the facts" in words(cards[FACTS_CHANGE, "icb"])
    assert not cards[FACTS_CHANGE, "icb"].can_be_signed and cards[FACTS_CHANGE, "police"].can_be_signed
