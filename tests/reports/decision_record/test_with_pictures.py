"""The decision record is taken with the pictures of the case."""

from reports.decision_record.with_pictures import whole_record
from tests.support.plain_case import REPORTS, SEEN, submitted
from tests.support.word_reading import Read


def test_it_holds_the_three_pictures_and_the_words_of_the_record() -> None:
    read = Read(whole_record(submitted(), REPORTS))
    assert len(read.document.inline_shapes) == 3
    assert SEEN in read.words


def test_the_same_case_at_the_same_moment_gives_the_same_bytes() -> None:
    assert whole_record(submitted(), REPORTS) == whole_record(submitted(), REPORTS)
