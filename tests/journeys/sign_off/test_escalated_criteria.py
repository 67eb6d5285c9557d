"""The partners disagree on the notification criteria, the Business Team records what was decided, and the DCS signs."""

from safeguarding.case.stage import Stage
from tests.journeys.conftest import Bot
from tests.support.fake_teams.server import eventually
from tests.support.people.review_in_chat import (
    case_titles,
    case_words,
    channel_words,
    crafted,
    open_form,
)
from tests.support.people.sin_lane import CRITERIA, People, case_in_notification, shown, sign

ESCALATION = {
    "met": "not_met",
    "procedure": "The partnership's escalation procedure.",
    "decided_by": "The chief officers zzz.",
    "on": "2026-11-23",
    "evidence": "The zzz minutes.",
}
BUTTON = "Record escalated criteria"
NOT_UNANIMOUS = "by escalation, not unanimous: not met"


async def test_what_was_decided_by_escalation_holds_when_the_dcs_has_signed_and_is_never_called_unanimous(
    bot: Bot,
) -> None:
    people = await case_in_notification(bot)
    await sign(people.icb, CRITERIA, "Disagree", "We zzz see no harm.")
    asked = await open_form(people.team, BUTTON)
    for wrong, needed in (
        ({"met": ""}, "Choose whether it was decided"),
        ({"decided_by": ""}, "Who decided: write it"),
        ({"on": "2026-11-24"}, "is in the future"),
        ({"on": "2026-11-20"}, "is before the disagreement"),
    ):
        await people.team.press("Record it", asked, **{**ESCALATION, **wrong})
        assert needed in asked.words
    await people.team.press("Record it", asked, **ESCALATION)
    assert "It holds when the DCS has signed" in asked.words
    for chat in (people.icb, people.police):
        await shown(chat, "the criteria are escalated")
    assert bot.store.cases.open_cases()[0].stage is Stage.NOTIFICATION
    await sign(people.council, "Should the decision on the criteria by escalation take effect?")
    assert bot.store.cases.open_cases()[0].stage is Stage.NOT_MET
    for chat in (people.icb, people.police, people.team, people.practitioner):
        await shown(chat, f"The notification criteria were decided {NOT_UNANIMOUS}, no SIN goes in")
    await bot.restart()
    said = await case_words(People(bot).team)
    for words in (NOT_UNANIMOUS, "The chief officers zzz;", "The zzz minutes."):
        assert words in said
    await eventually(lambda: "Stage: No SIN, criteria found not met" in channel_words(bot))
    assert "zzz" not in channel_words(bot)


async def test_with_nobody_against_and_time_left_there_is_nothing_to_escalate(bot: Bot) -> None:
    people = await case_in_notification(bot)
    assert BUTTON not in await case_titles(people.team)
    assert "nobody has disagreed" in await crafted(people.team, "escalate_criteria", **ESCALATION)
