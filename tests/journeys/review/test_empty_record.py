"""No determination is recorded on an empty record, and what is blank or not known stays named for ever."""

from tests.journeys.chat.test_taking_away import words_of
from tests.journeys.conftest import Bot
from tests.support.fake_teams.one_drive import OneDrive, allow
from tests.support.people.review_in_chat import (
    DECISION,
    MEMBERS,
    TO_COMMISSION,
    WORDS,
    case_of,
    case_words,
    crafted,
    fill_in_what_is_needed,
    in_review,
    last_page,
    name_chair,
    open_evidence,
    open_form,
    open_part,
    record,
    sign_decision,
    standing_in,
)
from tests.support.people.sin_lane import REF, shown

FACTS = "Facts and key practice episodes"
STANDARDS = "WT2026 d) Standards not met"
VOICE = "The child's voice"
NOT_KNOWN = f"Not known when it was determined: {FACTS}; Immediate safety action; {VOICE}"
BLANK = "Blank when it was determined: Improvements; Context of the family's lives; Reasons not to commission"
DETERMINED = {**TO_COMMISSION, "present": MEMBERS, "differs": "The meeting zzz had to decide."}


async def test_an_empty_record_is_not_determined_on_and_what_is_not_known_is_named_till_the_end(bot: Bot) -> None:
    people = await in_review(bot)
    await name_chair(people)
    assert "Needed before the determination: 12 parts" in (await record(people.council)).unfolded
    waiting = await open_form(people.council, "Record the determination")
    assert "It needs these parts of the record first." in waiting.words
    assert f"- {FACTS}" in waiting.words and f"- {VOICE}" in waiting.words and "Improvements" not in waiting.words
    refused = await crafted(people.council, "determine", **DETERMINED)
    assert f"The determination needs these parts of the record first: {FACTS}; Immediate safety action;" in refused
    assert "Members of the Review Group write them." in refused

    await people.council.press("Fill in part 1 of 18", waiting)
    await people.council.press("Save", waiting, text=WORDS, choice="not_known")
    await fill_in_what_is_needed(people.council)
    words = (await record(people.council)).unfolded
    assert "12 of 18 parts filled in" in words and "not known; DSP" in words
    assert "Blank: Improvements; Context of the family's lives;" in words

    form = await open_form(people.council, "Record the determination")
    assert "Blank in the record: Improvements;" in form.words
    await people.council.press("Record the determination", form, **DETERMINED)
    asking = await shown(people.icb, f"Confirm the determination for {REF}")
    assert NOT_KNOWN in asking.unfolded and BLANK in asking.unfolded
    await people.icb.press("Confirm the determination", asking)
    for chat in people.partners:
        assert BLANK in (await shown(chat, DECISION)).unfolded
    for chat in people.partners:
        await last_page(chat, DECISION)
        await sign_decision(chat)
    assert (await case_of(bot)).decision
    assert NOT_KNOWN in (await shown(people.team, f"{REF}: decided")).unfolded
    assert BLANK in await case_words(people.police)

    drive = OneDrive()
    async with drive.server:
        await people.police.say(f"report {REF}")
        await allow(people.police, drive)
        (upload,) = drive.uploads
    document = words_of(upload.content)
    assert document.count("Blank when it was determined") >= 3
    assert f"Not known, because:\n{WORDS}" in document


async def test_a_form_keeps_that_something_is_not_known_and_a_list_why_none_of_it_holds(bot: Bot) -> None:
    people = await in_review(bot)
    for title, choice in (
        (FACTS, "not_known"),
        ("Criterion 1: died or seriously harmed", "not_known"),
        (STANDARDS, "none"),
    ):
        goes_on = "Continue" if title == STANDARDS else "Save"
        await people.icb.press(goes_on, await open_part(people.icb, title), text=WORDS, choice=choice)
        again = await open_part(people.police, title)
        assert standing_in(again)["choice"] == choice and standing_in(again)["text"] == WORDS
    assert "None of these holds, because: As the" in (await open_part(people.team, STANDARDS)).words
    ticked = await open_evidence(people.police, STANDARDS, "drift_or_delay")
    await people.police.press("Save", ticked, evidence_drift_or_delay=WORDS)
    again = await open_part(people.icb, STANDARDS)
    assert standing_in(again)["ticked"] == "drift_or_delay"
    await people.icb.press("Continue", again, ticked="drift_or_delay")
    assert standing_in(again) == {"evidence_drift_or_delay": WORDS}, "why none held is no longer asked"
    form = await open_part(people.police, FACTS)
    await people.police.press("Save", form, text=WORDS, choice="false")
    assert standing_in(await open_part(people.police, FACTS))["choice"] == "false"
