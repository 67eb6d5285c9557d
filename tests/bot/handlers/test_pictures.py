"""A picture in a chat is whole inside its message, and all that it shows is also in words."""

import base64
from dataclasses import replace

from bot.handlers.pictures import picture_activity
from reports.context import Picture

PICTURE = Picture("Timeline of CSCP-2026-001", b"\x89PNG", "Timeline.\nTuesday 2 June 2026: opened.")


def test_the_picture_is_in_the_message_and_nowhere_else() -> None:
    (attachment,) = picture_activity(PICTURE).attachments
    assert attachment.content_url == f"data:image/png;base64,{base64.b64encode(PICTURE.png).decode()}"
    assert attachment.name == "Timeline of CSCP-2026-001.png"


def test_where_both_are_more_than_a_message_takes_the_words_come_alone_and_say_so() -> None:
    shown = picture_activity(replace(PICTURE, png=b"x" * 40_000))
    assert not shown.attachments and shown.text.startswith("Timeline.") and "too large" in shown.text


def test_its_words_stand_in_lines_of_their_own() -> None:
    assert picture_activity(PICTURE).text == "Timeline.\n\nTuesday 2 June 2026: opened."
