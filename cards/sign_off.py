"""The cards of a sign-off: what is to be signed, page by page; how it stands; what is left when it is decided."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from microsoft_teams.cards import Action, AdaptiveCard, CardElement, ChoiceSetInput, DateInput, TextInput
from microsoft_teams.cards import Choice as Option

from cards.case import Reader, decisions, due_lines, facts_rows, open_button, unread_lines
from cards.elements import (
    LONGEST_EVIDENCE,
    bullets,
    button,
    card,
    heading,
    notice,
    paragraph,
    row,
    said,
    small,
    subheading,
    weight,
)
from safeguarding.case.events import NotMetProposed, Signed
from safeguarding.case.history import Who, changes, facts_when
from safeguarding.case.people import Seat
from safeguarding.case.record import Case
from safeguarding.case.sign_off import LATER_NOT_MET, NOTIFICATION_CRITERIA, SIN_QUALITY, SignOff, done
from safeguarding.working_days import london_date, spoken

PAGE_BYTES = 5_000
MATTER_NAMES = {
    NOTIFICATION_CRITERIA: "notification criteria",
    SIN_QUALITY: "SIN's quality and accuracy",
    LATER_NOT_MET: "criteria not met after all",
}


@dataclass(frozen=True)
class Signing:
    """What a sign-off card needs: the case, how the matter stands, and how offices are named."""

    case: Case
    standing: SignOff
    reader: Reader
    who: Who

    @property
    def is_over(self) -> bool:
        return self.standing.is_agreed or not self.case.is_open

    @property
    def data(self) -> dict[str, object]:
        return {"ref": self.case.ref, "matter": self.standing.matter.id, "digest": self.standing.matter.digest}


def sign_off_card(
    signing: Signing, seat: Seat | None, page: int = 1, problem: str | None = None, typed: str = ""
) -> AdaptiveCard:
    """``seat`` is the reader's; none reads without signing. Signing is offered on the last page only."""
    if signing.is_over:
        return decided_card(signing)
    pages = list(_pages(list(_content(signing, seat))))
    page = min(max(page, 1), len(pages))
    title = f"{signing.case.ref}: {signing.standing.matter.title}"
    body: list[CardElement] = [heading(title), *([notice(problem)] if problem else []), *pages[page - 1]]
    if len(pages) > 1:
        body.append(small(f"Page {page} of {len(pages)}"))
    if page < len(pages):
        return card(body, [button("Next page", "page", {**signing.data, "page": page + 1}, primary=True)])
    body += _standing(signing)
    signs = seat is not None and seat in signing.standing.missing
    if signs:
        body.append(_reason(typed))
    return card(body, [*_back(signing, page), *(_verdicts(signing) if signs else [])])


def _pages(elements: Sequence[CardElement]) -> Iterator[list[CardElement]]:
    """As many elements a page as stay well under the limit of a card."""
    page: list[CardElement] = []
    size = 0
    for element in elements:
        if page and size + weight(element) > PAGE_BYTES:
            yield page
            page, size = [], 0
        page.append(element)
        size += weight(element)
    yield page


def _back(signing: Signing, page: int) -> list[Action]:
    return [button("Page before", "page", {**signing.data, "page": page - 1})] if page > 1 else []


def _verdicts(signing: Signing) -> list[Action]:
    agree = "Sign as accurate" if signing.standing.matter.id == SIN_QUALITY else "Agree"
    return [
        button(agree, "agree", signing.data, primary=True),
        button("Disagree", "disagree", signing.data),
    ]


def _reason(typed: str) -> CardElement:
    return TextInput(
        id="reason",
        label="Reason (needed to disagree)",
        value=typed or None,
        is_multiline=True,
        max_length=float(LONGEST_EVIDENCE),
    )


def _content(signing: Signing, seat: Seat | None) -> Iterator[CardElement]:
    if seat is not None:
        yield from _lapsed(signing, seat)
    yield from CONTENTS[signing.standing.matter.id](signing)


