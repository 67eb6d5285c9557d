"""Every text of a case can be reached to be removed, and is read whole before it goes."""

from cards.case.redaction import LETTERS, redaction_card, second_look_card, texts_card
from cards.elements import as_json
from safeguarding.case.views.recorded_texts import WrittenText
from tests.support.fake_teams.server import buttons, texts, titles
from tests.support.plain_case import office, opened

LONG = "A sentence that goes on. " * 30


def written(number: int) -> WrittenText:
    return WrittenText(f"{number}: {LONG}", f"{number:064}", opened().events)


def test_over_its_pages_the_list_leads_to_every_text_once() -> None:
    many = [written(number) for number in range(19)]
    pages = [as_json(texts_card(opened(), many, office, page)) for page in (1, 2, 3)]
    reached = [each["data"]["digest"] for page in pages for each in buttons(page) if "digest" in each["data"]]
    assert reached == [text.digest for text in many]
    turning = [{"Next page", "Page before"} & {*titles(page)} for page in pages]
    assert turning == [{"Next page"}, {"Next page", "Page before"}, {"Page before"}]
    assert as_json(texts_card(opened(), many, office, 99)) == pages[-1]


def test_the_list_has_the_beginning_of_a_long_text_and_both_looks_have_all_of_it() -> None:
    text = written(1)
    assert f"{text.words[:LETTERS]} …" in [*texts(as_json(texts_card(opened(), [text], office, 1)))]
    for look in (redaction_card, second_look_card):
        assert text.words.strip() in "\n".join(texts(as_json(look(opened(), text, office, {}))))


def test_the_looks_say_in_which_steps_the_words_stand() -> None:
    text = WrittenText("Words.", "0" * 64, opened().events * 6)
    said = "\n".join(texts(as_json(redaction_card(opened(), text, office, {}))))
    assert said.count("Tuesday 2 June 2026, 11:00") == 4 and "and in 2 later steps." in said
