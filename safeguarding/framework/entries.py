"""The entries of the rules file are frozen values here, as a safeguarding manager wrote them."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from safeguarding.dates.working_days import spoken

NOT_KNOWN = "not_known"
NOT_YET_KNOWN = "not_yet_known"
NOT_CONFIRMED = "not_confirmed"
SOME, NONE = "some", "none"

Sources = tuple[str, ...]
Strength = Literal["must", "should", "may", "ideally"]
STRENGTHS: Mapping[Strength, str] = {
    "must": "required by law or guidance",
    "should": "advised by guidance",
    "may": "allowed by guidance",
    "ideally": "best, as guidance says",
}
Milestone = Literal[
    "criteria_agreed",
    "quality_signed",
    "sin_submitted",
    "died_later",
    "update_submitted",
    "found_not_met",
    "chair_named",
    "liaison_recorded",
    "information_requested",
    "returns_complete",
    "draft_complete",
    "dsps_met",
    "determination_recorded",
    "determined",
    "decided",
    "first_decision",
    "decided_anew",
    "commissioned",
    "lcspr_started",
    "lcspr_completed",
    "deferred",
    "concern_referred",
    "concern_decided",
    "authority_named",
    "authorities_told",
    "authorities_answered",
    "transfer_proposed",
    "transfer_agreed",
    "restricted",
    "nothing_left",
]
"""A milestone says how far a case has got."""
Start = Literal[
    "became_aware",
    "sin_submitted",
    "aware_of_death",
    "update_submitted",
    "commissioned",
    "stated",
    "returns_asked_for",
    "authority_named",
    "authority_told",
    "look_again_on",
    "open_again",
    "concern_referred",
    "restriction_review",
]
"""A start names the day from which a deadline is counted."""
Office = Literal["opener", "local_authority", "icb", "police", "dcs", "business_team", "review_group", "chair"]
"""An office may have a step to take: whoever opened the case, a seat, a group, or the Rapid Review's chair."""
NextStepLead = Literal["here", "elsewhere"]
"""A step of the notification is one while the partnership's own authority notifies, or while another does."""


class RulesEntry(BaseModel):
    """An entry is the base of everything in the file. An unknown key is a mistake, not an extension."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_min_length=1, populate_by_name=True)


class Sourced(RulesEntry):
    """A sourced entry names the sections and points that it comes from."""

    source: Sources = Field(min_length=1)


class NamedEntry(Sourced):
    """Most sourced entries are known by an id."""

    id: str


class Approval(RulesEntry):
    """The approval says which file this is, and whether the partnership has approved its wording."""

    title: str
    version: str
    dated: date
    status: Literal["draft", "approved"]
    approved_by: str | None = None
    approved_on: date | None = None
    partnership: str
    source_document: str

    @model_validator(mode="after")
    def _approval_is_complete(self) -> "Approval":
        if self.status == "approved" and not (self.approved_by and self.approved_on):
            raise ValueError('status is "approved": add approved_by and approved_on, or set it back to "draft"')
        return self

    @property
    def notice(self) -> str:
        if self.status == "draft" or self.approved_on is None:
            return "Wording not yet approved by CSCP"
        return f"Wording approved by {self.approved_by} on {spoken(self.approved_on)}"


class Section(RulesEntry):
    """A section is one of the partnership's briefing, or of another ``document``."""

    id: str
    title: str
    document: str | None = None


class Principle(NamedEntry):
    title: str
    strength: Strength | None = None
    text: str


class Definition(NamedEntry):
    term: str
    also: tuple[str, ...] = ()
    text: str
    items: tuple[str, ...] = ()


class Answer(RulesEntry):
    """An answer is one value of a question. ``evidence`` is the prompt for what must be written with it.
    ``other_meaning_in`` names earlier versions of the rules in which its id meant something else. ``which`` asks for
    the name of the authority that the answer leaves open."""

    id: str
    label: str
    synonyms: tuple[str, ...] = ()
    evidence: str | None = None
    other_meaning_in: tuple[str, ...] = ()
    which: str | None = None


