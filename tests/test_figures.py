"""Figures are drawn from data: the same bytes from the same data, text kept as text, with an alternative text."""

import re

import numpy as np
import pytest
from bs4 import BeautifulSoup

from snippets.figures import apart, bars, folded, lines, log_ticks, table, ticks
from snippets.readings import decimals


def test_points_lie_where_the_data_say():
    svg = BeautifulSoup(lines({"a": ([0, 5, 10], [0, 1, 2]), "b": ([0, 10], [2, 0])}, "x", "y"), "html.parser")
    first, second = (
        [tuple(map(float, point.split(","))) for point in line["points"].split()] for line in svg("polyline")
    )
    assert first[1] == pytest.approx(np.mean([first[0], first[2]], axis=0), abs=0.1)
    assert first[0][0] == second[0][0] and first[2][0] == second[1][0]
    assert first[0][1] == second[1][1] > first[2][1] == second[0][1]
    assert [text.string for text in svg("text")].count("10") == 1


def test_a_whole_figure():
    across = lambda x: 52 + (490 - 52) * (x - 1) / (7 - 1)  # noqa: E731, the data reach from 1 to 7
    up = lambda y: 256 - (256 - 26) * (y + 5) / (15 + 5)  # noqa: E731, and the marks from −5 to 15
    text = lambda x, y, anchor, words: f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{words}</text>'  # noqa: E731
    curves = {"a": ([1, 2.5, 6], [-4, 3, 8]), "b": ([2, 7], [11, 0])}
    parts = ['<svg class="lines" viewBox="0 0 640 300" aria-hidden="true">']
    for y in (-5, 0, 5, 10, 15):
        parts.append(f'<path class="grid" d="M52 {up(y):.1f}H490"/>' + text(52 - 8, up(y) + 4, "end", y))
    parts += [text(across(x), 256 + 18, "middle", x) for x in (2, 4, 6)]
    parts += [text(52, 14, "start", "y"), text((52 + 490) / 2, 300 - 6, "middle", "x")]
    for n, (name, (x, y)) in enumerate(curves.items()):
        points = " ".join(f"{across(x):.1f},{up(y):.1f}" for x, y in zip(x, y, strict=True))
        parts.append(f'<polyline class="curve curve-{n}" points="{points}"/>')
        parts.append(text(across(x[-1]) + 8, up(y[-1]) + 4, "start", name))
    assert re.sub(r' data-\w+="[^"]*"', "", lines(curves, "x", "y")) == "".join(parts) + "</svg>"


def test_numbers_stand_beside_the_points_for_those_who_move_along():
    x, y = [-40.0, 0.022, 2.2000000000000002], np.array([0.7336, -0.00004, 1])
    svg = BeautifulSoup(lines({"<a>": (x, y, y - 0.5, y + 0.25), "b": ([-40], [0.0])}, "x & y", ""), "html.parser").svg
    first, second = svg("polyline")
    assert svg["data-along"] == "x & y" and first["data-name"] == "<a>"
    assert first["data-x"].split() == ["−40", "0.022", "2.2"] and first["data-y"].split() == ["0.734", "0.000", "1.000"]
    assert first["data-low"] == "0.234 −0.500 0.500" and first["data-high"] == "0.984 0.250 1.250"
    assert second["data-y"] == "0.000" and not second.has_attr("data-low")
    assert "data-" not in lines({"a": ([0, 1], [0, 1]), "b": ([0.5, 2], [0, 1])}, "x", ""), "no place has both"
    assert "data-x" in lines({"a": ([0, 1], [0, 1]), "b": ([1, 2], [0, 1])}, "x", "")
    assert [len(curve["data-y"].split()) for curve in svg("polyline")] == [len(corners(c)) for c in svg("polyline")]


@pytest.mark.parametrize(
    ("values", "places"),
    [([0, 60], 0), ([1, 3], 0), ([0.4, 1], 3), ([0.02, 4.2], 2), ([0, 120.5], 1), ([0, 0.1], 4), ([0, 99999.5], 0)],
)
def test_numbers_resolve_a_thousandth_of_their_range(values, places):
    assert decimals(np.array(values)) == places


