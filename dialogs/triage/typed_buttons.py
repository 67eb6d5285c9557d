"""The buttons of the triage's cards that ask something else than a question can be typed too: each by its number on the
card, or by its words."""

from collections.abc import Iterator

from cards.case.sections import START_CONCERN
from safeguarding.case.events.child import child_name
from safeguarding.draft import Draft
from safeguarding.framework.entries import Answer

OF_CHILD = " of child "
"""It stands between a verb and the number of the child whom it is about."""
LEAVING = (
    Answer(
        id="record",
        label="Open with what is known",
        synonyms=("open", "open the case", "open the case with what is known", "save the changes", "yes"),
    ),
    Answer(id="resume", label="Go on with the questions", synonyms=("go on", "resume")),
    Answer(id="leave", label="Leave without a case", synonyms=("leave", "leave it as it was", "no")),
)
CONFIRMING = (
    Answer(id="confirm_date", label="Yes, that is the day", synonyms=("yes",)),
    Answer(id="change", label="No, give another day", synonyms=("no",)),
)
SAVING = (
    Answer(id="record", label="Open the case", synonyms=("save the changes",)),
    Answer(id="add_child", label="Add a child", synonyms=("another child", "add another child", "add child")),
    Answer(id="start_concern", label=START_CONCERN, synonyms=("case of concern", "start concern")),
    Answer(id="cancel", label="Cancel"),
)


def of_children(draft: Draft, *, checked: bool) -> Iterator[Answer]:
    """Yields the buttons about single children. ``checked`` says that all answers are shown."""
    for child in draft.others:
        yield Answer(id=f"take_out{OF_CHILD}{child.number}", label=f"Take out {child_name(child.number)}")
    for child in draft.children if checked and draft.others else ():
        name = child_name(child.number)
        yield Answer(id=f"show_child{OF_CHILD}{child.number}", label=f"Show {name}", synonyms=(name,))
