"""The hearers of news: of each step of a case's life the right people hear, each once, and never who took it."""

from collections.abc import Callable, Mapping

from safeguarding.case.case import Case
from safeguarding.case.events.case_events import Signed
from safeguarding.case.permissions import sees
from safeguarding.case.state.matters import LCSPR_DECISION, NOTIFICATION_CRITERIA, SIN_QUALITY
from safeguarding.case.steps.decision import propose_decision
from safeguarding.case.steps.lifecycle import reopen
from safeguarding.case.steps.review import record_return, request_information
from safeguarding.partnership.model import ReviewChannel
from tests.support.case_stages import (
    AGENCIES,
    BUSINESS_TEAM,
    COUNCIL,
    ICB,
    LATER,
    PARTNERS_DSPS,
    chaired,
    closed_anyway,
    concern_decided,
    decided,
    determined,
    put_to_the_dsps,
    recommendation,
    referred,
    signed_by,
    text,
)
from tests.support.each import for_each
from tests.support.generators.clock_lives import clock_lives
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.people.newsroom import heard, told_of
from tests.support.people.offices import CHANNEL, OFFICES, in_conflict, kind_of, restricted_to
from tests.support.plain_case import care_leaver, opened, submitted, updated

DCS = EVERYBODY["dcs"]
WHY = text("as agreed")


def all_signed() -> Case:
    return signed_by(signed_by(opened(), NOTIFICATION_CRITERIA, *PARTNERS_DSPS), SIN_QUALITY, DCS)


def an_agency_returns() -> Case:
    case = request_information(chaired(submitted()), ["A school"], LATER, AGENCIES, BUSINESS_TEAM, OPENED_AT)
    return record_return(case, "A school", BUSINESS_TEAM, OPENED_AT)


def reopened() -> Case:
    return reopen(closed_anyway(opened(), WHY, BUSINESS_TEAM, OPENED_AT), WHY, BUSINESS_TEAM, OPENED_AT)


def other_decision() -> Case:
    proposal = recommendation("not_commission")
    return propose_decision(put_to_the_dsps(submitted()), proposal, ICB, OPENED_AT)


STEPS: Mapping[str, tuple[Callable[[], Case], Mapping[str, str]]] = {
    "the first partner signs": (
        lambda: signed_by(opened(), NOTIFICATION_CRITERIA, ICB),
        {"taken_up": "opener"},
    ),
    "a partner disagrees": (
        lambda: signed_by(opened(), NOTIFICATION_CRITERIA, ICB, agrees=False),
        {"dissent": "business_team dcs council police", "taken_up": "opener"},
    ),
    "the DCS is the last to sign": (all_signed, {"all_signed": "channel business_team council opener"}),
    "the SIN is submitted, by the Business Team": (
        submitted,
        {"submitted": "channel council icb police dcs review_group chair opener"},
    ),
    "a chair is named": (lambda: chaired(submitted()), {"chair": "chair"}),
    "an agency returns": (an_agency_returns, {"returned": "chair"}),
    "the meeting has determined": (lambda: determined(chaired(submitted())), {"confirm": "chair"}),
    "the chair confirms": (lambda: put_to_the_dsps(submitted()), {"determined": "channel business_team dcs"}),
    "a partner disagrees with the decision": (
        lambda: signed_by(put_to_the_dsps(submitted()), LCSPR_DECISION, ICB, agrees=False),
        {"dissent": "business_team chair council police"},
    ),
    "a partner proposes another decision": (other_decision, {"other_decision": "business_team chair"}),
    "an LCSPR is commissioned": (
        lambda: decided(submitted()),
        {"decided": "channel business_team", "commissioned": "council icb dcs review_group chair opener"},
    ),
    "no LCSPR is commissioned": (
        lambda: decided(submitted(), recommendation("not_commission")),
        {"decided": "channel business_team", "ended": "council icb dcs review_group chair opener"},
    ),
    "a Case of Concern is referred": (lambda: referred(care_leaver()), {"referred": "review_group chair"}),
    "the case is closed": (
        lambda: closed_anyway(opened(), WHY, BUSINESS_TEAM, OPENED_AT),
        {"ended": "channel council icb police dcs opener"},
    ),
    "the case is opened again": (reopened, {"reopened": "channel council icb police dcs opener"}),
}


