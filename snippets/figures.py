"""Draw curves and bars as SVG: text stays text, colours and line styles come from the page's style sheet.

A figure has no size of its own: heights are in pixels, places from left to right in shares of the width that the page
has. So text is as large on a phone as the style sheet says, and no less.
"""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from snippets import readings, styles
from snippets.axes import apart, log_ticks, roomy, ticks

WIDTH, HEIGHT = 500, 230  # of a plot: units that the page stretches, and pixels
LEFT = 40  # of a plot, for numbers, as in the style sheet
MOST = 5  # curves in a figure, and lengths in a row
SAMPLE = 24  # of a curve beside its name
BAR_STEP = 28  # from one bar to the next
GAP = 16  # between names: the size of their letters


def lines(curves: dict[str, Sequence[ArrayLike]], x_label: str, y_label: str, *, log_x: bool = False) -> str:
    """Draw curves that share their axes, each named at its right end.

    Args:
        curves: For each name, which `snippets.styles` gives its colour and dashes, the x values, in order, and the y
            values of its points; where y is ∞, before or after all points, nothing is drawn. Two more arrays, the
            lower and the upper ends of a spread around each point, draw a band behind the curve.
        x_label: What the horizontal axis shows, with its unit.
        y_label: What the vertical axis shows, with its unit.
        log_x: Whether equal ratios of x are equally far apart.

    Returns:
        An `<svg>` element. Curves and bands have the class of their style besides `curve` and `band`. If names would
        overlap, they are moved apart, and each gets a sample of its curve; each has the class `end`. Numbers of the
        horizontal axis that have no room on a phone have the class `spare`. For those who move along the curves their
        numbers stand beside the points, if some x has several.

    Raises:
        ValueError: If a curve holds no point, nan, or ∞ elsewhere, or all have one and the same x or y;
            if `log_x` and an x is not positive; if there are more than 5 curves; if a name has no style, or two
            have the same colour or dashes.

    Examples:
        >>> svg = lines({"CE": ([0, 1, 2], [0, 1, 4])}, "x", "y")
        >>> svg.count('<polyline class="curve ce"'), ">CE</text>" in svg
        (1, True)
    """
    given = {name: np.array(curve, dtype=float) for name, curve in curves.items()}
    points = {name: curve[:, curve[1] != np.inf] for name, curve in given.items()}
    infinite = {name: x[y == np.inf] for name, (x, y, *_) in given.items()}
    check(points, infinite, log_x)
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

    def across(x):
        return (scale(x) - first) / (last - first)

    def down(y):
        return HEIGHT * (y_ticks[-1] - y) / (y_ticks[-1] - y_ticks[0])

    along, numbers = readings.attributes(points, infinite, x_label)

    def path(x, y):
        return " ".join(f"{left:.1f},{top:.1f}" for left, top in np.transpose([WIDTH * across(x), down(y)]))

    grid = "".join(f"M0 {down(y):.1f}H{WIDTH}" for y in y_ticks)
    bands, drawn = [], [f'<path class="grid" d="{grid}"/>']
    for name, (x, y, *band) in points.items():
        if band:
            edge = path(x, band[0]) + " " + path(x[::-1], band[1][::-1])
            bands.append(f'<polygon class="band {styles.of(name)}" points="{edge}"/>')
        drawn.append(f'<polyline class="curve {styles.of(name)}" points="{path(x, y)}"{numbers[name]}/>')
    drawn[1:1] = bands  # behind all curves
    texts = [text(0, -12, y_label, "start", -LEFT), text(0.5, HEIGHT + 38, x_label, "middle")]
    texts += [text(0, down(y) + 4, number(y), "end", -8) for y in y_ticks]
    marks = {x: across(x) for x in x_ticks if -0.02 <= across(x) <= 1.02}
    kept = roomy(marks)
    texts += [text(at, HEIGHT + 18, number(x), "middle", kind="" if x in kept else "spare") for x, at in marks.items()]
    names, kind = beside({name: (across(x[-1]), down(y[-1])) for name, (x, y, *_) in points.items()})
    plot = f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="100%" height="{HEIGHT}" preserveAspectRatio="none">'
    inner = f"{plot}{''.join(drawn)}</svg>{''.join(texts + names)}"
    return f'<svg class="{kind}" height="{HEIGHT}"{along} aria-hidden="true">{inner}</svg>'


