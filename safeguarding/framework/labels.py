"""Labels say in words what a case has recorded. Rules that came later may have dropped or renamed it: then earlier
rules say it in their words, and where none of them is there, its id does. Nothing recorded is ever left unsaid."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from safeguarding.authorities.register import authorities
from safeguarding.dates.working_days import spoken
from safeguarding.framework.entries import NONE, NOT_KNOWN, NOT_YET_KNOWN, Deadline, Detail, Part, Question
from safeguarding.framework.framework import Framework
from safeguarding.framework.referral_questions import ReferralQuestion

Titled = Question | Detail | Deadline | Part | ReferralQuestion
Answered = Question | Detail | Part | ReferralQuestion
Words = Callable[[Framework], Iterable[str]]
"""Words come from one version of the rules for an entry: none where it lacks the entry."""
SAME_AS_FIRST = "as_child_1"
"""A further child's day is said to be that of Child 1."""
OFFERED = {NONE: "None of these holds", NOT_KNOWN: "Not known"}
"""The program offers these choices by itself in the parts of a review's record that are needed."""
NO_LONGER_ASKED = "Today's rules no longer have this part. What was written in it stands as it was."


def question_title(framework: Framework, question: str) -> str:
    return _words_of(framework, lambda rules: _titles(rules.questions, question), question, "a question")


def answer_label(framework: Framework, question: str, value: str, version: str) -> str:
    """Says an answer that was given under a version of the rules."""

    def words(rules: Framework) -> Iterable[str]:
        otherwise = rules.has_other_meaning(question, value, version)
        return () if otherwise else _answers(rules.questions, question, value)

    return _words_of(framework, words, value, "an answer")


def detail_title(framework: Framework, detail: str) -> str:
    return _words_of(framework, lambda rules: _titles(rules.details, detail), detail, "a detail")


def detail_label(framework: Framework, detail: str, value: str) -> str:
    """Says what was chosen of a detail: an answer of the rules, or an authority by its name."""
    if value in authorities():
        return value
    return _words_of(framework, lambda rules: _answers(rules.details, detail, value), value, "an answer")


def step_title(framework: Framework, step: str) -> str:
    """Returns the title of a question or a detail of the triage, whichever has the id."""
    return detail_title(framework, step) if _is_detail(framework, step) else question_title(framework, step)


def step_label(framework: Framework, step: str, value: str, version: str) -> str:
    """Says what was answered to a question or a detail of the triage under a version of the rules."""
    if value == NOT_KNOWN:
        return "Not known yet"
    if value == SAME_AS_FIRST:
        return "The same as Child 1"
    try:
        return spoken(date.fromisoformat(value))
    except ValueError:
        if _is_detail(framework, step):
            return detail_label(framework, step, value)
        return answer_label(framework, step, value, version)


def _is_detail(framework: Framework, step: str) -> bool:
    """Looks in the rules of before only for what is neither a question nor a detail today."""
    if any(question.id == step for question in framework.questions):
        return False
    is_known = any(detail.id == step for detail in framework.details)
    return is_known or any(detail.id == step for rules in framework.earlier for detail in rules.details)


def decision_label(framework: Framework, decision: str, value: str) -> str:
    """Says a decision's value, which may be that it is not yet known."""

    def words(rules: Framework) -> Iterable[str]:
        return (d.values[value] for d in rules.decisions if d.id == decision and value in d.values)

    return "not yet known" if value == NOT_YET_KNOWN else _words_of(framework, words, value, "a value")


def item_label(framework: Framework, question: str | None, item: str) -> str:
    """Says an item. ``question`` is the one in which it was ticked, where that is known."""

    def words(rules: Framework) -> Iterable[str]:
        return (i.label for q in rules.questions if q.id == question for i in q.items if i.id == item)

    return _words_of(framework, words, item, "an item")


def deadline_title(framework: Framework, deadline: str) -> str:
    def words(rules: Framework) -> Iterable[str]:
        return _titles((*rules.deadlines, *rules.local_deadlines), deadline)

    return _words_of(framework, words, deadline, "a deadline")


def part_title(framework: Framework, part: str) -> str:
    return _words_of(framework, lambda rules: _titles(rules.parts, part), part, "a part")


def choice_label(framework: Framework, part: str, choice: str) -> str:
    """Says what was chosen in a part of the review's record: an answer of the rules, or a choice offered in each."""
    offered = OFFERED.get(choice)
    return offered or _words_of(framework, lambda rules: _answers(rules.parts, part, choice), choice, "an answer")


def referral_title(framework: Framework, question: str) -> str:
    return _words_of(framework, lambda rules: _titles(rules.referral_questions, question), question, "a question")


def referral_label(framework: Framework, question: str, value: str) -> str:
    """Says what was chosen in a referral."""
    return _words_of(framework, lambda rules: _answers(rules.referral_questions, question, value), value, "an answer")


def in_a_sentence(label: str) -> str:
    """Writes a label as it stands within a sentence: small, but for an abbreviation."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def part_of_earlier_rules(framework: Framework, part: str) -> Part:
    """Returns a part as it was, to be read and not written. Without the rules that had it, its id is all that is
    known."""
    title = part_title(framework, part)
    found = (each for rules in framework.earlier for each in rules.parts if each.id == part)
    if known := next(found, None):
        return known.model_copy(update={"title": title, "ask": NO_LONGER_ASKED})
    return Part(id=part, purpose=part, kind="text", title=title, ask=NO_LONGER_ASKED, source=(part,))


def _titles(entries: Iterable[Titled], id: str) -> Iterator[str]:
    return (entry.title for entry in entries if entry.id == id)


def _answers(entries: Iterable[Answered], id: str, value: str) -> Iterator[str]:
    return (answer.label for entry in entries if entry.id == id for answer in entry.answers if answer.id == value)


def _words_of(framework: Framework, words: Words, id: str, what: str) -> str:
    for today in words(framework):
        return today
    before = (said for rules in framework.earlier for said in words(rules))
    return f"{next(before, id.replace('_', ' '))} ({what} of earlier rules)"