@for_each("step", STEPS)
def test_the_right_people_hear_of_a_step(step: str) -> None:
    made, expected = STEPS[step]
    assert heard(made()) == {kind: set(named.split()) for kind, named in expected.items()}


NO_SIN = {"abuse_or_neglect": "neither", "care_experienced": "no"}
DONE: Mapping[str, Callable[[], Case]] = {
    "submitted": lambda: submitted(care_leaver()),
    "agreed_opener": lambda: signed_by(opened(**NO_SIN), NOTIFICATION_CRITERIA, *PARTNERS_DSPS),
    "decided": lambda: decided(submitted(), recommendation("not_commission")),
    "concern_decided": lambda: concern_decided(care_leaver()),
}


@for_each("kind", DONE)
def test_what_was_done_is_told_also_where_the_case_is_closed_before_the_morning(kind: str) -> None:
    def told(case: Case) -> list[set[str]]:
        return [{kind_of(who) for who in each.to} for each in told_of(case) if each.news.kind.id == kind]

    done = DONE[kind]()
    assert told(done) != [] and told(closed_anyway(done, WHY, BUSINESS_TEAM, OPENED_AT)) == told(done)


def test_that_signatures_have_lapsed_is_told_also_where_what_was_put_then_has_lapsed_unsigned() -> None:
    two = signed_by(opened(), NOTIFICATION_CRITERIA, *PARTNERS_DSPS[:2])
    changed = updated(two, abuse_or_neglect="suspected")
    again = updated(changed, abuse_or_neglect="suspected", harm="seriously_harmed")

    def told(case: Case) -> list[tuple[str, ...]]:
        return [each.news.parts for each in told_of(case) if each.news.kind.id == "lapsed_team" and each.to]

    assert len(told(changed)) == 1 and told(again) == told(changed)
    assert told(updated(changed)) == [], "as it was put first, so that what was signed counts again"


@for_each("life", lambda: [*clock_lives().values(), *(made() for made, _ in STEPS.values())])
def test_nobody_hears_twice_of_one_event_nor_of_what_they_did_nor_of_what_they_may_not_see(life: Case) -> None:
    told = told_of(life)
    for each in told:
        assert len(each.to) == len(set(each.to))
        assert each.news.event is None or each.news.event.by not in each.to
    of_one_event = [(id(each.news.event), who) for each in told if each.news.kind.id != "lapsed" for who in each.to]
    assert len(of_one_event) == len(set(of_one_event))


@for_each("step", STEPS)
def test_restricted_and_conflicted_people_and_the_channel_of_a_restricted_case_never_hear(step: str) -> None:
    case = STEPS[step][0]()
    for out in ("icb", "business_team", "opener"):
        named = [kind for kind in EVERYBODY if kind not in (out, "practitioner")]
        for kept in (restricted_to(case, *named), in_conflict(case, out)):
            for told in told_of(kept):
                assert all(
                    not kept.access.is_restricted if isinstance(who, ReviewChannel) else sees(kept, who, OFFICES)
                    for who in told.to
                )
                assert out not in {kind_of(who) for who in told.to}


def test_a_dissent_that_was_taken_back_is_no_news() -> None:
    case = signed_by(opened(), NOTIFICATION_CRITERIA, ICB, agrees=False)
    assert "dissent" in heard(case)
    changed = updated(case, became_aware=None)
    assert not any(isinstance(each.news.event, Signed) and each.news.kind.id == "dissent" for each in told_of(changed))


def test_a_signature_given_outside_teams_is_no_news_to_its_signer() -> None:
    case = signed_by(opened(), NOTIFICATION_CRITERIA, COUNCIL, agrees=False)
    assert CHANNEL not in heard(case)["dissent"] and "council" not in heard(case)["dissent"]
