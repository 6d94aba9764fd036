"""Calls of the losses and activations as Hypothesis draws them, of every kind that both we and torch take."""

import itertools
from functools import partial

import numpy as np
from hypothesis import note, settings
from hypothesis import strategies as st

from arrays import DTYPES, FEATURES, NAN, NOT_IGNORED, PROBABILITIES, TARGETS, Numbers

# How an array lies in memory


def plain(array):
    return array


def column_major(array):
    return array.copy(order="F")


def reversed_view(array):
    return np.flip(np.flip(array).copy()) if array.ndim else array


def every_other(array):
    return np.repeat(array, 2, axis=-1)[..., ::2] if array.ndim else array


def read_only(array):
    array.flags.writeable = False
    return array


def nested_lists(array):
    return array.tolist()


LAYOUTS = [plain, plain, plain, column_major, reversed_view, every_other, read_only, nested_lists]


class Call:
    def __init__(self, name, arguments, layout=plain):
        self.name, self.arguments, self.layout = name, arguments, layout

    def given(self):
        """Return the arguments in the layout of the call, each in memory of its own."""
        return {
            key: self._layout(key)(value.copy()) if isinstance(value, np.ndarray) else value
            for key, value in self.arguments.items()
        }

    def _layout(self, key):
        if self.layout is not nested_lists:
            return self.layout
        array = self.arguments[key]
        taken_as = np.float64 if key == "input" else self.arguments["input"].dtype
        keeps_dtype = array.dtype == taken_as or array.dtype == np.int64
        keeps_shape = array.size or array.shape == (0,)
        return nested_lists if keeps_dtype and keeps_shape else plain

    def __repr__(self):
        """Show what can be pasted below `import snippets`, `from math import inf, nan` and `from calls import *`."""
        shown = (
            f"{key}={self._shown(key) if isinstance(value, np.ndarray) else repr(value)}"
            for key, value in self.arguments.items()
        )
        return f"snippets.{self.name}({', '.join(shown)})"

    def _shown(self, key):
        array, layout = self.arguments[key], self._layout(key)
        shape = "" if array.size else f".reshape({array.shape})"
        shown = f"np.array({array.tolist()}, {array.dtype.name!r}){shape}"
        return shown if layout is plain else f"{layout.__name__}({shown})"


# Calls with classes

CLASS_SHAPES = [(3,), (1,), (4, 3), (1, 1), (0, 3), (5, 2), (4, 1), (2, 33), (2, 3, 4), (2, 3, 0), (0, 2, 3),
                (2, 1, 3), (2, 3, 2, 2), (2, 3, 35), (2, 2, 1, 2, 2)]  # fmt: skip
IGNORED = [NOT_IGNORED, (-100, 0.4), (0, 0), (0, 0.5), (255, 0.4), (-1, 0.4), (-1, 1), (0, 1)]
PROBABLE = ["probabilities", "one-hot", "any"]
WEIGHTINGS = [None, "positive", "signed", "special"]


def class_call(name, shape, kind, dtypes, weight, ignored, layout, density, seed, **options):
    numbers = Numbers(seed, density)
    if kind == "uint8":
        kind = "uint8" if len(shape) <= 2 else "int64"
        options.pop("label_smoothing", None)  # torch fails if there is a weight, under mean
    input_dtype, target_dtype, weight_dtype = dtypes if "int" not in kind else dtypes[:1] * 3
    arguments = {"input": numbers.logits(shape, input_dtype)}
    arguments["target"], ignoring = numbers.class_target(kind, shape, target_dtype, ignored)
    if kind in PROBABLE and ignored[0] < 0:
        ignoring = {"ignore_index": ignored[0]}  # has no effect
    arguments["weight"] = numbers.weights(weight, shape[min(1, len(shape) - 1)], weight_dtype)
    return Call(name, arguments | ignoring | options, layout)


def linear_call(rows, features, outputs, bias, kind, dtypes, weight, ignored, layout, density, seed, **options):
    numbers = Numbers(seed, density)
    rows = rows if len(outputs) == 1 else rows or (2,)
    dtype, target_dtype, weight_dtype = dtypes if "int" not in kind else dtypes[:1] * 3
    arguments = {
        "input": numbers.logits((*rows, features), dtype, FEATURES),
        "linear_weight": numbers.logits((*outputs, features), dtype, FEATURES),
        "linear_bias": numbers.logits(outputs, dtype, FEATURES) if bias else None,
    }
    arguments["target"], ignoring = numbers.class_target(kind, (*rows, *outputs), target_dtype, ignored)
    arguments["weight"] = numbers.weights(weight, outputs[0], weight_dtype)
    return Call("linear_cross_entropy", arguments | ignoring | options, layout)


# Calls without classes

SHAPES = [(3,), (), (1,), (0,), (4, 3), (3, 3), (2, 0), (1, 3), (40,), (2, 3, 4)]
PAIRS = [((4, 3), (4, 3)), ((), ()), ((3,), ()), ((), (3,)), ((4, 3), (3,)), ((3,), (4, 3)), ((4, 1), (1, 3)),
         ((0, 3), (0, 3)), ((0, 3), (3,)), ((3, 0), (3, 1)), ((40,), (40,)), ((2, 3, 4), (3, 1))]  # fmt: skip
FACTORS = [*WEIGHTINGS, "float32", "float64", "int64", "int32", "uint8"]
SPREADS = ["full", "one", "scalar", "trailing", "column"]  # the shape of a weight


