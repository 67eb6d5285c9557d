"""Cases as they were recorded under today's rules, every answer among them in one of them, and all that is shown of a
case, for rules that came later."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from bot.partnership import Thresholds
from cards.case import Reader, case_card, cases_card, channel_card, deadlines_card, opened_card, outcome_card
from cards.concern import concern_card, concern_decided_card, referral_card, referred_card
from cards.decision import (
    confirm_card,
    decided_card,
    determination_card,
    escalation_card,
    look_again_card,
    proposal_card,
)
from cards.elements import Card, as_json
from cards.figures import dashboard_card
from cards.found import found_card
from cards.nudges import digest_card, nudge_card
from cards.outline import outline
from cards.preparation import returns_card
from cards.review import first_form, part_card, read_card, review_card
from cards.sign_off import NEUTRAL, neutral_card, own_view_card, sign_off_card, submitted_card
from cards.signing import Signing
from cards.triage import check_card, question_card
from reports.calendar_file import calendar_file
from reports.figures_files import figures_csv, figures_json
from reports.view import View
from safeguarding import loading
from safeguarding.case.concern import propose_outcome, refer_concern
from safeguarding.case.deciding import decide_by_escalation, propose_decision
from safeguarding.case.events import Facts
from safeguarding.case.export import exported
from safeguarding.case.history import history
from safeguarding.case.lcspr import start_lcspr
from safeguarding.case.nudges import nudges
from safeguarding.case.other_rules import case_moves
from safeguarding.case.people import PARTNERS, Seat
from safeguarding.case.record import Case
from safeguarding.case.review import indicated
from safeguarding.case.review_events import Escalation, Recommendation, ReviewAnswer, Tick
from safeguarding.case.review_steps import (
    answer_part,
    confirm_determination,
    determine,
    name_chair,
    record_liaison,
    request_information,
)
from safeguarding.case.sign_off import (
    CONCERN_DECISION,
    LCSPR_DECISION,
    MATTERS,
    NOTIFICATION_CRITERIA,
    SIN_QUALITY,
    sign_off,
)
from safeguarding.case.signing import sign
from safeguarding.case.text import FreeText
from safeguarding.case.transitions import open_case, submit_sin, update
from safeguarding.engine import Engine
from safeguarding.entries import Part
from safeguarding.figures import figures
from safeguarding.triage import Triage
from safeguarding.working_days import WorkingCalendar
from tests.cards.largest_case import AGENCIES, BUSINESS_TEAM, CHAIR, MEMBERS, QUORUM, dsp, member, office

THEN = Engine(loading.current())
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
CALENDAR = WorkingCalendar(date(2028, 12, 31))
DAYS = (date(2026, 11, 27), date(2026, 12, 14), date(2027, 5, 31))
"""On which one nudge or another is due."""
LOOK_AGAIN = date(2027, 6, 1)


def text(words: str) -> FreeText:
    return FreeText.of(words, "1" * 32)


def facts(number: int) -> Facts:
    """Of each question the answer of this number, and so of the places."""
    triage = THEN.framework.asked_at("triage")
    answers = {question.id: _of(question.answers, number).id for question in triage}
    return Facts(
        answers=answers,
        evidence={name: text(f"written of {name}") for name in answers},
        incident_on=date(2026, 11, 20),
        became_aware=date(2026, 11, 20) if number % 2 else None,
        place=_of(THEN.framework.detail("place").answers, number).id,
        agency=text("the agency of then"),
        record_number=text("number of then"),
    )


def _of(entries: Sequence[Any], number: int) -> Any:
    return entries[number % len(entries)]


def opened(number: int) -> Case:
    case = open_case(f"CSCP-2026-{number + 1:03}", f"t{number}", facts(number), THEN, BUSINESS_TEAM, NOON)
    return signed(case, NOTIFICATION_CRITERIA, Seat.POLICE) if sign_off(case, NOTIFICATION_CRITERIA) else case


def signed(case: Case, matter: str, *seats: Seat, agrees: bool = True) -> Case:
    for seat in seats:
        standing = sign_off(case, matter)
        assert standing
        case = sign(case, matter, standing.matter.digest, dsp(seat), NOON, agrees=agrees, reason=text("a reason"))
    return case


def changed() -> Case:
    """Every answer is another one now, and what was signed before has lapsed."""
    return update(opened(0), facts(1), THEN, BUSINESS_TEAM, LATER)


def with_a_chair(number: int) -> Case:
    """A Rapid Review that has begun, of the triage's answers that bring one."""
    answers = {"harm": "died", "age": "under_18", "abuse_or_neglect": "known", "care_experienced": "yes"}
    stated = facts(number).model_copy(update={"answers": answers})
    case = open_case(f"CSCP-2026-{number + 20:03}", f"r{number}", stated, THEN, BUSINESS_TEAM, NOON)
    case = submit_sin(case, NOON.date(), BUSINESS_TEAM, NOON)
    case = name_chair(case, CHAIR.person, dsp(Seat.POLICE), NOON)
    case = record_liaison(case, ("csab",), "joint_review", text("a note"), BUSINESS_TEAM, NOON)
    asked = AGENCIES[:2]
    return request_information(case, asked, date(2026, 12, 7), frozenset(asked), BUSINESS_TEAM, NOON)


