"""A walkthrough keeps what was given, so that it goes on where it stopped."""

from tests.support.incidents.walkthrough_cards import BEGUN

ANSWERED = BEGUN.at("indicators", 2, {"text": "before"}).giving({"ticked": "other"}).giving({"evidence_other": "Seen."})


def test_each_answer_is_a_revision_and_the_last_one_can_be_asked_again() -> None:
    assert ANSWERED.revision == 3 and ANSWERED.seen == 2
    again = ANSWERED.without_last()
    assert again.given == {"ticked": "other"} and again.typed["evidence_other"] == "Seen." and again.revision == 4


def test_from_an_answer_on_all_are_asked_again_and_stand_in_their_boxes() -> None:
    again = ANSWERED.without("ticked")
    assert not again.given and again.typed == {"text": "before", "ticked": "other", "evidence_other": "Seen."}
    assert ANSWERED.without("unknown").given == {}


def test_what_stands_in_a_box_is_kept_until_it_is_answered() -> None:
    kept = ANSWERED.keeping("text", "Half a").keeping("ticked", "")
    assert kept.typed == {"text": "Half a"} and kept.revision == ANSWERED.revision
    assert kept.giving({"text": "A whole"}).typed == {}


def test_everything_that_was_given_is_among_its_texts() -> None:
    kept = ANSWERED.with_(answers={"learning": {"text": "Two agencies."}})
    assert list(kept.texts()) == ["other", "Seen.", "Two agencies."]
