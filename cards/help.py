"""These cards explain: welcome, help, definitions, the glossary, the rules as steps."""

from collections.abc import Sequence

from microsoft_teams.cards import Action, AdaptiveCard, CardElement

from cards.elements import (
    beside,
    bullets,
    button,
    buttons,
    card,
    folded,
    heading,
    in_rows,
    is_too_long,
    paragraph,
    row,
    small,
    subheading,
    told_card,
    with_primary,
)
from cards.folds import Fold, fold_section
from cards.inputs import choice_box
from cards.typed import CHOSEN, chosen_button, title_of, typed_button
from safeguarding.framework.engine import Engine
from safeguarding.framework.entries import Definition, GlossaryTerm, Rule
from safeguarding.framework.framework import Framework
from safeguarding.publications.flowchart import NOTICE

WHAT_NOT_TO_TYPE = (
    "Do not type names, dates of birth or NHS numbers. What you type in this chat stays in Teams. "
    "Write evidence in the boxes on the cards."
)
COMMANDS = {
    "triage": "answer the criteria questions for an incident and open a case",
    "rehearse": "practise: a triage and a case that are marked as a rehearsal everywhere, and count nowhere",
    "cases": "the open cases that you can see",
    "case REF": "one case: facts, deadlines, history, and what you may do next",
    "update REF": "change the facts or dates of a case",
    "notification REF": "what the national system asks for, filled from the record, for whoever submits the SIN",
    "review REF": "the record of a Rapid Review: what is missing, and a form for each part",
    "go through REF": "what waits for you in it, one question at a time",
    "concern": "refer a Case of Concern",
    "my steps": "all that waits for you, by date: what you have to sign, and the steps of your office",
    "sign-offs": "the other name of my steps",
    "submitted REF DATE": "record the day when the local authority submitted the SIN, or updated it after a death",
    "away until DATE": "your deputy acts until the day on which you are back; away shows who is away",
    "hand over REF": "your deputy takes your part in one case, until you take it back",
    "offices": "who holds which office, with deputies, absences and vacancies",
    "link REF REF": "say how two cases belong together: linked, or one and the same",
    "deadlines": "every clock that is running",
    "dashboard": "the figures: stages, what was done in time, what recurs; or of a year, for example: dashboard 2026",
    "define TERM": "what a term means, for example: define seriously harmed",
    "glossary": "all terms and abbreviations",
    "framework": "what the guidance asks of the Review Group, chapter by chapter, and as a Word document",
    "flowchart": "how the decisions follow from the answers; flowchart REF draws the way of a case",
    "timeline REF": "a picture of what happened in a case, against its clocks",
    "report REF": "the decision record of a case as a Word document",
    "calendar REF": "the deadlines of a case for your calendar",
    "help": "this list",
}
ALONE = ("rehearse", "concern", "away", "offices", "dashboard", "framework", "flowchart")
"""These commands need no further words, and have no button above."""
INSIDE_TRIAGE = "While it asks: **back**, **why**, **define TERM**, **cancel**. Answer by button, number or word."


def welcome_card() -> AdaptiveCard:
    start, helps = _beginnings()
    return told_card(
        "Serious incidents: what must happen, and by when",
        "Use this bot when a child has died or been seriously harmed. It asks the criteria questions. Then it says "
        "whether a Serious Incident Notification (SIN) and a Rapid Review are required, why, and by when. It keeps the "
        "record. It advises; named people decide. It submits nothing to government.",
        WHAT_NOT_TO_TYPE,
        actions=[start, button("My cases", "cases", {}), helps],
    )


def suggestion_card(words: str) -> AdaptiveCard:
    """The card offers what may have been meant (``words``, as they would be typed), or where to begin."""
    if not words:
        return card([paragraph("I don't know that. To report an incident, start a triage.")], _beginnings())
    (typed,) = with_primary([typed_button("Yes, that" if is_too_long(words) else words, words)])
    return card([row("Did you mean", words)], [typed, button("Help", "help", {})])


def report_card() -> AdaptiveCard:
    """The card offers the triage to whoever writes of a death or a serious harm."""
    return card(
        [
            heading("Is this an incident to report?"),
            paragraph("The triage says in a few questions what must happen, and by when. Nothing is recorded yet."),
            small(WHAT_NOT_TO_TYPE),
        ],
        _beginnings(),
    )


