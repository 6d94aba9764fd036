"""Calls that must raise: arguments, the exception, and the words of its message, in order."""

import numpy as np

import snippets
from snippets import gradients, information


def floats(*shape, dtype=np.float64):
    return np.full(shape, 0.5, dtype)


def ints(*shape, dtype=np.int64):
    return np.zeros(shape, dtype)


# Each call, its exception and the words of its message, in order. Torch must raise as well.
INDICES = {
    "label too large": ((floats(2, 3), np.array([0, 3])), {}, IndexError, "target[1] is 3 | 0 to 2 | C = 3 | -100"),
    "label negative": ((floats(2, 3), np.array([-1, 0])), {}, IndexError, "target[0] is -1 | ignore_index, -100"),
    "label in an image": ((floats(1, 3, 2), np.array([[0, 255]])), {}, IndexError, "target[0, 1] is 255 | 0 to 2"),
    "label without batch": ((floats(3), np.array(7)), {}, IndexError, "target is 7 | 0 to 2"),
    "label, unreduced": ((floats(2, 3), np.array([0, 3])), {"reduction": "none"}, IndexError, "target[1] is 3"),
    "old ignore_index": (
        (floats(2, 3), np.array([0, -100])), {"ignore_index": -1}, IndexError, "target[1] is -100 | ignore_index, -1",
    ),
    "column of labels": ((floats(2, 3), ints(2, 1)), {}, ValueError, "target | (2,) | (2, 1) | reshape((2,))"),
    "channel too many": (
        (floats(2, 3, 4, 5), ints(2, 1, 4, 5)), {}, ValueError, "target | (2, 4, 5) | (2, 1, 4, 5) | reshape",
    ),
    "batches differ": ((floats(2, 3), ints(4)), {}, ValueError, "target | (2,) | (2, 3) | (4,)"),
    "no batch in target": ((floats(2, 3), ints()), {}, ValueError, "target | (2,) | ()"),
    "sizes differ": ((floats(2, 3, 4), ints(2, 5)), {}, ValueError, "target | (2, 4) | (2, 5)"),
    "rows of labels": ((floats(2, 3), ints(2, 2)), {}, ValueError, "target | (2,) | (2, 2)"),
    "float labels": ((floats(2, 3), floats(2)), {}, TypeError, "target | int64 or uint8 | float64 | astype(np.int64)"),
    "int32 labels": ((floats(2, 3), ints(2, dtype=np.int32)), {}, TypeError, "target | int64 | int32 | (np.int64)"),
    "bool labels": ((floats(2, 3), ints(2, dtype=bool)), {}, TypeError, "target | int64 | bool"),
    "uint8 in an image": ((floats(2, 3, 4), ints(2, 4, dtype=np.uint8)), {}, TypeError, "target | int64 | uint8"),
    "integer input": ((ints(2, 3), ints(2)), {}, TypeError, "input | float32 or float64 | int64"),
    "scalar input": ((floats(), ints()), {}, ValueError, "input | (N, C) | ()"),
    "weight too short": ((floats(2, 3), ints(2)), {"weight": floats(2)}, ValueError, "weight | (3,) | (2,)"),
    "weight is one number": ((floats(2, 3), ints(2)), {"weight": floats()}, ValueError, "weight | (3,) | ()"),
    "weight is a row": ((floats(2, 3), ints(2)), {"weight": floats(1, 3)}, ValueError, "weight | (3,) | (1, 3)"),
    "weight in float64": (
        (floats(2, 3, dtype=np.float32), ints(2)), {"weight": floats(3)}, TypeError, "weight | float32 | float64",
    ),
    "weight in int64": ((floats(2, 3), ints(2)), {"weight": ints(3)}, TypeError, "weight | float64 | int64"),
    "float ignore_index": ((floats(2, 3), ints(2)), {"ignore_index": 1.0}, TypeError, "ignore_index | integer | 1.0"),
    "reduction": ((floats(2, 3), ints(2)), {"reduction": "average"}, ValueError, "reduction | 'mean' | 'average'"),
    "no reduction": ((floats(2, 3), ints(2)), {"reduction": None}, ValueError, "reduction | 'none' | None"),
}  # fmt: skip
PROBABILITIES = {
    "one-hot integers": (
        (floats(2, 3), ints(2, 3)), {}, TypeError, "target | (2, 3) of input, which means | class probabilities | int64"
        " | argmax(axis=1)",
    ),
    "one-hot, no batch": ((floats(3), ints(3)), {}, TypeError, "target | (3,) | int64 | argmax(axis=0)"),
    "classes differ": ((floats(2, 3), floats(2, 4)), {}, TypeError, "target | float64 | (2, 4) | (2, 3)"),
    "ignored": ((floats(2, 3), floats(2, 3)), {"ignore_index": 0}, ValueError, "ignore_index | negative | 0"),
    "float ignore_index": (
        (floats(2, 3), floats(2, 3)), {"ignore_index": 1.0}, TypeError, "ignore_index | integer | 1.0",
    ),
    "smoothing": (
        (floats(2, 3), floats(2, 3)), {"label_smoothing": 1.5}, ValueError, "label_smoothing | 0 to 1 | 1.5",
    ),
    "smoothed indices": ((floats(2, 3), ints(2)), {"label_smoothing": 2}, ValueError, "label_smoothing | 0 to 1 | 2"),
    "no smoothing": ((floats(2, 3), ints(2)), {"label_smoothing": None}, TypeError, "label_smoothing | number | None"),
    "weight too long": (
        (floats(2, 3), floats(2, 3)), {"weight": floats(4)}, ValueError, "weight | one value per class | (3,) | (4,)",
    ),
    "integer input": ((ints(2, 3), floats(2, 3)), {}, TypeError, "input | float32 or float64 | int64"),
    "scalars": ((floats(), floats()), {}, ValueError, "input | (C,) | ()"),
}  # fmt: skip
ONE_HOT = {
    "one-hot rows": ((floats(2, 3), ints(2, 3)), {}, ValueError, "target | (2,) | (2, 3) | argmax(axis=1)"),
}
BINARY = {
    "vector and column": ((floats(2), floats(2, 1)), {}, ValueError, "target | (2,) | (2, 1) | reshape((2,))"),
    "column and vector": ((floats(2, 1), floats(2)), {}, ValueError, "target | (2, 1) | (2,) | reshape((2, 1))"),
    "sizes differ": ((floats(2), floats(3)), {}, ValueError, "target | (2,) | (3,)"),
    "integer target": ((floats(2), ints(2)), {}, TypeError, "target | float32 | int64 | astype(np.float32)"),
    "bool target": ((floats(2), ints(2, dtype=bool)), {}, TypeError, "target | float32 | bool"),
    "integer input": ((ints(2), floats(2)), {}, TypeError, "input | float32 | int64"),
    "weight per row": (
        (floats(2, 3), floats(2, 3)), {"weight": floats(2)}, ValueError, "weight | (2, 3) | last dimension | (2,)",
    ),
    "weight enlarges": ((floats(2), floats(2)), {"weight": floats(3, 2)}, ValueError, "weight | (2,) | (3, 2)"),
    "weight adds a dimension": ((floats(2), floats(2)), {"weight": floats(1, 2)}, ValueError, "weight | (2,) | (1, 2)"),
    "weight stretches": ((floats(1), floats(1)), {"weight": floats(3)}, ValueError, "weight | (1,) | (3,)"),
    "reduction": ((floats(2), floats(2)), {"reduction": "batchmean"}, ValueError, "reduction | 'sum' | 'batchmean'"),
}  # fmt: skip
BINARY_PROBABILITIES = {
    "logits": (
        (np.array([0.5, 2.5]), floats(2)), {}, ValueError, "input[1] is 2.5 | 0 to 1 | entropy_with_logits",
    ),
    "negative input": ((np.array([[-0.5]]), floats(1, 1)), {}, ValueError, "input[0, 0] is -0.5 | 0 to 1"),
    "nan input": ((np.array([np.nan]), floats(1)), {}, ValueError, "input[0] is nan"),
    "target above 1": ((floats(2), np.array([0.0, 2.0])), {}, ValueError, "target[1] is 2.0 | 0 to 1"),
    "target nan": ((floats(1), np.array([np.nan])), {}, ValueError, "target[0] is nan"),
    "target in float64": ((floats(2, dtype=np.float32), floats(2)), {}, TypeError, "target | float32 | float64"),
    "target in float32": ((floats(2), floats(2, dtype=np.float32)), {}, TypeError, "target | float64 | float32"),
}  # fmt: skip
BINARY_LOGITS = {
    "pos_weight per row": (
        (floats(2, 3), floats(2, 3)), {"pos_weight": floats(2)}, ValueError, "pos_weight | (2, 3) | (2,)",
    ),
    "pos_weight enlarges": ((floats(2), floats(2)), {"pos_weight": floats(1, 2)}, ValueError, "pos_weight | (1, 2)"),
    "bool pos_weight": ((floats(2), floats(2)), {"pos_weight": ints(2, dtype=bool)}, TypeError, "pos_weight | bool"),
}  # fmt: skip
SUM = {"reduction": "sum"}  # torch warns of mean
KL = {
    "integer target": ((floats(2), ints(2)), SUM, TypeError, "target | float32 or float64 | int64"),
    "integer input": ((ints(2), floats(2)), SUM, TypeError, "input | float32 or float64 | int64"),
    "sizes differ": ((floats(2, 3), floats(2)), SUM, ValueError, "target | broadcast | (2, 3) | (2,)"),
    "reduction": ((floats(2), floats(2)), {"reduction": "batch"}, ValueError, "reduction | 'batchmean' | 'batch'"),
}
LINEAR = {
    "layer transposed": ((floats(2, 4), floats(4, 3), ints(2)), {}, ValueError, "linear_weight | F = 4 | (4, 3)"),
    "layer is a vector": ((floats(2, 4), floats(4), ints(2)), {}, ValueError, "linear_weight | (C, F) | (4,)"),
    "input too large": ((floats(2, 5, 4), floats(3, 4), ints(2)), {}, ValueError, "input | (N, F) | (2, 5, 4)"),
    "scalar input": ((floats(), floats(3, 4), ints()), {}, ValueError, "input | (F,) | ()"),
    "images without batch": (
        (floats(4), floats(3, 2, 4), ints(2)), {}, ValueError, "input | (N, F) | (3, 2, 4) | input[None]",
    ),
    "bias too short": (
        (floats(2, 4), floats(3, 4), ints(2)), {"linear_bias": floats(2)}, ValueError, "linear_bias | (3,), but | (2,)",
    ),
    "bias for images": (
        (floats(2, 4), floats(3, 5, 4), ints(2, 5)), {"linear_bias": floats(3)}, ValueError,
        "linear_bias | (3, 5) | (3,)",
    ),
    "bias is one number": (
        (floats(2, 4), floats(3, 4), ints(2)), {"linear_bias": floats()}, ValueError, "linear_bias | (3,) | ()",
    ),
    "layer in float32": (
        (floats(2, 4), floats(3, 4, dtype=np.float32), ints(2)), {}, TypeError, "linear_weight | float64 | float32",
    ),
    "bias in float32": (
        (floats(2, 4), floats(3, 4), ints(2)), {"linear_bias": floats(3, dtype=np.float32)}, TypeError,
        "linear_bias | float64 | float32",
    ),
    "integer layer": ((floats(2, 4), ints(3, 4), ints(2)), {}, TypeError, "linear_weight | float32 or float64 | int64"),
    "label too large": ((floats(2, 4), floats(3, 4), np.array([0, 3])), {}, IndexError, "target[1] is 3 | 0 to 2"),
    "batches differ": (
        (floats(2, 4), floats(3, 4), ints(4)), {}, ValueError, "target | (2,) for logits of shape (2, 3) | (4,)",
    ),
    "batches differ, with ignore_index": (
        (floats(2, 4), floats(3, 4), ints(4)), {"ignore_index": 0}, ValueError,
        "target | (2,) for logits of shape (2, 3) | (4,)",
    ),
    "one-hot integers": (
        (floats(2, 4), floats(3, 4), ints(2, 3)), {}, TypeError, "target | (2, 3) of logits, which | int64 | argmax",
    ),
    "ignored": (
        (floats(2, 4), floats(3, 4), floats(2, 3)), {"ignore_index": -100}, ValueError, "ignore_index | None | -100",
    ),
    "float ignore_index": (
        (floats(2, 4), floats(3, 4), ints(2)), {"ignore_index": 1.0}, TypeError, "ignore_index | integer | 1.0",
    ),
    "weight too short": (
        (floats(2, 4), floats(3, 4), ints(2)), {"weight": floats(2)}, ValueError, "weight | (3,) | (2,)",
    ),
    "smoothing": (
        (floats(2, 4), floats(3, 4), ints(2)), {"label_smoothing": 2}, ValueError, "label_smoothing | 0 to 1 | 2",
    ),
    "reduction": (
        (floats(2, 4), floats(3, 4), ints(2)), {"reduction": "batchmean"}, ValueError, "reduction | 'batchmean'",
    ),
}  # fmt: skip
ALONG = {
    "no such dimension": ((floats(2, 3), 2), {}, IndexError, "dim | -2 to 1 | (2, 3) | 2"),
    "no such dimension of a scalar": ((floats(), 1), {}, IndexError, "dim | -1 to 0 | () | 1"),
    "float dimension": ((floats(2, 3), 1.0), {}, TypeError, "dim | integer | 1.0"),
    "bool dimension": ((floats(2, 3), True), {}, TypeError, "dim | integer | True"),
    "integer input": ((ints(2), 0), {}, TypeError, "input | float32 or float64 | int64"),
}
TABLES = {
    "cross_entropy": INDICES | PROBABILITIES,
    "nll_loss": INDICES | ONE_HOT,
    "binary_cross_entropy": BINARY | BINARY_PROBABILITIES,
    "binary_cross_entropy_with_logits": BINARY | BINARY_LOGITS,
    "kl_div": KL,
    "linear_cross_entropy": LINEAR,
    "softmax": ALONG,
    "log_softmax": ALONG,
    "logsigmoid": {"integer input": ((ints(2),), {}, TypeError, "input | float32 or float64 | int64")},
}
CALLS = {f"{name}: {case}": (name, *call) for name, table in TABLES.items() for case, call in table.items()}
LOSSES = [call for call, (name, *_) in CALLS.items() if hasattr(gradients, name)]

