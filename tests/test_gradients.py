"""The closed gradients are the slopes of the losses, by central differences, and the formulas of the derivation."""

import numpy as np
import pytest
from hypothesis import settings

import snippets
from seeds import each_seed
from snippets import gradients

pytestmark = pytest.mark.filterwarnings("error")

STEP = 1e-6
COUNT = max(6, settings().max_examples // 50)  # of batches
REDUCTIONS = ["none", "mean", "sum"]


def slopes(function, input):
    """Differentiate the sum of a function's values by each entry of its input."""
    steps = STEP * np.eye(input.size).reshape(-1, *input.shape)
    return np.reshape(
        [(np.sum(function(input + h)) - np.sum(function(input - h))) / (2 * STEP) for h in steps], input.shape
    )


def batch(seed):
    rng = np.random.default_rng(seed)
    x, y, t = rng.normal(size=(3, 4, 2), scale=2), rng.integers(0, 4, (3, 2)), rng.random((3, 4, 2))
    return x, y, t, rng.random(4) + 0.5


@each_seed(COUNT, reduction=REDUCTIONS, smoothing=[0.0, 0.2])
def test_cross_entropy(seed, reduction, smoothing):
    x, y, t, w = batch(seed)
    y[0, 0] = -100
    for target in (y, t):
        options = {"weight": w, "reduction": reduction, "label_smoothing": smoothing}
        expected = slopes(lambda x: snippets.cross_entropy(x, target, **options), x)  # noqa: B023
        np.testing.assert_allclose(gradients.cross_entropy(x, target, **options), expected, atol=1e-8)


@each_seed(COUNT, reduction=REDUCTIONS, gamma=[0.0, 0.5, 1.0, 2.0, 5.0])
def test_focal_loss(seed, reduction, gamma):
    x, y, _, w = batch(seed)
    options = {"weight": w, "reduction": reduction, "gamma": gamma}
    expected = slopes(lambda x: snippets.focal_loss(x, y, **options), x)
    np.testing.assert_allclose(gradients.focal_loss(x, y, **options), expected, atol=1e-8)


@each_seed(COUNT, reduction=REDUCTIONS)
def test_nll_loss(seed, reduction):
    x, y, _, w = batch(seed)
    options = {"weight": w, "reduction": reduction}
    expected = slopes(lambda x: snippets.nll_loss(x, y, **options), x)
    np.testing.assert_allclose(gradients.nll_loss(x, y, **options), expected, atol=1e-8)


@each_seed(COUNT, reduction=REDUCTIONS, size=[1, 2, 3, 4])
def test_linear_cross_entropy(seed, reduction, size):
    x, y, _, w = batch(seed)
    h, layer, bias = x[:, :, 0], np.random.default_rng(seed + 1).normal(size=(4, 2, 4)), x[0]
    options = {"weight": w, "reduction": reduction, "linear_bias": bias, "batch_chunk_size": size}
    expected = slopes(lambda h: snippets.linear_cross_entropy(h, layer, y, **options), h)
    np.testing.assert_allclose(gradients.linear_cross_entropy(h, layer, y, **options), expected, atol=1e-8)


@each_seed(COUNT, reduction=[*REDUCTIONS, "batchmean"], log_target=[False, True, True, False, True])
def test_kl_div(seed, reduction, log_target):
    x, _, t, _ = batch(seed)
    options = {"reduction": reduction, "log_target": log_target}
    for input in (x, x[:1]):
        expected = slopes(lambda x: snippets.kl_div(x, t, **options), input)
        np.testing.assert_allclose(gradients.kl_div(input, t, **options), expected, atol=1e-8)


@each_seed(COUNT, reduction=REDUCTIONS)
def test_binary_cross_entropy(seed, reduction):
    x, _, t, _ = batch(seed)
    p, options = 0.01 + 0.98 * snippets.sigmoid(x), {"weight": t[0] + 0.5, "reduction": reduction}
    expected = slopes(lambda p: snippets.binary_cross_entropy(p, t, **options), p)
    np.testing.assert_allclose(gradients.binary_cross_entropy(p, t, **options), expected, rtol=1e-6, atol=1e-7)


@each_seed(COUNT, reduction=REDUCTIONS)
def test_binary_cross_entropy_with_logits(seed, reduction):
    x, _, t, _ = batch(seed)
    options = {"weight": t[0] + 0.5, "reduction": reduction, "pos_weight": t[1] + 0.5}
    expected = slopes(lambda x: snippets.binary_cross_entropy_with_logits(x, t, **options), x)
    np.testing.assert_allclose(gradients.binary_cross_entropy_with_logits(x, t, **options), expected, atol=1e-8)


@each_seed(COUNT)
def test_hessian_is_the_slope_of_the_gradient(seed):
    x = batch(seed)[0][0, :, 0]
    expected = [slopes(lambda x: gradients.cross_entropy(x, 0)[c], x) for c in range(4)]  # noqa: B023
    np.testing.assert_allclose(gradients.cross_entropy_hessian(x), expected, atol=1e-8)


@each_seed(COUNT)
def test_the_gradient_by_logits_is_probabilities_minus_targets(seed):
    x, y, t, _ = batch(seed)
    t /= t.sum(axis=1, keepdims=True)
    p, one_hot = snippets.softmax(x, dim=1), np.moveaxis(np.eye(4)[y], -1, 1)
    np.testing.assert_allclose(gradients.cross_entropy(x, y, reduction="sum"), p - one_hot, atol=1e-14)
    np.testing.assert_allclose(gradients.cross_entropy(x, t), (p - t) / 6, atol=1e-14)
    np.testing.assert_allclose(gradients.focal_loss(x, y, gamma=0.0), gradients.cross_entropy(x, y), atol=1e-14)
    by_logit = gradients.binary_cross_entropy_with_logits(x, t, reduction="sum")
    np.testing.assert_allclose(by_logit, snippets.sigmoid(x) - t, atol=1e-14)


@each_seed(COUNT)
def test_a_chain_of_gradients_is_the_gradient_of_the_chain(seed):
    x, y, t, w = batch(seed)
    by_log_p = gradients.nll_loss(snippets.log_softmax(x, dim=1), y, w)
    chained = by_log_p - snippets.softmax(x, dim=1) * by_log_p.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(chained, gradients.cross_entropy(x, y, w), atol=1e-14)
    p = snippets.sigmoid(x)
    chained = gradients.binary_cross_entropy(p, t) * p * (1 - p)
    np.testing.assert_allclose(chained, gradients.binary_cross_entropy_with_logits(x, t), atol=1e-14)


def test_weighted_smoothing():
    q = np.array([0.1 * 1, 0.8 * 3 + 0.1 * 3]) / 3  # divided by the weight of the label
    expected = 0.5 * q.sum() - q
    np.testing.assert_allclose(gradients.cross_entropy([0.0, 0.0], 1, [1.0, 3.0], label_smoothing=0.2), expected)
