"""The lines of a drafted change stand on the card as they go into the file."""

from cards.elements import as_json
from cards.offices.change import WHO, drafted_card, office_change_card
from tests.support.fake_teams.server import texts


def test_every_line_is_shown_as_it_is_to_be_copied() -> None:
    lines = '[partners.icb]\nname = "ICB"\ndsps = [\n    { title = "DSP, ICB" },\n]'
    shown = [text.replace("\u200b", "") for text in texts(as_json(drafted_card("icb", lines)))]
    assert [line for line in lines.split("\n") if line not in shown] == []


def test_what_to_do_about_somebody_who_is_not_in_the_list_stands_below_the_list() -> None:
    shown = as_json(office_change_card({"a|b": "DSP, ICB"}, {}))["body"]
    place = next(number for number, each in enumerate(shown) if each.get("text") == WHO)
    assert shown[place - 1]["id"] == "person" and shown[place + 1]["id"] == "office_title"