# Here torch says nothing, has no such function, or has no such argument.
OURS = [
    (snippets.cross_entropy, ([[0.0, 1.0], [0.0]], [0, 1]), ValueError, "input | nested lists"),
    (snippets.cross_entropy, ([[0.0, 1.0]] * 2, [[0], [0, 1]]), ValueError, "target | nested lists"),
    (snippets.nll_loss, ([[0.0, 1.0]] * 2, [[0], [0, 1]]), ValueError, "target | nested lists"),
    (snippets.binary_cross_entropy, ([0.0, 1.0], [0.0, 1.0], [[1], [1, 2]]), ValueError, "weight | nested lists"),
    (snippets.cross_entropy, ([["a", "b"]], [0]), TypeError, "input | float32 or float64"),
    (snippets.cross_entropy, ([[0.0, 1.0]], [True]), TypeError, "target | int64 | bool"),
    (snippets.cross_entropy, ([[0.0, 1.0]], [[0, 1]]), TypeError, "target | class probabilities | argmax(axis=1)"),
    (snippets.cross_entropy, ([[0.0, 1.0]], [1.0]), TypeError, "target | int64 | float64"),
    (snippets.cross_entropy, ([0.0, 1.0], [1]), ValueError, "target | () | (1,) | reshape(())"),
    (snippets.cross_entropy, (floats(2, 0), ints(2)), ValueError, "input | at least one class | (2, 0)"),
    (snippets.cross_entropy, (floats(2, 3, dtype=np.float16), ints(2)), TypeError, "input | float32 | float16"),
    (snippets.cross_entropy, (floats(2, 3), floats(2, 3, dtype=np.float16)), TypeError, "target | float32 | float16"),
    (snippets.binary_cross_entropy, (1.5, 1.0), ValueError, "input is 1.5 | 0 to 1"),
    (snippets.focal_loss, ([[0.0, 1.0]], [0], None, -0.5), ValueError, "gamma | at least 0 | -0.5"),
    (snippets.focal_loss, ([[0.0, 1.0]], [0], None, np.nan), ValueError, "gamma | at least 0 | nan"),
    (snippets.focal_loss, ([[0.0, 1.0]], [0], None, np.inf), ValueError, "gamma | finite | inf"),
    (snippets.focal_loss, ([[0.0, 1.0]], [0], None, "2"), TypeError, "gamma | number | '2'"),
    (snippets.focal_loss, ([[0.0, 1.0]], [0], None, True), TypeError, "gamma | number | True"),
    (gradients.cross_entropy_hessian, (1.0,), ValueError, "input | (C,) | ()"),
    (snippets.sigmoid, (ints(2),), TypeError, "input | float32 or float64 | int64"),
    (information.entropy, (1.0,), ValueError, "p | one number"),
    (information.entropy, ([0.5, 0.4],), ValueError, "the sum of p is 0.9 | sum to 1 | 1e-05"),
    (information.entropy, ([[0.5, 0.5], [0.5, 0.6]],), ValueError, "the sum of p[1] is 1.1"),
    (information.entropy, ([1.5, -0.5],), ValueError, "p[1] is -0.5 | at least 0"),
    (information.entropy, ([0.0, 1.5, -0.5],), ValueError, "p[2] is -0.5"),
    (information.entropy, ([np.nan, 1.0],), ValueError, "p[0] is nan"),
    (information.entropy, ([np.inf, 1.0],), ValueError, "the sum of p is inf"),
    (information.entropy, ([],), ValueError, "the sum of p is 0.0"),
    (information.entropy, (np.array([0, 1]),), TypeError, "p | float32 or float64 | int64"),
    (information.cross_entropy, ([0.5, 0.5], [0.5, 0.4]), ValueError, "the sum of q is 0.9"),
    (information.cross_entropy, ([0.5, 0.5], [1.0]), ValueError, "q | (2,) | (1,)"),
    (information.kl_divergence, ([0.5, 0.5], [[0.5, 0.5]]), ValueError, "q | (2,) | (1, 2)"),
    (information.kl_divergence, ([2.0, -1.0], [0.5, 0.5]), ValueError, "p[1] is -1.0"),
]
