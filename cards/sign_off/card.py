"""The cards of a sign-off show what is to be signed, over pages where it is more than a message takes; how it stands;
what is left when it is decided."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from microsoft_teams.cards import (
    Action,
    ActionSet,
    AdaptiveCard,
    CardElement,
    Container,
    ExecuteAction,
    RefreshDefinition,
    TextBlock,
    ToggleVisibilityAction,
)

from cards.case.receipt import next_day, recorded_card
from cards.case.sections import open_button
from cards.context import CardContext
from cards.elements import (
    LIST_BYTES,
    bullets,
    button,
    buttons,
    card,
    heading,
    notice,
    open_case,
    paragraph,
    subheading,
    turning,
    weight,
)
from cards.folds import Fold, opened_by
from cards.form import back_to_case, form_card
from cards.inputs import Values, choice_box, date_box, text_box
from cards.sign_off.content import content, has_lapsed
from cards.sign_off.content import outcome as agreed_on
from cards.sign_off.receipt import change_button, receipt_card, said, said_lines, standing_lines
from cards.sign_off.subject import LAST_PAGE, NEUTRAL, SignOffSubject
from safeguarding.case.case import Case
from safeguarding.case.events.case_events import Signed
from safeguarding.case.stage import Stage
from safeguarding.case.state.leads import submission_in_words
from safeguarding.case.state.matters import LCSPR_DECISION, MERGE, SIN_QUALITY
from safeguarding.case.state.vacancies import vacant_in_words
from safeguarding.case.views.criteria import settled_in_words
from safeguarding.case.views.next_steps import open_steps
from safeguarding.case.views.review_history import NOT_UNANIMOUS, not_unanimous
from safeguarding.dates.working_days import spoken
from safeguarding.framework.framework import Framework
from safeguarding.people import Seat

OWN_VIEW = "own_view"
# Teams asks for the user-specific views of no more people than this.
MOST_VIEWS = 60


@dataclass(frozen=True)
class Put:
    """A put matter has what stands in front, the folds with their buttons, and pages of what does not fit into them."""

    front: Sequence[CardElement]
    folds: Sequence[tuple[Action, CardElement]]
    rest: Sequence[Sequence[CardElement]]


def sign_off_card(
    subject: SignOffSubject,
    seat: Seat | None,
    page: int = 1,
    typed: str | None = None,
    *,
    signs: bool,
    own: Signed | None = None,
    changes: bool = False,
) -> AdaptiveCard:
    """The card shows one page, the nearest that there is."""
    if page == LAST_PAGE and own and not subject.is_over:
        # The receipt is drawn without what was put, which is most of the pages before it.
        return receipt_card(subject, own, changes=changes)
    pages = sign_off_pages(subject, seat, typed, signs=signs, own=own, changes=changes)
    return pages[min(max(page, 1), len(pages)) - 1]


def sign_off_pages(
    subject: SignOffSubject,
    seat: Seat | None,
    typed: str | None = None,
    *,
    signs: bool,
    own: Signed | None = None,
    changes: bool = False,
) -> Sequence[AdaptiveCard]:
    """Returns the pages of the card. On the first one stands what everybody needs to answer, and folded as much of the
    rest as fits; on those after it what is left. ``seat`` is the reader's, none for a member of the Review Group. Each
    page offers to sign, where it falls to the reader. ``typed`` is a reason that they have begun: its box is open then.
    Whoever has answered, ``own``, has the receipt for it as the last page; ``changes`` says that they may change the
    answer."""
    if subject.is_over:
        return [decided_card(subject, own, changes=changes)]
    put = _put(subject, seat)
    pages = [_front(subject, put, typed, signs=signs), *_rest(subject, put, typed, signs=signs)]
    receipt = [receipt_card(subject, own, changes=changes)] if own else []
    shown = [*pages, *receipt]
    turned = [
        card([*page, *turning("page", subject.data, number, len(shown))]) for number, page in enumerate(pages, start=1)
    ]
    return [*turned, *receipt]


def _put(subject: SignOffSubject, seat: Seat | None) -> Put:
    """Returns what is put, without buttons: the same to all but those whose signature has lapsed."""
    whose = seat if has_lapsed(subject, seat) else None
    if whose not in subject.derived:
        found = content(subject, whose)
        reasons = [Fold("Show what was said", tuple(said_lines(subject)))] if said(subject) else []
        folds, rest = _fitting_folds((*reasons, *found.folds))
        front = (_heading(subject), *found.front, *standing_lines(subject))
        subject.derived[whose] = Put(front, opened_by(folds), list(_pages(rest)) if rest else [])
    put: Put = subject.derived[whose]
    return put


def _front(subject: SignOffSubject, put: Put, typed: str | None, *, signs: bool) -> list[CardElement]:
    return [
        *put.front,
        *(_verdicts(subject, typed) if signs else ()),
        buttons([*(action for action, _ in put.folds), *_first(subject, signs=signs), back_to_case(subject.case.ref)]),
        *(body for _, body in put.folds),
    ]


def _first(subject: SignOffSubject, *, signs: bool) -> Iterator[Action]:
    """Yields the way through what the decision rests on, for whoever is to sign it; of a merge the other case, to be
    compared."""
    if subject.sign_off.matter.id == MERGE and (proposed := subject.case.proposals.merge):
        yield open_case(proposed.other)
    if signs and subject.sign_off.matter.id == LCSPR_DECISION:
        data = {"ref": subject.case.ref, "kind": "commissioning"}
        yield button("Go through it first", "go_through", data, inputs=False)


def _rest(subject: SignOffSubject, put: Put, typed: str | None, *, signs: bool) -> Iterator[list[CardElement]]:
    """Yields the pages of what did not fit into the first."""
    for page in put.rest:
        yield [_heading(subject), *page, *(_verdicts(subject, typed) if signs else ())]


def _heading(subject: SignOffSubject) -> CardElement:
    return heading(f"{subject.case.ref}: {subject.sign_off.matter.title}")


def _fitting_folds(folds: Iterable[Fold]) -> tuple[list[Fold], list[CardElement]]:
    """Returns the folds that fit into the first page, and the elements of the others, each with its heading."""
    budget, fits, rest = LIST_BYTES, list[Fold](), list[CardElement]()
    for fold in folds:
        size = sum(map(weight, fold.body))
        if rest or size > budget:
            rest += [subheading(fold.title.removeprefix("Show ").capitalize()), *fold.body]
        else:
            fits.append(fold)
            budget -= size
    return fits, rest


def _pages(elements: Iterable[CardElement]) -> Iterator[list[CardElement]]:
    """Yields pages, with as many elements each as stay well under the limit of a card. A heading goes with what it is
    over."""
    page: list[CardElement] = []
    size = 0
    for element in elements:
        heavy = weight(element)
        if size + heavy > LIST_BYTES:
            kept, page = _without_last_headings(page)
            size = sum(map(weight, page))
            if kept:
                yield kept
        page.append(element)
        size += heavy
    yield page


def _without_last_headings(page: list[CardElement]) -> tuple[list[CardElement], list[CardElement]]:
    end = len(page)
    while end and isinstance(last := page[end - 1], TextBlock) and last.style == "heading":
        end -= 1
    return page[:end], page[end:]


def _verdicts(subject: SignOffSubject, typed: str | None) -> Iterator[CardElement]:
    """Yields the answers. "Disagree" opens its own box: no reason is asked of whoever agrees."""
    agree = "Sign as accurate" if subject.sign_off.matter.id == SIN_QUALITY else "Agree"
    actions: list[Action] = [
        button(agree, "agree", subject.data, primary=True, inputs=False),
        ToggleVisibilityAction(title="Disagree, with a reason", target_elements=["disagreeing", "disagree"]),
    ]
    if subject.sign_off.matter.id == LCSPR_DECISION:
        actions.append(button("Propose a different decision", "propose_decision", {"ref": subject.case.ref}))
    yield buttons(actions)
    is_begun = typed is not None
    reason = text_box("reason", "Why do you disagree?", typed or "")
    yield Container(id="disagreeing", items=[reason], is_visible=is_begun)
    disagree = button("Disagree", "disagree", subject.data)
    yield ActionSet(id="disagree", actions=[disagree], is_visible=is_begun)


def decided_card(subject: SignOffSubject, own: Signed | None = None, *, changes: bool = False) -> AdaptiveCard:
    """The card is what is left when there is nothing more to sign: reference and outcome. ``changes`` says that the
    reader may still withdraw their ``own`` answer."""
    text = f"**{subject.case.ref}**: {_end_of(subject)}"
    change = [change_button(subject, own)] if own and changes else []
    return card([paragraph(text)], [*change, open_button(subject.case)])


def _end_of(subject: SignOffSubject) -> str:
    case = subject.case
    if subject.is_settled:
        return [*settled_in_words(case)][-1]
    if subject.sign_off.is_agreed:
        if subject.sign_off.matter.enough:
            return f"{agreed_on(subject)} Confirmed."
        return f"{agreed_on(subject)} Agreed by {'the quorum' if subject.sign_off.matter.quorum else 'all'}."
    if case.decision:
        against = not_unanimous(case, case.decision)
        return f"{agreed_on(subject)} {NOT_UNANIMOUS.capitalize()}.{f' {against}' if against else ''}"
    return f"Merged into {case.merged_into}: it goes on there." if case.merged_into else "The case is closed."


def agreed_card(subject: SignOffSubject) -> AdaptiveCard:
    """The card tells the Business Team that "not required" stands, and what may follow."""
    steps = open_steps(subject.case, subject.context.framework)
    return card(
        [
            heading(f"{subject.case.ref}: no SIN is required"),
            paragraph("All three partners have agreed."),
            bullets(f"**{step.who}.** {step.text}" for step in steps),
            paragraph("Nothing further: close the case with the reason."),
        ],
        [
            button("Close the case", "close", {"ref": subject.case.ref}),
            open_button(subject.case),
        ],
    )


def neutral_card(subject: SignOffSubject, waiting: Sequence[str] = ()) -> AdaptiveCard:
    """The card tells the channel a reference, and which seats have signed; not what they said. ``waiting`` has the
    channel's ids of those who have to sign yet: their Teams asks for a user-specific view (the card's refresh)."""
    shown = card(_neutral(subject), [open_button(subject.case)])
    if waiting and not subject.is_over:
        action = ExecuteAction(
            title="What waits for me",
            verb=OWN_VIEW,
            data={"ref": subject.case.ref, "matter": subject.sign_off.matter.id},
        )
        shown.refresh = RefreshDefinition(action=action, user_ids=list(waiting[:MOST_VIEWS]))
    return shown


def own_view_card(subject: SignOffSubject) -> AdaptiveCard:
    """The card is the channel's copy for somebody who has to sign: that it waits for them, and the way to it. It has no
    content."""
    body = [*_neutral(subject), notice("This waits for you. Open it in your own chat.", "warning")]
    return card(body, [subject.button, open_button(subject.case)])


def _neutral(subject: SignOffSubject) -> list[CardElement]:
    about = NEUTRAL[subject.sign_off.matter.id]
    if subject.is_over:
        # The channel is not told into which case: the other one may be restricted.
        is_told = subject.is_complete and subject.case.stage is not Stage.OPENED_IN_ERROR
        ended = f"sign-off of {about} is complete" if is_told else subject.case.stage.label.lower()
        return [paragraph(f"**{subject.case.ref}**: {ended}.")]
    body = [paragraph(f"**{subject.case.ref}**: sign-off of {about}.")]
    for seat in subject.sign_off.matter.seats:
        vacant = vacant_in_words(seat, subject.context.vacant)
        stands = "answered" if seat in subject.sign_off.signatures else "waiting"
        body.append(
            paragraph(f"{seat.label}: {vacant}" if vacant and stands == "waiting" else f"{seat.label}: {stands}")
        )
    if subject.sign_off.matter.quorum:
        body.append(paragraph(f"Review Group: {len(subject.sign_off.members)} answered"))
    return body


def submitted_card(
    case: Case, context: CardContext, dcs_had_signed: bool, changes: Sequence[Action] = ()
) -> AdaptiveCard:
    """The receipt says what the recorded submission starts; who hears of it the same day unfolds. With ``changes`` it
    can be corrected."""
    is_reviewed = case.outcome.values["rapid_review"] != "not_required"
    why = () if is_reviewed else tuple(_no_review(case, context.framework))
    return recorded_card(
        case,
        f"{case.ref}: SIN {submission_in_words(case)}.",
        next_day(case, context) if is_reviewed else "No Rapid Review follows.",
        "" if dcs_had_signed else "The DCS has not signed the SIN's quality and accuracy. Ask for it now.",
        changes,
        [*_told(context), Fold("Show why", why)],
    )


def _no_review(case: Case, framework: Framework) -> Iterator[CardElement]:
    yield paragraph(framework.decision("rapid_review").rules[-1].text)
    if case.outcome.values["sin"] == "not_required":
        unasked = next(reading for reading in framework.readings if reading.id == "unasked_sin")
        yield notice(f"{unasked.question} {unasked.chosen}", "warning")
    else:
        yield paragraph(f"The Business Team closes the case. {framework.principle('rule_out_abuse').text}")


def _told(context: CardContext) -> Iterator[Fold]:
    told = context.framework.principle("tell_same_day")
    yield Fold("Show whom to tell that day", (subheading(told.title), paragraph(told.text)))


def update_submitted_card(case: Case, context: CardContext, changes: Sequence[Action] = ()) -> AdaptiveCard:
    """The receipt says that the notification is updated, and what is due now."""
    updated = case.notification.updated
    on = spoken(updated) if updated else ""
    said = f"{case.ref}: notification updated on {on}."
    return recorded_card(case, said, next_day(case, context), changes=changes, folds=[*_told(context)])


def outside_card(case: Case, signers: Values, values: Values) -> AdaptiveCard:
    """The form records a signature given outside Teams. ``signers`` has the title of each seat-holder with their
    matter, by value."""
    inputs = [
        choice_box("signer", "Who signed, and for what", signers, values.get("signer", "")),
        choice_box("verdict", "Verdict", {"agrees": "Agrees", "disagrees": "Disagrees"}, values.get("verdict", "")),
        date_box("on", "Signed on", values.get("on", "")),
        text_box("how", "How: by e-mail, by phone, in a meeting", values.get("how", "")),
        text_box(
            "confirmation", "Which written confirmation there is, and where it is kept", values.get("confirmation", "")
        ),
        text_box("reason", "Reason (needed if they disagree)", values.get("reason", "")),
    ]
    body = [heading(f"Record a signature for {case.ref}"), *inputs]
    return form_card(case.ref, body, "Record it", "outside")
