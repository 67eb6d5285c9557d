"""The cards of the nudges say whose step it is, and how long is left."""

from dataclasses import replace
from datetime import date

from cards.case.record import case_card
from cards.context import CardContext
from cards.elements import as_json, button
from cards.nudges import (
    BROKEN,
    NudgeReader,
    Reminded,
    acknowledge_card,
    digest_card,
    nudge_card,
    remind_card,
    reminded_card,
    summary,
)
from safeguarding.case.state.clocks import Clock
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.case.steps.acknowledging import Acknowledgeable
from safeguarding.case.steps.handing_over import hand_over
from safeguarding.case.steps.review import record_return, request_information
from safeguarding.case.views.next_steps import Waiting
from safeguarding.case.views.nudges import Moment, Nudge, nudges
from safeguarding.partnership.model import Chain, Thresholds
from safeguarding.people import Seat
from tests.support.case_stages import AGENCIES, BUSINESS_TEAM, CALENDAR, FRAMEWORK, ICB, signed_by
from tests.support.drawn import behind, titles, unfolded, words
from tests.support.fake_teams.server import buttons
from tests.support.people.acknowledged import WHY, acknowledged
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.people.offices import restricted_to
from tests.support.plain_case import CARDS, REF, SEEN, office, opened, submitted


def due_on(day: date, ref: str = "CSCP-2026-001") -> tuple[Nudge, CardContext]:
    found, *_ = nudges(opened(ref), FRAMEWORK, CALENDAR, Thresholds().by_deadline, Chain(), Moment(day))
    return found, replace(CARDS, today=day)


def test_one_nudge_says_what_is_due_and_for_whom_it_waits() -> None:
    nudge, context = due_on(date(2026, 6, 8))
    said = words(nudge_card([nudge], context, None))
    assert said.startswith("CSCP-2026-001: submit the SIN, due today\nMonday 8 June 2026, required by law or guidance")
    assert "Waiting for: " in said and SEEN not in said
    assert "The deputies and the Business Team are told too." in said


def test_it_says_of_which_day_it_counts_the_days_left_or_counts_none_where_it_stays() -> None:
    one, context = due_on(date(2026, 6, 4))
    for several in ([one], [one, due_on(date(2026, 6, 4), "CSCP-2026-002")[0]]):
        assert "\nAs it stood on Thursday 4 June 2026." in words(nudge_card(several, context, None))
        assert "As it stood" not in words(nudge_card(several, replace(context, today=date(2026, 6, 8)), None))
        said = words(nudge_card(several, context.for_good(), None))
        assert said.startswith("CSCP-2026-001: submit the SIN, due on Monday 8 June 2026") and "left" not in said


def test_it_says_that_deputies_and_the_business_team_are_told_only_where_they_are() -> None:
    early, context = due_on(date(2026, 6, 4))
    assert "told too" not in words(nudge_card([early], context, None))
    late, context = due_on(date(2026, 6, 9))
    assert "The deputies and the Business Team are told too." in words(nudge_card([late], context, None))
    restricted = replace(late, case=restricted_to(late.case, "icb"))
    assert "told too" not in words(nudge_card([restricted], context, None))
    custom = replace(late, waiting=Waiting((), ("review_group",)), clock=of_custom(late.clock))
    assert "The Business Team is told too." in words(nudge_card([custom], context, None))
    own = replace(custom, waiting=Waiting((), ("business_team",)))
    assert "told too" not in words(nudge_card([own], context, None)), "it is the Business Team's own step"
    both = replace(late, waiting=Waiting((), ("icb", "business_team")))
    assert "The deputies are told too." in words(nudge_card([both], context, None))


def moved(nudge: Nudge, due: date) -> Nudge:
    return replace(nudge, clock=replace(nudge.clock, due=replace(nudge.clock.due, due=due)))


