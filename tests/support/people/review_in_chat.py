"""A Rapid Review runs in chat with these people, answers and ways through it, whoever takes its steps."""

from collections.abc import Iterator, Mapping
from typing import Any

from cards.rapid_review.part import BESIDE
from cards.refusal import NOT_RECORDED
from dialogs.forms import person_value
from safeguarding.case.case import Case
from safeguarding.framework.loader import current
from safeguarding.framework.statements import TICKED
from safeguarding.people import Person
from tests.journeys.conftest import BUSINESS_TEAM, CHANNEL, COUNCIL, ICB, LOCAL_AUTHORITY_DSP, POLICE, Bot
from tests.support.fake_teams.server import Chat, Message, texts
from tests.support.people.review_on_record import filled_in
from tests.support.people.sin_lane import ICB_DSP, POLICE_DSP, REF, People, case_in_notification, shown, sign

RECORD = f"Rapid Review of {REF}\nRecord:"
CASE_CARD = f"Case {REF}\n"
DECISION = "The rationale, and the decision on the LCSPR"
CONCERN = "The Case of Concern"
MEMBERS = ",".join(
    person_value(Person(tenant=tenant, id=id))
    for tenant, id in ((COUNCIL, LOCAL_AUTHORITY_DSP), (ICB, ICB_DSP), (POLICE, POLICE_DSP))
)
ICB_CHAIRS = person_value(Person(tenant=ICB, id=ICB_DSP))
BUSINESS_TEAM_CHAIRS = person_value(Person(tenant=COUNCIL, id=BUSINESS_TEAM))
WORDS = "As the agencies' returns zzz show."
WHY = "Because of the zzz learning."
TO_COMMISSION = {"outcome": "commission", "national": "not_recommended", "rationale": WHY}
NOT_TO_COMMISSION = {**TO_COMMISSION, "outcome": "not_commission", "reasons": "no_multi_agency_learning"}
NOT_MET = {**TO_COMMISSION, "outcome": "not_met"}
CONSTRAINED = {**NOT_TO_COMMISSION, "reasons": "legal_constraints", "look_again_on": "2027-03-01"}
LESSONS = ("single_agency_concern", "drift_or_delay")
NO_LESSONS: tuple[str, ...] = ()
NO_LEARNING = (*LESSONS, "no_multi_agency_learning")
NOT_FOR_THE_CHANNEL = ("zzz", "criteria", "met", "commission", "national", "learning", "Rationale", "agreed")


async def case_of(bot: Bot) -> Case:
    found = await bot.store.cases.get(REF)
    assert found
    return found


async def in_review(bot: Bot, **different: str) -> People:
    """Opens and submits a case: a child died, abuse is suspected, and the SIN was submitted today."""
    people = await case_in_notification(bot, **different)
    await people.team.say(f"submitted {REF} today")
    return people


async def record(chat: Chat) -> Message:
    await chat.say(f"review {REF}")
    return chat.showing(RECORD)


async def case_words(chat: Chat) -> str:
    await chat.say(f"case {REF}")
    return chat.showing(CASE_CARD).unfolded


async def case_titles(chat: Chat) -> list[str]:
    """Returns the titles of the buttons on the case's card, the steps that the person may take next."""
    await case_words(chat)
    return [button["title"] for button in _all(chat.showing(CASE_CARD).card)]


async def open_form(chat: Chat, title: str) -> Message:
    """Opens the form of one of the case card's buttons; it takes the card's place."""
    await case_words(chat)
    message = chat.showing(CASE_CARD)
    await chat.press(title, message)
    return message


async def open_part(chat: Chat, title: str) -> Message:
    message = await record(chat)
    button = next(b for b in _rows(message.card) if b["tooltip"].endswith(f": {title}"))
    answer = await press_button(chat, button, message)
    assert answer
    return message


async def open_evidence(chat: Chat, title: str, *ticked: str) -> Message:
    """Opens a list, and goes on from it to the evidence of what is ticked."""
    message = await open_part(chat, title)
    await chat.press("Continue", message, ticked=",".join(ticked))
    return message


