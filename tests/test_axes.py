"""Axes carry a few round numbers that enclose the data, also where equal ratios are equally far apart."""

import numpy as np
import pytest

from snippets.axes import log_ticks, roomy, ticks


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


@pytest.mark.parametrize(("low", "high"), [(0, 1), (0.02, 0.98), (-5, 25), (0, 103), (-1e-3, 2e-3), (0.6, 4.2)])
def test_ticks_enclose_the_data(low, high):
    marks = ticks(low, high)
    steps = np.diff(marks)
    assert 3 <= len(marks) <= 8 and np.allclose(steps, steps[0])
    assert marks[0] <= low + 0.01 * (high - low) and marks[-1] >= high - 0.01 * (high - low)


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
    ("marks", "kept"),
    [  # of 120 px, a digit takes 8 and a gap 6
        ({100: 0, 200: 0.25, 300: 0.5}, [100, 200, 300]),
        ({100: 0, 200: 0.249, 300: 0.498}, [100, 300]),
        ({20: 0, 30: 0.1, 40: 0.2}, [20, 40]),
        ({20: 0, 100: 0.1, 400: 0.2}, [100]),
    ],
)
def test_numbers_keep_what_room_there_is_on_a_phone(marks, kept):
    assert roomy(marks) == kept
