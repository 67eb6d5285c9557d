"""The overview says who holds which office: by title, with deputies, absences and vacancies."""

from collections.abc import Iterator, Sequence
from datetime import date

from microsoft_teams.cards import Action, AdaptiveCard, CardElement

from cards.elements import card, heading, row, small
from cards.folds import Fold, fold_section
from safeguarding.dates.working_days import spoken
from safeguarding.partnership.model import OfficeHolder, Partnership
from safeguarding.partnership.office_change import OFFICES, listed
from safeguarding.people import Person, Seat

GROUPS = {"business_team": "Business Team", "review_group": "Review Group"}
LABELS = {office: GROUPS.get(office) or Seat(office).label for office in OFFICES}


def offices_card(partnership: Partnership, reader: Person, actions: Sequence[Action] = ()) -> AdaptiveCard:
    """The card lists each office, and unfolds by which ids the reader is known, for whoever keeps the file."""
    ids = Fold("Show how I am known", (small(f"Tenant {reader.tenant}"), small(f"Directory id {reader.id}")))
    return card([heading("Offices"), *_rows(partnership), *fold_section([ids])], actions)


def _rows(partnership: Partnership) -> Iterator[CardElement]:
    for office, label in LABELS.items():
        holders = "; ".join(_holder(each, partnership.away.get(each.person)) for each in listed(partnership, office))
        since = partnership.vacant_since.get(Seat(office)) if office not in GROUPS else None
        vacant = f"Vacant since {spoken(since)}" if since else ""
        yield row(label, "; ".join(filter(None, (vacant, holders))) or "Nobody")


def _holder(holder: OfficeHolder, back: date | None) -> str:
    away = f" (away until {spoken(back)})" if back else ""
    return f"{holder.title}{away}"