def beside(ends: dict[str, tuple[float, float]]) -> tuple[list[str], str]:
    """Write names beside the ends of curves, and the class of a figure; with samples if they had to be moved apart."""
    wanted = [height for _, height in ends.values()]
    heights = apart(wanted, GAP, HEIGHT)
    if np.abs(np.subtract(heights, wanted)).max() <= 1:
        return [text(share, end + 4, name, "start", 8, "end") for name, (share, end) in ends.items()], "lines"
    samples = []
    for (name, (share, _)), height in zip(ends.items(), heights, strict=True):
        sample = f'<path class="curve {styles.of(name)}" d="M12 0h{SAMPLE}"/>'
        label = f'<text x="{SAMPLE + 16}" y="4">{escape(name)}</text>'
        samples.append(f'<svg class="end" x="{100 * share:.2f}%" y="{height:.1f}">{sample}{label}</svg>')
    return samples, "lines crowded"


def bars(rows: dict[str, Sequence[tuple[str, float]]]) -> str:
    """Draw a horizontal bar of stacked lengths for each row, named at its left, with their sum at its right.

    Args:
        rows: For each name, what is laid end to end: names, which `snippets.styles` gives their colours, and lengths,
            all finite; a single one may be negative.

    Returns:
        An `<svg>` element. Each length has the class of its style besides `bar`.

    Raises:
        ValueError: If there is nothing to draw: no row, a row without lengths, or none but 0; if a length is nan or
            infinite, or negative in a row of several; if there are more than 5 in a row; or if a name has no style.

    Examples:
        >>> svg = bars({"H(p) + KL": [("H(p)", 0.9433), ("KL(p‖q)", 0.3195)]})
        >>> svg.count("<rect"), ">1.2628<" in svg
        (2, True)
    """
    for name, pieces in rows.items():
        lengths = [length for _, length in pieces]
        if not 1 <= len(lengths) <= MOST:
            raise ValueError(f"rows[{name!r}] must hold 1 to {MOST} lengths, but it holds {len(lengths)}")
        if not np.isfinite(lengths).all() or (len(lengths) > 1 and min(lengths) < 0):
            raise ValueError(f"rows[{name!r}] must be finite, and one length if negative, but it is {lengths}")
    sums = [sum(length for _, length in pieces) for pieces in rows.values()]
    low, high = min([0, *sums]), max([0, *sums])
    if low == high:
        raise ValueError(f"rows must hold a length other than 0, but they are {rows}")
    parts = []
    for n, (name, pieces) in enumerate(rows.items()):
        top, end = n * BAR_STEP, -low
        parts.append(text(0, top + 18, name, "end", -12))
        for piece, length in pieces:
            left, width = ((end + min(length, 0)) / (high - low), abs(length) / (high - low))
            size = f'x="{100 * left:.2f}%" y="{top + 4}" width="{100 * width:.2f}%" height="{BAR_STEP - 8}"'
            parts.append(f'<rect class="bar {styles.of(piece)}" {size}/>')
            end += length
        parts.append(text(max(end, -low) / (high - low), top + 18, number(sums[n], ".4f"), "start", 8))
    return f'<svg class="bars" height="{BAR_STEP * len(rows)}" aria-hidden="true">{"".join(parts)}</svg>'


def text(share: float, y: float, words: str, anchor: str, dx: float = 0, kind: str = "") -> str:
    """Write words at a share of the width, `dx` pixels beside it."""
    named, moved = kind and f' class="{kind}"', f' dx="{dx}"' if dx else ""
    return f'<text{named} x="{100 * share:.2f}%" y="{y:.1f}"{moved} text-anchor="{anchor}">{escape(words)}</text>'


def number(value: float, form: str = "g") -> str:
    """Write a number with a minus sign, which a hyphen is not."""
    return f"{value:{form}}".replace("-", "−")


def check(points: dict[str, np.ndarray], infinite: dict[str, np.ndarray], log_x: bool) -> None:
    """Raise ValueError for what cannot be drawn."""
    if len(points) > MOST:
        raise ValueError(f"curves must be at most {MOST} to be told apart, but there are {len(points)}")
    for (one, first), (other, second) in combinations([(name, styles.STYLES[styles.of(name)]) for name in points], 2):
        if first.colour == second.colour or first.dashes == second.dashes:
            raise ValueError(
                f"curves {one!r} and {other!r} are hard to tell apart, with the colours {first.colour} and"
                f" {second.colour}, the dashes {first.dashes} and {second.dashes}: change one in snippets/styles.py"
            )
    for name, curve in points.items():
        if not curve.size:
            raise ValueError(f"curves[{name!r}] must hold a point")
        if not np.isfinite(curve).all():
            raise ValueError(f"curves[{name!r}] must be finite, but it holds {curve[~np.isfinite(curve)][0]}")
        if ((curve[0].min() < infinite[name]) & (infinite[name] < curve[0].max())).any():
            raise ValueError(f"curves[{name!r}] must be finite between its ends, but it holds inf")
        if log_x and curve[0].min() <= 0:
            raise ValueError(f"curves[{name!r}] must have x above 0 with log_x, but it has {curve[0].min()}")


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
