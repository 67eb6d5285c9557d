"""The impact of new rules is what a case would come to under them. A new version decides nothing by itself."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from safeguarding.case.case import Case
from safeguarding.case.state.incident_outcome import values_of
from safeguarding.case.state.review_record import INDICATED, has_confirmed_criteria, review_answers
from safeguarding.framework.engine import Engine


@dataclass(frozen=True)
class CaseMove:
    """A case move is a decision of one case that would come out differently."""

    ref: str
    decision: str
    before: str
    after: str


def case_moves(cases: Iterable[Case], current: Engine, new: Engine) -> Iterator[CaseMove]:
    """Yields what would move, from what is recorded, and for the Rapid Review from what its answers indicate under the
    rules in force."""
    for case in cases:
        before = {**_under(case, current), **_recorded_values(case)}
        after = _under(case, new)
        for name, value in after.items():
            if name in before and before[name] != value:
                yield CaseMove(case.ref, name, before[name], value)


def _recorded_values(case: Case) -> dict[str, str]:
    return {name: value for name, value in case.outcome.values.items() if name not in INDICATED}


def _under(case: Case, engine: Engine) -> dict[str, str]:
    facts = case.facts_under(engine.framework)
    review = review_answers(case, engine.framework) if has_confirmed_criteria(case, engine.framework) else {}
    indicated = values_of(facts, engine, review)
    return {**values_of(facts, engine), **{name: indicated[name] for name in INDICATED if name in indicated}}
