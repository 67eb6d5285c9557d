"""The listener compares every arrival with the messages expected. It complains at once, with the text that was read."""

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.messaging.destinations import Destination
from tests.support.fake_teams.unreliable import Arrival, UnreliableTeams
from tests.support.simulated_year.days import LONDON, is_office_hour, london_day, works
from tests.support.simulated_year.expected_messages import (
    CHANNEL,
    DEPUTIES,
    IN_WORDS,
    OWNERS,
    TEAM,
    Clock,
    Diary,
    Staff,
    Thing,
    is_escalated,
    is_last_hour,
    is_of_day,
    time_left,
    told_as_due_on,
)

STRENGTH = "required by law or guidance|advised by guidance|local practice|proposed"
DAY = r"\w+ (\d+ \w+ \d{4})"
LISTED = re.compile(rf"\*\*(CSCP-\d{{4}}-\d+)\*\*: (.+?)(?: \((?:{STRENGTH})\))?: {DAY}(?: \((.+)\))?")
ALONE, ITS_DAY = (
    re.compile(r"(CSCP-\d{4}-\d+): (.+), (due today|due on .*|.*left|.*overdue)"),
    re.compile(rf"{DAY}, (?:{STRENGTH})"),
)
REFERENCE = re.compile(r"CSCP-\d{4}-\d+")
OPENED = re.compile(
    r"\*\*(CSCP-\d{4}-\d+)\*\* was opened|New case (CSCP-\d{4}-\d+)|^- (CSCP-\d{4}-\d+) was opened$", re.MULTILINE
)
"""An opening is one line of a list where the news of a moment is too much for one card."""
VACANT = re.compile(r"([^:]+): (?:vacant since|away until) .+")
TOLD_OF_DAY = re.compile(r"(?:As it stood|Deadlines|Your steps|Your other steps) on \w+ (\d+ \w+ \d{4})\b.*")
"""A text that counts days says from which day it does."""
WAITING, OWN_STEP, CALLED, AWAY = "Waiting for: ", "**Your step:**", "For: ", re.compile(r" \((?:away|vacant)[^()]*\)")
DIGEST, BREACH, AGAIN = "Deadlines on ", "breach", "due again"
YEARS_AHEAD = "Review the restriction"
"""This stands in the weekly lists alone, years before its day, for which no bank holidays are published yet."""
REMEMBERED = timedelta(days=30)
Vacant = tuple[date, frozenset[str]]
"""The seats are told of a day for which nobody acts."""


@dataclass(frozen=True)
class Line:
    """A line of a card tells of a clock of which it nudges, or that is only listed among those that run. ``waiting`` is
    None where it does not say whom the clock waits for, ``is_escalated`` says that others are told too, which a list in
    the channel leaves out."""

    ref: str
    title: str
    due: date
    left: str
    is_nudge: bool
    waiting: frozenset[str] | None
    is_escalated: bool
    is_alone: bool