async def press_button(chat: Chat, button: Mapping[str, Any], message: Message) -> Any:
    action = {"type": "Action.Execute", "verb": button["verb"], "data": button["data"]}
    activity = chat.activity("invoke", name="adaptiveCard/action", value={"action": action}, replyToId=message.id)
    _, body = await chat.post(activity)
    if isinstance(body["value"], dict):
        message.activity = {"attachments": [{"content": body["value"]}]}
    return body["value"]


async def crafted(chat: Chat, verb: str, **data: Any) -> str:
    """Presses a made-up button and returns the answer's words; of a refusal why."""
    action = {"verb": verb, "data": {"ref": REF, "confirmed": True, **data}}
    status, body = await chat.post(chat.activity("invoke", name="adaptiveCard/action", value={"action": action}))
    assert status == 200, body
    if not isinstance(body["value"], dict):
        return str(body["value"])
    return why_refused(body["value"]) or "\n".join(texts(body["value"]))


def why_refused(card: Any) -> str:
    """Returns why a press was refused, as the card says it at the box or at the button; nothing where it was not."""
    lines = [*texts(card)]
    if NOT_RECORDED not in lines:
        return ""
    at_box = [node["text"] for node in _nodes(card) if node.get("color") in ("Attention", "Warning")]
    return next(iter(at_box), lines[lines.index(NOT_RECORDED) + 1])


async def fill_in(chat: Chat, ticked: tuple[str, ...] = LESSONS, **choices: str) -> Message:
    """Fills in every missing part, one after the other, as the forms lead on. Returns the record at the end."""
    message = await record(chat)
    await chat.press("Fill in", message)
    for _ in range(30):
        if RECORD in message.words:
            return message
        if statements(message):
            await chat.press("Continue", message, **ticks(message, ticked))
        else:
            await chat.press("Save", message, **answers(message, ticked, choices))
    raise AssertionError("the forms lead on without end")


def statements(message: Message) -> list[str]:
    """Returns what can be ticked on a form, by the statements' ids; nothing where it asks for something else."""
    listed = [field for field in inputs(message.card) if field["id"] == TICKED]
    return [choice["value"] for field in listed for choice in field["choices"]]


def ticks(message: Message, ticked: tuple[str, ...]) -> dict[str, str]:
    """Ticks what holds of a list, or says at once why nothing does, where the list asks for it."""
    if holding := ",".join(item for item in statements(message) if item in ticked):
        return {TICKED: holding}
    asks_why = "choice" in standing_in(message)
    return {"choice": "none", "text": WORDS} if asks_why else {}


def answers(message: Message, ticked: tuple[str, ...], choices: Mapping[str, str]) -> dict[str, str]:
    """Answers a form with ``choices`` by the parts' ids, elsewhere with ticks, the first choice and no national
    review."""
    fields = {field["id"]: field for field in inputs(message.card)}
    saves = next(button["data"] for button in _all(message.card) if button["verb"] == "answer_part")
    given: dict[str, str] = {}
    for item in ticked:
        if f"evidence_{item}" in fields:
            given[f"evidence_{item}"] = WORDS
        if f"on_{item}" in fields:
            given[f"on_{item}"] = "2027-03-01"
    if given:
        return given
    of_part = _of_part(fields, saves["part"], choices)
    return {**of_part, **(_of_part(fields, saves["beside"], choices, BESIDE) if "beside" in saves else {})}


def _of_part(fields: Mapping[str, Any], part: str, choices: Mapping[str, str], suffix: str = "") -> dict[str, str]:
    """Answers one of the parts of a form; of a second one the boxes' ids end in the suffix."""
    given: dict[str, str] = {}
    if options := fields.get(f"choice{suffix}", {}).get("choices"):
        offered = [option["value"] for option in options]
        usual = "not_recommended" if part == "national_review" else offered[0]
        given[f"choice{suffix}"] = choices.get(part, usual)
    return {**given, f"text{suffix}": WORDS} if f"text{suffix}" in fields else given


def inputs(card: object) -> list[dict[str, Any]]:
    return [node for node in _nodes(card) if str(node.get("type", "")).startswith("Input.")]