def _lapsed(signing: Signing, seat: Seat) -> Iterator[CardElement]:
    """Why a signature given before no longer counts."""
    earlier = [signed for signed in signing.standing.lapsed if signed.seat is seat]
    if not earlier or seat in signing.standing.signatures:
        return
    changed = changes(facts_when(signing.case, earlier[-1]), signing.case.facts, signing.reader.framework)
    day = spoken(london_date(earlier[-1].at))
    yield notice(f"The signature of {day} has lapsed, because the case was changed or put again.", "warning")
    yield from (said(line) for line in changed)


def _criteria(signing: Signing) -> Iterator[CardElement]:
    case, framework = signing.case, signing.reader.framework
    yield paragraph(_asked(case))
    yield from decisions(case, signing.reader)
    yield from due_lines(case, signing.reader)
    yield from facts_rows(case, framework)
    yield small(framework.principle("equal_responsibility").text)
    if case.sin_submitted and case.outcome.values["sin"] == "not_required":
        unasked = next(reading for reading in framework.readings if reading.id == "unasked_sin")
        yield notice(f"{unasked.question} {unasked.chosen}", "warning")


def _asked(case: Case) -> str:
    value = {"required": "are met", "not_required": "are not met"}.get(case.outcome.values["sin"])
    if value is None:
        return "It is **not yet known** whether the criteria are met. Do you agree that this is how it stands?"
    return f"On these answers the notification criteria **{value}**. Do you agree?"


def _quality(signing: Signing) -> Iterator[CardElement]:
    case, framework = signing.case, signing.reader.framework
    yield notice("Draft: the facts for the government's form. The local authority submits the form itself.", "warning")
    yield from facts_rows(case, framework)
    yield from due_lines(case, signing.reader)
    yield subheading("To be added in the form, not here")
    yield bullets(("the child's identity", "family and household", "services involved", "contact for the notification"))
    yield small(framework.principle("dcs_oversight").text)


def _later_not_met(signing: Signing) -> Iterator[CardElement]:
    case = signing.case
    yield paragraph("After the submission it is proposed that the notification criteria were not met. Do you agree?")
    yield row("Reason", case.of(NotMetProposed)[-1].reason.shown)
    yield from facts_rows(case, signing.reader.framework)
    yield small(
        "It stands only when all three partners and the DCS agree. Then no Rapid Review follows; nothing is deleted."
    )


CONTENTS: dict[str, Callable[[Signing], Iterator[CardElement]]] = {
    NOTIFICATION_CRITERIA: _criteria,
    SIN_QUALITY: _quality,
    LATER_NOT_MET: _later_not_met,
}


def _standing(signing: Signing) -> Iterator[CardElement]:
    yield subheading("Signatures")
    for seat in signing.standing.matter.seats:
        signed = signing.standing.signatures.get(seat)
        yield row(seat.label, _verdict(signed, signing.who) if signed else "not yet")
        if signed and signed.reason:
            yield said(signed.reason.shown)
    if signing.standing.dissents:
        yield notice("There is a disagreement. It never stops the local authority from notifying.", "warning")


def _verdict(signed: Signed, who: Who) -> str:
    verdict = "agreed" if signed.agrees else "disagreed"
    outside = " (given outside Teams)" if signed.outside_teams else ""
    return f"{verdict}, {who(signed.signer)}, {spoken(london_date(signed.at))}{outside}"


def decided_card(signing: Signing) -> AdaptiveCard:
    """What is left of a card when there is nothing more to sign: reference and outcome."""
    outcome = f"{_outcome(signing)} Agreed by all." if signing.standing.is_agreed else "The case is closed."
    text = f"**{signing.case.ref}**: {outcome}"
    return card([paragraph(text)], [open_button(signing.case)])


def _outcome(signing: Signing) -> str:
    """What the seats have agreed to."""
    if signing.standing.matter.id == SIN_QUALITY:
        return "The SIN's quality and accuracy are signed."
    if signing.standing.matter.id == LATER_NOT_MET:
        return "The notification criteria were not met after all: no Rapid Review follows."
    return {
        "required": "The notification criteria are met: a SIN is required.",
        "not_required": "The notification criteria are not met: no SIN is required.",
    }.get(signing.case.outcome.values["sin"], "It is not yet known whether the notification criteria are met.")


