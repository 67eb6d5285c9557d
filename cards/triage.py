"""The cards of a triage show a question, its answer, the check of all answers, and what to do with one that was
left."""

from collections.abc import Iterator, Sequence

from microsoft_teams.cards import Action, AdaptiveCard, CardElement

from cards.elements import (
    Body,
    beside,
    button,
    buttons,
    card,
    folded,
    heading,
    is_too_long,
    notice,
    paragraph,
    quotation,
    row,
    small,
    subheading,
)
from cards.inputs import authority_box, choice_box, date_box, line_box, text_box
from safeguarding.authorities.register import HOME, authorities
from safeguarding.case.events.child import ON_THE_FORM, child_name
from safeguarding.case.events.facts import FIRST
from safeguarding.draft import Draft
from safeguarding.framework.entries import NOT_KNOWN, Detail, Question
from safeguarding.triage import AS_CHILD_1, Step, Triage, is_of_child

STILL_OPEN = "The question above is still open."
NO_NAMES = "Do not type names, dates of birth or NHS numbers."


def question_card(triage: Triage, draft: Draft, agencies: Sequence[str], typed: str = "") -> AdaptiveCard:
    """The card asks the step that is next. ``typed`` is kept. Raises ValueError when every question is answered."""
    step = triage.next_step(draft)
    if step is None:
        raise ValueError("every question is answered")
    number, total = triage.progress(draft)
    body: list[CardElement] = [
        *_whose(triage, draft),
        small(f"Question {number} of at most {total}"),
        heading(step.ask),
        paragraph(step.help),
    ]
    if step.id == "agency" and agencies:
        body += _agencies(draft, step, agencies)
    body.extend(_inputs(triage, draft, step, typed))
    why, explained = folded("why", "Why?", explanation(triage, step))
    return card(
        [*body, buttons([why, *_ways_back(triage, draft, step, number)]), explained], _answers(triage, draft, step)
    )


def _whose(triage: Triage, draft: Draft) -> Iterator[CardElement]:
    """Names the child who is asked about, where the incident has several."""
    if draft.others:
        yield subheading(child_name(triage.child_asked(draft)))


def _ways_back(triage: Triage, draft: Draft, step: Step, number: int) -> Iterator[Action]:
    """Yields the button back to the step before; at the first one about a further child, the button that takes the
    child out again."""
    child = triage.child_asked(draft)
    if number > 1:
        yield button("Back", "back", _data(draft, step))
    elif child != FIRST:
        yield _take_out(draft, child)


def _take_out(draft: Draft, child: int) -> Action:
    return button(f"Take out {child_name(child)}", "take_out", {**draft_data(draft), **_of(child)}, inputs=False)


def _agencies(draft: Draft, step: Step, agencies: Sequence[str]) -> list[CardElement]:
    """Offers each agency as a button; as a list to choose from where a name is too long for one."""
    if any(map(is_too_long, agencies)):
        return [
            choice_box("agency", "Choose an agency, or write another below", dict(zip(agencies, agencies, strict=True)))
        ]
    return [buttons(named) for named in _in_rows([_answer_button(draft, step, name, name) for name in agencies])]


def _in_rows(actions: list[Action]) -> list[list[Action]]:
    """Splits buttons into rows: Teams shows six in one set."""
    return [actions[start : start + 6] for start in range(0, len(actions), 6)]


def _inputs(triage: Triage, draft: Draft, step: Step, typed: str) -> Iterator[CardElement]:
    child = triage.asked_of(draft)
    before = child.values.get(step.id, NOT_KNOWN)
    shown = typed or ("" if before in (NOT_KNOWN, AS_CHILD_1) else before)
    if isinstance(step, Detail) and step.kind == "date":
        yield date_box("value", "Date", shown)
    elif isinstance(step, Detail) and step.kind == "text":
        yield line_box("value", step.title, shown, step.longest or 80)
    elif isinstance(step, Detail) and step.kind == "authority":
        yield from _which(step, shown)
    elif any(answer.evidence for answer in step.answers):
        yield text_box(
            "evidence",
            "What is your answer based on? One or two sentences.",
            typed or child.evidence.get(step.id, ""),
            hint=f'Needed with every answer but "Not known yet". {NO_NAMES}',
        )


