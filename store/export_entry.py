"""Each export leaves an entry in the store: which case, who took it, when, and what."""

from datetime import datetime


def entry_of(ref: str, account: str, at: datetime, what: str) -> dict[str, str]:
    return {"ref": ref, "account": account, "at": at.isoformat(), "what": what}
