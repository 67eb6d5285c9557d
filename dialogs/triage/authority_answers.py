"""An authority is answered by the list of a card, or by its name in words. Only one that there is counts: a name that
is close to one is asked about."""

from collections.abc import Sequence

from dialogs.typed_answers import parse_choice, plain
from safeguarding.authorities.register import HERE, HOME, authorities_like, authority_named
from safeguarding.framework.entries import NOT_KNOWN, Answer, Detail
from safeguarding.offered_answers import NOT_KNOWN_SAID, Step


def authority_chosen(answer: Answer, chosen: str) -> str | None:
    """Returns what is answered by an answer that leaves the authority open, with the one chosen beside it; none while
    it is not said which, or that it is not known which."""
    return answer.id if chosen == NOT_KNOWN else _named(chosen)


def does_not_know_which(text: str) -> bool:
    """Says whether a typed text answers, asked which authority it is, that this is not known."""
    return plain(text) in (*NOT_KNOWN_SAID, "not known yet", "not known which", "not known which yet")


def authority_heard(answers: Sequence[Answer], text: str) -> str | None:
    """Returns what a typed text answers: one of the answers, or the name of an authority."""
    choice = parse_choice(text, answers)
    return choice.id if choice else _named(text)


def asked_which(answer: Answer) -> str:
    return f'{answer.which} Choose it in the list and press "Continue", or type its name.'


def did_you_mean(text: str) -> str | None:
    """Asks about a name that is close to one or a few of the register; none where it is like no name."""
    *some, last = authorities_like(text) or ("",)
    meant = f"{', '.join(some)} or {last}" if some else last
    return f"Did you mean {meant}? Type the name in full." if meant else None


def input_of(step: Step) -> str:
    """Returns the input of a question's card that a problem is about."""
    if isinstance(step, Detail) and step.kind == "authority":
        return "authority"
    return "evidence" if step.answers else "value"


def _named(text: str) -> str | None:
    named = authority_named(text)
    return HERE if named == HOME else named
