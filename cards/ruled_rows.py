"""Ruled rows list answers as GOV.UK does: a line between them, and a quiet link at the end of each."""

from collections.abc import Mapping

from microsoft_teams.cards import Column, ColumnSet, ExecuteAction, TextBlock

from cards.elements import Body


def ruled_row(main: Body, link: Column) -> ColumnSet:
    return ColumnSet(separator=True, spacing="Small", columns=[Column(width="stretch", items=list(main)), link])


def quiet_link(title: str, verb: str, data: Mapping[str, object], spoken: str) -> Column:
    """Returns a column that is pressed like a button and looks like a link. ``spoken`` is what a screen reader says,
    since the title alone does not tell links apart."""
    text = TextBlock(text=title, color="Accent", wrap=True)
    press = ExecuteAction(title=title, tooltip=spoken, verb=verb, data=dict(data), associated_inputs="none")
    return Column(width="auto", items=[text], select_action=press)