def of_custom(clock: Clock) -> Clock:
    deadline = clock.due.deadline.model_copy(update={"local_practice": True, "owners": ()})
    return replace(clock, due=replace(clock.due, deadline=deadline))


def test_whoever_hears_of_a_breach_reads_why_they_are_told() -> None:
    _, breach = nudges(opened(), FRAMEWORK, CALENDAR, {}, Chain(), Moment(date(2026, 6, 9)))
    said = words(nudge_card([breach], replace(CARDS, today=date(2026, 6, 9)), NudgeReader(lambda found: [])))
    assert BROKEN in said and "1 working day overdue" in said and "told too" not in said


def test_in_a_persons_own_chat_their_own_steps_stand_out() -> None:
    nudge, context = due_on(date(2026, 6, 8))
    own = words(nudge_card([nudge], context, NudgeReader(lambda found: found.waiting.offices)))
    assert "**Your step" in own
    assert "**Your step" not in words(nudge_card([nudge], context, NudgeReader(lambda found: ["review_group"])))


def test_whoever_may_prepare_the_notification_reads_how_many_details_it_lacks_and_nobody_else() -> None:
    nudge, context = due_on(date(2026, 6, 8))
    preparing = NudgeReader(lambda found: [], prepares=lambda case: True)
    missing = "2 details still missing: notification CSCP-2026-001"
    assert missing in words(nudge_card([nudge], context, preparing))
    for reader in (None, NudgeReader(lambda found: [])):
        assert "still missing" not in words(nudge_card([nudge], context, reader))
    quality = replace(nudge, clock=of_custom(nudge.clock))
    settle = quality.clock.due.deadline.model_copy(update={"id": "settle"})
    other = replace(quality, clock=replace(quality.clock, due=replace(quality.clock.due, deadline=settle)))
    assert "still missing" not in words(nudge_card([other], context, preparing))


def test_several_nudges_are_one_card_with_a_way_into_each_case() -> None:
    first, context = due_on(date(2026, 6, 8))
    second, _ = due_on(date(2026, 6, 8), "CSCP-2026-002")
    shown = nudge_card([first, second], context, None)
    assert titles(shown) == ["Open", "Open"]
    assert words(shown).startswith("CSCP-2026-001: submit the SIN, due today, and 1 more")


def test_the_title_says_the_worst_what_the_guidance_requires_before_what_is_custom() -> None:
    sin, context = due_on(date(2026, 6, 8))
    custom = replace(sin, clock=of_custom(moved(sin, date(2026, 6, 1)).clock))
    earlier = moved(sin, date(2026, 6, 5))
    assert summary([sin], context) == "CSCP-2026-001: submit the SIN, due today"
    assert summary([custom, sin], context) == "CSCP-2026-001: submit the SIN, due today, and 1 more"
    late = "CSCP-2026-001: submit the SIN, 1 working day overdue, and 2 more"
    assert summary([sin, custom, earlier], context) == late
    practised, _ = due_on(date(2026, 6, 8), "REHEARSAL-2026-001")
    assert summary([practised], context) == "Rehearsal: REHEARSAL-2026-001: submit the SIN, due today"


def test_the_digest_tells_each_clock_once() -> None:
    nudge, context = due_on(date(2026, 6, 8))
    other = opened("CSCP-2026-002")
    running = [(case, clock) for case in (nudge.case, other) for clock in context.clocks(case)]
    said = words(digest_card([nudge], running, context))
    assert said.index("CSCP-2026-001") < said.index("CSCP-2026-002") and said.count("CSCP-2026-001") == 1


def test_the_digest_shows_the_two_most_pressing_and_the_others_behind_a_button() -> None:
    nudge, context = due_on(date(2026, 6, 8))
    running = [(opened(f"CSCP-2026-{n:03}"), clock) for n in range(2, 6) for clock in context.clocks(opened())]
    shown = digest_card([nudge], running, context)
    assert words(shown).index("CSCP-2026-001") < words(shown).index("CSCP-2026-002")
    assert f"Show {len(running) - 1} more" in words(shown) and words(shown).count("CSCP-2026-003") == 0
    assert len(titles(shown)) == len(running) + 1


