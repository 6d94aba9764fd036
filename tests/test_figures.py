"""Figures are drawn from data: the same bytes from the same data, text kept as text, with an alternative text."""

import re
from pathlib import Path

import numpy as np
import pytest
from bs4 import BeautifulSoup

from snippets.figures import lines, ticks

ROOT = Path(__file__).parents[1]


def test_points_lie_where_the_data_say():
    svg = BeautifulSoup(lines({"a": ([0, 5, 10], [0, 1, 2]), "b": ([0, 10], [2, 0])}, "x", "y"), "html.parser")
    first, second = (
        [tuple(map(float, point.split(","))) for point in line["points"].split()] for line in svg("polyline")
    )
    assert first[1] == pytest.approx(np.mean([first[0], first[2]], axis=0), abs=0.1)
    assert first[0][0] == second[0][0] and first[2][0] == second[1][0]
    assert first[0][1] == second[1][1] > first[2][1] == second[0][1]
    assert [text.string for text in svg("text")].count("10") == 1


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


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_figure_has_an_alternative_text_in_the_language_of_the_page(site, language):
    figures = [
        figure
        for path in (site / language).rglob("*.html")
        for figure in BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")("svg", class_="lines")
    ]
    assert len(figures) >= 2
    for figure in figures:
        label = figure.find_parent(attrs={"role": "img"})["aria-label"]
        assert len(label) > 30 and bool(re.search(r"[\u4e00-\u9fff]", label)) == (language == "zh")
        assert not re.search(r"#[0-9a-fA-F]{3,6}|rgb|font-family", str(figure)), (
            "colours and fonts belong to the style sheet"
        )
