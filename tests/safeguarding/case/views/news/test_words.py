"""News in words repeats nobody's words, in a chat or in the channel."""

from safeguarding.case.case import Case
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.state.matters import LCSPR_DECISION, NOTIFICATION_CRITERIA, SIN_QUALITY, TRANSFER
from safeguarding.case.views.news.kinds import KINDS
from safeguarding.case.views.news.news import CaseNews
from safeguarding.case.views.news.words import IN_CHANNEL, SENTENCES, news_in_channel, news_in_words
from tests.support.case_stages import ICB, PARTNERS_DSPS, concern_decided, decided, put_to_the_dsps, signed_by
from tests.support.each import for_each
from tests.support.england.elsewhere import transfer_proposed, transferred
from tests.support.generators.clock_lives import clock_lives
from tests.support.people.everybody import EVERYBODY
from tests.support.people.newsroom import told_of
from tests.support.plain_case import care_leaver, office, opened, submitted


def told_first(case: Case, kind: str) -> CaseNews:
    return next(each.news for each in told_of(case) if each.news.kind.id == kind)


def test_it_says_which_office_disagreed_with_what_and_not_why() -> None:
    case = signed_by(put_to_the_dsps(submitted()), LCSPR_DECISION, ICB, agrees=False)
    said = news_in_words(told_first(case, "dissent"), office)
    assert said == "ICB disagreed: decision on the LCSPR. The reason stands on the case."


def test_it_says_how_many_have_signed_and_that_a_transfer_waits_for_the_other_authority() -> None:
    signed = signed_by(opened(), NOTIFICATION_CRITERIA, *PARTNERS_DSPS)
    signed = signed_by(signed, SIN_QUALITY, EVERYBODY["dcs"])
    assert news_in_words(told_first(signed, "all_signed"), office) == "3 of 3 partners and the DCS have signed."
    transfer = signed_by(transfer_proposed(), TRANSFER, EVERYBODY["dcs"], ICB)
    assert "once the other authority accepts it" in news_in_words(told_first(transfer, "transfer_agreed"), office)


def test_the_channel_reads_whether_a_case_has_ended_or_a_part_of_it() -> None:
    for case, happened in (
        (transferred(), "it has ended."),
        (concern_decided(care_leaver()), "a part of it has ended."),
    ):
        assert news_in_channel(told_first(case, "ended")) == f"{happened} Stage: {case.stage.label}."


@for_each("life", lambda: [*clock_lives().values(), decided(submitted())])
def test_no_free_text_of_a_case_is_told(life: Case) -> None:
    texts = {text.shown for event in life.events for _, text in event if isinstance(text, FreeText)}
    for each in told_of(life):
        for said in (news_in_words(each.news, office), news_in_channel(each.news)):
            assert said.endswith(".") and not any(text in said for text in texts)


def test_every_sentence_is_of_a_kind_of_news() -> None:
    assert SENTENCES.keys() <= KINDS.keys()
    assert set(IN_CHANNEL) <= {kind.id for kind in KINDS.values() if kind.in_thread}