def reviewed(number: int) -> Case:
    """Of each part that is chosen the answer of this number, and every tick."""
    case = with_a_chair(number)
    for part in THEN.framework.parts:
        case = answer_part(case, part.id, written(part, number), 0, THEN.framework, member(), NOON)
    return case


def written(part: Part, number: int) -> ReviewAnswer:
    if part.kind == "ticks":
        return ReviewAnswer(
            ticks={
                item.id: Tick(
                    evidence=text(f"seen in {item.id}"),
                    look_again_on=LOOK_AGAIN if item.detail == "look_again_on" else None,
                    kind_of_review=text("a SAR") if item.detail == "kind_of_review" else None,
                )
                for item in THEN.framework.items_of(part)
            }
        )
    return ReviewAnswer(text=text(f"told in {part.id}"), choice=_of(part.answers, number).id if part.answers else None)


def recorded(number: int, outcome: Any = "commission") -> Case:
    reasons = tuple(item.id for item in THEN.framework.question("reasons_not_to_commission").items)
    recommendation = Recommendation(
        outcome=outcome,
        national_review=True,
        rationale=text("the rationale of then"),
        reasons=reasons if outcome == "not_commission" else (),
        look_again_on=LOOK_AGAIN if outcome == "not_commission" else None,
    )
    people = frozenset(MEMBERS)
    return determine(
        reviewed(number), recommendation, MEMBERS, QUORUM, people, THEN, member(), NOON, text("it differs since")
    )


def put_to_the_partners(number: int, outcome: Any = "commission") -> Case:
    return confirm_determination(recorded(number, outcome), CHAIR, NOON)


def deferred() -> Case:
    case = put_to_the_partners(1, "not_commission")
    case = propose_decision(
        case, Recommendation(outcome="not_met", national_review=False, rationale=text("another")), dsp(Seat.ICB), NOON
    )
    case = signed(case, LCSPR_DECISION, Seat.ICB, agrees=False)
    escalation = Escalation(procedure=text("a"), decided_by=text("b"), on=NOON.date(), evidence=text("c"))
    decision = recorded(1, "not_commission").determination
    assert decision
    return decide_by_escalation(case, decision.recommendation, escalation, BUSINESS_TEAM, LATER)


def in_an_lcspr() -> Case:
    case = signed(put_to_the_partners(0), LCSPR_DECISION, *PARTNERS)
    return start_lcspr(case, text("a reviewer"), NOON.date(), BUSINESS_TEAM, LATER)


def concern(*, decided: bool) -> Case:
    case = open_case("CSCP-2026-050", "c", facts(2), THEN, BUSINESS_TEAM, NOON)
    if sign_off(case, NOTIFICATION_CRITERIA):
        case = signed(case, NOTIFICATION_CRITERIA, *PARTNERS)
    indicators = {item.id: text(f"seen in {item.id}") for item in THEN.framework.question("indicators").items}
    known = frozenset(AGENCIES)
    case = refer_concern(
        case, "near_miss", AGENCIES[0], text("learning"), indicators, known, THEN.framework, BUSINESS_TEAM, NOON
    )
    case = propose_outcome(case, "local_learning", text("why"), QUORUM, member(), LATER)
    for number in range(QUORUM if decided else 1):
        standing = sign_off(case, CONCERN_DECISION)
        assert standing
        case = sign(case, CONCERN_DECISION, standing.matter.digest, member(number), LATER, agrees=True)
    return case


@cache
def older_cases() -> Mapping[str, Case]:
    return {
        **{f"opened {number}": opened(number) for number in range(4)},
        "changed": changed(),
        "submitted": signed(submit_sin(opened(1), NOON.date(), BUSINESS_TEAM, NOON), SIN_QUALITY, Seat.DCS),
        "reviewed": reviewed(2),
        "determined": recorded(0),
        "put to the partners": put_to_the_partners(1, "not_commission"),
        "deferred": deferred(),
        "LCSPR": in_an_lcspr(),
        "concern": concern(decided=False),
        "concern decided": concern(decided=True),
    }


@dataclass
class Words:
    """Takes the place of the Word document: what stands in it, and nothing of how it looks."""

    texts: list[str] = field(default_factory=list)

    def heading(self, text: str, level: int = 1) -> None:
        self.texts.append(text)

    def paragraph(self, text: str, *, bold: bool = False, small: bool = False) -> None:
        self.texts.append(text)

    def said(self, text: str) -> None:
        self.texts.append(text)

    notice = said

    def bullets(self, texts: Iterator[str]) -> None:
        self.texts.extend(texts)

    def table(self, header: Sequence[str], rows: Iterator[Sequence[str]], widths: Sequence[float]) -> None:
        self.texts.extend(text for row in rows for text in row)

    def as_bytes(self) -> bytes:
        return "\n".join(self.texts).encode()


