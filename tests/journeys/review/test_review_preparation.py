"""A Rapid Review is prepared before its meeting: the chair, which kind of review, and the questions to the agencies."""

from tests.journeys.conftest import BUSINESS_TEAM, ICB, Bot
from tests.support.fake_teams.server import eventually, titles
from tests.support.people.review_in_chat import (
    BUSINESS_TEAM_CHAIRS,
    WORDS,
    case_of,
    case_words,
    crafted,
    in_review,
    name_chair,
    open_form,
    record,
    standing_in,
    told,
)
from tests.support.people.sin_lane import ICB_DEPUTY, REF

CHAIRING = f"You chair the Rapid Review of {REF}"


async def test_a_dsp_names_a_delegate_as_chair_who_hears_of_it_once_and_reads_the_record(bot: Bot) -> None:
    people = await in_review(bot)
    deputy = bot.chat(ICB_DEPUTY, ICB)
    await deputy.install()
    await name_chair(people, f"{ICB}|{ICB_DEPUTY}")
    await eventually(lambda: told(deputy, CHAIRING))
    await bot.restart()
    assert "Chair: Deputy DSP, ICB" in (await record(bot.chat(ICB_DEPUTY, ICB))).unfolded
    assert "named the chair of the Rapid Review: Deputy DSP, ICB" in await case_words(bot.chat(BUSINESS_TEAM))
    assert told(deputy, CHAIRING) == 1


async def test_a_dsp_who_names_themselves_is_not_told_what_they_know(bot: Bot) -> None:
    people = await in_review(bot)
    form = await open_form(people.icb, "Name the chair")
    await people.icb.press("Name the chair", form, chair=f"{ICB}|aa000000-0000-4000-8000-000000000003")
    assert f"{REF}: DSP, ICB chairs the Rapid Review, and is told.\nNext: hold the Rapid Review, by" in form.words
    await people.icb.press("Change it", form)
    assert standing_in(form)["chair"] == f"{ICB}|aa000000-0000-4000-8000-000000000003", "nothing is asked twice"
    assert "Chair: DSP, ICB" in (await record(people.icb)).unfolded
    assert told(people.icb, CHAIRING) == 0


async def test_only_a_dsp_names_the_chair_and_only_somebody_of_the_partnership_file(bot: Bot) -> None:
    people = await in_review(bot)
    for chat in (people.team, people.practitioner):
        refused = await crafted(chat, "name_chair", chair=BUSINESS_TEAM_CHAIRS)
        assert refused == "Only a Designated Safeguarding Partner can name the chair."
    for stranger in ("", "nobody", f"{ICB}|ff000000-0000-4000-8000-000000000099", f"x|{BUSINESS_TEAM}"):
        assert "Chair: choose one." in await crafted(people.icb, "name_chair", chair=stranger)
    assert (await case_of(bot)).chair is None


async def test_the_liaison_with_csab_ph_and_csp_is_recorded_and_a_joint_review_shows(bot: Bot) -> None:
    people = await in_review(bot)
    assert "not yet talked about with CSAB, PH and CSP" in (await record(people.team)).unfolded
    form = await open_form(people.team, "Record the liaison")
    await people.team.press("Record it", form, boards="csab,csp", note="The adult services are in it too.")
    assert "What came of it: choose one." in form.words
    typed = standing_in(form)
    assert (typed["boards"], typed["note"]) == ("csab,csp", "The adult services are in it too.")
    click = people.team.press_activity("Record it", form, **{**typed, "vehicle": "joint_review"})
    await people.team.post(click)
    await people.team.press("Record it", form, **{**typed, "vehicle": "joint_review"})
    assert len([event for event in (await case_of(bot)).events if event.type == "liaison_recorded"]) == 1
    assert f"{REF}: the kind of review is a joint review." in form.words
    await people.team.press("Change it", form)
    assert standing_in(form) == {**typed, "vehicle": "joint_review"}, "nothing is asked twice"
    shown = (await record(people.police)).unfolded
    assert "Which kind of review: a joint review (talked to CSAB, CSP)" in shown