class Group(RulesEntry):
    id: str
    title: str


class Item(NamedEntry):
    """An item is one tick of a question that takes several."""

    group: str | None = None
    label: str
    detail: Literal["look_again_on", "kind_of_review"] | None = None
    examples: tuple[str, ...] = ()


class Always(RulesEntry):
    """A question is asked in any case while every question in ``when`` has one of the accepted answers, or may still
    have. ``text`` says what for, where no decision hangs on it."""

    when: dict[str, tuple[str, ...]]
    text: str


class Question(NamedEntry):
    """A question is asked at one stage, while a decision hangs on it or the rules ``always`` ask it. One with
    ``several`` is ticked item by item, and a rule sees only whether some or none holds."""

    title: str
    stage: Literal["triage", "review"]
    several: bool = False
    ask: str
    help: str
    definitions: tuple[str, ...] = ()
    always: Always | None = None
    answers: tuple[Answer, ...] = Field(default=(), alias="answer")
    groups: tuple[Group, ...] = Field(default=(), alias="group")
    items: tuple[Item, ...] = Field(default=(), alias="item")

    @cached_property
    def values(self) -> tuple[str, ...]:
        """Lists the values that the answer may turn out to have: never ``not_known``, which is no answer."""
        if self.several:
            return (SOME, NONE)
        return tuple(answer.id for answer in self.answers if answer.id != NOT_KNOWN)

    def answer(self, id: str) -> Answer:
        return next(answer for answer in self.answers if answer.id == id)

    def is_still_answered(self, value: str, version: str) -> bool:
        """Says whether what was answered under a version of the rules is an answer here, with the same meaning."""
        return (value in self.values or value == NOT_KNOWN) and not self.meant_otherwise(value, version)

    def meant_otherwise(self, value: str, version: str) -> bool:
        """Says whether this answer meant something else in that version of the rules."""
        return version in self._other_meanings.get(value, ())

    @cached_property
    def _other_meanings(self) -> Mapping[str, tuple[str, ...]]:
        """Has the versions in which an answer meant something else. Few have any, and each stored answer is asked."""
        return {answer.id: answer.other_meaning_in for answer in self.answers if answer.other_meaning_in}

    def label(self, value: str) -> str:
        if self.several:
            return {SOME: "at least one", NONE: "none", NOT_KNOWN: "not known yet"}[value]
        return self.answer(value).label


class Detail(NamedEntry):
    """A detail is recorded with a case besides the answers. No decision reads it; the dates start the clocks, and from
    the authorities follows who notifies. One with ``only_if`` is asked of a death alone that is stated after the SIN
    went in, of somebody care experienced, or where an incident has several children."""

    title: str
    kind: Literal["date", "choice", "text", "authority"]
    ask: str
    help: str
    longest: int | None = None
    only_if: Literal["died_later", "in_care", "abuse_later", "several_children"] | None = None
    answers: tuple[Answer, ...] = Field(default=(), alias="answer")


class LeadRule(NamedEntry):
    """A lead rule says which authority notifies and leads: the one that is named by a detail, ``authority_of``. Of the
    rules whose every condition in ``when`` holds the first counts."""

    title: str
    authority_of: Literal["happened_in", "lives_in", "responsible"]
    when: dict[str, tuple[str, ...]]
    text: str


class Rule(Sourced):
    """A rule holds when every question or earlier decision in ``when`` has one of the accepted values."""

    value: str
    when: dict[str, tuple[str, ...]] = {}
    otherwise: bool = False
    text: str


class Decision(NamedEntry):
    """A decision takes its value from the first rule that holds. ``towards`` is the value that carries a duty.
    ``strictest_first`` orders the values: of an incident's children the strictest counts."""

    title: str
    towards: str | None = None
    values: dict[str, str]
    strictest_first: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = Field(alias="rule")

    def strictest(self, values: Iterable[str]) -> str:
        """Returns the strictest of these values. Rules that give no order have the value with the duty first, or their
        first one, then what is not yet known, and the others as they stand."""
        first = self.towards or next(iter(self.values))
        order = self.strictest_first or (first, NOT_YET_KNOWN, *(value for value in self.values if value != first))
        return min(values, key=order.index)

    def label(self, value: str) -> str:
        return "not yet known" if value == NOT_YET_KNOWN else self.values[value]


