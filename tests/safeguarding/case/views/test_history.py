"""The history of a case has one line an event: when, who and what. Two statements are compared in it."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, get_args

import pytest

from safeguarding.case.case import Case
from safeguarding.case.events.answer_events import TAKEN_OUT, AnswerChanged, AnswersChanged
from safeguarding.case.events.any_event import AnyEvent, RecordedEvent
from safeguarding.case.events.authority_events import PartnershipRecorded, TransferProposed, Transferred
from safeguarding.case.events.case_events import (
    Acknowledged,
    Closed,
    ConflictDeclared,
    ConflictWithdrawn,
    CriteriaDecided,
    CriteriaEscalated,
    FoundNotMet,
    HandedOver,
    MatterReissued,
    MergedFrom,
    MergedFromUndone,
    MergedInto,
    MergedIntoUndone,
    MergeProposed,
    NotMetProposed,
    Opened,
    OpenedInError,
    OpenedInErrorProposed,
    OutsideTeams,
    Redacted,
    Reopened,
    Restricted,
    RestrictionLifted,
    Signed,
    SinSubmitted,
    Updated,
    UpdateProposed,
    UpdateSubmitted,
    UpdateWithdrawn,
)
from safeguarding.case.events.correction_events import CorrectionProposed, DayCorrected, StepTakenBack
from safeguarding.case.events.facts import Facts, Outcome
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.link_events import Linked, Unlinked
from safeguarding.case.events.review_events import Escalation
from safeguarding.case.state.statements import changes
from safeguarding.case.views.history import history, moment, statement_when
from safeguarding.framework import loader
from safeguarding.framework.engine import Engine
from safeguarding.people import Person, Seat
from tests.support.review_history import REVIEW_LINES

FRAMEWORK = loader.current()
ENGINE = Engine(FRAMEWORK)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
BY = Person(tenant="t", id="practitioner")
SAID: dict[str, Any] = {"by": BY, "at": NOON}
CHILD = {"harm": "died", "age": "under_18", "abuse_or_neglect": "known"}


def text(words: str) -> FreeText:
    return FreeText.of(words, "0" * 32)


ESCALATED = Escalation(
    procedure=text("the procedure"),
    decided_by=text("the chief officers"),
    on=date(2026, 11, 20),
    evidence=text("minute 4"),
)
WHY: dict[str, Any] = {**SAID, "reason": text("as agreed")}


def facts(answers: dict[str, str] = CHILD, **more: Any) -> Facts:
    return Facts(answers=answers, **more)


def outcome(of: Facts) -> Outcome:
    return Outcome(rules_version=FRAMEWORK.version, values=ENGINE.values(of.answers))


def case(*events: AnyEvent, of: Facts | None = None) -> Case:
    first = of or facts()
    return Case((Opened(**SAID, ref="CSCP-2026-001", triage="d1", facts=first, outcome=outcome(first)), *events))


def updated(to: Facts, at: datetime = NOON) -> Updated:
    return Updated(by=BY, at=at, facts=to, outcome=outcome(to))


def who(person: Person) -> str:
    return f"the {person.id}"


def lines(*events: AnyEvent, of: Facts | None = None) -> tuple[str, ...]:
    return history(case(*events, of=of), FRAMEWORK, who)


ELSEWHERE = OutsideTeams(
    signed_by=Person(tenant="t", id="ICB's DSP"), on=date(2026, 11, 20), how=text("by phone"), confirmation=text("mail")
)
CRITERIA = "notification_criteria"
FRIDAY = date(2026, 11, 20)
LINES: list[tuple[AnyEvent, str]] = [
    (Signed(**SAID, matter=CRITERIA, digest="d", seat=Seat.ICB, agrees=True), "agreed for the seat ICB."),
    (
        Signed(**WHY, matter=CRITERIA, digest="d", seat=Seat.POLICE, agrees=False),
        "disagreed for the seat Police. Reason: as agreed",
    ),
    (
        Signed(**SAID, matter=CRITERIA, digest="d", seat=Seat.ICB, agrees=True, outside_teams=ELSEWHERE),
        "recorded that the ICB's DSP agreed outside Teams on Friday 20 November 2026 (by phone; mail), "
        "for the seat ICB.",
    ),
    (
        SinSubmitted(**SAID, on=date(2026, 11, 20), dcs_had_signed=True),
        "recorded that the SIN was submitted on Friday 20 November 2026.",
    ),
    (
        SinSubmitted(**SAID, on=date(2026, 11, 20), dcs_had_signed=False),
        "recorded that the SIN was submitted on Friday 20 November 2026. "
        "The DCS had not signed its quality and accuracy by then.",
    ),
    (
        UpdateSubmitted(**SAID, on=date(2026, 11, 20)),
        "recorded that the notification was updated on Friday 20 November 2026.",
    ),
    (
        CorrectionProposed(**WHY, step="sin_submitted", was=FRIDAY, on=None, ends=True),
        "proposed a correction, which holds when it is agreed: the SIN's submission of Friday 20 November 2026 never "
        "happened. Reason: as agreed",
    ),
    (
        DayCorrected(**WHY, step="lcspr_started", was=FRIDAY, on=date(2026, 11, 23)),
        "corrected what was recorded: the LCSPR's start was on Monday 23 November 2026, not on Friday 20 November "
        "2026. Reason: as agreed",
    ),
    (
        StepTakenBack(**WHY, step="determined", was=FRIDAY, proposed_by=BY),
        "gave the last agreement to what the practitioner had proposed, and took back what was recorded: the Review "
        "Group's determination of Friday 20 November 2026 never happened. Reason: as agreed",
    ),
    (UpdateWithdrawn(**WHY), "withdrew the change that was proposed. Reason: as agreed"),
    (NotMetProposed(**WHY), "proposed that the criteria were not met. Reason: as agreed"),
    (
        CriteriaEscalated(**SAID, met=True, escalation=ESCALATED),
        "recorded, for the DCS to sign, that the notification criteria were decided by escalation, not unanimous: met. "
        "Decided on Friday 20 November 2026 by the chief officers; procedure: the procedure; evidence: minute 4.",
    ),
    (
        CriteriaDecided(**SAID, met=False, escalation=ESCALATED),
        "signed the decision on the notification criteria by escalation, not unanimous: not met. "
        "Decided on Friday 20 November 2026 by the chief officers; procedure: the procedure; evidence: minute 4.",
    ),
    (FoundNotMet(**SAID), "gave the last agreement: the criteria were found not met."),
    (Closed(**WHY), "closed the case. Reason: as agreed"),
    (
        Closed(**WHY, abuse_ruled_out="not_known"),
        "closed the case. Reason: as agreed Abuse or neglect ruled out: not known.",
    ),
    (
        OpenedInErrorProposed(**WHY, kind="no_child"),
        "proposed that the case was opened in error: there is no child. Reason: as agreed",
    ),
    (OpenedInError(**SAID), "gave the last agreement: the case was opened in error, and is closed."),
    (Reopened(**WHY), "reopened the case. Reason: as agreed"),
    (
        MergeProposed(**WHY, other="CSCP-2", counted_as_done=("sin",), other_content="d"),
        "proposed to merge this case into CSCP-2, which holds when it is agreed. Reason: as agreed",
    ),
    (
        MergedInto(**WHY, other="CSCP-2", proposed_by=BY),
        "gave the last agreement to what the practitioner had proposed, and so merged this case into CSCP-2. Reason",
    ),
    (MergedInto(**WHY, other="CSCP-2"), "merged this case into CSCP-2. Reason: as agreed"),
    (
        MergedInto(**WHY, other="CSCP-2", as_children=True),
        "merged this case into CSCP-2, as about other children of the same incident. Reason: as agreed",
    ),
    (
        MergedFrom(
            **WHY, other="CSCP-2", aware_from=NOON.date(), provisional=True, sin_submitted=None, children=(2, 3)
        ),
        "merged CSCP-2 into this case, of the same incident: its children are Children 2 and 3 here; the earlier clock "
        "is kept. Reason: as agreed",
    ),
    (
        MergeProposed(**WHY, other="CSCP-2", counted_as_done=("sin",), other_content="d", as_children=True),
        "proposed to merge this case into CSCP-2, as about other children of the same incident, which holds when it is",
    ),
    (
        MergedIntoUndone(**WHY, other="CSCP-2"),
        "undid the merge into CSCP-2. This case goes on as it was before it. Reason: as agreed",
    ),
    (
        MergedFromUndone(**WHY, other="CSCP-2"),
        "undid the merge of CSCP-2 into this case, which goes on without it. Reason: as agreed",
    ),
    (
        MergedFrom(**WHY, other="CSCP-2", aware_from=NOON.date(), provisional=True, sin_submitted=None),
        "merged CSCP-2 into this case; the earlier clock is kept. Reason: as agreed",
    ),
    (
        MergedFrom(
            **WHY, other="CSCP-2", aware_from=NOON.date(), provisional=True, sin_submitted=None, conflicted=(BY,)
        ),
        "merged CSCP-2 into this case; the earlier clock is kept. Reason: as agreed "
        "In conflict of interest there, and so here: the practitioner.",
    ),
    (
        Linked(**WHY, other="CSCP-2", kind="same_family"),
        "linked this case to CSCP-2 (the same family). Reason: as agreed",
    ),
    (
        Linked(**WHY, other="CSCP-2", kind="thematic_review", theme=text("youth violence")),
        "linked this case to CSCP-2 (may be taken up together in a thematic review: youth violence). Reason: as agreed",
    ),
    (
        Unlinked(**WHY, other="CSCP-2", kind="same_place"),
        "removed the link to CSCP-2 (the same place). Reason: as agreed",
    ),
    (
        Restricted(**WHY, visible_to=(BY,), review_on=date(2027, 1, 4)),
        "restricted the case to 1 people, to be reviewed on Monday 4 January 2027. Reason: as agreed",
    ),
    (HandedOver(**SAID), "handed their part in this case over to the others who hold the seat."),
    (HandedOver(**SAID, taken_back=True), "took back their own part in this case."),
    (HandedOver(**SAID, part_of=BY), "handed the part of the practitioner in this case over to the others who hold"),
    (HandedOver(**SAID, part_of=BY, taken_back=True), "recorded that the practitioner takes part in this case again."),
    (
        Acknowledged(
            **WHY, deadline="sin", due=date(2026, 11, 27), offices=("police", "dcs"), quiet_until=date(2026, 11, 26)
        ),
        'acknowledged "Submit the SIN", due on Friday 27 November 2026, for: Police, Director of Children\'s '
        "Services; no nudges before Thursday 26 November 2026. Reason: as agreed",
    ),
    (
        AnswersChanged(
            **SAID,
            triage="t",
            changes=(
                AnswerChanged(child=1, step="harm", was="died", now="hurt", evidence=text("Seen.")),
                AnswerChanged(child=2, step="incident_on", was="not_known", now="2026-11-20"),
                AnswerChanged(child=2, step="became_aware", was="as_child_1", now="2026-11-20"),
                AnswerChanged(child=2, step="happened_in", was="Kent", now="croydon"),
                AnswerChanged(child=3, step=TAKEN_OUT),
            ),
        ),
        "changed answers after it was shown what follows: Child 1, Harm: Died \u2192 Hurt, not life-changing (it was "
        "based on: Seen.); Child 2, Date of the death or harm: Not known yet \u2192 Friday 20 November 2026; Child 2, "
        "First partner aware: The same as Child 1 \u2192 Friday 20 November 2026; Child 2, Where it happened: Kent "
        "\u2192 In Croydon; Child 3 was taken out.",
    ),
    (
        AnswersChanged(
            **SAID, triage="t", changes=(AnswerChanged(child=1, step="age", was="under_18", now="18_to_24"),)
        ),
        "changed answers after it was shown what follows: Age: Under 18 \u2192 18 to 24.",
    ),
    (ConflictDeclared(**WHY), "declared a conflict of interest. Reason: as agreed"),
    (
        ConflictWithdrawn(**WHY, person=BY),
        "recorded that the conflict of interest of the practitioner is withdrawn. Reason: as agreed",
    ),
    (
        PartnershipRecorded(
            **SAID, authority="Kent", told_on=FRIDAY, answer="own_review", answered_on=FRIDAY, note=text("by letter")
        ),
        "recorded of another partnership. Kent: told on Friday 20 November 2026; it reviews by itself on Friday",
    ),
    (
        TransferProposed(**WHY, authority="Kent", told_on=FRIDAY),
        "proposed to transfer the case to Kent, which was told on Friday 20 November 2026. It needs the DCS",
    ),
    (
        Transferred(
            **SAID, authority="Kent", accepted_by=text("Head"), accepted_on=FRIDAY, confirmation=text("Letter")
        ),
        "recorded that Kent accepted the case on Friday 20 November 2026: it is transferred and closed. ",
    ),
    (RestrictionLifted(**WHY), "lifted the restriction. Reason: as agreed"),
    (Redacted(**WHY, digest="d"), "removed a text. Reason: as agreed"),
    (Signed(**SAID, matter="concern_decision", digest="d", seat=None, agrees=True), "agreed as a member of the Review"),
    (MatterReissued(**WHY, matter=CRITERIA), "put the notification criteria to the seats once more"),
]


@pytest.mark.parametrize(("event", "line"), [*LINES, *REVIEW_LINES], ids=lambda value: getattr(value, "type", None))
def test_each_event_is_a_line_with_when_who_and_what(event: AnyEvent, line: str) -> None:
    shown = lines(event)[-1]
    assert shown.startswith(f"Monday 23 November 2026, 12:00: the practitioner {line}")


def test_every_kind_of_event_has_its_line_in_a_table() -> None:
    kinds = {type(event) for event, _ in (*LINES, *REVIEW_LINES)} | {Opened, Updated, UpdateProposed}
    assert kinds == {*get_args(get_args(RecordedEvent)[0])}


def test_the_opening_says_what_was_decided_and_under_which_rules() -> None:
    decided = f" (rules {FRAMEWORK.version})."
    assert len(lines()) == 1
    assert "opened the case." in lines()[0]
    assert "could not confirm" not in lines()[0]
    assert lines()[0].endswith(decided)


def test_a_case_that_somebody_opened_whom_teams_could_not_confirm_says_so_for_ever() -> None:
    first = case().opened
    (line,) = history(Case((first.model_copy(update={"unconfirmed": True}),)), FRAMEWORK, who)
    assert "opened the case. Teams could not confirm then who it was. " in line


def test_a_line_tells_the_time_in_london_summer_and_winter() -> None:
    assert moment(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "Thursday 2 July 2026, 00:30"
    assert moment(datetime(2026, 12, 1, 23, 30, tzinfo=UTC)) == "Tuesday 1 December 2026, 23:30"


def test_a_change_shows_the_answer_before_and_after() -> None:
    after = facts({**CHILD, "harm": "seriously_harmed"})
    assert changes(case(), updated(after), FRAMEWORK) == ("Harm: Died \u2192 Seriously harmed",)


def test_a_question_no_longer_asked_is_a_change_too() -> None:
    after = facts({"harm": "died", "age": "25_or_over"})
    assert changes(case(), updated(after), FRAMEWORK) == (
        "Age: Under 18 \u2192 25 or over",
        "Abuse or neglect: Known \u2192 not asked",
    )


def test_dates_places_and_texts_are_shown_as_people_read_them() -> None:
    after = facts(incident_on=date(2026, 11, 20), happened_in="croydon", lives_in="croydon", agency=text("A school"))
    assert changes(case(), updated(after), FRAMEWORK) == (
        "Date of the death or harm: not known yet \u2192 Friday 20 November 2026",
        "Where the child normally lives: Not known yet \u2192 In Croydon",
        "Where it happened: Not known yet \u2192 In Croydon",
        "Reporting agency: not known yet \u2192 A school",
    )


def test_an_answer_is_said_as_it_was_meant_under_its_rules() -> None:
    nobody = facts({"harm": "neither", "age": "under_18"})
    earlier = updated(nobody).model_copy(update={"outcome": Outcome(rules_version="2026.1", values={})})
    assert changes(earlier, updated(nobody), FRAMEWORK) == (
        "Harm: Neither (an answer of earlier rules) \u2192 Nobody was hurt",
    )


def test_nothing_changed_is_no_line() -> None:
    assert changes(case(), updated(facts()), FRAMEWORK) == ()


def test_each_update_is_compared_with_the_statement_before_it() -> None:
    first, second = facts({**CHILD, "age": "18_to_24"}), facts({**CHILD, "age": "25_or_over"})
    shown = lines(updated(first), Closed(**WHY), Reopened(**WHY), updated(second))
    assert "Age: Under 18 \u2192 18 to 24" in shown[1]
    assert "Age: 18 to 24 \u2192 25 or over" in shown[4]


def test_rewritten_evidence_is_named_but_not_shown() -> None:
    before, after = facts(evidence={"harm": text("old words")}), facts(evidence={"harm": text("new words")})
    shown = lines(updated(after), of=before)[-1]
    assert "Harm: the evidence was rewritten" in shown
    assert "old words" not in shown and "new words" not in shown


def test_the_facts_of_a_signature_are_those_it_was_given_under() -> None:
    signed = Signed(**SAID, matter=CRITERIA, digest="d", seat=Seat.ICB, agrees=True)
    later = facts({**CHILD, "age": "18_to_24"})
    assert statement_when(case(signed, updated(later)), signed).facts == facts()
    assert statement_when(case(updated(later), signed), signed).facts == later


def test_a_redacted_reason_is_shown_as_removed() -> None:
    shown = lines(Closed(**SAID, reason=text("a name").redacted()))[-1]
    assert "[redacted]" in shown and "a name" not in shown


def test_the_history_has_one_line_an_event_in_their_order() -> None:
    turns = [(Reopened if n % 2 else Closed)(by=BY, at=NOON + timedelta(days=n), reason=text("x")) for n in range(40)]
    shown = lines(*turns)
    assert len(shown) == 41
    numbers = count()
    assert all(line.startswith(moment(NOON + timedelta(days=next(numbers)))) for line in shown[1:])
