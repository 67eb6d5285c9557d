"""These cards correct what was recorded: on a wrong day, or although it never happened."""

from collections.abc import Iterator, Mapping, Sequence

from microsoft_teams.cards import Action, AdaptiveCard, CardElement

from cards.case.proposals import EVERYBODY_AGREES, would_change
from cards.case.sections import open_button
from cards.case.what_follows import what_follows
from cards.context import CardContext
from cards.elements import button, buttons, card, card_about, heading, paragraph, quotation, row, subheading
from cards.form import form_card
from cards.inputs import Values, date_box, text_box
from safeguarding.case.case import Case
from safeguarding.case.corrections import Recorded
from safeguarding.case.events.correction_events import CorrectionProposed, DayCorrected, RecordedStep, StepTakenBack
from safeguarding.case.state.recorded_steps import RECORDED_STEPS, title_of
from safeguarding.case.state.weakening import correction_weakening
from safeguarding.case.views.history import Who, correction_in_words
from safeguarding.dates.working_days import spoken

CONSEQUENCES: Mapping[RecordedStep, str] = {
    "sin_submitted": (
        "The SIN is due again at once, by its old day. What was determined and decided after it stays on the record "
        "and counts no more; an LCSPR that was commissioned goes on."
    ),
    "update_submitted": (
        "The update is due again at once, by its old day. What was determined and decided after it stays on the record "
        "and counts no more; an LCSPR that was commissioned goes on."
    ),
    "determined": (
        "The Rapid Review is due again at once, by its old day. The record of the review stays. What was decided on "
        "the determination stays on the record too, and counts no more."
    ),
    "lcspr_started": "It is to be recorded anew who reviews, and since when.",
    "lcspr_completed": "The case is open again, and the LCSPR is due by its old day.",
}
"""The form says what follows from taking each step back."""


def corrections_card(case: Case, rows: Sequence[tuple[RecordedStep, Recorded, Sequence[str]]]) -> AdaptiveCard:
    """The card lists the recorded steps that the reader may correct, each with the corrections that it may have."""
    body: list[CardElement] = [heading(f"Correct what was recorded for {case.ref}")]
    if not rows:
        body.append(paragraph("Nothing is on record here that you could correct."))
    for step, found, corrections in rows:
        title = title_of(step, found.agency)
        shown = paragraph(f"{title[0].upper()}{title[1:]}: {spoken(found.day)}")
        body += [shown, buttons([CORRECTING[each](case, step, found) for each in corrections])]
    return card(body, [open_button(case)])


def correct_button(case: Case, step: RecordedStep, found: Recorded) -> Action:
    return _button("Correct the day", "correct_day", case, step, found)


def _take_back_button(case: Case, step: RecordedStep, found: Recorded) -> Action:
    return _button("It never happened", "take_back", case, step, found)


def _button(title: str, verb: str, case: Case, step: RecordedStep, found: Recorded) -> Action:
    whose = {"agency": found.agency} if found.agency else {}
    data = {"ref": case.ref, "step": step, "seen": found.number, **whose}
    return button(title, verb, data, inputs=False, spoken=f"{title}: {title_of(step, found.agency)}")


CORRECTING = {"correct": correct_button, "take_back": _take_back_button}


def correct_day_card(
    case: Case, step: RecordedStep, seen: str, typed: Values, agency: str | None = None
) -> AdaptiveCard:
    """The form asks for the right day and the reason. ``agency`` is the one whose return is meant."""
    title = f"Correct the day of {title_of(step, agency)}"
    said = (
        "The old day stays in the history, and the dates follow at once. A later day that moves what is due waits "
        "until the DCS or another partner has confirmed it."
    )
    day = date_box("on", "The right day", typed.get("on", ""))
    whose = {"agency": agency} if agency else {}
    return _form(
        case, title, "Correct the day", said, "correct_day", {"step": step, "seen": seen, **whose}, [day], typed
    )


def take_back_card(case: Case, step: RecordedStep, seen: str, typed: Values) -> AdaptiveCard:
    """The form says what follows, and asks for the reason."""
    title = f"Take back {RECORDED_STEPS[step].title}"
    return _form(case, title, "Take it back", CONSEQUENCES[step], "take_back", {"step": step, "seen": seen}, [], typed)


def _form(
    case: Case,
    title: str,
    does: str,
    said: str,
    verb: str,
    about: Mapping[str, str],
    more: Sequence[CardElement],
    typed: Values,
) -> AdaptiveCard:
    reason = text_box("reason", "Reason, in a sentence or two", typed.get("reason", ""))
    body = [heading(f"{title} for {case.ref}"), paragraph(said), *more, reason]
    return form_card(case.ref, body, does, verb, about)


def correction_lines(case: Case) -> Iterator[CardElement]:
    """Says what a proposed correction would end or move, and who has to agree before it holds."""
    proposed = case.proposals.correction
    if proposed is None:
        return
    yield paragraph(sentence(proposed))
    yield row("Reason", proposed.reason.shown)
    who = EVERYBODY_AGREES if proposed.ends else "the DCS or another partner confirms it"
    yield would_change(correction_weakening(case), who)


def sentence(event: CorrectionProposed | DayCorrected | StepTakenBack) -> str:
    words = correction_in_words(event)
    return f"{words[0].upper()}{words[1:]}"


def corrected_card(case: Case, made: DayCorrected | StepTakenBack, context: CardContext, who: Who) -> AdaptiveCard:
    """The card tells whoever was told of a step that it was corrected, and what is due now."""
    told = [paragraph(sentence(made)), row("By", who(made.by)), quotation(made.reason.shown)]
    return card_about(case.ref, "what was recorded is corrected", *told, *what_follows(case, context))


def correction_proposed_card(case: Case, who: Who) -> AdaptiveCard:
    """The card tells the Business Team of a correction that waits for others to agree."""
    proposed = case.proposals.correction
    by = f"{who(proposed.by)} proposes a correction." if proposed else "The proposal is over."
    return card_about(case.ref, "a correction is proposed", paragraph(by), *correction_lines(case))


def proposed_correction_section(case: Case) -> Iterator[CardElement]:
    if case.proposals.correction:
        yield subheading("Correction proposed, and not in force")
        yield from correction_lines(case)
