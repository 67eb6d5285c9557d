"""A part of a Rapid Review's record is read, or filled in: of a list first what holds, then its evidence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from microsoft_teams.cards import Action, AdaptiveCard, CardElement, ExecuteAction

from cards.context import CardContext
from cards.elements import button, card, heading, notice, paragraph, quotation, row, small, subheading
from cards.inputs import Values, choice_box, several_box, switch
from cards.rapid_review.statements import boxes, carried, statements_box
from safeguarding.case.case import Case
from safeguarding.case.events.child import children_named
from safeguarding.case.events.review_events import ReviewAnswer, ReviewAnswered
from safeguarding.case.state.review_record import answer_count, carried_over, latest_answers
from safeguarding.case.views.history import Who, moment
from safeguarding.dates.working_days import spoken
from safeguarding.framework.entries import NOT_KNOWN, Item, Part
from safeguarding.framework.framework import Framework
from safeguarding.framework.labels import OFFERED, choice_label, item_label
from safeguarding.framework.part_questions import ALL, ALL_OF_THEM, CHILDREN, WHOM
from safeguarding.framework.statements import TICKED, NextAsked, asked

THEMATIC_ROUTE = "thematic_route"
"""This reason not to commission is a review of several cases together."""
EACH_EVIDENCE = "Write the evidence for each, in a sentence or two."
WHY_NONE = frozenset({"choice", "text"})
WHY_NONE_UNSAVED = "Why none holds is not saved, since something is ticked."
LONGEST_WITH_WHY_NONE = 6
LONGEST_LINE_READ = 120
BESIDE = "_beside"
"""So end the ids of the boxes of a second part on a card."""


@dataclass(frozen=True)
class Form:
    """A form holds what it shows: the state of the part that its author sees, what stands in its inputs.
    ``ticked`` are the statements that hold, once a list was answered; ``theirs`` is what another member has saved
    meanwhile, ``hints`` what is said with an item, by its id; ``saved`` are the parts that were saved just now, and
    ``beside`` is a second part on the same card, with its own form."""

    seen: int
    values: Values = field(default_factory=dict)
    ticked: tuple[str, ...] | None = None
    theirs: ReviewAnswered | None = None
    hints: Mapping[str, Sequence[str]] = field(default_factory=dict)
    saved: tuple[Part, ...] = ()
    beside: "tuple[Part, Form] | None" = None


def read_card(case: Case, part: Part, context: CardContext, who: Who) -> AdaptiveCard:
    """The card shows one part to read, for those who don't write it."""
    body: list[CardElement] = [_about(case, part, context), heading(part.title), paragraph(part.ask)]
    body += [quotation(line) for line in carried_over(case, part, context.framework)]
    body += answered_lines(case, part, context, who)
    return card(body, [_back("Back to the record", case)])


def answered_lines(case: Case, part: Part, context: CardContext, who: Who) -> Iterator[CardElement]:
    """Yields what the part says, and whose latest answer it is."""
    if answer := latest_answers(case).get(part.id):
        yield from answer_lines(part, answer.answer, context)
        yield small(f"{who(answer.by)}, {moment(answer.at)}")
    else:
        yield paragraph("Not filled in yet.")


def part_card(case: Case, part: Part, context: CardContext, who: Who, form: Form) -> AdaptiveCard:
    """The card shows one part to fill in. Where another has saved it meanwhile, both versions are shown."""
    asks = asked(part, context.framework, form.ticked)
    body: list[CardElement] = [notice(saved_in_words(form.saved), "good")] if form.saved else []
    body += [_about(case, part, context, form.beside), heading(part.title)]
    if form.ticked:
        body.append(paragraph(EACH_EVIDENCE))
        body += [small(WHY_NONE_UNSAVED)] if form.values.get("text") else []
    elif form.ticked is None and not asks.statements:
        body.append(paragraph(part.ask))
    body += [quotation(line) for line in carried_over(case, part, context.framework)]
    if form.theirs:
        body.append(subheading(f"Saved meanwhile by {who(form.theirs.by)}, {moment(form.theirs.at)}"))
        body += answer_lines(part, form.theirs.answer, context)
        body.append(subheading("Your version, not saved"))
    else:
        body += _no_longer_asked(case, part, context.framework)
        body += _last_saved(case, part, who)
    body += _inputs(part, asks, form, context.framework)
    if asks_why_none(case, part, asks.statements):
        body += _why_none(part, "If none is ticked: which is it?", form, context.framework)
    if case.facts.others and not asks.statements:
        options = {**children_by_number(case), ALL: ALL_OF_THEM}
        body.append(several_box(CHILDREN, WHOM, options, form.values.get(CHILDREN, ALL)))
    body += _beside(case, form, context, who)
    return card(body, _buttons(case, part, asks, form))


