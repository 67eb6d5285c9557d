"""The ledger records what was said and posted: its keys name the records, and its entries are what they hold.

A name is text with its parts between bars. It stands on disk so, and this module alone takes it apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Self

from bot.messaging.destinations import CHANNEL, PERSON, Destination, destination_id, destination_of
from safeguarding.people import Person
from store.references import is_reference

CARDS, UNREACHABLE, ABANDONED, UNSHOWN = "card|", "gone|", "left|", "unshown_to|"
"""These prefixes begin the names of posted cards, of the marks of destinations out of reach, of triages that were
left, and of people who have not seen an answer."""
NO_MONDAYS = "no_mondays|"
"""This prefix begins the names of the people who have turned off the list of their steps on Mondays."""
POST = "post"
"""The card of a case that is nobody's and of this matter is its living post in the review channel."""
NEWS_SINCE = "news_since|"
"""This is the name of the moment since when news is told in person."""
UNTOLD = "untold|"
"""This prefix begins the names of the cases that have ended, and of which somebody is yet to be told."""
NOT_SAID = (CARDS, UNREACHABLE, ABANDONED, UNSHOWN, NO_MONDAYS, NEWS_SINCE, UNTOLD)
OPENED = "opened|"
"""This prefix begins the names of what was said of a case's opening."""
NUDGE, DIGEST, VACANCY, STEPS_OF_WEEK, ASKED_FOR = "nudge", "digest", "vacancy", "steps", "asked_for"
REMINDERS = frozenset({NUDGE, DIGEST, VACANCY, STEPS_OF_WEEK, ASKED_FOR})


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic is one thing to say, wherever it is said: of which kind it is, about which case if about one, and what
    else tells it from others."""

    kind: str
    ref: str | None = None
    parts: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        kind, *parts = text.split("|")
        if parts and is_reference(parts[0]):
            return cls(kind, parts[0], tuple(parts[1:]))
        return cls(kind, None, tuple(parts))

    def __str__(self) -> str:
        about = self.kind if self.ref is None else f"{self.kind}|{self.ref}"
        return "|".join((about, *self.parts))

    def name_at(self, to: Destination) -> str:
        """Returns the text of its key at a destination, which is asked for hundreds of times in a run of a job."""
        return f"{self!s}|{destination_id(to)}"


@dataclass(frozen=True, slots=True)
class MessageKey:
    """The key names a topic as it is said at one destination."""

    topic: Topic
    to: Destination

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ValueError for the name of anything else."""
        parts = text.split("|")
        # The destination comes last, and is searched from behind, since a channel's own id may hold bars.
        at = next((at for at in range(len(parts) - 3, 0, -1) if parts[at] in (PERSON, CHANNEL)), None)
        if at is None or text.startswith(NOT_SAID):
            raise ValueError("the name of no message")
        return cls(Topic.parse("|".join(parts[:at])), destination_of("|".join(parts[at:])))

    def __str__(self) -> str:
        return self.topic.name_at(self.to)


