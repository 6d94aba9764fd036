"""Check and convert arguments, so that the formulas elsewhere stay formulas.

Each function returns what it checked in the form the formulas use, or raises with one sentence that says
which argument was wrong, what was expected and what came.
"""

import operator
import warnings

import numpy as np

TOLERANCE = 1e-5  # how far the sum of a distribution may lie from 1


def floats(name, value, dtype=np.float64):
    """Return `value` as an array of float32 or float64; Python numbers and lists become `dtype`."""
    array = _array(name, value)
    if isinstance(value, (list, tuple, int, float)) and array.dtype.kind in "biuf":
        return array.astype(dtype)
    if array.dtype not in (np.float32, np.float64):
        hint = f": use {name}.astype(np.float32)" if array.dtype.kind in "biuf" else ""
        raise TypeError(f"{name} must be float32 or float64, but its dtype is {array.dtype}{hint}")
    return array


def dimension(dim, input):
    """Return `dim` as an integer that names a dimension of `input`."""
    dim = _integer("dim", dim)
    dimensions = max(input.ndim, 1)  # as in torch, a scalar has a dimension 0
    if not -dimensions <= dim < dimensions:
        raise IndexError(
            f"dim must be from {-dimensions} to {dimensions - 1} for input of shape {input.shape}, but it is {dim}"
        )
    return dim


def reduction(reduction, size_average=None, reduce=None, allowed=("none", "mean", "sum")):
    """Return one of the `allowed` reductions; the two deprecated arguments win, as they do in torch."""
    if size_average is not None or reduce is not None:
        size_average = size_average is None or size_average
        reduce = reduce is None or reduce
        reduction = "none" if not reduce else "mean" if size_average else "sum"
        # level 3 is the line that called the loss
        warnings.warn(f"size_average and reduce are deprecated: use reduction='{reduction}'", stacklevel=3)
    if reduction not in allowed:
        raise ValueError(f"reduction must be one of {', '.join(map(repr, allowed))}, but it is {reduction!r}")
    return reduction


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
    array = _array("target", target)
    if array.shape != input.shape:
        return class_indices(target, input, ignore_index, scores)
    if array.dtype.kind != "f":
        raise TypeError(
            f"target has the shape {input.shape} of {scores}, which means class probabilities in floating point, "
            f"but its dtype is {array.dtype}: pass class indices instead, target.argmax(axis={class_axis(input)})"
        )
    if _integer("ignore_index", ignore_index) >= 0:
        raise ValueError(
            f"ignore_index must be negative for class probabilities, as none is ignored, but it is {ignore_index}: "
            "pass class indices to ignore some"
        )
    return floats("target", target, input.dtype)


def class_indices(target, input, ignore_index, scores="input"):
    """Return `target` as int64 indices, each from 0 to C − 1 or equal to `ignore_index`."""
    ignore_index = _integer("ignore_index", ignore_index)
    array = _array("target", target)
    if isinstance(target, (list, tuple)) and array.size == 0:
        array = array.astype(np.int64)  # NumPy makes [] floating
    _check_index_dtype(array, input, scores)
    _check_index_shape(array, input, scores)
    array = array.astype(np.int64)
    outside = (array != ignore_index) & ((array < 0) | (array >= _classes(input)))
    if outside.any():
        raise IndexError(
            f"{_first('target', array, outside)}, but class indices run from 0 to {_classes(input) - 1} "
            f"(C = {_classes(input)}): give entries to leave out the value of ignore_index, {ignore_index}"
        )
    return array


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


def smoothing(label_smoothing):
    """Return `label_smoothing` as a float from 0 to 1; negative values and nan mean none, as they do in torch."""
    if not isinstance(label_smoothing, (int, float, np.number)):
        raise TypeError(f"label_smoothing must be a number from 0 to 1, but it is {label_smoothing!r}")
    if label_smoothing > 1:
        raise ValueError(f"label_smoothing must be from 0 to 1, but it is {label_smoothing}")
    return float(label_smoothing) if label_smoothing > 0 else 0.0


def gamma(gamma):
    """Return `gamma` as a finite float of at least 0."""
    if isinstance(gamma, bool) or not isinstance(gamma, (int, float, np.number)):
        raise TypeError(f"gamma must be a number of at least 0, but it is {gamma!r}")
    if not 0 <= gamma < np.inf:
        raise ValueError(f"gamma must be at least 0 and finite, but it is {gamma}")
    return float(gamma)


def flag(name, value):
    """Return `value` as True or False."""
    if not isinstance(value, (bool, np.bool)):
        raise TypeError(f"{name} must be True or False, but it is {value!r}")
    return bool(value)


def broadcast(input, target):
    """Return both and their common dtype, in which an array of no dimensions has no say, as in torch."""
    input = floats("input", input)
    target = floats("target", target, input.dtype)
    try:
        np.broadcast_shapes(input.shape, target.shape)
    except ValueError:
        raise ValueError(
            f"target must broadcast with input, shape {input.shape}, from the last dimension on, "
            f"but its shape is {target.shape}"
        ) from None
    voters = [array for array in (input, target) if array.ndim] or [input, target]
    dtype = np.result_type(*(array.dtype for array in voters))
    return input, target, dtype


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
    if _array("target", target).shape == logits.shape:
        raise ValueError(f"ignore_index must be None for class probabilities, but it is {ignore_index!r}")
    return class_target(target, logits, ignore_index, "logits"), ignore_index


