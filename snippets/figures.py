"""Draw curves and bars as SVG: text stays text, colours and line styles come from the page's style sheet."""

import math
from collections.abc import Iterable, Sequence
from html import escape

import numpy as np
from numpy.typing import ArrayLike

from snippets import readings

WIDTH, HEIGHT = 640, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 150, 26, 44  # room for numbers, names of curves, axis labels
STYLES = 5  # colours with dashes in the style sheet
SAMPLE = 24  # of a curve beside its name
BAR_LEFT, BAR_RIGHT, BAR_STEP = 130, 80, 28  # room for names and sums, from one bar to the next
GAP = 18  # between names: the size of their letters on a phone


def lines(curves: dict[str, Sequence[ArrayLike]], x_label: str, y_label: str, *, log_x: bool = False) -> str:
    """Draw curves that share their axes, each named at its right end.

    Args:
        curves: For each name the x values, in order, and the y values of its points, all finite. Two more arrays, the
            lower and the upper ends of a spread around each point, draw a band behind the curve.
        x_label: What the horizontal axis shows, with its unit.
        y_label: What the vertical axis shows, with its unit.
        log_x: Whether equal ratios of x are equally far apart.

    Returns:
        An `<svg>` element. The n-th curve has the class `curve-n`, which the style sheet gives colour and dashes, and
        its band the class `band-n`. If names would overlap, they are moved apart, and each gets a sample of its
        curve. For those who move along the curves their numbers stand beside the points, if some x has several.

    Raises:
        ValueError: If a curve holds no point, or a value that is nan or infinite, or all have one and the same x or y;
            if `log_x` and an x is not positive; or if there are more than 5 curves, which is how many styles there are.

    Examples:
        >>> svg = lines({"x²": ([0, 1, 2], [0, 1, 4])}, "x", "y")
        >>> svg.count("<polyline"), ">x²</text>" in svg
        (1, True)
    """
    points = {name: np.array(curve, dtype=float) for name, curve in curves.items()}
    check(points, log_x)
    xs = np.concatenate([curve[0] for curve in points.values()])
    ys = np.concatenate([curve[1:].ravel() for curve in points.values()])
    if np.ptp(xs) == 0 or np.ptp(ys) == 0:
        raise ValueError(
            f"curves must span a range, but x is from {xs.min()} to {xs.max()}, y {ys.min()} to {ys.max()}"
        )
    scale = np.log10 if log_x else np.asarray
    x_ticks = log_ticks(xs.min(), xs.max()) if log_x else ticks(xs.min(), xs.max())
    y_ticks = ticks(ys.min(), ys.max())
    first, last = scale(xs.min()), scale(xs.max())

    def place(x, y):
        across = (scale(x) - first) / (last - first)
        up = (y - y_ticks[0]) / (y_ticks[-1] - y_ticks[0])
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)

    along, numbers = readings.attributes(points, x_label)

    def path(x, y):
        return " ".join("{:.1f},{:.1f}".format(*place(*point)) for point in np.transpose([x, y]))

    def text(x, y, words, anchor):
        return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'

    parts = []
    for y in y_ticks:
        _, height = place(xs[0], y)
        parts.append(f'<path class="grid" d="M{LEFT} {height:.1f}H{WIDTH - RIGHT}"/>')
        parts.append(text(LEFT - 8, height + 4, f"{y:g}", "end"))
    slack = (last - first) / 50
    for x in x_ticks:
        if first - slack <= scale(x) <= last + slack:
            parts.append(text(place(x, 0)[0], HEIGHT - BOTTOM + 18, f"{x:g}", "middle"))
    parts.append(text(LEFT, TOP - 12, y_label, "start"))
    parts.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, x_label, "middle"))
    for n, (x, _, *band) in enumerate(points.values()):
        if band:
            low, high = band
            edge = path(x, low) + " " + path(x[::-1], high[::-1])
            parts.append(f'<polygon class="band band-{n}" points="{edge}"/>')
    ends = [place(*curve[:2, -1]) for curve in points.values()]
    heights = apart([height for _, height in ends], GAP)
    moved = any(abs(height - ends[n][1]) > 1 for n, height in enumerate(heights))
    for n, (name, (x, y, *_)) in enumerate(points.items()):
        parts.append(f'<polyline class="curve curve-{n}" points="{path(x, y)}"{numbers[name]}/>')
        after = ends[n][0] + (14 if moved else 8)
        if moved:
            parts.append(f'<path class="curve curve-{n}" d="M{after:.1f} {heights[n]:.1f}h{SAMPLE}"/>')
            after += SAMPLE + 4
        parts.append(text(after, heights[n] + 4, name, "start"))
    return f'<svg class="lines" viewBox="0 0 {WIDTH} {HEIGHT}"{along} aria-hidden="true">{"".join(parts)}</svg>'


