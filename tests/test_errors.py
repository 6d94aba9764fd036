"""Bad calls raise an exception that says which argument is wrong, what was expected and what came; torch raises too."""

import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F

import snippets
from bad_calls import CALLS, INDICES, LOSSES, ONE_HOT, OURS, floats, ints
from snippets import gradients
from together import each

pytestmark = pytest.mark.filterwarnings("error")


def assert_raises(function, args, kwargs, exception, words):
    with pytest.raises(exception, match="^" + ".*".join(map(re.escape, words.split(" | ")))) as raised:
        function(*args, **kwargs)
    assert raised.type is exception
    assert "\n" not in str(raised.value)


@each("call", CALLS)
def test_bad_call(call):
    name, args, kwargs, exception, words = CALLS[call]
    assert_raises(getattr(snippets, name), args, kwargs, exception, words)


@each("call", LOSSES)
def test_bad_call_of_a_gradient(call):
    name, args, kwargs, exception, words = CALLS[call]
    assert_raises(getattr(gradients, name), args, kwargs, exception, words)


@each(("args", "kwargs", "exception", "words"), list((INDICES | ONE_HOT).values()))
@each("function", [snippets.focal_loss, gradients.focal_loss])
def test_bad_call_of_focal_loss(function, args, kwargs, exception, words):
    assert_raises(function, args, kwargs, exception, words)


def test_uneven_target_of_a_linear_layer():
    call = floats(2, 4), floats(3, 4), [[0], [0, 1]]
    assert_raises(snippets.linear_cross_entropy, call, {"ignore_index": 0}, ValueError, "target | nested lists")


@each("size", [0, -1, 1.0, True])
@each("module", [snippets, gradients])
def test_chunks_of_no_rows(module, size):
    exception, words = (TypeError, "integer") if isinstance(size, (bool, float)) else (ValueError, "at least 1")
    kwargs = {"batch_chunk_size": size}
    call = floats(2, 4), floats(3, 4), ints(2)
    assert_raises(module.linear_cross_entropy, call, kwargs, exception, f"batch_chunk_size | {words} | {size}")


@each("call", CALLS)
@pytest.mark.filterwarnings("default")
def test_torch_raises_too(call):
    name, args, kwargs, *_ = CALLS[call]
    args = [tensor(value) for value in args]
    kwargs = {key: tensor(value) for key, value in kwargs.items()}
    with pytest.raises((RuntimeError, ValueError, IndexError, TypeError)):
        getattr(F, name)(*args, **kwargs)


@each(("function", "args", "exception", "words"), OURS)
def test_bad_call_of_our_own(function, args, exception, words):
    assert_raises(function, args, {}, exception, words)


@each(
    ("function", "args", "message"),
    [
        (snippets.sigmoid, (["a"],), "input must be float32 or float64, but its dtype is <U1"),
        (snippets.sigmoid, (floats(2, dtype=np.float16),),
         "input must be float32 or float64, but its dtype is float16: use input.astype(np.float32)"),
        (snippets.nll_loss, (floats(2, 3), ints(2), None, None, -100, None, "max"),
         "reduction must be one of 'none', 'mean', 'sum', but it is 'max'"),
        (snippets.nll_loss, (floats(2, 3, 4), ints(2, 5)),
         "target must hold one class index per prediction, shape (2, 4) for input of shape (2, 3, 4), "
         "but its shape is (2, 5)"),
        (snippets.nll_loss, (floats(2, 3), floats(2)),
         "target must hold class indices, dtype int64 or uint8, but its dtype is float64 and its shape (2,): "
         "use target.astype(np.int64) if these are indices; class probabilities go to cross_entropy, "
         "in the shape (2, 3) of input"),
        (snippets.nll_loss, (floats(2, 3, 4), ints(2, 4, dtype=np.uint8)),
         "target must hold class indices, dtype int64, but its dtype is uint8 and its shape (2, 4): "
         "use target.astype(np.int64) if these are indices; class probabilities go to cross_entropy, "
         "in the shape (2, 3, 4) of input"),
        (snippets.cross_entropy, (floats(2, 3), floats(2, 3), None, None, 0),
         "ignore_index must be negative for class probabilities, as none is ignored, but it is 0: "
         "pass class indices to ignore some"),
        (snippets.binary_cross_entropy, (floats(2), floats(3)),
         "target must have the shape of input, (2,), but its shape is (3,)"),
        (snippets.binary_cross_entropy, (np.array([0.5, 2.5]), floats(2)),
         "input[1] is 2.5, but probabilities are from 0 to 1: pass logits to binary_cross_entropy_with_logits"),
        (snippets.binary_cross_entropy, (floats(2), np.array([0.5, 2.5])),
         "target[1] is 2.5, but probabilities are from 0 to 1"),
    ],
)  # fmt: skip
def test_whole_message(function, args, message):
    with pytest.raises((TypeError, ValueError)) as raised:
        function(*args)
    assert str(raised.value) == message


def test_a_deprecated_argument_hides_an_unknown_reduction():
    for loss in (snippets.cross_entropy, F.cross_entropy):
        values = (torch.zeros(2, 3), torch.tensor([0, 1])) if loss is F.cross_entropy else (floats(2, 3), [0, 1])
        with pytest.warns(UserWarning, match="reduction='sum'"):
            loss(*values, size_average=False, reduction="average")


def tensor(value):
    return torch.from_numpy(np.array(value)) if isinstance(value, (np.ndarray, np.generic)) else value
