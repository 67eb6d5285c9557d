"""The ledger's records on disk are named and written as ever, so that what an earlier version noted still counts."""

import re
from datetime import UTC, datetime
from pathlib import Path
from string import ascii_letters, digits
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot
from bot.messaging.destinations import Destination
from bot.messaging.ledger import (
    AbandonedKey,
    CardEntry,
    CardKey,
    Entry,
    MessageKey,
    NudgeEntry,
    State,
    Topic,
    UnreachableEntry,
    UnreachableKey,
    UnshownKey,
    message_key,
)
from safeguarding.partnership.model import ReviewChannel
from safeguarding.people import Person

Key = MessageKey | CardKey | UnreachableKey | AbandonedKey | UnshownKey

REF = "CSCP-2026-001"
TENANT = "7e000000-0000-4000-8000-000000000001"
DSP = Person(tenant="police", id="dsp")
CHANNEL = ReviewChannel(conversation="19:review@thread.tacv2", tenant=TENANT)
IN_CHANNEL = f"channel|{TENANT}|19:review@thread.tacv2"
AT, UNTIL = datetime(2026, 11, 26, 9, tzinfo=UTC), datetime(2026, 11, 26, 9, 5, tzinfo=UTC)

KEYS: dict[str, Key] = {
    f"opened|{REF}|person|police|dsp": MessageKey(Topic("opened", REF), DSP),
    f"nudge|{REF}|sin|2026-11-27|left_1|{IN_CHANNEL}": MessageKey(
        Topic("nudge", REF, ("sin", "2026-11-27", "left_1")), CHANNEL
    ),
    f"digest|2026-11-26|{IN_CHANNEL}": MessageKey(Topic("digest", parts=("2026-11-26",)), CHANNEL),
    f"digest|2026-11-26|rehearsals|{IN_CHANNEL}": MessageKey(
        Topic("digest", parts=("2026-11-26", "rehearsals")), CHANNEL
    ),
    f"agreed|{REF}|0123456789abcdef|person|police|dsp": MessageKey(Topic("agreed", REF, ("0123456789abcdef",)), DSP),
    f"decided|{REF}|1|person|police|dsp": MessageKey(Topic("decided", REF, ("1",)), DSP),
    "told|left|4f2a|person|police|dsp": MessageKey(Topic("told", parts=("left", "4f2a")), DSP),
    f"told|{IN_CHANNEL}|2026-11-26T09:00:00+00:00|person|police|dsp": MessageKey(
        Topic("told", parts=("channel", TENANT, "19:review@thread.tacv2", "2026-11-26T09:00:00+00:00")), DSP
    ),
    f"card|{REF}|notification_criteria|police|dsp": CardKey(REF, "notification_criteria", DSP),
    f"card|{REF}|notification_criteria|channel": CardKey(REF, "notification_criteria"),
    "gone|person|police|dsp": UnreachableKey(DSP),
    f"gone|{IN_CHANNEL}": UnreachableKey(CHANNEL),
    "left|4f2a": AbandonedKey("4f2a"),
    "unshown_to|police|dsp": UnshownKey(DSP),
}

WORDS = st.text(ascii_letters + digits + ":@.-_+", min_size=1, max_size=20)
PEOPLE = st.builds(Person, tenant=WORDS, id=WORDS)
CHANNELS = st.builds(ReviewChannel, conversation=WORDS, tenant=st.uuids().map(str))
DESTINATIONS: st.SearchStrategy[Destination] = st.one_of(PEOPLE, CHANNELS)
REFERENCES = st.from_regex(r"[A-Z][A-Z0-9]{0,8}-[0-9]{4}-[0-9]{3,5}", fullmatch=True)
TOPICS = st.builds(
    Topic,
    kind=WORDS.filter(lambda kind: kind not in ("card", "gone", "left")),
    ref=st.none() | REFERENCES,
    parts=st.lists(WORDS, max_size=4).map(tuple),
).filter(lambda topic: Topic.parse(str(topic)).ref == topic.ref)


@pytest.mark.parametrize(("text", "key"), KEYS.items(), ids=KEYS)
def test_a_record_bears_the_name_that_it_has_always_had(text: str, key: Key) -> None:
    assert str(key) == text
    assert type(key).parse(text) == key


@given(topic=TOPICS, to=DESTINATIONS)
def test_whatever_was_said_to_whomever_is_found_again_by_its_name(topic: Topic, to: Destination) -> None:
    assert Topic.parse(str(topic)) == topic
    assert MessageKey.parse(str(MessageKey(topic, to))) == MessageKey(topic, to)


@given(ref=REFERENCES, matter=WORDS, person=st.none() | PEOPLE)
def test_a_posted_card_is_found_again_by_its_name(ref: str, matter: str, person: Person | None) -> None:
    key = CardKey(ref, matter, person)
    assert CardKey.parse(str(key)) == key
    assert str(key).startswith(CardKey.prefix(ref))


@given(to=DESTINATIONS, draft=WORDS)
def test_who_is_out_of_reach_and_which_triage_was_left_are_found_again_by_name(to: Destination, draft: str) -> None:
    assert UnreachableKey.parse(str(UnreachableKey(to))) == UnreachableKey(to)
    assert AbandonedKey.parse(str(AbandonedKey(draft))) == AbandonedKey(draft)


