"""News in words says what happened and by which office. Nobody's words are repeated, and what the case says is not
told."""

from collections.abc import Callable, Mapping
from typing import Any

from safeguarding.case.state.matters import MATTER_NAMES
from safeguarding.case.state.sign_off import SignOff
from safeguarding.case.views.history import Who
from safeguarding.case.views.news.news import CaseNews
from safeguarding.case.views.review_history import outcome_in_words
from safeguarding.dates.working_days import spoken


def news_in_words(each: CaseNews, who: Who) -> str:
    """Says what happened in a sentence for the chat of a person who may see the case."""
    return SENTENCES.get(each.kind.id, _told_by_its_card)(each, each.event, who)


def news_in_channel(each: CaseNews) -> str:
    """Says what happened with a stage alone, as the channel may read it."""
    is_over = each.kind.id == "ended" and not each.case.is_open
    happened = "it has ended." if is_over else IN_CHANNEL.get(each.kind.id, "what is due has changed.")
    return f"{happened} Stage: {each.case.stage.label}."


def _told_by_its_card(each: CaseNews, event: Any, who: Who) -> str:
    title = each.kind.title
    return f"{title[:1].upper()}{title[1:]}."


def _dissent(each: CaseNews, signed: Any, who: Who) -> str:
    office = signed.seat.label if signed.seat else "A member of the Review Group"
    return f"{office} disagreed: {MATTER_NAMES.get(signed.matter, signed.matter)}. The reason stands on the case."


def _all_signed(each: CaseNews, event: Any, who: Who) -> str:
    assert isinstance(each.about, SignOff)
    seats = len(each.about.matter.seats)
    return f"{seats} of {seats} partners and the DCS have signed."


def _submitted(each: CaseNews, event: Any, who: Who) -> str:
    authority = f" by {event.authority}" if event.authority else ""
    return f"{who(event.by)} recorded that the SIN was submitted{authority} on {spoken(event.on)}."


def _returned(each: CaseNews, event: Any, who: Who) -> str:
    asked = each.case.information_requests
    left = f"{len(asked.outstanding)} of {len(asked.due)} are outstanding." if asked.outstanding else "All are back."
    return f"{event.agency} has returned its information. {left}"


def _decided(each: CaseNews, event: Any, who: Who) -> str:
    decision = each.case.decision
    return f"It was decided: {outcome_in_words(decision.decision)}." if decision else "It was decided."


SENTENCES: Mapping[str, Callable[[CaseNews, Any, Who], str]] = {
    "dissent": _dissent,
    "withdrawn": lambda each, signed, who: (
        f"{who(signed.signer)} no longer agrees that no SIN is required. The duty is open again."
    ),
    **dict.fromkeys(
        ("agreed", "agreed_opener"), lambda each, event, who: "The three partners agree that no SIN is required."
    ),
    "all_signed": _all_signed,
    "transfer_agreed": lambda each, event, who: (
        "The DCS and another partner agree to the transfer. It takes effect once the other authority accepts it."
    ),
    "submitted": _submitted,
    "returned": _returned,
    "determined": lambda each, event, who: (
        "The chair has confirmed the Review Group's determination. It is put to the three partners' DSPs."
    ),
    "other_decision": lambda each, event, who: (
        f"{who(event.by)} proposed a different decision. All three partners' DSPs are asked anew."
    ),
    "decided": _decided,
    "commissioned": _decided,
    "reopened": lambda each, event, who: f"{who(event.by)} reopened the case. Its clocks run again.",
    "taken_up": lambda each, event, who: (
        f"The partnership has taken up the case that you opened. Stage: {each.case.stage.label}."
    ),
}
IN_CHANNEL: Mapping[str, str] = {
    "all_signed": "all three partners and the DCS have signed for the SIN.",
    "submitted": "the SIN is recorded as submitted.",
    "determined": "the determination is confirmed and put to the three partners.",
    "decided": "the decision is final.",
    "concern_decided": "the Case of Concern is decided.",
    "ended": "a part of it has ended.",
    "merge_undone": "its merge is undone, and it goes on.",
    "reopened": "it is open again.",
}
