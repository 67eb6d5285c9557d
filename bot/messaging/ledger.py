"""The ledger of what was said and posted."""

from typing import Any

from bot.messaging.leases import CLAIMED


def is_interrupted(value: dict[str, Any]) -> bool:
    """By a bot that died in the middle: what its copies show is not known."""
    return value.get("state") == CLAIMED or bool(value.get("aside"))


def offers_signing(value: dict[str, Any]) -> bool:
    """It still offers to sign."""
    return bool(value.get("messages")) and not value.get("over")
