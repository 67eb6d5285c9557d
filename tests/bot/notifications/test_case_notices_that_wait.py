"""News that can wait till morning is worked out once: after each step of another case it is asked for again."""

from datetime import timedelta

from bot.messaging.outbox import Message
from safeguarding.case.steps.lifecycle import reopen
from tests.support.people.office import A_WHILE, SECOND, WHY, Office
from tests.support.processes.bots_on_one_store import BUSINESS_TEAM

TILL_MORNING = timedelta(hours=23)


async def waiting(office: Office) -> list[Message]:
    await office.case_notices.run()
    return [message for left in office.case_notices.of_the_morning().values() for message in left.messages]


async def test_what_waits_is_not_worked_out_again_until_its_case_changes(office: Office) -> None:
    await office.close()
    await office.take(lambda case: reopen(case, WHY, BUSINESS_TEAM, office.now))
    await office.run_jobs(A_WHILE)
    office.now += TILL_MORNING
    before, again = await waiting(office), await waiting(office)
    assert before and all(one is other for one, other in zip(before, again, strict=True))
    await office.close(SECOND)
    after_another = [message for message in await waiting(office) if message.topics[0].ref != SECOND]
    assert [id(message) for message in after_another] == [id(message) for message in before]
    await office.sign_for_icb()
    assert not {id(message) for message in before} & {id(message) for message in await waiting(office)}