def agreed_card(signing: Signing) -> AdaptiveCard:
    """To the Business Team: "not required" stands. What may follow."""
    framework = signing.reader.framework
    steps = framework.next_steps_for(signing.case.outcome.values, done(signing.case))
    return card(
        [
            heading(f"{signing.case.ref}: no SIN is required"),
            paragraph("All three partners have agreed."),
            bullets(f"**{step.who}.** {step.text}" for step in steps),
            paragraph("Nothing further: close the case with the reason."),
        ],
        [
            button("Close the case", "close", {"ref": signing.case.ref}),
            open_button(signing.case),
        ],
    )


def neutral_card(signing: Signing) -> AdaptiveCard:
    """For the channel: a reference, and which seats have signed; not what they said."""
    body = [paragraph(f"**{signing.case.ref}**: sign-off of the notification.")]
    for seat in signing.standing.matter.seats:
        body.append(paragraph(f"{seat.label}: {'signed' if seat in signing.standing.signatures else 'waiting'}"))
    if signing.is_over:
        body = [paragraph(f"**{signing.case.ref}**: sign-off of the notification is complete.")]
    return card(body, [open_button(signing.case)])


def waiting_card(waiting: Sequence[Signing], unread: Sequence[str] = ()) -> AdaptiveCard:
    """What waits for the reader's signature; ``unread``: the references of cases that can't be read."""
    if not waiting and not unread:
        return card([heading("Sign-offs"), paragraph("Nothing waits for your signature.")])
    rows = [paragraph(f"**{signing.case.ref}**: {signing.standing.matter.title}") for signing in waiting]
    actions = [button(f"Open {w.case.ref}: {MATTER_NAMES[w.standing.matter.id]}", "sign_off", w.data) for w in waiting]
    return card([heading("Sign-offs"), *unread_lines(unread), *rows], actions[:6])


def submitted_card(case: Case, reader: Reader, dcs_had_signed: bool) -> AdaptiveCard:
    """What the recorded submission starts, and who hears of it the same day."""
    on = spoken(case.sin_submitted) if case.sin_submitted else ""
    body: list[CardElement] = [heading(f"{case.ref}: SIN submitted on {on}")]
    if not dcs_had_signed:
        body.append(notice("The DCS has not signed the SIN's quality and accuracy. Ask for it now.", "warning"))
    body += due_lines(case, reader)
    framework = reader.framework
    if case.outcome.values["rapid_review"] == "not_required":
        rule = framework.decision("rapid_review").rules[-1]
        body += [notice("No Rapid Review follows", "default"), paragraph(rule.text)]
        if case.outcome.values["sin"] == "not_required":
            unasked = next(reading for reading in framework.readings if reading.id == "unasked_sin")
            body.append(notice(f"{unasked.question} {unasked.chosen}", "warning"))
        else:
            body.append(paragraph(f"The Business Team closes the case. {framework.principle('rule_out_abuse').text}"))
    told = framework.principle("tell_same_day")
    body += [subheading(told.title), paragraph(told.text)]
    return card(body, [open_button(case)])


def outside_card(case: Case, signers: Sequence[tuple[str, str]], problem: str | None = None) -> AdaptiveCard:
    """Records a signature given outside Teams. ``signers``: value and title of each seat-holder with their matter."""
    options = [Option(title=title, value=value) for value, title in signers]
    verdicts = [Option(title="Agrees", value="agrees"), Option(title="Disagrees", value="disagrees")]
    inputs: list[CardElement] = [
        ChoiceSetInput(id="signer", label="Who signed, and for what", choices=options, style="compact"),
        ChoiceSetInput(id="verdict", label="Verdict", choices=verdicts, style="expanded"),
        DateInput(id="on", label="On which day"),
        _box("how", "How: by e-mail, by phone, in a meeting"),
        _box("confirmation", "Which written confirmation there is, and where it is kept"),
        _box("reason", "Reason (needed if they disagree)"),
    ]
    title = f"Record a signature for {case.ref}"
    body = [heading(title), *([notice(problem)] if problem else []), *inputs]
    return card(body, [button("Record it", "outside", {"ref": case.ref, "confirmed": True}, primary=True)])


def _box(id: str, label: str) -> CardElement:
    return TextInput(id=id, label=label, is_multiline=True, max_length=float(LONGEST_EVIDENCE))
