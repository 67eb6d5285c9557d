"""Every card, report and file of a case is drawn as the rules of a later day show it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from cards.case.lists import cases_card, deadlines_card
from cards.case.opening import channel_card, opened_card
from cards.case.outcome import outcome_card
from cards.case.record import case_card
from cards.concern import concern_card, concern_decided_card, referral_card, referred_card
from cards.context import CardContext
from cards.elements import Card, as_json
from cards.nudges import NudgeReader, digest_card, nudge_card
from cards.rapid_review.decision import (
    confirm_card,
    decided_card,
    determination_card,
    escalation_card,
    look_again_card,
    proposal_card,
)
from cards.rapid_review.part import first_form, part_card, read_card
from cards.rapid_review.preparation import returns_card
from cards.rapid_review.progress import outline
from cards.rapid_review.record import review_card
from cards.search_result import found_card
from cards.sign_off.card import neutral_card, own_view_card, sign_off_card, submitted_card
from cards.sign_off.subject import NEUTRAL, SignOffSubject
from cards.statistics import dashboard_card
from cards.triage.check import check_card
from cards.triage.question import question_card
from reports.calendar_file import calendar_file
from reports.context import ReportContext
from reports.statistics_files import figures_csv, figures_json
from safeguarding.case.case import Case
from safeguarding.case.state.matters import MATTERS
from safeguarding.case.state.review_record import indication
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.views.export import export_case
from safeguarding.case.views.history import history
from safeguarding.case.views.nudges import Moment, nudges
from safeguarding.case.views.rules_impact import case_moves
from safeguarding.case.views.statistics import figures
from safeguarding.framework.engine import Engine
from safeguarding.partnership.model import Chain, Thresholds
from safeguarding.people import Seat
from safeguarding.triage import Triage
from tests.support.drawn import titles
from tests.support.generators.older_cases import CALENDAR, DAYS, LATER, NOON, THEN, older_cases
from tests.support.largest_case import AGENCIES, QUORUM, office


@dataclass
class Words:
    """This stand-in for the Word document keeps its texts and nothing of its looks."""

    texts: list[str] = field(default_factory=list)
    headings: tuple[str, ...] = ()

    def heading(self, text: str, level: int = 1, *, on_new_page: bool = False) -> None:
        self.texts.append(text)

    def paragraph(self, text: str, *, bold: bool = False, small: bool = False, leads: bool = False) -> None:
        self.texts.append(text)

    def contents(self, headings: Sequence[str]) -> None:
        self.texts.extend(headings)

    def quotation(self, text: str) -> None:
        self.texts.append(text)

    notice = quotation

    def bullets(self, texts: Iterator[str]) -> None:
        self.texts.extend(texts)

    def table(self, header: Sequence[str], rows: Iterator[Sequence[str]], widths: Sequence[float]) -> None:
        self.texts.extend(text for row in rows for text in row)

    def as_bytes(self) -> bytes:
        return "\n".join(self.texts).encode()


@dataclass(frozen=True)
class Later:
    """The case was recorded under the rules of then and is shown under the rules of now."""

    case: Case
    engine: Engine
    record: Callable[..., bytes]

    @property
    def reader(self) -> CardContext:
        return CardContext(self.engine, CALENDAR, NOON.date())

    @property
    def view(self) -> ReportContext:
        return ReportContext(self.engine, CALENDAR, office, LATER)

    def shown(self) -> Iterator[tuple[str, str]]:
        """Yields each card, report and file by its name, in words."""
        yield from self.cards_in_words()
        yield "history", "\n".join(history(self.case, self.reader.framework, office))
        yield "export", str(export_case(self.case, office))
        yield "decision record", self.record(self.case, self.view).decode()
        yield "calendar file", calendar_file(self.case, self.view, "A partnership").decode()
        yield "comparison", str(list(case_moves([self.case], THEN, self.engine)))

    def cards_in_words(self) -> Iterator[tuple[str, str]]:
        return ((name, words(card)) for name, card in self.cards())

    def cards(self) -> Iterator[tuple[str, Card]]:
        case, reader = self.case, self.reader
        more = [outline(case, reader.framework, office)]
        yield "case", case_card(case, reader, office, more=more)
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
            yield "referred", referred_card(case, reader)
            yield "concern decided", concern_decided_card(case, reader.framework)
        yield "refer", referral_card(case, AGENCIES, reader.framework, {})
        yield "concerns", concern_card([case], reader.framework)

    def _check(self) -> Card:
        triage = Triage(self.engine)
        draft = triage.draft_of(self.case, "d", self.case.opener)
        if triage.next_step(draft):
            return question_card(triage, draft, ())
        return check_card(triage, draft, self.reader)

    def _nudges(self) -> Iterator[tuple[str, Card]]:
        case, framework = self.case, self.engine.framework
        for day in DAYS:
            reader = CardContext(self.engine, CALENDAR, day)
            found = list(nudges(case, framework, CALENDAR, Thresholds().by_deadline, Chain(), Moment(day)))
            if found:
                yield f"nudge {day}", nudge_card(found, reader, NudgeReader(lambda nudge: nudge.waiting.offices))
            yield f"digest {day}", digest_card(found, [(case, clock) for clock in reader.clocks(case)], reader)

    def _sign_offs(self) -> Iterator[tuple[str, Card]]:
        for matter in MATTERS:
            if sign_off := sign_off_of(self.case, matter):
                subject = SignOffSubject(self.case, sign_off, self.reader, office)
                if matter in NEUTRAL:
                    yield f"neutral {matter}", neutral_card(subject, ["29:x"])
                    yield f"own view {matter}", own_view_card(subject)
                yield from _pages(subject)

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
        indication(case, self.engine)


def _pages(subject: SignOffSubject) -> Iterator[tuple[str, Card]]:
    """Yields the pages as the police turn them, whose signature has lapsed where the case was changed."""
    page, more = 1, True
    while more:
        card = sign_off_card(subject, Seat.POLICE, page, signs=True)
        yield f"sign {subject.sign_off.matter.id} {page}", card
        more = "Next page" in titles(card)
        page += 1


def dashboard(engine: Engine) -> Iterator[tuple[str, str]]:
    """Yields the figures over all older cases."""
    cases, today = list(older_cases().values()), DAYS[0]
    counted = figures(cases, engine.framework, CALENDAR, today)
    yield "dashboard", words(dashboard_card(counted, cases, CardContext(engine, CALENDAR, today)))
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
