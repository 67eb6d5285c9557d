"""A question's card asks one thing. What only some answers need, and why it is asked, stands folded beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from microsoft_teams.cards import Action, AdaptiveCard, CardElement

from cards.elements import button, buttons, card, heading, in_rows, is_too_long, paragraph, small, subheading
from cards.folds import Fold, among_buttons
from cards.inputs import authority_box, choice_box, date_box, line_box, text_box
from cards.triage.draft_data import child_data, draft_data, step_data
from cards.triage.unfolding import Needing, unfold_buttons, unfolded
from cards.triage.why import explanation, terms
from safeguarding.authorities.register import ANOTHER, HOME, authorities
from safeguarding.case.events.child import child_name
from safeguarding.case.events.facts import FIRST
from safeguarding.draft import Draft
from safeguarding.framework.entries import NOT_KNOWN, Answer, Detail
from safeguarding.offered_answers import AS_CHILD_1, Step
from safeguarding.triage import Triage

ANOTHER_AGENCY = "Another agency"


@dataclass(frozen=True)
class AskedStep:
    """A question is asked of a draft, with what stands in its boxes: ``typed`` in its own, ``along`` in that of the
    step that it takes along."""

    triage: Triage
    draft: Draft
    step: Step
    agencies: Sequence[str] = ()
    typed: str = ""
    along: str = ""

    @property
    def before(self) -> str:
        """Returns what was answered before; empty where that was not known."""
        value = self.triage.asked_of(self.draft).values.get(self.step.id, NOT_KNOWN)
        return "" if value in (NOT_KNOWN, AS_CHILD_1) else value

    def button(self, title: str, **more: object) -> Action:
        return button(title, "answer", {**step_data(self.draft, self.step), **more})


def question_card(
    triage: Triage, draft: Draft, agencies: Sequence[str], typed: str = "", along: str = ""
) -> AdaptiveCard:
    """The card asks the step that is next. ``typed`` is kept in its box, and ``along`` in that of the step that it
    takes along. Raises ValueError when every question is answered."""
    step = triage.next_step(draft)
    if step is None:
        raise ValueError("every question is answered")
    number, total = triage.progress(draft)
    kind = f"{draft.updating}, question" if draft.updating else "Question"
    asked = AskedStep(triage, draft, step, agencies, typed, along)
    folds = Fold("What counts?", tuple(terms(triage, step))), Fold("Why?", tuple(explanation(triage, step)))
    return card(
        [
            *_whose(triage, draft),
            small(f"{kind} {number} of at most {total}"),
            heading(step.ask),
            paragraph(step.help),
            *_answers(asked),
            *among_buttons((), folds, _ways_back(triage, draft, step, number)),
        ]
    )


def confirm_date_card(triage: Triage, draft: Draft, step: Step, day: str, why: str) -> AdaptiveCard:
    data = {**step_data(draft, step), **child_data(draft.child)}
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


def take_out_button(draft: Draft, child: int) -> Action:
    return button(f"Take out {child_name(child)}", "take_out", {**draft_data(draft), **child_data(child)}, inputs=False)


def _whose(triage: Triage, draft: Draft) -> Iterator[CardElement]:
    """Names the child who is asked about, where the incident has several."""
    if draft.others:
        yield subheading(child_name(triage.child_asked(draft)))


def _ways_back(triage: Triage, draft: Draft, step: Step, number: int) -> Iterator[Action]:
    """Yields the button back to the step before; at the first one about a further child, the button that takes the
    child out again."""
    child = triage.child_asked(draft)
    if number > 1:
        yield button("Back", "back", step_data(draft, step))
    elif child != FIRST:
        yield take_out_button(draft, child)


def _answers(asked: AskedStep) -> Iterator[CardElement]:
    step = asked.step
    if isinstance(step, Detail) and step.kind == "date":
        yield date_box("value", "Date", asked.typed or asked.before)
        yield buttons([*_continue_or_days(asked), *_plain_answers(asked)])
    elif step.id == "agency":
        yield from _agencies(asked)
    elif isinstance(step, Detail) and step.kind == "text":
        yield line_box("value", step.title, asked.typed or asked.before, step.longest or 80)
        yield buttons([asked.button("Continue"), *_plain_answers(asked)])
    elif isinstance(step, Detail) and step.kind == "authority":
        yield from _choices(asked, _which_box(asked), _open_authority(asked))
    else:
        yield from _choices(asked, _evidence_box(asked), asked.draft.unproven or asked.before)


def _continue_or_days(asked: AskedStep) -> Iterator[Action]:
    """Yields the button of the box, and the days given most often, in words that count from when the button is
    pressed."""
    data = step_data(asked.draft, asked.step)
    yield button("Continue", "answer", data, primary=True)
    for day in ("Today", "Yesterday"):
        yield button(day, "answer", {**data, "day": day}, inputs=False)


def _plain_answers(asked: AskedStep) -> list[Action]:
    return [asked.button(answer.label, choice=answer.id) for answer in asked.triage.choices(asked.draft, asked.step)]


def _choices(asked: AskedStep, box: CardElement, opened: str | None) -> Iterator[CardElement]:
    """Yields the answers. One that needs its evidence, or says which authority, unfolds the box for it."""
    answers = asked.triage.choices(asked.draft, asked.step)
    needing = [_needing(asked, answer) for answer in answers if answer.evidence or answer.which]
    unfolds = unfold_buttons(needing)
    yield buttons([unfolds.get(each.id) or asked.button(each.label, choice=each.id) for each in answers])
    yield from unfolded(needing, box, opened) if needing else ()


def _needing(asked: AskedStep, answer: Answer) -> Needing:
    return Needing(
        answer.id,
        answer.label,
        answer.evidence or answer.which or "",
        _continue(asked, answer.label, answer.id),
    )


def _continue(asked: AskedStep, label: str, choice: str | None) -> Action:
    chosen = {} if choice is None else {"choice": choice}
    data = {**step_data(asked.draft, asked.step), **chosen}
    return button("Continue", "answer", data, primary=True, spoken=f"Continue: {label}")


def _evidence_box(asked: AskedStep) -> CardElement:
    kept = asked.triage.asked_of(asked.draft).evidence.get(asked.step.id, "")
    return text_box("evidence", "Evidence", asked.typed or kept)


def _which_box(asked: AskedStep) -> CardElement:
    """Returns the list of the authorities that an answer leaves open."""
    listed = {name: name for name in authorities() if name != HOME}
    shown = asked.typed or asked.before
    return authority_box("authority", "Authority", {NOT_KNOWN: "Not known which yet", **listed}, shown)


def _open_authority(asked: AskedStep) -> str | None:
    is_named = asked.before in authorities()
    return ANOTHER if is_named else asked.draft.unproven or asked.before


def _agencies(asked: AskedStep) -> Iterator[CardElement]:
    """Offers each agency as a button, as a list to choose from where a name is too long for one, and a line for
    another. The child's record number may stand on the same card."""
    step, agencies = asked.step, asked.agencies
    longest = step.longest if isinstance(step, Detail) else None
    known = asked.typed or asked.before
    box = line_box("value", step.title, "" if known in agencies else known, longest or 80)
    yield from _along_box(asked)
    if not agencies or any(map(is_too_long, agencies)):
        listed = dict(zip(agencies, agencies, strict=True))
        if listed:
            yield choice_box("agency", "Choose an agency, or write another below", listed, known)
        yield box
        yield buttons([_continue(asked, step.title, None), *_plain_answers(asked)])
        return
    another = Needing("agency", ANOTHER_AGENCY, "Which?", _continue(asked, ANOTHER_AGENCY, None))
    named = [asked.button(name, choice=name) for name in agencies]
    yield from in_rows([*named, *unfold_buttons([another]).values(), *_plain_answers(asked)])
    yield from unfolded([another], box, "agency" if known and known not in agencies else None)


def _along_box(asked: AskedStep) -> Iterator[CardElement]:
    along = asked.triage.taken_along(asked.draft, asked.step)
    if isinstance(along, Detail) and along.kind == "text":
        typed = asked.along or asked.triage.asked_of(asked.draft).typed.get(along.id, "")
        yield line_box(along.id, f"{along.title}, if at hand", typed, along.longest or 80)