def standing_in(message: Message) -> dict[str, str]:
    """Returns the values that stand in the inputs of a form."""
    return {field["id"]: field.get("value", "") for field in inputs(message.card)}


async def fill_in_what_is_needed(chat: Chat) -> None:
    """Answers each part that a determination needs as not known."""
    for part in (part for part in current().parts if part.needed):
        await crafted(chat, "answer_part", part=part.id, seen=0, choice="not_known", text=WORDS)


async def name_chair(people: People, chair: str = ICB_CHAIRS) -> None:
    form = await open_form(people.police, "Name the chair")
    await people.police.press("Name the chair", form, chair=chair)


async def determine(chat: Chat, what: Mapping[str, str], **more: str) -> Message:
    """Records a determination as one member for the meeting. Returns its receipt, or the form with what is wrong."""
    form = await open_form(chat, "Record the determination")
    await chat.press("Record the determination", form, **{"present": MEMBERS, **what, **more})
    return form


async def fill_in_on_record(bot: Bot, chat: Chat, ticked: tuple[str, ...] = LESSONS) -> None:
    """Puts on file what ``fill_in`` fills in, for whatever begins after the record."""
    case, by = await case_of(bot), bot.partnership.actor(Person(tenant=chat.tenant, id=chat.person))
    await bot.store.cases.save(filled_in(case, bot.framework, ticked, WORDS, by, bot.clock()), case.version)
    bot.scheduler.run_soon()


async def put_to_the_partners(
    bot: Bot,
    what: Mapping[str, str],
    ticked: tuple[str, ...] = LESSONS,
    differs: str = "",
    *,
    in_chat: bool = False,
    **different: str,
) -> People:
    """Fills in and determines, and the chair confirms: each DSP has the card to sign. The forms of the record are gone
    through ``in_chat`` where a test is about what is said on the whole way."""
    people = await in_review(bot, **different)
    await name_chair(people)
    await (fill_in(people.council, ticked) if in_chat else fill_in_on_record(bot, people.council, ticked))
    recorded = await determine(people.police, what, **({"differs": differs} if differs else {}))
    assert "Waiting for the chair" in recorded.words, recorded.words
    asking = await shown(people.icb, "Confirm the determination for")
    await people.icb.press("Confirm the determination", asking)
    for chat in people.partners:
        await shown(chat, DECISION)
    return people


async def sign_decision(chat: Chat, verdict: str = "Agree", reason: str = "") -> str:
    message = await last_page(chat, DECISION)
    answer = await chat.press(verdict, message, reason=reason)
    return answer if isinstance(answer, str) else message.words


async def last_page(chat: Chat, title: str) -> Message:
    message = await shown(chat, title)
    while any(button["title"] == "Next page" for button in _all(message.card)):
        await chat.press("Next page", message)
    return message


async def decided(
    bot: Bot, what: Mapping[str, str], ticked: tuple[str, ...] = LESSONS, *, in_chat: bool = False, **different: str
) -> People:
    """All three partners have agreed."""
    people = await put_to_the_partners(bot, what, ticked, in_chat=in_chat, **different)
    for chat in people.partners:
        await sign_decision(chat)
    assert (await case_of(bot)).decision
    return people


async def no_sin_needed(bot: Bot) -> People:
    """All three partners agree that the notification criteria are not met."""
    people = await case_in_notification(bot, abuse_or_neglect="neither", care_experienced="no")
    for chat in people.partners:
        await sign(chat)
    return people


def told(chat: Chat, words: str) -> int:
    """Counts the chat's messages that have these words."""
    return sum(words in message.words for message in chat.messages)


def channel_words(bot: Bot) -> str:
    return "\n".join(message.words for message in bot.teams.in_conversation(CHANNEL))


def assert_channel_says_nothing(bot: Bot) -> None:
    words = channel_words(bot)
    assert REF in words
    assert not [detail for detail in NOT_FOR_THE_CHANNEL if detail in words], words


def _rows(card: object) -> Iterator[dict[str, Any]]:
    return (button for button in _all(card) if button.get("tooltip"))


def _all(card: object) -> list[dict[str, Any]]:
    return [node for node in _nodes(card) if node.get("type") == "Action.Execute"]


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _nodes(inner)
