"""The pictures of a case are small enough for a chat, the same each time, and say all that they show in words."""

from collections.abc import Mapping
from io import BytesIO

from PIL import Image, ImageColor

from reports.context import Picture, ReportContext
from reports.pictures.canvas import PAPER, QUIET
from reports.pictures.flowchart import flowchart_of
from reports.pictures.route import route_of
from reports.pictures.timeline import timeline_of
from safeguarding.case.case import Case
from safeguarding.case.events.any_event import event_to_json
from safeguarding.case.state.review_record import review_answers
from safeguarding.case.steps.redaction import texts_of
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.engine import Engine
from safeguarding.publications.flowchart import Arrow, chart
from tests.support import largest_case
from tests.support.case_stages import filled_in

LARGEST_MESSAGE = 75_000
"""Teams takes 80,000 bytes of UTF-16, with everything around the picture and its words."""
IN_CHAT = (timeline_of, route_of)


def message_size(picture: Picture) -> int:
    """Returns the bytes of the picture inside its message, and of its words."""
    return 2 * (4 * len(picture.png) // 3 + len(picture.alt))


def test_the_same_case_at_the_same_moment_gives_the_same_pictures(context: ReportContext, submitted: Case) -> None:
    for draw in (*IN_CHAT, flowchart_of):
        assert draw(submitted, context) == draw(submitted, context)


def test_at_every_stage_both_of_the_chat_are_small_pngs(context: ReportContext, cases: Mapping[str, Case]) -> None:
    """A route shows the way through the rules and no stage: it is drawn once a way."""
    by_way = {_way(case, context): case for case in cases.values()}
    pictures = [timeline_of(case, context) for case in cases.values()]
    pictures += [route_of(case, context) for case in by_way.values()]
    for picture in pictures:
        assert message_size(picture) < LARGEST_MESSAGE, picture.alt
        assert Image.open(BytesIO(picture.png)).format == "PNG"


def _way(case: Case, context: ReportContext) -> tuple[Arrow, ...]:
    answers = {**case.facts_under(context.framework).answers, **review_answers(case, context.framework)}
    return chart(context.engine).way(answers)


def test_the_longest_way_through_the_rules_is_drawn_as_small(context: ReportContext, submitted: Case) -> None:
    ways = [route_of(case, context) for case in (filled_in(submitted), *longest_cases())]
    assert max(map(message_size, ways)) < LARGEST_MESSAGE


def longest_cases() -> tuple[Case, ...]:
    return largest_case.escalated("word "), largest_case.under_way("word ")


def test_the_largest_case_is_drawn_as_small(engine: Engine, calendar: WorkingCalendar) -> None:
    context = ReportContext(engine, calendar, largest_case.office, largest_case.LATER)
    for case in longest_cases():
        assert max(message_size(draw(case, context)) for draw in IN_CHAT) < LARGEST_MESSAGE


def test_on_a_dark_ground_as_on_a_light_one_each_has_paper_of_its_own_and_an_edge_around_it(
    context: ReportContext, submitted: Case
) -> None:
    """A chat shows the same picture in both: what is drawn on must come with it."""
    for draw in (*IN_CHAT, flowchart_of):
        image = Image.open(BytesIO(draw(submitted, context).png))
        assert "transparency" not in image.info and image.mode == "P"
        pixels = image.convert("RGB")
        for inset, colour in ((0, QUIET), (3, PAPER)):
            columns, rows = ((inset, side - 1 - inset) for side in image.size)
            assert {pixels.getpixel((x, y)) for x in columns for y in rows} == {ImageColor.getrgb(colour)}


def test_nothing_that_anybody_wrote_and_no_agency_stands_in_their_words(context: ReportContext) -> None:
    case = largest_case.escalated("zzz ")
    assert any("zzz" in found.shown for event in case.events for found in texts_of(event_to_json(event)))
    for draw in (*IN_CHAT, flowchart_of):
        alt = draw(case, context).alt
        assert "zzz" not in alt and not [agency for agency in largest_case.AGENCIES if agency in alt]
