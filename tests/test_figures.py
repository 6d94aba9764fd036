"""Figures are drawn from data: the same bytes from the same data, text kept as text, with an alternative text."""

import re

import numpy as np
import pytest
from bs4 import BeautifulSoup

from snippets.axes import apart, roomy
from snippets.figures import bars, beside, folded, lines, number, table
from snippets.readings import decimals


def test_points_lie_where_the_data_say():
    svg = BeautifulSoup(lines({"CE": ([0, 5, 10], [0, 1, 2]), "BCE": ([0, 10], [2, 0])}, "x", "y"), "html.parser")
    first, second = (
        [tuple(map(float, point.split(","))) for point in line["points"].split()] for line in svg("polyline")
    )
    assert first[1] == pytest.approx(np.mean([first[0], first[2]], axis=0), abs=0.1)
    assert first[0][0] == second[0][0] and first[2][0] == second[1][0]
    assert first[0][1] == second[1][1] > first[2][1] == second[0][1]
    assert [text.string for text in svg("text")].count("10") == 1


def test_a_whole_figure():
    across = lambda x: (x - 1) / (7 - 1)  # noqa: E731, the data reach from 1 to 7
    up = lambda y: 230 - 230 * (y + 5) / (15 + 5)  # noqa: E731, and the marks from −5 to 15
    curves = {"CE": ([1, 2.5, 6], [-4, 3, 8]), "MSE": ([2, 7], [11, 0])}

    def text(x, y, words, anchor, dx=0, kind=""):
        beside = f' dx="{dx}"' if dx else ""
        return f'<text{kind} x="{100 * x:.2f}%" y="{y:.1f}"{beside} text-anchor="{anchor}">{words}</text>'

    parts = ['<svg class="lines" height="230" aria-hidden="true">']
    parts += ['<svg viewBox="0 0 500 230" width="100%" height="230" preserveAspectRatio="none">']
    parts += ['<path class="grid" d="' + "".join(f"M0 {up(y):.1f}H500" for y in (-5, 0, 5, 10, 15)) + '"/>']
    for style, (x, y) in zip(("ce", "mse"), curves.values(), strict=True):
        points = " ".join(f"{500 * across(x):.1f},{up(y):.1f}" for x, y in zip(x, y, strict=True))
        parts.append(f'<polyline class="curve {style}" points="{points}"/>')
    parts += ["</svg>", text(0, -12, "y", "start", -40), text(0.5, 230 + 38, "x", "middle")]
    parts += [text(0, up(y) + 4, str(y).replace("-", "−"), "end", -8) for y in (-5, 0, 5, 10, 15)]
    parts += [text(across(x), 230 + 18, x, "middle") for x in (2, 4, 6)]
    parts += [text(across(x[-1]), up(y[-1]) + 4, name, "start", 8, ' class="end"') for name, (x, y) in curves.items()]
    assert re.sub(r' data-\w+="[^"]*"', "", lines(curves, "x", "y")) == "".join(parts) + "</svg>"


def test_numbers_stand_beside_the_points_for_those_who_move_along():
    x, y = [-40.0, 0.022, 2.2000000000000002], np.array([0.7336, -0.00004, 1])
    curves = {"CE, <a>": (x, y, y - 0.5, y + 0.25), "MSE": ([-40], [0.0])}
    figure = lines(curves, "x & y", "")
    svg = BeautifulSoup(figure, "html.parser").svg
    first, second = svg("polyline")
    assert svg["data-along"] == "x & y" and first["data-name"] == "CE, <a>"
    assert first["data-x"].split() == ["−40", "0.022", "2.2"] and first["data-y"].split() == ["0.734", "0.000", "1.000"]
    assert ' data-low="0.234 −0.500 0.500" data-high="0.984 0.250 1.250"' in figure
    assert second["data-y"] == "0.000" and not second.has_attr("data-low")
    assert "data-" not in lines({"CE": ([0, 1], [0, 1]), "MSE": ([0.5, 2], [0, 1])}, "x", ""), "no place has both"
    assert "data-x" in lines({"CE": ([0, 1], [0, 1]), "MSE": ([1, 2], [0, 1])}, "x", "")
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
        ([-25.5, -0.5], ["−25", "−20", "−15", "−10", "−5", "0"]),
    ],
)
def test_numbers_of_the_horizontal_axis(x, marks):
    texts = BeautifulSoup(lines({"CE": (x, [0, 1])}, "", ""), "html.parser")("text", attrs={"text-anchor": "middle"})
    assert [text.get_text() for text in texts][1:] == marks


