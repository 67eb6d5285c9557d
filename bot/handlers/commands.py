"""Commands are what a person can type, each with what answers it."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from inspect import isawaitable
from uuid import uuid4

import structlog
from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_queries import Countable
from bot.cases.case_service import CaseService
from bot.cases.typed_reference import bare, is_whole_reference, loosely_spelled, reference_in, with_plain_hyphens
from bot.handlers import answers
from bot.handlers.actions.absence import away_answer, hand_over_answer
from bot.handlers.actions.elsewhere.linking import link_answer
from bot.handlers.actions.offices import offices_answer
from bot.handlers.file_offers import offer_of
from bot.handlers.pictures import flowchart_picture, timeline_picture
from bot.handlers.results import CommandResult
from bot.handlers.walkthroughs.beginning import go_through_answer
from cards.case.lists import cases_card, deadlines_card
from cards.help import (
    definition_card,
    flowchart_card,
    glossary_card,
    help_card,
    report_card,
    suggestion_card,
    welcome_card,
)
from cards.rapid_review.framework import framework_card
from cards.statistics import dashboard_card
from dialogs.messages import CardMessage
from dialogs.typed_answers import parse_date, plain
from safeguarding.case.errors import InvalidInput, NotAllowed
from safeguarding.case.views.statistics import count, reckon, require_year
from safeguarding.dates.working_days import london_date
from safeguarding.draft import Draft
from safeguarding.people import Actor, Role
from safeguarding.triage import Triage

SUBMITTED_NEEDS = "Submitted needs the case's reference and the day, for example: submitted {} 12/11/2026."
ALIASES = {
    **dict.fromkeys(("sign offs", "signoffs"), "sign-offs"),
    "handover": "hand over",
    **dict.fromkeys(("mysteps", "my-steps", "my step", "my tasks", "my sign-offs"), "my steps"),
    "my cases": "cases",
    "start": "triage",
}
"""People type these for a command, whole."""
SPEAKS_OF_HARM = re.compile(
    r"\b(?:died|dies|dead|death|deceased|passed away|killed|murder\w*|suicide|stabb\w*|shot|drown\w*|overdose\w*"
    r"|injur\w*|hurt|harm\w*|abuse\w*|neglect\w*|assault\w*|intensive care|life.threatening|unresponsive)\b"
)
YEAR = re.compile(r"[0-9]{4}", re.ASCII)
LONGEST_MEANT = 200
"""A longer text is no command with a slip of the finger: it is not repeated."""
log = structlog.get_logger()


@dataclass(frozen=True)
class Command:
    """A command is run with the words behind its name. ``public`` says that its answer holds no case, so that it may
    stand in a channel. Without ``takes_words`` a sentence that begins with its name is no command."""

    run: Callable[[CaseService, Actor, str], CommandResult | Awaitable[CommandResult]]
    public: bool = False
    takes_words: bool = True

    async def answer(self, service: CaseService, actor: Actor, words: str) -> CommandResult:
        answer = self.run(service, actor, words)
        return await answer if isawaitable(answer) else answer


def read_command(text: str) -> tuple[str, str] | None:
    """Returns the command's name and the rest; None where the text is no command."""
    if is_whole_reference(text):
        return "case", text.strip()
    said = plain(with_plain_hyphens(text)).strip("/?:, ")
    said = ALIASES.get(said, said)
    if said in COMMANDS:
        return said, ""
    found = WITH_WORDS.fullmatch(with_plain_hyphens(text).strip())
    if found is None:
        return None
    return " ".join(found["name"].casefold().split()), text.strip()[found.start("words") :].strip()


def did_you_mean(text: str) -> CardMessage:
    """Suggests what may have been meant, as a button. What speaks of a death or a serious harm is offered the
    triage."""
    said = plain(text)
    first, _, words = said.partition(" ")
    if whole := get_close_matches(said, (*WITHOUT_WORDS, *ALIASES), n=1, cutoff=0.8):
        return CardMessage(suggestion_card(ALIASES.get(whole[0], whole[0])), "Did you mean?")
    near = get_close_matches(first, COMMANDS, n=1, cutoff=0.7) if len(said) <= LONGEST_MEANT else []
    if near and not (words and near[0] in WITHOUT_WORDS):
        return CardMessage(suggestion_card(f"{near[0]} {text.strip().partition(' ')[2]}".strip()), "Did you mean?")
    if SPEAKS_OF_HARM.search(said):
        return CardMessage(report_card(), "Is this an incident to report?")
    if ref := loosely_spelled(text) or reference_in(text):
        return CardMessage(suggestion_card(f"case {ref}"), "Did you mean?")
    return CardMessage(suggestion_card(near[0] if near else ""), "Did you mean?")


def draft_for(service: CaseService, actor: Actor, *, rehearsal: bool = False) -> Draft:
    version = service.rules.framework.version
    return Draft(id=uuid4().hex, person=actor.person, rules_version=version, rehearsal=rehearsal)


async def update_answer(service: CaseService, actor: Actor, ref: str) -> CommandResult:
    case = await service.queries.read(ref, actor)
    return Triage(service.rules.engine).draft_of(case, uuid4().hex, actor.person)