@pytest.mark.parametrize(
    ("x", "marks"),
    [  # a number stands up to a fiftieth of the range outside the data
        ([0.0198, 1.0198], ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        ([0.5, 25.5], ["0", "5", "10", "15", "20", "25"]),
        ([-25.5, -0.5], ["-25", "-20", "-15", "-10", "-5", "0"]),
    ],
)
def test_numbers_of_the_horizontal_axis(x, marks):
    texts = BeautifulSoup(lines({"": (x, [0, 1])}, "", ""), "html.parser")("text", attrs={"text-anchor": "middle"})
    assert [text.get_text() for text in texts][:-1] == marks


@pytest.mark.parametrize(
    ("low", "high", "marks"),
    [
        (0, 1, [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (0, 11, [0, 2, 4, 6, 8, 10, 12]),
        (0, 12, [0, 5, 10, 15]),
        (0, 50, [0, 10, 20, 30, 40, 50]),
        (100.9, 110, [100, 102, 104, 106, 108, 110]),
        (1000, 1001, [1000.0, 1000.2, 1000.4, 1000.6, 1000.8, 1001.0]),
        (0.99005, 1.99005, [1.0, 1.2, 1.4, 1.6, 1.8, 2.0]),
    ],
)
def test_ticks(low, high, marks):
    assert ticks(low, high) == marks


def test_same_bytes_from_same_data_and_other_bytes_from_other_data():
    draw = lambda shift: lines({"a": (np.arange(50), np.sin(np.arange(50.0) + shift))}, "x", "y")  # noqa: E731
    assert draw(0) == draw(0) != draw(0.1)


def test_names_are_text_and_escaped():
    assert "<text" in (svg := lines({"a < b": ([0, 1], [0, 1])}, "x", "y")) and "a &lt; b" in svg


def test_values_that_cannot_be_drawn_are_refused():
    with pytest.raises(ValueError, match=r"curves\['a'\] must be finite, but it holds nan"):
        lines({"a": ([0, 1], [0, float("nan")])}, "x", "y")
    with pytest.raises(ValueError, match="curves must span a range, but x is from 0.0 to 1.0, y 2.0 to 2.0"):
        lines({"a": ([0, 1], [2, 2])}, "x", "y")


@pytest.mark.parametrize(("low", "high"), [(0, 1), (0.02, 0.98), (-5, 25), (0, 103), (-1e-3, 2e-3), (0.6, 4.2)])
def test_ticks_enclose_the_data(low, high):
    marks = ticks(low, high)
    steps = np.diff(marks)
    assert 3 <= len(marks) <= 8 and np.allclose(steps, steps[0])
    assert marks[0] <= low + 0.01 * (high - low) and marks[-1] >= high - 0.01 * (high - low)


def svg(curves, **options):
    return BeautifulSoup(lines(curves, "x", "y", **options), "html.parser")


def corners(shape):
    return [tuple(map(float, point.split(","))) for point in shape["points"].split()]


def test_a_band_runs_along_its_lower_and_back_along_its_upper_ends():
    drawn = svg({"a": ([0, 1, 2], [1, 2, 3], [0, 1, 1], [2, 4, 6]), "b": ([0, 1, 2], [6, 5, 4])})
    (band,) = drawn("polygon")
    assert band["class"] == ["band", "band-0"] and band.find_next_sibling("polyline")["class"] == ["curve", "curve-0"]
    assert not band.find_previous_sibling("polyline")  # it lies behind all curves
    as_curves = svg({"low": ([0, 1, 2], [0, 1, 1]), "high": ([0, 1, 2], [2, 4, 6])})("polyline")
    low, high = map(corners, as_curves)
    assert corners(band) == low + high[::-1]  # and the axis has room for it
    second = svg({"b": ([0, 1], [0, 1]), "a": ([0, 1], [0, 1], [0, 1], [0, 1])})("polygon")
    assert [band["class"][1] for band in second] == ["band-1"]


def test_equal_ratios_are_equally_far_apart():
    drawn = svg({"a": ([0.1, 1, 10, 100], [0, 1, 2, 3])}, log_x=True)
    across = [x for x, _ in corners(drawn.polyline)]
    assert across == pytest.approx(np.linspace(52, 490, 4), abs=0.06)
    marks = {text.string: float(text["x"]) for text in drawn("text", attrs={"text-anchor": "middle"})}
    assert list(marks) == ["0.1", "0.3", "1", "3", "10", "30", "100", "x"]
    assert marks["10"] == across[2] and marks["3"] == pytest.approx(52 + 146 * (1 + np.log10(3)), abs=0.06)


def test_numbers_of_a_logarithmic_axis_up_to_a_fiftieth_outside_the_data():
    numbers = lambda x: [t.string for t in svg({"": (x, [0, 1])}, log_x=True)("text", attrs={"text-anchor": "middle"})]  # noqa: E731
    assert numbers([0.305, 9.7]) == ["0.3", "1", "3", "10", "x"]
    assert numbers([0.33, 9]) == ["1", "3", "x"]


@pytest.mark.parametrize(
    ("low", "high", "marks"),
    [
        (0.01, 30, [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300]),
        (1, 1e5, [1, 3, 10, 30, 100, 300, 1e3, 3e3, 1e4, 3e4, 1e5, 3e5]),
        (1, 2e5, [1, 10, 100, 1e3, 1e4, 1e5, 1e6]),
        (3, 10, [1, 3, 10, 30]),
        (3.1, 10, [2, 4, 6, 8, 10]),
        (1.1, 9.9, [2, 4, 6, 8, 10]),  # 0 has no place
        (0.31, 1, [0.2, 0.4, 0.6, 0.8, 1]),
        (1e3, 1e4, [1e3, 3e3, 1e4, 3e4]),
    ],
)
def test_log_ticks(low, high, marks):
    assert log_ticks(low, high) == marks


@pytest.mark.parametrize(
    "ends", [[5, 5, 5, 5, 5], [0, 0.1, 0, 0.1, 10], [10, 10, 9.9, 3, 0], [1, 4, 9, 6, 2], [5, 5.65, 0, 10, 2.5]]
)
def test_names_keep_apart_and_in_order(ends):
    drawn = svg({f"{n}": ([0, 1], [10 * (n % 2), end]) for n, end in enumerate(ends)})
    names = [float(text["y"]) for text in drawn("text", attrs={"text-anchor": "start"})][1:]
    order = sorted(range(5), key=lambda n: (-ends[n], n))
    between = np.diff([names[n] for n in order])
    assert between.min() >= 17.9 and 26 <= min(names) - 4 and max(names) - 4 <= 256
    samples = [path for path in drawn("path") if "curve" in path["class"]]
    crowded = np.diff(sorted(corners(curve)[-1][1] for curve in drawn("polyline"))).min() < 17
    assert [path["class"] for path in samples] == [curve["class"] for curve in drawn("polyline") if crowded]
    for path, name, text in zip(samples, names, drawn("text", attrs={"text-anchor": "start"})[1:], strict=crowded):
        start, height, length = map(float, re.findall(r"[\d.]+", path["d"]))
        assert height == pytest.approx(name - 4, abs=0.11) and (start, length, float(text["x"])) == (504, 24, 532)
    for n, curve in enumerate(drawn("polyline")):
        if np.abs(np.delete(ends, n) - ends[n]).min() > 2:  # nobody is near
            assert names[n] == pytest.approx(corners(curve)[-1][1] + 4)


def test_names_move_as_little_as_possible():
    assert apart([100, 130, 160], 18) == [100, 130, 160]
    assert apart([104, 100], 18) == [111, 93]  # both give way
    assert apart([100, 100, 100], 10) == [90, 100, 110]
    assert apart([100, 100, 109], 10) == pytest.approx([93, 103, 113])  # the two push the third
    assert apart([256, 250], 18) == [256, 238] and apart([26, 26], 18) == [26, 44]  # not below the axis, nor above


def test_curves_that_cannot_be_drawn_are_refused():
    with pytest.raises(ValueError, match="at most 5 to be told apart, but there are 6"):
        svg({str(n): ([0, 1], [0, n]) for n in range(6)})
    with pytest.raises(ValueError, match=r"curves\['b'\] must hold a point"):
        svg({"a": ([0, 1], [0, 1]), "b": ([], [])})
    with pytest.raises(ValueError, match=r"curves\['a'\] must be finite, but it holds inf"):
        svg({"a": ([0, 1], [0, 1], [0, 1], [1, np.inf])})
    with pytest.raises(ValueError, match=r"curves\['a'\] must have x above 0 with log_x, but it has 0.0"):
        svg({"a": ([0, 1], [2, 3])}, log_x=True)


def test_data_under_a_fold():
    data = folded("Data & <more>", table(["<a>", "b"], [["x < y", 1.5], [None, "&"]]))
    read = BeautifulSoup(data, "html.parser").details
    assert read["class"] == ["data"] and read.summary.string == "Data & <more>" and not read.has_attr("open")
    assert [th.string for th in read.thead("th")] == ["<a>", "b"]
    assert [[td.string for td in tr("td")] for tr in read.tbody("tr")] == [["x < y", "1.5"], ["None", "&"]]
    assert "</tr><tr>" in data


def drawn(rows):
    """Return for each row of bars its name, the ends of its bars in order, their classes, and the number beside it."""
    svg = BeautifulSoup(bars(rows), "html.parser").svg
    found = []
    for n in range(len(rows)):
        top = 28 * n
        name, number = (text for text in svg("text") if float(text["y"]) == top + 18)
        rects = [rect for rect in svg("rect") if float(rect["y"]) == top + 4]
        ends = [(float(rect["x"]), float(rect["x"]) + float(rect["width"])) for rect in rects]
        assert float(number["x"]) == pytest.approx(max(right for _, right in ends) + 8, abs=0.2)
        found.append((name.string, ends, [rect["class"][1] for rect in rects], number.string))
    return found


def test_bars_are_as_long_as_the_data_say_and_start_at_a_common_zero():
    unit = (640 - 130 - 80) / (3 - -1)
    zero = 130 + unit
    first, second, third = drawn({"a": [1.0, 2.0], "<b>": [-1.0], "c": [0.5]})
    assert [first[0], second[0], third[0]] == ["a", "<b>", "c"]
    assert np.array(first[1]) == pytest.approx(np.array([[zero, zero + unit], [zero + unit, zero + 3 * unit]]), abs=0.1)
    assert second[1][0] == pytest.approx((zero - unit, zero), abs=0.1)
    assert third[1][0] == pytest.approx((zero, zero + unit / 2), abs=0.1)
    assert [first[2], second[2]] == [["bar-0", "bar-1"], ["bar-0"]]
    assert [row[3] for row in (first, second, third)] == ["3.0000", "-1.0000", "0.5000"]
    assert len(drawn({"a": [1.0, 0.0, 0.5, 0.0, 1.0]})[0][1]) == 5
    assert bars({"a": [1.0]}) == (
        '<svg class="bars" viewBox="0 0 640 28" aria-hidden="true"><text x="118" y="18" text-anchor="end">a</text>'
        '<rect class="bar bar-0" x="130.0" y="4" width="430.0" height="20"/>'
        '<text x="568.0" y="18" text-anchor="start">1.0000</text></svg>'
    )


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({}, "rows must hold a length other than 0"),
        ({"a": [0.0]}, "rows must hold a length other than 0"),
        ({"a": []}, r"rows\['a'\] must hold 1 to 5 lengths, but it holds 0"),
        ({"a": [1.0] * 6}, r"rows\['a'\] must hold 1 to 5 lengths, but it holds 6"),
        ({"a": [float("nan")]}, r"rows\['a'\] must be finite"),
        ({"a": [1.0, float("inf")]}, r"rows\['a'\] must be finite"),
        ({"a": [1.0], "b": [1.0, -1.0]}, r"rows\['b'\] must be finite, and one length if negative"),
    ],
)
def test_bars_that_cannot_be_drawn_are_refused(rows, message):
    with pytest.raises(ValueError, match=message):
        bars(rows)
