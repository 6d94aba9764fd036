"""Figures are drawn from data: the same bytes from the same data, text kept as text, with an alternative text."""

import numpy as np
import pytest
from bs4 import BeautifulSoup

from snippets.figures import lines, ticks


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
    assert lines(curves, "x", "y") == "".join(parts) + "</svg>"


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
