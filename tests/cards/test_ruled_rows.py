"""A ruled row has a line above it, and a link that is pressed like a button."""

from cards.elements import as_json, card, paragraph
from cards.ruled_rows import quiet_link, ruled_row
from tests.support.drawn import behind


def test_a_link_is_quiet_to_the_eye_and_whole_for_a_screen_reader_and_works_in_old_clients() -> None:
    shown = card(
        [ruled_row([paragraph("Harm: Died")], quiet_link("Change", "change", {"step": "harm"}, "Change: Harm"))]
    )
    assert behind(shown, "Change") == ("change", {"step": "harm"})
    row = as_json(shown)["body"][0]
    press = row["columns"][1]["selectAction"]
    assert row["separator"] is True and press["tooltip"] == "Change: Harm"
    assert press["fallback"]["data"] == {"step": "harm", "verb": "change"}
