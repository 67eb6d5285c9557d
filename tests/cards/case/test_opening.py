"""The Business Team hears in person what a new case may be, and the channel nothing that it says."""

from dataclasses import replace

from cards.case.opening import channel_card, opened_card
from cards.elements import as_json
from safeguarding.case.case import Case
from safeguarding.chat_link import chat_link
from tests.support.case_stages import BUSINESS_TEAM, closed_anyway, decided, text
from tests.support.drawn import behind, words
from tests.support.fake_teams.server import mixed_up_folds
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import CARDS, SEEN, opened, submitted


def test_a_new_case_can_be_merged_into_a_likely_duplicate_from_its_card() -> None:
    shown = opened_card(opened("CSCP-2026-002"), CARDS, [opened()])
    assert behind(shown, "Merge into CSCP-2026-001") == ("merge", {"ref": "CSCP-2026-002", "into": "CSCP-2026-001"})
    assert "Is it one of these?" not in words(opened_card(opened(), CARDS, []))


def test_a_new_case_can_be_linked_to_another_of_the_same_day_or_to_a_likely_duplicate() -> None:
    of_the_day = opened_card(opened("CSCP-2026-002"), CARDS, [], [opened()])
    assert "Does it belong with one of these?" in words(of_the_day) and "Is it one of" not in words(of_the_day)
    for shown in (of_the_day, opened_card(opened("CSCP-2026-002"), CARDS, [opened()])):
        assert behind(shown, "Join with CSCP-2026-001") == ("join", {"ref": "CSCP-2026-002", "into": "CSCP-2026-001"})
        assert behind(shown, "Link to CSCP-2026-001") == ("link", {"ref": "CSCP-2026-002", "into": "CSCP-2026-001"})


def test_many_likely_duplicates_and_many_of_the_day_are_unfolded_each_by_its_own_button() -> None:
    many = [opened(f"CSCP-2026-{n:03}") for n in range(3, 13)]
    assert mixed_up_folds(as_json(opened_card(opened("CSCP-2026-002"), CARDS, many, many))) == []


def test_the_business_team_is_told_where_teams_could_not_confirm_who_opened_a_case() -> None:
    assert "could not confirm" not in words(opened_card(opened(), CARDS, []))
    event = opened().opened.model_copy(update={"unconfirmed": True})
    assert "ask them and their agency" in words(opened_card(Case((event,)), CARDS, []))


def test_the_channel_reads_nothing_that_the_case_says() -> None:
    said = words(channel_card(opened(), CARDS))
    assert SEEN not in said and "Died" not in said and "Submit the SIN" in said


def test_the_living_post_says_for_whom_the_case_waits_and_no_day_once_it_is_closed() -> None:
    waits = "Waiting for: the three partners. Then 1 other office."
    assert waits in words(channel_card(opened(), CARDS))
    later = words(channel_card(decided(submitted()), CARDS))
    assert "Waiting for: Business Team.\n" in later and "partners" not in later
    said = words(channel_card(closed_anyway(opened(), text("finished"), BUSINESS_TEAM, OPENED_AT), CARDS))
    assert "Stage: Closed." in said and "Its clocks have stopped." in said
    assert "working day" not in said and "finished" not in said


def test_the_living_post_leads_into_the_readers_own_chat_where_the_bot_has_an_application_id() -> None:
    ways = [button["title"] for button in as_json(channel_card(opened(), CARDS))["actions"]]
    linked = replace(CARDS, app_id="30000000-0000-4000-8000-000000000001")
    *before, way = as_json(channel_card(opened(), linked))["actions"]
    assert [button["title"] for button in before] == ways
    assert (way["type"], way["url"]) == ("Action.OpenUrl", chat_link(linked.app_id, opened().ref))
