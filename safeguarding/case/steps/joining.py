"""The children of two cases of one incident are joined in one of them, and taken apart again where the merge of the two
is undone. One more child never ends a duty."""

from datetime import datetime

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, WrongStage
from safeguarding.case.events.case_events import MergedFrom
from safeguarding.case.events.child import Child, children_named
from safeguarding.case.notification import restated
from safeguarding.case.state.incident_outcome import outcome_of
from safeguarding.case.state.weakening import weakening
from safeguarding.case.steps.guards import check_facts
from safeguarding.dates.working_days import london_date
from safeguarding.framework.engine import Engine
from safeguarding.framework.framework import Framework
from safeguarding.people import Person


def with_children_of(other: Case, case: Case, framework: Framework, by: Person, at: datetime) -> Case:
    """Returns the case with the other's children as further ones. Raises InvalidInput where the rules of today can't
    take what is said of them, or where what is due would end or be later by it."""
    numbered = enumerate(other.facts.children, case.highest_child + 1)
    further = [child.model_copy(update={"number": number}) for number, child in numbered]
    facts = case.facts.with_children([*case.facts.children, *further])
    check_facts(facts, framework, london_date(at))
    joined = case.then(restated(case.facts, facts, outcome_of(facts, Engine(framework)), by, at))
    if weakened := weakening(case, joined):
        lost = "; ".join((*weakened.ends, *weakened.delays))
        raise InvalidInput(
            f"Nothing was merged: under today's rules that would end or delay in {case.ref}: {lost}. Update "
            f"{case.ref} first, so that those who have to agree to it are asked."
        )
    return joined


def without_children(kept: Case, merge: MergedFrom, framework: Framework, by: Person, at: datetime) -> Case:
    """Returns the case without the children that the merge had brought. Raises WrongStage where what is said of one of
    them was changed since: nothing of that would be in the case that goes on by itself."""
    joined = kept.before(merge)
    if changed := [number for number in merge.children if _as_read(kept, number) != _as_read(joined, number)]:
        raise WrongStage(
            f"What is said of {children_named(changed)} was changed in {kept.ref} since the merge. Change it back "
            f"first, and record it in {merge.other} afterwards."
        )
    before = before_joining(kept, merge)
    facts = kept.facts.with_children(child for child in kept.facts.children if child.number not in merge.children)
    if facts.same_content_as(before.facts):
        return kept.then(restated(kept.facts, before.facts, before.outcome, by, at))
    return kept.then(restated(kept.facts, facts, outcome_of(facts, Engine(framework)), by, at))


def before_joining(kept: Case, merge: MergedFrom) -> Case:
    """Returns the case as it was before the merge, and before the children that it brought."""
    joined = kept.before(merge)
    return Case(joined.events[:-1]) if merge.children else joined


def _as_read(case: Case, number: int) -> object:
    child: Child | None = case.facts.by_number.get(number)
    return child and child.as_read
