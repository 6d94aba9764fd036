"""What torch refuses raises an exception that names an argument; what we refuse beyond that is a short list."""

import inspect
import re
from functools import partial

import numpy as np
import pytest
from hypothesis import given

import snippets
from calls import RECIPES, Call, drawn, for_each, many
from oracle import assert_as_torch, torch_result
from snippets import gradients

pytestmark = pytest.mark.filterwarnings("error")

NAN, INF = np.nan, np.inf


# Wrong calls: right ones with one argument or two replaced


def cast(array, dtype):
    array = array.real
    if np.dtype(dtype).kind in "iu":
        array = np.clip(np.nan_to_num(array), -128, 255)
    with np.errstate(all="ignore"):
        return array.astype(dtype)


def first_set(array, value):
    """Put the value in the first place, if the dtype holds it."""
    array = array.copy()
    whole = value % 1 == 0 and np.can_cast(np.min_scalar_type(int(value)), array.dtype)
    if array.size and (whole or array.dtype.kind == "f"):
        array.flat[0] = value
    return array


DTYPES = ["float16", "float32", "float64", "int32", "int64", "uint8", "bool", "complex64"]
SHAPINGS = [
    lambda a: a[None],
    lambda a: a[..., None],
    lambda a: a[:1] if a.ndim else a,
    lambda a: a[:0] if a.ndim else a,
    lambda a: a[..., :1] if a.ndim else a,
    lambda a: a[0] if a.ndim and len(a) else a,
    lambda a: a.reshape(-1),
    lambda a: a.T,
    lambda a: np.repeat(np.atleast_1d(a), 2, axis=0),
    lambda a: np.repeat(np.atleast_1d(a), 2, axis=-1),
    lambda a: a[..., 0] if a.ndim and a.shape[-1] else a,
]
FAULTS = [
    *(partial(cast, dtype=dtype) for dtype in DTYPES),
    *SHAPINGS,
    *(partial(first_set, value=value) for value in (-1.0, 3.0, 1.5, 255.0, -100.0, NAN, INF)),
    lambda a: None,
    lambda a: "text",
    lambda a: [[1.0, 2.0], [3.0]],
]
OPTIONS = {
    "reduction": ["none", "mean", "sum", "batchmean", "elementwise_mean", "average", "", None, 1],
    "ignore_index": [0, 1, -1, -100, 255, 1.0, None, "0", True],
    "label_smoothing": [1.5, 2, -1, NAN, INF, None, "0.1", True, np.float32(0.5), 1 + 0j],
    "gamma": [-1, NAN, INF, None, "2", True],
    "batch_chunk_size": [0, -1, 1.5, None, "1", True],
    "dim": [1, -2, 5, -6, 1.0, None, "0", True],
    "log_target": [None, 0, 1, "yes"],
}


def names_of(name):
    known = inspect.signature(getattr(snippets, name)).parameters
    return [key for key in known if key not in ("size_average", "reduce")]


def faults_of(name):
    return [(key, fault) for key in names_of(name) for fault in OPTIONS.get(key, FAULTS)]


def broken(arguments, fault):
    key, change = fault
    if key in OPTIONS:
        return arguments | {key: change}
    array = arguments.get(key)
    changed = change(array if isinstance(array, np.ndarray) else np.ones(2))
    return arguments | {key: np.asarray(changed) if isinstance(changed, np.generic) else changed}


def wrong(name):
    call, pools = RECIPES[name]
    faults = faults_of(name)

    def of(fault, more, **pieces):
        right = call(**pieces)
        arguments = broken(right.arguments, fault)
        return Call(name, broken(arguments, more) if more else arguments)

    return drawn(of, **pools, fault=faults, more=[None] * len(faults) + faults)


# What must hold


INNER = re.compile(
    "could not be broadcast|only integer scalar|shape mismatch|out of bounds for axis|reduction operation"
)


def outcome(function, *args, **kwargs):
    """Return the result, or None and the exception."""
    try:
        return function(*args, **kwargs), None
    except Exception as error:
        return None, error


def assert_explains(error, name):
    assert isinstance(error, (ValueError, TypeError, IndexError)), repr(error)
    assert re.search(rf"\b({'|'.join(names_of(name))})\b", str(error)), repr(error)
    assert not INNER.search(str(error)), repr(error)


def dtypes(call):
    return {key: value.dtype for key, value in call.arguments.items() if isinstance(value, np.ndarray)}


