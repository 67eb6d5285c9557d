"""The steps of a review, a decision and a Case of Concern draw from these values, likely and odd."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from safeguarding.case.events.facts import Facts
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.review_events import (
    Board,
    ConcernOutcome,
    LcsprOutcome,
    Recommendation,
    ReviewAnswer,
    Tick,
)
from tests.support.generators.cases import ANYONE, BLANK, CARE_LEAVER, MEMBERS, REASON, SIGNERS, TEXTS, actor

FAR = date(2027, 1, 4)


def recommended(outcome: LcsprOutcome, rationale: FreeText = REASON, **more: Any) -> Recommendation:
    return Recommendation(outcome=outcome, national_review=False, rationale=rationale, **more)


COMMISSIONED = recommended("commission")
DEFERRED = recommended("not_commission", reasons=("legal_constraints",), look_again_on=FAR)
THEMATIC = recommended("not_commission", reasons=("thematic_route",))
NO_LCSPR = recommended("not_met")
PROPER = st.sampled_from([COMMISSIONED, recommended("commission", TEXTS[0]), DEFERRED, THEMATIC, NO_LCSPR])
RECOMMENDATIONS = PROPER | st.sampled_from(
    [
        recommended("commission", BLANK),
        recommended("not_commission"),
        recommended("not_met", look_again_on=FAR),
        recommended("not_met", reasons=("thematic_route",)),
    ]
)
KNOWN = {"harm": "died", "age": "under_18", "abuse_or_neglect": "known"}
NOBODY_HARMED = Facts(answers={"harm": "neither", "age": "under_18"}, evidence={"harm": TEXTS[0]})
REVIEWED = Facts(answers=KNOWN, evidence=dict.fromkeys(KNOWN, TEXTS[0]))
ELSEWHERE = Facts(answers=KNOWN, evidence=dict.fromkeys(KNOWN, TEXTS[0]), happened_in="Surrey")
LEFT_CARE = Facts(answers=CARE_LEAVER, evidence=dict.fromkeys(CARE_LEAVER, TEXTS[0]))
CHAIRS = st.sampled_from([MEMBERS[0], MEMBERS[0], SIGNERS[0], actor("delegate")])
MOSTLY_MEMBERS = st.sampled_from(MEMBERS) | st.sampled_from(MEMBERS) | ANYONE
PEOPLE_OF_THE_GROUP = frozenset(member.person for member in MEMBERS)
PRESENT = st.lists(st.sampled_from([*MEMBERS, *MEMBERS, SIGNERS[0]]).map(lambda by: by.person), max_size=4)
BOARDS: st.SearchStrategy[tuple[Board, ...]] = st.sampled_from([("csab",), ("csab", "ph", "csp"), ()])
KNOWN_AGENCIES = frozenset({"A school", "Health Services"})
AGENCIES = st.sampled_from([("A school",), ("Health Services", "A school"), ("A circus",), ()])
DAYS_LATER = st.integers(-1, 40)
CONCERN_OUTCOMES: st.SearchStrategy[ConcernOutcome] = st.sampled_from(["lcspr", "local_learning", "no_further_action"])
INDICATORS = st.sampled_from([{}, {"recurrent_themes": REASON}, {"recurrent_themes": BLANK}, {"weather": REASON}])


def ticked(*names: str, **more: Any) -> ReviewAnswer:
    return ReviewAnswer(ticks={name: Tick(evidence=REASON, **more) for name in names})


ANSWERS_OF_PARTS = st.sampled_from(
    [
        *(("facts", ReviewAnswer(text=words)) for words in (*TEXTS[:3], BLANK)),
        ("criterion_1", ReviewAnswer(text=REASON, choice="confirmed")),
        ("criterion_2", ReviewAnswer(text=REASON, choice="not_confirmed")),
        ("criterion_2", ReviewAnswer(text=REASON, choice="perhaps")),
        ("indicators", ticked()),
        ("indicators", ReviewAnswer(text=REASON, choice="none")),
        ("indicators", ReviewAnswer(text=REASON, choice="not_known")),
        ("facts", ReviewAnswer(text=REASON, choice="not_known")),
        ("indicators", ticked("recurrent_themes")),
        ("indicators", ticked("weather")),
        ("reasons", ticked("legal_constraints", look_again_on=FAR)),
        ("reasons", ticked("legal_constraints")),
        ("reasons", ticked("other_statutory_review", kind_of_review=REASON)),
        ("weather", ReviewAnswer(text=REASON)),
    ]
)
