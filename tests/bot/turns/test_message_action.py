"""What a message says is read without its formatting, a line for each paragraph."""

import pytest

from bot.turns.message_action import words_of


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("A boy died.", "A boy died."),
        ("<div>A boy died.</div><div>At home.</div>", "A boy died.\nAt home."),
        ("<p>One&nbsp;two<br>three</p>", "One two\nthree"),
        ("<ul><li>a</li><li>b &amp; c</li></ul>", "a\nb & c"),
        ('<at id="0">The bot</at> 2 &lt; 3 <b>bold</b>', "The bot 2 < 3 bold"),
        ("<div>never closed", "never closed"),
        ("", ""),
    ],
)
def test_formatting_is_left_out_and_paragraphs_stay(html: str, words: str) -> None:
    assert words_of(html) == words
