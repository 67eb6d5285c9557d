"""People who type words that tell who a child is hear of it before these are saved."""

import pytest

from safeguarding.case.state.review_record import latest_answers
from tests.journeys.conftest import OTHER_PRACTITIONER, PRACTITIONER, Bot
from tests.support.answers import A_CHILD_DIED, answer_all
from tests.support.fake_teams.server import Chat
from tests.support.people.review_in_chat import case_of, in_review, no_sin_needed, open_form, open_part, standing_in
from tests.support.people.sin_lane import REF, case_in_notification, sign

NAMED = "Found by the mother, Amara Okafor."


async def at_the_first_question(bot: Bot) -> Chat:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    return chat


def saved(bot: Bot) -> str:
    return "\n".join(path.read_text("utf-8", "replace") for path in bot.folder.rglob("*.json"))


async def test_an_nhs_number_is_refused_however_often_it_is_sent(bot: Bot) -> None:
    chat = await at_the_first_question(bot)
    for _ in range(3):
        await chat.press("Died", evidence="Seen under 943 476 5919.")
        assert "NHS number" in chat.last.words and "Nothing was saved" in chat.last.words
        assert standing_in(chat.last)["evidence"] == "Seen under 943 476 5919."
    assert "943 476 5919" not in saved(bot)
    await chat.press("Died", evidence="Seen by the ambulance crew.")
    assert "How old was" in chat.last.words


async def test_what_looks_like_a_name_is_pointed_out_and_can_be_edited(bot: Bot) -> None:
    chat = await at_the_first_question(bot)
    await chat.press("Died", evidence=NAMED)
    answer = chat.last.words
    assert "This may name somebody: \u201cAmara Okafor\u201d. Write the role instead, or press again" in answer
    assert standing_in(chat.last)["evidence"] == NAMED
    assert "Okafor" not in saved(bot)
    await chat.press("Died", evidence="Found by the mother.")
    assert "How old was" in chat.last.words


async def test_pressed_again_unchanged_it_is_saved_as_it_is_and_something_else_is_pointed_out_anew(bot: Bot) -> None:
    chat = await at_the_first_question(bot)
    await chat.press("Died", evidence=NAMED)
    await chat.press("Died", evidence="Found by Amara Okafor.")
    assert "This may name somebody" in chat.last.words
    await chat.press("Died", evidence=NAMED)
    assert "How old was" in chat.last.words


async def test_what_is_typed_into_the_chat_is_looked_at_too(bot: Bot) -> None:
    chat = await at_the_first_question(bot)
    await answer_all(chat, bot.framework, {**A_CHILD_DIED, "record_number": "MH-1"})
    await chat.press("Cancel")
    await chat.press("Leave without a case")
    await chat.say("triage")
    await chat.say("9434765919")
    assert "NHS number" in chat.last.words and "Delete your message" in chat.last.words


@pytest.mark.parametrize(
    ("opens", "confirms", "name"),
    [
        ("Restrict the case", f"Restrict {REF}", "reason"),
        ("Close the case", "Close the case", "reason"),
        ("Declare conflict of interest", "Declare it", "reason"),
        ("Record: signed outside Teams", "Record it", "how"),
        ("Refer as a Case of Concern", "Refer it", "learning"),
    ],
)
async def test_every_form_comes_back_with_what_was_typed_and_saves_nothing(
    bot: Bot, opens: str, confirms: str, name: str
) -> None:
    # A signature given outside Teams can be recorded while a seat is free.
    people = await (case_in_notification(bot) if name == "how" else no_sin_needed(bot))
    form = await open_form(people.team, opens)
    if name == "learning":
        await people.team.press("Continue", form)
    before = bot.store.cases.open_cases()[0].version
    await people.team.press(confirms, form, **{**standing_in(form), name: NAMED})
    assert "This may name somebody" in form.words
    assert bot.store.cases.open_cases()[0].version == before
    assert name == "how" or standing_in(form)[name] == NAMED


async def test_a_reason_to_disagree_and_a_part_of_the_review_are_looked_at_too(bot: Bot) -> None:
    people = await in_review(bot)
    assert "This may name somebody" in await sign(people.icb, verdict="Disagree", reason=NAMED)
    assert not bot.signatures(REF)
    part = await open_part(people.icb, "Facts and key practice episodes")
    await people.icb.press("Save", part, text="NHS 943 476 5919")
    assert "NHS number" in part.words and standing_in(part)["text"] == "NHS 943 476 5919"
    assert not latest_answers(await case_of(bot))


async def test_a_warning_outlives_a_restart(bot: Bot) -> None:
    chat = await at_the_first_question(bot)
    click = chat.press_activity("Died", evidence=NAMED)
    await chat.post(click)
    await bot.restart()
    chat.bot_url = bot.url
    await chat.post(click)
    assert "How old was" in chat.last.words


async def test_what_was_pointed_out_for_one_button_is_pointed_out_anew_for_another(bot: Bot) -> None:
    """The text is saved as it is only where the warning was read: the same words elsewhere are another text."""
    people = await no_sin_needed(bot)
    closing = await open_form(people.team, "Close the case")
    await people.team.press("Close the case", closing, reason=NAMED)
    assert "This may name somebody" in closing.words
    restricting = await open_form(people.team, "Restrict the case")
    given = standing_in(restricting) | {"reason": NAMED}
    await people.team.press(f"Restrict {REF}", restricting, **given)
    assert "This may name somebody" in restricting.words
    assert not (await case_of(bot)).access.is_restricted


async def test_what_one_person_kept_is_not_pointed_out_to_the_next(bot: Bot) -> None:
    people = await in_review(bot)
    part = await open_part(people.icb, "Facts and key practice episodes")
    for _ in range(2):
        await people.icb.press("Save", part, text=NAMED)
    assert "This may name somebody" not in part.words
    part = await open_part(people.police, "Facts and key practice episodes")
    await people.police.press("Save", part, text=f"{NAMED} The ward agrees.")
    assert "This may name somebody" not in part.words
    (answered,) = latest_answers(await case_of(bot)).values()
    assert answered.answer.text and answered.answer.text.shown == f"{NAMED} The ward agrees."


async def test_what_one_person_kept_is_known_in_every_form_of_the_case_and_nowhere_else(bot: Bot) -> None:
    people = await in_review(bot)
    part = await open_part(people.icb, "Facts and key practice episodes")
    for _ in range(2):
        await people.icb.press("Save", part, text=NAMED)
    restricting = await open_form(people.team, "Restrict the case")
    given = standing_in(restricting) | {"reason": "Amara Okafor works in the ward; Tariq Hussain is her cousin."}
    await people.team.press(f"Restrict {REF}", restricting, **given)
    assert "This may name somebody: \u201cTariq Hussain\u201d. Write" in restricting.words
    assert not (await case_of(bot)).access.is_restricted
    another = bot.chat(OTHER_PRACTITIONER)
    await another.say("triage")
    await another.press("Died", evidence=NAMED)
    assert "This may name somebody: \u201cAmara Okafor\u201d. Write" in another.last.words


async def test_what_was_kept_in_a_triage_is_not_pointed_out_when_its_question_is_asked_again(bot: Bot) -> None:
    chat = await at_the_first_question(bot)
    for _ in range(2):
        await chat.press("Died", evidence=NAMED)
    await chat.press("Back")
    await chat.press("Died", evidence=f"{NAMED} Seen by the crew.")
    assert "How old was" in chat.last.words