def chunk_size(batch_chunk_size):
    """Return `batch_chunk_size` as an integer of at least 1."""
    size = _integer("batch_chunk_size", batch_chunk_size)
    if size < 1:
        raise ValueError(f"batch_chunk_size must be at least 1, but it is {size}")
    return size


def binary_target(target, input):
    """Return `target` as floats of the shape of `input`."""
    target = floats("target", target, input.dtype)
    if target.shape != input.shape:
        hint = f": use target.reshape({input.shape})" if _alike(target.shape, input.shape) else ""
        raise ValueError(f"target must have the shape of input, {input.shape}, but its shape is {target.shape}{hint}")
    return target


def binary_probabilities(input, target):
    """Return both as floats of one shape and dtype, with every value from 0 to 1."""
    input = floats("input", input)
    target = binary_target(target, input)
    if target.dtype != input.dtype:
        raise TypeError(f"target must have the dtype of input, {input.dtype}, but its dtype is {target.dtype}")
    for name, array, hint in (
        ("input", input, ": pass logits to binary_cross_entropy_with_logits"),
        ("target", target, ""),
    ):
        outside = ~((array >= 0) & (array <= 1))
        if outside.any():
            raise ValueError(f"{_first(name, array, outside)}, but probabilities are from 0 to 1{hint}")
    return input, target


def elementwise_weight(name, weight, target):
    """Return `weight` in the dtype of `target`, ones if it is None; it may be repeated, but not enlarge `target`."""
    if weight is None:
        return np.ones((), target.dtype)
    array = _array(name, weight)
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{name} must hold numbers, but its dtype is {array.dtype}: use {name}.astype(np.float32)")
    trailing = target.shape[max(target.ndim - array.ndim, 0) :]
    sizes = zip(array.shape, trailing, strict=False)
    if array.ndim > target.ndim or any(size not in (1, full) for size, full in sizes):
        raise ValueError(
            f"{name} must broadcast to the shape of target, {target.shape}, from the last dimension on, "
            f"but its shape is {array.shape}"
        )
    return array.astype(target.dtype)


def distribution(name, value, dtype=np.float64):
    """Return `value` as floats of shape (…, C), non-negative and with sum 1 along the last axis."""
    p = floats(name, value, dtype)
    if p.ndim == 0:
        raise ValueError(f"{name} must hold the probabilities of a distribution, shape (…, C), but it is one number")
    if not (p >= 0).all():
        raise ValueError(f"{_first(name, p, ~(p >= 0))}, but probabilities are at least 0")
    total = p.sum(axis=-1)
    off = ~(np.abs(total - 1) <= TOLERANCE)
    if off.any():
        raise ValueError(f"{_first(f'the sum of {name}', total, off)}, but probabilities sum to 1 (within {TOLERANCE})")
    return p


def distributions(p, q):
    """Return two distributions of one shape."""
    p = distribution("p", p)
    q = distribution("q", q, p.dtype)
    if q.shape != p.shape:
        raise ValueError(f"q must have the shape of p, {p.shape}, but its shape is {q.shape}")
    return p, q


def result(array):
    """Return an array of no dimensions as a Python float, which a prompt prints plainly, and others as they are."""
    return float(array) + 0.0 if np.ndim(array) == 0 else array  # + 0.0 turns −0.0 into 0.0


def _array(name, value):
    try:
        return np.asarray(value)
    except (ValueError, TypeError, RuntimeError) as error:  # also a tensor that is no array yet
        raise ValueError(f"{name} must be an array or evenly nested lists, but NumPy says: {error}") from None


def _integer(name, value):
    try:
        if not isinstance(value, (bool, np.bool)):
            return operator.index(value)
    except TypeError:
        pass
    raise TypeError(f"{name} must be an integer, but it is {value!r}")


def class_axis(input):
    """Return the dimension of the classes: 1 of a batch, 0 of a single prediction."""
    return min(1, input.ndim - 1)


def _classes(input):
    return input.shape[class_axis(input)]


def _first(name, array, wrong):
    """Say where the first wrong value is: "target[0, 2] is 7"."""
    position = np.argwhere(wrong)[0]
    index = f"[{', '.join(map(str, position))}]" if position.size else ""
    return f"{name}{index} is {array[tuple(position)]}"


def _alike(shape, other):
    """Tell whether two shapes differ in dimensions of size 1 alone."""
    return [size for size in shape if size != 1] == [size for size in other if size != 1]


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
    if _alike(target.shape, expected):
        hint = f": use target.reshape({expected})"
    elif target.shape == input.shape:
        hint = f": turn one-hot labels into indices with target.argmax(axis={axis})"
    raise ValueError(
        f"target must hold one class index per prediction, shape {expected} for {scores} of shape {input.shape}, "
        f"but its shape is {target.shape}{hint}"
    )
