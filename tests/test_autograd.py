"""Every call of a loss that Hypothesis draws has the value of torch and the gradient of autograd, in all respects."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given

import snippets
from calls import CALLS, Call, for_each, many
from oracle import assert_agree, assert_as_torch, classes_last, linear_logits, our_result, shares, torch_result
from snippets import gradients

pytestmark = pytest.mark.filterwarnings("error")


def leaf(call):
    return torch.from_numpy(call.arguments["input"].copy()).requires_grad_()


def assert_value_and_gradient(call, terms, differentiable):
    """Assert both by one pass of torch; `terms` takes the arguments and returns what the gradient adds up and divides.

    `differentiable` takes the call and returns it, or one like it where autograd is no oracle for this one.
    """
    input = leaf(call)
    loss = torch_result(call, input=input)
    assert_as_torch(call, our_result(call, getattr(snippets, call.name)), loss.detach().numpy())
    other = differentiable(call)
    if other is not call:
        input = leaf(other)
        loss = torch_result(other, input=input)
    loss.sum().backward()
    with np.errstate(all="ignore"):
        added, divisor = terms(**other.arguments)
    reduction = other.arguments.get("reduction", "mean")
    ours = our_result(other, getattr(gradients, call.name))
    assert_agree(other, ours, input.grad.numpy(), added, 1 if reduction in ("none", "sum") else divisor)


def classes_back(terms):
    """Undo classes_last for an array with one more axis."""
    return np.moveaxis(terms, -2, min(1, terms.ndim - 2))


def by_logits(input, target, weight=None, reduction="mean", **options):
    """Return q and p Σ q, whose difference is the gradient by the logits."""
    q, divisor = shares(input, target, weight, **options)
    p = torch.softmax(torch.from_numpy(classes_last(input).astype(np.float64)), dim=-1).numpy()
    return classes_back(np.stack([q, p * np.nan_to_num(q, posinf=0).sum(axis=-1, keepdims=True)], axis=-1)), divisor


def by_focused_logits(input, target, weight=None, gamma=2.0, **options):
    terms, divisor = by_logits(input, target, weight, **options)
    return (1 + gamma) * terms, divisor


def by_features(input, linear_weight, target, linear_bias, weight, reduction, batch_chunk_size, **options):
    logits, magnitude = linear_logits(input, linear_weight, linear_bias)
    terms, divisor = by_logits(logits, target, weight, **options)
    axes = linear_weight.ndim - 1
    steep = terms.sum(axis=-1) * (1 + 2 * magnitude.max(axis=min(1, magnitude.ndim - 1), keepdims=True, initial=0))
    finite = (np.nan_to_num(np.abs(array), posinf=0) for array in (steep, linear_weight))
    return np.tensordot(*finite, axes)[..., None], divisor


def by_log_probabilities(input, target, weight=None, reduction="mean", **options):
    q, divisor = shares(input, target, weight, **options)
    return classes_back(q[..., None]), divisor


def by_log_q(input, target, reduction="mean", log_target=False):
    p = np.abs(np.exp(target) if log_target else target) + 0 * np.zeros_like(input)
    terms = torch.from_numpy(np.asarray(np.nan_to_num(p, posinf=0))).sum_to_size(input.shape)
    return terms.numpy()[..., None], {"mean": p.size, "batchmean": len(input) if input.ndim else 1}.get(reduction)


def by_probability(input, target, weight=None, reduction="mean"):
    w = 1 if weight is None else np.abs(weight)
    p, t = input.astype(np.float64), target.astype(np.float64)
    return (w * np.abs(p - t) / np.maximum(p * (1 - p), 1e-12))[..., None], input.size


def by_logit(input, target, weight=None, reduction="mean", pos_weight=None):
    t = target.astype(np.float64)
    w, v = (1 if factor is None else factor.astype(np.float64) for factor in (weight, pos_weight))
    terms = w * (1 - t), w * (v - 1) * t, w * np.ones_like(t)
    return np.abs(np.stack(np.broadcast_arrays(*terms), axis=-1)), input.size


def as_it_is(call):
    return call


def finite(*keys):
    """Leave out infinite factors: what underflows or cancels leaves other rests in autograd than in the closed form."""

    def of(call):
        arrays = {key: call.arguments[key] for key in keys if call.arguments[key] is not None}
        limited = {key: np.where(np.isinf(array), array.dtype.type(2), array) for key, array in arrays.items()}
        changed = any(np.isinf(array).any() for array in arrays.values())
        return Call(call.name, call.arguments | limited, call.layout) if changed else call

    return of


def moderate(call):
    """Leave out where autograd multiplies 0 by an infinite product, while the closed form has no product."""
    x, w = call.arguments["input"], call.arguments["weight"]
    limited = np.where(np.isposinf(x), x, np.clip(x, -1e4, 1e4))
    positive = w is None or ((w > 0) & (w < np.inf)).all()
    if positive and np.array_equal(limited, x, equal_nan=True):
        return call
    w = w if positive else np.abs(np.nan_to_num(w, posinf=2, neginf=2)) + 1
    return Call(call.name, call.arguments | {"input": limited, "weight": w}, call.layout)


@many
@given(CALLS["cross_entropy"])
def test_cross_entropy(calls):
    for_each(calls, lambda call: assert_value_and_gradient(call, by_logits, finite("weight", "target")))


@many
@given(CALLS["nll_loss"])
def test_nll_loss(calls):
    for_each(calls, lambda call: assert_value_and_gradient(call, by_log_probabilities, as_it_is))


@many
@given(CALLS["focal_loss"])
def test_focal_loss(calls):
    for_each(calls, lambda call: assert_value_and_gradient(call, by_focused_logits, moderate))


@many
@given(CALLS["linear_cross_entropy"])
def test_linear_cross_entropy(calls):
    differentiable = finite("linear_weight", "weight", "target")
    for_each(calls, lambda call: assert_value_and_gradient(call, by_features, differentiable))


@many
@given(CALLS["kl_div"])
def test_kl_div(calls):
    for_each(calls, lambda call: assert_value_and_gradient(call, by_log_q, as_it_is))


@many
@given(CALLS["binary_cross_entropy"])
def test_binary_cross_entropy(calls):
    for_each(calls, lambda call: assert_value_and_gradient(call, by_probability, as_it_is))


@many
@given(CALLS["binary_cross_entropy_with_logits"])
def test_binary_cross_entropy_with_logits(calls):
    for_each(calls, lambda call: assert_value_and_gradient(call, by_logit, finite("weight", "pos_weight")))


def hessians(rows):
    """Differentiate the gradient of each row once more, one of its entries at a time."""
    rows = torch.from_numpy(rows.copy()).requires_grad_()
    losses = F.cross_entropy(
        rows.reshape(-1, rows.shape[-1]), torch.zeros(rows[..., 0].numel(), dtype=torch.int64), reduction="sum"
    )
    (gradient,) = torch.autograd.grad(losses, rows, create_graph=True)
    second = [torch.autograd.grad(entry.sum(), rows, retain_graph=True)[0] for entry in gradient.unbind(-1)]
    return torch.stack(second, dim=-2).numpy()


def compare_hessians(call):
    rows = classes_last(call.arguments["input"], call.arguments["input"].dtype)
    ours, theirs = gradients.cross_entropy_hessian(call.given()["input"]), hessians(rows)
    p = torch.softmax(torch.from_numpy(rows.astype(np.float64)), dim=-1).numpy()
    terms = np.stack([p[..., None] * np.eye(p.shape[-1]), p[..., :, None] * p[..., None, :]], axis=-1)
    assert_agree(call, ours, theirs, terms)


@many
@given(CALLS["cross_entropy"])
def test_cross_entropy_hessian(calls):
    for_each(calls, compare_hessians)
