"""Sign-off actions answer the buttons of a sign-off card. The seat comes from the directory id of whoever pressed,
never from the card."""

from collections.abc import Mapping
from functools import partial

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.handlers.actions.case_form import CasePress, FormAction
from bot.handlers.results import ActionHandler, ActionResult
from bot.handlers.turn import Turn, read_case
from cards.elements import closed_card, headed
from cards.inputs import Values
from cards.refusal import refused_card
from cards.sign_off.card import OWN_VIEW, neutral_card, outside_card, own_view_card, sign_off_card
from cards.sign_off.lapsed import lapsed_card
from cards.sign_off.receipt import change_card, waits_line
from cards.sign_off.subject import LAST_PAGE, NEUTRAL, SignOffSubject
from dialogs.forms import require_no_problem
from dialogs.messages import CardMessage
from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.errors import OutOfDate, StepRefused, WrongStage
from safeguarding.case.events.case_events import OutsideTeams
from safeguarding.case.matter_rules import NOTHING_TO_SIGN, for_matter
from safeguarding.case.signatories import seat_of, signature_of
from safeguarding.case.state.matters import MATTER_NAMES, MATTERS, NOTIFICATION_CRITERIA
from safeguarding.case.state.sign_off import sign_off_of, sign_offs_of
from safeguarding.case.steps.signatures import record_signature, sign
from safeguarding.case.views.lapses import cause_in_words, latest_lapse
from safeguarding.people import Person, Seat

VERDICTS = ("agree", "disagree")
NOTHING_SIGNED = "Nothing was signed by this press."
RECORDED_OUTSIDE = STEPS[for_matter("record_signature", NOTIFICATION_CRITERIA)]
ALREADY = "You have signed this already. Nothing more is needed from you."


async def _sign(service: CaseService, turn: Turn, *, agrees: bool) -> AdaptiveCard:
    case = await read_case(service, turn)
    if lapsed := _lapsed(service, turn, case):
        return lapsed
    subject = _subject_of(service, turn, case)
    press, matter = CasePress(service, turn.actor, turn, subject.case), subject.sign_off.matter.id
    digest, typed, number = press.typed.text_of("digest"), press.typed.text_of("reason"), _number(turn)
    try:
        require_no_problem(press.typed)
        reason = press.optional_text("reason", "Reason")
        case = await press.take(
            lambda now, by, at: sign(now, matter, digest, by, at, agrees=agrees, reason=reason, number=number)
        )
    except StepRefused as refused:
        case = await read_case(service, turn)
        if lapsed := _lapsed(service, turn, case):
            return lapsed
        return _refused(service, turn, _subject_of(service, turn, case), refused, typed)
    # The reading was logged when the turn began.
    subject = _subject_of(service, turn, await service.queries.look_up(press.case.ref, turn.actor))
    shown = _for(service, turn, subject, LAST_PAGE)
    return headed(shown, ALREADY, "default") if case == press.case else shown


def _refused(
    service: CaseService, turn: Turn, subject: SignOffSubject, refused: StepRefused, typed: str = ""
) -> AdaptiveCard:
    """Renders the card on which nothing was signed: the last page, or the form from which an answer was to be
    changed."""
    own = signature_of(turn.actor.person, subject.sign_off)
    if own and own.number == _number(turn) and service.queries.changes(subject, turn.actor):
        shown = change_card(subject, own, typed)
    else:
        begun = typed if turn.verb == "disagree" else None
        shown = _for(service, turn, subject, LAST_PAGE if own else 1, begun)
    said = _why(service, subject.case, subject.sign_off.matter.id, refused)
    return refused_card(shown, said, refused.about, {**turn.data, "verb": turn.verb})


def _for(
    service: CaseService,
    turn: Turn,
    subject: SignOffSubject,
    page: int = 1,
    typed: str | None = None,
) -> AdaptiveCard:
    """Renders the card as the person who pressed sees it."""
    seat, signs = seat_of(subject.sign_off, turn.actor), service.queries.signs(subject, turn.actor)
    own, changes = signature_of(turn.actor.person, subject.sign_off), service.queries.changes(subject, turn.actor)
    return sign_off_card(subject, seat, page, typed, signs=signs, own=own, changes=changes)


async def _change_answer(service: CaseService, turn: Turn) -> ActionResult:
    """Asks for the other answer. An old button, or one of another's card, shows how it stands."""
    case = await read_case(service, turn)
    if lapsed := _lapsed(service, turn, case):
        return lapsed
    subject = _subject_of(service, turn, case)
    try:
        STEPS[for_matter("change_answer", subject.sign_off.matter.id)].require(case, turn.actor)
    except StepRefused as refused:
        return _refused(service, turn, subject, refused)
    own = signature_of(turn.actor.person, subject.sign_off)
    return change_card(subject, own) if own else _for(service, turn, subject, LAST_PAGE)


def _number(turn: Turn) -> int:
    """Reads which of the person's answers the press changes; 0 where it is to be their first."""
    return turn.user_input.number_of("number") or 0


def _why(service: CaseService, case: Case, matter: str, refused: StepRefused) -> str:
    """Says why nothing was signed; of an old card also what changed since."""
    lapse = latest_lapse(case, matter) if isinstance(refused, OutOfDate) else None
    changed = cause_in_words(lapse, case, service.rules.framework, service.rules.office) if lapse else ""
    return f"{refused} {changed}".strip()


