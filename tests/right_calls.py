"""Draw calls of each loss that are as they should be, however unusual: shapes, precisions, scales, masks, weights."""

import numpy as np

import snippets

SCALES = 0.01, 1.0, 3.0, 30.0, 1000.0


class Draws(np.random.Generator):
    """Draw at random, by names that say what for."""

    def __init__(self, seed):
        super().__init__(np.random.PCG64(seed))

    def coin(self):
        return self.random() < 0.5

    def one_of(self, *values):
        return values[self.integers(len(values))]

    def scores(self, shape):
        scores = self.one_of(*SCALES) * self.normal(size=shape) + self.one_of(0, 5, -5)
        return scores.astype(self.one_of(np.float32, np.float64))

    def reduction(self):
        return self.one_of({}, {"reduction": "sum"}, {"reduction": "none"})


def classes(draw):
    """Draw logits, labels and options of a loss with classes."""
    n, c, rest = draw.integers(1, 10), draw.integers(2, 13), draw.integers(1, 6, draw.integers(3))
    shape = (n, c, *rest) if draw.coin() or rest.size else (c,)
    x, options = draw.scores(shape), draw.reduction()
    y = np.asarray(draw.integers(0, c, shape[:1] + shape[2:] if len(shape) > 1 else ()))
    if draw.coin() and y.size > 1:
        mark = draw.one_of(-100, -1, 255)
        ignored = draw.random(y.shape) < 0.4
        ignored.flat[0] = False
        x = np.where(np.expand_dims(ignored, 1), draw.one_of(7.0, -2e4), x).astype(x.dtype)
        y = np.where(ignored, mark, y)
        options |= {} if mark == -100 else {"ignore_index": mark}
    elif draw.coin() and y.ndim == 2 and y.shape[1] > 1:  # padding by a token of the vocabulary
        y[y == 0] = 1
        for row in y:
            row[draw.integers(1, len(row) + 1) :] = 0
        options |= {"ignore_index": 0}
    counted = np.unique(y[(y >= 0) & (y < c) & (y != options.get("ignore_index", -100))])
    if draw.coin() and (counted.size > 1 or "reduction" in options):
        options |= {"weight": draw.uniform(0.5, 3, c).astype(x.dtype)}
    return x, y, options


def cross_entropy(draw):
    x, y, options = classes(draw)
    if draw.coin():
        options |= {"label_smoothing": draw.one_of(0.0, 0.05, 0.1, 0.2)}
    if draw.coin():
        kept = {key: value for key, value in options.items() if key in ("reduction", "label_smoothing")}
        x = np.where(x == -2e4, 1.5, x).astype(x.dtype)
        return x, distribution(draw, x), kept
    if draw.coin() and not options.get("label_smoothing"):
        x = masked(draw, x, y)
    return x, y, options


def focal_loss(draw):
    x, y, options = classes(draw)
    return x, y, options | {"gamma": draw.one_of(0, 1, 2, 5.0)}


def linear_cross_entropy(draw):
    n, c, f = draw.integers(1, 10), draw.integers(2, 13), draw.integers(2, 8)
    x = draw.normal(size=(n, f) if draw.coin() else f)
    y = np.asarray(draw.integers(0, c, x.shape[:-1]))
    return x, y, draw.reduction() | {"linear_weight": draw.normal(size=(c, f)), "linear_bias": draw.normal(size=c)}


def nll_loss(draw):
    x, y, options = classes(draw)
    if draw.coin():
        x = masked(draw, x, y)
    return snippets.log_softmax(x, min(1, x.ndim - 1)), y, options


def elements(draw):
    """Draw logits, targets and options of a yes-or-no loss."""
    shape = tuple(draw.integers(1, 10, draw.integers(1, 4)))
    x, options = draw.scores(shape), draw.reduction()
    y = draw.one_of(draw.random(shape) < 0.1, draw.random(shape) < 0.5, draw.random(shape)).astype(x.dtype)
    if draw.coin():
        sizes = [size if draw.coin() else 1 for size in shape]
        options |= {"weight": draw.uniform(0.5, 3, sizes).astype(x.dtype)} if max(sizes) > 1 else {}
    return x, y, options


def binary_cross_entropy_with_logits(draw):
    x, y, options = elements(draw)
    if draw.coin():
        few = max(y.sum(), 1)
        options |= {"pos_weight": np.array((y.size - few) / few + 0.5, x.dtype)}
    elif draw.coin() and x.ndim == 2:
        options |= {"pos_weight": draw.uniform(0.5, 50, x.shape[1]).astype(x.dtype)}
    return x, y, options


def binary_cross_entropy(draw):
    x, y, options = elements(draw)
    p = np.clip(snippets.sigmoid(np.clip(x, -30, 30)), 1e-7, 1 - 1e-7)
    return p.astype(x.dtype), y, options


def kl_div(draw):
    shape = tuple(draw.integers(2, 8, draw.integers(1, 4)))
    x = np.clip(draw.scores(shape), -600, 600)
    z = np.clip(draw.scores(shape), -600, 600).astype(x.dtype)
    options = {"reduction": "batchmean" if len(shape) == 2 else draw.one_of("sum", "none")}
    log_q, log_t = snippets.log_softmax(x, -1), snippets.log_softmax(z, -1)
    if draw.coin():
        return log_q, log_t, options | {"log_target": True}
    return log_q, np.exp(log_t), options


def distribution(draw, x):
    """Return class probabilities of the shape of x, of which some are near 0."""
    axis = min(1, x.ndim - 1)
    t = draw.dirichlet(np.full(x.shape[axis], draw.one_of(0.1, 1.0, 10.0)), size=np.delete(x.shape, axis))
    return np.moveaxis(t, -1, axis).astype(x.dtype)


def masked(draw, x, y):
    """Return logits of which some are minus infinity, none of them at a label."""
    axis = min(1, x.ndim - 1)
    mask = draw.random(x.shape) < 0.3
    label = np.clip(np.expand_dims(y, axis), 0, x.shape[axis] - 1)
    np.put_along_axis(mask, label, False, axis)
    return np.where(mask, -np.inf, x).astype(x.dtype)


def right_call(name, seed):
    return globals()[name](Draws(seed))
