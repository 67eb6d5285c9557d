"""What a person can type, and what answers it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from uuid import uuid4

from microsoft_teams.cards import Action

from bot.casework import Casework
from cards.case import case_card, cases_card, deadlines_card
from cards.elements import button
from cards.reference import definition_card, flowchart_card, glossary_card, help_card, welcome_card
from dialogs.incoming import Shown
from dialogs.reading import plain
from safeguarding.case.people import Actor, Role
from safeguarding.case.record import Case
from safeguarding.triage import Draft, Triage

Answer = Shown | Draft
"""A card to show, or a draft to begin a conversation with."""


@dataclass(frozen=True)
class Command:
    """``public``: its answer holds no case, so that it may stand in a channel."""

    run: Callable[[Casework, Actor, str], Answer]
    public: bool = False


def read_command(text: str) -> tuple[str, str] | None:
    """The command's name and the rest; none where the text is no command."""
    name, _, words = plain(text).partition(" ")
    if name not in COMMANDS or (words and name in WITHOUT_WORDS):
        return None
    return name, text.strip().partition(" ")[2].strip()


def did_you_mean(text: str) -> str:
    first = plain(text).partition(" ")[0]
    near = get_close_matches(first, COMMANDS, n=1, cutoff=0.7)
    if near:
        return f"Did you mean **{near[0]}**? Type **help** for everything that you can type."
    return "Type **triage** to report an incident, or **help** for everything that you can type."


def draft_for(work: Casework, actor: Actor) -> Draft:
    return Draft(id=uuid4().hex, person=actor.person, rules_version=work.engine.framework.version)


def case_answer(work: Casework, actor: Actor, ref: str) -> Shown:
    case = work.find(ref, actor)
    return Shown(case_card(case, work.reader(), work.office, may_do(case, actor)), f"Case {case.ref}")


def update_answer(work: Casework, actor: Actor, ref: str) -> Answer:
    case = work.find(ref, actor)
    return Triage(work.engine).draft_of(case, uuid4().hex, actor.person)


def may_do(case: Case, actor: Actor) -> list[Action]:
    """The buttons of what this person may do next with the case."""
    data = {"ref": case.ref}
    business = Role.BUSINESS_TEAM in actor.roles
    if not case.is_open:
        return [button("Reopen the case", "reopen", data)] if business and not case.merged_into else []
    may_update = business or actor.seats or actor.person == case.opener
    update = [button("Change facts or dates", "update", data)] if may_update else []
    return [*update, *([button("Close the case", "close", data)] if business else [])]


def _cases(work: Casework, actor: Actor, words: str) -> Shown:
    return Shown(cases_card(work.visible(actor), work.reader()), "Cases")


def _deadlines(work: Casework, actor: Actor, words: str) -> Shown:
    return Shown(deadlines_card(work.visible(actor), work.reader()), "Deadlines")


COMMANDS: Mapping[str, Command] = {
    "triage": Command(lambda work, actor, words: draft_for(work, actor)),
    "update": Command(update_answer),
    "cases": Command(_cases),
    "case": Command(case_answer),
    "deadlines": Command(_deadlines),
    "define": Command(
        lambda work, actor, words: Shown(definition_card(work.engine.framework, words), "A definition"), public=True
    ),
    "glossary": Command(
        lambda work, actor, words: Shown(glossary_card(work.engine.framework), "Glossary"), public=True
    ),
    "flowchart": Command(lambda work, actor, words: Shown(flowchart_card(work.engine), "Flow chart"), public=True),
    "help": Command(lambda work, actor, words: Shown(help_card(), "Help"), public=True),
    "hello": Command(lambda work, actor, words: Shown(welcome_card(), "Welcome"), public=True),
}
WITHOUT_WORDS = frozenset({"triage", "cases", "deadlines", "glossary", "flowchart", "help", "hello"})
