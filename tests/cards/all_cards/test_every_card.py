"""Every card, with the least and with the most that it can hold, is valid, small enough, readable, and safe."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, get_args

from jsonschema_rs import Draft7Validator
from microsoft_teams.cards import AdaptiveCard

from bot.notifications.deadline_nudges import A_CARD_HOLDS
from cards.absence import (
    AwayRow,
    absence_recorded_card,
    away_card,
    hand_over_for_card,
    handed_over_card,
    meanwhile_in_words,
    recorded_for_you_card,
    returned_card,
    stand_in_card,
    taking_over_card,
)
from cards.case.changes import agreement_withdrawn_card, ended_card, merge_undone_card
from cards.case.corrections import (
    correct_day_card,
    corrected_card,
    correction_proposed_card,
    corrections_card,
    take_back_card,
)
from cards.case.criteria import criteria_escalation_card
from cards.case.links import belongs_card, link_inputs, links_section
from cards.case.lists import cases_card, deadlines_card
from cards.case.opening import channel_card, opened_card
from cards.case.outcome import outcome_card
from cards.case.receipt import recorded_card
from cards.case.record import case_card
from cards.case.redaction import redaction_card, second_look_card, texts_card
from cards.case.restriction import restriction_card, withdrawal_card
from cards.case.sections import open_button
from cards.context import CardContext
from cards.elements import (
    LONGEST_EVIDENCE,
    MESSAGE_BYTES,
    ZERO_WIDTH_SPACE,
    SharedCard,
    as_json,
    button,
    card,
    closed_card,
    is_too_long,
)
from cards.help import definition_card, flowchart_card, glossary_card, help_card, welcome_card
from cards.my_steps import MONDAYS_OFF, my_steps_card
from cards.notices import (
    broken_seals_card,
    file_at_fault_card,
    file_waits_card,
    left_card,
    many_cases_read_card,
    unreachable_card,
    unshown_to_sign_card,
)
from cards.notification import notification_card
from cards.nudges import (
    NudgeReader,
    Reminded,
    acknowledge_card,
    acknowledged_card,
    digest_card,
    nudge_card,
    remind_card,
    reminded_card,
    to_acknowledge_card,
)
from cards.offices.change import drafted_card, office_change_card
from cards.offices.overview import offices_card
from cards.reason_form import reason_card, submission_card, update_submission_card
from cards.refusal import NOT_RECORDED, refused_card
from cards.search_result import found_card
from cards.sign_off.card import (
    neutral_card,
    outside_card,
    own_view_card,
    sign_off_card,
    submitted_card,
    update_submitted_card,
)
from cards.sign_off.lapsed import lapsed_card, neutral_lapsed_card
from cards.sign_off.receipt import change_card, receipt_card
from cards.sign_off.subject import NEUTRAL, SignOffSubject
from cards.triage.answered import answered_card
from cards.triage.check import check_card
from cards.triage.from_message import from_message_card
from cards.triage.leaving import open_anyway_card
from cards.triage.question import confirm_date_card, question_card
from cards.triage.why import why_card
from safeguarding.case.case import Case
from safeguarding.case.events.case_events import MatterReissued, OutsideTeams, Signed
from safeguarding.case.events.correction_events import DayCorrected
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.link_events import Linked
from safeguarding.case.state.linked_cases import LinkedCase
from safeguarding.case.state.matters import CORRECTION, NOTIFICATION_CRITERIA
from safeguarding.case.state.recorded_steps import recorded_step
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps.acknowledging import Acknowledgeable
from safeguarding.case.steps.lifecycle import open_case, reopen, update
from safeguarding.case.views.endings import endings
from safeguarding.case.views.lapses import Lapse
from safeguarding.case.views.my_steps import WaitingElsewhere
from safeguarding.case.views.next_steps import Awaited
from safeguarding.case.views.nudges import Moment, Nudge, nudges
from safeguarding.case.views.recorded_texts import WrittenText
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.draft import ChildDraft, Draft
from safeguarding.framework import loader
from safeguarding.framework.engine import Engine
from safeguarding.framework.entries import Office
from safeguarding.framework.loader import CURRENT
from safeguarding.partnership.model import Chain, Partnership, Thresholds
from safeguarding.people import Actor, Person, Role, Seat
from safeguarding.triage import Triage
from tests.support.case_stages import PARTNERSHIP, closed_anyway, correction_proposed, in_error, like, merged, signed_by
from tests.support.drawn import inputs
from tests.support.each import for_each
from tests.support.fake_teams.message_size import message_size
from tests.support.fake_teams.server import buttons, mixed_up_folds, texts
from tests.support.later_death import dead_after_decision, updates
from tests.support.merges import apart
from tests.support.people.everybody import EVERYBODY
from tests.support.review_cards import LEAST, REVIEW_CARDS, REVIEW_QUESTIONS

REFUSED = "zzz: write it in a sentence or two."
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ENGINE = Engine(loader.current())
TRIAGE = Triage(ENGINE)
READER = CardContext(ENGINE, WorkingCalendar(date(2028, 12, 31)), NOON.date())
TEAM = Actor(person=Person(tenant="t", id="p"), roles=frozenset({Role.BUSINESS_TEAM}))
HOSTILE = "<at>all</at> **x** [l](http://x) \u202e\u200b\u0007"
LONG = (HOSTILE * 40)[: LONGEST_EVIDENCE // 2] + "\U0001f6d1" * (LONGEST_EVIDENCE // 2)
FULL = {
    "part": "harmed_and_alleged",
    "harm": "died",
    "age": "under_18",
    "abuse_or_neglect": "neither",
    "care_experienced": "yes",
    "incident_on": "2026-11-20",
    "became_aware": "2026-11-20",
    "aware_of_death": "2026-11-20",
    "abuse_known_on": "2026-11-20",
    "happened_in": "Bournemouth, Christchurch and Poole",
    "lives_in": "another",
    "responsible": "another",
    "agency": (HOSTILE * 9)[:80],
    "record_number": (HOSTILE * 9)[:40],
}
EVIDENCE = dict.fromkeys(("harm", "abuse_or_neglect", "care_experienced"), LONG)
SIGNERS = {f"m|icb|{n}": f"Office {n}" for n in range(12)}
ELSEWHERE = ("Bournemouth, Christchurch and Poole", "Surrey")
AGENCIES = tuple(f"Agency number {n} with a rather long name" for n in range(12))


def draft(values: dict[str, str], **more: Any) -> Draft:
    return Draft(id="d" * 32, person=TEAM.person, rules_version=CURRENT.stem, values=values, evidence=EVIDENCE, **more)


@cache
def case(ref: str = "CSCP-2026-001", events: int = 0) -> Case:
    made = open_case(ref, ref, TRIAGE.facts(draft(FULL), lambda: "0" * 32), ENGINE, TEAM, NOON)
    for number in range(events):
        step = reopen if number % 2 else closed_anyway
        made = step(made, FreeText.of(LONG, "1" * 32), TEAM, NOON + timedelta(minutes=number))
    return made


def many_children() -> Draft:
    """Returns a draft about eight children, each with as much as can be written about one."""
    answers = {name: value for name, value in FULL.items() if name not in ("place", "agency", "aware_of_death")}
    others = (ChildDraft(number=number, values=answers, evidence=EVIDENCE) for number in range(2, 9))
    return draft(FULL, others=tuple(others), child=2)


def cards_of_links() -> Iterator[tuple[str, AdaptiveCard]]:
    many = [case(f"CSCP-2026-{n:03}") for n in range(1, 61)]
    theme, why = FreeText.of(LONG[:80], "0" * 16), FreeText.of(LONG, "0" * 16)
    link = Linked(by=TEAM.person, at=NOON, other="X", kind="thematic_review", theme=theme, reason=why)
    linked = [LinkedCase(each, link, each) for each in many]
    groups = {LONG[:80]: [each.ref for each in many]}
    yield "links", card(links_section(linked, groups, may_unlink=True))
    yield "belongs", belongs_card(case(), many[:5], {"other": LONG, "choice": "join"})
    yield "link", reason_card("Link", "Link", "Text.", "link", {"ref": "X"}, LONG, link_inputs({"theme": LONG}))
    yield "a card to sign is not shown", unshown_to_sign_card("CSCP-2026-001")
    yield "the partnership file at fault", file_at_fault_card([LONG] * 50)
    yield "a triage from a message", from_message_card(LONG, "d", "This may name somebody.")
    yield "the offices", offices_card(PARTNERSHIP, TEAM.person)
    yield "a change of an office", office_change_card({f"t|{n}": LONG[:90] for n in range(80)}, {"office_title": LONG})
    yield "a drafted change of an office", drafted_card("review_group", LONG[:2000])
    yield "the partnership file waits", file_waits_card(list(Partnership.model_fields))


def cards_of_many_children() -> Iterator[tuple[str, AdaptiveCard]]:
    told = many_children()
    made = open_case("CSCP-2026-008", "8", TRIAGE.facts(told, lambda: "0" * 32), ENGINE, TEAM, NOON)
    yield "question about a further child", question_card(TRIAGE, told.with_(asking="incident_on", child=2), AGENCIES)
    yield "first question about a further child", question_card(TRIAGE, TRIAGE.with_another_child(told), AGENCIES)
    yield "check of many children", check_card(TRIAGE, told, READER)
    yield "confirm of a child", confirm_date_card(TRIAGE, told, TRIAGE.steps["incident_on"], "2025-01-01", "Old.")
    yield "outcome of many children", outcome_card(made, READER, [LONG] * 5)
    yield "case of many children", case_card(made, READER, an_office, undelivered=["An office"])
    fewer = update(made, made.facts.with_children(made.facts.children[:4]), ENGINE, TEAM, NOON)
    yield "case with children to be taken out", case_card(fewer, READER, an_office)
    sign_off = sign_off_of(made, NOTIFICATION_CRITERIA)
    assert sign_off is not None
    yield (
        "sign off of many children",
        sign_off_card(SignOffSubject(made, sign_off, READER, an_office), Seat.ICB, signs=True),
    )


def subject() -> SignOffSubject:
    sign_off = sign_off_of(case(), NOTIFICATION_CRITERIA)
    assert sign_off is not None
    return SignOffSubject(case(), sign_off, READER, lambda person: "A practitioner")


def nudge(of: Case | None = None) -> Nudge:
    """Returns the longest nudge that there is: overdue, and waiting for everyone."""
    made, before = of or case(), READER.framework.with_local_practice({"settle": 1})
    late = Moment(date(2026, 11, 30))
    found, *_ = nudges(made, before, READER.calendar, Thresholds().by_deadline, Chain(), late)
    return found


def an_office(person: Person) -> str:
    return "An office"


def corrected_cards() -> Iterator[tuple[str, AdaptiveCard]]:
    """Yields the cards of a later death, and of what was recorded wrongly."""
    yield "submission of the update", update_submission_card("CSCP-2026-001", "2026-07-03")
    proposed = correction_proposed()
    found = recorded_step(proposed, "sin_submitted")
    assert found is not None
    yield "corrections", corrections_card(proposed, [("sin_submitted", found, ("correct", "take_back"))])
    yield "nothing to correct", corrections_card(case(), [])
    yield "correct a day", correct_day_card(proposed, "sin_submitted", "2", {"on": "2026-06-01"})
    yield "take back", take_back_card(proposed, "sin_submitted", "2", {"reason": "zzz"})
    yield "correction proposed", correction_proposed_card(proposed, an_office)
    agreed = signed_by(proposed, CORRECTION, EVERYBODY["dcs"])
    yield "corrected", corrected_card(agreed, agreed.of(DayCorrected)[-1], READER, an_office)
    yield "died later", case_card(dead_after_decision(), READER, an_office)
    yield "notification of the update", notification_card(dead_after_decision(), READER)
    yield "update submitted", update_submitted_card(updates(dead_after_decision()), READER)


def answered_by_icb() -> Signed:
    """Returns a dissent of the ICB, which was given outside Teams."""
    matter, why = subject().sign_off.matter, FreeText.of(LONG, "0" * 16)
    outside = OutsideTeams(signed_by=TEAM.person, on=NOON.date(), how=why, confirmation=why)
    return Signed(
        by=TEAM.person,
        at=NOON,
        matter=matter.id,
        digest=matter.digest,
        seat=Seat.ICB,
        agrees=False,
        reason=why,
        outside_teams=outside,
    )


def lapsed_cards() -> Iterator[tuple[str, AdaptiveCard]]:
    """Yields the card of a matter that was put again with the longest reason."""
    why = FreeText.of(LONG, "0" * 16)
    again = MatterReissued(by=TEAM.person, at=NOON, matter=NOTIFICATION_CRITERIA, reason=why)
    lapse = Lapse(NOTIFICATION_CRITERIA, case(), again)
    yield "lapsed", lapsed_card(lapse, case(), READER, lambda person: "A practitioner")
    for matter in NEUTRAL:
        yield f"neutral lapsed {matter}", neutral_lapsed_card(case(), matter)


def steps_on_a_case() -> Iterator[tuple[str, AdaptiveCard]]:
    people = {"t|p": "A practitioner"}
    others = [WaitingElsewhere(case(), READER.clocks(case())[0], Awaited(("police", "dcs"), ("icb",)))] * 60
    yield from cards_of_links()
    yield "no steps", my_steps_card((), others, READER, lambda step: (), each_monday=False, receipt=MONDAYS_OFF)
    yield "escalated criteria", criteria_escalation_card(case(), ENGINE.framework, {})
    rows = [AwayRow("An office", NOON.date(), "t|p")] * 200
    yield "away", away_card(rows, people, {"person": "t|p", "back_on": "2026-12-14"}, holds_office=True)
    offices = {f"t|{n}": f"Office {n}" for n in range(40)}
    yield "hand over for", hand_over_for_card("CSCP-2026-001", offices, offices, {"person": "t|3"})
    yield "handed over for you", handed_over_card("CSCP-2026-001", ["An office"] * 12, "Business Team")
    yield "absence recorded", absence_recorded_card("Recorded: An office is back.", "What waits comes to them again.")
    yield "nobody away", away_card([], {}, {}, holds_office=False)
    yield "back", returned_card(NOON.date(), {f"CSCP-2026-{n:03}": [LONG] for n in range(90)})
    yield "handed over", handed_over_card("CSCP-2026-001", ["An office"] * 3)
    yield "taking over", taking_over_card("CSCP-2026-001", "An office")
    yield "acting", stand_in_card("An office", NOON.date())
    yield "away by others", recorded_for_you_card("An office", NOON.date(), meanwhile_in_words([], ["ICB"]))
    yield from cards_of_a_removed_text()
    yield "restrict", restriction_card(case(), people, {"visible_to": "t|p"})
    yield "conflict of interest", withdrawal_card(case(), people, {"person": "t|p"})


def cards_of_a_removed_text() -> Iterator[tuple[str, AdaptiveCard]]:
    """Yields the cards of a text that is removed, with the longest text in many steps, and many of them."""
    text = WrittenText(HOSTILE, "0" * 64, case().events * 40)
    yield "texts", texts_card(case(), [text] * 60, lambda person: "Business Team", 2)
    yield "no texts", texts_card(case(), [], lambda person: "Business Team", 1)
    yield "remove a text", redaction_card(case(), text, lambda person: "Business Team", {"reason": LONG})
    yield "second look", second_look_card(case(), text, lambda person: "Business Team", {"reason": LONG})


def ended_cards() -> Iterator[tuple[str, AdaptiveCard]]:
    undo = button("Withdraw the proposed change", "withdraw_update", {"ref": "CSCP-2026-001"})
    yield (
        "recorded",
        recorded_card(case(), "Recorded.", "A card.", "Ask the DCS.", [undo]),
    )
    taken_apart, _ = apart(*merged(like(case(), "CSCP-2"), case()))
    yield "merge undone", merge_undone_card(taken_apart, READER, an_office)
    yield "ended", ended_card(in_error(case()), endings(in_error(case()))[0], an_office)


def nudge_cards() -> Iterator[tuple[str, AdaptiveCard]]:
    yield "nudge", nudge_card([nudge()], READER, None)
    yield "nudge in person", nudge_card([nudge()], READER, NudgeReader(lambda nudge: []))
    yield (
        "nudge of one's own step",
        nudge_card([nudge()], READER, NudgeReader(lambda nudge: nudge.waiting.offices, prepares=lambda case: True)),
    )
    offices = [f"Office {n}" for n in range(12)]
    told = Reminded(offices, [(office, "Monday 23 November 2026, 12:00") for office in offices], offices)
    sin, days = nudge().clock, [date(2026, 11, day) for day in (25, 26, 27)]
    what, typed = Acknowledgeable(sin, get_args(Office)), {"reason": LONG, "quiet_until": "2026-11-26"}
    yield "acknowledge", acknowledge_card(case(), what, days, READER, typed)
    yield "acknowledge again", acknowledge_card(case(), what, (), READER, {})
    yield "acknowledged", acknowledged_card(case(), sin, days[0], READER)
    yield "to acknowledge", to_acknowledge_card(case(), [sin] * A_CARD_HOLDS, lambda clock: open_button(case()), READER)
    yield "remind", remind_card(nudge().case, [nudge()] * A_CARD_HOLDS, READER, own=["sin"])
    yield "reminded", reminded_card(case(), told)


def notices() -> Iterator[tuple[str, AdaptiveCard]]:
    yield "left", left_card(NOON)
    yield "many cases read", many_cases_read_card(30)
    yield "broken seals", broken_seals_card("CSCP-2026-001")
    yield "broken seals of a closed case", broken_seals_card("CSCP-2026-001", is_filed=True)


def every_card() -> Iterator[tuple[str, AdaptiveCard]]:
    steps, values = list(TRIAGE.steps.values()), dict[str, str]()
    for step in steps:
        yield f"question {step.id}", question_card(TRIAGE, draft(FULL, asking=step.id), AGENCIES, LONG)
        yield f"empty question {step.id}", question_card(TRIAGE, draft({}, asking=step.id), ())
        yield f"why {step.id}", why_card(TRIAGE, step)
        yield f"answered {step.id}", answered_card(TRIAGE, step, FULL[step.id], EVIDENCE.get(step.id), again=True)
        values[step.id] = FULL[step.id]
    yield from cards_of_many_children()
    many = [case(f"CSCP-2026-{n:03}") for n in range(1, 61)]
    yield "check", check_card(TRIAGE, draft(FULL), READER)
    yield "check of an update", check_card(TRIAGE, draft(FULL, updating="CSCP-2026-001"), READER)
    yield "confirm", confirm_date_card(TRIAGE, draft(FULL), TRIAGE.steps["incident_on"], "2025-01-01", "Old.")
    yield "open anyway", open_anyway_card(draft(FULL))
    yield "outcome", outcome_card(case(), READER, [LONG] * 9)
    yield "case", case_card(case(events=40), READER, lambda person: "An office", undelivered=["An office"])
    yield "notification", notification_card(case(), READER)
    yield "opened", opened_card(case(), READER, many[:5], many[5:10])
    yield "channel", channel_card(case(), READER)
    yield "cases", cases_card(many, READER)
    yield "no cases", cases_card([], READER)
    yield "cases that can't be read", cases_card(many, READER, [each.ref for each in many])
    yield "deadlines", deadlines_card(many, READER)
    yield "sign off", sign_off_card(subject(), Seat.ICB, 99, LONG, signs=True)
    answered_it = answered_by_icb()
    yield "receipt", receipt_card(subject(), answered_it, changes=True)
    yield "change my answer", change_card(subject(), answered_it, LONG)
    yield "agreement withdrawn", agreement_withdrawn_card(case(), answered_it, READER, lambda person: "ICB DSP")
    yield from lapsed_cards()
    yield "neutral", neutral_card(subject(), [f"29:{'x' * 100}{n}" for n in range(70)])
    yield "own view", own_view_card(subject())
    yield "found", found_card(case(), READER)
    yield "submitted", submitted_card(case(), READER, dcs_had_signed=False)
    yield "unreachable", unreachable_card("An office", [f"CSCP-2026-{n:03}" for n in range(60)], is_person=True)
    yield "unreachable channel", unreachable_card("The review channel", [], is_person=False)
    yield from nudge_cards()
    yield (
        "nudges",
        nudge_card(
            [nudge(like(case(), f"CSCP-2026-{n:03}")) for n in range(A_CARD_HOLDS)],
            READER,
            NudgeReader(lambda nudge: [], lambda nudge: [subject().button]),
        ),
    )
    yield "digest", digest_card([nudge()] * A_CARD_HOLDS, [(each, READER.clocks(each)[0]) for each in many], READER)
    yield (
        "outside",
        outside_card(case(), SIGNERS, dict.fromkeys(("how", "reason"), LONG)),
    )
    yield "reason", reason_card("Close", "Close", "Text.", "close", {"ref": "X"}, LONG)
    yield from steps_on_a_case()
    yield "submission", submission_card("CSCP-2026-001", ELSEWHERE[0], ELSEWHERE, {"on": "2026-11-20"})
    yield from corrected_cards()
    yield from notices()
    yield from ended_cards()
    yield "closed", closed_card("Over.")
    yield from (("welcome", welcome_card()), ("help", help_card()), ("flowchart", flowchart_card(ENGINE)))
    yield "glossary", glossary_card(ENGINE.framework)
    yield "definition", definition_card(ENGINE.framework, "abuse")
    yield "no definition", definition_card(ENGINE.framework, HOSTILE)
    yield from ((name, build(HOSTILE)) for name, build in {**REVIEW_CARDS, **REVIEW_QUESTIONS}.items())
    yield from ((name, build()) for name, build in LEAST.items())


@cache
def cards() -> dict[str, dict[str, Any]]:
    """Makes every card, as Teams gets it, when the first test asks for one."""
    return {name: as_json(card) for name, card in every_card()}


@cache
def schema() -> Draft7Validator:
    schema = json.loads(files("adaptive_cards").joinpath("schemas/schema-1.5.json").read_text("utf-8"))
    # Teams and the schema of today have a list that is searched by typing; this copy is from before it.
    schema["definitions"]["ChoiceInputStyle"]["anyOf"][0]["enum"].append("filtered")
    return Draft7Validator(schema)


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from nodes(inner)


@for_each("name", cards)
def test_every_card_is_valid_and_fits_into_what_teams_takes(name: str) -> None:
    shown = cards()[name]
    assert shown["version"] == "1.5"
    assert [error.message for error in schema().iter_errors(shown)][:3] == []
    assert message_size(shown) < MESSAGE_BYTES


@cache
def made() -> dict[str, AdaptiveCard]:
    return dict(every_card())


@cache
def forms() -> dict[str, AdaptiveCard]:
    return {name: shown for name, shown in made().items() if inputs(shown)}


def disagreeing(form: AdaptiveCard) -> dict[str, Any]:
    """Returns what the press brings to which the box of a reason belongs; nothing of other forms."""
    pressed = [each for each in buttons(as_json(form)) if each["verb"] == "disagree"]
    return {**pressed[0]["data"], "verb": "disagree"} if pressed else {}


@for_each("name", forms)
def test_a_press_that_is_refused_shows_its_error_once_at_its_box_and_the_button_points_to_it(
    name: str,
) -> None:
    form = forms()[name]
    for box in inputs(form):
        refused = as_json(refused_card(form, REFUSED, box, disagreeing(form)))
        lines, shown = [*texts(refused)], [*nodes(refused)]
        assert lines.count(REFUSED) == 1 and lines.count(NOT_RECORDED) == 1
        label = next(node["label"] for node in shown if node.get("id") == box)
        after = next(node for node in shown if node.get("text") == REFUSED)
        assert after["color"] == "Attention" and lines.index(label) < lines.index(REFUSED)
        foot = lines.index(NOT_RECORDED)
        assert lines[foot + 1].startswith("Look at: ") and lines[foot + 2] in {node.get("title") for node in shown}
    assert message_size(refused) < MESSAGE_BYTES


@for_each("name", cards)
def test_a_press_that_is_refused_for_no_box_says_so_once_at_the_button_that_was_pressed(name: str) -> None:
    drawn = made()[name]
    for pressed in buttons(cards()[name]):
        brought = {**pressed.get("data", {}), "verb": pressed["verb"]}
        lines = [*texts(as_json(refused_card(drawn, REFUSED, "", brought)))]
        assert lines.count(REFUSED) == 1 and lines[lines.index(REFUSED) - 1] == NOT_RECORDED


@for_each("name", cards)
def test_every_input_has_a_label_and_no_row_of_buttons_is_longer_than_teams_shows(name: str) -> None:
    for node in nodes(cards()[name]):
        if node.get("type", "").startswith("Input."):
            assert node["label"]
        if node.get("type", "").startswith("Action."):
            assert node["title"] and not is_too_long(node["title"])
        assert len(node.get("actions", [])) <= 6


@for_each("name", cards)
def test_every_button_wherever_it_stands_has_one_for_old_clients_and_carries_its_readers_own(name: str) -> None:
    shared = SharedCard(cards()[name], {"draft": "mine"})
    found = [node for node in nodes(as_json(shared)) if node.get("type") == "Action.Execute"]
    assert all(node["data"]["draft"] == node["fallback"]["data"]["draft"] == "mine" for node in found)
    assert all("fallback" in node for node in nodes(cards()[name]) if node.get("type") == "Action.Execute")


@for_each("name", cards)
def test_every_fold_is_opened_by_its_own_button_and_by_no_other(name: str) -> None:
    assert mixed_up_folds(cards()[name]) == []


@for_each("name", cards)
def test_a_persons_words_are_shown_as_text_and_can_do_nothing(name: str) -> None:
    for node in nodes(cards()[name]):
        if node.get("type") == "TextBlock":
            assert "http://x" not in node["text"] or name.startswith("question") or name == "no definition"
        if node.get("type") == "TextRun":
            assert not set("<>\u202e\u0007") & set(node["text"])
            assert all(len(word) >= 30 for word in node["text"].split(ZERO_WIDTH_SPACE)[:-1])


def test_the_channels_card_holds_a_reference_a_stage_and_dates_alone() -> None:
    words = [node["text"] for node in nodes(cards()["channel"]) if node.get("type") == "TextBlock"]
    assert words == [
        "**CSCP-2026-001** was opened on Monday 23 November 2026. Stage: Notification.",
        "Submit the SIN (required by law or guidance): Friday 27 November 2026 (4 working days left)",
        "Tell the other authority (proposed): Tuesday 24 November 2026 (1 working day left)",
        "Waiting for: the three partners. Then 2 other offices.",
    ]


def test_a_long_list_says_how_many_more_there_are() -> None:
    words = json.dumps(cards()["cases"])
    assert "CSCP-2026-001" in words and "more" in words
