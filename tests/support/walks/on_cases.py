"""These steps are taken on a case outside its review: its facts, its signatures, its end, and who has a part in it."""

from collections.abc import Mapping

from dialogs.forms import person_value
from safeguarding.people import Person
from tests.journeys.conftest import CHANNEL, ICB, Bot
from tests.support.fake_teams.one_drive import OneDrive
from tests.support.fake_teams.server import buttons
from tests.support.people.review_in_chat import CASE_CARD, open_form, press_button
from tests.support.people.sin_lane import (
    CRITERIA,
    ICB_DSP,
    QUALITY,
    REF,
    People,
    card_of,
    case_in_notification,
    shown,
)
from tests.support.walks import starts
from tests.support.walks.starts import ESCALATION, OTHER, TODAY, WHY
from tests.support.walks.step import (
    SAYS,
    Press,
    WalkStep,
    council,
    fills_in,
    icb,
    police,
    practitioner,
    presses,
    presses_shown,
    says,
    signs,
    signs_as_deputy,
    team,
)

AWAY = "DSP, ICB is away until|who is away"
BACK = "DSP, ICB is back|who is away"


async def _update(bot: Bot, people: People, drive: OneDrive) -> Press:
    await people.practitioner.say(f"update {REF}")
    checked = people.practitioner.showing(f"Check your answers for {REF}")
    change = next(b for b in buttons(checked.card) if b.get("tooltip") == "Change: Where it happened")
    await press_button(people.practitioner, change, checked)
    await people.practitioner.press("Outside England")
    return people.practitioner, people.practitioner.press("Save the changes")


async def _change_answer(bot: Bot, people: People, drive: OneDrive) -> Press:
    receipt = card_of(people.icb, CRITERIA)
    await people.icb.press("Change my answer", receipt)
    return people.icb, people.icb.press("Disagree", receipt, reason="New knowledge.")


async def _merge(bot: Bot, people: People, drive: OneDrive) -> Press:
    asking = await shown(people.team, f"New case {OTHER}")
    await people.team.press(f"Merge into {REF}", asking)
    return people.team, people.team.press("Merge the cases", asking, reason="The same child.")


async def _join(bot: Bot, people: People, drive: OneDrive) -> Press:
    asking = people.team.showing(f"New case {OTHER}")
    await people.team.press(f"Join with {REF}", asking)
    return people.team, people.team.press("Join the cases", asking, reason=WHY)


async def _link(bot: Bot, people: People, drive: OneDrive) -> Press:
    asking = await shown(people.team, f"New case {OTHER}")
    await people.team.press(f"Link to {REF}", asking)
    typed = {"kind": "same_family", "theme": "", "reason": "Brother and sister."}
    return people.team, people.team.press("Link them", asking, **typed)


async def _unlink(bot: Bot, people: People, drive: OneDrive) -> Press:
    await people.team.say(f"case {OTHER}")
    form = people.team.offering("Remove")
    await people.team.press("Remove", form)
    title = "Remove the link"
    return people.team, people.team.press(title, form, reason="Another family.")


async def _undo_merge(bot: Bot, people: People, drive: OneDrive) -> Press:
    await people.team.say(f"case {OTHER}")
    form = people.team.offering("Undo the merge")
    await people.team.press("Undo the merge", form)
    return people.team, people.team.press("Undo the merge", form, reason="Another child.")


async def _restrict(bot: Bot, people: People, drive: OneDrive) -> Press:
    form = await open_form(people.team, "Restrict the case")
    given = {**starts.standing(form.card), "reason": WHY}
    return people.team, people.team.press(f"Restrict {REF}", form, **given)


async def _own_view(bot: Bot, people: People, drive: OneDrive) -> Press:
    """Teams asks by itself, when the channel's copy comes into sight."""
    copy = next(m for m in bot.teams.messages if m.conversation.startswith(CHANNEL) and (m.card or {}).get("refresh"))
    assert copy.card
    chat = bot.channel(ICB_DSP)
    chat.tenant, chat.numbers = ICB, people.icb.numbers
    return chat, press_button(chat, copy.card["refresh"]["action"], copy)


