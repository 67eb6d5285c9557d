"""The links of a case name others that it belongs together with. They change nothing of what is due, signed or decided
in it, so a case can be shown without those that its reader may not know of."""

from collections.abc import Mapping, Set

from safeguarding.case.case import Case
from safeguarding.case.events.link_events import Linked, LinkKind, Unlinked
from safeguarding.case.merges import taken_in

THEMATIC_REVIEW: LinkKind = "thematic_review"
LINK_KINDS: Mapping[LinkKind, str] = {
    "same_family": "the same family",
    "same_place": "the same place",
    "same_people": "the same people",
    "thematic_review": "may be taken up together in a thematic review",
}


def links(case: Case) -> tuple[Linked, ...]:
    """Returns the links that stand, one for each other case and kind. One to a case that was merged with this one says
    nothing any more."""
    if not case.of(Linked):
        return ()
    standing: dict[tuple[str, LinkKind], Linked] = {}
    for event in case.events:
        if isinstance(event, Linked):
            standing[event.other, event.kind] = event
        elif isinstance(event, Unlinked):
            standing.pop((event.other, event.kind), None)
    merged = {case.merged_into, *(merge.other for merge in taken_in(case.events))}
    return tuple(link for link in standing.values() if link.other not in merged)


def link_to(case: Case, other: str, kind: LinkKind) -> Linked | None:
    """Returns the link of the kind to the other case, where it stands."""
    return next((link for link in links(case) if (link.other, link.kind) == (other, kind)), None)


def ever_linked_to(case: Case) -> frozenset[str]:
    """Returns the references of all cases that this one is linked to, or was."""
    return frozenset([*(event.other for event in case.of(Linked)), *(event.other for event in case.of(Unlinked))])


def without_links_to(case: Case, unseen: Set[str]) -> Case:
    """Returns the case as it is shown to whoever may not know of the unseen cases: as if it had never been linked to
    them."""
    if not unseen:
        return case
    return Case(
        tuple(event for event in case.events if not (isinstance(event, Linked | Unlinked) and event.other in unseen))
    )


def link_in_words(link: Linked) -> str:
    """Says in words how two cases belong together."""
    words = LINK_KINDS[link.kind]
    return f"{words}: {link.theme.shown}" if link.theme else words
