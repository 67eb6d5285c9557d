"""The table of news lists every event with who hears of it, how and when: ``python -m safeguarding news``."""

from collections.abc import Iterator
from typing import get_args

from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.authority_events import TransferProposed
from safeguarding.case.events.case_events import (
    CriteriaEscalated,
    MatterReissued,
    MergeProposed,
    NotMetProposed,
    Opened,
    OpenedInErrorProposed,
    Reopened,
    Updated,
    UpdateProposed,
)
from safeguarding.case.events.correction_events import CorrectionProposed
from safeguarding.case.events.review_events import (
    ConcernProposed,
    DecisionProposed,
    DeterminationConfirmed,
    LookedAgain,
)
from safeguarding.case.views.news.kinds import HEARERS, KINDS, NewsKind, Urgency

PUTS_A_MATTER = frozenset(
    {
        Opened,
        Updated,
        UpdateProposed,
        CorrectionProposed,
        NotMetProposed,
        CriteriaEscalated,
        OpenedInErrorProposed,
        TransferProposed,
        MergeProposed,
        MatterReissued,
        Reopened,
        DeterminationConfirmed,
        DecisionProposed,
        LookedAgain,
        ConcernProposed,
    }
)
"""After these events there may be something to sign: whoever is asked gets a card."""
EVENTS = tuple(get_args(get_args(AnyEvent)[0]))
BESIDES = ("lapsed", "lapsed_team", "closed_days", "taken_up")


def news_table() -> str:
    """Writes the page of documentation, as Markdown."""
    return "\n".join(_lines())


ABOUT = """# Who hears of what

Made by `python -m safeguarding news`, and not to be edited by hand. A piece of news is told once to each who hears it,
in their own chat; whoever brought it about is not told, nor whoever may not see the case. Of one event everybody hears
by one line, the first that is theirs. Several pieces for one person within a few minutes are one message. The case's
post in the channel is edited after every event; news that is told in the channel too is an answer below it. Of a
restricted case the channel hears nothing. Whoever is asked to sign hears by the card. What is told in no chat stands
on the case, in its history.
"""
TO_SIGN = "whoever is to sign, where there is something to sign | a card to sign"


def _lines() -> Iterator[str]:
    yield ABOUT
    yield "| event | who hears | as | when |"
    yield "|---|---|---|---|"
    yield "| opened | the Business Team | news: was opened | at once, at any hour |"
    for event in EVENTS:
        yield from _rows(event)
    yield ""
    yield "Not by one event alone:"
    yield ""
    yield "| what | who hears | when |"
    yield "|---|---|---|"
    for name in BESIDES:
        kind = KINDS[name]
        yield f"| {kind.title} | {_hearers(kind)} | {kind.urgency} |"
    yield ""


def _rows(event: type) -> Iterator[str]:
    name = str(event.model_fields["type"].default).replace("_", " ")  # type: ignore[attr-defined] # all are models
    kinds = [kind for kind in KINDS.values() if event in kind.events]
    for kind in kinds:
        also = " (and in the channel)" if kind.in_thread else ""
        yield f"| {name} | {_hearers(kind)} | news: {kind.title}{also} | {kind.urgency} |"
    if event in PUTS_A_MATTER:
        yield f"| {name} | {TO_SIGN} | {Urgency.NOW} |"
    elif not kinds and event is not Opened:
        yield f"| {name} | nobody in person | the post in the channel | at once |"


def _hearers(kind: NewsKind) -> str:
    return "; ".join(HEARERS[hearer] for hearer in kind.hearers)
