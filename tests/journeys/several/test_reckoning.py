"""The reckoning of killed bots lets come twice what such a bot was sending or what has happened twice, and no more."""

from collections import Counter
from collections.abc import Sequence

from bot.messaging.destinations import Destination, destination_id
from bot.messaging.ledger import Topic
from safeguarding.case.case import Case
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA, SIN_QUALITY
from safeguarding.people import Person
from tests.support.case_stages import PARTNERS_DSPS, signed_by
from tests.support.fake_teams.server import Message
from tests.support.people.everybody import EVERYBODY
from tests.support.plain_case import REF, opened, updated
from tests.support.processes.reckoning import wrong_in_messages
from tests.support.simulated_year.expected_messages import CHANNEL, TEAM

ALL_SIGNED, LAPSED = "all have signed for the SIN", "a sign-off has lapsed"


def arrived(to: Destination, title: str, times: int) -> list[Message]:
    """The same news comes so many times there, in the same words."""
    where = f"a:{to.id}" if isinstance(to, Person) else to.conversation
    card = {"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": title}]}
    activity = {"summary": f"{REF}: {title}", "attachments": [{"content": card}]}
    return [Message(where, f"m{number}", activity) for number in range(times)]


def wrong(messages: Sequence[Message], case: Case, *left: Topic) -> list[str]:
    """``left`` are the pieces that a bot was sending there when it was killed."""
    to = TEAM if messages[0].conversation.startswith("a:") else CHANNEL
    return list(wrong_in_messages(messages, [case], Counter(topic.name_at(to) for topic in left), 0))


def all_signed(case: Case) -> Case:
    return signed_by(signed_by(case, NOTIFICATION_CRITERIA, *PARTNERS_DSPS), SIN_QUALITY, EVERYBODY["dcs"])


def test_news_may_come_once_more_by_a_bot_that_was_killed_while_it_sent_it() -> None:
    twice = arrived(TEAM, LAPSED, 2)
    assert wrong(twice, opened(), Topic("lapsed_team", REF, ("sin_quality", "1"))) == []
    assert wrong(twice, opened(), Topic("lapsed", REF, ("sin_quality", "1"))) == []


def test_news_that_comes_once_more_without_a_killed_bot_is_wrong() -> None:
    said = f"news|{LAPSED}|{REF}|{destination_id(TEAM)}"
    assert wrong(arrived(TEAM, LAPSED, 2), opened()) == [f"said 1 times too often, with 0 claims left open: {said}"]
    other = Topic("all_signed", REF, ("4",)), Topic("lapsed_team", f"{REF}1", ("sin_quality", "1"))
    assert wrong(arrived(TEAM, LAPSED, 2), opened(), *other) != []


def test_that_all_have_signed_is_told_once_each_time_that_they_have() -> None:
    once = all_signed(opened())
    again = all_signed(updated(once, abuse_or_neglect="suspected"))
    assert wrong(arrived(CHANNEL, ALL_SIGNED, 1), once) == []
    assert wrong(arrived(CHANNEL, ALL_SIGNED, 2), once) != []
    assert wrong(arrived(CHANNEL, ALL_SIGNED, 2), again) == []
    assert wrong(arrived(CHANNEL, ALL_SIGNED, 3), again) != []


def test_that_a_sign_off_has_lapsed_is_told_once_each_time_that_signatures_were_lost() -> None:
    def signed(case: Case) -> Case:
        return signed_by(case, NOTIFICATION_CRITERIA, PARTNERS_DSPS[0])

    once = updated(signed(opened()), abuse_or_neglect="suspected")
    again = updated(signed(once), abuse_or_neglect="known")
    assert wrong(arrived(TEAM, LAPSED, 1), once) == []
    assert wrong(arrived(TEAM, LAPSED, 2), once) != []
    assert wrong(arrived(TEAM, LAPSED, 2), again) == []
    assert wrong(arrived(TEAM, LAPSED, 3), again) != []
