"""The card to prepare the notification has what the national system asks for, filled from the record, to copy from."""

from collections.abc import Iterable, Iterator, Sequence

from microsoft_teams.cards import Action, AdaptiveCard, CardElement

from cards.case.sections import due_line, open_button
from cards.context import CardContext
from cards.elements import (
    LIST_BYTES,
    bullets,
    button,
    buttons,
    card,
    fitting,
    folded,
    heading,
    notice,
    paragraph,
    row,
    small,
    subheading,
    together,
    weight,
)
from safeguarding.case.case import Case
from safeguarding.case.events.child import ON_THE_FORM
from safeguarding.case.state.leads import notifies_instead
from safeguarding.case.views.notification.form import (
    FilledField,
    FilledGroup,
    children_for_the_text,
    missing_details,
    notification_form,
)

NOTIFICATIONS = ("sin", "sin_update")
"""These deadlines are those of a notification."""
PREPARE = "Prepare the notification"
WHAT_IT_IS = (
    "What the national system asks for, as far as its public pages name it, from the record of this case. Copy it "
    "there. The bot submits nothing."
)
FOR_ANOTHER = (
    "To be submitted by **{}**, which needs this from here: what the national system asks for, as far as its public "
    "pages name it, from the record of this case. The bot submits nothing."
)
OWN = "A star (*) marks what no public page that was read names. Have it ready all the same."


def notification_card(case: Case, context: CardContext) -> AdaptiveCard:
    """The card first names what is still missing before the day, then shows each group when it is unfolded."""
    theirs = notifies_instead(case, context.framework)
    what = FOR_ANOTHER.format(theirs) if theirs else WHAT_IT_IS
    body: list[CardElement] = [heading(f"{PREPARE}: {case.ref}"), paragraph(what)]
    running = (clock for clock in context.clocks(case) if clock.due.id in NOTIFICATIONS)
    body += (paragraph(f"**{due_line(clock, context)}**") for clock in running)
    missing = missing_details(case, context.framework)
    if missing:
        body += [subheading(details_missing(len(missing))), bullets(missing)]
    groups = [_group(number, group) for number, group in enumerate(notification_form(case, context.framework))]
    shown = fitting(groups, LIST_BYTES - sum(map(weight, body)))
    body += [*shown, *_further(case, context)]
    if len(shown) < len(groups):
        body.append(notice("This card is full. The Word document has all of it.", "warning"))
    body.append(small(OWN))
    take = button("Take it as a Word document", "notification_document", {"ref": case.ref}, primary=True)
    change = button("Change facts or dates", "update", {"ref": case.ref})
    return card(body, [take, *([change] if missing else []), open_button(case)])


def prepare_button(case: Case) -> Action:
    data = {"ref": case.ref}
    return button(PREPARE, "notification", data, inputs=False, spoken=f"{PREPARE}: {case.ref}")


def details_missing(count: int) -> str:
    """Says how many details are missing, and nothing of what they are."""
    return "1 detail still missing" if count == 1 else f"{count} details still missing"


def _group(number: int, group: FilledGroup) -> CardElement:
    unfold, listed = folded(f"group_{number}", group.title, _lines(group))
    return together([buttons([unfold]), listed])


def _lines(group: FilledGroup) -> Iterator[CardElement]:
    yield from (row(_label(each), each.value or "") for each in group.recorded)
    for title, fields in (
        ("Not known yet", group.missing),
        ("To fill in there, and not here", group.identities),
        ("To fill in there", group.elsewhere),
    ):
        if fields:
            yield paragraph(f"**{title}:** {'; '.join(map(_label, fields))}")


def _label(filled: FilledField) -> str:
    return filled.field.label if filled.is_named else f"{filled.field.label} *"


def _further(case: Case, context: CardContext) -> Iterable[CardElement]:
    further: Sequence[str] = children_for_the_text(case, context.framework)
    if further:
        yield subheading("For the text of the notification")
        yield paragraph(f"The national system takes details of {ON_THE_FORM} children. Name the others in its text:")
        yield bullets(further)
