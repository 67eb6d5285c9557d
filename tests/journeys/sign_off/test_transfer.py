"""A case is transferred to another authority over real HTTP: proposed, signed, accepted, closed, and sent back."""

from safeguarding.case.stage import Stage
from tests.journeys.conftest import CHANNEL, Bot
from tests.support.fake_teams.server import eventually
from tests.support.people.review_in_chat import case_of, case_titles, case_words
from tests.support.people.sin_lane import REF, case_in_notification, shown, sign

TITLE = "Should this case be transferred to Surrey?"
PROPOSES = f"Propose for {REF}: transfer to another authority"


async def test_a_case_goes_to_another_authority_with_two_signatures_and_its_acceptance(bot: Bot) -> None:
    people = await case_in_notification(bot, happened_in="Surrey")
    await people.team.say(f"case {REF}")
    asking = people.team.showing("Show the history")
    await people.team.press("Transfer to another authority", asking)
    assert PROPOSES in asking.words
    await people.team.press("Propose it", asking, authority="Kent", told_on="2026-11-23", reason="It was there.")
    assert "Choose one that the case names: Surrey." in asking.words
    await people.team.press("Propose it", asking, authority="Surrey", told_on="2026-11-24", reason="It was there.")
    assert "is in the future" in asking.words
    await people.team.press("Propose it", asking, authority="Surrey", told_on="2026-11-23", reason="It was there.")
    assert f"{REF}: a transfer to Surrey is proposed." in asking.words
    assert "Record the acceptance" not in await case_titles(people.team)
    assert (await case_of(bot)).stage is Stage.NOTIFICATION

    assert "It was there." in (await shown(people.council, TITLE)).words
    await sign(people.council, TITLE)
    assert "The transfer is agreed." in await sign(people.police, TITLE)
    assert (await case_of(bot)).stage is Stage.NOTIFICATION, "it is closed by the acceptance"
    words = await case_words(people.team)
    assert "Agreed. It waits for Surrey's acceptance; the clocks run until then." in words
    assert "Submit the SIN (required by law or guidance)" in words

    asking = people.team.showing("Show the history")
    await people.team.press("Record the acceptance", asking)
    accepted = {"accepted_by": "Head of Safeguarding", "on": "2026-11-23", "confirmation": ""}
    await people.team.press("Record the acceptance", asking, **accepted)
    assert "Written confirmation: write it" in asking.words
    await people.team.press("Record the acceptance", asking, **{**accepted, "confirmation": "Letter S/7"})
    assert (await case_of(bot)).stage is Stage.TRANSFERRED
    told = f"{REF}: Closed, transferred to another authority"
    for chat in (people.practitioner, people.council, people.icb):
        await eventually(lambda chat=chat: any(told in message.words for message in chat.messages))
    await people.team.say("dashboard")
    assert "Transferred to another authority, and counted among them: 1 case." in people.team_words
    assert not any("Surrey" in message.words for message in bot.teams.in_conversation(CHANNEL))

    await people.practitioner.say(f"case {REF}")
    asking = people.practitioner.showing("Closed, transferred to another authority")
    assert "Accepted by Head of Safeguarding; written confirmation: Letter S/7" in asking.unfolded
    await people.practitioner.press("Reopen the case", asking)
    await people.practitioner.press("Reopen the case", asking, reason="Surrey has sent it back.")
    assert (await case_of(bot)).stage is Stage.NOTIFICATION


async def test_where_no_other_authority_is_named_nothing_can_be_transferred(bot: Bot) -> None:
    people = await case_in_notification(bot)
    assert "Transfer to another authority" not in await case_titles(people.team)
    await people.team.say(f"case {REF}")
    press = people.team.press_activity("Change facts or dates", people.team.showing("Show the history"))
    press["value"]["action"] |= {"verb": "propose_transfer"}
    _, body = await people.team.post(press)
    assert "The facts name no other authority" in str(body)