def test_what_is_late_by_law_or_guidance_stands_before_what_is_late_by_custom() -> None:
    sin, context = due_on(date(2026, 6, 9))
    custom = replace(sin, clock=of_custom(moved(sin, date(2026, 6, 1)).clock))
    said = words(nudge_card([custom, sin], context, None))
    assert said.index("Submit the SIN: ") < said.index("Submit the SIN (proposed): ")


def test_in_the_digest_a_late_duty_stands_before_whatever_is_nudged_of_a_day_to_come() -> None:
    nudge, context = due_on(date(2026, 6, 8))
    late = replace(context, today=date(2026, 6, 9))
    other = opened("CSCP-2026-002")
    coming = replace(of_custom(nudge.clock), due=replace(nudge.clock.due, due=date(2026, 6, 10)))
    shown = digest_card([replace(nudge, clock=coming)], [(other, clock) for clock in late.clocks(other)], late)
    assert words(shown).index("CSCP-2026-002") < words(shown).index("CSCP-2026-001")


def test_one_step_of_a_nudge_is_the_one_to_press() -> None:
    nudge, context = due_on(date(2026, 6, 8))
    sign = NudgeReader(lambda found: found.waiting.offices, lambda found: [button("Sign", "sign_off", {})])
    for nudged in ([nudge], [nudge, nudge]):
        styles = [each.get("style") for each in buttons(as_json(nudge_card(nudged, context, sign)))]
        assert styles.count("positive") == 1 and styles[0] == "positive"


def test_whoever_has_no_step_reads_for_whom_it_waits_and_can_see_what_they_have_to_do() -> None:
    nudge, context = due_on(date(2026, 6, 8))
    shown = nudge_card([nudge], context, NudgeReader(lambda found: ["review_group"]))
    assert "Waiting for: Local authority" in words(shown) and nudge.waiting.steps[0].text not in words(shown)
    assert nudge.waiting.steps[0].text in unfolded(shown)


def test_what_agencies_owe_is_named_to_whoever_asks_for_it_and_counted_elsewhere() -> None:
    asked = request_information(
        submitted(), ["A school", "Metropolitan Police"], date(2026, 6, 5), AGENCIES, BUSINESS_TEAM, OPENED_AT
    )
    half = record_return(asked, "A school", BUSINESS_TEAM, OPENED_AT)
    today = date(2026, 6, 5)
    found = nudges(half, FRAMEWORK, CALENDAR, {}, Chain(), Moment(today))
    (of_returns,) = [nudge for nudge in found if nudge.clock.due.id == "returns_asked_for"]
    context = replace(CARDS, today=today)
    told = words(nudge_card([of_returns], context, NudgeReader(lambda nudge: [], names_agencies=lambda case: True)))
    assert "Outstanding: Metropolitan Police." in told
    for reader in (None, NudgeReader(lambda nudge: [])):
        said = words(nudge_card([of_returns], context, reader))
        assert "Outstanding: 1 of 2." in said and "Metropolitan Police" not in said


def test_whoever_is_nudged_in_person_reads_who_has_disagreed_and_the_channel_does_not() -> None:
    case = signed_by(opened(), NOTIFICATION_CRITERIA, ICB, agrees=False)
    found, *_ = nudges(case, FRAMEWORK, CALENDAR, {}, Chain(), Moment(date(2026, 6, 8)))
    context = replace(CARDS, today=date(2026, 6, 8))
    assert "Disagreed: ICB." in words(nudge_card([found], context, NudgeReader(lambda nudge: [])))
    assert "isagreed" not in words(nudge_card([found], context, None))


