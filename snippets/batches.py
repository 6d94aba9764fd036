"""Prepare a call once for a loss and its gradient: check it, and lay it out by the names of their formulas."""

import math
from typing import NamedTuple

import numpy as np

from snippets import checks, class_checks
from snippets.class_checks import class_axis, class_indices, class_scores, class_target, class_weight


class Reduction(NamedTuple):
    """What becomes of the losses."""

    name: str
    total: float  # what their sum is divided by: 1 unless it is a mean

    def of(self, loss):
        """Return the losses, or their sum divided by the total."""
        return checks.result(loss if self.name == "none" else loss.sum() / self.total)


class Rows(NamedTuple):
    """A batch with the classes last, where weights broadcast along them."""

    x: np.ndarray  # scores, shape (…, C)
    target: np.ndarray  # class indices y, shape (…), with 0 where ignored; or class probabilities t, shape (…, C)
    ignored: np.ndarray | None  # where the label is, shape (…); None with class probabilities
    w: np.ndarray  # weights of the classes, shape (C,)
    w_y: np.ndarray | None  # weights of the labels, shape (…), with 0 where ignored; None with class probabilities
    reduction: Reduction
    matrix: np.ndarray | None = None  # the W of a layer that computes the scores, shape (C · d1 · … · dK, F)

    def soft(self):
        """Tell whether the target holds class probabilities."""
        return self.target.ndim == self.x.ndim

    def counted(self, values):
        """Return one value per row, 0 where the label is ignored."""
        return np.where(self.ignored, 0, values)

    def at_label(self, scores):
        """Return the score of each label; −0 where it is ignored, so that minus it is 0."""
        picked = np.take_along_axis(scores, self.target[..., None], axis=-1)[..., 0]
        return np.where(self.ignored, -0.0, picked)

    def one_hot(self, values):
        """Return rows that hold their value at the label, else 0; those of ignored labels hold 0 alone."""
        rows = np.zeros(self.x.shape, values.dtype)
        np.put_along_axis(rows, self.target[..., None], self.counted(values)[..., None], axis=-1)
        return rows

    def back(self, rows):
        """Return rows with the classes where the input has them, in its dtype."""
        return np.asarray(np.moveaxis(rows, -1, class_axis(rows)), self.x.dtype)


def labelled(input, target, weight, ignore_index, reduction, size_average=None, reduce=None, soft=False):
    """Prepare scores and class indices as Rows; if soft, also class probabilities."""
    reduction = checks.reduction(reduction, size_average, reduce)
    input = class_scores(input)
    check = class_target if soft else class_indices
    target = check(target, input, ignore_index)
    return _rows(input, target, weight, ignore_index, reduction)


def layer(input, linear_weight, target, linear_bias, weight, reduction, ignore_index, batch_chunk_size):
    """Prepare features and a linear layer: give Rows in chunks, whose scores exist only while one is looked at."""
    reduction = checks.reduction(reduction)
    size = checks.chunk_size(batch_chunk_size)
    h, layer, bias, logits = class_checks.linear(input, linear_weight, linear_bias)
    target, ignore_index = class_checks.linear_target(target, logits, ignore_index)
    whole = _rows(logits, target, weight, ignore_index, reduction)
    matrix = layer.reshape(math.prod(layer.shape[:-1]), layer.shape[-1])

    def chunk(place):
        x = (h[place] @ matrix.T).reshape(logits[place].shape) + bias
        rows = _rows(x, target[place], weight, ignore_index, "none")
        return rows._replace(reduction=whole.reduction, matrix=matrix)

    places = [...]  # of a single prediction
    if h.ndim == 2:
        starts = range(0, max(len(h), 1), size)  # a batch without rows is one chunk
        places = [slice(start, start + size) for start in starts]
    return map(chunk, places)


def probabilities(input, target, weight, reduction, size_average, reduce):
    """Prepare probabilities of yes: return p, t, w and the reduction."""
    reduction = checks.reduction(reduction, size_average, reduce)
    p, t = checks.binary_probabilities(input, target)
    return p, t, checks.elementwise_weight("weight", weight, t), _elements(p, reduction)


def logits(input, target, weight, reduction, size_average, reduce, pos_weight):
    """Prepare logits of yes: return x, t, w, v and the reduction."""
    reduction = checks.reduction(reduction, size_average, reduce)
    x = checks.floats("input", input)
    t = checks.binary_target(target, x)
    w = checks.elementwise_weight("weight", weight, t)
    v = checks.elementwise_weight("pos_weight", pos_weight, t)
    return x, t, w, v, _elements(x, reduction)


def divergence(input, target, reduction, size_average, reduce, log_target):
    """Prepare log-probabilities and targets: return log q, t, the shape and dtype of the terms, and the reduction."""
    reduction = checks.reduction(reduction, size_average, reduce, ("none", "batchmean", "mean", "sum"))
    checks.flag("log_target", log_target)
    log_q, t, dtype = checks.broadcast(input, target)
    terms = np.broadcast(log_q, t)
    total = {"mean": terms.size, "batchmean": len(np.atleast_1d(log_q))}.get(reduction, 1)
    return log_q, t, terms.shape, dtype, Reduction(reduction, total)


def classes_last(array):
    """Move the classes, dimension 1 of a batch, to the end."""
    return np.moveaxis(array, class_axis(array), -1)


def joined(chunks):
    """Undo the cut into chunks; the only one of a single prediction may be a number."""
    return np.concatenate(chunks) if np.ndim(chunks[0]) else chunks[0]


def unbroadcast(array, shape):
    """Add up the copies that broadcasting from `shape` has made."""
    array = array.sum(axis=tuple(range(array.ndim - len(shape))))
    return array.sum(axis=tuple(axis for axis, size in enumerate(shape) if size == 1), keepdims=True)


def _elements(array, reduction):
    return Reduction(reduction, array.size if reduction == "mean" else 1)


def _rows(input, target, weight, ignore_index, reduction):
    """Lay out what has been checked; a mean divides by Σ w_y, and with class probabilities by the number of rows."""
    w, x = class_weight(weight, input, target), classes_last(input)
    if target.shape == input.shape:
        return Rows(x, classes_last(target), None, w, None, _elements(x[..., 0], reduction))
    ignored = target == ignore_index
    y = np.where(ignored, 0, target)
    w_y = np.where(ignored, 0, w[y])
    with np.errstate(invalid="ignore"):
        total = w_y.sum() if reduction == "mean" else 1
    return Rows(x, y, ignored, w, w_y, Reduction(reduction, total))
