"""A restricted case stays out of the channel and from the Review Group; those whose step it is are still nudged."""

from datetime import timedelta

import pytest

from safeguarding.partnership.model import OfficeHolder
from tests.cards.all_cards.test_every_card import nodes
from tests.journeys.conftest import (
    BUSINESS_TEAM,
    CHANNEL,
    COUNCIL,
    ICB,
    LOCAL_AUTHORITY_DSP,
    OTHER_PRACTITIONER,
    POLICE,
    Bot,
)
from tests.support.answers import on_record
from tests.support.fake_teams.server import Chat, Message, eventually, titles
from tests.support.people.review_in_chat import in_review
from tests.support.people.sin_lane import (
    CRITERIA,
    ICB_DEPUTY,
    POLICE_DSP,
    REF,
    People,
    case_in_notification,
    copy_in_channel,
    everyone,
    shown,
)
from tests.support.simulated_year.mornings import NEXT_MONDAY, TUESDAY, WEDNESDAY, cards, go_to, nudged

HIDDEN = "This case is no longer shown here."
REASON = "The parents work in the partnership."


async def press(chat: Chat, title: str, confirm: str, **inputs: str) -> Message:
    """Opens the case, presses, and confirms with the form's own values but for the inputs given."""
    await chat.say(f"case {REF}")
    asking = chat.showing(f"Case {REF}\nNotification")
    await chat.press(title, asking)
    await chat.press(confirm, asking, **{**first_values(asking), **inputs})
    return asking


def first_values(form: Message) -> dict[str, str]:
    """Returns the values in a form's inputs when it is shown."""
    found = [node for node in nodes(form.card) if str(node.get("type", "")).startswith("Input.")]
    return {node["id"]: node.get("value", "") for node in found}


async def restrict(chat: Chat, reason: str = REASON) -> None:
    await press(chat, "Restrict the case", f"Restrict {REF}", reason=reason)


async def lift(chat: Chat) -> None:
    await press(chat, "Lift the restriction", "Lift the restriction", reason=REASON)


def is_restricted(bot: Bot) -> bool:
    return bot.store.cases.open_cases()[0].access.is_restricted


async def restricted_case(bot: Bot) -> People:
    people = await case_in_notification(bot)
    await copy_in_channel(bot)
    await restrict(people.team)
    return people


async def test_of_a_restricted_case_the_channel_hears_nothing_more(bot: Bot) -> None:
    await restricted_case(bot)
    for day in (TUESDAY, WEDNESDAY, NEXT_MONDAY):
        await go_to(bot, day)
    assert len(bot.teams.in_conversation(CHANNEL)) == 2
    assert nudged(bot, CHANNEL) == []


async def test_its_sign_off_in_the_channel_is_hidden_and_comes_back_when_the_restriction_is_lifted(bot: Bot) -> None:
    people = await restricted_case(bot)
    copy = await copy_in_channel(bot)
    await eventually(lambda: copy.words == HIDDEN)
    await lift(people.team)
    await eventually(lambda: "Police: waiting" in copy.words)
    await go_to(bot, TUESDAY)
    assert REF in nudged(bot, CHANNEL)[0]


async def test_a_sign_off_in_the_channel_that_could_not_be_hidden_is_tried_again_within_minutes_until_it_is(
    bot: Bot,
) -> None:
    people = await case_in_notification(bot)
    copy = await copy_in_channel(bot)
    post = bot.teams.in_conversation(CHANNEL)[0]
    bot.teams.updates_fail[copy.id] = 3
    await restrict(people.team)
    await eventually(lambda: copy.tries and post.words == HIDDEN)
    await bot.run_all_jobs()
    # That the post could be changed meanwhile has the copy tried once more at once.
    tries = copy.tries
    assert tries in (1, 2)
    await bot.run_all_jobs()
    assert copy.tries == tries
    for minutes in (1, 2, 4):
        await go_to(bot, bot.clock.now + timedelta(minutes=minutes))
    assert copy.words == HIDDEN
    assert copy.tries == 3


async def test_a_card_to_sign_that_could_not_be_delivered_names_no_restricted_case(bot: Bot) -> None:
    """The case is not named in ``/readyz``, which strangers to it may read, nor to those of the Business Team who may
    not see it."""
    second = OfficeHolder(title="Business Team, second", tenant=COUNCIL, id=OTHER_PRACTITIONER)
    members = (*bot.partnership.business_team, second)
    bot.partnership = bot.partnership.model_copy(update={"business_team": members})
    await bot.restart()
    people, unnamed = await everyone(bot), bot.chat(OTHER_PRACTITIONER)
    await unnamed.install()
    bot.teams.fails[people.police.conversation] = [502] * 40
    await on_record(bot, people.practitioner)
    await shown(people.icb, CRITERIA)
    await people.team.say(f"case {REF}")
    form = people.team.showing(f"Case {REF}\nNotification")
    await people.team.press("Restrict the case", form)
    named = [who for who in first_values(form)["visible_to"].split(",") if OTHER_PRACTITIONER not in who]
    given = {**first_values(form), "visible_to": ",".join(named), "reason": REASON}
    await people.team.press(f"Restrict {REF}", form, **given)
    assert is_restricted(bot)
    bot.teams.fails[people.police.conversation] = [403] * 40
    await go_to(bot, bot.clock.now + timedelta(minutes=61))
    await eventually(lambda: "can't be reached" in unnamed.newest.words)
    assert REF in people.team.showing("can't be reached").words
    assert REF not in unnamed.newest.unfolded
    status, said = await bot.ready()
    assert (status, said["undelivered"], said["unreachable"]) == (200, {}, ["DSP, police", "Deputy DSP, police"])