@dataclass
class Listener:
    """The listener keeps by destination ``heard``, every arrival, and ``noted``, the times of those that the bot
    knows of. ``back`` has the day on which somebody who went away is there again, ``left`` the offices whose holder has
    left, and whether the deputy has too."""

    teams: UnreliableTeams
    diaries: Sequence[Diary]
    back: dict[Destination, date] = field(default_factory=dict)
    left: dict[str, bool] = field(default_factory=dict)
    heard: set[tuple[Destination, object]] = field(default_factory=set)
    noted: dict[tuple[Destination, object], datetime] = field(default_factory=dict)
    said: int = 0
    messages_repeated: int = 0
    _heard_besides: set[tuple[Destination, Thing]] = field(default_factory=set)
    _noted_besides: set[tuple[Destination, Thing]] = field(default_factory=set)
    _named: dict[str, datetime] = field(default_factory=dict)
    _repeats: int = 0
    _listened: int = 0
    _may_be_out: frozenset[Destination] = frozenset()
    _are_out: frozenset[Destination] = frozenset()

    def begin(self) -> None:
        """Notes, before the bot's jobs, who is not reached: the deputies stand in for them."""
        self._may_be_out, self._are_out = self.teams.out_for_an_hour(), self.teams.surely_out()

    def listen(self, now: datetime) -> None:
        """Reads the arrivals since the last time; people have done nothing meanwhile."""
        arrivals = self.teams.arrivals[self._listened :]
        self._listened += len(arrivals)
        for arrival in arrivals:
            before = self._repeats
            self._read(arrival, london_day(now))
            self.messages_repeated += self._repeats > before

    def expect_nothing_missing(self, now: datetime) -> None:
        """Checks after the bot's jobs that every true thing has been heard, unless it could not be said now."""
        day, out = london_day(now), self._are_out & self.teams.surely_out()
        missing = [(diary.ref, "opened", to) for diary in self.diaries for to in self._not_told_of_opening(diary)]
        assert not missing, f"at {now}: {missing}"
        if not is_office_hour(now):
            return
        unheard = [
            (thing, to)
            for diary in self.diaries
            for _, thing, hearers in diary.still_to_say(now, out, self._staff(day))
            for to in hearers
            if (to, thing) not in self.heard
            and not self.teams.is_excused(to)
            and (to, thing) not in self._heard_besides
        ]
        assert not unheard, f"at {now} nobody has said: {unheard}"
        due_in_the_digest = self._only_in_digest(now) and (CHANNEL, day) not in self.heard
        assert not due_in_the_digest or self.teams.is_excused(CHANNEL), f"no digest at {now}"
        untold = [to for to in self._staff(day).hear_of_vacancies() if not self._was_told_of_vacancies(to, day)]
        assert all(map(self.teams.is_excused, untold)), f"at {now} {untold} do not know which seats are vacant"

    def _staff(self, day: date) -> Staff:
        return Staff(frozenset(who for who, back in self.back.items() if back > day), dict(self.left))

    def _was_told_of_vacancies(self, to: Destination, day: date) -> bool:
        vacant = self._staff(day).without_anybody()
        return not vacant or (to, (day, vacant)) in self.heard

    def _not_told_of_opening(self, diary: Diary) -> Iterable[Destination]:
        told: set[Destination] = {TEAM} if diary.is_restricted else {TEAM, CHANNEL}
        if diary.is_open:
            return {
                to for to in told if (to, f"opened {diary.ref}") not in self.heard and not self.teams.is_excused(to)
            }
        return set()

    def _in_digest(self, day: date) -> list[tuple[str, Clock]]:
        """Lists the clocks that the channel may hear of in the day's digest, of the cases that were open when the
        offices opened."""
        opening = datetime(day.year, day.month, day.day, 9, tzinfo=LONDON)
        public = (diary for diary in self.diaries if not diary.is_restricted and diary.opened < opening)
        return [(diary.ref, clock) for diary in public for clock in diary.clocks() if is_of_day(clock, day)]

    def _only_in_digest(self, now: datetime) -> list[tuple[str, Clock]]:
        """Lists what the digest has to say, but for the cases that the channel heard of within the hour."""
        lately = {ref for ref, at in self._named.items() if now - at <= timedelta(hours=1)}
        return [(ref, clock) for ref, clock in self._in_digest(london_day(now)) if ref not in lately]

    def _read(self, arrival: Arrival, day: date) -> None:
        lines = list(read_lines(arrival.texts))
        if arrival.to == CHANNEL and not arrival.texts[0].startswith(DIGEST):
            self._named |= {ref: arrival.at for text in arrival.texts for ref in REFERENCE.findall(text)}
        if arrival.to == CHANNEL:
            hidden = [diary.ref for diary in self.diaries if diary.is_restricted]
            assert not [ref for ref in hidden if ref in " ".join(arrival.texts)], f"restricted: {arrival}"
        for opened in (found for text in arrival.texts for found in OPENED.finditer(text)):
            self._mark(arrival, f"opened {opened[opened.lastindex or 0]}")
        if arrival.texts[0].startswith(DIGEST):
            self._read_digest(arrival, lines, day)
        if vacant := frozenset(found[1] for text in arrival.texts if (found := VACANT.fullmatch(text))):
            expected = self._staff(day)
            assert vacant == {IN_WORDS[office] for office in expected.without_anybody()}, f"not so: {arrival}"
            assert arrival.to in expected.hear_of_vacancies() and is_office_hour(arrival.at), f"not for them: {arrival}"
            self._mark(arrival, (day, expected.without_anybody()))
        for line in lines:
            if line.title != YEARS_AHEAD:
                self._read_line(arrival, line, day)

    def _read_digest(self, arrival: Arrival, lines: Sequence[Line], day: date) -> None:
        assert arrival.to == CHANNEL and arrival.texts[0] == f"{DIGEST}{day:%A} {day.day} {day:%B %Y}", arrival
        self._mark(arrival, day)
        told = {(line.ref, line.title) for line in lines}
        missing = [ref for ref, clock in self._only_in_digest(arrival.at) if (ref, clock.title) not in told]
        assert not missing or any(text.startswith("And ") for text in arrival.texts), f"{missing} not in {arrival}"

    def _read_line(self, arrival: Arrival, line: Line, day: date) -> None:
        """Checks that a clock is told truly, in office hours, and a nudge for the first time to the people it
        concerns."""
        assert is_office_hour(arrival.at) and works(day), f"outside office hours: {arrival}"
        (diary,) = (diary for diary in self.diaries if diary.ref == line.ref)
        running = [clock for clock in diary.clocks() if (clock.title, clock.due) == (line.title, line.due)]
        stays = self._stays(arrival, line, day)
        assert running and (stays or line.left == time_left(day, line.due)), f"not true, on {day}: {line} of {diary}"
        dated = {found[1] for found in map(TOLD_OF_DAY.fullmatch, arrival.texts) if found}
        counts_no_days = stays or line.due == day
        assert counts_no_days or dated == {f"{day.day} {day:%B %Y}"}, f"stale tomorrow: {arrival}"
        if not line.is_nudge:
            return
        (clock,) = running
        to_say = [said for said in self._reckoned(diary, arrival, day) if said[0] == clock]
        assert to_say, f"this had no need to be said on {day}: {line} of {diary}"
        hears = [thing for _, thing, hearers in to_say if arrival.to in hearers]
        things = [thing for thing in hears if (arrival.to, thing) not in self._noted_besides]
        assert things, f"not for {arrival.to}: {line} of {diary}"
        assert line.waiting in (None, {IN_WORDS[office] for office in clock.waits_for}), f"{line} of {diary}"
        of_team = "business_team" in clock.waits_for and clock.waits_for.isdisjoint(DEPUTIES)
        others = clock.deadline in OWNERS or not of_team
        escalated = is_escalated(clock, day) and others and not diary.is_restricted
        is_left_out = arrival.to == CHANNEL and not line.is_alone
        told = [
            thing
            for thing in things
            if is_left_out or line.is_escalated == (escalated and thing.stage not in (BREACH, AGAIN))
        ]
        assert told, f"{line} of {diary}"
        self._mark(arrival, told[0])

    def _stays(self, arrival: Arrival, line: Line, day: date) -> bool:
        """Says whether the line stands below a case's post, where nobody changes it: it has to count no days."""
        is_below = arrival.to == CHANNEL and not arrival.texts[0].startswith(DIGEST) and day < told_as_due_on(line.due)
        assert not is_below or line.left in ("", f"due on {line.due:%A} {line.due.day} {line.due:%B %Y}"), arrival
        return is_below

    def _reckoned(self, diary: Diary, arrival: Arrival, day: date) -> Iterable[tuple[Clock, Thing, Set[Destination]]]:
        """Yields what is to be said if the bot takes everybody for unreached whom it may. In a due day's last hours it
        hangs on that who hears of it as what: then also if it takes those alone whom it had to when its jobs began, or
        those of them who are not reached by the jobs before either."""
        most = self._may_be_out | self.teams.out_for_an_hour()
        least = (self._are_out, self._are_out & self.teams.surely_out()) if is_last_hour(arrival.at) else ()
        for out in dict.fromkeys((most, *least)):
            yield from diary.still_to_say(arrival.at, out, self._staff(day))

    def _mark(self, arrival: Arrival, thing: Thing | Vacant | date | str) -> None:
        """Marks a thing as heard; a repeat is right only of a message whose arrival the bot can't know."""
        noted = self.noted.get((arrival.to, thing))
        assert noted is None or self._may_be_forgotten(thing, noted), f"twice: {thing} in {arrival}"
        self.said += 1
        self._repeats += (arrival.to, thing) in self.heard
        self.heard.add((arrival.to, thing))
        implied = {(arrival.to, each) for each in [implied_by(thing)] if each}
        self._heard_besides |= implied
        if arrival.noted:
            self.noted[arrival.to, thing] = arrival.at
            self._noted_besides |= implied

    def _may_be_forgotten(self, thing: Thing | Vacant | date | str, noted: datetime) -> bool:
        """Says whether the ledger may have forgotten a thing: whoever opens a case again hears what is true then,
        unless it was said in the month before."""
        reopened = {diary.ref: diary.reopened for diary in self.diaries}
        again = reopened[thing.ref] if isinstance(thing, Thing) else None
        return again is not None and noted < again - REMEMBERED


