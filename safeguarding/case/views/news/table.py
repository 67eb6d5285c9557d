"""The table of news lists every event with who hears of it, how and when: ``python -m safeguarding news``."""

from collections.abc import Iterator, Mapping
from typing import get_args

from safeguarding.case.events import case_events as of_case
from safeguarding.case.events import review_events as of_review
from safeguarding.case.events.answer_events import AnswersChanged
from safeguarding.case.events.any_event import RecordedEvent
from safeguarding.case.events.authority_events import PartnershipRecorded
from safeguarding.case.events.base import ContentEvent
from safeguarding.case.events.link_events import Linked, Unlinked
from safeguarding.case.views.news.kinds import KINDS, NewsKind, Urgency

NOBODY: Mapping[type, str] = {
    AnswersChanged: "what was changed before the answers were recorded stands in the history",
    of_case.UpdateWithdrawn: "whoever was asked to sign the change hears that it has lapsed",
    of_case.MergedFrom: "whoever had a part in the other case hears of the merge by that",
    of_case.MergedFromUndone: "whoever was told of the merge hears by the other case",
    Linked: "nothing is due by it",
    Unlinked: "nothing is due by it",
    PartnershipRecorded: "the Business Team, whose step it is, records it",
    of_case.Restricted: "it would reach those whom it shuts out",
    of_case.RestrictionLifted: "nothing is due by it",
    of_case.ConflictDeclared: "it is between the person and the Business Team, which sees it on the case",
    of_case.ConflictWithdrawn: "whoever takes part again gets the cards that wait",
    of_case.Acknowledged: "the digest shows it",
    of_case.Redacted: "it would point to what was taken out",
    of_review.LiaisonRecorded: "the Business Team, whose step it is, records it",
    of_review.InformationRequested: "the Business Team asks the agencies itself",
    of_review.ReturnTakenBack: "the agency is outstanding again, and the nudges name it",
    of_review.DspMeetingRecorded: "the DSPs were at the meeting",
    of_review.ReviewAnswered: (
        "the record is written by many in small steps; whoever had signed hears that it has lapsed"
    ),
    of_review.LcsprStarted: "the decision was told, and the six months run from it",
    of_review.ProgressNoted: "nothing is due by it",
}
"""Of these events nobody is told in person, because of this."""
EVENTS = tuple(get_args(get_args(RecordedEvent)[0]))
PUTS_A_MATTER = {each for each in EVENTS if issubclass(each, ContentEvent | of_case.Reopened)} - NOBODY.keys()
"""After these events there may be something to sign: whoever is asked gets a card."""
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
    yield "| opened | the Business Team, but for whoever opened it | news: was opened | at once, at any hour |"
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
    elif not kinds and event is not of_case.Opened:
        yield f"| {name} | nobody, because {NOBODY[event]} | the post in the channel | at once |"


def _hearers(kind: NewsKind) -> str:
    return "; ".join(kind.hearers)
