"""Everybody in this partnership holds the office that they are called by. The chair is a member of the Review Group;
the ICB alone has a deputy."""

from pathlib import Path

from bot.config.partnership_file import load
from safeguarding.case.case import Case
from safeguarding.case.events.case_events import ConflictDeclared, Restricted
from safeguarding.partnership.model import (
    OfficeHolder,
    Partner,
    Partners,
    Partnership,
    ReviewChannel,
    SeatHolder,
    Tenant,
)
from safeguarding.people import Person, in_order
from tests.support.case_stages import LATER, text
from tests.support.people.everybody import EVERYBODY, OPENED_AT

FILE = Path(__file__).parents[3] / "local" / "partnership.toml"
CHANNEL = "channel"


def person(kind: str) -> Person:
    return EVERYBODY[kind].person


def _holder(kind: str) -> OfficeHolder:
    """Builds an office-holder without validation, because the ids are words here."""
    return OfficeHolder.model_construct(title=f"The {kind}", tenant=person(kind).tenant, id=person(kind).id)


def _seat(kind: str, *, deputy: bool = False) -> SeatHolder:
    held = _holder(kind)
    return SeatHolder.model_construct(title=held.title, tenant=held.tenant, id=held.id, deputy=deputy)


def partnership(*, without: str | None = None) -> Partnership:
    """Builds the partnership; the kind of person named by ``without`` has left the office."""

    def seats(*kinds: str) -> tuple[SeatHolder, ...]:
        return tuple(_seat(kind, deputy=kind.endswith("deputy")) for kind in kinds if kind != without)

    def group(*kinds: str) -> tuple[OfficeHolder, ...]:
        return tuple(_holder(kind) for kind in kinds if kind != without)

    tenants = sorted({by.person.tenant for by in EVERYBODY.values()})
    return load(FILE).model_copy(
        update={
            "tenants": tuple(Tenant.model_construct(id=tenant, name=tenant) for tenant in tenants),
            "partners": Partners(
                local_authority=Partner(name="Council", dsps=seats("council")),
                icb=Partner(name="ICB", dsps=seats("icb_deputy", "icb")),
                police=Partner(name="Police", dsps=seats("police")),
            ),
            "dcs": seats("dcs"),
            "business_team": group("business_team"),
            "review_group": group("review_group", "chair"),
        }
    )


OFFICES = partnership()


def kind_of(to: Person | ReviewChannel) -> str:
    """Names a recipient as the tables do."""
    if isinstance(to, ReviewChannel):
        return CHANNEL
    return next(kind for kind, by in EVERYBODY.items() if by.person == to)


def restricted_to(case: Case, *kinds: str) -> Case:
    """Restricts the case to these people and no others, as the Business Team may."""
    named = in_order(map(person, kinds))
    by = person("business_team")
    return case.then(
        Restricted(by=by, at=OPENED_AT, visible_to=named, review_on=LATER, reason=text("a colleague's child"))
    )


def in_conflict(case: Case, *kinds: str) -> Case:
    for kind in kinds:
        case = case.then(ConflictDeclared(by=person(kind), at=OPENED_AT, reason=text("a relative")))
    return case