async def _redact(bot: Bot, people: People, drive: OneDrive) -> Press:
    form = await open_form(people.team, "Remove a text")
    await people.team.press("Remove", form)
    await people.team.press("Go on", form, reason=WHY)
    return people.team, people.team.press("Remove the text for good", form, reason=WHY)


async def _remind(bot: Bot, people: People, drive: OneDrive) -> Press:
    await people.team.say(f"case {REF}")
    card = people.team.showing(CASE_CARD)
    await people.team.press("Remind", card)
    return people.team, people.team.press("Remind", card)


async def _acknowledge(bot: Bot, people: People, drive: OneDrive) -> Press:
    await people.icb.say(f"case {REF}")
    card = people.icb.showing(CASE_CARD)
    await people.icb.press("Acknowledge", card)
    return people.icb, people.icb.press("Acknowledge", card, quiet_until="2026-11-26", reason=WHY)


async def _away_for_another(bot: Bot, people: People, drive: OneDrive) -> Press:
    await people.team.say("away")
    who = person_value(Person(tenant=ICB, id=ICB_DSP))
    return people.team, people.team.press("Record it", people.team.last, person=who, back_on="2026-11-26")


ON_CASES: Mapping[str, WalkStep] = {
    "close": WalkStep("close", starts.nobody_hurt, fills_in("Close the case", "Close the case", reason=WHY)),
    "reopen": WalkStep("reopen", starts.closed, fills_in("Reopen the case", "Reopen the case", reason="It was none.")),
    "record a death": WalkStep(
        "record_death", starts.closed, presses("Add a death or a child"), tells="Has a child or young person"
    ),
    "begin an update by its button": WalkStep(
        "update", starts.nobody_hurt, presses("Change facts or dates", practitioner), tells="Check your answers"
    ),
    "save an update": WalkStep("record", starts.nobody_hurt, _update),
    "agree to a change of the facts": WalkStep(
        "agree", starts.change_proposed, signs_as_deputy("Sign: change of the facts")
    ),
    "withdraw a change of the facts": WalkStep(
        "withdraw_update",
        starts.change_proposed,
        fills_in("Withdraw the proposed change", "Withdraw it", practitioner, reason="A slip."),
    ),
    "merge": WalkStep("merge", starts.two_cases, _merge),
    "agree to a merge": WalkStep("agree", starts.merge_proposed, signs_as_deputy("Sign: merge")),
    "ask how two cases belong together": WalkStep(f"{SAYS}link", starts.two_cases, says(f"link {REF} {OTHER}")),
    "say how two cases belong together": WalkStep(
        "belongs", starts.two_cases, fills_in("Another case: link or merge", "Go on", other=OTHER, choice="link")
    ),
    "join": WalkStep("join", starts.two_cases, _join),
    "link": WalkStep("link", starts.two_cases, _link),
    "remove a link": WalkStep("unlink", starts.linked, _unlink),
    "undo a merge": WalkStep("undo_merge", starts.merged, _undo_merge),
    "agree": WalkStep("agree", case_in_notification, signs("Agree")),
    "disagree": WalkStep("disagree", case_in_notification, signs("Disagree", reason="The record is thin.")),
    "sign the SIN's quality": WalkStep("agree", case_in_notification, signs("Sign as accurate", council, QUALITY)),
    "change the answer": WalkStep("disagree", starts.answered, _change_answer),
    "ask to change the answer": WalkStep(
        "change_answer", starts.answered, presses_shown("Change my answer", CRITERIA, icb)
    ),
    "see again what was put": WalkStep("page", starts.answered, presses_shown("Show what was put", CRITERIA, icb)),
    "sign from the list": WalkStep(
        "sign_off", case_in_notification, presses("Sign: notification criteria", police, "my steps")
    ),
    "see one's own view in the channel": WalkStep("own_view", case_in_notification, _own_view, tells="waits for you"),
    "record a signature given outside Teams": WalkStep(
        "outside",
        case_in_notification,
        fills_in(
            "Record: signed outside Teams",
            "Record it",
            signer=f"notification_criteria|icb|{ICB}|{ICB_DSP}",
            verdict="agrees",
            on=TODAY,
            how="By phone",
            confirmation="E-mail 7",
        ),
    ),
    "put it to the seats again": WalkStep(
        "put_again",
        starts.disagreed,
        fills_in("Re-ask: notification criteria", "Ask them again", reason="We talked."),
    ),
    "escalate the criteria": WalkStep(
        "escalate_criteria",
        starts.disagreed,
        fills_in("Record escalated criteria", "Record it", team, met="not_met", **ESCALATION),
    ),
    "sign the criteria by escalation": WalkStep(
        "agree",
        starts.escalated,
        signs("Agree", council, "Should the decision on the criteria by escalation take effect?"),
    ),
    "submit by a typed line": WalkStep(f"{SAYS}submitted", case_in_notification, says(f"submitted {REF} today")),
    "submit by the form": WalkStep(
        "submitted",
        case_in_notification,
        fills_in("Record the SIN's submission", "Record the submission", on=TODAY),
    ),
    "submit an update": WalkStep(
        "update_submitted",
        starts.dead_after_decision,
        fills_in("Record the SIN's update", "Record the update", on=TODAY),
    ),
    "propose that it was opened in error": WalkStep(
        "propose_opened_in_error",
        case_in_notification,
        fills_in("Opened in error", "Propose it", kind="test", reason="A tester typed it."),
    ),
    "confirm that it was opened in error": WalkStep(
        "agree", starts.error_proposed, signs("Agree", police, starts.ERROR)
    ),
    "reopen what was opened in error": WalkStep(
        "reopen",
        starts.closed_in_error,
        fills_in("Reopen the case", "Reopen the case", practitioner, reason="The child is real."),
    ),
    "record another partnership": WalkStep(
        "partnership",
        starts.elsewhere,
        fills_in("Another partnership", "Record it", authority="Surrey", told_on=TODAY, answer="waiting"),
    ),
    "propose a transfer": WalkStep(
        "propose_transfer",
        starts.elsewhere,
        fills_in("Transfer to another authority", "Propose it", authority="Surrey", told_on=TODAY, reason=WHY),
    ),
    "accept a transfer": WalkStep(
        "accept_transfer",
        starts.transfer_agreed,
        fills_in(
            "Record the acceptance",
            "Record the acceptance",
            accepted_by="Head of Safeguarding",
            on=TODAY,
            confirmation="Letter S/7",
        ),
    ),
    "restrict": WalkStep("restrict", case_in_notification, _restrict),
    "lift the restriction": WalkStep(
        "lift_restriction",
        starts.restricted,
        fills_in("Lift the restriction", "Lift the restriction", reason=WHY),
    ),
    "declare a conflict of interest": WalkStep(
        "declare_conflict",
        case_in_notification,
        fills_in("Declare conflict of interest", "Declare it", icb, reason="A neighbour."),
    ),
    "withdraw a conflict of interest": WalkStep(
        "withdraw_conflict",
        starts.conflicted,
        fills_in("Withdraw conflict of interest", "Record it", person=f"{ICB}|{ICB_DSP}", reason="Another family."),
    ),
    "hand over": WalkStep("hand_over", starts.with_deputy, presses("Hand over to my deputy", icb)),
    "hand over by a typed line": WalkStep(f"{SAYS}hand over", starts.with_deputy, says(f"hand over {REF}", icb)),
    "hand over for another": WalkStep(
        "hand_over_for",
        starts.with_deputy,
        fills_in("Hand over for somebody", "Hand it over", person=f"{ICB}|{ICB_DSP}"),
    ),
    "take one's part back": WalkStep("take_back_part", starts.handed_over, presses("Take my part back", icb)),
    "be away": WalkStep(f"{SAYS}away", starts.with_deputy, says("away until Thursday", icb), tells=AWAY),
    "record that another is away": WalkStep("away", starts.with_deputy, _away_for_another, tells=AWAY),
    "be back": WalkStep("is_back", starts.away, presses("Is back", icb, "away"), tells=BACK),
    "see the texts that can be removed": WalkStep("redact", case_in_notification, presses("Remove a text")),
    "remove a text": WalkStep("redact", case_in_notification, _redact),
    "remind": WalkStep("remind", starts.tuesday, _remind, tells="Reminded now"),
    "acknowledge": WalkStep("acknowledge", starts.tuesday, _acknowledge),
    "turn the weekly list off": WalkStep(
        "mondays", case_in_notification, presses("Not each Monday", police, "my steps"), tells="Monday"
    ),
}