async def submitted_answer(service: CaseService, actor: Actor, words: str) -> CommandResult:
    """Records the submission of the SIN; of its update where that is due. ``words`` has the reference and the day, as
    people write it."""
    ref, _, said = words.partition(" ")
    try:
        case = await service.queries.read(ref, actor)
    except InvalidInput as unknown:
        raise InvalidInput(f"{unknown} {SUBMITTED_NEEDS.format('CSCP-2026-001')}") from None
    day = parse_date(said, london_date(service.rules.now()))
    if day is None:
        raise InvalidInput(SUBMITTED_NEEDS.format(case.ref))
    record = answers.record_update_submission if case.notification.update else answers.record_submission
    return await record(service, actor, case.ref, day)


def _cases(service: CaseService, actor: Actor, words: str) -> CardMessage:
    cases, unread = service.queries.readable(actor)
    return CardMessage(cases_card(cases, service.rules.card_context(), unread), "Cases")


def _deadlines(service: CaseService, actor: Actor, words: str) -> CardMessage:
    cases, unread = service.queries.readable(actor)
    return CardMessage(deadlines_card(cases, service.rules.card_context(), unread), "Deadlines")


async def dashboard_answer(service: CaseService, actor: Actor, words: str) -> CommandResult:
    """Answers with the figures, and logs each reading. ``words`` is a year, or nothing for all years."""
    _require_office(actor)
    year = _year(words)
    require_year(year, london_date(service.rules.now()))
    counted = await service.queries.countable(actor)
    among = len(counted.opened) + len(counted.closed)
    log.info("figures_read", person=f"{actor.person.tenant}/{actor.person.id}", count=among)
    return CardMessage(await asyncio.to_thread(_dashboard, service, counted, year), "Figures")


def _dashboard(service: CaseService, found: Countable, year: int | None) -> AdaptiveCard:
    reader, rules = service.rules.card_context(), service.rules
    still_open = [reckon(case, rules.framework, rules.calendar, reader.today) for case in found.opened]
    counted = count([*still_open, *found.closed], year)
    shown = {case.ref for case in counted.open_cases}
    return dashboard_card(counted, [case for case in found.opened if case.ref in shown], reader, found.unread)


def _require_office(actor: Actor) -> None:
    if not (actor.seats or actor.roles & {Role.BUSINESS_TEAM, Role.REVIEW_GROUP}):
        raise NotAllowed(
            "The figures are for the Business Team, the Review Group, the partners' DSPs and the DCS. "
            "Type cases for the cases that you can see."
        )


def _year(words: str) -> int | None:
    year = bare(words)
    if not year:
        return None
    if not YEAR.fullmatch(year):
        raise InvalidInput("Add a year, for example: dashboard 2026. Without one it is about all years.")
    return int(year)


async def _report(service: CaseService, actor: Actor, ref: str) -> CommandResult:
    # "Report a death" is an incident, and must not end at a case that is not there.
    if not any(letter.isdigit() for letter in ref):
        raise InvalidInput(
            "Type **triage** to report an incident. For the decision record of a case add its reference, for example: "
            "report CSCP-2026-001."
        )
    return await offer_of("report")(service, actor, ref)


async def _flowchart(service: CaseService, actor: Actor, words: str) -> CommandResult:
    """Shows the flow chart of the rules alone; with a reference, the way of a case through them."""
    if words:
        return await flowchart_picture(service, actor, words)
    return CardMessage(flowchart_card(service.rules.engine), "Flow chart")


COMMANDS: Mapping[str, Command] = {
    "triage": Command(lambda service, actor, words: draft_for(service, actor), takes_words=False),
    "rehearse": Command(lambda service, actor, words: draft_for(service, actor, rehearsal=True), takes_words=False),
    "update": Command(update_answer),
    "cases": Command(_cases, takes_words=False),
    "case": Command(answers.case_answer),
    "submitted": Command(submitted_answer),
    "notification": Command(answers.notification_answer),
    "review": Command(answers.review_answer),
    "go through": Command(go_through_answer),
    "concern": Command(answers.concern_answer, takes_words=False),
    "my steps": Command(answers.my_steps_answer, takes_words=False),
    "sign-offs": Command(answers.my_steps_answer, takes_words=False),
    "deadlines": Command(_deadlines, takes_words=False),
    "away": Command(away_answer),
    "hand over": Command(hand_over_answer),
    "link": Command(link_answer),
    "offices": Command(offices_answer, takes_words=False),
    "dashboard": Command(dashboard_answer),
    "define": Command(
        lambda service, actor, words: CardMessage(
            definition_card(service.rules.framework, bare(words)), "A definition"
        ),
        public=True,
    ),
    "glossary": Command(
        lambda service, actor, words: CardMessage(glossary_card(service.rules.framework), "Glossary"),
        public=True,
        takes_words=False,
    ),
    "framework": Command(
        lambda service, actor, words: CardMessage(framework_card(service.rules.framework), "The framework"),
        takes_words=False,
    ),
    "flowchart": Command(_flowchart, public=True),
    "timeline": Command(timeline_picture),
    "report": Command(_report),
    "calendar": Command(offer_of("calendar")),
    "help": Command(lambda service, actor, words: CardMessage(help_card(), "Help"), public=True, takes_words=False),
    "hello": Command(
        lambda service, actor, words: CardMessage(welcome_card(), "Welcome"), public=True, takes_words=False
    ),
}
WITHOUT_WORDS = frozenset(name for name, command in COMMANDS.items() if not command.takes_words)
NAMES_BEFORE_WORDS = "|".join(name.replace(" ", r"\s+") for name in COMMANDS if name not in WITHOUT_WORDS)
WITH_WORDS = re.compile(rf"/?(?P<name>{NAMES_BEFORE_WORDS})[:,]?\s+(?P<words>\S.*)", re.IGNORECASE | re.DOTALL)
