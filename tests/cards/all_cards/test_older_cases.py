"""Cases of earlier rules are read under later rules: in each, one entry is dropped, renamed or worded anew."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, cast

import pytest

from reports.context import ReportContext
from reports.decision_record import document as of_the_record
from reports.word import Word
from safeguarding.case.case import Case
from safeguarding.case.events.case_events import Updated, UpdateProposed
from safeguarding.case.events.review_events import Recommendation, ReviewAnswer, Tick
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.matters import LCSPR_DECISION, MATTERS
from safeguarding.case.state.review_record import indication, latest_answers, parts_of_earlier_rules
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps.lifecycle import update
from safeguarding.case.steps.review import answer_part, determine
from safeguarding.case.views.history import history
from safeguarding.framework.engine import Engine
from safeguarding.framework.entries import NOT_KNOWN
from safeguarding.framework.framework import Framework
from safeguarding.framework.required_entries import DECISIONS, ENTRIES, lacking
from safeguarding.triage import Triage
from tests.support.each import for_each
from tests.support.generators.examples import sample
from tests.support.generators.older_cases import CALENDAR, LATER, THEN, older_cases, text
from tests.support.generators.rules import CHANGES, rules
from tests.support.largest_case import BUSINESS_TEAM, MEMBERS, QUORUM, member, office
from tests.support.later_cards import Later, Words, dashboard
from tests.support.word_reading import Read

NEEDED = frozenset(
    f"{name} is {how}"
    for name in (
        *(f"{kind.removesuffix('s')} {id}" for kind, ids in ENTRIES.items() for id in ids),
        *(f"decision {id}" for id in DECISIONS),
        *(f"decision {id} value {value}" for id, values in DECISIONS.items() for value in values),
    )
    for how in ("dropped", "renamed")
)
REFUSED_BEFORE = frozenset(f"referral_question {id} is renamed" for id in ("agency", "indicators"))
"""An agency and ticks are recorded of one question each: rules that name it anew are refused as they are read."""
UNCONFIRMED = frozenset(name for name in CHANGES if "answer not_confirmed" in name)
IN_FORCE = [name for name in CHANGES if name not in NEEDED | UNCONFIRMED]
A_FEW = ("changed", "put to the partners", "concern decided")
TRIAGED = ("opened 0", "opened 1", "opened 2", "opened 3", "changed", "submitted")
REVIEWED = ("reviewed", "determined", "put to the partners", "deferred")
BY_WHAT_CHANGED = {
    "everything": tuple(older_cases()),
    "question": (*TRIAGED, "put to the partners"),
    "detail": TRIAGED,
    "part": REVIEWED,
    "item": ("put to the partners", "concern"),
    "group": ("put to the partners",),
}
"""The table names the cases that hold what has changed: of other entries, a case's record has nothing."""


def record(case: Case, context: ReportContext) -> bytes:
    """Makes the decision record without the look of a Word document."""
    words = Words()
    for write in of_the_record.record_sections(case, context, (), with_review=True).values():
        write(cast(Word, words))
    return words.as_bytes()


def some(*kinds: str) -> list[Any]:
    """Returns the changes of entries of these kinds; in the short run one of every other kind and place. A renamed
    entry is dropped, and something else is there."""
    named = [name for name in IN_FORCE if name.startswith(kinds)]
    renamed = [name for name in named if not name.endswith("is dropped")]
    # "question harm answer died is renamed" is like the renaming of any other answer of that question.
    short = [*{name.rsplit(maxsplit=3)[0]: name for name in renamed}.values()][::2]
    return [name if name in short else pytest.param(name, marks=pytest.mark.soak) for name in named]


def older(name: str) -> Iterator[Case]:
    kind = next((word for word in reversed(name.split()) if word in BY_WHAT_CHANGED), "")
    return (older_cases()[each] for each in BY_WHAT_CHANGED.get(kind, A_FEW))


def recorded_of(case: Case, framework: Framework) -> Iterator[str]:
    """Yields what a reader must find of the triage: each answer in words, and what was written with it."""
    questions = {question.id: question for question in framework.asked_at("triage")}
    for name, value in case.facts.answers.items():
        question = questions.get(name)
        labels = {answer.id: answer.label for answer in question.answers} if question else {}
        yield question.title if question else f"{name.replace('_', ' ')} (a question of earlier rules)"
        yield labels.get(value, f"{value.replace('_', ' ')} (an answer of earlier rules)")
        yield case.facts.evidence[name].shown
    for name, value in {**case.facts.place_as_stated, **case.facts.homes_as_stated(case.facts.children[0])}.items():
        labels = {answer.id: answer.label for answer in framework.detail(name).answers}
        yield labels.get(value, f"{value.replace('_', ' ')} (an answer of earlier rules)")


