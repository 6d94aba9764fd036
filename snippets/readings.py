"""Write the numbers of curves beside them, as attributes, for those who move along: javascripts/figures/curves.mjs."""

import math
from html import escape

import numpy as np


def attributes(
    curves: dict[str, np.ndarray], infinite: dict[str, np.ndarray], x_label: str
) -> tuple[str, dict[str, str]]:
    """Return the attributes of a figure, and by name those of its curves; none if no place has the numbers of two.

    Args:
        curves: For each name an array: the x values, the y values, and perhaps the lower and the upper ends of a band.
        infinite: By name the x values at which a curve is ∞ and has no point; those at which no other has one are
            left out.
        x_label: What the horizontal axis shows.

    Examples:
        >>> attributes({"CE": np.array([[0, 10], [0.5, -0.25]])}, {"CE": np.array([])}, "step")
        (' data-along="step"', {'CE': ' data-name="CE" data-x="0 10" data-y="0.500 −0.250"'})
    """
    xs = np.concatenate([curve[0] for curve in curves.values()])
    if len(curves) > 1 and np.unique(xs).size == xs.size:
        return "", dict.fromkeys(curves, "")
    places = decimals(np.concatenate([curve[1:].ravel() for curve in curves.values()]))
    numbers = {}
    for name, (x, *rows) in curves.items():
        texts = {"x": " ".join(f"{number:.4g}" for number in x)}
        for kind, row in zip(("y", "low", "high"), rows, strict=False):
            texts[kind] = " ".join(f"{number:.{places}f}" for number in row.round(places) + 0.0)  # no −0
        if (shared := np.intersect1d(infinite[name], xs)).size:
            texts["infinite"] = " ".join(f"{number:.4g}" for number in shared)
        numbers[name] = f' data-name="{escape(name)}"'
        for kind, text in texts.items():
            numbers[name] += f' data-{kind}="{text.replace("-", "−")}"'
    return f' data-along="{escape(x_label)}"', numbers


def decimals(values: np.ndarray) -> int:
    """Return how many decimals resolve about a thousandth of a range; whole numbers need none.

    Examples:
        >>> decimals(np.array([0.02, 0.98])), decimals(np.array([0.5, 120])), decimals(np.array([20, 60]))
        (3, 1, 0)
    """
    if (values == values.round()).all():
        return 0
    return max(0, 3 - round(math.log10(np.ptp(values))))
