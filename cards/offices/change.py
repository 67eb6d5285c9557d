"""A change of an office is asked for, and written as lines for whoever keeps the partnership file."""

from collections.abc import Mapping

from microsoft_teams.cards import AdaptiveCard, RichTextBlock, TextRun

from cards.elements import button, card, heading, neutral, paragraph, small
from cards.inputs import Values, choice_box, line_box
from cards.offices.overview import LABELS
from cards.typed import typed_button
from safeguarding.partnership.office_change import Kind

KINDS: Mapping[Kind, str] = {
    "holder": "Somebody comes into it",
    "deputy": "Somebody comes into it as a deputy",
    "leaves": "Somebody leaves it",
    "vacant": "Nobody holds it from today",
}
LONGEST_TITLE = 100
TITLE = "Title for whoever comes, without a name"
WHO = "Not in the list? They write to the bot once. Typing offices shows them their id."

VACANT_NO_MORE = "The seat is vacant no more: its line under [vacant_since] is taken out."


def office_change_card(people: Mapping[str, str], values: Values) -> AdaptiveCard:
    """The form asks for the change. ``people`` are those in the file and those who have written to the bot, by the
    value of each."""
    body = [
        heading("Draft a change of an office"),
        choice_box("office", "Which office", LABELS, values.get("office", "")),
        choice_box("kind", "What changes", KINDS, values.get("kind", "")),
        choice_box("person", "Who", people, values.get("person", "")),
        small(WHO),
        line_box("office_title", TITLE, values.get("office_title", ""), LONGEST_TITLE),
    ]
    send = button("Write the lines", "office_change", {"confirmed": True}, primary=True)
    return card(body, [send, typed_button("Back to the offices", "offices")])


def drafted_card(office: str, lines: str, *, ends_vacancy: bool = False) -> AdaptiveCard:
    """The card has the lines to copy. Nothing has changed by them. ``ends_vacancy`` says that the file calls the seat
    vacant, and that somebody comes into it."""
    return card(
        [
            heading(f"For the partnership file: {LABELS[office]}"),
            paragraph("Nothing has changed yet. These lines take the place of what the file says of the office:"),
            *(
                RichTextBlock(inlines=[TextRun(text=neutral(line) or " ", font_type="Monospace")], spacing="None")
                for line in lines.split("\n")
            ),
            *([paragraph(VACANT_NO_MORE)] if ends_vacancy else []),
            paragraph("Give them to whoever keeps the file. Half a minute after it is saved the bot follows."),
        ],
        [typed_button("Back to the offices", "offices")],
    )