async def test_the_meeting_of_the_dsps_is_recorded_as_not_needed_and_taken_back(bot: Bot) -> None:
    people = await in_review(bot)
    assert "Meeting of the DSPs: still to come" in (await record(people.police)).unfolded
    form = await open_form(people.police, "Record the DSPs' meeting")
    await people.police.press("Record it", form)
    assert "The meeting: choose one." in form.words
    press = people.police.press_activity("Record it", form, **{**standing_in(form), "outcome": "not_needed"})
    await people.police.post(press)
    await people.police.press("Record it", form, **{**standing_in(form), "outcome": "not_needed"})
    assert [event.type for event in (await case_of(bot)).events].count("dsp_meeting_recorded") == 1
    assert "Meeting of the DSPs: not needed, found on" in (await record(people.team)).unfolded
    assert "recorded the DSPs' meeting: not needed" in await case_words(people.team)
    again = await open_form(people.team, "Record the DSPs' meeting")
    await people.team.press("Record it", again, **{**standing_in(again), "outcome": "to_come"})
    assert "DSPs' meeting: still to come" in again.words and "Change it" in titles(again.card)
    assert "Meeting of the DSPs: still to come" in (await record(people.team)).unfolded
    refused = await crafted(people.practitioner, "meeting", outcome="held", on="2026-11-23")
    assert "can record the DSPs' meeting" in refused


async def test_the_liaison_and_the_requests_are_the_business_teams(bot: Bot) -> None:
    people = await in_review(bot)
    liaison = {"boards": "csab", "vehicle": "rapid_review", "note": WORDS}
    assert await crafted(people.icb, "liaison", **liaison) == (
        "Only the Business Team can record which kind of review fits."
    )
    assert await crafted(people.icb, "request", agencies="0", due="7/12/2026") == (
        "Only the Business Team can request information from agencies."
    )
    assert await crafted(people.icb, "returned", agency="Police") == (
        "Only the Business Team can record an agency's return."
    )
    assert await crafted(people.icb, "take_back_return", agency="Police", reason=WORDS, confirmed=True) == (
        "Only the Business Team can take back an agency's return."
    )
    assert "Say with whom you talked" in await crafted(people.team, "liaison", **{**liaison, "boards": "police"})


async def test_agencies_are_asked_by_a_due_day_and_each_return_is_a_button(bot: Bot) -> None:
    people = await in_review(bot)
    form = await open_form(people.team, "Ask agencies")
    assert bot.framework.principle("priority").text in form.words
    assert standing_in(form)["due"] == "2026-12-07"
    await people.team.press("Record the request", form, agencies="2,3", due="2026-12-07")
    assert f"{REF}: Health, Education asked to answer by Monday 7 December 2026." in form.words
    await people.team.press("Agency returns", form)
    assert titles(form.card).count("Returned") == 2
    outstanding = "Information outstanding from: Health, Education"
    assert outstanding in (await record(people.icb)).unfolded
    assert outstanding in await case_words(people.police)
    await people.team.press("Returned", form)
    assert (await case_of(bot)).information_requests.outstanding == ("Education",)
    assert "Health has returned, on Monday 23 November 2026.\nWaiting for: Education." in form.words
    assert "Information outstanding from: Education" in (await record(people.icb)).unfolded
    await people.team.press("Agency returns", form)
    await people.team.press("Returned", form)
    assert "All that were asked have returned." in form.words


