"""A confirmation is kept of each person whom Teams has named, so that they can go on working while Teams can't say who
is who."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.security.member import Member, MemberStatus
from safeguarding.people import Person
from store.interface import Documents

HOLDS = timedelta(days=3)
"""A confirmation holds for so long while Teams can't say: an outage lasts hours, and a weekend may lie between two
steps of one person. It gives back no office: whoever has left one loses it by the partnership file, whatever Teams
says."""
NOTED_ANEW = timedelta(hours=1)
"""A confirmation is noted on disk no more often than this."""


@dataclass(frozen=True)
class Confirmations:
    """Confirmations are found by who an activity states that it is from, and count for the account (``from.id``) that
    Teams was asked about alone."""

    documents: Documents
    now: Callable[[], datetime]

    def of(self, stated: Person, account: str) -> Member | None:
        """Returns as whom Teams has confirmed the sender; None where it never did, or too long ago."""
        document = self.documents.get(_key(stated))
        if document is None or document.value["account"] != account:
            return None
        value = document.value
        if self.now() - datetime.fromisoformat(value["at"]) > HOLDS:
            return None
        return Member(MemberStatus(value["status"]), Person(tenant=value["tenant"], id=stated.id))

    async def note(self, stated: Person, account: str, member: Member, at: datetime) -> None:
        """Notes what Teams said ``at`` this moment."""
        document = self.documents.get(_key(stated))
        value = {"account": account, "tenant": member.person.tenant, "status": member.status.value}
        if document is None or not _stands(document.value, value, at):
            await self.documents.set(_key(stated), {**value, "at": at.isoformat()})


def _stands(known: Mapping[str, str], value: Mapping[str, str], at: datetime) -> bool:
    return known.items() >= value.items() and at - datetime.fromisoformat(known["at"]) < NOTED_ANEW


def _key(stated: Person) -> str:
    return f"confirmed|{stated.tenant}|{stated.id}"