def bars(rows: dict[str, Sequence[float]]) -> str:
    """Draw a horizontal bar of stacked lengths for each row, named at its left, with their sum at its right.

    Args:
        rows: For each name the lengths, all finite; a single one may be negative.

    Returns:
        An `<svg>` element. The n-th length of a row has the class `bar-n`, which the style sheet gives its colour.

    Raises:
        ValueError: If there is nothing to draw: no row, a row without lengths, or none but 0; if a length is nan or
            infinite, or negative in a row of several; or if there are more than 5, which is how many styles there are.

    Examples:
        >>> svg = bars({"H(p, q)": [0.9433, 0.3195]})
        >>> svg.count("<rect"), ">1.2628<" in svg
        (2, True)
    """
    for name, lengths in rows.items():
        if not 1 <= len(lengths) <= STYLES:
            raise ValueError(f"rows[{name!r}] must hold 1 to {STYLES} lengths, but it holds {len(lengths)}")
        if not np.isfinite(lengths).all() or (len(lengths) > 1 and min(lengths) < 0):
            raise ValueError(f"rows[{name!r}] must be finite, and one length if negative, but it is {list(lengths)}")
    sums = [sum(lengths) for lengths in rows.values()]
    low, high = min([0, *sums]), max([0, *sums])
    if low == high:
        raise ValueError(f"rows must hold a length other than 0, but they are {rows}")
    unit = (WIDTH - BAR_LEFT - BAR_RIGHT) / (high - low)
    parts = []
    for n, (name, lengths) in enumerate(rows.items()):
        top, end = n * BAR_STEP, BAR_LEFT - low * unit
        parts.append(f'<text x="{BAR_LEFT - 12}" y="{top + 18}" text-anchor="end">{escape(name)}</text>')
        for style, length in enumerate(lengths):
            left, width = end + min(length, 0) * unit, abs(length) * unit
            size = f'x="{left:.1f}" y="{top + 4}" width="{width:.1f}" height="{BAR_STEP - 8}"'
            parts.append(f'<rect class="bar bar-{style}" {size}/>')
            end += length * unit
        after = max(end, BAR_LEFT - low * unit) + 8
        parts.append(f'<text x="{after:.1f}" y="{top + 18}" text-anchor="start">{sum(lengths):.4f}</text>')
    height = BAR_STEP * len(rows)
    return f'<svg class="bars" viewBox="0 0 {WIDTH} {height}" aria-hidden="true">{"".join(parts)}</svg>'


def check(points: dict[str, np.ndarray], log_x: bool) -> None:
    """Raise ValueError for what cannot be drawn."""
    if len(points) > STYLES:
        raise ValueError(f"curves must be at most {STYLES} to be told apart, but there are {len(points)}")
    for name, curve in points.items():
        if not curve.size:
            raise ValueError(f"curves[{name!r}] must hold a point")
        if not np.isfinite(curve).all():
            raise ValueError(f"curves[{name!r}] must be finite, but it holds {curve[~np.isfinite(curve)][0]}")
        if log_x and curve[0].min() <= 0:
            raise ValueError(f"curves[{name!r}] must have x above 0 with log_x, but it has {curve[0].min()}")


def apart(heights: Sequence[float], gap: float) -> list[float]:
    """Return the heights nearest to the given ones, in the sum of squares, that keep order and distance.

    They stay between the ends of the vertical axis.

    Examples:
        >>> apart([100, 104, 200], 18)
        [93.0, 111.0, 200.0]
    """
    count = len(heights)
    order = sorted(range(count), key=heights.__getitem__)
    shifts = gap * np.arange(count)
    wanted = np.array(heights)[order] - shifts
    levels = []  # the closest values that do not decrease
    for n in range(count):
        # of all stretches around n, the smallest mean from each start, and of these the largest
        smallest = [min(wanted[start : end + 1].mean() for end in range(n, count)) for start in range(n + 1)]
        levels.append(max(smallest))
    placed = np.empty(count)
    placed[order] = np.clip(levels, TOP, HEIGHT - BOTTOM - gap * (count - 1)) + shifts
    return placed.tolist()


def table(head: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    """Write a table in HTML.

    Args:
        head: The names of the columns.
        rows: The cells of each row; format numbers before.

    Returns:
        A `<table>` element, with everything in it escaped.

    Examples:
        >>> table(["n", "n²"], [[2, 4]])
        '<table><thead><tr><th>n</th><th>n²</th></tr></thead><tbody><tr><td>2</td><td>4</td></tr></tbody></table>'
    """

    def row(cells, tag):
        return "<tr>" + "".join(f"<{tag}>{escape(str(cell))}</{tag}>" for cell in cells) + "</tr>"

    body = "".join(row(cells, "td") for cells in rows)
    return f"<table><thead>{row(head, 'th')}</thead><tbody>{body}</tbody></table>"


def folded(summary: str, html: str) -> str:
    """Fold away the data of a figure under a line that opens it.

    Args:
        summary: The line, plain text.
        html: What it opens, such as a `table`.

    Returns:
        A `<details>` element.

    Examples:
        >>> folded("Data", "<p>…</p>")
        '<details class="data"><summary>Data</summary><p>…</p></details>'
    """
    return f'<details class="data"><summary>{escape(summary)}</summary>{html}</details>'


def ticks(low: float, high: float) -> list[float]:
    """Return round numbers, evenly spaced, from `low` or just below it to `high` or just above it.

    Examples:
        >>> ticks(0.01, 0.99)
        [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    """
    size = 10 ** math.floor(math.log10(high - low))
    step = next(size * factor for factor in (0.2, 0.5, 1, 2) if (high - low) / (size * factor) <= 5.5)
    slack = (high - low) / 100
    first, last = math.floor((low + slack) / step), math.ceil((high - slack) / step)
    return [round(n * step, 12) for n in range(first, last + 1)]


def log_ticks(low: float, high: float) -> list[float]:
    """Return 1 and 3 times each power of ten around a range, powers alone if that is many, `ticks` if it is few.

    Examples:
        >>> log_ticks(0.02, 5)
        [0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0]
        >>> log_ticks(1, 1e6)[:3]
        [1.0, 10.0, 100.0]
    """
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    factors = (1, 3) if last - first <= 5 else (1,)
    marks = [float(f"{factor}e{n}") for n in range(first, last + 1) for factor in factors]
    few = sum(low <= mark <= high for mark in marks) < 2
    return [mark for mark in ticks(low, high) if mark > 0] if few else marks