async def test_the_channel_hears_of_the_other_cases_as_before(bot: Bot) -> None:
    people = await restricted_case(bot)
    await on_record(bot, bot.chat(OTHER_PRACTITIONER), record_number="OTHER")
    await go_to(bot, TUESDAY)
    (digest,), (nudge,) = nudged(bot, CHANNEL), nudged(bot, people.icb.conversation)
    assert "CSCP-2026-002" in digest and REF not in digest
    assert "CSCP-2026-002" in nudge and REF in nudge


async def test_a_case_restricted_before_the_channel_heard_of_it_never_shows_there(bot: Bot) -> None:
    bot.teams.fails[CHANNEL] = [502] * 4_000
    people = await case_in_notification(bot)
    await restrict(people.team)
    # What was being sent when the restriction came has failed by then.
    await bot.run_all_jobs()
    bot.teams.fails.clear()
    await go_to(bot, TUESDAY)
    assert bot.teams.in_conversation(CHANNEL) == []
    assert len(nudged(bot, people.icb.conversation)) == 1


async def test_those_whose_step_it_is_and_later_the_business_team_are_still_nudged(bot: Bot) -> None:
    people = await restricted_case(bot)
    await go_to(bot, TUESDAY)
    for chat in people.partners:
        assert "3 working days left" in nudged(bot, chat.conversation)[0]
    await go_to(bot, NEXT_MONDAY)
    assert "1 working day overdue" in nudged(bot, people.team.conversation)[0]


async def test_the_review_group_does_not_see_it_and_cannot_open_it_from_an_older_nudge(bot: Bot) -> None:
    listed = OfficeHolder(title="Review Group, education", tenant=COUNCIL, id=OTHER_PRACTITIONER)
    bot.partnership = bot.partnership.model_copy(update={"review_group": (listed,)})
    await bot.restart()
    people, member = await case_in_notification(bot), bot.chat(OTHER_PRACTITIONER)
    await member.install()
    await go_to(bot, TUESDAY)
    await member.say("cases")
    assert REF in member.last.words
    await restrict(people.team)
    for said in ("cases", "deadlines"):
        await member.say(said)
        assert REF not in member.last.unfolded
    await member.say(f"case {REF}")
    assert f"There is no case {REF} that you can see" in member.last.words
    answer = await bot.channel(OTHER_PRACTITIONER).press("Open", cards(bot, CHANNEL)[0])
    assert f"There is no case {REF} that you can see" in answer


async def test_whoever_opened_it_and_the_seats_still_see_it(bot: Bot) -> None:
    people = await restricted_case(bot)
    for chat in (people.practitioner, *people.partners):
        await chat.say(f"case {REF}")
        assert REF in chat.showing(f"Case {REF}\nNotification").words


@pytest.mark.parametrize("reason", ["", "   "])
async def test_a_reason_is_needed(bot: Bot, reason: str) -> None:
    people = await case_in_notification(bot)
    await restrict(people.team, reason)
    assert "Reason: write it in a sentence or two." in people.team.showing(f"Restrict {REF}").words
    assert not is_restricted(bot)


@pytest.mark.parametrize("person", [BUSINESS_TEAM, LOCAL_AUTHORITY_DSP])
async def test_the_business_team_and_a_dsp_may_restrict_it_and_lift_that_again(bot: Bot, person: str) -> None:
    await case_in_notification(bot)
    chat = bot.chat(person)
    await restrict(chat)
    assert is_restricted(bot)
    await lift(chat)
    assert not is_restricted(bot)


@pytest.mark.parametrize("verb", ["restrict", "lift_restriction"])
async def test_whoever_opened_it_may_not_even_with_a_forged_button(bot: Bot, verb: str) -> None:
    people = await case_in_notification(bot)
    if verb == "lift_restriction":
        await restrict(people.team)
    await people.practitioner.say(f"case {REF}")
    assert not {"Restrict the case", "Lift the restriction"} & set(titles(people.practitioner.last.card))
    named = f"{COUNCIL}|{BUSINESS_TEAM}"
    given = {"reason": REASON, "visible_to": named, "review_on": "2027-02-01"}
    action = {"verb": verb, "data": {"ref": REF, **given, "confirmed": True}}
    before = is_restricted(bot)
    _, body = await people.practitioner.post(
        people.practitioner.activity("invoke", name="adaptiveCard/action", value={"action": action})
    )
    assert "Only the Business Team and the three partners' DSPs can restrict a case" in str(body)
    assert is_restricted(bot) == before