def test_same_bytes_from_same_data_and_other_bytes_from_other_data():
    draw = lambda shift: lines({"CE": (np.arange(50), np.sin(np.arange(50.0) + shift))}, "x", "y")  # noqa: E731
    assert draw(0) == draw(0) != draw(0.1)


def test_what_is_infinite_is_read_and_not_drawn():
    ce, bce = ([0, 0.5, 1, 2, 3], [np.inf, np.inf, 5, 6, np.inf]), ([0, 0.5, 1, 2], [7, 7.5, 8, 9])
    drawn = lines({"CE": ce, "BCE": bce}, "x", "y")
    without = lines({"CE": ([1, 2], [5, 6]), "BCE": bce}, "x", "y")
    assert drawn.replace(' data-infinite="0 0.5"', "") == without != drawn  # at 3 no other curve has a point
    assert 'points="0.0,' in lines({"CE": ([0, 0, 1, 1], [np.inf, 0, 1, np.inf])}, "x", "y")  # at its ends


def test_names_are_text_and_escaped():
    assert "<text" in (svg := lines({"CE": ([0, 1], [0, 1])}, "a < b", "y")) and "a &lt; b" in svg


def test_values_that_cannot_be_drawn_are_refused():
    with pytest.raises(ValueError, match=r"curves\['CE'\] must be finite, but it holds nan"):
        lines({"CE": ([0, 1], [0, float("nan")])}, "x", "y")
    with pytest.raises(ValueError, match="curves must span a range, but x is from 0.0 to 1.0, y 2.0 to 2.0"):
        lines({"CE": ([0, 1], [2, 2])}, "x", "y")


FIVE = ["ideal", "no weights", "pos_weight 19", "focal", "logit adj."]


def svg(curves, **options):
    return BeautifulSoup(lines(curves, "x", "y", **options), "html.parser")


def corners(shape):
    return [tuple(map(float, point.split(","))) for point in shape["points"].split()]


def test_a_band_runs_along_its_lower_and_back_along_its_upper_ends():
    drawn = svg({"CE": ([0, 1, 2], [1, 2, 3], [0, 1, 1], [2, 4, 6]), "BCE": ([0, 1, 2], [6, 5, 4])})
    (band,) = drawn("polygon")
    assert band["class"] == ["band", "ce"] and band.find_next_sibling("polyline")["class"] == ["curve", "ce"]
    assert not band.find_previous_sibling("polyline")  # it lies behind all curves
    as_curves = svg({"CE": ([0, 1, 2], [0, 1, 1]), "BCE": ([0, 1, 2], [2, 4, 6])})("polyline")
    low, high = map(corners, as_curves)
    assert corners(band) == low + high[::-1]  # and the axis has room for it
    second = svg({"BCE": ([0, 1], [0, 1]), "CE": ([0, 1], [0, 1], [0, 1], [0, 1])})("polygon")
    assert [band["class"][1] for band in second] == ["ce"]


def test_equal_ratios_are_equally_far_apart():
    drawn = svg({"CE": ([0.1, 1, 10, 100], [0, 1, 2, 3])}, log_x=True)
    across = [x for x, _ in corners(drawn.polyline)]
    assert across == pytest.approx(np.linspace(0, 500, 4), abs=0.06)
    marks = {text.string: float(text["x"].rstrip("%")) for text in drawn("text", attrs={"text-anchor": "middle"})}
    assert list(marks) == ["x", "0.1", "0.3", "1", "3", "10", "30", "100"]
    assert marks["10"] == pytest.approx(across[2] / 5, abs=0.02)
    assert marks["3"] == pytest.approx(100 / 3 * (1 + np.log10(3)), abs=0.006)
    spare = [text.string for text in drawn("text", class_="spare")]
    assert spare == ["0.3", "3", "30"]  # on a phone there is room for powers of ten


