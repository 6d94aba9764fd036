"""Check the arguments of losses with classes: scores, class indices or probabilities, weights, a linear layer."""

import numpy as np

from snippets.checks import alike, array_of, first, floats, integer


def class_scores(input):
    """Return `input` as floats of shape (C,), (N, C) or (N, C, d1, …, dK), with C at least 1."""
    input = floats("input", input)
    if input.ndim == 0 or _classes(input) == 0:
        raise ValueError(
            "input must have shape (C,), (N, C) or (N, C, d1, …, dK) with at least one class, "
            f"but its shape is {input.shape}"
        )
    return input


def class_target(target, input, ignore_index, scores="input"):
    """Return `target` as floats if it has the shape of `input`, else as class indices."""
    array = array_of("target", target)
    if array.shape != input.shape:
        return class_indices(target, input, ignore_index, scores)
    if array.dtype.kind != "f":
        raise TypeError(
            f"target has the shape {input.shape} of {scores}, which means class probabilities in floating point, "
            f"but its dtype is {array.dtype}: pass class indices instead, target.argmax(axis={class_axis(input)})"
        )
    if integer("ignore_index", ignore_index) >= 0:
        raise ValueError(
            f"ignore_index must be negative for class probabilities, as none is ignored, but it is {ignore_index}: "
            "pass class indices to ignore some"
        )
    return floats("target", target, input.dtype)


def class_indices(target, input, ignore_index, scores="input"):
    """Return `target` as int64 indices, each from 0 to C − 1 or equal to `ignore_index`."""
    ignore_index = integer("ignore_index", ignore_index)
    array = array_of("target", target)
    if isinstance(target, (list, tuple)) and array.size == 0:
        array = array.astype(np.int64)  # NumPy makes [] floating
    _check_index_dtype(array, input, scores)
    _check_index_shape(array, input, scores)
    array = array.astype(np.int64)
    outside = (array != ignore_index) & ((array < 0) | (array >= _classes(input)))
    if outside.any():
        raise IndexError(
            f"{first('target', array, outside)}, but class indices run from 0 to {_classes(input) - 1} "
            f"(C = {_classes(input)}): give entries to leave out the value of ignore_index, {ignore_index}"
        )
    return array


def _check_index_dtype(target, input, scores):
    if target.dtype == np.int64 or (target.dtype == np.uint8 and input.ndim <= 2):
        return
    expected = "int64 or uint8" if input.ndim <= 2 else "int64"
    raise TypeError(
        f"target must hold class indices, dtype {expected}, but its dtype is {target.dtype} and its shape "
        f"{target.shape}: use target.astype(np.int64) if these are indices; class probabilities go to cross_entropy, "
        f"in the shape {input.shape} of {scores}"
    )


def _check_index_shape(target, input, scores):
    axis = class_axis(input)
    expected = input.shape[:axis] + input.shape[axis + 1 :]
    if target.shape == expected:
        return
    hint = ""
    if alike(target.shape, expected):
        hint = f": use target.reshape({expected})"
    elif target.shape == input.shape:
        hint = f": turn one-hot labels into indices with target.argmax(axis={axis})"
    raise ValueError(
        f"target must hold one class index per prediction, shape {expected} for {scores} of shape {input.shape}, "
        f"but its shape is {target.shape}{hint}"
    )


def class_weight(weight, input, target):
    """Return `weight` as floats of shape (C,), ones if it is None; with class indices its dtype is that of `input`."""
    if weight is None:
        return np.ones(_classes(input), input.dtype)
    weight = floats("weight", weight, input.dtype)
    if weight.shape != (_classes(input),):
        raise ValueError(
            f"weight must hold one value per class, shape ({_classes(input)},), but its shape is {weight.shape}"
        )
    if target.dtype.kind == "i" and weight.dtype != input.dtype:
        raise TypeError(f"weight must have the dtype of input, {input.dtype}, but its dtype is {weight.dtype}")
    return weight


def linear(input, linear_weight, linear_bias):
    """Return features, layer, bias (0 if None), and what stands for the logits in checks without their memory."""
    input = floats("input", input)
    layer = floats("linear_weight", linear_weight, input.dtype)
    bias = np.zeros((), input.dtype) if linear_bias is None else floats("linear_bias", linear_bias, input.dtype)
    if input.ndim not in (1, 2):
        raise ValueError(f"input must hold features, shape (F,) or (N, F), but its shape is {input.shape}")
    if layer.ndim < 2 or layer.shape[-1] != input.shape[-1] or layer.shape[0] == 0:
        raise ValueError(
            f"linear_weight must have shape (C, F) or (C, d1, …, dK, F) with F = {input.shape[-1]} as in input, "
            f"but its shape is {layer.shape}"
        )
    if layer.ndim > 2 and input.ndim == 1:
        raise ValueError(
            f"input must be a batch, shape (N, F), for linear_weight of shape {layer.shape}: use input[None]"
        )
    if linear_bias is not None and bias.shape != layer.shape[:-1]:
        raise ValueError(
            f"linear_bias must have the shape of linear_weight without features, {layer.shape[:-1]}, "
            f"but its shape is {bias.shape}"
        )
    for name, array in (("linear_weight", layer), ("linear_bias", bias)):
        if array.dtype != input.dtype:
            raise TypeError(f"{name} must have the dtype of input, {input.dtype}, but its dtype is {array.dtype}")
    return input, layer, bias, np.broadcast_to(bias.dtype.type(0), input.shape[:-1] + layer.shape[:-1])


def linear_target(target, logits, ignore_index):
    """Return the target, and `ignore_index` as an integer; None, its default, is all that goes with probabilities."""
    if ignore_index is None:
        return class_target(target, logits, -100, "logits"), -100
    if array_of("target", target).shape == logits.shape:
        raise ValueError(f"ignore_index must be None for class probabilities, but it is {ignore_index!r}")
    return class_target(target, logits, ignore_index, "logits"), ignore_index


def class_axis(input):
    """Return the dimension of the classes: 1 of a batch, 0 of a single prediction."""
    return min(1, input.ndim - 1)


def _classes(input):
    return input.shape[class_axis(input)]