def message_key(text: str) -> MessageKey | None:
    """Returns a message's key; None for the name of anything else."""
    try:
        return MessageKey.parse(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class CardKey:
    """The key names a posted sign-off card: of which case and matter, and whose it is. The review channel's card is
    nobody's: its ``person`` is None."""

    ref: str
    matter: str
    person: Person | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ValueError for the name of anything else."""
        if not text.startswith(CARDS):
            raise ValueError("the name of no card")
        _, ref, matter, *place = text.split("|", 4)
        if place == [CHANNEL]:
            return cls(ref, matter)
        tenant, id = place
        return cls(ref, matter, Person(tenant=tenant, id=id))

    @staticmethod
    def prefix(ref: str) -> str:
        """Returns how the names of all cards of a case begin."""
        return f"{CARDS}{ref}|"

    def __str__(self) -> str:
        place = f"{self.person.tenant}|{self.person.id}" if self.person else CHANNEL
        return f"{CARDS}{self.ref}|{self.matter}|{place}"


@dataclass(frozen=True, slots=True)
class UnreachableKey:
    """The key names the mark of a destination that is out of reach."""

    to: Destination

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ValueError for the name of anything else."""
        if not text.startswith(UNREACHABLE):
            raise ValueError("the name of no mark")
        return cls(destination_of(text.removeprefix(UNREACHABLE)))

    def __str__(self) -> str:
        return f"{UNREACHABLE}{destination_id(self.to)}"


@dataclass(frozen=True, slots=True)
class AbandonedKey:
    """The key names a triage that was left without a word."""

    draft: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ValueError for the name of anything else."""
        if not text.startswith(ABANDONED):
            raise ValueError("the name of no triage")
        return cls(text.removeprefix(ABANDONED))

    def __str__(self) -> str:
        return f"{ABANDONED}{self.draft}"


@dataclass(frozen=True, slots=True)
class UnshownKey:
    """The key names a person who has not seen an answer to what they typed or pressed."""

    person: Person

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ValueError for the name of anything else."""
        tenant, _, id = text.removeprefix(UNSHOWN).partition("|")
        if not text.startswith(UNSHOWN) or not id:
            raise ValueError("the name of nobody")
        return cls(Person(tenant=tenant, id=id))

    def __str__(self) -> str:
        return f"{UNSHOWN}{self.person.tenant}|{self.person.id}"


@dataclass(frozen=True, slots=True)
class NoMondaysKey:
    """The key names a person who has turned off the list of their steps on Mondays."""

    person: Person

    def __str__(self) -> str:
        return f"{NO_MONDAYS}{self.person.tenant}|{self.person.id}"


@dataclass(frozen=True, slots=True)
class UntoldKey:
    """The key names a case that has ended, and of which somebody is yet to be told."""

    ref: str

    def __str__(self) -> str:
        return f"{UNTOLD}{self.ref}"


class State(StrEnum):
    """The state says how far it is with what a record is about. CLAIMED means that a bot holds the lease on it. GONE
    means that it failed because the destination was out of reach: earlier versions noted so what is FAILED now."""

    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry is what the ledger holds under a name. ``holder`` has the lease on it ``until`` then; ``rest`` has what
    this kind of entry does not know, and is written back as it was. A name that the ledger does not know has an empty
    entry."""

    state: State | None = None
    at: datetime | None = None
    holder: str | None = None
    until: datetime | None = None
    rest: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @classmethod
    def parse(cls, value: Mapping[str, Any]) -> Self:
        return cls(*_common(value), _without(value, COMMON_FIELDS))

    def to_json(self) -> dict[str, Any]:
        common = {
            "state": self.state and self.state.value,
            "at": self.at and self.at.isoformat(),
            "by": self.holder,
            "until": self.until and self.until.isoformat(),
        }
        return {**self.rest, **{name: value for name, value in common.items() if value is not None}}

    def claimed(self, holder: str, at: datetime, until: datetime) -> Self:
        return replace(self, state=State.CLAIMED, holder=holder, at=at, until=until)

    def is_older(self, moment: datetime) -> bool:
        return self.at is not None and self.at < moment


@dataclass(frozen=True, slots=True)
class CardEntry(Entry):
    """A posted card has an entry that says what is signed on it (``digest``), what its copies show (``view``; empty
    where that is not known), whether there is nothing more to sign (``over``), its copies, the earlier ones that still
    have to be replaced (``aside``), and ``since`` when what is to be signed now could not be delivered."""

    digest: str | None = None
    view: str | None = None
    over: bool | None = None
    messages: tuple[str, ...] | None = None
    aside: tuple[str, ...] | None = None
    since: datetime | None = None

    @classmethod
    def parse(cls, value: Mapping[str, Any]) -> Self:
        return cls(
            *_common(value),
            _without(value, CARD_FIELDS),
            value.get("digest"),
            value.get("view"),
            value.get("over"),
            _texts(value.get("messages")),
            _texts(value.get("aside")),
            _moment(value.get("since")),
        )

    def to_json(self) -> dict[str, Any]:
        card = {
            "digest": self.digest,
            "view": self.view,
            "over": self.over,
            "messages": None if self.messages is None else list(self.messages),
            "aside": None if self.aside is None else list(self.aside),
            "since": self.since and self.since.isoformat(),
        }
        return {**Entry.to_json(self), **{name: value for name, value in card.items() if value is not None}}

    @property
    def copies(self) -> tuple[str, ...]:
        return self.messages or ()

    @property
    def to_retire(self) -> tuple[str, ...]:
        return self.aside or ()

    @property
    def is_interrupted(self) -> bool:
        """Says whether a bot died in the middle: what the copies show is not known then."""
        return self.state is State.CLAIMED or bool(self.aside)

    @property
    def is_undelivered(self) -> bool:
        """Says whether what is to be signed now could not be delivered, as yet. An earlier version did not note since
        when."""
        return self.since is not None or self.state is State.GONE

    @property
    def offers_signing(self) -> bool:
        return bool(self.messages) and not self.over

    def may_rest(self, before: datetime) -> bool:
        """Says whether nothing more happens to the entry: it is no card that still offers to sign, or that a bot died
        with. A card that is over does not say when that was."""
        return not self.offers_signing and not self.is_interrupted and (self.at is None or self.at < before)


@dataclass(frozen=True, slots=True)
class NudgeEntry(Entry):
    """A nudge that was sent has an entry with the id of its ``message``, until that is settled; ``own`` says that it
    told the reader of a step of theirs. An earlier version kept neither."""

    message: str | None = None
    own: bool = False

    @classmethod
    def parse(cls, value: Mapping[str, Any]) -> Self:
        message, own = value.get("message"), value.get("own")
        return cls(*_common(value), _without(value, NUDGE_FIELDS), message, own is True)

    def to_json(self) -> dict[str, Any]:
        own = {"own": True} if self.own else {}
        return {**Entry.to_json(self), **({"message": self.message, **own} if self.message else {})}


@dataclass(frozen=True, slots=True)
class UnreachableEntry:
    """A mark says since when nothing arrives at a destination. ``refused`` means by Teams, and ``status`` is what it
    answered last, none where no answer came; otherwise there is no chat to write to yet. ``others_reached`` says that
    something has arrived elsewhere meanwhile, so that it is this destination's own fault; ``confirmed`` that a later
    try failed too. An earlier version noted neither, and took both for so."""

    at: datetime
    refused: bool
    status: int | None = None
    others_reached: bool = True
    confirmed: bool = True

    @classmethod
    def parse(cls, value: Mapping[str, Any]) -> Self:
        others_reached, confirmed = (bool(value.get(name, True)) for name in ("others_reached", "confirmed"))
        at, refused = datetime.fromisoformat(value["at"]), bool(value["refused"])
        return cls(at, refused, value.get("status"), others_reached, confirmed)

    def to_json(self) -> dict[str, Any]:
        mark: dict[str, Any] = {"state": State.GONE.value, "at": self.at.isoformat(), "refused": self.refused}
        if self.status is not None:
            mark["status"] = self.status
        not_so = {"others_reached": self.others_reached, "confirmed": self.confirmed}
        return mark | {name: known for name, known in not_so.items() if not known}


@dataclass(frozen=True, slots=True)
class UnshownEntry:
    """The entry says when an answer was last not shown, which cases were recorded by then, and in words what was
    ``besides``. ``is_greeting`` says that all of it was the welcome."""

    at: datetime
    refs: tuple[str, ...]
    besides: tuple[str, ...] = ()
    is_greeting: bool = False

    @classmethod
    def parse(cls, value: Mapping[str, Any]) -> Self:
        besides, is_greeting = value.get("besides", ()), value.get("is_greeting", False)
        return cls(datetime.fromisoformat(value["at"]), tuple(value["refs"]), tuple(besides), is_greeting)

    def to_json(self) -> dict[str, Any]:
        besides = {"besides": list(self.besides)} if self.besides else {}
        greeting = {"is_greeting": True} if self.is_greeting else {}
        return {"at": self.at.isoformat(), "refs": list(self.refs), **besides, **greeting}


COMMON_FIELDS = frozenset({"state", "at", "by", "until"})
CARD_FIELDS = COMMON_FIELDS | {"digest", "view", "over", "messages", "aside", "since"}
NUDGE_FIELDS = COMMON_FIELDS | {"message", "own"}
NO_MORE: Mapping[str, Any] = MappingProxyType({})
STATES: Mapping[object, State] = {state.value: state for state in State}


def state_in(value: Mapping[str, Any]) -> State | None:
    """Returns the state of an entry; a state that only a later version knows is none here."""
    return STATES.get(value.get("state"))


def _common(value: Mapping[str, Any]) -> tuple[State | None, datetime | None, str | None, datetime | None]:
    """Reads the fields that all entries share."""
    get = value.get
    return state_in(value), _moment(get("at")), get("by"), _moment(get("until"))


def _without(value: Mapping[str, Any], names: frozenset[str]) -> Mapping[str, Any]:
    if value.keys() <= names:
        return NO_MORE
    return {name: each for name, each in value.items() if name not in names}


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _texts(found: list[str] | None) -> tuple[str, ...] | None:
    return None if found is None else tuple(found)