def test_numbers_that_have_no_room_on_a_phone_are_every_second_one_or_more():
    even = lambda count: {n * 100: n / (count - 1) for n in range(count)}  # noqa: E731
    assert list(roomy(even(3))) == [0, 100, 200]
    for count in (6, 8, 20):
        marks = even(count)
        kept = roomy(marks)
        assert 2 <= len(kept) < count and len(set(np.diff(kept))) == 1
        assert min(120 * np.diff([marks[mark] for mark in kept])) >= 24  # three digits of 8 pixels
    assert roomy({5: 0.0, 6: 0.01}) == [5]


def test_numbers_of_a_logarithmic_axis_up_to_a_fiftieth_outside_the_data():
    def numbers(x):
        drawn = svg({"CE": (x, [0, 1])}, log_x=True)
        return [text.string for text in drawn("text", attrs={"text-anchor": "middle"})]

    assert numbers([0.305, 9.7]) == ["x", "0.3", "1", "3", "10"]
    assert numbers([0.33, 9]) == ["x", "1", "3"]


@pytest.mark.parametrize(
    "ends", [[5, 5, 5, 5, 5], [0, 0.1, 0, 0.1, 10], [10, 10, 9.9, 3, 0], [1, 4, 9, 6, 2], [5, 5.65, 0, 10, 2.5]]
)
def test_names_keep_apart_and_in_order(ends):
    drawn = svg({name: ([0, 1], [10 * (n % 2), end]) for n, (name, end) in enumerate(zip(FIVE, ends, strict=True))})
    curves = drawn("polyline")
    tips = [corners(curve)[-1][1] for curve in curves]
    crowded = np.diff(sorted(tips)).min() < 14  # either name would move by more than a pixel
    assert drawn.svg["class"] == (["lines", "crowded"] if crowded else ["lines"])
    samples = drawn.svg("svg")[1:]
    if crowded:
        names = [float(sample["y"]) for sample in samples]
        assert [sample["x"] for sample in samples] == ["100.00%"] * 5
        assert [sample.path["class"] for sample in samples] == [curve["class"] for curve in curves]
        assert [sample["d"] for sample in drawn.select("svg svg path.curve")] == ["M12 0h24"] * 5
        assert [(sample.text.strip(), sample.find("text")["x"]) for sample in samples] == [
            (name, "40") for name in FIVE
        ]
    else:
        assert not samples
        named = {text.string: float(text["y"]) - 4 for text in drawn("text") if text.string in FIVE}
        names = [named[name] for name in FIVE]
    order = sorted(range(5), key=lambda n: (-ends[n], n))
    assert np.diff([names[n] for n in order]).min() >= 13.9 and 0 <= min(names) and max(names) <= 230
    for n, tip in enumerate(tips):
        if np.abs(np.delete(ends, n) - ends[n]).min() > 2:  # nobody is near
            assert names[n] == pytest.approx(tip)


@pytest.mark.parametrize(("distance", "kind"), [(16, "lines"), (14, "lines"), (13.9, "lines crowded")])
def test_a_name_within_a_pixel_of_its_curve_needs_no_sample(distance, kind):
    texts, found = beside({"CE": (1.0, 100.0), "BCE": (0.5, 100.0 + distance)})
    assert found == kind and 'x="100.00%"' in texts[0] and 'x="50.00%"' in texts[1]


def test_names_move_as_little_as_possible():
    assert apart([100, 130, 160], 18, 230) == [100, 130, 160]
    assert apart([104, 100], 18, 230) == [111, 93]  # both give way
    assert apart([100, 100, 100], 10, 230) == [90, 100, 110]
    assert apart([100, 100, 109], 10, 230) == pytest.approx([93, 103, 113])  # the two push the third
    assert apart([230, 224], 18, 230) == [230, 212] and apart([0, 0], 18, 230) == [0, 18]  # not beyond the axis


def test_curves_that_cannot_be_drawn_are_refused():
    with pytest.raises(ValueError, match="at most 5 to be told apart, but there are 6"):
        svg({name: ([0, 1], [0, n]) for n, name in enumerate([*FIVE, "CE"])})
    with pytest.raises(ValueError, match=r"curves\['BCE'\] must hold a point"):
        svg({"CE": ([0, 1], [0, 1]), "BCE": ([], [])})
    with pytest.raises(ValueError, match=r"curves\['CE'\] must be finite, but it holds inf"):
        svg({"CE": ([0, 1], [0, 1], [0, 1], [1, np.inf])})
    with pytest.raises(ValueError, match=r"curves\['CE'\] must be finite between its ends, but it holds inf"):
        svg({"CE": ([0, 1, 2], [5, np.inf, 6])})
    with pytest.raises(ValueError, match=r"curves\['CE'\] must have x above 0 with log_x, but it has 0.0"):
        svg({"CE": ([0, 1], [2, 3])}, log_x=True)


