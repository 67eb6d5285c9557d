"""The cards of news are short: what is due, the reader's own step, in the channel nothing that the case says."""

from cards.elements import as_json, button, card, paragraph
from cards.news import Mentioned, channel_news_card, mentioning, news_card, several_card
from safeguarding.case.case import Case
from safeguarding.case.state.matters import NOT_MET, NOTIFICATION_CRITERIA, SIN_QUALITY
from safeguarding.case.steps.signatures import propose_not_met
from safeguarding.case.views.desk.primary_step import NOTHING, desk
from safeguarding.case.views.news.news import CaseNews
from tests.support.case_stages import BUSINESS_TEAM, ICB, PARTNERS_DSPS, circumstances, signed_by, text
from tests.support.drawn import titles, words
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.people.newsroom import told_of
from tests.support.plain_case import CARDS, SEEN, office, opened, updated

DCS = EVERYBODY["dcs"]


def piece(case: Case, kind: str) -> CaseNews:
    return next(each.news for each in told_of(case) if each.news.kind.id == kind)


def test_all_signed_says_how_many_what_is_due_and_whose_step_it_is() -> None:
    case = signed_by(signed_by(opened(), NOTIFICATION_CRITERIA, *PARTNERS_DSPS), SIN_QUALITY, DCS)
    submit = button("Record the submission", "submitted", {"ref": case.ref})
    shown = news_card(piece(case, "all_signed"), CARDS, office, NOTHING, [submit])
    said = words(shown)
    assert "3 of 3 partners and the DCS have signed." in said
    assert "Submit the SIN (required by law or guidance): Monday 8 June 2026 (4 working days left)" in said
    assert titles(shown) == ["Record the submission", "Open CSCP-2026-001"]


def test_whoever_has_no_step_reads_that_and_for_whom_it_waits() -> None:
    case = signed_by(opened(), NOTIFICATION_CRITERIA, ICB, agrees=False)
    said = words(news_card(piece(case, "dissent"), CARDS, office, desk(case, ICB, circumstances())))
    assert "ICB disagreed: notification criteria." in said and "not convinced" not in said
    waits = "Waiting for: Local authority, Police. Then 1 other office."
    assert f"Nothing for you to do. {waits}" in said


def test_the_channel_gets_the_reference_the_stage_and_the_dates_alone() -> None:
    begun = updated(opened(abuse_or_neglect="not_known"), abuse_or_neglect="suspected")
    shown = channel_news_card(piece(begun, "dates_moved"), CARDS)
    said = words(shown)
    assert "Stage: Notification." in said and "Submit the SIN (required by law or guidance): Monday 8 June 2026" in said
    assert titles(shown) == ["Open CSCP-2026-001"]
    assert not [detail for detail in ("Suspected", "Died", "Abuse", SEEN) if detail in said]


def test_once_the_criteria_are_found_not_met_no_clock_runs_and_the_channel_hears_no_reason() -> None:
    proposed = propose_not_met(opened(), text("A known heart condition."), BUSINESS_TEAM, OPENED_AT)
    found = signed_by(proposed, NOT_MET, *PARTNERS_DSPS, DCS)
    said = words(channel_news_card(piece(found, "criteria"), CARDS))
    assert "Stage: No SIN, criteria found not met. No clock is running." in said.replace("\n", " ")
    assert "heart" not in said


def test_what_has_no_room_in_one_card_is_named() -> None:
    shown = several_card(["CSCP-2026-001: decided", "CSCP-2026-002: it has ended"], ["CSCP-2026-001", "CSCP-2026-002"])
    assert "CSCP-2026-001: decided" in words(shown)
    assert titles(shown) == ["Open CSCP-2026-001", "Open CSCP-2026-002"]


SHOWN = card([paragraph("first"), paragraph("second")])
FIRST, OTHER = Mentioned("aa000000-0000-4000-8000-000000000003", "DSP, ICB"), Mentioned("bb", "DSP, ICB")


def test_without_anybody_to_mention_the_card_stays_as_it_is() -> None:
    assert mentioning(SHOWN, []) is SHOWN


def test_the_line_stands_below_the_first_and_tells_two_of_one_title_apart() -> None:
    called = mentioning(SHOWN, [FIRST, OTHER])
    assert words(called).splitlines() == ["first", "For: <at>DSP, ICB</at>; <at>DSP, ICB (2)</at>", "second"]
    entities = as_json(called)["msteams"]["entities"]
    assert entities == [
        {"type": "mention", "text": "<at>DSP, ICB</at>", "mentioned": {"id": FIRST.id, "name": "DSP, ICB"}},
        {"type": "mention", "text": "<at>DSP, ICB (2)</at>", "mentioned": {"id": "bb", "name": "DSP, ICB"}},
    ]


def test_a_title_can_bring_no_mention_of_its_own() -> None:
    called = mentioning(SHOWN, [Mentioned("aa", "<at>everybody</at>")])
    assert "<at>everybody</at>" not in words(called)
