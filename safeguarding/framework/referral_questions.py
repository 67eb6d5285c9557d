"""A referral asks what the rules file lists, in its order: its form all at once, a conversation one after the other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from pydantic import Field

from safeguarding.framework.entries import NamedEntry, PartAnswer

AnswerKind = Literal["choice", "agency", "text", "ticks"]
OWN_PLACE: Mapping[str, AnswerKind] = {"kind": "choice", "agency": "agency", "learning": "text", "indicators": "ticks"}
"""These have a place of their own in what is recorded, and their kinds are fixed. Others are kept by their ids."""
LONGEST_ANSWER = 1_000
FURTHER = "further_"
LEAST_ANSWERS = 2


class ReferralQuestion(NamedEntry):
    """A referral question is asked of whoever refers a Case of Concern. ``title`` stands over its answer in the record;
    ``longest`` is in characters. One with ``ticks`` lists the items of the question of its own id."""

    title: str
    kind: AnswerKind
    ask: str
    longest: int = Field(default=LONGEST_ANSWER, gt=0, le=LONGEST_ANSWER)
    answers: tuple[PartAnswer, ...] = Field(default=(), alias="answer")

    @property
    def box(self) -> str:
        """Returns the id of its box in the form."""
        return self.id if self.id in OWN_PLACE else f"{FURTHER}{self.id}"

    def options(self, agencies: Iterable[str]) -> Mapping[str, str]:
        """Returns what can be chosen, by id: one of the answers, or of the ``agencies`` of the partnership."""
        if self.kind == "agency":
            return {agency: agency for agency in agencies}
        return {answer.id: answer.label for answer in self.answers}


def further_questions(questions: Iterable[ReferralQuestion]) -> Sequence[ReferralQuestion]:
    """Returns those whose answers are kept by their ids."""
    return [question for question in questions if question.id not in OWN_PLACE]


def referral_faults(questions: Iterable[ReferralQuestion]) -> Iterator[str]:
    """Yields a sentence for each question that can't be asked as it stands."""
    for question in questions:
        where, kind = f'referral_question "{question.id}"', OWN_PLACE.get(question.id)
        if kind and question.kind != kind:
            yield f'{where}: is recorded as "{kind}". Set kind = "{kind}".'
        if not kind and question.kind not in ("choice", "text"):
            yield f'{where}: the kind "{question.kind}" is recorded of no other question. Choose one of: choice, text.'
        has_to_choose, answers = question.kind == "choice", len(question.answers)
        if answers < LEAST_ANSWERS if has_to_choose else answers:
            yield f'{where}: give two answers or more to a question of the kind "choice", and none to another.'