@dataclass(frozen=True)
class Later:
    """A case of then under the rules of now."""

    case: Case
    engine: Engine
    record: Callable[..., bytes]

    @property
    def reader(self) -> Reader:
        return Reader(self.engine, CALENDAR, NOON.date())

    @property
    def view(self) -> View:
        return View(self.engine, CALENDAR, office, LATER)

    def shown(self) -> Iterator[tuple[str, str]]:
        """Each card, report and file by its name, in words."""
        yield from self.cards_in_words()
        yield "history", "\n".join(history(self.case, self.reader.framework, office))
        yield "export", str(exported(self.case, office))
        yield "decision record", self.record(self.case, self.view).decode()
        yield "calendar file", calendar_file(self.case, self.view).decode()
        yield "comparison", str(list(case_moves([self.case], THEN, self.engine)))

    def cards_in_words(self) -> Iterator[tuple[str, str]]:
        return ((name, words(card)) for name, card in self.cards())

    def cards(self) -> Iterator[tuple[str, Card]]:
        case, reader = self.case, self.reader
        more = outline(case, reader.framework, office)
        yield "case", case_card(case, reader, office, (), (), more)
        yield "outcome", outcome_card(case, reader)
        yield "update", outcome_card(case, reader, ["Something"])
        yield "opened", opened_card(case, reader, [case])
        yield "channel", channel_card(case, reader)
        yield "list", cases_card([case], reader)
        yield "deadlines", deadlines_card([case], reader)
        yield "found", found_card(case, reader)
        yield "check of an update", self._check()
        yield from self._nudges()
        yield from self._sign_offs()
        if case.sin_submitted:
            yield "submitted", submitted_card(case, reader, dcs_had_signed=True)
            yield from self._review()
        if case.decision:
            yield "decided", decided_card(case, reader)
            yield "look again", look_again_card(case, {})
        if case.concern:
            yield "referred", referred_card(case, reader.framework)
            yield "concern decided", concern_decided_card(case, reader.framework)
        yield "refer", referral_card(case, AGENCIES, reader.framework, {})
        yield "concerns", concern_card([case], reader.framework)

    def _check(self) -> Card:
        triage = Triage(self.engine)
        draft = triage.draft_of(self.case, "d", self.case.opener)
        if triage.next_step(draft):
            return question_card(triage, draft, ())
        return check_card(triage, draft)

    def _nudges(self) -> Iterator[tuple[str, Card]]:
        case, framework = self.case, self.engine.framework
        for day in DAYS:
            reader = Reader(self.engine, CALENDAR, day)
            found = list(nudges(case, framework, CALENDAR, Thresholds().by_deadline, day))
            if found:
                yield f"nudge {day}", nudge_card(found, reader, lambda nudge: nudge.waiting.offices)
            yield f"digest {day}", digest_card(found, [(case, clock) for clock in reader.clocks(case)], reader)

    def _sign_offs(self) -> Iterator[tuple[str, Card]]:
        for matter in MATTERS:
            if standing := sign_off(self.case, matter):
                signing = Signing(self.case, standing, self.reader, office)
                if matter in NEUTRAL:
                    yield f"neutral {matter}", neutral_card(signing, ["29:x"])
                    yield f"own view {matter}", own_view_card(signing)
                yield from _pages(signing)

    def _review(self) -> Iterator[tuple[str, Card]]:
        case, reader = self.case, self.reader
        for writes in (True, False):
            yield f"review {writes}", review_card(case, reader, office, [], writes=writes)
        for part in reader.framework.parts:
            yield f"read {part.id}", read_card(case, part, reader, office)
            yield f"write {part.id}", part_card(case, part, reader, office, first_form(case, part))
        people = {"x": "An office"}
        yield "determination", determination_card(case, reader, people, QUORUM, {})
        yield "confirm", confirm_card(case, reader, office)
        yield "proposal", proposal_card(case, reader.framework, {})
        yield "escalation", escalation_card(case, reader.framework, {})
        yield "returns", returns_card(case, reader)
        indicated(case, self.engine)


def _pages(signing: Signing) -> Iterator[tuple[str, Card]]:
    """As its reader turns them: the police, whose signature has lapsed where the case was changed."""
    page, more = 1, True
    while more:
        card = sign_off_card(signing, Seat.POLICE, page, signs=True)
        yield f"sign {signing.standing.matter.id} {page}", card
        more = any(action.get("title") == "Next page" for action in as_json(card).get("actions", []))
        page += 1


def dashboard(engine: Engine) -> Iterator[tuple[str, str]]:
    """The figures over all older cases."""
    cases, today = list(older_cases().values()), DAYS[0]
    counted = figures(cases, engine.framework, CALENDAR, today)
    yield "dashboard", words(dashboard_card(counted, cases, Reader(engine, CALENDAR, today)))
    yield "figures as CSV", figures_csv(counted, engine.framework)
    yield "figures as JSON", figures_json(counted, engine.framework, today)


def words(card: Card) -> str:
    return "\n".join(_words(as_json(card)))


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (value[name] for name in ("text", "title", "value", "label") if isinstance(value.get(name), str))
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _words(inner)