def reviewed_of(case: Case, framework: Framework) -> Iterator[str]:
    """Yields what a reader must find of the Rapid Review."""
    parts = {part.id: part for part in framework.parts}
    for name, event in latest_answers(case).items():
        part = parts.get(name)
        yield part.title if part else f"{name.replace('_', ' ')} (a part of earlier rules)"
        if choice := event.answer.choice:
            labels = {answer.id: answer.label for answer in part.answers} if part else {}
            yield labels.get(choice, f"{choice.replace('_', ' ')} (an answer of earlier rules)")
        if event.answer.text:
            yield event.answer.text.shown
        yield from (tick.evidence.shown for tick in event.answer.ticks.values())


def missing_from(shown: str, wanted: Iterator[str]) -> list[str]:
    return [words for words in wanted if words not in shown]


@pytest.mark.parametrize("name", some(""))
def test_an_older_case_is_shown_with_all_that_was_recorded_when(name: str) -> None:
    framework = rules(name)
    assert not list(lacking(framework))
    for case in older(name):
        shown = dict(Later(case, Engine(framework), record).shown())
        assert not missing_from(shown["case"], recorded_of(case, framework))
        assert not missing_from(shown["decision record"], recorded_of(case, framework))
        if case.sin_submitted:
            assert not missing_from(shown["decision record"], reviewed_of(case, framework))
        if (sign_off := sign_off_of(case, LCSPR_DECISION)) and not sign_off.is_agreed and not case.decision:
            pages = "\n".join(words for card, words in shown.items() if card.startswith(f"sign {LCSPR_DECISION}"))
            assert not missing_from(pages, reviewed_of(case, framework))


@pytest.mark.sampled
@for_each("name", lambda: sample(IN_FORCE))
def test_no_duty_of_an_older_case_ends_by_a_new_version_when(name: str) -> None:
    framework = rules(name)
    titles = {deadline.id for deadline in framework.deadlines}
    for case, then in due_then():
        now = {clock.due.id: clock.due.due for clock in clocks(case, framework, CALENDAR) if clock.due.id in titles}
        assert now == {id: due for id, due in then.items() if id in titles}


@cache
def due_then() -> Sequence[tuple[Case, Mapping[str, date]]]:
    """Returns each older case with what was due under the rules of then."""
    return [
        (case, {clock.due.id: clock.due.due for clock in clocks(case, THEN.framework, CALENDAR)})
        for case in older_cases().values()
    ]


@pytest.mark.parametrize("name", some("question", "part", "every"))
def test_the_figures_count_older_cases_with_what_was_ticked_when(name: str) -> None:
    counts = dict(dashboard(Engine(rules(name).after(lambda: [THEN.framework]))))
    assert "recurrent_themes" in counts["figures as CSV"] and "drift_or_delay" in counts["figures as CSV"]
    assert "13 cases, " in counts["dashboard"]


@pytest.mark.sampled
@for_each("name", lambda: sample(sorted(NEEDED - REFUSED_BEFORE)))
def test_rules_are_refused_that_lack_what_the_program_reads_by_its_name(name: str) -> None:
    (fault, *_) = lacking(rules(name))
    assert f'"{name.split()[1]}"' in fault and "the program reads it by this name" in fault


RENAMED = [name for name in IN_FORCE if name.startswith("question") and "renamed" in name]


@pytest.mark.parametrize("name", RENAMED)
def test_an_answer_that_rules_no_longer_know_is_never_taken_for_a_no(name: str) -> None:
    """A decision under rules whose names alone have changed is the one of then, or is not yet known."""
    now = Engine(rules(name))
    for case in older_cases().values():
        before, after = THEN.values(case.facts.answers), now.values(case.facts.answers)
        assert all(after[decision] in (before[decision], "not_yet_known") for decision in DECISIONS)
        before, after = indication(case, THEN), indication(case, now)
        assert all(after[decision] in (before[decision], "not_yet_known") for decision in before)


@pytest.mark.parametrize("name", some("question", "detail", "every"))
def test_an_older_case_can_be_updated_and_what_is_no_longer_known_is_asked_again_when(name: str) -> None:
    engine = Engine(rules(name))
    for number in range(4):
        case = older_cases()[f"opened {number}"]
        after = updated_where_nobody_knows(case, engine)
        stated = after.events[-1]
        assert isinstance(stated, Updated | UpdateProposed)
        assert stated.outcome.rules_version == engine.framework.version
        assert isinstance(stated, Updated) or after.outcome == case.outcome
        assert len(history(after, engine.framework, office)) == len(after.events)
        assert after.opened == case.opened


def updated_where_nobody_knows(case: Case, engine: Engine) -> Case:
    """Updates the case by whoever knows nothing of what today's rules ask anew."""
    triage = Triage(engine)
    draft = triage.draft_of(case, "d", case.opener)
    while step := triage.next_step(draft):
        assert step.id not in draft.values
        draft = triage.with_answer(draft, step, NOT_KNOWN)
    return update(case, triage.facts(draft, lambda: "0" * 32), engine, BUSINESS_TEAM, LATER)


