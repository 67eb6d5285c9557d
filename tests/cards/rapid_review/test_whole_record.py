"""The whole record is read on one card: each answer whole, with its newest author, and the determination."""

from cards.elements import as_json
from cards.rapid_review.whole_record import whole_record_card
from tests.support.case_stages import FRAMEWORK, answered, chaired, determined, filled_in, ticks, written
from tests.support.drawn import behind, titles, words
from tests.support.fake_teams.server import texts
from tests.support.largest_case import READER, recorded
from tests.support.largest_case import office as large_office
from tests.support.plain_case import CARDS, office, submitted

TEXT = next(part for part in FRAMEWORK.parts if part.kind == "text")
LIST = next(part for part in FRAMEWORK.parts if part.kind == "ticks")
LONG = "What the agencies wrote. " * 79


def unfolded(shown: object) -> str:
    return "\n".join(texts(as_json(shown), unfolded=True))  # type: ignore[arg-type] # a card


def test_every_answer_is_read_whole_with_its_newest_author() -> None:
    case = answered(submitted(), TEXT.id, written("An older text."))
    case = answered(case, TEXT.id, written(LONG))
    item = FRAMEWORK.items_of(LIST)[0]
    case = answered(case, LIST.id, ticks(item.id, words="three agencies knew"))
    shown = whole_record_card(case, CARDS, office, confirms=False)
    said = unfolded(shown)
    assert LONG in said and "An older text." not in said and f"{item.label}: three agencies knew" in said
    for part in FRAMEWORK.parts:
        assert part.title in said
    assert said.count("Not filled in yet.") == len(FRAMEWORK.parts) - 2
    assert LONG not in words(shown), "it is folded"
    assert titles(shown) == ["Back to the record"]


def test_a_press_shows_everything() -> None:
    shown = as_json(whole_record_card(submitted(), CARDS, office, confirms=False))
    everything, *_ = [action for row in shown["body"] for action in row.get("actions", [])]
    opened = {target["elementId"] for target in everything["targetElements"]}
    assert everything["title"] == "Show everything"
    assert opened == {element["id"] for element in shown["body"] if element.get("isVisible") is False}


def test_the_chair_reads_the_determination_and_can_confirm_it_from_there() -> None:
    case = determined(chaired(submitted()))
    shown = whole_record_card(case, CARDS, office, confirms=True)
    assert "not yet confirmed by the chair" in words(shown) and "Rationale: " in unfolded(shown)
    assert behind(shown, "Confirm the determination") == ("confirm_determination", {"ref": case.ref})


def test_only_a_record_that_no_message_holds_goes_over_pages_and_nothing_of_it_is_left_out() -> None:
    assert "Page 1" not in words(whole_record_card(filled_in(submitted()), CARDS, office, confirms=False))
    case = recorded("\U0001f6d1")
    first, second = (whole_record_card(case, READER, large_office, page, confirms=False) for page in (1, 2))
    assert "Page 1 of" in words(first) and behind(first, "Next page")[1]["page"] == 2
    pages = [first, second]
    while "Next page" in titles(pages[-1]):
        pages.append(whole_record_card(case, READER, large_office, len(pages) + 1, confirms=False))
    said = "\n".join(map(unfolded, pages))
    assert all(part.title in said for part in FRAMEWORK.parts)
    assert all(item.label in said for part in FRAMEWORK.parts for item in FRAMEWORK.items_of(part))
