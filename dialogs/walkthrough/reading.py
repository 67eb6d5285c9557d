"""An answer to one question is read, typed or pressed. A choice is never guessed: a number, the whole words, or
nothing."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from cards.elements import LONGEST_EVIDENCE
from cards.inputs import MOST_GIVEN_BACK, too_long
from dialogs.typed_answers import parse_choice, parse_day_ahead, plain
from dialogs.user_input import UserInput
from safeguarding.case.errors import InvalidInput
from safeguarding.dates.working_days import spoken
from safeguarding.framework.entries import NONE, NOT_KNOWN, Answer
from safeguarding.framework.part_questions import ALL, CHOICE, TEXT, Given, PartQuestion
from safeguarding.offered_answers import NOT_KNOWN_SAID

NOT_KNOWN_YET = ("not known", "not known yet", "unknown")
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    NOT_KNOWN: NOT_KNOWN_YET,
    NONE: ("none of these", "none of them", "none of these holds"),
    "yes": ("yes",),
    ALL: ("all", "both", "both of them", "all children"),
}
NO_SENTENCE = frozenset((*NOT_KNOWN_YET, *NOT_KNOWN_SAID, "none", "nothing", "yes", "no", "ok", "okay", "maybe", "all"))
NUMBERS = re.compile(r"(?:and|to|or|[\d\W_])+")
"""These words were meant for another question, or say too little to stand in a record."""
BECAUSE = re.compile(
    r"(?P<answer>not known(?: yet)?|none(?: of these| of them)?),? because\s+(?P<why>\S.*)", re.IGNORECASE | re.DOTALL
)
BETWEEN = re.compile(r"\s*(?:[,;\n]|\band\b)\s*|\s+(?=\d+\b)")
WRITE_IT = "Write it in a sentence or two."
OR_NOT_KNOWN = ' Where it is not known, type "not known".'
A_DAY = "Give a day, for example 12/11/2026 or 12 November."


def read(question: PartQuestion, user_input: UserInput) -> Given:
    """Returns the answer by the ids under which the form has it. Raises InvalidInput where it is none."""
    if user_input.problem and question.kind in ("text", "line"):
        raise user_input.problem
    answers = _pressed(question, user_input) if user_input.verb else _heard(question, user_input)
    if user_input.problem and TEXT in answers:
        raise user_input.problem
    return answers


def _pressed(question: PartQuestion, user_input: UserInput) -> Given:
    chosen = user_input.text_of("chosen") or (user_input.text_of(question.id) if question.kind == "choice" else "")
    if chosen in {**question.options, **question.without}:
        return _chosen(question, chosen)
    if question.kind == "several":
        ticked = user_input.text_of(question.id).split(",")
        return {question.id: ",".join(id for id in question.options if id in ticked)}
    if question.kind == "choice":
        raise InvalidInput("Choose one of the answers.", question.id)
    return _written(question, user_input.text_of(question.id), user_input)


def _heard(question: PartQuestion, user_input: UserInput) -> Given:
    said = user_input.text.strip()
    if found := BECAUSE.fullmatch(said):
        id = NONE if plain(found["answer"]).startswith(NONE) else NOT_KNOWN
        if id in question.without or id in question.options:
            return {**_chosen(question, id), **_written(_why(question), found["why"], user_input)}
    offered = question.options if question.kind == "choice" else question.without
    answers = [Answer(id=id, label=label, synonyms=SYNONYMS.get(id, ())) for id, label in offered.items()]
    is_number = plain(said).isdigit()
    if (answer := parse_choice(said, answers)) and (question.kind == "choice" or not is_number):
        return _chosen(question, answer.id)
    if question.kind == "choice":
        raise InvalidInput(_choose_one(question), question.id)
    if question.kind == "several":
        return {question.id: ",".join(_several(question, said))}
    if question.kind == "text" and (plain(said) in NO_SENTENCE or NUMBERS.fullmatch(said.casefold())):
        may_be_open = question.is_left_open or NOT_KNOWN in question.without
        raise InvalidInput(f"{WRITE_IT}{OR_NOT_KNOWN if may_be_open else ''}", question.id)
    return _written(question, said, user_input)


def _choose_one(question: PartQuestion) -> str:
    labels = list(question.options.values())
    if len(labels) == 1:
        return f'Type "{labels[0]}", or 1. To change an answer, type "back"; to go on later, "stop".'
    numbered = "; ".join(f"{number} {label}" for number, label in enumerate(labels, 1))
    return f"Type one of these, or its number: {numbered}."


def _why(question: PartQuestion) -> PartQuestion:
    """Returns the box for the reason that is given with the answer."""
    return PartQuestion(TEXT, question.ask, "text", longest=question.longest or LONGEST_EVIDENCE)


def _chosen(question: PartQuestion, id: str) -> Given:
    if id in question.options:
        return {question.id: id}
    ticks = {question.id: ""} if question.kind == "several" else {}
    # What needs no reason is said by ticking nothing.
    return ticks if question.is_left_open else {**ticks, CHOICE: id}


def _several(question: PartQuestion, said: str) -> Sequence[str]:
    options = [Answer(id=id, label=label, synonyms=SYNONYMS.get(id, ())) for id, label in question.options.items()]
    if whole := parse_choice(said, options):
        return [whole.id]
    found = [parse_choice(piece, options) for piece in BETWEEN.split(said) if piece]
    if not found or None in found:
        or_else = f" Or: {_listed(question.without)}." if question.without else ""
        raise InvalidInput(f"Type the numbers of those that hold, for example 1, 3.{or_else}")
    named = {answer.id for answer in found if answer}
    return [id for id in question.options if id in named]


def _written(question: PartQuestion, said: str, user_input: UserInput) -> Given:
    if question.kind == "day":
        day = parse_day_ahead(said, user_input.today)
        if day is None:
            raise InvalidInput(A_DAY, question.id)
        return {question.id: day.isoformat()}
    if not said:
        raise InvalidInput(WRITE_IT, question.id)
    if len(said) > question.longest:
        raise InvalidInput(too_long(said, question.longest), question.id)
    return {question.id: said}


def typed_in(question: PartQuestion, user_input: UserInput) -> str:
    """Returns what was typed for the question, so that it stands in its box when it is asked again."""
    if question.kind not in ("text", "line"):
        return ""
    return (user_input.text_of(question.id) if user_input.verb else user_input.text.strip())[:MOST_GIVEN_BACK]


def in_words(question: PartQuestion, given: Given) -> str:
    """Says what was answered, as it stays in the chat."""
    value, options = given.get(question.id, ""), {**question.options, **question.without}
    if question.kind == "day":
        return spoken(date.fromisoformat(value))
    said = [options[id] for id in value.split(",") if id in options] if question.options else [value]
    besides = [options.get(given[CHOICE], "")] if CHOICE in given and question.kind != "choice" else []
    return "; ".join(filter(None, [*said, *besides, *([given[TEXT]] if besides and TEXT in given else [])]))


def _listed(options: Mapping[str, str]) -> str:
    return "; ".join(options.values())
