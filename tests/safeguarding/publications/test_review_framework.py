"""The framework for the Review Group is the rules file, chapter by chapter."""

from safeguarding.publications.review_framework import chapters
from tests.support.case_stages import FRAMEWORK

EVERY = chapters(FRAMEWORK)
BY_TITLE = {chapter.title: chapter for chapter in EVERY}


def test_its_chapters_answer_what_the_briefing_is_for() -> None:
    assert list(BY_TITLE)[:4] == [
        "Serious Incident Notification (SIN)",
        "Rapid Review",
        "What a Rapid Review is for",
        "Criteria for an LCSPR",
    ]
    assert list(BY_TITLE)[-2:] == ["Principles", "Deadlines"]


def test_every_item_that_can_be_ticked_every_principle_and_every_deadline_is_in_it() -> None:
    said = [entry.title for chapter in EVERY for entry in chapter.entries]
    items = [item.label for question in FRAMEWORK.asked_at("review") for item in question.items]
    criteria = [each.title for each in FRAMEWORK.criteria]
    others = [*(each.title for each in FRAMEWORK.principles), *(each.title for each in FRAMEWORK.deadlines)]
    assert set(said) >= {*items, *criteria, *others, *(each.title for each in FRAMEWORK.purposes)}


def test_each_entry_names_its_source_and_how_binding_it_is() -> None:
    assert all(entry.source for chapter in EVERY for entry in chapter.entries)
    deadlines = {entry.title: entry.text for entry in BY_TITLE["Deadlines"].entries}
    assert deadlines["Submit the SIN"] == (
        "5 working days, from the day the first safeguarding partner became aware (required by law or guidance)."
    )
    principles = {entry.title: entry.text for entry in BY_TITLE["Principles"].entries}
    assert principles["Who chairs"].endswith("(ideally)")


def test_the_reasons_not_to_commission_have_their_examples() -> None:
    reasons = {entry.title: entry.text for entry in BY_TITLE["Reasons not to commission"].entries}
    assert "a family court restricts" in reasons["Critical information is under a legal constraint"]
