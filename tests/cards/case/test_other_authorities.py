"""The cards about other authorities say what each was told and answered, and how far a transfer is."""

from cards.case.other_authorities import (
    acceptance_card,
    partnership_card,
    partnerships_section,
    transfer_card,
    transfer_section,
)
from safeguarding.case.state.matters import TRANSFER
from safeguarding.case.steps.lifecycle import update
from safeguarding.case.steps.transfer import record_partnership
from tests.support.case_stages import BUSINESS_TEAM, ENGINE, TODAY, signed_by
from tests.support.drawn import behind, filled, inputs, words, words_of
from tests.support.england.elsewhere import opened_elsewhere, transfer_agreed, transfer_proposed, transferred
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.plain_case import CARDS, opened


def test_each_authority_that_is_named_is_shown_with_what_it_was_told_and_answered() -> None:
    case = opened_elsewhere("Surrey", "Kent")
    answered = record_partnership(
        case, "Surrey", TODAY, "joint_review", BUSINESS_TEAM, OPENED_AT, answered_on=TODAY, host="croydon"
    )
    said = words_of(partnerships_section(answered))
    assert "Kent: not told yet, as far as is recorded" in said
    told = "Surrey: told on Tuesday 2 June 2026; a joint review on Tuesday 2 June 2026; Croydon hosts it."
    assert told in said
    assert list(partnerships_section(opened())) == []


def test_a_transfer_is_shown_with_its_reason_and_with_what_is_still_needed() -> None:
    said = words_of(transfer_section(transfer_proposed(), CARDS))
    assert "Proposed: transfer to Surrey" in said and "Reason: it happened there" in said
    assert "The case is closed only when the DCS and another partner have agreed, nobody disagrees, and" in said
    once = words_of(transfer_section(signed_by(transfer_proposed(), TRANSFER, EVERYBODY["dcs"]), CARDS))
    assert "Director of Children's Services agreed" in once
    agreed = words_of(transfer_section(transfer_agreed(), CARDS))
    assert "Agreed. It waits for Surrey's acceptance; the clocks run until then." in agreed
    assert "Proposed" not in words_of(transfer_section(transferred(), CARDS))


def test_a_transfer_to_an_authority_that_is_named_no_more_says_so() -> None:
    proposed = transfer_proposed()
    here = proposed.facts.model_copy(update={"happened_in": "croydon"})
    corrected = update(proposed, here, ENGINE, EVERYBODY["opener"], OPENED_AT)
    assert "The facts do not name Surrey any more" in words_of(transfer_section(corrected, CARDS))


def test_the_only_authority_named_is_chosen_beforehand_and_none_of_several_is() -> None:
    alone, several = opened_elsewhere("Surrey"), opened_elsewhere("Surrey", "Kent")
    for form in (partnership_card, transfer_card):
        assert filled(form(alone, {}))["authority"] == "Surrey"
        assert "authority" not in filled(form(several, {}))
    assert [each["value"] for each in inputs(transfer_card(several, {}))["authority"]["choices"]] == ["Surrey", "Kent"]


def test_the_acceptance_asks_who_accepted_it_when_and_where_that_is_kept() -> None:
    form = acceptance_card(transfer_agreed(), "Surrey", {"accepted_by": "Head of Safeguarding"})
    assert "Surrey has accepted CSCP-2026-001" in words(form)
    assert inputs(form).keys() == {"accepted_by", "on", "confirmation"}
    assert behind(form, "Record the acceptance")[0] == "accept_transfer"
