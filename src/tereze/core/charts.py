# SPDX-License-Identifier: EUPL-1.2
"""Charts drawn on the server: figures in, a drawing out; `{% chart drawing %}` shows it.

A drawing measures across in per cent and down in pixels, so that it fits any width while its
words keep their size. Colours are classes (the page's policy allows no inline style). A chart
never stands alone: the template puts its figures beside it as a table, and says when and from
where they were counted. What is not known stays out of the drawing: missing is never zero.

>>> hours = Chart(title="Asked per hour", about="hour", source="today",
...               categories=("06", "07", "08"),
...               series=(Series(name="Granted", tone="go", values=(4, 10, None)),
...                       Series(name="Refused", tone="stop", values=(1, 2, None))))
>>> [(bar.classes, bar.height) for bar in stacked_bars(hours).boxes]
[('bar tone-go', 48.0), ('bar tone-stop', 12.0), ('bar tone-go', 120.0), ('bar tone-stop', 24.0)]
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, log10
from typing import Final, Literal, TypeAlias

Tone: TypeAlias = Literal["accent", "go", "stop", "wait", "still"]

#: Height in pixels of the area that holds bars and lines, and of the room above and below it.
_PLOT: Final = 180.0
_ABOVE: Final = 18.0
_BELOW: Final = 26.0
_ROW: Final = 50.0
_LABELS_AT_MOST: Final = 6
_GRID_LINES_AT_MOST: Final = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """One thing that was counted."""

    name: str
    tone: Tone
    #: one for each category; None where it is not known
    values: tuple[int | None, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """Figures and the words that belong to them, in the reader's language."""

    title: str
    #: what the categories are: "hour", "reason"
    about: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    #: when and from where the figures were counted
    source: str
    #: what stands where there is no value; empty: that it is not known
    missing: str = ""

    def __post_init__(self) -> None:
        for series in self.series:
            if len(series.values) != len(self.categories):
                raise ValueError(f"{series.name!r} needs one value for each category")

    @property
    def table(self) -> Iterator[tuple[str, tuple[int | None, ...]]]:
        """The same figures by row."""
        for place, category in enumerate(self.categories):
            yield category, tuple(series.values[place] for series in self.series)


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """A rectangle: across in per cent, down in pixels."""

    x: float
    y: float
    width: float
    height: float
    classes: str
    #: what it says when pointed at
    says: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stroke:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    classes: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """A word or a number in the drawing."""

    x: float
    y: float
    text: str
    classes: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """A chart with everything placed."""

    chart: Chart
    height: float
    boxes: tuple[Box, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    labels: tuple[Label, ...] = ()


def stacked_bars(chart: Chart) -> Drawing:
    """One bar for each category, its series on top of each other: what came of each hour."""
    totals = [sum(value or 0 for value in values) for _, values in chart.table]
    top, grid, numbers = _scale(max(totals, default=0))
    slot = 100 / max(1, len(chart.categories))
    boxes = []
    for place, (category, values) in enumerate(chart.table):
        floor = _ABOVE + _PLOT
        for series, value in zip(chart.series, values, strict=True):
            if not value:
                continue
            height = value / top * _PLOT
            floor -= height
            boxes.append(
                Box(
                    x=_round(slot * (place + 0.14)),
                    y=_round(floor),
                    width=_round(slot * 0.72),
                    height=_round(height),
                    classes=f"bar tone-{series.tone}",
                    says=f"{category}: {series.name} {value}",
                )
            )
    return Drawing(
        chart=chart,
        height=_ABOVE + _PLOT + _BELOW,
        boxes=tuple(boxes),
        strokes=grid,
        labels=(*numbers, *_category_labels(chart.categories)),
    )


def line(chart: Chart) -> Drawing:
    """One line for each series; it breaks where a value is not known."""
    known = [value for series in chart.series for value in series.values if value is not None]
    top, grid, numbers = _scale(max(known, default=0))
    slot = 100 / max(1, len(chart.categories))
    strokes = list(grid)
    for series in chart.series:
        points = [
            None
            if value is None
            else (_round(slot * (place + 0.5)), _round(_ABOVE + _PLOT * (1 - value / top)))
            for place, value in enumerate(series.values)
        ]
        strokes += _broken_line(points, f"line tone-{series.tone}")
    return Drawing(
        chart=chart,
        height=_ABOVE + _PLOT + _BELOW,
        strokes=tuple(strokes),
        labels=(*numbers, *_category_labels(chart.categories)),
    )


def rows(chart: Chart) -> Drawing:
    """One bar across for each category, its name above it: refusals by reason. One series."""
    (series,) = chart.series
    top = max((value or 0 for value in series.values), default=0) or 1
    boxes, labels = [], []
    for place, (category, value) in enumerate(zip(chart.categories, series.values, strict=True)):
        y = place * _ROW
        number = chart.missing or "–" if value is None else str(value)
        labels.append(Label(x=0, y=y + 16, text=category, classes="name-of-row"))
        labels.append(Label(x=100, y=y + 16, text=number, classes="value end"))
        if value is not None:
            boxes.append(Box(x=0, y=y + 24, width=100, height=12, classes="track"))
        if value:
            boxes.append(
                Box(
                    x=0,
                    y=y + 24,
                    width=_round(value / top * 100),
                    height=12,
                    classes=f"bar tone-{series.tone}",
                    says=f"{category}: {value}",
                )
            )
    return Drawing(
        chart=chart,
        height=_ROW * len(chart.categories),
        boxes=tuple(boxes),
        labels=tuple(labels),
    )


def _broken_line(points: Sequence[tuple[float, float] | None], classes: str) -> Iterator[Stroke]:
    """From point to point; a point between two gaps is a stroke to itself: a dot."""
    padded = (None, *points, None)
    for before, point, after in zip(padded, points, padded[2:], strict=False):
        if point is None or (after is None and before is not None):
            continue
        x, y = after or point
        yield Stroke(x1=point[0], y1=point[1], x2=x, y2=y, classes=classes)


def _scale(largest: int) -> tuple[float, tuple[Stroke, ...], tuple[Label, ...]]:
    """The value at the top of the plot, with lines across at round numbers.

    >>> _scale(12)[0], [label.text for label in _scale(12)[2]]
    (15, ['5', '10', '15'])
    >>> _scale(0)[0]
    1
    """
    step = _round_step(max(1, largest) / _GRID_LINES_AT_MOST)
    lines = ceil(max(1, largest) / step)
    top = step * lines
    strokes, labels = [], []
    for number in range(lines + 1):
        y = _round(_ABOVE + _PLOT * (1 - number / lines))
        classes = "grid" if number else "axis"
        strokes.append(Stroke(x1=0, y1=y, x2=100, y2=y, classes=classes))
        if number:
            labels.append(Label(x=0, y=y - 4, text=str(step * number), classes="number-of-line"))
    return top, tuple(strokes), tuple(labels)


def _round_step(least: float) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 … that is at least this.

    >>> [_round_step(least) for least in (0.2, 1.5, 3, 26, 400)]
    [1, 2, 5, 50, 500]
    """
    if least <= 1:
        return 1
    power = int(10 ** int(log10(least)))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least)


def _category_labels(categories: Sequence[str]) -> Iterator[Label]:
    """Names below the plot: as many as a small screen has room for, evenly apart."""
    slot = 100 / max(1, len(categories))
    step = max(1, ceil(len(categories) / _LABELS_AT_MOST))
    for place in range(0, len(categories), step):
        x = _round(slot * (place + 0.5))
        yield Label(x=x, y=_ABOVE + _PLOT + 19, text=categories[place], classes="middle")


def _round(number: float) -> float:
    """Two decimals are finer than any screen, and keep the page small."""
    return round(number, 2)
