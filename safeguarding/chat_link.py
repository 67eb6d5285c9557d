"""A chat link leads from a channel, a calendar or a document to a case in one's own chat with the bot."""

from urllib.parse import quote


def chat_link(app_id: str, ref: str) -> str:
    """Returns the address of the chat with the case's command in its box, which whoever opens it sends themselves: who
    they are, and what they may see, is asked then. Empty where the bot has no application id."""
    return f"https://teams.microsoft.com/l/chat/0/0?users=28:{app_id}&message={quote(f'case {ref}')}" if app_id else ""
