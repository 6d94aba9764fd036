"""The activations give the values of torch, and those of closed forms, without warnings."""

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

import snippets
from together import each

pytestmark = pytest.mark.filterwarnings("error")

INF, NAN = math.inf, math.nan
ALONG = ["softmax", "log_softmax"]
ELEMENTWISE = ["sigmoid", "logsigmoid"]
identity = settings(max_examples=settings().max_examples // 10)  # fewer than comparisons with torch need


def assert_as_torch(name, input, *dim):
    ours = getattr(snippets, name)(input, *dim)
    theirs = getattr(F, name)(torch.from_numpy(input), *dim).numpy()
    assert np.shape(ours) == theirs.shape
    assert type(ours) is float if theirs.ndim == 0 else ours.dtype == theirs.dtype
    tolerance = 1e-12 if theirs.dtype == np.float64 else 1e-5
    np.testing.assert_allclose(ours, theirs, rtol=tolerance, atol=1e-38)


@each("dtype", [np.float32, np.float64])
@each("shape", [(), (0,), (1,), (5,), (0, 3), (3, 0), (4, 3), (2, 3, 4)])
@each("name", ALONG + ELEMENTWISE)
def test_as_torch(name, shape, dtype):
    input = np.array(np.random.default_rng(0).normal(size=shape, scale=30), dtype)
    if name in ELEMENTWISE:
        return assert_as_torch(name, input)
    for dim in range(-max(input.ndim, 1), max(input.ndim, 1)):
        assert_as_torch(name, input, dim)


@identity
@given(st.lists(st.floats(-700, 700), min_size=1, max_size=5))
def test_softmax_is_a_distribution_and_log_softmax_its_logarithm(row):
    p, log_p = snippets.softmax(row, dim=0), snippets.log_softmax(row, dim=0)
    assert (p >= 0).all() and p.sum() == pytest.approx(1)
    np.testing.assert_allclose(np.exp(log_p), p, rtol=1e-9, atol=1e-300)


@identity
@given(st.floats(-700, 700))
def test_sigmoid_is_softmax_of_two(x):
    assert snippets.sigmoid(x) == pytest.approx(snippets.softmax([0.0, x], dim=0)[1], rel=1e-12)
    assert snippets.logsigmoid(x) == pytest.approx(snippets.log_softmax([0.0, x], dim=0)[1], rel=1e-12, abs=1e-15)
    assert snippets.sigmoid(x) + snippets.sigmoid(-x) == pytest.approx(1)
    assert snippets.logsigmoid(x) - snippets.logsigmoid(-x) == pytest.approx(x)


def test_closed_forms():
    np.testing.assert_allclose(snippets.softmax(np.log([1.0, 2.0, 5.0]), dim=0), [1 / 8, 2 / 8, 5 / 8])
    np.testing.assert_allclose(snippets.log_softmax([7.0] * 4, dim=0), [-math.log(4)] * 4)
    assert snippets.sigmoid(math.log(3)) == pytest.approx(3 / 4)
    assert snippets.logsigmoid(0.0) == pytest.approx(-math.log(2))


@each(
    ("name", "x", "expected"),
    [
        ("sigmoid", 1000.0, 1.0),
        ("sigmoid", -1000.0, 0.0),
        ("sigmoid", INF, 1.0),
        ("sigmoid", -INF, 0.0),
        ("logsigmoid", 50.0, -math.exp(-50)),
        ("logsigmoid", -1000.0, -1000.0),
        ("logsigmoid", INF, 0.0),
        ("logsigmoid", -INF, -INF),
        ("logsigmoid", NAN, NAN),
    ],
)
def test_special_cases(name, x, expected):
    np.testing.assert_allclose(getattr(snippets, name)(x), expected, rtol=1e-12)


@each(
    ("row", "expected"),
    [
        ([1000.0, 0.0], [0.0, -1000.0]),
        ([-INF, 0.0], [-INF, 0.0]),
        ([INF, 0.0], [NAN, NAN]),
        ([-INF, -INF], [NAN, NAN]),
        ([NAN, 0.0], [NAN, NAN]),
    ],
)
def test_special_rows(row, expected):
    np.testing.assert_array_equal(snippets.log_softmax(row, dim=0), expected)
    np.testing.assert_array_equal(snippets.softmax(row, dim=0), np.exp(expected))
