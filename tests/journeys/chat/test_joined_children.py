"""Two cases about children of one incident are joined: one notification, one review, two children."""

from tests.journeys.chat.test_linked_cases import OTHER, case_of, two_siblings
from tests.journeys.conftest import Bot
from tests.support.fake_teams.server import eventually, titles
from tests.support.people.review_in_chat import open_form
from tests.support.people.sin_lane import COUNCIL_DEPUTY, REF, shown, sign

JOIN = "Join the cases"
WHY = "Brother and sister, in one fire."
TITLE = f"Should the children of this case become further children of {REF}?"


async def test_siblings_whom_two_agencies_report_become_two_children_of_one_incident(bot: Bot) -> None:
    people = await two_siblings(bot)
    notice = people.team.showing(f"New case {OTHER}")
    await people.team.press(f"Join with {REF}", notice)
    assert f"Each child told of in {OTHER} becomes a further child of {REF}: one incident" in notice.words
    await people.team.press(JOIN, notice, reason="")
    assert "Reason: write it" in notice.words
    await people.team.press(JOIN, notice, reason=WHY)
    (kept,) = bot.store.cases.open_cases()
    assert [child.number for child in kept.facts.children] == [1, 2] and kept.ref == REF
    words = (await case_of(people.council)).unfolded
    assert "Child 2" in words and "Submit the SIN (required by law or guidance)" in words
    assert f"merged {OTHER} into this case, of the same incident: its children are Child 2 here" in words
    gone = await case_of(people.team, OTHER)
    assert f"It goes on in {REF}." in gone.unfolded and "as about other children of the same incident" in gone.unfolded


async def test_on_its_day_it_is_undone_and_both_children_have_their_own_case_again(bot: Bot) -> None:
    people = await two_siblings(bot)
    form = await open_form(people.team, "Another case: link or merge")
    await people.team.press("Go on", form, other=OTHER, choice="join")
    await people.team.press("The other way round", form)
    await people.team.press(JOIN, form, reason=WHY)
    form = await open_form(people.team, "Undo the merge")
    await people.team.press("Undo the merge", form, reason="Two fires.")
    first, second = bot.store.cases.open_cases()
    assert len(first.facts.children) == len(second.facts.children) == 1
    for ref in (REF, OTHER):
        card = await case_of(people.team, ref)
        assert "Submit the SIN (required by law or guidance)" in card.unfolded and "Undo the merge" not in titles(
            card.card
        )


async def test_where_the_sin_is_in_for_one_of_them_the_partners_and_the_dcs_agree_before_it_counts_for_both(
    bot: Bot,
) -> None:
    people = await two_siblings(bot)
    await people.team.say(f"submitted {REF} today")
    notice = people.team.showing(f"New case {OTHER}")
    await people.team.press(f"Join with {REF}", notice)
    await people.team.press(JOIN, notice, reason=WHY)
    await people.team.press("Open", notice)
    assert f"Its children become further children of {REF}" in people.team.last.unfolded
    assert len(bot.store.cases.open_cases()) == 2 and "Submit the SIN" in people.team.last.unfolded
    for chat in people.partners:
        await sign(chat, TITLE)
    assert len(bot.store.cases.open_cases()) == 2
    # One person fills one seat: the council's DSP is the DCS too, so the DCS's deputy signs.
    deputy = bot.chat(COUNCIL_DEPUTY)
    await deputy.say("sign-offs")
    await deputy.press("Sign: merge")
    await deputy.press("Agree", deputy.offering("Agree"))
    await eventually(lambda: len(bot.store.cases.open_cases()) == 1)
    (kept,) = bot.store.cases.open_cases()
    assert len(kept.facts.children) == 2 and kept.notification.update_is_due
    assert (await shown(people.council, REF)).words