def delete_message_card() -> AdaptiveCard:
    """The card asks whoever typed what may name somebody to delete it from the chat."""
    return told_card(
        "Delete your message",
        "It may name somebody, and what you type in a chat stays in Teams. Nothing of it was kept here. On a computer "
        "point at your message, on a phone hold it: More options, then Delete.",
        "To report an incident, start a triage. Evidence goes into the boxes on its cards.",
        actions=_beginnings(),
    )


def _beginnings() -> list[Action]:
    return [button("Start a triage", "start_triage", {}, primary=True), button("Help", "help", {})]


def help_card() -> AdaptiveCard:
    """The card offers what most people come for; all that can be typed is folded."""
    typed = bullets(f"**{command}**: {meaning}" for command, meaning in COMMANDS.items())
    alone = [typed_button(title_of(words), words) for words in ALONE]
    every = Fold("Show all that you can type", (typed, paragraph(INSIDE_TRIAGE), *in_rows(alone)))
    return card(
        [
            heading("What would you like to do?"),
            buttons(
                [
                    _beginnings()[0],
                    typed_button("My steps", "my steps"),
                    button("My cases", "cases", {}),
                    typed_button("Deadlines", "deadlines"),
                    typed_button("What a term means", "glossary"),
                ]
            ),
            small("A case's reference, as CSCP-2026-001, opens the case."),
            small(WHAT_NOT_TO_TYPE),
            *fold_section([every]),
        ]
    )


def definition_card(framework: Framework, term: str) -> AdaptiveCard:
    """The card explains a term; without one it lists them all."""
    if not term:
        return glossary_card(framework)
    found = framework.explain(term)
    if not found:
        return card([row("Not in the glossary", term[:60])], [typed_button("All terms", "glossary")])
    body: list[CardElement] = []
    for entry in found:
        if isinstance(entry, GlossaryTerm):
            body += [heading(entry.term), paragraph(entry.meaning)]
        else:
            body += [heading(entry.term), paragraph(entry.text)]
            # Where each of them can be chosen, the box names it.
            body += [bullets(entry.items)] if entry.items and len(_parts(framework, entry)) < len(entry.items) else []
        body.append(small(f"Source: {framework.describe_source(entry.source)}."))
    parts = [part for entry in found if isinstance(entry, Definition) for part in _parts(framework, entry)]
    body += _one_of(parts, "One of them")
    return card(body, [typed_button("All terms", "glossary")])


def _parts(framework: Framework, whole: Definition) -> list[Definition]:
    """Returns the definitions of what the term takes in."""
    explained = (framework.explain(item.partition(" (")[0]) for item in whole.items)
    return [each for found in explained for each in found[:1] if isinstance(each, Definition)]


def _one_of(terms: Sequence[Definition], label: str) -> list[CardElement]:
    """Returns a box to choose a term in and the button that explains it; nothing without terms."""
    options = {each.term: each.term for each in sorted(terms, key=lambda each: each.term.lower())}
    explains = buttons([chosen_button("Show what it means", "define")])
    return [choice_box(CHOSEN, label, options), explains] if terms else []


def glossary_card(framework: Framework) -> AdaptiveCard:
    """The card explains any term that is chosen; the abbreviations are folded."""
    short = bullets(f"**{entry.term}**: {entry.meaning}" for entry in framework.glossary)
    abbreviations = Fold("Show the abbreviations", (short,))
    return card([heading("What a term means"), *_one_of(framework.definitions, "Term"), *fold_section([abbreviations])])


def flowchart_card(engine: Engine) -> AdaptiveCard:
    """The card shows the rules as steps in words, each decision behind a button: in it the first line that holds gives
    the value."""
    framework = engine.framework
    body: list[CardElement] = [heading("How the decisions follow"), small(NOTICE)]
    for decision in framework.decisions:
        rules = bullets(_rule(framework, decision.label(rule.value), rule) for rule in decision.rules)
        shows, hidden = folded(f"decision_{decision.id}", "Show", [rules], spoken=f"Show: {decision.title}")
        body += [beside([subheading(decision.title)], shows), hidden]
    return card([*body, small(framework.approval.notice)])


def _rule(framework: Framework, value: str, rule: Rule) -> str:
    if rule.otherwise:
        return f"**{value}** otherwise"
    return f"**{value}** when {framework.in_words(rule.when)}"
