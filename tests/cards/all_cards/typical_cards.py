"""A typical card is one as most of its readers get it: of the plain case, under the name of the function that makes
it."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

from microsoft_teams.cards import AdaptiveCard

import cards as cards_package
from bot.cases.available_actions import available_actions, button_to_acknowledge, my_step_buttons, review_steps
from cards import (
    absence,
    concern,
    elements,
    my_steps,
    news,
    notices,
    notification,
    nudges,
    reason_form,
    refusal,
    search_result,
    statistics,
)
from cards import help as explanations
from cards.case import (
    changes,
    corrections,
    criteria,
    lists,
    opening,
    other_authorities,
    outcome,
    record,
    redaction,
    restriction,
)
from cards.case.links import belongs_card
from cards.case.receipt import recorded_card
from cards.elements import button
from cards.offices import change as office_change
from cards.offices import overview
from cards.rapid_review import decision, lcspr, part, preparation, whole_record
from cards.rapid_review import framework as guidance
from cards.rapid_review import record as review_record
from cards.rapid_review.progress import outline
from cards.sign_off import card as sign_off
from cards.sign_off import lapsed, receipt
from cards.sign_off.subject import SignOffSubject
from cards.triage import answered as answered_question
from cards.triage import check, from_message, leaving, question, why
from cards.walkthrough import question as about_walkthrough
from cards.walkthrough import summary as walkthrough_summary
from safeguarding.case.case import Case
from safeguarding.case.events.case_events import Signed
from safeguarding.case.events.correction_events import DayCorrected
from safeguarding.case.state.matters import (
    CONCERN_DECISION,
    CORRECTION,
    CRITERIA_ESCALATION,
    FACTS_CHANGE,
    LATER_NOT_MET,
    LCSPR_DECISION,
    MERGE,
    NOT_MET,
    NOTIFICATION_CRITERIA,
    OPENED_IN_ERROR,
    SIN_QUALITY,
    TRANSFER,
)
from safeguarding.case.state.recorded_steps import recorded_step
from safeguarding.case.steps.acknowledging import Acknowledgeable
from safeguarding.case.steps.criteria import escalate_criteria
from safeguarding.case.steps.review import request_information
from safeguarding.case.steps.signatures import propose_not_met
from safeguarding.case.views.dates_moved import CalendarChanged, dates_moved, moved_by_calendar
from safeguarding.case.views.desk.primary_step import NOTHING
from safeguarding.case.views.endings import endings
from safeguarding.case.views.lapses import latest_lapse
from safeguarding.case.views.my_steps import WaitingElsewhere
from safeguarding.case.views.my_steps import my_steps as steps_for
from safeguarding.case.views.news.news import CaseNews
from safeguarding.case.views.next_steps import Awaited
from safeguarding.case.views.nudges import Moment, Nudge, Settled
from safeguarding.case.views.nudges import nudges as nudges_of
from safeguarding.case.views.recorded_texts import written_texts
from safeguarding.case.views.statistics import figures
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.draft import Draft
from safeguarding.framework.entries import Office, Part
from safeguarding.framework.loader import CURRENT
from safeguarding.partnership.model import Chain, Thresholds
from safeguarding.partnership.office_change import lines_of
from safeguarding.people import Seat
from safeguarding.triage import Triage
from tests.support.case_stages import (
    AGENCIES,
    BUSINESS_TEAM,
    CALENDAR,
    COUNCIL,
    ENGINE,
    FRAMEWORK,
    ICB,
    PARTNERS_DSPS,
    PARTNERSHIP,
    POLICE,
    TODAY,
    answered,
    circumstances,
    concern_decided,
    correction_proposed,
    decided,
    determined,
    escalation,
    filled_in,
    in_error,
    merge_proposed,
    merged,
    proposed,
    put_to_the_dsps,
    referred,
    said_in_error,
    signed_by,
    started,
    text,
    written,
)
from tests.support.england.elsewhere import opened_elsewhere, transfer_agreed, transfer_proposed
from tests.support.incidents import walkthrough_cards
from tests.support.later_death import dead_after_decision, updates
from tests.support.merges import apart
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.people.newsroom import told_of
from tests.support.people.offices import OFFICES, person
from tests.support.plain_case import CARDS, REF, care_leaver, office, opened, standing, submitted, updated

TRIAGE = Triage(ENGINE)
SIN_DUE = date(2026, 6, 8)
ANSWERS = {
    "part": "involved",
    "harm": "died",
    "age": "under_18",
    "abuse_or_neglect": "known",
    "care_experienced": "no",
    "incident_on": "2026-05-31",
    "became_aware": "2026-06-01",
    "abuse_known_on": "2026-06-01",
    "happened_in": "croydon",
    "lives_in": "croydon",
    "responsible": "croydon",
    "agency": "Croydon Health Services",
    "record_number": "A-1234",
}
EVIDENCE = dict.fromkeys(("harm", "abuse_or_neglect"), "Seen by the ambulance crew.")
PEOPLE = {"t|p": "DSP of the ICB", "t|q": "DSP of the police"}
TEXTS = written_texts(opened())


def draft(**more: object) -> Draft:
    """Returns a triage in which everything is answered, but for what is being asked."""
    made = Draft(id="d" * 32, person=person("opener"), rules_version=CURRENT.stem, values=ANSWERS, evidence=EVIDENCE)
    return made.model_copy(update=more)


def subject(case: Case, matter: str = NOTIFICATION_CRITERIA) -> SignOffSubject:
    return SignOffSubject(case, standing(case, matter), CARDS, office)


def signed(case: Case, matter: str = NOTIFICATION_CRITERIA) -> Signed:
    return standing(case, matter).signatures[Seat.ICB]


def nudge(day: date = SIN_DUE, ref: str = REF) -> Nudge:
    found, *_ = nudges_of(opened(ref), FRAMEWORK, CALENDAR, Thresholds().by_deadline, Chain(), Moment(day))
    return found


ON_THE_DAY = replace(CARDS, today=SIN_DUE)
AGREED = signed_by(opened(), NOTIFICATION_CRITERIA, COUNCIL, ICB)
PUT = put_to_the_dsps(filled_in(submitted()))
DISPUTED = signed_by(opened(), NOTIFICATION_CRITERIA, POLICE, agrees=False)
NOT_REQUIRED = signed_by(
    opened(abuse_or_neglect="neither", care_experienced="no"), NOTIFICATION_CRITERIA, *PARTNERS_DSPS
)
NOT_MET_PROPOSED = propose_not_met(opened(), text("A known heart condition."), COUNCIL, OPENED_AT)
BEGUN = updated(opened(abuse_or_neglect="not_known"), abuse_or_neglect="suspected")
LAPSED = answered(signed_by(put_to_the_dsps(submitted()), LCSPR_DECISION, COUNCIL, ICB), "facts", written())
ASKED = request_information(submitted(), sorted(AGENCIES), SIN_DUE, AGENCIES, BUSINESS_TEAM, OPENED_AT)
CONCERN = proposed(referred(care_leaver()))
ELSEWHERE = opened_elsewhere("Surrey")
IN_TEAM = replace(circumstances(TODAY), partnership=OFFICES)


def case_for(case: Case, kind: str) -> AdaptiveCard:
    steps = available_actions(case, OFFICES.actor(person(kind)), IN_TEAM)
    return record.case_card(case, CARDS, office, steps, more=[outline(case, FRAMEWORK, office)])


def review_for(case: Case, kind: str) -> AdaptiveCard:
    steps = review_steps(case, OFFICES.actor(person(kind)), IN_TEAM)
    return review_record.review_card(case, CARDS, office, steps, writes=True)


def part_of_rules(name: str) -> Part:
    return next(part for part in FRAMEWORK.parts if part.id == name)


def part_of_review(name: str, *ticked: str) -> AdaptiveCard:
    """Asks a part; of a list what holds, or the evidence of what is ``ticked``."""
    case, asked_now = submitted(), part_of_rules(name)
    beside = part.shares_with(case, asked_now, FRAMEWORK)
    form = replace(part.first_form(case, asked_now, beside=beside), ticked=ticked or None)
    return part.part_card(case, asked_now, CARDS, office, form)


def asked(step: str, *open_too: str) -> AdaptiveCard:
    told = {name: value for name, value in ANSWERS.items() if name not in (step, *open_too)}
    return question.question_card(TRIAGE, draft(values=told, evidence={}, asking=step), sorted(AGENCIES))


def steps_card(kind: str, case: Case) -> AdaptiveCard:
    actor = OFFICES.actor(person(kind))
    found = steps_for([case], actor, IN_TEAM)
    elsewhere = [WaitingElsewhere(case, CARDS.clocks(case)[0], Awaited(("police", "icb")))]
    return my_steps.my_steps_card(
        found, elsewhere, CARDS, lambda step: my_step_buttons(step, actor, IN_TEAM), each_monday=True
    )


def week_card() -> AdaptiveCard:
    actor = OFFICES.actor(person("council"))
    found = steps_for([opened()], actor, IN_TEAM)
    title = my_steps.title_of_week(found, CARDS, are_all=True)
    return my_steps.steps_of_week_card(found, title, CARDS, lambda step: my_step_buttons(step, actor, IN_TEAM))


def piece_of_news(kind: str) -> CaseNews:
    """Returns a piece of news of a case that was signed, with a dissent, and submitted."""
    dissent = signed_by(opened(), NOTIFICATION_CRITERIA, EVERYBODY["icb"], agrees=False)
    case = submitted() if kind == "submitted" else dissent
    return next(each.news for each in told_of(case) if each.news.kind.id == kind)


def nudged(kind: Office | None, *refs: str) -> AdaptiveCard:
    """Nudges on the last day of the SIN, in the chat of a person or, without one, in the channel."""
    reader = nudges.NudgeReader(
        lambda found: [kind] if kind else [],
        lambda found: [subject(found.case).button],
        lambda found: [button_to_acknowledge(found.case, found.clock)],
    )
    return nudges.nudge_card([nudge(ref=ref) for ref in refs or (REF,)], ON_THE_DAY, reader if kind else None)


def digest() -> AdaptiveCard:
    running = [(each, clock) for each in (opened(), submitted(opened("CSCP-2026-002"))) for clock in CARDS.clocks(each)]
    return nudges.digest_card([nudge()], running, ON_THE_DAY)


def day_moved() -> AdaptiveCard:
    before = CalendarChanged(OPENED_AT + timedelta(minutes=1), CALENDAR)
    now = replace(CARDS, calendar=WorkingCalendar(CALENDAR.published_until, {date(2026, 6, 4): "Office shut"}))
    return changes.day_moved_card(opened(), moved_by_calendar(opened(), FRAMEWORK, before, now.calendar), now)


def dates_changed() -> AdaptiveCard:
    moved = dates_moved(BEGUN, FRAMEWORK, CALENDAR)
    assert moved
    return changes.dates_moved_card(BEGUN, moved, CARDS)


def corrected() -> AdaptiveCard:
    agreed = signed_by(correction_proposed(), CORRECTION, EVERYBODY["dcs"])
    return corrections.corrected_card(agreed, agreed.of(DayCorrected)[-1], CARDS, office)


def to_correct() -> AdaptiveCard:
    found = recorded_step(submitted(), "sin_submitted")
    assert found
    return corrections.corrections_card(submitted(), [("sin_submitted", found, ("correct", "take_back"))])


def lapsed_decision() -> AdaptiveCard:
    lapse = latest_lapse(LAPSED, LCSPR_DECISION)
    assert lapse
    return lapsed.lapsed_card(lapse, LAPSED, CARDS, office)


def refused() -> AdaptiveCard:
    form = reason_form.reason_card("Close the case", "Close the case", "Why is it closed?", "close", {"ref": REF})
    pressed = {"verb": "close", "ref": REF}
    return refusal.refused_card(form, "Reason: write it in a sentence or two.", "reason", pressed)


TYPICAL: Mapping[str, Callable[[], AdaptiveCard]] = {
    "absence.away_card": lambda: absence.away_card(
        [absence.AwayRow("DSP of the ICB", SIN_DUE, "t|p")], PEOPLE, {}, holds_office=True
    ),
    "absence.absence_recorded_card": lambda: absence.absence_recorded_card(
        "Recorded: DSP of the ICB is away until Monday 8 June 2026.",
        absence.meanwhile_in_words(["Deputy of the DSP of the ICB"], []),
    ),
    "absence.stand_in_card": lambda: absence.stand_in_card("DSP of the ICB", SIN_DUE),
    "absence.recorded_for_you_card": lambda: absence.recorded_for_you_card(
        "DSP of the ICB", SIN_DUE, absence.meanwhile_in_words(["Deputy of the DSP of the ICB"], [])
    ),
    "absence.handed_over_card": lambda: absence.handed_over_card(REF, ["DSP of the ICB"]),
    "absence.hand_over_for_card": lambda: absence.hand_over_for_card(REF, PEOPLE, {}, {}),
    "absence.taking_over_card": lambda: absence.taking_over_card(REF, "DSP of the ICB"),
    "absence.returned_card": lambda: absence.returned_card(TODAY, {REF: ["Signed: notification criteria"]}),
    "case.changes.agreement_withdrawn_card": lambda: changes.agreement_withdrawn_card(
        DISPUTED, standing(DISPUTED).signatures[Seat.POLICE], CARDS, office
    ),
    "case.changes.change_proposed_card": lambda: changes.change_proposed_card(
        updated(opened(), abuse_or_neglect="neither", care_experienced="no"), CARDS, office
    ),
    "case.changes.criteria_settled_card": lambda: changes.criteria_settled_card(
        signed_by(NOT_MET_PROPOSED, NOT_MET, *PARTNERS_DSPS, EVERYBODY["dcs"]), CARDS
    ),
    "case.changes.dates_moved_card": dates_changed,
    "case.changes.day_moved_card": day_moved,
    "case.changes.ended_card": lambda: changes.ended_card(in_error(opened()), endings(in_error(opened()))[0], office),
    "case.changes.merge_undone_card": lambda: changes.merge_undone_card(
        apart(*merged(opened("CSCP-2026-002"), opened()))[0], CARDS, office
    ),
    "case.changes.not_met_proposed_card": lambda: changes.not_met_proposed_card(NOT_MET_PROPOSED, CARDS, office),
    "case.corrections.correct_day_card": lambda: corrections.correct_day_card(submitted(), "sin_submitted", "2", {}),
    "case.corrections.corrected_card": corrected,
    "case.corrections.correction_proposed_card": lambda: corrections.correction_proposed_card(
        correction_proposed(), office
    ),
    "case.corrections.corrections_card": to_correct,
    "case.corrections.take_back_card": lambda: corrections.take_back_card(submitted(), "sin_submitted", "2", {}),
    "case.criteria.criteria_escalation_card": lambda: criteria.criteria_escalation_card(DISPUTED, FRAMEWORK, {}),
    "case.criteria.escalation_recorded_card": lambda: criteria.escalation_recorded_card(
        escalate_criteria(DISPUTED, escalation(), circumstances(), BUSINESS_TEAM, OPENED_AT, met=False), CARDS
    ),
    "case.links.belongs_card": lambda: belongs_card(opened(), [opened("CSCP-2026-002")], {}),
    "case.lists.cases_card": lambda: lists.cases_card([submitted(), opened("CSCP-2026-002")], CARDS),
    "case.lists.deadlines_card": lambda: lists.deadlines_card([submitted(), opened("CSCP-2026-002")], CARDS),
    "case.opening.channel_card": lambda: opening.channel_card(opened(), CARDS),
    "case.opening.opened_card": lambda: opening.opened_card(opened(), CARDS, []),
    "case.opening.opened_card, perhaps a duplicate": lambda: opening.opened_card(
        opened(), CARDS, [opened("CSCP-2026-002")]
    ),
    "case.other_authorities.acceptance_card": lambda: other_authorities.acceptance_card(
        transfer_agreed(), "Surrey", {}
    ),
    "case.other_authorities.partnership_card": lambda: other_authorities.partnership_card(ELSEWHERE, {}),
    "case.other_authorities.transfer_card": lambda: other_authorities.transfer_card(ELSEWHERE, {}),
    "case.outcome.outcome_card": lambda: outcome.outcome_card(opened(), CARDS),
    "case.receipt.recorded_card": lambda: recorded_card(
        opened(),
        f"{REF}: proposed as opened in error.",
        "The partners' DSPs get a card each. It is closed when two agree, and nobody disagrees.",
        changes=[button("Correct what was recorded", "corrections", {"ref": REF})],
    ),
    "case.record.case_card": lambda: case_for(opened(), "icb"),
    "case.record.case_card, in review": lambda: case_for(filled_in(submitted()), "council"),
    "case.record.case_card, decided": lambda: case_for(decided(submitted()), "council"),
    "case.redaction.redaction_card": lambda: redaction.redaction_card(opened(), TEXTS[0], office, {}),
    "case.redaction.second_look_card": lambda: redaction.second_look_card(
        opened(), TEXTS[0], office, {"reason": "It names a neighbour."}
    ),
    "case.redaction.texts_card": lambda: redaction.texts_card(opened(), TEXTS, office, 1),
    "case.restriction.restriction_card": lambda: restriction.restriction_card(opened(), PEOPLE, {}),
    "case.restriction.withdrawal_card": lambda: restriction.withdrawal_card(opened(), PEOPLE, {}),
    "concern.concern_card": lambda: concern.concern_card([care_leaver()], FRAMEWORK),
    "concern.concern_decided_card": lambda: concern.concern_decided_card(concern_decided(care_leaver()), FRAMEWORK),
    "concern.outcome_form_card": lambda: concern.outcome_form_card(referred(care_leaver()), {}),
    "concern.referral_card": lambda: concern.referral_card(care_leaver(), sorted(AGENCIES), FRAMEWORK, {}),
    "concern.referral_card, evidence": lambda: concern.referral_card(
        care_leaver(), sorted(AGENCIES), FRAMEWORK, {}, ["working_together"]
    ),
    "concern.referred_card": lambda: concern.referred_card(referred(care_leaver()), CARDS),
    "elements.closed_card": lambda: elements.closed_card("This is over."),
    "help.definition_card": lambda: explanations.definition_card(FRAMEWORK, "seriously harmed"),
    "help.delete_message_card": explanations.delete_message_card,
    "help.flowchart_card": lambda: explanations.flowchart_card(ENGINE),
    "help.glossary_card": lambda: explanations.glossary_card(FRAMEWORK),
    "help.help_card": explanations.help_card,
    "help.report_card": explanations.report_card,
    "help.suggestion_card": lambda: explanations.suggestion_card("my steps"),
    "help.welcome_card": explanations.welcome_card,
    "my_steps.my_steps_card": lambda: steps_card("council", opened()),
    "my_steps.my_steps_card, none": lambda: steps_card("practitioner", opened()),
    "my_steps.steps_of_week_card": week_card,
    "notices.left_card": lambda: notices.left_card(OPENED_AT),
    "notices.many_cases_read_card": lambda: notices.many_cases_read_card(30),
    "notices.broken_seals_card": lambda: notices.broken_seals_card(REF),
    "notices.refused_card": lambda: notices.refused_card(REF, "DSP of the ICB", is_person=True),
    "news.channel_news_card": lambda: news.channel_news_card(piece_of_news("submitted"), CARDS),
    "news.news_card": lambda: news.news_card(
        piece_of_news("dissent"), CARDS, office, NOTHING, [subject(opened()).button]
    ),
    "news.several_card": lambda: news.several_card([f"{REF}: decided", f"{REF}: it has ended"], [REF]),
    "notices.unreachable_card": lambda: notices.unreachable_card("DSP of the ICB", [REF], is_person=True),
    "notices.unshown_card": lambda: notices.unshown_card([REF], ["an absence"], OPENED_AT),
    "notices.unshown_to_sign_card": lambda: notices.unshown_to_sign_card(REF),
    "notices.vacancy_card": lambda: notices.vacancy_card({Seat.ICB: TODAY}, {}, {Seat.ICB: [REF]}),
    "offices.overview.offices_card": lambda: overview.offices_card(PARTNERSHIP, EVERYBODY["business_team"].person),
    "offices.change.office_change_card": lambda: office_change.office_change_card(PEOPLE, {}),
    "offices.change.drafted_card": lambda: office_change.drafted_card("dcs", lines_of(PARTNERSHIP, "dcs")),
    "notices.file_at_fault_card": lambda: notices.file_at_fault_card(
        ['dcs "Director of Children\'s Services", deputty: is no known key. Remove it, or correct its spelling.']
    ),
    "notices.file_waits_card": lambda: notices.file_waits_card(["name", "agencies"]),
    "notification.notification_card": lambda: notification.notification_card(opened(), CARDS),
    "nudges.acknowledge_card": lambda: nudges.acknowledge_card(
        opened(), Acknowledgeable(nudge().clock, ("icb",)), [SIN_DUE], CARDS, {}
    ),
    "nudges.acknowledged_card": lambda: nudges.acknowledged_card(opened(), nudge().clock, SIN_DUE, CARDS),
    "nudges.digest_card": lambda: nudges.digest_card(
        [nudge()],
        [(each, clock) for each in (opened(), submitted(opened("CSCP-2026-002"))) for clock in CARDS.clocks(each)],
        ON_THE_DAY,
    ),
    "nudges.nudge_card, in the channel": lambda: nudged(None),
    "nudges.nudge_card, in person": lambda: nudged("icb"),
    "nudges.nudge_card, of two cases": lambda: nudged("icb", REF, "CSCP-2026-002"),
    "nudges.remind_card": lambda: nudges.remind_card(opened(), [nudge()], ON_THE_DAY),
    "nudges.reminded_card": lambda: nudges.reminded_card(
        opened(), nudges.Reminded(["DSP of the ICB", "DSP of the police"])
    ),
    "nudges.settled_card": lambda: nudges.settled_card([Settled(REF, "sin", "over")], FRAMEWORK),
    "nudges.to_acknowledge_card": lambda: nudges.to_acknowledge_card(
        opened(), CARDS.clocks(opened()), lambda clock: button_to_acknowledge(opened(), clock), CARDS
    ),
    "rapid_review.decision.confirm_card": lambda: decision.confirm_card(determined(submitted()), CARDS, office),
    "rapid_review.decision.decided_card": lambda: decision.decided_card(decided(submitted()), CARDS),
    "rapid_review.decision.determination_card": lambda: decision.determination_card(
        filled_in(submitted()), CARDS, PEOPLE, 2, {}
    ),
    "rapid_review.decision.escalation_card": lambda: decision.escalation_card(PUT, FRAMEWORK, {}),
    "rapid_review.decision.look_again_card": lambda: decision.look_again_card(decided(submitted()), {}),
    "rapid_review.decision.proposal_card": lambda: decision.proposal_card(PUT, FRAMEWORK, {}),
    "rapid_review.framework.framework_card": lambda: guidance.framework_card(FRAMEWORK, 4),
    "rapid_review.lcspr.completion_card": lambda: lcspr.completion_card(started(decided(submitted())), {}),
    "rapid_review.lcspr.progress_card": lambda: lcspr.progress_card(started(decided(submitted())), {}),
    "rapid_review.lcspr.start_card": lambda: lcspr.start_card(decided(submitted()), {}),
    "rapid_review.part.part_card": lambda: part_of_review("facts"),
    "rapid_review.part.part_card, evidence": lambda: part_of_review("indicators", "working_together", "other"),
    "rapid_review.part.part_card, two": lambda: part_of_review("additional_learning"),
    "rapid_review.part.part_card, list": lambda: part_of_review("indicators"),
    "rapid_review.part.read_card": lambda: part.read_card(
        filled_in(submitted()), part_of_rules("facts"), CARDS, office
    ),
    "rapid_review.preparation.chair_card": lambda: preparation.chair_card(submitted(), PEOPLE, FRAMEWORK),
    "rapid_review.preparation.chairs_card": lambda: preparation.chairs_card(submitted()),
    "rapid_review.preparation.liaison_card": lambda: preparation.liaison_card(submitted(), FRAMEWORK, {}),
    "rapid_review.preparation.meeting_card": lambda: preparation.meeting_card(submitted(), TODAY, {}),
    "rapid_review.preparation.request_card": lambda: preparation.request_card(
        submitted(), sorted(AGENCIES), FRAMEWORK, {}
    ),
    "rapid_review.preparation.returns_card": lambda: preparation.returns_card(ASKED, CARDS),
    "rapid_review.record.review_card": lambda: review_for(filled_in(submitted()), "council"),
    "rapid_review.whole_record.whole_record_card": lambda: whole_record.whole_record_card(
        determined(submitted()), CARDS, office, confirms=True
    ),
    "reason_form.reason_card": lambda: reason_form.reason_card(
        "Close", "Close", "Why is it closed?", "close", {"ref": REF}
    ),
    "reason_form.submission_card": lambda: reason_form.submission_card(REF, "Croydon", (), {}),
    "reason_form.update_submission_card": lambda: reason_form.update_submission_card(REF),
    "refusal.refused_card": refused,
    "search_result.found_card": lambda: search_result.found_card(opened(), CARDS),
    "sign_off.card.agreed_card": lambda: sign_off.agreed_card(subject(NOT_REQUIRED)),
    "sign_off.card.decided_card": lambda: sign_off.decided_card(subject(decided(submitted()), LCSPR_DECISION)),
    "sign_off.card.neutral_card": lambda: sign_off.neutral_card(subject(opened())),
    "sign_off.card.outside_card": lambda: sign_off.outside_card(opened(), PEOPLE, {}),
    "sign_off.card.own_view_card": lambda: sign_off.own_view_card(subject(opened())),
    "sign_off.card.sign_off_card": lambda: sign_off.sign_off_card(subject(opened()), Seat.ICB, signs=True),
    "sign_off.card.sign_off_card, not required": lambda: sign_off.sign_off_card(
        subject(opened(abuse_or_neglect="neither")), Seat.ICB, signs=True
    ),
    "sign_off.card.sign_off_card, of the quality": lambda: sign_off.sign_off_card(
        subject(opened(), SIN_QUALITY), Seat.DCS, signs=True
    ),
    "sign_off.card.sign_off_card, of the decision": lambda: sign_off.sign_off_card(
        subject(PUT, LCSPR_DECISION), Seat.ICB, signs=True
    ),
    "sign_off.card.sign_off_card, of a merge": lambda: sign_off.sign_off_card(
        subject(merge_proposed(opened(), submitted(opened("CSCP-2026-002"))), MERGE), Seat.DCS, signs=True
    ),
    "sign_off.card.sign_off_card, of a transfer": lambda: sign_off.sign_off_card(
        subject(transfer_proposed(), TRANSFER), Seat.DCS, signs=True
    ),
    "sign_off.card.sign_off_card, of an opening in error": lambda: sign_off.sign_off_card(
        subject(said_in_error(opened()), OPENED_IN_ERROR), Seat.ICB, signs=True
    ),
    "sign_off.card.sign_off_card, of a change of the facts": lambda: sign_off.sign_off_card(
        subject(updated(opened(), abuse_or_neglect="neither", care_experienced="no"), FACTS_CHANGE),
        Seat.ICB,
        signs=True,
    ),
    "sign_off.card.sign_off_card, of a correction": lambda: sign_off.sign_off_card(
        subject(correction_proposed(), CORRECTION), Seat.DCS, signs=True
    ),
    "sign_off.card.sign_off_card, of an escalation": lambda: sign_off.sign_off_card(
        subject(
            escalate_criteria(DISPUTED, escalation(), circumstances(), BUSINESS_TEAM, OPENED_AT, met=False),
            CRITERIA_ESCALATION,
        ),
        Seat.DCS,
        signs=True,
    ),
    "sign_off.card.sign_off_card, of criteria not met": lambda: sign_off.sign_off_card(
        subject(NOT_MET_PROPOSED, NOT_MET), Seat.ICB, signs=True
    ),
    "sign_off.card.sign_off_card, of criteria not met after all": lambda: sign_off.sign_off_card(
        subject(propose_not_met(submitted(), text("A known heart condition."), COUNCIL, OPENED_AT), LATER_NOT_MET),
        Seat.ICB,
        signs=True,
    ),
    "sign_off.card.sign_off_card, of a concern": lambda: sign_off.sign_off_card(
        subject(CONCERN, CONCERN_DECISION), None, signs=True
    ),
    "sign_off.card.submitted_card": lambda: sign_off.submitted_card(submitted(), CARDS, dcs_had_signed=True),
    "sign_off.card.update_submitted_card": lambda: sign_off.update_submitted_card(
        updates(dead_after_decision()), CARDS
    ),
    "sign_off.lapsed.lapsed_card": lapsed_decision,
    "sign_off.lapsed.neutral_lapsed_card": lambda: lapsed.neutral_lapsed_card(LAPSED, LCSPR_DECISION),
    "sign_off.receipt.change_card": lambda: receipt.change_card(subject(AGREED), signed(AGREED)),
    "sign_off.receipt.receipt_card": lambda: receipt.receipt_card(subject(AGREED), signed(AGREED), changes=True),
    "sign_off.receipt.receipt_card, of the decision": lambda: receipt.receipt_card(
        subject(signed_by(PUT, LCSPR_DECISION, ICB), LCSPR_DECISION),
        signed(signed_by(PUT, LCSPR_DECISION, ICB), LCSPR_DECISION),
        changes=True,
    ),
    "statistics.dashboard_card": lambda: statistics.dashboard_card(
        figures([opened(), submitted()], FRAMEWORK, CALENDAR, TODAY), [opened(), submitted()], CARDS
    ),
    "triage.answered.answered_card": lambda: answered_question.answered_card(
        TRIAGE, TRIAGE.steps["harm"], "died", EVIDENCE["harm"]
    ),
    "triage.check.check_card": lambda: check.check_card(TRIAGE, draft(), CARDS),
    "triage.from_message.from_message_card": lambda: from_message.from_message_card("A boy was found at home."),
    "triage.leaving.open_anyway_card": lambda: leaving.open_anyway_card(draft()),
    "triage.question.confirm_date_card": lambda: question.confirm_date_card(
        TRIAGE, draft(), TRIAGE.steps["incident_on"], "2025-01-01", "That is more than a year ago."
    ),
    "triage.question.question_card, abuse_known_on": lambda: asked("abuse_known_on"),
    "triage.question.question_card, abuse_or_neglect": lambda: asked("abuse_or_neglect"),
    "triage.question.question_card, age": lambda: asked("age"),
    "triage.question.question_card, agency": lambda: asked("agency", "record_number"),
    "triage.question.question_card, aware_of_death": lambda: asked("aware_of_death"),
    "triage.question.question_card, became_aware": lambda: asked("became_aware"),
    "triage.question.question_card, care_experienced": lambda: asked("care_experienced"),
    "triage.question.question_card, happened_in": lambda: asked("happened_in", "lives_in"),
    "triage.question.question_card, harm": lambda: asked("harm"),
    "triage.question.question_card, incident_on": lambda: asked("incident_on"),
    "triage.question.question_card, lives_in": lambda: asked("lives_in"),
    "triage.question.question_card, part": lambda: asked("part"),
    "triage.question.question_card, record_number": lambda: asked("record_number"),
    "triage.question.question_card, responsible": lambda: asked("responsible"),
    "triage.why.why_card": lambda: why.why_card(TRIAGE, TRIAGE.steps["harm"]),
    "walkthrough.question.answered_card": lambda: walkthrough_cards.answered("As the returns show."),
    "walkthrough.question.question_card": lambda: walkthrough_cards.asked("childs_voice"),
    "walkthrough.question.question_card, choice": lambda: walkthrough_cards.asked("criterion_1"),
    "walkthrough.question.question_card, list": lambda: walkthrough_cards.asked("indicators"),
    "walkthrough.question.question_card, evidence": lambda: walkthrough_cards.asked("indicators", {"ticked": "other"}),
    "walkthrough.question.why_card": lambda: about_walkthrough.why_card(
        "The child's voice", tuple(part.why_asked(FRAMEWORK.part("childs_voice"), FRAMEWORK))
    ),
    "walkthrough.summary.stopped_card": lambda: walkthrough_summary.stopped_card(walkthrough_cards.BEGUN, "Stopped."),
    "walkthrough.summary.summary_card": lambda: walkthrough_cards.summary("As the returns show."),
}


@cache
def typical_cards() -> dict[str, dict[str, Any]]:
    """Makes every typical card, as Teams gets it, when the first test asks for one."""
    return {name: elements.as_json(build()) for name, build in TYPICAL.items()}


FRAMES = frozenset({"elements.told_card", "form.form_card"})
"""These functions make the frame of other cards."""


def makers_of_cards() -> Iterator[str]:
    """Yields the name of every function in the package of the cards that makes a whole card."""
    for found in walk_packages(cards_package.__path__, "cards."):
        module = import_module(found.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if name.endswith("_card") and not name.startswith("_") and function.__module__ == found.name:
                yield from {f"{found.name.removeprefix('cards.')}.{name}"} - FRAMES


def kind_of(name: str) -> str:
    """Returns the function that makes a typical card; what stands after a comma tells several of its cards apart."""
    return name.split(",", maxsplit=1)[0]
