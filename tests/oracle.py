"""What torch computes for a call, and whether ours is as close to it as the order of additions lets it be."""

import warnings

import numpy as np
import torch
import torch.nn.functional as F

torch.set_num_threads(1)
WIDE = np.longdouble  # holds products that overflow in float64


# Torch


def focal_loss(input, target, weight=None, gamma=2.0, ignore_index=-100, reduction="mean"):
    F.cross_entropy(input, target, weight, ignore_index=ignore_index, reduction=reduction)  # refuses what is wrong
    options = {"ignore_index": ignore_index, "reduction": "none"}
    unweighted = F.cross_entropy(input, target, **options)
    miss = -torch.expm1(-torch.where(unweighted == 0, 1, unweighted))
    factor = torch.where(unweighted == 0, 0.0**gamma, miss**gamma)  # autograd of 0**gamma is nan if gamma is below 1
    loss = factor * F.cross_entropy(input, target, weight, **options)
    if reduction == "none":
        return loss
    labels = target[target != ignore_index].long()
    total = 1 if reduction == "sum" else len(labels) if weight is None else weight[labels].sum()
    return loss.sum() / total


def linear_cross_entropy(*args, batch_chunk_size=None, **kwargs):
    return F.linear_cross_entropy(*args, **kwargs)


COMPOSED = {"focal_loss": focal_loss, "linear_cross_entropy": linear_cross_entropy}


def tensors(call):
    return {
        key: torch.from_numpy(value.copy()) if isinstance(value, np.ndarray) else value
        for key, value in call.arguments.items()
    }


