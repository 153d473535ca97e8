"""Geometry of charts."""

from workbench import charts


def series(values: list[float], limit: float = 10) -> charts.Series:
    return charts.Series("POS", values, limit, "limit 10 s", "now", "same", str)


def test_a_sparkline_stays_in_its_box() -> None:
    drawn = charts.sparkline([1, 5, 3], target=4)

    assert drawn["path"] == "M2.0 21.0L60.0 3.0L118.0 12.0"
    assert drawn["target_y"] == 7.5


def test_a_flat_sparkline_is_no_division_by_zero() -> None:
    assert charts.sparkline([2, 2])["path"] == "M2.0 21.0L118.0 21.0"


def test_only_the_stretch_over_its_limit_is_shaded() -> None:
    chart = charts.latency([series([1, 12, 14, 3])], ["a", "b", "c", "d"], title="T")

    assert chart is not None
    [row] = chart["rows"]
    assert len(row["over"]) == 1
    assert not row["bad"]


def test_a_series_that_ends_over_its_limit_is_red() -> None:
    chart = charts.latency([series([1, 12])], ["a", "b"], title="T")

    assert chart is not None
    assert chart["rows"][0]["bad"]


def test_nothing_to_draw_is_none() -> None:
    assert charts.latency([], [], title="T") is None
    assert charts.stacked(["a"], ["k"], [[0]], title="T") is None
    assert charts.trend(["a"], [1], title="T") is None


def test_bars_end_below_the_highest_grid_line() -> None:
    chart = charts.stacked(["a", "b"], ["k", "l"], [[30, 12], [7, 0]], title="T")

    assert chart is not None
    assert [line["text"] for line in chart["grid"]] == ["0", "20", "40", "60"]
    assert all(part["y"] >= chart["top"] for bar in chart["bars"] for part in bar["segments"])


def test_a_trend_below_zero_keeps_its_zero_line() -> None:
    chart = charts.trend(["a", "b"], [5, -12], title="T", step=True)

    assert chart is not None
    assert "−20" in [line["text"] for line in chart["grid"]]
    assert "H" in chart["path"]


def test_variance_is_white_within_one() -> None:
    tones = [charts.heat_tone(value) for value in (None, 0, -1, 2, -8, 61)]

    assert tones == ["", "vz0", "vz0", "vp1", "vn2", "vp3"]