def shares_with(case: Case, part: Part, framework: Framework) -> Part | None:
    """Returns the next part where both fit one card of a phone: neither is a list, no determination waits for them,
    neither is written yet, and it need not be asked which child they are about."""
    pair = framework.parts[framework.parts.index(part) :][:2]
    is_short = all(each.kind != "ticks" and not each.needed for each in pair)
    if len(pair) == 1 or not is_short or case.facts.others or any(each.id in latest_answers(case) for each in pair):
        return None
    return pair[1]


def _beside(case: Case, form: Form, context: CardContext, who: Who) -> Iterator[CardElement]:
    """Yields the second part of a card that has two; its boxes have ids of their own."""
    if form.beside is None:
        return
    part, own = form.beside
    asks = asked(part, context.framework, None)
    yield heading(part.title)
    yield paragraph(part.ask)
    if own.theirs:
        yield subheading(f"Saved meanwhile by {who(own.theirs.by)}, {moment(own.theirs.at)}")
        yield from answer_lines(part, own.theirs.answer, context)
        yield subheading("Your version, not saved")
    if asks.options:
        options = _labelled(part, asks, context.framework)
        yield choice_box(f"choice{BESIDE}", "Answer", options, own.values.get("choice", ""))
    named = [replace(box, id=f"{box.id}{BESIDE}") for box in asks.boxes]
    yield from boxes(named, {f"{name}{BESIDE}": value for name, value in own.values.items()})


def asks_why_none(case: Case, part: Part, statements: Sequence[Item]) -> bool:
    """Says whether a list of statements asks on the same card why none of them holds. A long one leaves no room for it
    on the screen of a phone, and of several children it is asked too whom it is about: then it is asked next."""
    return part.needed and 0 < len(statements) <= LONGEST_WITH_WHY_NONE and not case.facts.others


def beside_question(
    case: Case, part: Part, context: CardContext, who: Who, hints: Mapping[str, Sequence[str]]
) -> Iterator[CardElement]:
    """Yields what is read with a question of the part: what the triage said, what another rules version asked, who
    saved it last, and what is said with its items."""
    yield from (quotation(line) for line in carried_over(case, part, context.framework))
    yield from _no_longer_asked(case, part, context.framework)
    yield from _last_saved(case, part, who)
    items = context.framework.items_of(part)
    yield from (quotation(line) for item in items for line in hints.get(item.id, ()))


def why_asked(part: Part, framework: Framework) -> Iterator[CardElement]:
    """Yields what the part is for, and where it comes from."""
    purpose = next((each for each in framework.purposes if each.id == part.purpose), None)
    if purpose:
        yield paragraph(f"**{purpose.title}.** {purpose.text}")
    yield small(f"Source: {framework.describe_source(part.source)}.")


def place_of(case: Case, part: Part, framework: Framework, beside: Part | None = None) -> str:
    """Says where in the record the part stands, with the one ``beside`` it; one of earlier rules has no place in it."""
    parts = framework.parts
    if part not in parts:
        return f"Rapid Review of {case.ref}"
    number = parts.index(part) + 1
    named = f"parts {number} and {parts.index(beside) + 1}" if beside else f"part {number}"
    return f"Rapid Review of {case.ref}, {named} of {len(parts)}"


def children_by_number(case: Case) -> dict[str, str]:
    """Returns the names of the children by their numbers; nothing where the incident has one child."""
    return {str(child.number): child.name for child in case.facts.children} if case.facts.others else {}


