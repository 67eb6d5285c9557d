"""The review channel is named by its id, or by the link that Teams gives for it."""

import re
from urllib.parse import unquote

_IN_LINK = re.compile(r"^https://[\w.-]+/l/channel/([^/?#]+)")
_LINK = re.compile(r"^(?:https?|msteams):", re.IGNORECASE)


def channel_id(text: str) -> str:
    """Returns the id that a channel's link holds, or the text as it is. Raises ValueError for another link."""
    given = text.strip()
    if found := _IN_LINK.match(given):
        return unquote(found[1])
    if _LINK.match(given):
        raise ValueError(
            "is a link that leads to no channel. In Teams choose Get link to channel in the channel's menu, or give "
            "the channel's id"
        )
    return given
