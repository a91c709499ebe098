# SPDX-License-Identifier: EUPL-1.2
"""Charts: what is drawn says the same as the table."""

from dataclasses import replace

import pytest

from tereze.core.charts import Chart, Series, Tone, line, rows, stacked_bars


def chart_of(*values: tuple[int | None, ...]) -> Chart:
    tones: tuple[Tone, ...] = ("go", "stop")
    return Chart(
        title="Asked",
        about="hour",
        source="today",
        categories=tuple(f"{hour:02}" for hour in range(len(values[0]))),
        series=tuple(
            Series(name=tone, tone=tone, values=row)
            for tone, row in zip(tones, values, strict=False)
        ),
    )


def test_stacked_bars_stand_on_each_other() -> None:
    lower, upper = stacked_bars(chart_of((3,), (1,))).boxes
    assert upper.y + upper.height == pytest.approx(lower.y)
    assert lower.height == pytest.approx(3 * upper.height)


def test_what_is_not_known_is_not_drawn_and_not_zero() -> None:
    drawing = stacked_bars(chart_of((3, None, 0)))
    assert len(drawing.boxes) == 1
    assert [values for _, values in drawing.chart.table] == [(3,), (None,), (0,)]


def test_a_row_without_a_value_says_what_stands_for_it() -> None:
    few = replace(chart_of((3, None)), missing="fewer than 3")
    for chart, said in ((few, "fewer than 3"), (replace(few, missing=""), "–")):
        assert [label.text for label in rows(chart).labels if "value" in label.classes] == [
            "3",
            said,
        ]


def test_a_line_breaks_where_a_value_is_not_known() -> None:
    strokes = [s for s in line(chart_of((1, 2, None, 3))).strokes if s.classes.startswith("line")]
    assert len(strokes) == 2
    alone = strokes[-1]
    assert (alone.x1, alone.y1) == (alone.x2, alone.y2)


def test_a_chart_without_figures_can_be_drawn() -> None:
    empty = chart_of(())
    assert stacked_bars(empty).boxes == rows(empty).boxes == line(empty).boxes == ()


def test_at_most_six_names_stand_below_a_day_of_hours() -> None:
    below = [
        label for label in stacked_bars(chart_of((1,) * 24)).labels if "middle" in label.classes
    ]
    assert [label.text for label in below] == ["00", "04", "08", "12", "16", "20"]


def test_rows_show_the_number_and_a_bar_in_proportion() -> None:
    drawing = rows(chart_of((8, 4, None)))
    assert [box.width for box in drawing.boxes if "bar" in box.classes] == [100, 50]
    assert [label.text for label in drawing.labels if "value" in label.classes] == [
        "8",
        "4",
        "–",
    ]


def test_a_series_that_is_shorter_than_the_categories_is_refused() -> None:
    with pytest.raises(ValueError, match="one value for each category"):
        Chart(
            title="",
            about="",
            source="",
            categories=("a", "b"),
            series=(Series(name="x", tone="go", values=(1,)),),
        )