def classes(call):
    layer, input = call.arguments.get("linear_weight"), call.arguments["input"]
    return len(layer) if layer is not None else input.shape[min(1, input.ndim - 1)]


CLASS_LOSSES = ["cross_entropy", "nll_loss", "focal_loss", "linear_cross_entropy"]
STRICTER = {
    "a dtype that is neither float32 nor float64 nor an integer": lambda call: any(
        dtype.kind in "bc" or dtype == np.float16 for dtype in dtypes(call).values()
    ),
    "integer input": lambda call: dtypes(call)["input"].kind in "iu",
    "integer class weights": lambda call: (
        call.name in CLASS_LOSSES and dtypes(call).get("weight", np.dtype(float)).kind in "iu"
    ),
    "no classes": lambda call: call.name in CLASS_LOSSES and classes(call) == 0,
    "an unbatched input with a batch of one target": lambda call: (
        call.name in CLASS_LOSSES and call.arguments["input"].ndim == 1 and call.arguments["target"].shape == (1,)
    ),
    "anything wrong where there is nothing to compute": lambda call: (
        call.arguments["input"].size == 0 or np.size(call.arguments.get("linear_weight", 1)) == 0
    ),
    "class weights in another shape": lambda call: (
        call.name in CLASS_LOSSES and np.shape(call.arguments["weight"]) != (classes(call),)
    ),
    "an old name of the mean": lambda call: call.arguments.get("reduction") == "elementwise_mean",
    "no dimension": lambda call: call.arguments.get("dim", 0) is None,
    "what no function of torch checks": lambda call: (
        not at_least(call.arguments.get("gamma", 2.0), 0, float)
        or not at_least(call.arguments.get("batch_chunk_size", 256), 1, int)
    ),
}


def at_least(value, least, kind):
    return not isinstance(value, bool) and isinstance(value, (int, kind)) and least <= value < INF


def wrapped_by_torch(call):
    """Tell whether torch takes ignore_index or pos_weight − 1 modulo 256, or fails on uint8 with smoothing."""
    a, uint8 = call.arguments, [key for key, dtype in dtypes(call).items() if dtype == np.uint8]
    index = a.get("ignore_index", -100) not in range(256) or a.get("label_smoothing", 0) != 0
    return ("target" in uint8 and index) or ("pos_weight" in uint8 and not a["pos_weight"].all())


def compare(call):
    theirs, refusal = outcome(torch_result, call)
    ours, error = outcome(getattr(snippets, call.name), **call.given())
    errors = [error]
    if hasattr(gradients, call.name):
        errors.append(outcome(getattr(gradients, call.name), **call.given())[1])
    if wrapped_by_torch(call):
        return
    if any(errors):
        for error in errors:
            assert_explains(error, call.name)
        on_purpose = refusal or any(stricter(call) for stricter in STRICTER.values())
        assert on_purpose, f"torch computes {theirs}, we raise {error!r}"
    else:
        assert not refusal, f"we compute {ours}, torch raises {refusal!r}"
        assert_as_torch(call, ours, theirs.numpy())


@many
@given(wrong("cross_entropy"))
def test_cross_entropy(calls):
    for_each(calls, compare)


@many
@given(wrong("nll_loss"))
def test_nll_loss(calls):
    for_each(calls, compare)


@many
@given(wrong("focal_loss"))
def test_focal_loss(calls):
    for_each(calls, compare)


@many
@given(wrong("linear_cross_entropy"))
def test_linear_cross_entropy(calls):
    for_each(calls, compare)


@many
@given(wrong("kl_div"))
def test_kl_div(calls):
    for_each(calls, compare)


@many
@given(wrong("binary_cross_entropy"))
def test_binary_cross_entropy(calls):
    for_each(calls, compare)


@many
@given(wrong("binary_cross_entropy_with_logits"))
def test_binary_cross_entropy_with_logits(calls):
    for_each(calls, compare)


@many
@given(wrong("softmax"))
def test_softmax(calls):
    for_each(calls, compare)


@many
@given(wrong("log_softmax"))
def test_log_softmax(calls):
    for_each(calls, compare)


@many
@given(wrong("sigmoid"))
def test_sigmoid(calls):
    for_each(calls, compare)


@many
@given(wrong("logsigmoid"))
def test_logsigmoid(calls):
    for_each(calls, compare)
