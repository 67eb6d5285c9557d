"""The facts of an incident are what was stated of it; the outcome is what they lead to."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial

from safeguarding.case.events.base import Value
from safeguarding.case.events.free_text import FreeText


class Facts(Value):
    """Facts are what is known of the incident. ``answers`` are by question id; ``evidence`` is what was written with an
    answer. ``aware_of_death`` is known only of a death that came after the submission."""

    answers: dict[str, str]
    evidence: dict[str, FreeText] = {}
    incident_on: date | None = None
    became_aware: date | None = None
    aware_of_death: date | None = None
    place: str = "not_known"
    agency: FreeText | None = None
    record_number: FreeText | None = None

    def same_content_as(self, other: "Facts") -> bool:
        """Compares facts as a reader sees them: the salts of unchanged texts may differ."""
        return self._content() == other._content()

    def keeping_texts_of(self, before: "Facts") -> "Facts":
        """Returns the facts with each text that reads as before being that very one: a text nobody changed lapses no
        signature."""
        evidence = {name: _keep_text(text, before.evidence.get(name)) for name, text in self.evidence.items()}
        return self.model_copy(
            update={
                "evidence": evidence,
                "agency": _keep_text(self.agency, before.agency),
                "record_number": _keep_text(self.record_number, before.record_number),
            }
        )

    def keeping_answers_of(self, before: "Facts", questions: Iterable[str]) -> "Facts":
        """Returns the facts with what was answered before to those of the questions that they leave out."""
        left_out = [question for question in questions if question not in self.answers]
        return self.with_answers_of(before, left_out)

    def with_answers_of(self, other: "Facts", questions: Iterable[str]) -> "Facts":
        """Returns these facts with the other ones' answers to the questions, and their evidence."""
        facts = self
        for question in questions:
            facts = _with_answer_of(other, question, facts)
        return facts

    def changes_from(self, before: "Facts") -> Iterator[Callable[["Facts"], "Facts"]]:
        """Yields what was changed, one thing after the other: each an answer with its evidence, or a detail."""
        for question in {**before.answers, **self.answers}:
            if _of(question, self) != _of(question, before):
                yield partial(_with_answer_of, self, question)
        for detail in ("incident_on", "became_aware", "aware_of_death", "place", "agency", "record_number"):
            if getattr(self, detail) != getattr(before, detail):
                yield partial(_with_detail_of, self, detail)

    def _content(self) -> tuple[object, ...]:
        texts = {**self.evidence, "agency": self.agency, "record_number": self.record_number}
        shown = {name: text.shown for name, text in texts.items() if text}
        return (self.answers, shown, self.incident_on, self.became_aware, self.aware_of_death, self.place)


def _keep_text(text: FreeText | None, before: FreeText | None) -> FreeText | None:
    return before if text and before and text.shown == before.shown else text


def _of(question: str, facts: Facts) -> tuple[str | None, FreeText | None]:
    return facts.answers.get(question), facts.evidence.get(question)


def _with_answer_of(source: Facts, question: str, facts: Facts) -> Facts:
    answer, evidence = _of(question, source)
    answers = {name: value for name, value in facts.answers.items() if name != question}
    texts = {name: text for name, text in facts.evidence.items() if name != question}
    return facts.model_copy(
        update={
            "answers": {**answers, question: answer} if answer else answers,
            "evidence": {**texts, question: evidence} if evidence else texts,
        }
    )


def _with_detail_of(source: Facts, detail: str, facts: Facts) -> Facts:
    return facts.model_copy(update={detail: getattr(source, detail)})


class Outcome(Value):
    """An outcome has the decisions as reached, under the version of the rules that was in force."""

    rules_version: str
    values: dict[str, str]
