"""A link leads into one's own chat with the bot, and shows nothing by itself."""

from safeguarding.chat_link import chat_link

APP = "30000000-0000-4000-8000-000000000001"


def test_it_opens_the_chat_with_the_cases_command_in_its_box() -> None:
    link = f"https://teams.microsoft.com/l/chat/0/0?users=28:{APP}&message=case%20CSCP-2026-001"
    assert chat_link(APP, "CSCP-2026-001") == link


def test_without_an_application_id_there_is_no_link() -> None:
    assert chat_link("", "CSCP-2026-001") == ""
