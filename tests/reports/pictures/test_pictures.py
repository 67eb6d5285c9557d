"""The two pictures of a case are small enough for a chat, the same each time, and say all that they show in words."""

from collections.abc import Mapping
from io import BytesIO

import pytest
from PIL import Image

from reports.context import ReportContext
from reports.pictures.flowchart import flowchart_of
from reports.pictures.timeline import timeline_of
from safeguarding.case.case import Case
from safeguarding.case.events.any_event import event_to_json
from safeguarding.case.state.review_record import review_answers
from safeguarding.case.steps.redaction import texts_of
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.engine import Engine
from safeguarding.publications.flowchart import Arrow, chart
from tests.support import largest_case

LARGEST = 70_000


def test_the_same_case_at_the_same_moment_gives_the_same_pictures(context: ReportContext, submitted: Case) -> None:
    for draw in (timeline_of, flowchart_of):
        assert draw(submitted, context) == draw(submitted, context)


@pytest.mark.long
def test_at_every_stage_both_are_small_pngs(context: ReportContext, cases: Mapping[str, Case]) -> None:
    """A flow chart shows the way through the rules and no stage: it is drawn once a way."""
    by_way = {_way(case, context): case for case in cases.values()}
    pictures = [timeline_of(case, context) for case in cases.values()]
    pictures += [flowchart_of(case, context) for case in by_way.values()]
    for picture in pictures:
        assert len(picture.png) < LARGEST, picture.alt
        assert Image.open(BytesIO(picture.png)).format == "PNG"


def _way(case: Case, context: ReportContext) -> tuple[Arrow, ...]:
    answers = {**case.facts_under(context.framework).answers, **review_answers(case, context.framework)}
    return chart(context.engine).way(answers)


def test_the_largest_case_is_drawn_as_small(engine: Engine, calendar: WorkingCalendar) -> None:
    context = ReportContext(engine, calendar, largest_case.office, largest_case.LATER)
    for case in (largest_case.escalated("word "), largest_case.under_way("word ")):
        assert max(len(timeline_of(case, context).png), len(flowchart_of(case, context).png)) < LARGEST


def test_nothing_that_anybody_wrote_and_no_agency_stands_in_their_words(context: ReportContext) -> None:
    case = largest_case.escalated("zzz ")
    assert any("zzz" in found.shown for event in case.events for found in texts_of(event_to_json(event)))
    for picture in (timeline_of(case, context), flowchart_of(case, context)):
        assert "zzz" not in picture.alt and not [agency for agency in largest_case.AGENCIES if agency in picture.alt]