def torch_result(call, **replaced):
    """Return what torch computes, with some tensors in place of arguments."""
    function = COMPOSED.get(call.name) or getattr(F, call.name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # kl_div advises batchmean
        return function(**tensors(call) | replaced)


# Ours


def our_result(call, function):
    """Return what our function computes for the arguments in their layout, which it must not change."""
    given = call.given()
    result = function(**given)
    for key, value in call.arguments.items():
        if isinstance(value, np.ndarray):
            assert np.asarray(given[key], value.dtype).tobytes() == value.tobytes(), f"{key} has changed"
    return result


def assert_agree(call, ours, theirs, terms, divisor=1):
    """Assert one shape and dtype, nan and infinities at the same places, and numbers close for what was added up.

    `terms` holds, along its last axis, the absolute values whose sum is divided by `divisor` in each result. If they
    come near the largest number, the order of additions decides whether the sum overflows, in torch as in NumPy.
    """
    assert np.shape(ours) == theirs.shape
    assert type(ours) is float if theirs.ndim == 0 else ours.dtype == theirs.dtype
    single = any(getattr(value, "dtype", None) == np.float32 for value in call.arguments.values())
    tolerance, smallest = (1e-5, 1.4e-45) if single else (1e-12, 5e-324)
    limit = float(np.finfo(theirs.dtype).max) / 64
    with np.errstate(all="ignore"):
        terms = np.asarray(terms, WIDE)
        scale = np.where(np.isfinite(terms), np.minimum(terms, limit), 0).sum(axis=-1)
        bound = (tolerance * scale + 8 * smallest) / np.abs(divisor) + 8 * smallest
        agree = (ours == theirs) | (np.isnan(ours) & np.isnan(theirs)) | (np.abs(ours - theirs) <= bound)
    wrong = ~(agree | (scale >= limit))
    assert not wrong.any(), (
        f"at {np.argwhere(wrong).tolist()} ours is {np.asarray(ours)[wrong]}, theirs {theirs[wrong]}, "
        f"and {np.broadcast_to(bound, wrong.shape)[wrong]} is tolerated"
    )


# The terms of each loss, for assert_agree

ABSOLUTE = {"softmax": 1e-30, "sigmoid": 1e-30, "logsigmoid": 1e-30, "log_softmax": 1}  # beside the value itself


def classes_last(array, dtype=WIDE):
    return np.moveaxis(array, min(1, array.ndim - 1), -1).astype(dtype)


def shares(scores, target, weight=None, ignore_index=-100, label_smoothing=0.0):
    """Return how much of each log-probability a loss takes, and what its mean divides by."""
    classes = scores.shape[min(1, scores.ndim - 1)]
    weight = np.ones(classes) if weight is None else weight.astype(WIDE)
    smoothing = label_smoothing if label_smoothing > 0 else 0
    if target.shape == scores.shape:
        t, counted = np.abs(classes_last(target)), 1
        divisor = t[..., 0].size
    else:
        target, ignore_index = target.astype(np.int64), -100 if ignore_index is None else ignore_index
        counted = (target != ignore_index)[..., None]
        t = np.eye(classes)[np.where(counted[..., 0], target, 0)]
        divisor = weight[target[counted[..., 0]]].sum()
    return np.abs(weight) * ((1 - smoothing) * t + smoothing / classes) * counted, divisor


def logarithms(scores):
    """Return how large log softmax is, at least 1: its error is that of the difference of two logits."""
    dim = min(1, scores.ndim - 1)
    return 1 + np.abs(classes_last(F.log_softmax(torch.from_numpy(scores.copy()), dim).numpy()))


def cross_entropy_terms(input, target, weight=None, reduction="mean", **options):
    share, divisor = shares(input, target, weight, **options)
    return share * logarithms(input), divisor


def nll_loss_terms(input, target, weight=None, reduction="mean", **options):
    share, divisor = shares(input, target, weight, **options)
    return share * np.abs(classes_last(input)), divisor


def focal_loss_terms(input, target, weight=None, gamma=2.0, **options):
    terms, divisor = cross_entropy_terms(input, target, weight, **options)
    return (1 + gamma) * terms, divisor


def linear_logits(input, linear_weight, linear_bias):
    """Return the logits and the sum of the absolute values of their terms where that is finite."""
    bias = 0 if linear_bias is None else linear_bias
    layer = np.moveaxis(linear_weight, -1, 0)
    magnitude = np.tensordot(np.abs(input), np.abs(layer), 1).astype(WIDE) + np.abs(bias)
    return np.tensordot(input, layer, 1) + bias, np.nan_to_num(magnitude, posinf=0)


def linear_cross_entropy_terms(
    input, linear_weight, target, linear_bias, weight, reduction, batch_chunk_size, **options
):
    logits, magnitude = linear_logits(input, linear_weight, linear_bias)
    share, divisor = shares(logits, target, weight, **options)
    return share * (logarithms(logits) + 2 * classes_last(magnitude).max(axis=-1, keepdims=True)), divisor


def kl_div_terms(input, target, reduction="mean", log_target=False):
    t, x = target.astype(WIDE), input.astype(WIDE)
    p, log_t = (np.exp(t), t) if log_target else (t, np.log(np.abs(t)))
    terms = np.broadcast_arrays(np.abs(p * log_t), np.abs(p * x))
    divisor = {"mean": terms[0].size, "batchmean": len(x) if x.ndim else 1}.get(reduction, 1)
    return np.stack(terms, axis=-1), divisor


def binary_cross_entropy_terms(input, target, weight=None, reduction="mean"):
    p, t = input.astype(WIDE), target.astype(WIDE)
    w = 1 if weight is None else np.abs(weight.astype(WIDE))
    bits = t * -np.maximum(np.log(p), -100), (1 - t) * -np.maximum(np.log1p(-p), -100)
    return np.stack(np.broadcast_arrays(w * bits[0], w * bits[1]), axis=-1), input.size


def binary_cross_entropy_with_logits_terms(input, target, weight=None, reduction="mean", pos_weight=None):
    x, t = np.abs(input.astype(WIDE)), target.astype(WIDE)
    w, v = (1 if factor is None else factor.astype(WIDE) for factor in (weight, pos_weight))
    log_p = 1 + np.logaddexp(0, x)
    terms = np.abs(w * (1 - t) * x), np.abs(w * (v - 1) * t * log_p), np.abs(w * log_p)
    return np.stack(np.broadcast_arrays(*terms), axis=-1), input.size


def cancels(call, terms):
    """Tell whether the losses add up to 0, but for the rounding that the order of additions decides."""
    total = torch_result(call, reduction="sum").item()
    return abs(total) <= 1e-5 * np.where(np.isfinite(terms), terms, 0).sum()


def assert_as_torch(call, ours, theirs):
    """Assert that the result is that of torch."""
    if call.name in ABSOLUTE:
        terms = np.stack([np.abs(theirs), np.full_like(theirs, ABSOLUTE[call.name])], axis=-1)
        return assert_agree(call, ours, theirs, terms)
    with np.errstate(all="ignore"):
        terms, divisor = globals()[f"{call.name}_terms"](**call.arguments)
    if call.arguments["reduction"] != "none":
        terms = terms.reshape(-1)
    if call.arguments["reduction"] == "mean" and divisor == 0 and cancels(call, terms):
        assert not np.isfinite(ours) and not np.isfinite(theirs)  # 0/0, or what rounding has left by 0
        return
    assert_agree(call, ours, theirs, terms, 1 if call.arguments["reduction"] in ("none", "sum") else divisor)
