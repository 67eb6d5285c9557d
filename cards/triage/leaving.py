"""The card of a triage that is left after a death, a harm or an indicated duty: nobody must end up untold."""

from collections.abc import Sequence

from microsoft_teams.cards import AdaptiveCard

from cards.elements import button, told_card
from cards.triage.draft_data import draft_data
from safeguarding.draft import Draft


def open_anyway_card(draft: Draft, duties: Sequence[str] = ()) -> AdaptiveCard:
    """The card asks whoever leaves whether to record what is known all the same. ``duties`` are what was shown as
    following from the answers, by title."""
    data = draft_data(draft)
    because = f"Your answers indicated a duty: {', '.join(duties)}." if duties else ""
    if draft.updating:
        title, records, leaves = (
            f"Save the changes of {draft.updating} anyway?",
            "Save the changes",
            "Leave it as it was",
        )
        asked = f"{because} Unless they are saved, nobody hears of it, and no deadline is watched."
    else:
        title, records, leaves = "Open the case anyway?", "Open with what is known", "Leave without a case"
        asked = (
            f"{because or 'You answered that somebody died or was hurt.'} Open the case with what is known so far, so "
            'that a deadline is watched. What is missing stays "not known yet" and can be added later.'
        )
    actions = [
        button(records, "record", {**data, "anyway": True}, primary=True),
        button("Go on with the questions", "resume", data),
        button(leaves, "leave", data),
    ]
    return told_card(title, asked, actions=actions)
