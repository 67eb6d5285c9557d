"""The buttons of a sign-off card. The seat comes from the directory id of whoever pressed, never from the card."""

from collections.abc import Mapping
from datetime import date

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import Casework
from bot.handlers.results import Button, Pressed
from bot.handlers.turn import Turn
from cards.elements import LONGEST_EVIDENCE, closed_card
from cards.sign_off.card import LAST_PAGE, NEUTRAL, OWN_VIEW, neutral_card, outside_card, own_view_card, sign_off_card
from cards.sign_off.subject import MATTER_NAMES, Signing
from dialogs.messages import Shown
from dialogs.typed_answers import read_date
from safeguarding.case.case import Case
from safeguarding.case.errors import BadInput, NotAllowed, Refused, WrongStage
from safeguarding.case.events.case_events import OutsideTeams
from safeguarding.case.people import Person, Seat
from safeguarding.case.state.sign_off import MATTERS
from safeguarding.case.steps.signatures import record_signature, sign

ALREADY = "You have signed this already. Nothing more is needed from you."


async def _agree(work: Casework, turn: Turn) -> Pressed:
    return await _sign(work, turn, agrees=True)


async def _disagree(work: Casework, turn: Turn) -> Pressed:
    return await _sign(work, turn, agrees=False)


async def _sign(work: Casework, turn: Turn, *, agrees: bool) -> AdaptiveCard:
    signing = await _signing(work, turn)
    matter, digest, typed = signing.standing.matter.id, turn.incoming.typed("digest"), turn.incoming.typed("reason")
    if len(typed) > LONGEST_EVIDENCE:
        return _card(work, turn, signing, f"Shorten the reason to {LONGEST_EVIDENCE} characters.", typed)
    if turn.problem:
        return _card(work, turn, signing, turn.problem, typed)
    reason = work.text(typed) if typed else None
    before = signing.case
    try:
        case = await work.take(
            before.ref, lambda now: sign(now, matter, digest, turn.actor, work.now(), agrees=agrees, reason=reason)
        )
    except Refused as refused:
        return _card(work, turn, await _signing(work, turn), str(refused), typed)
    return _card(work, turn, await _signing(work, turn), ALREADY if case == before else None)


def _card(work: Casework, turn: Turn, signing: Signing, problem: str | None = None, typed: str = "") -> AdaptiveCard:
    return _for(work, turn, signing, LAST_PAGE, problem, typed)


def _for(
    work: Casework, turn: Turn, signing: Signing, page: int = 1, problem: str | None = None, typed: str = ""
) -> AdaptiveCard:
    """The card as the person who pressed sees it."""
    seat, signs = work.seat_of(signing, turn.actor), work.signs(signing, turn.actor)
    return sign_off_card(signing, seat, page, problem, typed, signs=signs)


async def _page(work: Casework, turn: Turn) -> Pressed:
    signing = await _signing(work, turn)
    page = turn.incoming.data.get("page")
    number = page if isinstance(page, int) and not isinstance(page, bool) else 1
    return _for(work, turn, signing, number)


async def _sign_off(work: Casework, turn: Turn) -> Pressed:
    signing = await _signing(work, turn)
    return Shown(_for(work, turn, signing), f"{signing.case.ref}: {signing.standing.matter.title}")


async def _own_view(work: Casework, turn: Turn) -> Pressed:
    """Asked for by Teams itself, for whoever has the channel's copy on the screen: it shows nothing of the case, and
    takes no step."""
    case = await work.seen(turn.incoming.typed("ref"), turn.actor)
    signing = work.signing(case, turn.incoming.typed("matter"))
    if signing is None or signing.standing.matter.id not in NEUTRAL or case.is_restricted:
        return closed_card("There is nothing to sign here.")
    return own_view_card(signing) if work.signs(signing, turn.actor) else neutral_card(signing)


async def _signing(work: Casework, turn: Turn) -> Signing:
    case = await work.find(turn.incoming.typed("ref"), turn.actor)
    signing = work.signing(case, turn.incoming.typed("matter"))
    if signing is None:
        raise WrongStage("There is nothing to sign here: the case does not ask for it as it stands now.")
    return signing


async def _outside(work: Casework, turn: Turn) -> Pressed:
    """The Business Team records who signed, for what, when, how, and where the written confirmation is."""
    case = await work.find(turn.incoming.typed("ref"), turn.actor)
    if not work.partnership.allow_signatures_outside_teams:
        raise NotAllowed("The partnership file does not let signatures given outside Teams count, so none is recorded.")
    signers = _signers(work, case)
    if not turn.incoming.data.get("confirmed"):
        return outside_card(case, list(signers.items()))
    try:
        await _record_outside(work, turn, case, signers)
    except Refused as refused:
        return outside_card(case, list(signers.items()), str(refused))
    now = await work.find(case.ref, turn.actor)
    return outside_card(case, list(_signers(work, now).items()), "Recorded.")


async def _record_outside(work: Casework, turn: Turn, case: Case, signers: Mapping[str, str]) -> None:
    if turn.problem:
        raise BadInput(turn.problem)
    chosen, typed = turn.incoming.typed("signer"), turn.incoming.typed
    if chosen not in signers or typed("verdict") not in ("agrees", "disagrees"):
        raise BadInput("Choose who signed and their verdict.")
    if not typed("how") or not typed("confirmation"):
        raise BadInput("Say how it was signed and which written confirmation there is.")
    if any(len(typed(name)) > LONGEST_EVIDENCE for name in ("how", "confirmation", "reason")):
        raise BadInput(f"Shorten each text to {LONGEST_EVIDENCE} characters.")
    matter, seat, tenant, person = chosen.split("|")
    outside = OutsideTeams(
        signed_by=Person(tenant=tenant, id=person),
        on=_day(typed("on"), turn.incoming.today),
        how=work.text(typed("how")),
        confirmation=work.text(typed("confirmation")),
    )
    reason = work.text(typed("reason")) if typed("reason") else None
    agrees = typed("verdict") == "agrees"
    await work.take(
        case.ref,
        lambda now: record_signature(
            now, matter, Seat(seat), outside, turn.actor, work.now(), agrees=agrees, reason=reason
        ),
    )


def _day(text: str, today: date) -> date:
    day = read_date(text, today)
    if day is None:
        raise BadInput("Give the day on which it was signed.")
    return day


def _signers(work: Casework, case: Case) -> dict[str, str]:
    """Everyone who holds a seat that has not signed yet, by matter: the values and titles of a choice."""
    found = (work.signing(case, matter) for matter in MATTERS)
    return {
        f"{s.standing.matter.id}|{seat.value}|{holder.tenant}|{holder.id}": (
            f"{holder.title}: {MATTER_NAMES[s.standing.matter.id]}"
        )
        for s in found
        if s
        for seat in s.standing.missing
        for holder in work.partnership.holders(seat)
    }


SIGN_OFF_BUTTONS: Mapping[str, Button] = {
    "agree": _agree,
    "disagree": _disagree,
    "page": _page,
    "sign_off": _sign_off,
    OWN_VIEW: _own_view,
    "outside": _outside,
}
