"""A file is offered in the form that Teams asks for, and a person's answer is read for what it may hold."""

from typing import Any

import pytest

from bot.errors import BadActivity
from bot.handlers.file_offers import (
    CONSENT_CARD,
    INFO_CARD,
    File,
    FileOffer,
    offer_activity,
    read_consent,
    taken_activity,
)

FILE = File("report", "CSCP-2026-001", "CSCP-2026-001 decision record.docx", "The record.", b"seen by the crew")
ACCEPTED: dict[str, Any] = {
    "action": "accept",
    "context": {"offer": "report", "ref": "CSCP-2026-001"},
    "uploadInfo": {"uploadUrl": "https://u/", "contentUrl": "https://c/", "uniqueId": "1", "fileType": "docx"},
}


def test_the_offer_carries_what_to_make_anew_and_nothing_of_the_file() -> None:
    (attachment,) = offer_activity(FileOffer(FILE)).attachments
    assert (attachment.content_type, attachment.name) == (CONSENT_CARD, FILE.name)
    assert attachment.content["sizeInBytes"] == len(b"seen by the crew") and "seen by the crew" not in str(attachment)
    assert attachment.content["acceptContext"] == attachment.content["declineContext"] == ACCEPTED["context"]


def test_the_answer_to_an_offer_is_read_with_the_place_for_the_file() -> None:
    consent = read_consent(ACCEPTED)
    assert (consent.action, consent.context.offer, consent.context.ref) == ("accept", "report", "CSCP-2026-001")
    assert consent.upload_info and consent.upload_info.upload_url == "https://u/"
    assert read_consent({**ACCEPTED, "action": "decline", "uploadInfo": None}).upload_info is None


@pytest.mark.parametrize(
    "value",
    [
        None,
        "accept",
        {**ACCEPTED, "action": "take"},
        {**ACCEPTED, "context": {"offer": "report"}},
        {**ACCEPTED, "context": {"offer": "report", "ref": "x" * 41}},
        {**ACCEPTED, "uploadInfo": {"uploadUrl": "https://u/"}},
    ],
)
def test_what_no_card_of_ours_sends_is_refused(value: Any) -> None:
    with pytest.raises(BadActivity, match="no answer to the offer of a file"):
        read_consent(value)


def test_a_file_that_was_taken_opens_from_its_card() -> None:
    info = read_consent(ACCEPTED).upload_info
    assert info
    (attachment,) = taken_activity(FILE, info).attachments
    assert (attachment.content_type, attachment.content_url) == (INFO_CARD, "https://c/")