def _which(step: Detail, shown: str) -> Iterator[CardElement]:
    """Yields the list of the authorities that an answer leaves open."""
    listed = {name: name for name in authorities() if name != HOME}
    for answer in step.answers:
        if answer.which:
            label = f"{answer.label}: {answer.which[0].lower()}{answer.which[1:]}"
            yield authority_box("authority", label, {NOT_KNOWN: "Not known which yet", **listed}, shown)


def _answers(triage: Triage, draft: Draft, step: Step) -> list[Action]:
    answers = [_answer_button(draft, step, answer.id, answer.label) for answer in triage.choices(draft, step)]
    if step.answers:
        return answers
    go_on = button("Continue", "answer", _data(draft, step), primary=True)
    return [go_on, *(_day_button(draft, step, day) for day in _days(step)), *answers]


def _days(step: Step) -> tuple[str, ...]:
    """Returns the days given most often, in words that count from when the button is pressed."""
    return ("Today", "Yesterday") if isinstance(step, Detail) and step.kind == "date" else ()


def _day_button(draft: Draft, step: Step, day: str) -> Action:
    return button(day, "answer", {**_data(draft, step), "day": day}, inputs=False)


def _answer_button(draft: Draft, step: Step, choice: str, label: str) -> Action:
    return button(label, "answer", {**_data(draft, step), "choice": choice})


def _data(draft: Draft, step: Step) -> dict[str, object]:
    return {**draft_data(draft), "step": step.id}


def draft_data(draft: Draft) -> dict[str, object]:
    """Returns what a button carries: a stale one is told apart by the revision, and a rehearsal by its mark."""
    rehearsal = {"rehearsal": True} if draft.rehearsal else {}
    return {"draft": draft.id, "revision": draft.revision, **rehearsal}


def confirm_date_card(triage: Triage, draft: Draft, step: Step, day: str, why: str) -> AdaptiveCard:
    data = {**_data(draft, step), **_of(draft.child)}
    return card(
        [
            *_whose(triage, draft),
            small(step.title),
            heading(f"{triage.label(step, day)}: is that right?"),
            paragraph(why),
        ],
        [
            button("Yes, that is the day", "confirm_date", {**data, "choice": day}, primary=True),
            button("No, give another day", "change", data),
        ],
    )


def answered_card(
    triage: Triage, step: Step, value: str, evidence: str | None, *, child: int | None = None, again: bool = False
) -> AdaptiveCard:
    """The card shows what was understood, and of which child where the incident has several. It has no buttons left.
    ``again`` says that it was answered before this click."""
    already = [small("Already answered:")] if again else []
    whose = [small(child_name(child))] if child else []
    return card([*already, *whose, *_answer(triage, step, value, evidence)])


def _answer(triage: Triage, step: Step, value: str, evidence: str | None) -> Body:
    yield row(step.title, triage.label(step, value))
    if evidence:
        yield quotation(evidence)


def check_card(triage: Triage, draft: Draft) -> AdaptiveCard:
    """The card shows all answers: of several children those about one in full, and the others in a line each. Only its
    first button records anything."""
    title = f"Check your answers for {draft.updating}" if draft.updating else "Check your answers"
    body: list[CardElement] = [heading(title), paragraph(_nothing_yet(draft))]
    data = draft_data(draft)
    body += _answers_to_check(triage, draft)
    record = "Save the changes" if draft.updating else "Open the case"
    return card(
        [*body, subheading("Is everything right?")],
        [
            button(record, "record", data, primary=True),
            button("Add another child", "add_child", data),
            button("Cancel", "cancel", data),
        ],
    )