def factor(numbers, kind, spread, shape, dtype):
    shapes = {"full": shape, "one": (1,) * len(shape), "scalar": (), "trailing": shape[1:], "column": shape[:-1] + (1,)}
    return numbers.weights(kind, shapes[spread] if shape else (), dtype)


def binary_call(
    name, shape, dtypes, weight, spread, layout, density, seed, pos_weight=None, pos_spread=None, **options
):
    numbers = Numbers(seed, density)
    logits = "logits" in name
    dtype, target_dtype = dtypes[:2] if logits else dtypes[:1] * 2
    arguments = {
        "input": numbers.logits(shape, dtype) if logits else numbers.probabilities(shape, dtype),
        "target": numbers.probabilities(shape, target_dtype, TARGETS if logits else PROBABILITIES),
        "weight": factor(numbers, weight, spread, shape, target_dtype),
    }
    if logits:
        arguments["pos_weight"] = factor(numbers, pos_weight, pos_spread, shape, target_dtype)
    return Call(name, arguments | options, layout)


def kl_call(shapes, dtypes, log_target, layout, density, seed, **options):
    numbers = Numbers(seed, density)
    target = (numbers.logits if log_target else partial(numbers.probabilities, specials=TARGETS))(shapes[1], dtypes[1])
    arguments = {"input": numbers.logits(shapes[0], dtypes[0]), "target": target, "log_target": log_target}
    return Call("kl_div", arguments | options, layout)


def activation_call(name, shape, dtypes, layout, density, seed, dim=None):
    arguments = {"input": Numbers(seed, density).logits(shape, dtypes[0])}
    if dim is not None:
        dimensions = max(len(shape), 1)
        arguments["dim"] = dim % (2 * dimensions) - dimensions
    return Call(name, arguments, layout)


AT_ONCE = 20  # calls in one example: what Hypothesis does around each takes longer than the call itself
many = settings(max_examples=max(1, settings().max_examples // AT_ONCE))


def drawn(call, **pools):
    """Draw calls, two bytes for each pool and for the seed: all at once, which is fast, while each of them shrinks."""
    width = len(pools) + 1

    def of(choices):
        for *places, seed in np.frombuffer(choices, ">u2").reshape(AT_ONCE, width).tolist():
            chosen = {name: pool[place % len(pool)] for (name, pool), place in zip(pools.items(), places, strict=True)}
            yield call(seed=seed, **chosen)

    size = 2 * width * AT_ONCE
    return st.binary(min_size=size, max_size=size).map(of)


def for_each(calls, compare):
    """Compare all calls; a failure shows its own."""
    for call in calls:
        try:
            compare(call)
        except Exception:
            note(call)
            raise


BASE = {"density": [0, 0.1, 0.5], "layout": LAYOUTS, "dtypes": list(itertools.product(DTYPES, repeat=3))}
REDUCED = BASE | {"reduction": ["mean", "sum", "none"]}
WEIGHTED = REDUCED | {"weight": WEIGHTINGS, "ignored": IGNORED}
INDEXED = WEIGHTED | {"kind": ["int64", "int64", "uint8"], "shape": CLASS_SHAPES}
SMOOTHED = {"kind": ["int64", "int64", *PROBABLE, "uint8"], "label_smoothing": [0.0, 0.0, 0.1, 1, 1.0, 0, -0.5, NAN]}
LAYERS = {
    "rows": [(3,), (), (1,), (0,), (5,)],
    "features": [2, 1, 0, 40],
    "outputs": [(3,), (1,), (2, 2), (3, 1, 2), (2, 0)],
    "bias": [False, True],
    "batch_chunk_size": [256, 1, 2, 3],
}
FACTORED = REDUCED | {"weight": FACTORS, "spread": SPREADS, "shape": SHAPES}
POSITIVE = {"pos_weight": FACTORS, "pos_spread": SPREADS}
KL = {"shapes": PAIRS, "reduction": ["mean", "batchmean", "sum", "none"], "log_target": [False, True]}
ELEMENTS = BASE | {"shape": [*SHAPES, (2, 3, 35)]}
LOGITS_LOSS = "binary_cross_entropy_with_logits"

RECIPES = {
    "cross_entropy": (partial(class_call, "cross_entropy"), INDEXED | SMOOTHED),
    "nll_loss": (partial(class_call, "nll_loss"), INDEXED),
    "focal_loss": (partial(class_call, "focal_loss"), INDEXED | {"gamma": [2.0, 0, 0.5, 1, 5.0]}),
    "linear_cross_entropy": (linear_call, WEIGHTED | SMOOTHED | LAYERS | {"kind": ["int64", "int64", *PROBABLE]}),
    "kl_div": (kl_call, BASE | KL),
    "binary_cross_entropy": (partial(binary_call, "binary_cross_entropy"), FACTORED),
    LOGITS_LOSS: (partial(binary_call, LOGITS_LOSS), FACTORED | POSITIVE),
    "softmax": (partial(activation_call, "softmax"), ELEMENTS | {"dim": range(8)}),
    "log_softmax": (partial(activation_call, "log_softmax"), ELEMENTS | {"dim": range(8)}),
    "sigmoid": (partial(activation_call, "sigmoid"), ELEMENTS),
    "logsigmoid": (partial(activation_call, "logsigmoid"), ELEMENTS),
}
CALLS = {name: drawn(call, **pools) for name, (call, pools) in RECIPES.items()}
