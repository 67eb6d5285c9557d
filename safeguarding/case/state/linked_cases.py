"""Linked cases are those that a case leads to by its links, as far as a reader may know of them. A link to a case that
was merged leads to the one that goes on, and a case has the links of those that were merged into it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from safeguarding.case.case import Case
from safeguarding.case.events.link_events import Linked
from safeguarding.case.merges import taken_in
from safeguarding.case.state.links import THEMATIC_REVIEW, links

Known = Mapping[str, Case]
"""Known are the cases that the reader may see, by reference: nothing is said of any other."""


@dataclass(frozen=True)
class LinkedCase:
    """A linked case is where a link leads now. ``recorded_in`` is the case that bears ``link``: this one, or one that
    was merged into it."""

    case: Case
    link: Linked
    recorded_in: Case


def leads_to(case: Case) -> frozenset[str]:
    """Returns the references of the cases that this one leads to at once: by its links and its merges."""
    merged = (case.merged_into, *(merge.other for merge in taken_in(case.events)))
    return frozenset([*(link.other for link in links(case)), *(ref for ref in merged if ref)])


def linked_cases(case: Case, known: Known) -> tuple[LinkedCase, ...]:
    """Lists the linked cases in the order in which they were linked, each once for each kind of link."""
    found: dict[tuple[str, str], LinkedCase] = {}
    for source in _with_taken_in(case, known):
        for link in links(source):
            other = _going_on(link.other, known)
            if other and other.ref != case.ref:
                found.setdefault((other.ref, link.kind), LinkedCase(other, link, source))
    return tuple(found.values())


def thematic_groups(case: Case, known: Known) -> Mapping[str, tuple[str, ...]]:
    """Returns the groups that thematic reviews may take up with this case, by theme: the references of all cases that
    are linked under it, from one to the next."""
    groups: dict[str, tuple[str, ...]] = {}
    for linked in _thematic(case, known):
        theme = linked.link.theme.shown if linked.link.theme else ""
        groups.setdefault(theme, tuple(sorted(_reached(case, theme, known))))
    return groups


def _reached(case: Case, theme: str, known: Known) -> Iterable[str]:
    reached, waiting = {case.ref}, [case]
    while waiting:
        for linked in _thematic(waiting.pop(), known):
            same = linked.link.theme and _in_short(linked.link.theme.shown) == _in_short(theme)
            if same and linked.case.ref not in reached:
                reached.add(linked.case.ref)
                waiting.append(linked.case)
    return reached


def _thematic(case: Case, known: Known) -> Iterator[LinkedCase]:
    return (linked for linked in linked_cases(case, known) if linked.link.kind == THEMATIC_REVIEW)


def _in_short(theme: str) -> str:
    return " ".join(theme.casefold().split())


def _with_taken_in(case: Case, known: Known) -> Iterator[Case]:
    """Yields the case, and those that were merged into it."""
    yield case
    for merge in taken_in(case.events):
        if merge.other in known:
            yield from _with_taken_in(known[merge.other], known)


def _going_on(ref: str, known: Known) -> Case | None:
    """Returns the case in which this one goes on, as far as the reader may see."""
    found = known.get(ref)
    while found and found.merged_into and found.merged_into in known:
        found = known[found.merged_into]
    return found