def implied_by(thing: Thing | Vacant | date | str) -> Thing | None:
    """Returns what need not be said any more: that a day has passed, where it was said as overdue; that it is due,
    where it was said once more in the last hours, while those were unreached who can still do it."""
    if not isinstance(thing, Thing):
        return None
    if thing.stage.startswith("overdue"):
        return thing._replace(stage=BREACH)
    return thing._replace(stage="due") if thing.stage == AGAIN else None


def read_lines(texts: Sequence[str]) -> Iterable[Line]:
    """Reads the clocks of a card: of a nudge that tells of one alone, whose title names it, or of a list. A nudge says
    below its clock what is the reader's own step in it, or for whom it waits."""
    texts = [text for text in texts if not text.startswith(CALLED)]
    found = [(number, *told) for number in range(len(texts)) if (told := _clock_at(texts, number))]
    ends = [*(number for number, *_ in found[1:]), len(texts)]
    for (number, parts, is_alone), end in zip(found, ends, strict=False):
        below = texts[number + 1 : end]
        waiting = [AWAY.sub("", text).removeprefix(WAITING).removesuffix(".") for text in below if WAITING in text[:13]]
        yield Line(
            ref=parts[0],
            title=parts[1],
            due=datetime.strptime(parts[2], "%d %B %Y").date(),  # noqa: DTZ007 - a day alone
            left=parts[3] or "",
            is_nudge=bool(waiting) or any(text.startswith(OWN_STEP) for text in below),
            waiting=frozenset(waiting[0].split(", ")) if waiting else None,
            is_escalated=any("told too." in text for text in below),
            is_alone=is_alone,
        )


def _clock_at(texts: Sequence[str], number: int) -> tuple[tuple[str, str, str, str], bool] | None:
    """Returns the reference, the title, the day and the words of what is left, and whether it stands alone."""
    if found := LISTED.fullmatch(texts[number]):
        return (found[1], found[2], found[3], found[4]), False
    day = ITS_DAY.fullmatch(texts[number])
    if number and day and (found := ALONE.fullmatch(texts[number - 1])):
        return (found[1], f"{found[2][:1].upper()}{found[2][1:]}", day[1], found[3]), True
    return None