def _lapsed(service: CaseService, turn: Turn, case: Case) -> AdaptiveCard | None:
    """Returns what to answer where the matter has lapsed and is put to nobody now: why, and what comes next."""
    matter = turn.user_input.text_of("matter")
    lapse = latest_lapse(case, matter) if matter in MATTERS and not sign_off_of(case, matter) else None
    if lapse is None:
        return None
    shown = lapsed_card(lapse, case, service.rules.card_context(), service.rules.office)
    return headed(shown, NOTHING_SIGNED, "attention") if turn.verb in VERDICTS else shown


async def _page(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)
    if lapsed := _lapsed(service, turn, case):
        return lapsed
    return _for(service, turn, _subject_of(service, turn, case), turn.user_input.number_of("page") or 1)


async def _sign_off(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)
    if lapsed := _lapsed(service, turn, case):
        return CardMessage(lapsed, f"{case.ref}: this has lapsed")
    subject = _subject_of(service, turn, case)
    return CardMessage(_for(service, turn, subject), f"{subject.case.ref}: {subject.sign_off.matter.title}")


async def _own_view(service: CaseService, turn: Turn) -> ActionResult:
    """Teams itself asks for the own view, for whoever has the channel's copy on the screen: the view shows nothing of
    the case, and takes no step."""
    case = await service.queries.look_up(turn.user_input.text_of("ref"), turn.actor)
    subject = service.queries.subject(case, turn.user_input.text_of("matter"))
    if subject is None or subject.sign_off.matter.id not in NEUTRAL or case.access.is_restricted:
        return closed_card("There is nothing to sign here.")
    return own_view_card(subject) if service.queries.signs(subject, turn.actor) else neutral_card(subject)


def _subject_of(service: CaseService, turn: Turn, case: Case) -> SignOffSubject:
    subject = service.queries.subject(case, turn.user_input.text_of("matter"))
    if subject is None:
        raise WrongStage(NOTHING_TO_SIGN)
    return subject


def _outside_form(press: CasePress, filled: Values) -> AdaptiveCard:
    if not press.typed.is_confirmed:
        RECORDED_OUTSIDE.require_allowed(press.case, press.rules.circumstances())
    return outside_card(press.case, _signers(press.service, press.case), filled)


async def _outside(press: CasePress) -> AdaptiveCard:
    """Records, by the Business Team, who signed, for what, when, how, and where the written confirmation is."""
    RECORDED_OUTSIDE.require_allowed(press.case, press.rules.circumstances())
    chosen = press.choice("signer", _signers(press.service, press.case), "Who signed, and for what")
    agrees = press.choice("verdict", ("agrees", "disagrees"), "Verdict") == "agrees"
    matter, seat, tenant, person, *number = chosen.split("|")
    outside = OutsideTeams(
        signed_by=Person(tenant=tenant, id=person),
        on=press.day("on", "Signed on"),
        how=press.text("how", "How it was signed"),
        confirmation=press.text("confirmation", "The written confirmation"),
    )
    reason, changed = press.optional_text("reason", "Reason"), int(number[0]) if number else 0
    after = await press.take(
        lambda now, by, at: record_signature(
            now, matter, Seat(seat), outside, by, at, agrees=agrees, reason=reason, number=changed
        )
    )
    return _recorded_outside(press, after, matter, Seat(seat))


def _recorded_outside(press: CasePress, case: Case, matter: str, seat: Seat) -> AdaptiveCard:
    """Says whose signature was recorded, and who is waited for."""
    subject = press.service.queries.subject(case, matter)
    given = subject.sign_off.signatures.get(seat) if subject else None
    verdict = "agreed" if given and given.agrees else "disagreed"
    waits = waits_line(subject) if subject else ""
    said = f"{case.ref}: {seat.label} {verdict}, outside Teams."
    return press.receipt(case, said, waits, changes=["outside"])


def _signers(service: CaseService, case: Case) -> dict[str, str]:
    """Returns everyone who holds a seat that has not signed yet, and whoever may change their answer, by matter: values
    and titles of a choice. A value ends with the number of the answer, where one is changed."""
    found: dict[str, str] = {}
    for sign_off in sign_offs_of(case):
        matter = sign_off.matter.id
        if STEPS[for_matter("record_signature", matter)].now(case):
            continue
        for seat in sign_off.matter.seats:
            signed = sign_off.signatures.get(seat)
            for holder in service.rules.partnership.holders(seat):
                value, title = f"{matter}|{seat.value}|{holder.tenant}|{holder.id}", holder.title
                if signed and signed.signer == holder.person:
                    found[f"{value}|{signed.number}"] = f"{title} changes the answer: {MATTER_NAMES[matter]}"
                elif signed is None and seat in sign_off.missing:
                    found[value] = f"{title}: {MATTER_NAMES[matter]}"
    return found


SIGN_OFF_BUTTONS: Mapping[str, ActionHandler] = {
    "agree": partial(_sign, agrees=True),
    "disagree": partial(_sign, agrees=False),
    "change_answer": _change_answer,
    "page": _page,
    "sign_off": _sign_off,
    OWN_VIEW: _own_view,
    "outside": FormAction(_outside_form, _outside),
}