def test_curves_that_would_look_alike_are_refused_and_names_that_nobody_knows():
    line = [0, 1], [0, 1]
    with pytest.raises(
        ValueError, match=r"'lost' has no style: add it to the names of its loss in snippets/styles\.py"
    ):
        svg({"lost": line})
    with pytest.raises(ValueError, match=r"'lost' has no style"):
        bars({"a": [("lost", 1.0)]})
    with pytest.raises(ValueError, match=r"'BCE' and 'WithLogits' .* change one in snippets/styles\.py"):
        svg({"BCE": line, "WithLogits": line})
    with pytest.raises(ValueError, match=r"'BCELoss' and 'GCE' .* purple and purple"):  # other dashes
        svg({"BCELoss": line, "GCE": line})
    with pytest.raises(ValueError, match=r"'MSE' and 'logit adj\.' .* 10 4 2 4 and 10 4 2 4"):  # another colour
        svg({"MSE": line, "logit adj.": line})


def test_data_under_a_fold():
    data = folded("Data & <more>", table(["<a>", "b"], [["x < y", 1.5], [None, "&"]]))
    read = BeautifulSoup(data, "html.parser").details
    assert read["class"] == ["data"] and read.summary.string == "Data & <more>" and not read.has_attr("open")
    assert [th.string for th in read.thead("th")] == ["<a>", "b"]
    assert [[td.string for td in tr("td")] for tr in read.tbody("tr")] == [["x < y", "1.5"], ["None", "&"]]
    assert "</tr><tr>" in data


@pytest.mark.parametrize(("value", "shown"), [(-0.5, "−0.5"), (1e6, "1e+06"), (-2e-7, "−2e−07")])
def test_numbers_have_minus_signs(value, shown):
    assert number(value) == shown


def drawn(rows):
    """Return for each row of bars its name, the ends of its bars in order, their classes, and the number beside it."""
    svg = BeautifulSoup(bars(rows), "html.parser").svg
    found = []
    for n in range(len(rows)):
        top = 28 * n
        name, number = (text for text in svg("text") if float(text["y"]) == top + 18)
        rects = [rect for rect in svg("rect") if float(rect["y"]) == top + 4]
        sizes = [[float(rect[side].rstrip("%")) for side in ("x", "width")] for rect in rects]
        ends = [(left, left + width) for left, width in sizes]
        assert float(number["x"].rstrip("%")) == pytest.approx(max(right for _, right in ends), abs=0.02)
        assert (name["dx"], number["dx"]) == ("-12", "8")
        found.append((name.string, ends, [rect["class"][1] for rect in rects], number.string))
    return found


def test_bars_are_as_long_as_the_data_say_and_start_at_a_common_zero():
    first, second, third = drawn({"a": [("CE", 1.0), ("BCE", 2.0)], "<b>": [("MSE", -1.0)], "c": [("CE", 0.5)]})
    assert [first[0], second[0], third[0]] == ["a", "<b>", "c"]
    assert np.array(first[1]) == pytest.approx(np.array([[25, 50], [50, 100]]), abs=0.02)
    assert second[1][0] == pytest.approx((0, 25), abs=0.02)
    assert third[1][0] == pytest.approx((25, 37.5), abs=0.02)
    assert [first[2], second[2], third[2]] == [["ce", "bce"], ["mse"], ["ce"]]
    assert [row[3] for row in (first, second, third)] == ["3.0000", "−1.0000", "0.5000"]
    assert len(drawn({"a": [("CE", length) for length in (1.0, 0.0, 0.5, 0.0, 1.0)]})[0][1]) == 5
    assert bars({"a": [("CE", 1.0)]}) == (
        '<svg class="bars" height="28" aria-hidden="true"><text x="0.00%" y="18.0" dx="-12" text-anchor="end">a</text>'
        '<rect class="bar ce" x="0.00%" y="4" width="100.00%" height="20"/>'
        '<text x="100.00%" y="18.0" dx="8" text-anchor="start">1.0000</text></svg>'
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
        bars({name: [("CE", length) for length in lengths] for name, lengths in rows.items()})
