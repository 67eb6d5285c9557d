"""A card is sent as a message: alone, with a notification that says nothing of a case."""

from cards.elements import card, paragraph
from dialogs.messages import CardMessage, FinishedCard, as_activity


def test_a_card_is_sent_alone_so_that_it_is_one_message() -> None:
    activity = as_activity(CardMessage(card([paragraph("Died?")]), "Question: Harm"))
    (attachment,) = activity.attachments
    assert activity.text is None and activity.summary == "Question: Harm"
    assert attachment.content_type == "application/vnd.microsoft.card.adaptive"


def test_the_card_is_json_already_when_it_is_sent() -> None:
    (attachment,) = as_activity(CardMessage(card([paragraph("Died?")]), "A question")).attachments
    assert type(attachment.content) is FinishedCard
    assert attachment.content["body"][0]["text"] == "Died?"


def test_each_message_is_an_activity_of_its_own() -> None:
    message = CardMessage(card([paragraph("Died?")]), "A question")
    assert as_activity(message) is not as_activity(message)