def saved_in_words(parts: Sequence[Part]) -> str:
    return f"Saved: {'; '.join(part.title for part in parts)}"


def _about(case: Case, part: Part, context: CardContext, beside: tuple[Part, Form] | None = None) -> CardElement:
    return small(place_of(case, part, context.framework, beside[0] if beside else None))


def _last_saved(case: Case, part: Part, who: Who) -> Iterator[CardElement]:
    if answer := latest_answers(case).get(part.id):
        yield small(f"Last saved by {who(answer.by)}, {moment(answer.at)}.")


def _buttons(case: Case, part: Part, asks: NextAsked, form: Form) -> list[Action]:
    second = {"beside": form.beside[0].id, f"seen{BESIDE}": form.beside[1].seen} if form.beside else {}
    data = {"ref": case.ref, "part": part.id, "seen": form.seen, **second}
    overtaken = bool(form.theirs or (form.beside and form.beside[1].theirs))
    title = "Keep theirs" if overtaken else "Back to the record"
    if asks.statements:
        shown = WHY_NONE if asks_why_none(case, part, asks.statements) else frozenset[str]()
        unseen = {name: value for name, value in form.values.items() if name not in shown}
        go_on = button("Continue", "tick", {**carried(unseen), **data}, primary=True)
        return [go_on, _back(title, case)]
    listed = {TICKED: ",".join(form.ticked)} if form.ticked is not None else {}
    save = button("Save my version" if overtaken else "Save", "answer_part", {**data, **listed}, primary=True)
    why_none = {name: value for name, value in form.values.items() if name in WHY_NONE and value and form.ticked}
    change = [button("Change what is ticked", "part", {**data, **why_none, **listed})] if listed else []
    return [save, *change, _back(title, case)]


def _back(title: str, case: Case) -> Action:
    return button(title, "review", {"ref": case.ref}, inputs=False)


def fill_in_button(case: Case, part: Part, framework: Framework) -> ExecuteAction:
    """Leads to a part that is missing: named by its number, since its own title may be too long for a button."""
    title = f"Fill in part {framework.parts.index(part) + 1} of {len(framework.parts)}"
    data = {"ref": case.ref, "part": part.id}
    made = button(title, "part", data, inputs=False, spoken=f"{title}: {part.title}")
    assert isinstance(made, ExecuteAction)
    return made


def first_form(case: Case, part: Part, saved: tuple[Part, ...] = (), beside: Part | None = None) -> Form:
    """Returns the form with what is saved. ``beside`` is a part that nobody has written yet."""
    answer = latest_answers(case).get(part.id)
    values = values_of(answer.answer) if answer else {}
    second = (beside, Form(answer_count(case, beside.id))) if beside else None
    return Form(answer_count(case, part.id), values, saved=saved, beside=second)