@pytest.mark.parametrize(
    ("inputs", "answer"),
    [
        ({"review_on": ""}, "When to review the restriction: give the day."),
        ({"review_on": "2026-11-23"}, "is not a day to come"),
        ({"visible_to": ""}, "Name yourself too"),
        ({"visible_to": f"{COUNCIL}|{BUSINESS_TEAM}"}, "Name somebody for Local authority"),
    ],
)
async def test_a_restriction_that_would_leave_the_case_standing_still_is_refused_with_what_is_needed(
    bot: Bot, inputs: dict[str, str], answer: str
) -> None:
    people = await case_in_notification(bot)
    form = await press(people.team, "Restrict the case", f"Restrict {REF}", reason=REASON, **inputs)
    assert answer in form.words and REASON in str(form.card)
    assert not is_restricted(bot)


async def test_only_the_people_named_see_it_and_sign_and_the_others_lose_their_cards(bot: Bot) -> None:
    people = await case_in_notification(bot)
    card = people.icb.showing("Are the criteria for a Serious Incident Notification met?")
    people_named = [f"{COUNCIL}|{BUSINESS_TEAM}", f"{COUNCIL}|{LOCAL_AUTHORITY_DSP}", f"{ICB}|{ICB_DEPUTY}"]
    named = ",".join([*people_named, f"{POLICE}|{POLICE_DSP}"])
    await press(people.team, "Restrict the case", f"Restrict {REF}", reason=REASON, visible_to=named)
    await eventually(lambda: card.words == HIDDEN)
    await people.icb.say(f"case {REF}")
    assert "that you can see" in people.icb.last.words
    deputy = bot.chat(ICB_DEPUTY, ICB)
    await deputy.install()
    await eventually(lambda: any("Are the criteria" in message.words for message in deputy.messages))
    await people.practitioner.say(f"case {REF}")
    assert "that you can see" in people.practitioner.last.words


async def test_a_restriction_is_to_be_reviewed_on_its_day(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await press(people.team, "Restrict the case", f"Restrict {REF}", reason=REASON, review_on="2026-11-24")
    await go_to(bot, TUESDAY)
    assert "review the restriction, due today" in nudged(bot, people.team.conversation)[0]
    assert "Review the restriction" not in "".join(nudged(bot, people.icb.conversation))


async def test_the_record_says_who_restricted_it_and_why(bot: Bot) -> None:
    people = await restricted_case(bot)
    await people.team.say(f"case {REF}")
    assert "Business Team" in people.team.showing(f"Case {REF}\nNotification").unfolded
    assert REASON in people.team.showing(f"Case {REF}\nNotification").unfolded
    await bot.run_all_jobs()
    assert all(REASON not in message.unfolded for message in bot.teams.in_conversation(CHANNEL))


async def test_once_the_sin_is_submitted_the_form_names_the_review_group_too(bot: Bot) -> None:
    listed = OfficeHolder(title="Review Group, education", tenant=COUNCIL, id=OTHER_PRACTITIONER)
    bot.partnership = bot.partnership.model_copy(update={"review_group": (listed,)})
    await bot.restart()
    team = (await in_review(bot)).team
    await team.say(f"case {REF}")
    asking = team.showing("Show the history")
    await team.press("Restrict the case", asking)
    assert OTHER_PRACTITIONER in first_values(asking)["visible_to"]
    others = ",".join(who for who in first_values(asking)["visible_to"].split(",") if OTHER_PRACTITIONER not in who)
    await team.press(f"Restrict {REF}", asking, **{**first_values(asking), "visible_to": others, "reason": REASON})
    assert "Name somebody for the Review Group" in asking.words


async def test_an_update_under_way_ends_when_the_case_is_restricted(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await people.practitioner.say(f"update {REF}")
    asking = people.practitioner.last
    named = ",".join(
        [
            *(f"{COUNCIL}|{BUSINESS_TEAM}", f"{COUNCIL}|{LOCAL_AUTHORITY_DSP}"),
            *(f"{ICB}|{ICB_DEPUTY}", f"{POLICE}|{POLICE_DSP}"),
        ]
    )
    await press(people.team, "Restrict the case", f"Restrict {REF}", reason=REASON, visible_to=named)
    before = bot.store.cases.open_cases()[0].version
    await people.practitioner.press("Save the changes", asking)
    assert people.practitioner.last.words == f"{REF} can't be changed by you any more."
    assert bot.store.cases.open_cases()[0].version == before
