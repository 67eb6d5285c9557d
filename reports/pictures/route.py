"""The route shows a case's own way through the rules, box below box, large enough for a phone. Of several children it
is the way that the case follows; the others' ends stand above it in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from reports.context import Picture, ReportContext
from reports.pictures.canvas import FILLS, INK, PAPER, QUIET, Sheet, height_of, wrapped
from reports.pictures.ways import Ways
from safeguarding.case.case import Case
from safeguarding.publications.flowchart import Box

# In pixels. A phone shows the picture 390 wide: no text there is under 11.
WIDTH, MARGIN, BADGE, PAD, GAP = 585, 18, 42, 10, 22
TITLE, TEXT = 20.0, 17.0
PRINTED_CM = 12.0
"""At this width on paper no text is under 9 points."""


@dataclass(frozen=True)
class Stop:
    """A stop is a box that was passed, with the answer that led on and the answers that would have led elsewhere."""

    box: Box
    words: str
    answer: str = ""
    others: str = ""

    @property
    def tall(self) -> float:
        return height_of(self.words, TEXT) + 2 * PAD


def route_of(case: Case, context: ReportContext) -> Picture:
    ways = Ways.of(case, context)
    return Picture(ways.title, _draw(ways), ways.in_words(), PRINTED_CM)


def stops_of(ways: Ways) -> Iterator[Stop]:
    way = ways.strictest
    for box, taken in zip(ways.boxes_passed(way), (*way, None), strict=True):
        words = _fitted("\n".join(box.lines if box.kind != "steps" else box.title.split("\n")), BADGE + PAD)
        answer = f"Answer: {taken.label}" if taken and taken.label else ""
        others = [arrow.label for arrow in ways.chart.leaving(box.name) if taken and arrow != taken]
        yield Stop(box, words, _fitted(answer, BADGE), _fitted(f"not: {'; '.join(others)}" if others else "", BADGE))


def _fitted(text: str, indent: float) -> str:
    return wrapped(text, WIDTH - 2 * MARGIN - indent - PAD, TEXT, bold=True) if text else ""


def _draw(ways: Ways) -> bytes:
    stops = list(stops_of(ways))
    child = next(iter(ways.by_child))
    whose = f": {child}, whose way is the strictest" if len(ways.by_child) > 1 else ""
    title = wrapped(f"{ways.title}{whose}", WIDTH - 2 * MARGIN, TITLE, bold=True)
    last = stops[-1].box.kind
    notes = [*ways.others_in_words(), *([ways.left_open] if last == "question" else [])]
    note = wrapped("\n".join(notes), WIDTH - 2 * MARGIN, TEXT) if notes else ""
    top = MARGIN + height_of(title, TITLE) + PAD + (height_of(note, TEXT) + PAD if note else 0.0)
    sheet = Sheet(WIDTH, int(top + sum(map(_room, stops)) - GAP + MARGIN))
    sheet.text(MARGIN, MARGIN, title, TITLE, bold=True)
    sheet.text(MARGIN, MARGIN + height_of(title, TITLE) + PAD, note, TEXT)
    for number, stop in enumerate(stops, 1):
        _draw_stop(sheet, stop, number, top)
        top += _room(stop)
    return sheet.png()


def _room(stop: Stop) -> float:
    """Returns the height of the stop with what leads on from it."""
    led_on = sum(height_of(text, TEXT) for text in (stop.answer, stop.others) if text)
    return stop.tall + (led_on + PAD if led_on else 0.0) + GAP


def _draw_stop(sheet: Sheet, stop: Stop, number: int, top: float) -> None:
    left, middle = float(MARGIN), MARGIN + BADGE / 2
    rounded = 14.0 if stop.box.kind == "outcome" else 4.0
    wide = WIDTH - 2 * MARGIN
    sheet.box(left, top, wide, stop.tall, line=1.5, colour=INK, fill=FILLS[stop.box.kind], rounded=rounded)
    sheet.mark(middle, top + stop.tall / 2, "circle", 14)
    sheet.text(middle, top + stop.tall / 2, str(number), TEXT, bold=True, colour=PAPER, middle=True)
    sheet.text(left + BADGE, top + PAD, stop.words, TEXT, bold=stop.box.kind == "outcome")
    below = top + stop.tall
    if room := _room(stop) - stop.tall - GAP:
        sheet.text(left + BADGE, below + PAD, stop.answer, TEXT, bold=True)
        answered = height_of(stop.answer, TEXT) if stop.answer else 0.0
        sheet.text(left + BADGE, below + PAD + answered, stop.others, TEXT, colour=QUIET)
    if stop.answer or stop.box.kind == "steps":
        sheet.line([(middle, below), (middle, below + room + GAP - 2)], width=2.4, colour=INK, arrow=True)
