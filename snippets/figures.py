"""Draw curves as SVG: text stays text, colours and line styles come from the page's style sheet."""

import math
from html import escape

import numpy as np
from numpy.typing import ArrayLike

WIDTH, HEIGHT = 640, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 150, 26, 44  # room for numbers, names of curves, axis labels


def lines(curves: dict[str, tuple[ArrayLike, ArrayLike]], x_label: str, y_label: str) -> str:
    """Draw curves that share their axes, each named at its right end.

    Args:
        curves: For each name the x values, in order, and the y values of its points, all finite.
        x_label: What the horizontal axis shows, with its unit.
        y_label: What the vertical axis shows, with its unit.

    Returns:
        An `<svg>` element. The n-th curve has the class `curve-n`, which the style sheet gives colour and dashes.

    Raises:
        ValueError: If a curve holds a value that is nan or infinite, or all have one and the same x or y.

    Examples:
        >>> svg = lines({"x²": ([0, 1, 2], [0, 1, 4])}, "x", "y")
        >>> svg.count("<polyline"), ">x²</text>" in svg
        (1, True)
    """
    points = {name: np.array(curve, dtype=float) for name, curve in curves.items()}
    for name, curve in points.items():
        if not np.isfinite(curve).all():
            raise ValueError(f"curves[{name!r}] must be finite, but it holds {curve[~np.isfinite(curve)][0]}")
    xs, ys = np.concatenate(list(points.values()), axis=1)
    if np.ptp(xs) == 0 or np.ptp(ys) == 0:
        raise ValueError(
            f"curves must span a range, but x is from {xs.min()} to {xs.max()}, y {ys.min()} to {ys.max()}"
        )
    slack = np.ptp(xs) / 50
    x_ticks = [x for x in ticks(xs.min(), xs.max()) if xs.min() - slack <= x <= xs.max() + slack]
    y_ticks = ticks(ys.min(), ys.max())

    def place(x, y):
        across = (x - xs.min()) / (xs.max() - xs.min())
        up = (y - y_ticks[0]) / (y_ticks[-1] - y_ticks[0])
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)

    def text(x, y, words, anchor):
        return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'

    parts = []
    for y in y_ticks:
        _, height = place(0, y)
        parts.append(f'<path class="grid" d="M{LEFT} {height:.1f}H{WIDTH - RIGHT}"/>')
        parts.append(text(LEFT - 8, height + 4, f"{y:g}", "end"))
    for x in x_ticks:
        parts.append(text(place(x, 0)[0], HEIGHT - BOTTOM + 18, f"{x:g}", "middle"))
    parts.append(text(LEFT, TOP - 12, y_label, "start"))
    parts.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, x_label, "middle"))
    for n, (name, curve) in enumerate(points.items()):
        path = " ".join("{:.1f},{:.1f}".format(*place(x, y)) for x, y in curve.T)
        end_x, end_y = place(*curve[:, -1])
        parts.append(f'<polyline class="curve curve-{n}" points="{path}"/>' + text(end_x + 8, end_y + 4, name, "start"))
    return f'<svg class="lines" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">{"".join(parts)}</svg>'


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