@for_each("name", ("question age is renamed", "question harm answer died is dropped"))
def test_that_nobody_knows_any_more_what_makes_the_sin_required_is_put_to_others(name: str) -> None:
    required = older_cases()["opened 0"]
    after = updated_where_nobody_knows(required, Engine(rules(name)))
    assert isinstance(after.events[-1], UpdateProposed) and after.events[-1].ends
    assert after.outcome == required.outcome and required.outcome.values["sin"] == "required"


@pytest.mark.parametrize("name", some("question", "part", "every"))
def test_the_record_of_an_older_review_is_filled_in_further_and_determined_when(name: str) -> None:
    engine = Engine(rules(name))
    case = older_cases()["reviewed"]
    for part in engine.framework.parts:
        items = engine.framework.items_of(part)
        ticks = {item.id: Tick(evidence=text("anew"), look_again_on=date(2028, 1, 3)) for item in items[:1]}
        ticks = {id: tick.model_copy(update={"kind_of_review": text("SAR")}) for id, tick in ticks.items()}
        choice = part.answers[0].id if part.answers else None
        answer = ReviewAnswer(ticks=ticks) if items else ReviewAnswer(text=text("anew"), choice=choice)
        last_seen = 1 if part.id in latest_answers(case) else 0
        case = answer_part(case, part.id, answer, last_seen, engine.framework, member(), LATER)
    met = Recommendation(outcome="commission", national_review=False, rationale=text("so it is"))
    case = determine(case, met, MEMBERS, QUORUM, frozenset(MEMBERS), engine, member(), LATER, text("since"))
    assert case.determination and not case.determination.missing
    assert set(latest_answers(older_cases()["reviewed"])) <= set(latest_answers(case))


def test_where_the_earlier_rules_are_there_a_dropped_answer_is_said_in_their_words() -> None:
    framework = rules("question abuse_or_neglect answer suspected is dropped").after(lambda: [THEN.framework])
    case = older_cases()["opened 1"]
    shown = dict(Later(case, Engine(framework), record).shown())
    assert "Suspected (an answer of earlier rules)" in shown["case"] and "Suspected (an ans" in shown["decision record"]


def test_where_the_earlier_rules_are_there_a_dropped_part_is_read_as_it_was() -> None:
    framework = rules("part categories_a is dropped").after(lambda: [THEN.framework])
    case = older_cases()["reviewed"]
    (part,) = parts_of_earlier_rules(case, framework)
    assert part.title == "WT2026 a) Systemic weakness (a part of earlier rules)"
    shown = dict(Later(case, Engine(framework), record).shown())
    assert part.title in shown["review True"]
    assert "Risk was not adequately assessed, or not acted on" in shown["decision record"]


def test_a_form_says_what_was_answered_before_and_is_no_longer_asked() -> None:
    case = older_cases()["put to the partners"]
    dropped = dict(Later(case, Engine(rules("part immediate_action answer taken is dropped")), record).shown())
    assert "taken (an answer of earlier rules)" in dropped["write immediate_action"]
    item = dict(Later(case, Engine(rules("question indicators item recurrent_themes is dropped")), record).shown())
    assert "recurrent themes (an item of earlier rules)" in item["write indicators"]
    assert "no longer asked" in item["write indicators"] and "no longer asked" not in item["write categories_a"]


def test_the_word_document_itself_is_made_of_an_older_case() -> None:
    framework = rules("part childs_voice is dropped")
    case = older_cases()["deferred"]
    later = Later(case, Engine(framework), of_the_record.decision_record)
    words = Read(of_the_record.decision_record(case, later.view)).words
    assert "childs voice (a part of earlier rules)" in words and "told in childs_voice" in words


def test_what_was_signed_of_an_older_case_stays_signed() -> None:
    """The digests take in nothing of the rules but their version of then."""
    for case in older_cases().values():
        for matter in MATTERS:
            if sign_off := sign_off_of(case, matter):
                assert sign_off.matter.content["rules_version"] == THEN.framework.version


def test_of_two_earlier_rules_the_later_one_has_the_word() -> None:
    today = rules("question abuse_or_neglect answer suspected is dropped")
    first = THEN.framework
    second = rules("everything is worded anew")
    approval = second.approval.model_copy(update={"dated": date(2029, 1, 1)})
    second = second.model_copy(update={"approval": approval})
    for earlier in ([first, second], [second, first]):
        shown = dict(
            Later(older_cases()["opened 1"], Engine(today.after(earlier.copy)), lambda *_: b"").cards_in_words()
        )
        assert "Suspected anew (an answer of earlier rules)" in shown["case"]
