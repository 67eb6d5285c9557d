"""The entry that an export leaves in the store."""

from datetime import datetime


def entry_of(ref: str, account: str, at: datetime, what: str) -> dict[str, str]:
    return {"ref": ref, "account": account, "at": at.isoformat(), "what": what}
