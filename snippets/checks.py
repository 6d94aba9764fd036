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
    array = array_of(name, value)
    if isinstance(value, (list, tuple, int, float)) and array.dtype.kind in "biuf":
        return array.astype(dtype)
    if array.dtype not in (np.float32, np.float64):
        hint = f": use {name}.astype(np.float32)" if array.dtype.kind in "biuf" else ""
        raise TypeError(f"{name} must be float32 or float64, but its dtype is {array.dtype}{hint}")
    return array


def dimension(dim, input):
    """Return `dim` as an integer that names a dimension of `input`."""
    dim = integer("dim", dim)
    dimensions = max(input.ndim, 1)  # as in torch, a scalar has a dimension 0
    if not -dimensions <= dim < dimensions:
        raise IndexError(
            f"dim must be from {-dimensions} to {dimensions - 1} for input of shape {input.shape}, but it is {dim}"
        )
    return dim


def reduction(reduction, size_average=None, reduce=None, allowed=("none", "mean", "sum")):
    """Return one of the `allowed` reductions; the two deprecated arguments win, as they do in torch."""
    if size_average is not None or reduce is not None:
        summed = "sum" if size_average is not None and not size_average else "mean"
        reduction = "none" if reduce is not None and not reduce else summed
        # level 4 is the line that called the loss, which has its call prepared by a function of `batches`
        warnings.warn(f"size_average and reduce are deprecated: use reduction='{reduction}'", stacklevel=4)
    if reduction not in allowed:
        raise ValueError(f"reduction must be one of {', '.join(map(repr, allowed))}, but it is {reduction!r}")
    return reduction


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
    """Raise TypeError unless `value` is True or False."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} must be True or False, but it is {value!r}")


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


def chunk_size(batch_chunk_size):
    """Return `batch_chunk_size` as an integer of at least 1."""
    size = integer("batch_chunk_size", batch_chunk_size)
    if size < 1:
        raise ValueError(f"batch_chunk_size must be at least 1, but it is {size}")
    return size


def binary_target(target, input):
    """Return `target` as floats of the shape of `input`."""
    target = floats("target", target, input.dtype)
    if target.shape != input.shape:
        hint = f": use target.reshape({input.shape})" if alike(target.shape, input.shape) else ""
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
            raise ValueError(f"{first(name, array, outside)}, but probabilities are from 0 to 1{hint}")
    return input, target


def elementwise_weight(name, weight, target):
    """Return `weight` in the dtype of `target`, ones if it is None; it may be repeated, but not enlarge `target`."""
    if weight is None:
        return np.ones((), target.dtype)
    array = array_of(name, weight)
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
        raise ValueError(f"{first(name, p, ~(p >= 0))}, but probabilities are at least 0")
    total = p.sum(axis=-1)
    off = ~(np.abs(total - 1) <= TOLERANCE)
    if off.any():
        raise ValueError(f"{first(f'the sum of {name}', total, off)}, but probabilities sum to 1 (within {TOLERANCE})")
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


def array_of(name, value):
    try:
        return np.asarray(value)
    except (ValueError, TypeError, RuntimeError) as error:  # also a tensor that is no array yet
        raise ValueError(f"{name} must be an array or evenly nested lists, but NumPy says: {error}") from None


def integer(name, value):
    try:
        if not isinstance(value, (bool, np.bool_)):
            return operator.index(value)
    except TypeError:
        pass
    raise TypeError(f"{name} must be an integer, but it is {value!r}")


def first(name, array, wrong):
    """Say where the first wrong value is: "target[0, 2] is 7"."""
    position = np.argwhere(wrong)[0]
    index = f"[{', '.join(map(str, position))}]" if position.size else ""
    return f"{name}{index} is {array[tuple(position)]}"


def alike(shape, other):
    """Tell whether two shapes differ in dimensions of size 1 alone."""
    return [size for size in shape if size != 1] == [size for size in other if size != 1]
