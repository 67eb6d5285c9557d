"""The links of a case are shown with a button to each case that its reader may see; forms ask how two cases belong
together."""

from collections.abc import Iterator, Mapping, Sequence

from microsoft_teams.cards import AdaptiveCard, CardElement

from cards.case.lists import listed_cases
from cards.case.sections import open_beside
from cards.elements import LIST_BYTES, beside, bullets, button, heading, paragraph, row, small, subheading
from cards.folds import Fold, fold_section
from cards.form import form_card
from cards.inputs import LONGEST_LINE, Values, choice_box, line_box
from safeguarding.case.case import Case
from safeguarding.case.state.linked_cases import LinkedCase
from safeguarding.case.state.links import LINK_KINDS, link_in_words

MOST_BYTES = LIST_BYTES // 4
RELATIONS = {
    "join": "They are other children of the same incident: join them",
    "link": "They belong together: link them",
    "merge": "They are the same child and the same incident: merge them",
}
"""The table says how two cases can stand to each other, by the verb that follows from it."""


def links_section(
    linked: Sequence[LinkedCase], groups: Mapping[str, Sequence[str]], *, may_unlink: bool
) -> Iterator[CardElement]:
    """Yields the linked cases that the reader may see, and the groups that a thematic review may take up.
    ``may_unlink`` says whether the reader may remove a link."""
    if not linked:
        return
    yield subheading("Linked cases")
    yield from listed_cases([_row(each, may_unlink=may_unlink) for each in linked], MOST_BYTES)
    for theme, refs in groups.items():
        yield row(f"A thematic review may take up together ({theme})", ", ".join(refs))


def _row(linked: LinkedCase, *, may_unlink: bool) -> CardElement:
    data = {"ref": linked.recorded_in.ref, "into": linked.link.other, "kind": linked.link.kind}
    spoken = f"Remove the link to {linked.case.ref}: {LINK_KINDS[linked.link.kind]}"
    remove = [button("Remove", "unlink", data, inputs=False, spoken=spoken)] if may_unlink else []
    lines = [row("Linked", f"{linked.case.ref}, {link_in_words(linked.link)}"), small(linked.case.stage.label)]
    return beside(lines, open_beside(linked.case), *remove)


def belongs_card(case: Case, perhaps: Sequence[Case], values: Values) -> AdaptiveCard:
    """The form asks which other case this one belongs with, and how. ``perhaps`` are those that may be meant."""
    differ = bullets(
        [
            "**Join** them where they are about other children of the same incident. The children of the one "
            "become further children of the other, with one notification and one review.",
            "**Link** them where they belong together: the same family, place or people, or a group for a thematic "
            "review. Nothing is merged, and each keeps its clocks.",
            "**Merge** them where two cases are about the same child and the same incident. One ends, the other "
            "goes on.",
        ]
    )
    body: list[CardElement] = [heading(f"{case.ref} and another case")]
    if perhaps:
        refs = ", ".join(each.ref for each in perhaps)
        body.append(paragraph(f"Of the same day, or with the same record number: {refs}."))
    body += [
        line_box("other", "Reference of the other case", values.get("other", "")),
        choice_box("choice", "How do they stand to each other?", RELATIONS, values.get("choice", "")),
        *fold_section([Fold("Show what each means", (differ,))]),
    ]
    return form_card(case.ref, body, "Go on", "belongs")


def link_inputs(values: Values) -> list[CardElement]:
    """Returns the inputs that ask how two cases are linked."""
    kinds = {kind: f"{words[0].upper()}{words[1:]}" for kind, words in LINK_KINDS.items()}
    return [
        choice_box("kind", "How do they belong together?", kinds, values.get("kind", "")),
        line_box("theme", "Theme, where it is for a thematic review", values.get("theme", ""), LONGEST_LINE),
    ]
