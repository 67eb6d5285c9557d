"""What a person can type, and what answers it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from inspect import isawaitable
from uuid import uuid4

from microsoft_teams.cards import Action

from bot.casework import Casework
from cards.case import case_card, cases_card, deadlines_card
from cards.elements import button
from cards.reference import definition_card, flowchart_card, glossary_card, help_card, welcome_card
from cards.sign_off import MATTER_NAMES, submitted_card, waiting_card
from dialogs.incoming import Shown
from dialogs.reading import plain, read_date
from safeguarding.case import transitions
from safeguarding.case.events import SinSubmitted
from safeguarding.case.people import PARTNERS, Actor, Role, Seat
from safeguarding.case.record import Case
from safeguarding.case.refused import BadInput
from safeguarding.case.sign_off import MATTERS
from safeguarding.triage import Draft, Triage
from safeguarding.working_days import london_date

Answer = Shown | Draft
"""A card to show, or a draft to begin a conversation with."""


@dataclass(frozen=True)
class Command:
    """``public``: its answer holds no case, so that it may stand in a channel."""

    run: Callable[[Casework, Actor, str], Answer | Awaitable[Answer]]
    public: bool = False

    async def answer(self, work: Casework, actor: Actor, words: str) -> Answer:
        answer = self.run(work, actor, words)
        return await answer if isawaitable(answer) else answer


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
    shown = case_card(case, work.reader(), work.office, may_do(work, case, actor), work.undelivered(case))
    return Shown(shown, f"Case {case.ref}")


def update_answer(work: Casework, actor: Actor, ref: str) -> Answer:
    case = work.find(ref, actor)
    return Triage(work.engine).draft_of(case, uuid4().hex, actor.person)


async def submitted_answer(work: Casework, actor: Actor, words: str) -> Answer:
    """``words``: the reference and the day, as people write it."""
    ref, _, said = words.partition(" ")
    case = work.find(ref, actor)
    day = read_date(said, london_date(work.now()))
    if day is None:
        raise BadInput(f"Add the day, for example: submitted {case.ref} 12/11/2026.")
    return await record_submission(work, actor, case.ref, day)


async def record_submission(work: Casework, actor: Actor, ref: str, day: date) -> Shown:
    case = await work.take(ref, lambda now: transitions.submit_sin(now, day, actor, work.now()))
    signed = case.of(SinSubmitted)[-1].dcs_had_signed
    return Shown(submitted_card(case, work.reader(), signed), f"{ref}: SIN submitted")


def _sign_offs(work: Casework, actor: Actor, words: str) -> Shown:
    return Shown(waiting_card(work.waiting_for(actor), work.readable(actor)[1]), "Sign-offs")


def may_do(work: Casework, case: Case, actor: Actor) -> list[Action]:
    """The buttons of what this person may do next with the case."""
    data = {"ref": case.ref}
    business = Role.BUSINESS_TEAM in actor.roles
    if not case.is_open:
        return [button("Reopen the case", "reopen", data)] if business and not case.merged_into else []
    signs = [signing for signing in work.waiting_for(actor) if signing.case.ref == case.ref]
    disputed = [s.standing for matter in MATTERS if (s := work.signing(case, matter)) and s.standing.dissents]
    submits = business or bool(actor.seats & {Seat.DCS, Seat.LOCAL_AUTHORITY})
    takes_part = business or bool(actor.seats)
    proposes = takes_part and case.sin_submitted is not None and not case.found_not_met
    return [
        *(button(f"Sign: {MATTER_NAMES[s.standing.matter.id]}", "sign_off", s.data) for s in signs),
        *([button("Record the SIN's submission", "submitted", data)] if submits and not case.sin_submitted else []),
        *([button("Change facts or dates", "update", data)] if takes_part or actor.person == case.opener else []),
        *(
            button(f"Put again: {MATTER_NAMES[s.matter.id]}", "put_again", {**data, "matter": s.matter.id})
            for s in disputed
            if takes_part
        ),
        *([button("Propose: criteria were not met", "propose_not_met", data)] if proposes else []),
        *([button("Record a signature given outside Teams", "outside", data)] if business else []),
        *([_restriction(case)] if business or actor.seats & set(PARTNERS) else []),
        *([button("Close the case", "close", data)] if business else []),
    ]


def _restriction(case: Case) -> Action:
    if case.is_restricted:
        return button("Lift the restriction", "lift_restriction", {"ref": case.ref})
    return button("Restrict the case", "restrict", {"ref": case.ref})


def _cases(work: Casework, actor: Actor, words: str) -> Shown:
    cases, unread = work.readable(actor)
    return Shown(cases_card(cases, work.reader(), unread), "Cases")


def _deadlines(work: Casework, actor: Actor, words: str) -> Shown:
    cases, unread = work.readable(actor)
    return Shown(deadlines_card(cases, work.reader(), unread), "Deadlines")


COMMANDS: Mapping[str, Command] = {
    "triage": Command(lambda work, actor, words: draft_for(work, actor)),
    "update": Command(update_answer),
    "cases": Command(_cases),
    "case": Command(case_answer),
    "submitted": Command(submitted_answer),
    "sign-offs": Command(_sign_offs),
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
WITHOUT_WORDS = frozenset({"triage", "cases", "sign-offs", "deadlines", "glossary", "flowchart", "help", "hello"})