def hints_of(groups: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    """Names the cases that are linked for a thematic review (``groups``, by theme), with the reason that it is the
    better way."""
    said = [f"Linked for a thematic review ({theme}): {', '.join(refs)}." for theme, refs in groups.items()]
    return {THEMATIC_ROUTE: said} if said else {}


def values_of(answer: ReviewAnswer) -> dict[str, str]:
    """Turns an answer into what stands in the inputs of its form."""
    values = {"text": answer.text.shown if answer.text else "", "choice": answer.choice or ""}
    values[CHILDREN] = ",".join(map(str, answer.children)) or ALL
    values[TICKED] = ",".join(answer.ticks)
    for name, tick in answer.ticks.items():
        values[f"evidence_{name}"] = tick.evidence.shown
        values[f"on_{name}"] = tick.look_again_on.isoformat() if tick.look_again_on else ""
        values[f"kind_{name}"] = tick.kind_of_review.shown if tick.kind_of_review else ""
    return values


def _inputs(part: Part, asks: NextAsked, form: Form, framework: Framework) -> Iterator[CardElement]:
    if asks.statements:
        yield from statements_box(part.ask, asks.statements, form.values)
        yield from (quotation(line) for item in asks.statements for line in form.hints.get(item.id, ()))
        return
    if part.kind == "ticks" and asks.options:
        yield from _why_none(part, "Nothing is ticked. Which is it?", form, framework)
        return
    choice = form.values.get("choice", "")
    if part.kind == "choice":
        yield choice_box("choice", "Answer", _labelled(part, asks, framework), choice)
    yield from boxes(asks.boxes, form.values)
    if asks.options and part.kind == "text":
        yield switch("choice", "If it is not known", "Not known: the text says why", NOT_KNOWN, on=choice == NOT_KNOWN)


def _why_none(part: Part, label: str, form: Form, framework: Framework) -> Iterator[CardElement]:
    """Yields what a list asks for where nothing in it holds."""
    asks = asked(part, framework, ())
    yield choice_box("choice", label, _labelled(part, asks, framework), form.values.get("choice", ""))
    yield from boxes(asks.boxes, form.values)


def _labelled(part: Part, asks: NextAsked, framework: Framework) -> Mapping[str, str]:
    return {option: choice_label(framework, part.id, option) for option in asks.options}


def answer_lines(part: Part, answer: ReviewAnswer, context: CardContext) -> Iterator[CardElement]:
    """Yields what a part says, to read."""
    if answer.choice in OFFERED and answer.text:
        yield row(f"{OFFERED[answer.choice]}, because", answer.text.shown)
    else:
        yield from _said(part, answer, context)
    if answer.says_none:
        yield quotation("None of these.")
    yield from ticks_lines(answer, part, context.framework)
    if answer.children:
        yield row("About", children_named(answer.children))


def _said(part: Part, answer: ReviewAnswer, context: CardContext) -> Iterator[CardElement]:
    if answer.choice:
        yield row("Answer", choice_label(context.framework, part.id, answer.choice))
    if answer.text:
        yield quotation(answer.text.shown)


def ticks_lines(answer: ReviewAnswer, part: Part, framework: Framework) -> Iterator[CardElement]:
    for name, tick in answer.ticks.items():
        more = f" ({tick.kind_of_review.shown})" if tick.kind_of_review else ""
        again = f" To be looked at again on {spoken(tick.look_again_on)}." if tick.look_again_on else ""
        yield row(f"{item_label(framework, part.question, name)}{more}", f"{tick.evidence.shown}{again}")


def in_brief(part: Part, answer: ReviewAnswer, framework: Framework) -> str:
    """Says the answer in a line, of several children with whom it is about: of many statements the first, and how many
    more there are, since the whole of it is behind a button. A long text is cut."""
    ticked = [item_label(framework, part.question, name) for name in answer.ticks]
    chosen = [choice_label(framework, part.id, answer.choice)] if answer.choice else []
    told = [*chosen, *ticked]
    shown = list(_fitting_line(told))
    more = [f"{len(told) - len(shown)} more"] if len(shown) < len(told) else []
    text = [] if more or not answer.text else [_cut(answer.text.shown, LONGEST_LINE_READ)]
    about = f"{children_named(answer.children)}: " if answer.children else ""
    return about + ("; ".join([*shown, *more, *text]) or "None of these.")


def _fitting_line(told: Iterable[str]) -> Iterator[str]:
    """Yields the first, and as many more as fit into a line."""
    length = 0
    for words in told:
        length += len(words)
        if length > LONGEST_LINE_READ and length != len(words):
            return
        yield words


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}\u2026"


def _no_longer_asked(case: Case, part: Part, framework: Framework) -> Iterator[CardElement]:
    """Shows what was answered before and has no input in the form any more: saved anew, it is no longer in the
    answer."""
    if (before := latest_answers(case).get(part.id)) is None:
        return
    answer, items = before.answer, {item.id for item in framework.items_of(part)}
    ticks = {name: tick for name, tick in answer.ticks.items() if name not in items}
    unknown = answer.choice if answer.choice not in part.choices else None
    if ticks or unknown:
        yield notice("Answered before, and no longer asked. Saving leaves it to the history.", "warning")
    if unknown:
        yield row("Answer", choice_label(framework, part.id, unknown))
    yield from ticks_lines(ReviewAnswer(ticks=ticks), part, framework)