async def test_a_return_recorded_by_mistake_is_taken_back_with_a_reason(bot: Bot) -> None:
    people = await in_review(bot)
    form = await open_form(people.team, "Ask agencies")
    await people.team.press("Record the request", form, agencies="2", due="2026-12-07")
    await people.team.press("Agency returns", form)
    await people.team.press("Returned", form)
    await people.team.press("Agency returns", form)
    assert "Nothing is outstanding." in form.words
    await people.team.press("Take back", form)
    assert "Take back the return of Health" in form.words
    await people.team.press("Take it back", form, reason="")
    assert "Reason: write it in a sentence or two." in form.words
    click = people.team.press_activity("Take it back", form, reason="It was another agency's.")
    await people.team.post(click)
    await people.team.press("Take it back", form, reason="It was another agency's.")
    assert "the return of Health is taken back.\nIt is outstanding again." in form.words
    await people.team.press("Agency returns", form)
    assert titles(form.card).count("Returned") == 1 and "Take back" not in titles(form.card)
    assert [event.type for event in (await case_of(bot)).events].count("return_taken_back") == 1

    assert "Information outstanding from: Health" in (await record(people.icb)).unfolded
    shown = await case_words(people.police)
    assert "Information outstanding from: Health" in shown
    assert "took back the return of Health, recorded by mistake" in shown and "It was another agency's." in shown
    bot.clock.pass_(days=10)
    await people.team.say("help")
    await eventually(lambda: any("Agency returns" in m.words and REF in m.words for m in people.team.messages[-6:]))
    await people.team.press("Returned", form)
    assert (await case_of(bot)).information_requests.outstanding == ()


async def test_a_return_that_was_recorded_anew_is_not_taken_back_from_a_card_of_before(bot: Bot) -> None:
    people = await in_review(bot)
    form = await open_form(people.team, "Ask agencies")
    await people.team.press("Record the request", form, agencies="2", due="2026-12-07")
    await people.team.press("Agency returns", form)
    await people.team.press("Returned", form)
    await people.team.press("Agency returns", form)
    await people.team.press("Take back", form)
    old = {"agency": "Health", "seen": (await case_of(bot)).version, "reason": WORDS, "confirmed": True}
    await crafted(people.team, "take_back_return", **old)
    bot.clock.pass_(hours=1)
    await crafted(people.team, "returned", agency="Health")
    assert "was recorded anew since this card was sent" in await crafted(people.team, "take_back_return", **old)
    assert (await case_of(bot)).information_requests.returned == ("Health",)


async def test_what_is_outstanding_is_nudged_before_the_due_day(bot: Bot) -> None:
    people = await in_review(bot)
    form = await open_form(people.team, "Ask agencies")
    await people.team.press("Record the request", form, agencies="2", due="2026-12-07")
    bot.clock.pass_(days=10)
    await people.team.say("help")
    await eventually(lambda: any("Agency returns" in m.words and REF in m.words for m in people.team.messages[-6:]))


async def test_a_request_that_cannot_be_right_comes_back_with_what_was_typed(bot: Bot) -> None:
    people = await in_review(bot)
    form = await open_form(people.team, "Ask agencies")
    await people.team.press("Record the request", form, agencies="2,3", due="2026-11-20")
    assert "Friday 20 November 2026 has passed" in form.words
    assert standing_in(form) == {"agencies": "2,3", "due": "2026-11-20"}
    await people.team.press("Record the request", form, agencies="", due="2026-12-07")
    assert "Choose the agencies from the list." in form.words
    for made_up in ("99", "-1", "Health"):
        assert "Choose the agencies from the list." in await crafted(
            people.team, "request", agencies=made_up, due="2026-12-07"
        )
    assert "This agency was not asked for information." in await crafted(people.team, "returned", agency="Health")
    assert (await case_of(bot)).information_requests.outstanding == ()


async def test_an_agency_with_a_comma_in_its_name_is_one_agency(bot: Bot) -> None:
    name = "Health, mental health and learning disability"
    bot.partnership = bot.partnership.model_copy(update={"agencies": (name, "Police")})
    await bot.restart()
    people = await in_review(bot, agency=name)
    form = await open_form(people.team, "Ask agencies")
    await people.team.press("Record the request", form, agencies="0", due="2026-12-07")
    assert (await case_of(bot)).information_requests.outstanding == (name,)
    await people.team.press("Agency returns", form)
    await people.team.press("Returned", form)
    assert (await case_of(bot)).information_requests.outstanding == ()
