"""The listing of texts is complete: nothing that the bot says comes from elsewhere."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from bot.config.partnership_file import load as load_partnership
from local.wording import HOLE, texts_of_the_program, texts_of_the_rules
from safeguarding.authorities.register import authorities
from safeguarding.framework.loader import current
from safeguarding.partnership.model import Partnership
from tests.cards.all_cards.test_every_card import cards
from tests.journeys.conftest import ROOT, Bot
from tests.support.answers import EVIDENCE
from tests.support.each import for_each
from tests.support.fake_teams.server import texts
from tests.support.people.sin_lane import REF, case_in_notification, sign
from tests.support.simulated_year.mornings import TUESDAY, go_to

DATE = re.compile(
    r"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d{1,2} (January|February|March|April|May|June|July|August|September"
    r"|October|November|December) \d{4}(, \d\d:\d\d)?"
)
BANK_HOLIDAYS = re.compile(r"(Christmas Day|Boxing Day|New Year's Day|[A-Z][a-z]+ Bank Holiday)( \(observed\))?")


class Listed:
    """The listing tells whether a text is made of its texts and of words that people and the partnership file put
    in."""

    def __init__(self, listed: Iterable[str], put_in: Iterable[str]) -> None:
        self._whole = tuple(listed)
        pieces = {core for words in (*self._whole, *put_in) for core in self._pieces(words)}
        longest_first = sorted(pieces, key=len, reverse=True)
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.I)

    @staticmethod
    def _pieces(words: str) -> Iterator[str]:
        """Yields the pieces between the holes of a text."""
        for piece in HOLE.sub("{}", words.replace("*", "")).split("{}"):
            if core := re.sub(r"^\W+|\W+$", "", piece):
                yield core

    def left_over(self, seen: str) -> list[str]:
        """Returns the words of a text that come from nowhere."""
        seen = self._completed(seen.replace("*", ""))
        seen = BANK_HOLIDAYS.sub(" ", DATE.sub(" ", seen))
        return re.findall(r"[^\W\d_]{2,}", self._pattern.sub(" ", seen))

    def _completed(self, seen: str) -> str:
        """Completes a long label that is cut off where it is used as a name."""
        beginning = re.fullmatch(r"(?:Evidence: )?(.+)\u2026", seen)
        found = (words for words in self._whole if beginning and words.startswith(beginning[1]))
        return next(found, seen)


# What the cards of the tests are filled with: the longest, the most hostile, and offices and agencies by number.
OF_THE_TESTS = re.compile(
    r"http|\U0001f6d1|^x+$|x{9}|[Nn]umber \d|office of|An office|^Office \d|^A problem|^Close$|^Text\.$|^Over\.$"
    r"|^Old\.$|^A card\.$|^Ask the DCS\.$|that one may do|with a rather long name"
    r"|The member-\d"
)


def test_a_text_from_elsewhere_is_found_out() -> None:
    listed = Listed(["Open {case.ref}", "{n} working days left"], ["CSCP-2026-001"])
    assert listed.left_over("Open CSCP-2026-001: 4 working days left") == []
    assert listed.left_over("Reopen CSCP-2026-001: four working days left") == ["Reopen", "four"]


@cache
def listed() -> Listed:
    """Lists the texts, with the partnership's own words and those that the tests write put in."""
    local = load_partnership(ROOT / "local" / "partnership.toml")
    offices = [holder.title for holder in local.holders_in_order()]
    typed = [
        EVIDENCE,
        "Seen by the ambulance crew.",
        "MH-1234",
        "An accident, as far as we know.",
        "notfication",
        "misread",
        "at",
    ]
    # In a conversation a rule is named by what stands before its colon; the file's keys are what they are.
    rules = (rule.text.partition(":")[0] for decision in current().decisions for rule in decision.rules)
    put_in = [*local.agencies, *offices, *authorities(), *typed, *rules, *Partnership.model_fields]
    said = [text.words for text in (*texts_of_the_rules(), *texts_of_the_program()) if text.is_said]
    return Listed(said, put_in)


@cache
def left_over(seen: str) -> list[str]:
    """Returns the words that come from nowhere, looked for once: most cards say what others say too."""
    return listed().left_over(seen)


async def test_whatever_is_said_on_the_way_of_a_case_stands_in_the_listing(bot: Bot) -> None:
    people = await case_in_notification(bot)
    for words in ("help", "glossary", "flowchart", "cases", f"case {REF}", "deadlines", "sign-offs", "notfication"):
        await people.team.say(words)
    for words in ("case CSCP-2026-999", "triage", "why", "back", "something else", "cancel", f"submitted {REF}"):
        await people.practitioner.say(words)
    await sign(people.police, verdict="Disagree", reason="An accident, as far as we know.")
    await go_to(bot, TUESDAY)
    await people.team.say(f"submitted {REF} 24/11/2026")
    seen = {words for message in bot.teams.messages for words in (message.unfolded or "").split("\n")}
    assert len(seen) > 150
    unlisted = {words: left for words in seen if (left := left_over(words))}
    assert unlisted == {}


@for_each("name", cards)
def test_whatever_a_card_shows_stands_in_the_listing(name: str) -> None:
    seen = [words for words in texts(cards()[name], unfolded=True) if not OF_THE_TESTS.search(words)]
    assert {words: left for words in seen if (left := left_over(words))} == {}
