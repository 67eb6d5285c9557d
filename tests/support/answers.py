"""The triage in chat is answered from known facts, whatever it asks."""

from collections.abc import Mapping
from uuid import uuid4

from safeguarding.authorities.register import authorities
from safeguarding.case.case import Case
from safeguarding.case.steps.lifecycle import open_case
from safeguarding.dates.working_days import london_date
from safeguarding.draft import Draft
from safeguarding.framework.entries import NOT_KNOWN, Detail
from safeguarding.framework.framework import Framework
from safeguarding.offered_answers import Step
from safeguarding.people import Person
from safeguarding.triage import Triage
from tests.journeys.conftest import Bot
from tests.support.fake_teams.server import Chat

A_CHILD_DIED = {
    "harm": "died",
    "age": "under_18",
    "abuse_or_neglect": "suspected",
    "care_experienced": "no",
    "incident_on": "2026-11-20",
    "became_aware": "2026-11-20",
    "happened_in": "croydon",
    "lives_in": "croydon",
    "agency": "Health",
    "record_number": "MH-1234",
}
EVIDENCE = "As the agency's record shows."


def asked(chat: Chat, framework: Framework) -> Step | None:
    """Returns the question that the last card asks, or None when it asks none."""
    steps: list[Step] = [*framework.asked_at("triage"), *framework.details]
    words = chat.last.words
    return next((step for step in steps if step.ask in words), None)


async def answer_all(
    chat: Chat, framework: Framework, known: Mapping[str, str], evidence: str = EVIDENCE, stops_at: str = ""
) -> list[str]:
    """Answers all questions, or those before ``stops_at``, with "not known" where ``known`` has no answer. Returns the
    ids of the questions."""
    ids = []
    while (step := asked(chat, framework)) and step.id != stops_at:
        ids.append(step.id)
        assert len(ids) < 20, "the triage asks without end"
        await answer(chat, step, known.get(step.id, NOT_KNOWN), evidence)
    return ids


async def answer(chat: Chat, step: Step, value: str, evidence: str = EVIDENCE) -> None:
    if value == NOT_KNOWN:
        await chat.press("Not known yet")
    elif isinstance(step, Detail) and step.kind == "authority" and value in authorities():
        which = next(answer.label for answer in step.answers if answer.which)
        await chat.press(which, authority=value)
    elif isinstance(step, Detail) and not step.answers:
        await chat.press("Continue", value=value)
    else:
        label = next(answer.label for answer in step.answers if answer.id == value)
        await chat.press(label, evidence=evidence)


async def answered(bot: Bot, chat: Chat, **different: str) -> None:
    await chat.say("triage")
    await answer_all(chat, bot.framework, {**A_CHILD_DIED, **different})


async def opened(bot: Bot, chat: Chat, **different: str) -> Case:
    """Goes through the triage in chat, to an open case. Whatever begins with a case takes ``on_record``."""
    await answered(bot, chat, **different)
    before = set(bot.store.cases.open_by_ref())
    await chat.press("Open the case")
    assert "is open" in chat.last.words
    # The bot may keep its cases in another process's memory than the one that is looked into.
    await bot.store.refresh()
    (case,) = (case for case in bot.store.cases.open_cases() if case.ref not in before)
    return case


async def on_record(bot: Bot, chat: Chat, **different: str) -> Case:
    """Records the case that ``opened`` opens, for whatever begins after the triage: its questions in chat would be a
    third of all that is sent."""
    await chat.install()
    engine = bot.engines.engine(bot.partnership.local_practice)
    triage, known = Triage(engine), {**A_CHILD_DIED, **different}
    person = Person(tenant=chat.tenant, id=chat.person)
    draft = Draft(id=uuid4().hex, person=person, rules_version=bot.framework.version)
    while step := triage.next_step(draft):
        value = known.get(step.id, NOT_KNOWN)
        is_shown = any(answer.evidence for answer in step.answers if answer.id == value)
        draft = triage.with_answer(draft, step, value, EVIDENCE if is_shown else None)
    by, at = bot.partnership.actor(person), bot.clock()
    facts = triage.facts(draft, lambda: uuid4().hex)
    case = await bot.store.cases.add(
        draft.id,
        bot.partnership.reference_prefix,
        london_date(at).year,
        lambda ref: open_case(ref, draft.id, facts, engine, by, at),
    )
    bot.scheduler.run_soon()
    return case
