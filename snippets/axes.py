"""Choose the numbers that axes show, and keep texts apart."""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

NARROW = 120  # pixels that a plot has on a phone


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


def roomy(marks: dict[float, float]) -> list[float]:
    """Return those of the marks, given with their shares of the width, that have room side by side on a phone.

    They are all, or every second one, or every third, with a power of ten among them.

    Examples:
        >>> roomy({0: 0.0, 2: 0.2, 4: 0.4, 6: 0.6})
        [0, 2, 4, 6]
        >>> roomy({0.03: 0.0, 0.1: 0.1, 0.3: 0.2, 1: 0.3, 3: 0.4})
        [0.1, 1]
    """
    numbers = list(marks)
    start = next((n for n, mark in enumerate(numbers) if f"{mark:e}".startswith("1.0")), 0)
    for step in range(1, len(numbers)):
        kept = numbers[start % step :: step]
        if all(
            NARROW * (marks[right] - marks[left]) >= 4 * len(f"{left:g}{right:g}") + 6  # half of both, and a gap
            for left, right in pairwise(kept)
        ):
            return kept
    return numbers[:1]


def apart(heights: Sequence[float], gap: float, end: float) -> list[float]:
    """Return the heights nearest to the given ones, in the sum of squares, that keep order and distance.

    They stay between 0 and `end`, if there is room.

    Examples:
        >>> apart([100, 104, 200], 18, 230)
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
    placed[order] = np.clip(levels, 0, end - gap * (count - 1)) + shifts
    return placed.tolist()
