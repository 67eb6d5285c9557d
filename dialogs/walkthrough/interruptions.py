"""Interruptions are what is typed or pressed besides an answer: back, skip, why, define, stop, or another sheet."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from cards.elements import closed_card
from cards.walkthrough.question import why_card
from cards.walkthrough.summary import stopped_card
from dialogs.messages import CardMessage
from dialogs.speaker import Ending
from dialogs.steering import definition, steering
from dialogs.typed_answers import plain
from dialogs.walkthrough.course import AnswerSheet
from dialogs.walkthrough.reading import NOT_KNOWN_YET, typed_in
from dialogs.walkthrough.turn import WalkthroughStep, WalkthroughTurn
from safeguarding.case.errors import InvalidInput
from safeguarding.framework.framework import Framework
from safeguarding.walkthrough import Walkthrough

CHANGE = re.compile(r"(?:change|part) (?P<what>.+)")
ALL_ASKED = "All parts are asked. Type change and a number, for example change 3, or stop."


def interruption(turn: WalkthroughTurn, framework: Framework) -> WalkthroughStep | None:
    """Returns what the input leads to where it is no answer; none where it is one."""
    verb = _verb(turn)
    if verb in HANDLERS:
        return HANDLERS[verb](_keeping_typed(turn))
    said = plain(turn.user_input.text)
    if defined := definition(framework, turn.user_input.text):
        return WalkthroughStep(turn.walkthrough, beside=(defined,))
    if not turn.user_input.verb and (kind := turn.outline.leads_to.get(said)) and turn.sheet is None:
        led = turn.walkthrough.at(None)
        return WalkthroughStep(led.model_copy(update={"kind": kind}), closed_card("It goes on below."))
    return None if turn.sheet else WalkthroughStep(turn.walkthrough, text=ALL_ASKED)


def _verb(turn: WalkthroughTurn) -> str:
    if turn.user_input.verb:
        return turn.user_input.verb
    said = plain(turn.user_input.text)
    if turn.question and turn.question.is_left_open and said in NOT_KNOWN_YET:
        return "skip"
    named = CHANGE.fullmatch(said)
    return "change" if named and (_picked(turn) or named["what"].isdigit()) else steering(said) or ""


def _keeping_typed(turn: WalkthroughTurn) -> WalkthroughTurn:
    """Keeps what stood in the card's box, so that it is there when the question is asked again."""
    question = turn.question
    if question and turn.user_input.verb:
        typed = typed_in(question, turn.user_input)
        turn.walkthrough = turn.walkthrough.keeping(question.id, typed)
    return turn


def _back(turn: WalkthroughTurn) -> WalkthroughStep:
    walkthrough, going = turn.walkthrough, closed_card("Going back one question.")
    if walkthrough.given:
        return WalkthroughStep(_at_question_before(turn), going)
    before = turn.outline.before(walkthrough)
    return WalkthroughStep(before, going) if before else _refused(turn, "This is the first question.")


def _at_question_before(turn: WalkthroughTurn) -> Walkthrough:
    """Takes back what was answered last, as far as another question is asked: one answer may be kept under two ids."""
    walkthrough = turn.walkthrough.without_last()
    while walkthrough.given and turn.sheet and turn.sheet.next(walkthrough.given) == turn.question:
        walkthrough = walkthrough.without_last()
    return walkthrough


def _skip(turn: WalkthroughTurn) -> WalkthroughStep:
    sheet = turn.sheet
    if sheet is None:
        return WalkthroughStep(turn.walkthrough, text=ALL_ASKED)
    if len(turn.outline.sheets) == 1:
        return _refused(turn, "Nothing comes after this without it. Type stop to go on later.")
    left = dict.fromkeys((*turn.walkthrough.left_open, sheet.id))
    skipped = turn.outline.after(turn.walkthrough.model_copy(update={"left_open": tuple(left)}))
    words = f"{sheet.title}: left open. It counts as not known." if sheet.id in turn.outline.open else "Left as it was."
    return WalkthroughStep(skipped, closed_card(words))


def _why(turn: WalkthroughTurn) -> WalkthroughStep:
    if turn.sheet is None:
        return WalkthroughStep(turn.walkthrough, text=ALL_ASKED)
    shown = why_card(turn.sheet.title, tuple(turn.sheet.why()))
    return WalkthroughStep(turn.walkthrough, beside=(CardMessage(shown, "Why this is asked"),))


def _stop(turn: WalkthroughTurn) -> WalkthroughStep:
    walkthrough = turn.walkthrough
    open_ = [sheet.id for sheet in turn.outline.sheets if sheet.id in turn.outline.open]
    left = f" {len(open_)} {'part is' if len(open_) == 1 else 'parts are'} left." if open_ else ""
    said = f"Stopped. What you have answered is kept.{left} Type **go through {walkthrough.ref}** to go on."
    stopped = stopped_card(walkthrough, said)
    if turn.user_input.verb:
        return WalkthroughStep(walkthrough, stopped, end=Ending.STOPPED)
    shown = CardMessage(stopped, "Stopped")
    return WalkthroughStep(walkthrough, closed_card("Stopped here."), (shown,), end=Ending.STOPPED)


def _change(turn: WalkthroughTurn) -> WalkthroughStep:
    picked = turn.outline.sheet(turn.user_input.text_of("sheet")) or _picked(turn)
    if picked is None:
        return _refused(turn, f"There is no such part: they are numbered from 1 to {len(turn.outline.sheets)}.")
    return WalkthroughStep(turn.outline.at(turn.walkthrough, picked), closed_card(f"Changing: {picked.title}."))


def _picked(turn: WalkthroughTurn) -> AnswerSheet | None:
    """Returns the sheet that is named by its number or its title."""
    named = CHANGE.fullmatch(plain(turn.user_input.text))
    what = named["what"].strip() if named else ""
    for number, sheet in enumerate(turn.outline.sheets, 1):
        if what in (str(number), plain(sheet.title)):
            return sheet
    return None


def _refused(turn: WalkthroughTurn, why: str) -> WalkthroughStep:
    asked = replace(turn, problem=InvalidInput(why)).card()
    return WalkthroughStep(turn.walkthrough, asked.card) if asked else WalkthroughStep(turn.walkthrough, text=why)


HANDLERS: Mapping[str, Callable[[WalkthroughTurn], WalkthroughStep]] = {
    "back": _back,
    "skip": _skip,
    "why": _why,
    "stop": _stop,
    "cancel": _stop,
    "change": _change,
}
