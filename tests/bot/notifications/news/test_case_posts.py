"""Each case has one living post in the channel: changed as the case moves, and never left stale."""

from dataclasses import replace
from datetime import timedelta

from bot.messaging.ledger import POST, CardEntry, CardKey, State, Topic
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.case.steps.restriction import lift_restriction
from tests.support.people.office import A_WHILE, FIRST, TO_SIGN, WHY, Office
from tests.support.processes.bots_on_one_store import BUSINESS_TEAM
from tests.support.simulated_year.expected_messages import CHANNEL

THIRD = "CSCP-2026-003"
POSTED = f"**{FIRST}** was opened"


async def test_a_case_has_one_post_which_moves_with_it_to_its_end(office: Office) -> None:
    assert office.heard(CHANNEL, "was opened") == office.teams.says(CHANNEL, POSTED) == 1
    await office.close()
    await office.run_jobs(A_WHILE)
    assert office.heard(CHANNEL, "was opened") == office.teams.says(CHANNEL, POSTED) == 1
    (post,) = [card for (to, _), card in office.teams.shown.items() if to == CHANNEL and POSTED in card]
    assert "Stage: Closed." in post and "Its clocks have stopped." in post and "left)" not in post


async def test_each_morning_it_counts_the_days_anew(office: Office) -> None:
    def post() -> str:
        (found,) = [card for (to, _), card in office.teams.shown.items() if to == CHANNEL and POSTED in card]
        return found

    before = post()
    await office.run_jobs(timedelta(days=1))
    assert post() != before and office.heard(CHANNEL, "was opened") == 1


async def test_a_restriction_hides_it_and_its_end_brings_it_back(office: Office) -> None:
    await office.restrict()
    await office.run_jobs()
    assert office.teams.says(CHANNEL, POSTED) == 0
    await office.take(lambda case: lift_restriction(case, WHY, BUSINESS_TEAM, office.now))
    await office.run_jobs()
    assert office.teams.says(CHANNEL, POSTED) == 1


async def test_a_post_that_was_deleted_is_posted_anew(office: Office) -> None:
    office.teams.refused[CHANNEL, "a change"] = 404
    await office.sign_for_icb()
    for _ in range(5):
        await office.run_jobs(timedelta(minutes=40))
    office.teams.refused.clear()
    await office.run_jobs(timedelta(hours=5))
    kept = office.store.ledger.get(str(CardKey(FIRST, POST)))
    assert kept and len(kept.value["messages"]) == 1
    assert office.heard(CHANNEL, "was opened") == 2


async def _as_an_earlier_version_left_it(office: Office) -> str:
    """The opening was told by a message that nobody can change; a card to sign stands beside it."""
    ledger, name = office.store.ledger, str(CardKey(FIRST, NOTIFICATION_CRITERIA))
    await ledger.delete(str(CardKey(FIRST, POST)))
    await ledger.set(Topic("opened", FIRST).name_at(CHANNEL), {"state": "sent"})
    document = ledger.get(name)
    assert document
    entry = CardEntry.parse(document.value)
    await ledger.set(name, replace(entry, messages=("old",)).to_json())
    office.teams.arrived.clear()
    office.start()
    return "old"


async def test_after_an_upgrade_the_first_post_that_can_be_changed_becomes_the_living_one(office: Office) -> None:
    root = await _as_an_earlier_version_left_it(office)
    await office.run_jobs(A_WHILE)
    kept = office.store.ledger.get(str(CardKey(FIRST, POST)))
    assert kept and kept.value["messages"] == [root]
    assert POSTED in office.teams.shown[CHANNEL, root]
    assert office.heard(CHANNEL, "was opened") == 0


async def test_after_an_upgrade_a_case_without_such_a_post_gets_one_when_it_changes(office: Office) -> None:
    await _as_an_earlier_version_left_it(office)
    await office.store.ledger.delete(str(CardKey(FIRST, NOTIFICATION_CRITERIA)))
    await office.store.ledger.set("news_since|", {"at": (office.now + timedelta(minutes=1)).isoformat()})
    office.start()
    await office.run_jobs()
    assert office.store.ledger.get(str(CardKey(FIRST, POST))) is None
    office.now += A_WHILE
    await office.sign_for_icb()
    await office.run_jobs()
    kept = office.store.ledger.get(str(CardKey(FIRST, POST)))
    assert kept and kept.value["state"] == State.SENT.value


async def test_a_post_that_teams_does_not_take_is_said_once_in_plain_words_and_keeps_no_news_from_the_channel(
    office: Office,
) -> None:
    office.teams.refused[CHANNEL, "was opened"] = 400
    await office.open_one()
    await office.run_jobs()
    await office.run_jobs(A_WHILE)
    assert office.heard(CHANNEL, f"{THIRD} is open", THIRD) == 1
    await office.sign_for_icb(THIRD)
    await office.run_jobs(A_WHILE)
    assert office.heard(CHANNEL, TO_SIGN, THIRD) == 1


async def test_a_channel_that_asks_to_wait_gets_no_other_post_meanwhile(office: Office) -> None:
    for _ in range(3):
        await office.open_one()
    office.teams.refused[CHANNEL, "was opened"] = 429
    before = office.teams.tries[CHANNEL]
    await office.case_posts.run()
    assert office.teams.tries[CHANNEL] == before + 1
    office.teams.refused.clear()
    await office.run_jobs(A_WHILE)
    assert all(office.heard(CHANNEL, "was opened", f"CSCP-2026-00{number}") == 1 for number in (3, 4, 5))


async def test_of_a_case_that_was_over_before_it_was_posted_the_channel_hears_nothing(office: Office) -> None:
    await office.open_one()
    await office.close(THIRD)
    for _ in range(3):
        await office.run_jobs(A_WHILE)
    assert office.heard(CHANNEL, THIRD, THIRD) == 0 and list(office.case_notices._ended) == []
