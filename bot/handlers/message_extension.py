"""The message extension searches for a case from where a message is written. Its finds are put into a conversation that
others read, so it shows no more than the channel sees, and a restricted case only to whoever is named, in their own
chat with the bot."""

import asyncio
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal

import structlog
from botbuilder.core import TurnContext
from pydantic import Field

from bot.cases.case_service import CaseService
from bot.connector.activity_fields import is_own_chat
from bot.connector.activity_json import WireModel
from bot.connector.adapter import search_answer, tell
from cards.case.lists import nearest
from cards.context import CardContext
from cards.elements import as_json
from cards.search_result import NOTHING_TO_SEE, found_card, found_line
from dialogs.user_input import readable
from safeguarding.case.case import Case
from safeguarding.case.views.search import matching
from safeguarding.people import Person

ADAPTIVE, THUMBNAIL = "application/vnd.microsoft.card.adaptive", "application/vnd.microsoft.card.thumbnail"
MOST = 25
LONGEST_QUERY = 200
NOTHING_FOUND = (
    "No open case fits these words. Search for a part of its reference, or for its stage, such as rapid review."
)
log = structlog.get_logger()


class _Parameter(WireModel):
    name: str
    value: Annotated[str, Field(max_length=LONGEST_QUERY)] | bool | None = None


class _Options(WireModel):
    skip: int = Field(default=0, ge=0, le=1_000_000)
    count: int = Field(default=MOST, ge=1)


class Query(WireModel):
    """The query is what Teams sends along; the first time, before anything is typed, that is ``initialRun`` alone."""

    command_id: Literal["searchCases"]
    parameters: list[_Parameter] = Field(default=[], max_length=10)
    query_options: _Options = _Options()

    @property
    def words(self) -> str:
        typed = (each.value for each in self.parameters if each.name == "query")
        return readable(next((value for value in typed if isinstance(value, str)), ""))

    @property
    def page(self) -> slice:
        options = self.query_options
        return slice(options.skip, options.skip + min(options.count, MOST))


def read_query(value: object) -> Query:
    """Reads the query. Raises BadActivity."""
    return Query.read(value, "This is no search that the bot knows: look at value.")


async def search(service: CaseService, context: TurnContext, person: Person) -> None:
    activity = context.activity
    query = read_query(activity.value)
    visible = service.queries.visible(service.rules.partnership.actor(person))
    cases = [case for case in visible if is_own_chat(activity) or not case.access.is_restricted]
    # Teams asks at every pause in typing: the clocks of all cases, and the cards, must hold nobody up.
    found = await asyncio.to_thread(_results, matching(cases, query.words), query.page, service.rules.card_context())
    log.info("cases_searched", person=f"{person.tenant}/{person.id}", count=len(found))
    if found or (cases and query.page.start):
        await context.send_activity(search_answer({"type": "result", "attachmentLayout": "list", "attachments": found}))
    else:
        await tell(context, NOTHING_FOUND if cases else NOTHING_TO_SEE)


def _results(cases: Iterable[Case], page: slice, reader: CardContext) -> list[dict[str, Any]]:
    """Returns a page of the cases found, the nearest deadline first."""
    by_due = sorted((due, case.ref, case) for case in cases if (due := _due(case, reader)))
    return [_attachment(case, reader) for _, _, case in by_due[page]]


def _due(case: Case, reader: CardContext) -> date | None:
    """Returns the day of the nearest deadline; the last of all days where nothing is due, and None for a case that an
    error is in, which stops none of the others."""
    try:
        first = nearest(case, reader)
    except Exception as error:
        log.error("case_not_read", ref=case.ref, error=type(error).__name__)
        return None
    return first.due.due if first else date.max


def _attachment(case: Case, reader: CardContext) -> dict[str, Any]:
    preview = {"contentType": THUMBNAIL, "content": {"title": case.ref, "text": found_line(case, reader)}}
    return {"contentType": ADAPTIVE, "content": as_json(found_card(case, reader)), "preview": preview}
