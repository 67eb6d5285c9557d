"""Every rejected request has a status of a refusal and the sentence that it was given."""

from collections.abc import Iterator

from bot.errors import Forbidden, NotAMember, RequestRejected


def kinds(of: type[RequestRejected]) -> Iterator[type[RequestRejected]]:
    yield of
    for kind in of.__subclasses__():
        yield from kinds(kind)


def test_no_rejection_passes_for_a_success_or_a_fault_of_the_bot() -> None:
    assert {kind.status for kind in kinds(RequestRejected)} == {400, 401, 403, 408, 413, 429, 503}


def test_whoever_is_no_member_is_refused_in_words_as_others_are() -> None:
    refused = NotAMember("Guests can't use this bot.", is_new=True)
    assert isinstance(refused, Forbidden) and refused.is_new
    assert (refused.status, str(refused)) == (403, "Guests can't use this bot.")
