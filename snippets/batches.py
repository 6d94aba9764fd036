"""Lay batches out for the formulas, with the classes last, and reduce their losses."""

import math

import numpy as np

from snippets import checks


def classes_last(array):
    """Move the classes, dimension 1 of a batch, to the end, where weights broadcast along them."""
    return np.moveaxis(array, checks.class_axis(array), -1)


def classes_back(array):
    """Undo `classes_last`."""
    return np.moveaxis(array, -1, checks.class_axis(array))


def labels(target, ignore_index):
    """Return where class indices are ignored, and the indices with 0 there."""
    ignored = target == ignore_index
    return ignored, np.where(ignored, 0, target)


def labelled(log_p, target, weight, ignore_index):
    """Return −log p_y and w_y of each class index y; both are 0 where it is ignored."""
    ignored, y = labels(target, ignore_index)
    nll = np.where(ignored, 0, -np.take_along_axis(log_p, y[..., None], axis=-1)[..., 0])
    return nll, np.where(ignored, 0, weight[y])


def divisor(input, target, weight, ignore_index, reduction):
    """Return 1, or what mean divides by: Σ w_y for class indices, the number of predictions for probabilities."""
    if reduction != "mean":
        return 1
    if target.shape == input.shape:
        return classes_last(target)[..., 0].size
    with np.errstate(invalid="ignore"):
        return weight[target[target != ignore_index]].sum()


def reduced(loss, total, reduction):
    """Return the losses, their sum, or their sum divided by `total`."""
    if reduction == "none":
        return checks.result(loss)
    with np.errstate(all="ignore"):
        return checks.result(loss.sum() if reduction == "sum" else loss.sum() / total)


def chunks(array, size):
    """Return the places of `size` rows each; a single prediction is one chunk, and so is an empty batch."""
    return [...] if array.ndim == 1 else [slice(n, n + size) for n in range(0, max(len(array), 1), size)]


def linear(h, layer, bias):
    """Return the logits W h + b of each row."""
    with np.errstate(all="ignore"):
        return (h @ flat(layer).T).reshape(h.shape[:-1] + layer.shape[:-1]) + bias


def flat(layer):
    """Return the layer of shape (C, d1, …, dK, F) as a matrix with F columns."""
    return layer.reshape(math.prod(layer.shape[:-1]), layer.shape[-1])


def joined(chunks):
    """Undo the cut into chunks."""
    return np.concatenate(chunks) if np.ndim(chunks[0]) else np.asarray(chunks[0])


def first_size(array):
    """Return what batchmean divides by: the first size, also of what is no batch."""
    return array.shape[0] if array.ndim else 1


def unbroadcast(array, shape):
    """Add up the copies that broadcasting from `shape` has made."""
    array = array.sum(axis=tuple(range(array.ndim - len(shape))))
    return array.sum(axis=tuple(axis for axis, size in enumerate(shape) if size == 1), keepdims=True)