def test_what_was_said_in_a_channel_whose_id_holds_a_bar_is_found_again_by_its_name() -> None:
    key = MessageKey(Topic("opened", REF), ReviewChannel(conversation="19:a|b", tenant=TENANT))
    assert MessageKey.parse(str(key)) == key


@pytest.mark.parametrize("kind", [MessageKey, CardKey, UnreachableKey, AbandonedKey, UnshownKey])
@pytest.mark.parametrize(("text", "key"), KEYS.items(), ids=KEYS)
def test_no_record_is_taken_for_one_of_another_kind(kind: type[Key], text: str, key: Key) -> None:
    if isinstance(key, kind):
        return
    with pytest.raises(ValueError, match="the name of no"):
        kind.parse(text)


@pytest.mark.parametrize("text", ["", "one", f"opened|{REF}", f"opened|{REF}|nobody|police|dsp", "person|police|dsp"])
def test_what_names_no_message_is_taken_for_none(text: str) -> None:
    assert message_key(text) is None


CLAIM = {"state": "claimed", "at": AT.isoformat(), "by": "one", "until": UNTIL.isoformat()}
POSTED = {"digest": "d", "view": "v", "over": False, "aside": [], "state": "sent", "messages": ["m1", "m2"]}


@pytest.mark.parametrize(
    "value",
    [
        {"state": "sent", "at": AT.isoformat()},
        {"at": AT.isoformat()},
        CLAIM,
        POSTED,
        {**POSTED, **CLAIM, "over": True, "aside": ["m0"]},
        {"state": "sent", "digest": "d", "view": "", "over": False, "messages": ["asked for"]},
        {"state": "failed", "noted by another version": {"since": 3}},
        {"state": "failed", "since": AT.isoformat()},
        {"state": "sent", "at": AT.isoformat(), "message": "m1", "own": True},
        {"state": "sent", "at": AT.isoformat(), "message": "m1"},
        {},
    ],
)
def test_a_record_is_written_back_as_it_was_read_with_what_another_version_noted(value: dict[str, Any]) -> None:
    assert Entry.parse(value).to_json() == value
    assert CardEntry.parse(value).to_json() == value
    assert NudgeEntry.parse(value).to_json() == value


@pytest.mark.parametrize("more", [{}, {"status": 503}, {"status": 403, "others_reached": False}, {"confirmed": False}])
def test_a_mark_of_somebody_out_of_reach_is_written_back_as_it_was_read(more: dict[str, Any]) -> None:
    mark = {"state": "gone", "at": AT.isoformat(), "refused": True, **more}
    assert UnreachableEntry.parse(mark).to_json() == mark


def test_a_mark_that_an_earlier_version_made_is_that_destinations_own_fault() -> None:
    mark = UnreachableEntry.parse({"state": "gone", "at": AT.isoformat(), "refused": True})
    assert mark.others_reached and mark.confirmed and mark.status is None


def test_a_bot_that_sets_out_to_change_a_posted_card_loses_nothing_that_was_noted_of_it() -> None:
    claimed = Entry.parse({**POSTED, "noted by another version": 1}).claimed("one", AT, UNTIL)
    assert claimed.to_json() == {**POSTED, **CLAIM, "noted by another version": 1}
    assert CardEntry.parse(claimed.to_json()).copies == ("m1", "m2")


def test_a_card_offers_to_sign_until_it_is_over_and_rests_then_unless_a_bot_died_with_it() -> None:
    posted, over = CardEntry.parse(POSTED), CardEntry.parse({**POSTED, "over": True})
    assert posted.offers_signing and not posted.may_rest(UNTIL)
    assert not over.offers_signing and over.may_rest(UNTIL)
    for died in ({**POSTED, "over": True, "state": "claimed"}, {**POSTED, "over": True, "aside": ["m0"]}):
        assert CardEntry.parse(died).is_interrupted and not CardEntry.parse(died).may_rest(UNTIL)


def test_a_state_that_only_a_later_version_knows_counts_as_not_said() -> None:
    assert Entry.parse({"state": "postponed"}).state is None
    assert {state.value for state in State} == {"claimed", "sent", "failed", "gone"}


PROJECT = Path(bot.__file__).parent.parent
TAKES_APART = re.compile(r"""\.r?(?:split|partition|count|index|find)\(\s*["']\|["']""")
READS_NAMES = {"bot/messaging/ledger.py", "bot/messaging/destinations.py"}
READS_A_FORMS_CHOICE = {"bot/handlers/actions/sign_off.py", "dialogs/forms.py"}


def test_only_the_ledger_and_the_destinations_take_a_records_name_apart() -> None:
    packages = ("bot", "cards", "dialogs", "reports", "safeguarding", "store", "local", "bench")
    files = [file for package in packages for file in (PROJECT / package).rglob("*.py")]
    found = {str(file.relative_to(PROJECT)) for file in files if TAKES_APART.search(file.read_text(encoding="utf-8"))}
    assert found == READS_NAMES | READS_A_FORMS_CHOICE
