"""Two cases that belong together are linked: the same family, the same place, the same people, or a group that a
thematic review may take up. Nothing is merged, and each keeps its clocks."""

from datetime import datetime

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.free_text import FreeText, shown_of
from safeguarding.case.events.link_events import Linked, LinkKind, Unlinked
from safeguarding.case.state.links import THEMATIC_REVIEW, link_to
from safeguarding.case.steps.guards import require_reason
from safeguarding.people import Actor


def link(
    case: Case, other: Case, kind: LinkKind, theme: FreeText | None, reason: FreeText, by: Actor, at: datetime
) -> tuple[Case, Case]:
    """Returns both cases with the link. ``theme`` is asked for a thematic review, and kept for no other kind; a link
    that stands with another theme gets this one."""
    rule = STEPS["link"]
    rule.require_authority(case, by)
    if case.ref == other.ref:
        raise InvalidInput("A case can't be linked to itself. Name the other case.")
    if case.is_rehearsal != other.is_rehearsal:
        raise InvalidInput("A rehearsal and a real case are never linked. Name another case.")
    rule.require_stage(case)
    rule.require_stage(other)
    theme = _theme_for(kind, theme)
    if _stands(case, other.ref, kind, theme) and _stands(other, case.ref, kind, theme):
        return case, other
    require_reason(reason)

    def linked(one: Case, to: Case) -> Case:
        return one.then(Linked(by=by.person, at=at, other=to.ref, kind=kind, theme=theme, reason=reason))

    return linked(case, other), linked(other, case)


def unlink(case: Case, other: Case, kind: LinkKind, reason: FreeText, by: Actor, at: datetime) -> tuple[Case, Case]:
    """Returns both cases without the link. It stays in the history of both, with why it was removed."""
    rule = STEPS["unlink"]
    rule.require_authority(case, by)
    if link_to(case, other.ref, kind) is None and _was_removed(case, other.ref, kind):
        return case, other
    rule.require_stage(case)
    if link_to(case, other.ref, kind) is None:
        raise InvalidInput(f"{case.ref} has no such link to {other.ref}. Open the case again.")
    require_reason(reason)

    def unlinked(one: Case, to: Case) -> Case:
        return one.then(Unlinked(by=by.person, at=at, other=to.ref, kind=kind, reason=reason))

    return unlinked(case, other), unlinked(other, case)


def _theme_for(kind: LinkKind, theme: FreeText | None) -> FreeText | None:
    """Returns the theme where the link needs one. Raises InvalidInput where it is missing."""
    if kind != THEMATIC_REVIEW:
        return None
    if theme is None or not theme.shown.strip():
        raise InvalidInput("Name the theme of the review in a few words.", "theme")
    return theme


def _stands(case: Case, other: str, kind: LinkKind, theme: FreeText | None) -> bool:
    link = link_to(case, other, kind)
    return link is not None and shown_of(link.theme) == shown_of(theme)


def _was_removed(case: Case, other: str, kind: LinkKind) -> bool:
    return any((event.other, event.kind) == (other, kind) for event in case.of(Unlinked))