def _answers_to_check(triage: Triage, draft: Draft) -> Iterator[CardElement]:
    given = triage.answers_given(draft)
    if not draft.others:
        yield from (_to_change(triage, draft, FIRST, *each) for each in given)
        yield from _kept(triage, draft, FIRST)
        return
    for child in draft.children:
        yield from _child(triage, draft, child.number)
    yield subheading("The incident")
    yield from (_to_change(triage, draft, FIRST, *each) for each in given if not is_of_child(each[0]))
    if len(draft.children) > ON_THE_FORM:
        yield notice(triage.framework.principle("one_incident").text, "warning")


def _child(triage: Triage, draft: Draft, child: int) -> Iterator[CardElement]:
    """Yields the answers about a child: in full about the one who was answered about last."""
    name = child_name(child)
    given = [each for each in triage.answers_given(draft, child) if is_of_child(each[0])]
    if child != draft.of(draft.child).number:
        line = "; ".join(f"{step.title}: {triage.label(step, value)}" for step, value in given)
        show = button("Show", "show_child", {**draft_data(draft), **_of(child)}, spoken=f"Show {name}")
        yield beside([row(name, line)], show)
        return
    yield subheading(name)
    yield from (_to_change(triage, draft, child, *each) for each in given)
    yield from _kept(triage, draft, child)
    if child != FIRST:
        yield buttons([_take_out(draft, child)])


def _kept(triage: Triage, draft: Draft, child: int) -> Iterator[CardElement]:
    if kept := triage.answers_kept(draft, child):
        yield subheading("No longer asked, and kept on the record")
        yield from (_to_change(triage, draft, child, *each) for each in kept)


def _to_change(triage: Triage, draft: Draft, child: int, step: Step, value: str) -> CardElement:
    whose = f"{child_name(child)}, " if draft.others else ""
    data = {**_data(draft, step), **_of(child)}
    change = button("Change", "change", data, spoken=f"Change: {whose}{step.title}")
    return beside(_answer(triage, step, value, draft.of(child).evidence.get(step.id)), change)


def _of(child: int) -> dict[str, object]:
    return {} if child == FIRST else {"child": child}


def _nothing_yet(draft: Draft) -> str:
    if draft.updating:
        return "The case still stands as it was. Change what is different now, then save."
    return 'Nothing is recorded yet. A case opens only when you press "Open the case".'


def open_anyway_card(draft: Draft) -> AdaptiveCard:
    """The card asks once, of a triage that is left after a death or a harm: nobody must end up untold."""
    data = draft_data(draft)
    return card(
        [
            heading("Open the case anyway?"),
            paragraph(
                "You answered that somebody died or was hurt. Open the case with what is known so far, so that a "
                'deadline is watched. What is missing stays "not known yet" and can be added later.'
            ),
        ],
        [
            button("Open the case with what is known", "record", {**data, "anyway": True}, primary=True),
            button("Go on with the questions", "resume", data),
            button("Leave without a case", "leave", data),
        ],
    )


def why_card(triage: Triage, step: Step) -> AdaptiveCard:
    """The card says why the question is asked. The question itself stays where it is, with what was typed there."""
    return card([heading(f"Why: {step.title}"), *explanation(triage, step), small(STILL_OPEN)])


def explanation(triage: Triage, step: Step) -> Iterator[CardElement]:
    """Yields what the question decides, its terms, and where it comes from."""
    framework = triage.framework
    decided = [d.title for d in framework.decisions if any(step.id in rule.when for rule in d.rules)]
    if decided:
        yield paragraph(f"The answer decides on: {', '.join(decided)}.")
    else:
        yield paragraph("The answer decides nothing by itself. It goes on the record and starts the clocks.")
    if isinstance(step, Question):
        if step.always:
            yield paragraph(step.always.text)
        for name in step.definitions:
            definition = framework.definition(name)
            yield subheading(definition.term)
            yield paragraph(definition.text)
    yield small(f"Source: {framework.describe_source(step.source)}.")
