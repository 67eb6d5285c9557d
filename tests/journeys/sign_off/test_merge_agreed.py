"""A case whose SIN is not in is merged into one whose SIN is only when the three partners and the DCS agree."""

from tests.journeys.conftest import OTHER_PRACTITIONER, Bot
from tests.support.answers import opened
from tests.support.fake_teams.server import eventually
from tests.support.people.sin_lane import COUNCIL_DEPUTY, REF, case_in_notification, sign

OTHER = "CSCP-2026-002"
TITLE = f"Should this case be merged into {REF}?"


async def test_the_three_partners_and_the_dcs_agree_before_anothers_submission_counts(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await people.team.say(f"submitted {REF} today")
    other_opener = bot.chat(OTHER_PRACTITIONER)
    await opened(bot, other_opener)
    await eventually(lambda: any(f"New case {OTHER}" in m.words for m in people.team.messages))
    asking = people.team.showing(f"New case {OTHER}")
    await people.team.press(f"Merge into {REF}", asking)
    assert "the three partners and the DCS agree first" in asking.words
    await people.team.press(f"Merge {OTHER} into {REF}", asking, reason="The same child.")
    said = people.team_words
    assert f"Proposed: merge into {REF}" in said and "Submit the SIN" in said
    assert "Until then both cases stay as they are, and their clocks run." in said
    assert [case.ref for case in bot.store.cases.open_cases()] == [REF, OTHER]

    for chat in people.partners:
        await sign(chat, TITLE)
    assert len(bot.store.cases.open_cases()) == 2
    # One person fills one seat: the council's DSP is the DCS too, so the DCS's deputy signs.
    deputy = bot.chat(COUNCIL_DEPUTY)
    await deputy.say("sign-offs")
    await deputy.press(f"Open {OTHER}: merge")
    message = deputy.offering("Agree")
    assert "The same child." in message.words
    await deputy.press("Agree", message)
    assert "The case is merged into the other, which goes on. Agreed by all." in message.words
    told = f"It was merged into {REF}, which goes on"
    for chat in (people.icb, other_opener):
        await eventually(lambda chat=chat: any(told in m.words for m in chat.messages))
    (kept,) = bot.store.cases.open_cases()
    ended = await bot.store.cases.get(OTHER)
    assert kept.ref == REF and ended is not None and ended.merged_into == REF
