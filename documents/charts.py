"""Charts as SVG: a bar chart and a line chart, drawn here, coloured by the page's style sheet.

No script, no inline style: marks carry classes (``chart__bar``, ``chart__line``, ``chart__point``,
``chart__grid``).
Every chart has a title and a description with all its values, and each mark a title; a data table belongs
beside it.
Labels are shaped by the browser, so a chart with Thai, Khmer or Burmese labels must not be embedded in a PDF.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH: Final = 640
HEIGHT: Final = 320
AXIS: Final = 48
PADDING: Final = 12
STEPS: Final = 4
NICE: Final = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Mark:
    """One value with its label, as text that is already translated."""

    label: str
    value: float


@dataclass(frozen=True)
class Frame:
    """Where things are: the plot's corners, mirrored for right-to-left pages."""

    top: float
    right_to_left: bool

    def x(self, position: float) -> float:
        return round(WIDTH - position if self.right_to_left else position, 1)

    def y(self, value: float) -> float:
        return round(HEIGHT - AXIS - (HEIGHT - AXIS - PADDING) * value / self.top, 1)


def bar_chart(
    title: str, marks: Sequence[Mark], *, key: str, unit: str = "", right_to_left: bool = False
) -> SafeString:
    """Bars from zero. ``key`` makes the ids unique on a page that holds several charts."""
    frame = Frame(_top(marks), right_to_left)
    room = (WIDTH - AXIS - PADDING) / max(len(marks), 1)
    width = room * 0.7
    bars = format_html_join(
        "",
        '<g><title>{}: {}{}</title><rect class="chart__bar" x="{}" y="{}" width="{}" height="{}"/>'
        '<text class="chart__label" x="{}" y="{}" text-anchor="middle">{}</text></g>',
        (
            (
                mark.label,
                _plain(mark.value),
                unit,
                round(frame.x(AXIS + room * (index + 0.5)) - width / 2, 1),
                frame.y(mark.value),
                round(width, 1),
                round(frame.y(0) - frame.y(mark.value), 1),
                frame.x(AXIS + room * (index + 0.5)),
                HEIGHT - AXIS + 20,
                mark.label,
            )
            for index, mark in enumerate(marks)
        ),
    )
    return _chart(title, marks, key, unit, frame, bars)


def line_chart(
    title: str, marks: Sequence[Mark], *, key: str, unit: str = "", right_to_left: bool = False
) -> SafeString:
    """A line through the values in their order; the points carry the values, so colour is never alone."""
    frame = Frame(_top(marks), right_to_left)
    room = (WIDTH - AXIS - PADDING) / max(len(marks), 1)
    places = [
        (frame.x(AXIS + room * (index + 0.5)), frame.y(mark.value), mark) for index, mark in enumerate(marks)
    ]
    line = format_html(
        '<polyline class="chart__line" fill="none" stroke="currentColor" points="{}"/>',
        " ".join(f"{x},{y}" for x, y, _mark in places),
    )
    points = format_html_join(
        "",
        '<g><title>{}: {}{}</title><circle class="chart__point" cx="{}" cy="{}" r="4"/>'
        '<text class="chart__label" x="{}" y="{}" text-anchor="middle">{}</text></g>',
        (
            (mark.label, _plain(mark.value), unit, x, y, x, HEIGHT - AXIS + 20, mark.label)
            for x, y, mark in places
        ),
    )
    return _chart(title, marks, key, unit, frame, line + points)


def _chart(
    title: str, marks: Sequence[Mark], key: str, unit: str, frame: Frame, body: SafeString
) -> SafeString:
    steps = [frame.top * step / STEPS for step in range(STEPS + 1)]
    grid = format_html_join(
        "",
        '<path class="chart__grid" stroke="currentColor" stroke-opacity=".2" d="M{} {}H{}"/>'
        '<text class="chart__scale" x="{}" y="{}" text-anchor="end">{}</text>',
        (
            (
                frame.x(AXIS),
                frame.y(value),
                frame.x(WIDTH - PADDING),
                frame.x(AXIS - 8),
                frame.y(value) + 4,
                _plain(value),
            )
            for value in steps
        ),
    )
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title {}-values" '
        'fill="currentColor" font-size="12" xmlns="http://www.w3.org/2000/svg">'
        '<title id="{}-title">{}</title><desc id="{}-values">{}</desc>{}{}</svg>',
        WIDTH,
        HEIGHT,
        key,
        key,
        key,
        title,
        key,
        "; ".join(f"{mark.label}: {_plain(mark.value)}{unit}" for mark in marks),
        grid,
        body,
    )


def _top(marks: Sequence[Mark]) -> float:
    """The smallest round number above all values, so that the scale reads in even steps."""
    highest = max((mark.value for mark in marks), default=0)
    if highest <= 0:
        return float(STEPS)
    power = 1.0
    while power * 10 < highest:
        power *= 10
    while power > highest:
        power /= 10
    return next(step * power for step in NICE if step * power >= highest)


def _plain(value: float) -> str:
    return f"{value:g}" if abs(value) < 1e6 else f"{value:.0f}"
