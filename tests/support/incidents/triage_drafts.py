"""Drafts of a triage are as far as a test needs them."""

from datetime import date
from typing import Any

from cards.context import CardContext
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.draft import ChildDraft, Draft
from safeguarding.triage import Triage
from tests.support.case_stages import ENGINE
from tests.support.people.everybody import EVERYBODY

TRIAGE = Triage(ENGINE)
CONTEXT = CardContext(ENGINE, WorkingCalendar(date(2028, 12, 31)), date(2026, 11, 23))
ANSWERS = {
    "harm": "died",
    "age": "under_18",
    "abuse_or_neglect": "known",
    "care_experienced": "no",
    "incident_on": "2026-05-31",
    "became_aware": "2026-06-01",
    "happened_in": "croydon",
    "lives_in": "croydon",
    "agency": "A school",
    "record_number": "12",
}


def draft(**more: Any) -> Draft:
    return Draft(id="d", person=EVERYBODY["opener"].person, rules_version=ENGINE.framework.version, **more)


def several(**more: Any) -> Draft:
    answers = {name: value for name, value in ANSWERS.items() if name not in ("place", "agency")}
    second = ChildDraft(number=2, values={"part": "other_child", **answers, "harm": "neither", "record_number": "13"})
    return draft(values={"part": "harmed", **ANSWERS}, others=(second,), **more)