class Criterion(NamedEntry):
    title: str
    text: str
    questions: tuple[str, ...]


class Purpose(NamedEntry):
    title: str
    text: str


class PartAnswer(RulesEntry):
    id: str
    label: str


class Part(NamedEntry):
    """A part belongs to a Rapid Review's record. ``question`` and ``group`` name the items of one with ticks;
    ``criterion`` is one that the triage has answered and the review confirms. No determination is recorded before a
    part that is ``needed`` is filled in, or its answer is that this is not known, with the reason."""

    purpose: str
    kind: Literal["text", "choice", "ticks"]
    needed: bool = False
    title: str
    ask: str
    answers: tuple[PartAnswer, ...] = Field(default=(), alias="answer")
    question: str | None = None
    group: str | None = None
    criterion: str | None = None

    @property
    def choices(self) -> tuple[str, ...]:
        """Lists the choices of the part: its own answers, and where it is needed that it is not known; of a list also
        that none of it holds."""
        none = (NONE,) if self.kind == "ticks" else ()
        return (*(answer.id for answer in self.answers), *((*none, NOT_KNOWN) if self.needed else ()))


class CalendarFacts(RulesEntry):
    published_until: date


class Deadline(NamedEntry):
    """A deadline is due so many working days or calendar months after ``starts``, or ``on_the_day`` itself; while the
    decisions named stand, and until the case has got so far. ``local_practice`` marks the partnership's own, which is
    no rule of the guidance, ``is_given`` that its file gives the number of days. ``owners`` are the offices that answer
    for it, whoever's step it waits for."""

    title: str
    strength: Strength
    working_days: int | None = Field(default=None, gt=0)
    months: int | None = Field(default=None, gt=0)
    on_the_day: bool = False
    starts: Start
    counted_from: str = Field(alias="from")
    stands_while: dict[str, tuple[str, ...]]
    until: tuple[Milestone, ...] = ()
    local_practice: bool = False
    is_given: bool = False
    owners: tuple[Office, ...] = ()

    @model_validator(mode="after")
    def _one_length(self) -> "Deadline":
        if [self.working_days is None, self.months is None, not self.on_the_day].count(False) != 1:
            raise ValueError("give either working_days or months")
        return self

    @property
    def is_statutory(self) -> bool:
        """Says whether the guidance requires it, and no custom of the partnership's own."""
        return self.strength == "must" and not self.local_practice

    @property
    def strength_in_words(self) -> str:
        """Says in words how binding the deadline is. Days that nobody at the partnership gave are proposed."""
        if not self.local_practice:
            return STRENGTHS[self.strength]
        return "local practice" if self.is_given or self.on_the_day else "proposed"

    @property
    def length(self) -> str:
        if self.on_the_day:
            return "on the day"
        if self.working_days:
            return f"{self.working_days} working day{'' if self.working_days == 1 else 's'}"
        return f"{self.months} calendar months"


class NextStep(NamedEntry):
    """A next step is shown while every decision in ``when`` has one of the accepted values, ``after`` and ``until`` the
    case has got so far.

    ``by`` names the offices whose step it is, ``before`` the deadlines that it has to be taken by. One with a ``lead``
    is shown while it is known that another authority notifies, or otherwise; ``{authority}`` in its text is its name.
    """

    when: dict[str, tuple[str, ...]]
    after: Milestone | None = None
    until: Milestone | None = None
    lead: NextStepLead | None = None
    who: str
    by: tuple[Office, ...] = ()
    before: tuple[str, ...] = ()
    text: str


class GlossaryTerm(Sourced):
    term: str
    meaning: str


class Reading(NamedEntry):
    """A reading settles a place where the briefing can be read in more than one way: it says how it is read here."""

    question: str
    chosen: str