def test_the_card_of_a_reminder_says_who_was_reminded_now_and_before_and_who_is_to_be_called() -> None:
    told = Reminded(["DSP, ICB"], [("DSP, Police", "Monday 8 June 2026, 10:05")], ["DSP, council"])
    shown = reminded_card(opened(), told)
    said = words(shown)
    assert "Reminded now: DSP, ICB." in said
    assert "Reminded already, on Monday 8 June 2026, 10:05: DSP, Police." in said
    assert "No message reaches them, so call: DSP, council." in said
    assert "Nobody else is waited for." in words(reminded_card(opened(), Reminded()))
    assert behind(shown, "Another deadline") == ("remind", {"ref": REF})


def test_what_waits_for_the_reader_alone_has_no_button_to_remind() -> None:
    nudge, context = due_on(date(2026, 6, 8))
    assert "Remind" in titles(remind_card(nudge.case, [nudge], context))
    own = remind_card(nudge.case, [nudge], context, own=["sin"])
    assert "Remind" not in titles(own) and "This waits for you." in words(own)
    assert "No deadline is running." in words(remind_card(nudge.case, [], context))


def test_who_has_acknowledged_stands_in_digest_nudge_and_case_and_why_in_its_history_alone() -> None:
    case, day = acknowledged(opened()), date(2026, 6, 4)
    context, said = replace(CARDS, today=day), "Acknowledged by: Police, until Friday 5 June 2026."
    found, *_ = nudges(case, FRAMEWORK, CALENDAR, Thresholds().by_deadline, Chain(), Moment(day))
    running = [(case, clock) for clock in context.clocks(case)]
    for shown in (
        digest_card([found], running, context),
        digest_card([], running, context),
        nudge_card([found], context, None),
        nudge_card([found], context, NudgeReader(lambda nudge: [])),
        remind_card(case, [found], context),
    ):
        assert said in words(shown) and WHY not in words(shown)
    whole = unfolded(case_card(case, context, office))
    assert said in whole and whole.count(WHY) == 1
    later = replace(CARDS, today=date(2026, 6, 5))
    assert "Acknowledged by" not in words(digest_card([], running, later))


def test_the_form_to_acknowledge_says_for_whom_it_is_quiet_and_that_nothing_ends() -> None:
    nudge, context = due_on(date(2026, 6, 3))
    what = Acknowledgeable(nudge.clock, ("local_authority", "dcs"))
    said = words(acknowledge_card(nudge.case, what, [date(2026, 6, 4)], context, {}))
    assert "comes to: Local authority, Director of Children's Services. It stays due, and everybody else hears" in said
    assert "Submit the SIN (required by law or guidance): Monday 8 June 2026 (3 working days left)" in said


def test_the_button_to_acknowledge_makes_no_step_of_the_readers_own() -> None:
    nudge, context = due_on(date(2026, 6, 3))
    only = NudgeReader(lambda found: [], acknowledge=lambda found: [button("Acknowledge", "acknowledge", {})])
    assert titles(nudge_card([nudge], context, only)) == ["Acknowledge", "Open CSCP-2026-001"]
    assert titles(nudge_card([nudge, nudge], context, only)) == ["Acknowledge", "Open"] * 2


def test_that_a_seat_has_handed_the_case_over_stands_in_digest_and_nudge() -> None:
    nudge, context = due_on(date(2026, 6, 3))
    deputy = EVERYBODY["icb_deputy"].person
    handed = hand_over(nudge.case, [deputy], ICB, OPENED_AT)
    known = replace(context, holders={Seat.ICB: [ICB.person], Seat.POLICE: []})
    said = "ICB: handed over, the others who hold the seat act."
    running = [(handed, clock) for clock in context.clocks(handed)]
    for shown in (digest_card([], running, known), nudge_card([replace(nudge, case=handed)], known, None)):
        assert said in words(shown)
    two_hold_it = replace(known, holders={Seat.ICB: [ICB.person, deputy]})
    assert said not in words(digest_card([nudge], running, two_hold_it))
