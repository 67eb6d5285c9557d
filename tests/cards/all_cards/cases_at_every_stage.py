"""A case is drawn at every stage, and in what makes it longer, for each kind of reader that it has."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from microsoft_teams.cards import AdaptiveCard

from bot.cases.available_actions import available_actions
from cards.case.record import case_card
from cards.rapid_review.progress import outline
from safeguarding.case.case import Case
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.people import PARTNERS
from safeguarding.rehearsal import REHEARSAL
from tests.support.case_stages import (
    BUSINESS_TEAM,
    DEFERRING,
    FRAMEWORK,
    PARTNERS_DSPS,
    circumstances,
    closed_anyway,
    concern_decided,
    correction_proposed,
    decided,
    determined,
    disputed,
    escalated,
    filled_in,
    in_error,
    merge_proposed,
    merged,
    proposed,
    put_to_the_dsps,
    recommendation,
    referred,
    said_in_error,
    signed_by,
    started,
    text,
)
from tests.support.children import twins
from tests.support.later_death import dead_after_decision
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.people.offices import OFFICES, in_conflict, person, restricted_to
from tests.support.plain_case import CARDS, care_leaver, office, opened, submitted

READERS = ("opener", "council", "icb_deputy", "dcs", "business_team", "review_group", "chair")
AT: Mapping[str, Case] = {
    "opened": opened(),
    "not known yet": opened(abuse_or_neglect="not_known"),
    "not required, to be agreed": opened(abuse_or_neglect="neither"),
    "nobody was hurt": opened(harm="neither"),
    "agreed": signed_by(opened(), NOTIFICATION_CRITERIA, *PARTNERS_DSPS),
    "of two children": twins(),
    "rehearsed": opened(f"{REHEARSAL}-2026-001"),
    "restricted": restricted_to(opened(), *EVERYBODY),
    "with a conflict of interest": in_conflict(submitted(), "police"),
    "submitted": submitted(),
    "filled in": filled_in(submitted()),
    "determined": determined(submitted()),
    "put to the DSPs": put_to_the_dsps(filled_in(submitted())),
    "disputed": disputed(submitted()),
    "escalated": escalated(submitted()),
    "decided, no LCSPR": decided(submitted(), recommendation("not_commission", national_review=True)),
    "deferred": decided(submitted(), DEFERRING),
    "commissioned": decided(submitted()),
    "under way": started(decided(submitted())),
    "died later": dead_after_decision(),
    "a care leaver": care_leaver(),
    "referred": referred(care_leaver()),
    "outcome proposed": proposed(referred(care_leaver())),
    "Case of Concern decided": concern_decided(care_leaver()),
    "said to be in error": said_in_error(opened()),
    "correction proposed": correction_proposed(),
    "merge proposed": merge_proposed(opened(), submitted(opened("CSCP-2026-002"))),
    "merged": merged(opened(), opened("CSCP-2026-002"))[0],
    "in error": in_error(opened()),
    "closed": closed_anyway(decided(submitted()), text("finished"), BUSINESS_TEAM, OPENED_AT),
}


def cases_and_readers() -> Iterator[tuple[str, AdaptiveCard]]:
    """Yields each case as each reader has it before them, and one where nobody holds a seat and nothing arrives."""
    for name, case in AT.items():
        for kind in READERS:
            yield f"{name}, for the {kind}", _drawn(case, kind)
    vacant = replace(CARDS, vacant=dict.fromkeys(PARTNERS, date(2026, 5, 4)))
    yield "vacant and undelivered", case_card(opened(), vacant, office, undelivered=["DSP of the ICB"])


def _drawn(case: Case, kind: str) -> AdaptiveCard:
    steps = available_actions(case, OFFICES.actor(person(kind)), replace(circumstances(), partnership=OFFICES))
    return case_card(case, CARDS, office, steps, more=[outline(case, FRAMEWORK, office)])
