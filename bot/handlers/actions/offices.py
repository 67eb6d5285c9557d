"""Office actions show who holds what, and draft a change for whoever keeps the partnership file."""

from collections.abc import Mapping

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.handlers.results import ActionHandler, ActionResult, CommandResult
from bot.handlers.turn import Turn
from cards.elements import button
from cards.inputs import too_long
from cards.offices.change import KINDS, LONGEST_TITLE, drafted_card, office_change_card
from cards.offices.overview import GROUPS, LABELS, offices_card
from dialogs.forms import person_value, read_choice, read_person, submit_form
from dialogs.messages import CardMessage
from dialogs.user_input import UserInput
from safeguarding.case.errors import InvalidInput, NotAllowed
from safeguarding.dates.working_days import london_date
from safeguarding.partnership.model import Partnership, plain_title
from safeguarding.partnership.office_change import Kind, OfficeChange, after, lines_of, listed
from safeguarding.partnership.validation import faults_of
from safeguarding.people import Actor, Person, Role, Seat

ID_SHOWN = 4
OF_SEATS: Mapping[Kind, str] = {
    "vacant": "Only a seat can be vacant. Say who leaves the group.",
    "deputy": "Only a seat has deputies. Somebody comes into the group, or leaves it.",
}
"""The table says why a change is for a seat alone."""
LAST_HOLDER = (
    "nobody would hold it then. Draft first who comes into it, and once that stands in the file who leaves it; or "
    "choose that nobody holds it from today."
)


def offices_answer(service: CaseService, actor: Actor, words: str) -> CommandResult:
    draft = [button("Draft a change", "office_change", {}, inputs=False)] if _may_draft(actor) else []
    return CardMessage(offices_card(service.rules.partnership, actor.person, draft), "Offices")


def _may_draft(actor: Actor) -> bool:
    return Role.BUSINESS_TEAM in actor.roles


async def _office_change(service: CaseService, turn: Turn) -> ActionResult:
    if not _may_draft(turn.actor):
        raise NotAllowed("The Business Team drafts a change of the offices. Type offices to see who holds what.")
    people = _people(service)

    async def step() -> AdaptiveCard:
        partnership, today = service.rules.partnership, london_date(service.rules.now())
        change = _read(turn.user_input, people, partnership)
        changed = after(partnership, change, today)
        if faults := tuple(faults_of(changed, service.rules.framework)):
            raise InvalidInput(f"The file would be refused. {faults[0]}")
        ends_vacancy = len(changed.vacant_since) < len(partnership.vacant_since)
        return drafted_card(change.office, lines_of(changed, change.office), ends_vacancy=ends_vacancy)

    return await submit_form(turn.user_input, lambda typed: office_change_card(people, typed), step)


def _people(service: CaseService) -> dict[str, str]:
    """Returns those in the file by their title, and those who have written to the bot by the end of their id: the bot
    knows no names."""
    partnership = service.rules.partnership
    tenants = {tenant.id: tenant.name for tenant in partnership.tenants}
    writers = (person for person in service.queries.writers() if not partnership.names(person))
    return service.rules.offices() | {
        person_value(each): _unknown(each, tenants) for each in writers if each.tenant in tenants
    }


def _unknown(person: Person, tenants: Mapping[str, str]) -> str:
    return f"Has written to the bot: id ending in {person.id[-ID_SHOWN:]}, {tenants[person.tenant]}"


def _read(typed: UserInput, people: Mapping[str, str], partnership: Partnership) -> OfficeChange:
    office = read_choice(typed, "office", LABELS, "Which office")
    kind = read_choice(typed, "kind", KINDS, "What changes")
    if office in GROUPS and kind in OF_SEATS:
        raise InvalidInput(OF_SEATS[kind], "kind")
    if kind == "vacant":
        return OfficeChange(office, kind)
    person = read_person(read_choice(typed, "person", people, "Who"))
    if kind == "leaves" and person not in {each.person for each in listed(partnership, office)}:
        raise InvalidInput(f"Who: choose somebody who is in the office now. {LABELS[office]} has others.", "person")
    if kind == "leaves" and office not in GROUPS and _holders(partnership, office) == {person}:
        raise InvalidInput(f"{LABELS[office]}: {LAST_HOLDER}", "kind")
    return OfficeChange(office, kind, person, "" if kind == "leaves" else _title(typed))


def _holders(partnership: Partnership, seat: str) -> set[Person]:
    return {each.person for each in partnership.holders(Seat(seat)) if not each.deputy}


def _title(typed: UserInput) -> str:
    title = typed.text_of("office_title")
    if not title:
        raise InvalidInput("Title of the office: write what it is called, for example DSP, ICB.", "office_title")
    if len(title) > LONGEST_TITLE:
        raise InvalidInput(f"Title of the office: {too_long(title, LONGEST_TITLE)}", "office_title")
    try:
        return plain_title(title)
    except ValueError as fault:
        raise InvalidInput(f"Title of the office: it {fault}.", "office_title") from None


OFFICE_BUTTONS: Mapping[str, ActionHandler] = {"office_change": _office_change}
