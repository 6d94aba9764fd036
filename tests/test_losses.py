"""The losses give the values, signatures and special cases of torch.nn.functional, and those of closed forms."""

import inspect
import math
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F

import snippets
from together import each

# `make mutants` calls every function through two frames of mutmut, so that the line counted as that of the call is ours
CALLER = snippets.batches.__file__ if "MUTANT_UNDER_TEST" in os.environ else __file__
pytestmark = pytest.mark.filterwarnings("error")  # no RuntimeWarning of NumPy's may leak

LOSSES = ["cross_entropy", "nll_loss", "kl_div", "binary_cross_entropy", "binary_cross_entropy_with_logits"]
REDUCTIONS = ["none", "mean", "sum"]
SHAPES = [(3,), (5, 3), (0, 3), (4, 1), (2, 3, 4), (2, 3, 2, 2), (2, 3, 1, 2, 2)]
DTYPES = [np.float32, np.float64]
INF, NAN = math.inf, math.nan


def tensor(value):
    return torch.from_numpy(np.array(value)) if isinstance(value, (np.ndarray, np.generic)) else value


def assert_as_torch(name, *args, **kwargs):
    ours = getattr(snippets, name)(*args, **kwargs)
    theirs = getattr(F, name)(*map(tensor, args), **{key: tensor(value) for key, value in kwargs.items()}).numpy()
    assert np.shape(ours) == theirs.shape
    assert type(ours) is float if theirs.ndim == 0 else ours.dtype == theirs.dtype
    single = any(getattr(value, "dtype", None) == np.float32 for value in (*args, *kwargs.values()))
    tolerance = 1e-5 if single else 1e-12
    np.testing.assert_allclose(ours, theirs, rtol=tolerance, atol=tolerance, err_msg=f"{name} {args} {kwargs}")


def index_shape(shape):
    return shape[:1] + shape[2:] if len(shape) > 1 else ()


def probabilities(rng, shape, dtype):
    t = rng.random(shape)
    return np.asarray(t / t.sum(axis=min(1, len(shape) - 1), keepdims=True), dtype)


@each("name", LOSSES)
def test_signature(name):
    ours = inspect.signature(getattr(snippets, name)).parameters.values()
    theirs = inspect.signature(getattr(F, name)).parameters.values()
    assert [(p.name, p.default, p.kind) for p in ours] == [(p.name, p.default, p.kind) for p in theirs]


@each("name", [*LOSSES, "focal_loss", "linear_cross_entropy"])
def test_gradient_has_the_signature_of_its_loss(name):
    of = lambda module: inspect.signature(getattr(module, name)).parameters  # noqa: E731
    assert of(snippets.gradients) == of(snippets)


def test_linear_cross_entropy_has_the_size_of_chunks_instead_of_options():
    ours = inspect.signature(snippets.linear_cross_entropy).parameters
    theirs = inspect.signature(F.linear_cross_entropy).parameters
    assert [*ours][:-1] == [*theirs][:-1] and ([*ours][-1], [*theirs][-1]) == ("batch_chunk_size", "options")
    assert all(ours[name].default == theirs[name].default for name in [*ours][:-1])


# Cross entropy and negative log-likelihood, against torch


@each("dtype", DTYPES)
@each("shape", SHAPES)
@each("weighted", [False, True])
@each("kind", ["indices", "some ignored", "all ignored", "probabilities"])
def test_cross_entropy(kind, weighted, shape, dtype):
    rng = np.random.default_rng(0)
    input = rng.normal(size=shape, scale=5).astype(dtype)
    classes = input.shape[min(1, input.ndim - 1)]
    ignored = {"some ignored": 0, "all ignored": 7}.get(kind, -100)
    if kind == "probabilities":
        target = probabilities(rng, shape, dtype)
    else:
        target = np.array(rng.integers(0, classes, index_shape(shape)))
        target[...] = 7 if kind == "all ignored" else target
    weight = rng.random(classes).astype(dtype) if weighted else None
    for reduction in REDUCTIONS:
        options = {"ignore_index": ignored, "reduction": reduction}
        for smoothing in (0.0, 0.1, 1.0):
            assert_as_torch("cross_entropy", input, target, weight, label_smoothing=smoothing, **options)
        if kind != "probabilities":
            assert_as_torch("nll_loss", input, target, weight, **options)


@each("shape", [(5,), (4, 5)])
@each("name", ["cross_entropy", "nll_loss"])
def test_uint8_indices(name, shape):
    input = np.random.default_rng(0).normal(size=shape)
    assert_as_torch(name, input, np.ones(index_shape(shape), np.uint8))


@each("dtypes", [(np.float32, np.float64, np.float32), (np.float64, np.float32, np.float32),
                                    (np.float32, np.float32, np.float64)])  # fmt: skip
def test_probability_targets_and_their_weights_promote(dtypes):
    rng = np.random.default_rng(0)
    input, target, weight = (
        rng.random(shape).astype(d) for shape, d in zip([(4, 3), (4, 3), (3,)], dtypes, strict=True)
    )
    assert_as_torch("cross_entropy", input, target, weight, reduction="none")


# Binary cross entropy, against torch


@each("dtype", DTYPES)
@each("shape", [(), (6,), (0,), (4, 3), (3, 3), (2, 3, 4)])
@each("reduction", REDUCTIONS)
@each("weighted", ["no", "one", "columns", "elements"])
def test_binary(weighted, reduction, shape, dtype):
    rng = np.random.default_rng(0)
    logit, target, weight, pos_weight = (np.array(a, dtype) for a in rng.random((4, *shape)))
    cut = {"no": None, "one": (0,) * len(shape), "columns": (0,) * (len(shape) - 1), "elements": ()}[weighted]
    if cut is None:
        weight = pos_weight = None
    elif weight.size:
        weight, pos_weight = np.array(weight[cut]), np.array(pos_weight[cut])
    assert_as_torch("binary_cross_entropy", logit, target, weight, reduction=reduction)
    assert_as_torch(
        "binary_cross_entropy_with_logits", 20 * logit - 10, target, weight, reduction=reduction, pos_weight=pos_weight
    )


@each("shape", [(4, 1), (1, 3), (1, 1)])
def test_binary_weight_is_repeated(shape):
    rng = np.random.default_rng(0)
    input, target, weight = rng.random((4, 3)), rng.random((4, 3)), rng.random(shape)
    assert_as_torch("binary_cross_entropy", input, target, weight, reduction="none")
    assert_as_torch(
        "binary_cross_entropy_with_logits", input, target, weight, reduction="none", pos_weight=weight + 1
    )  # fmt: skip


@each("dtype", DTYPES)
@each("target", [0.0, 0.25, 1.0])
@each("p", [0.0, 1e-45, 1e-44, 1e-38, 1e-20, 0.5, 1 - 2**-24, 1.0])
def test_extreme_probabilities(p, target, dtype):
    assert_as_torch("binary_cross_entropy", np.array([p], dtype), np.array([target], dtype), reduction="none")


@each("dtypes", [(np.float32, np.float64), (np.float64, np.float32)])
@each("name", ["weight", "pos_weight"])
def test_binary_logits_have_the_dtype_of_the_target(name, dtypes):
    rng = np.random.default_rng(0)
    input, target = (rng.random(4).astype(dtype) for dtype in dtypes)
    for weight in (rng.random(4), np.array([1, 2, 3, 4])):
        assert_as_torch("binary_cross_entropy_with_logits", input, target, reduction="none", **{name: weight})


def test_binary_weight_leaves_the_dtype_of_the_input():
    p, t = np.array([0.25, 0.5], np.float32), np.array([0.0, 1.0], np.float32)
    for weight in (np.array([1.5, 2.5]), np.array([1, 2])):
        assert_as_torch("binary_cross_entropy", p, t, weight, reduction="none")


EXTREME_CASTS = {
    "the first term is cast": ((np.float64(-1e300), np.float32(0.5)), {}),
    "the second term is cast": ((np.float32(-3.4e38), np.float64(0.5)), {"pos_weight": np.float64(2.75)}),
    "their difference is cast": (
        (np.float64(-3.4e38), np.float32(0.53)), {"weight": np.float32(0), "pos_weight": np.float32(3.75)},
    ),
    "a number without dimensions keeps its dtype": (
        (np.float64(255), np.float32(0.5)), {"pos_weight": np.float32(INF)},
    ),
    "an infinite target without pos_weight": ((np.float32(1), np.float32(INF)), {}),
    "an infinite weight": ((np.float32(0), np.float32(0.5)), {"weight": np.float32(INF)}),
}  # fmt: skip


@each("case", EXTREME_CASTS)
def test_binary_logits_are_cast_where_torch_casts(case):
    args, kwargs = EXTREME_CASTS[case]
    assert_as_torch("binary_cross_entropy_with_logits", *map(np.array, args), reduction="none", **kwargs)


def test_an_infinite_weight_of_a_gradient_of_0_gives_nan():
    assert np.isnan(snippets.gradients.binary_cross_entropy([0.5], [0.5], [INF])).all()
    assert np.isnan(snippets.gradients.binary_cross_entropy_with_logits([0.0], [0.5], [INF])).all()


def test_memory_is_bounded_by_the_chunk():
    rng = np.random.default_rng(0)
    h, layer, y = rng.random((1000, 4)), rng.random((2000, 4)), rng.integers(0, 2000, 1000)
    for function in (snippets.linear_cross_entropy, snippets.gradients.linear_cross_entropy):
        peaks = []
        for size in (10, 1000):
            tracemalloc.start()
            function(h, layer, y, batch_chunk_size=size)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        logits = 8 * 2000  # bytes of one row
        assert peaks[0] < 10 * 10 * logits and peaks[1] > 1000 * logits


# Deprecated arguments


@each("size_average", [None, False, True])
@each("reduce", [None, False, True])
@each("name", LOSSES)
@pytest.mark.filterwarnings("default")
def test_deprecated_arguments(name, reduce, size_average):
    args = (np.full((2, 3), 0.25), np.array([0, 2]) if name in ("cross_entropy", "nll_loss") else np.full((2, 3), 0.5))
    options = {"size_average": size_average, "reduce": reduce, "reduction": "sum"}
    if size_average is None and reduce is None:
        return assert_as_torch(name, *args, **options)
    with pytest.warns(UserWarning, match="size_average and reduce") as warned:
        assert_as_torch(name, *args, **options)
    ours = warned[0]
    assert ours.filename == CALLER
    assert f"reduction='{ours.message.args[0].split(chr(39))[1]}'" in str(warned[-1].message)  # both advise the same


@each("name", LOSSES)
@each(
    ("deprecated", "reduction"),
    [({"size_average": False}, "sum"), ({"reduce": False}, "none"), ({"reduce": True}, "mean")],
)
def test_deprecated_arguments_of_gradients(name, deprecated, reduction):
    gradient = getattr(snippets.gradients, name)
    args = (np.full((2, 3), 0.25), np.array([0, 2]) if name in ("cross_entropy", "nll_loss") else np.full((2, 3), 0.5))
    with pytest.warns(UserWarning, match=f"reduction='{reduction}'"):
        old = gradient(*args, reduction="sum" if reduction == "mean" else "mean", **deprecated)
    np.testing.assert_array_equal(old, gradient(*args, reduction=reduction))
    np.testing.assert_array_equal(gradient(*args), gradient(*args, reduction="mean"))


# What comes in, what goes out


def test_lists_are_arrays():
    input, target = [[2.0, 1.0, 0.1], [0.0, 3.0, 1.0]], [0, 2]
    expected = F.cross_entropy(torch.tensor(input, dtype=torch.float64), torch.tensor(target)).item()
    assert snippets.cross_entropy(input, target) == pytest.approx(expected, rel=1e-12)
    assert snippets.cross_entropy([[2, 1]], [0]) == pytest.approx(math.log(1 + math.exp(-1)))
    assert math.isnan(snippets.cross_entropy(np.zeros((0, 3)), []))


def test_lists_take_the_dtype_of_the_input():
    input = np.zeros((2, 3), np.float32)
    weighted = snippets.cross_entropy(input, [0, 1], [1, 2, 3], reduction="none")
    mixed = snippets.cross_entropy(input, [[0.5, 0.5, 0.0]] * 2, reduction="none")
    binary = snippets.binary_cross_entropy(input, [[1, 0, 1]] * 2, reduction="none")
    divergence = snippets.kl_div(input, [[0.5, 0.5, 0.0]] * 2, reduction="none")
    assert weighted.dtype == mixed.dtype == binary.dtype == divergence.dtype == np.float32
    for bias in (None, [1.0, 2.0, 3.0]):
        layered = snippets.linear_cross_entropy(
            input, np.eye(3, dtype=np.float32), [0, 1], linear_bias=bias, reduction="none"
        )
        assert layered.dtype == np.float32


def test_arguments_are_not_changed():
    input, target, weight = np.ones((2, 3)), np.array([0, -100]), np.array([1.0, 2.0, 3.0])
    before = input.copy(), target.copy(), weight.copy()
    snippets.cross_entropy(input, target, weight, label_smoothing=0.1)
    for now, then in zip((input, target, weight), before, strict=True):
        np.testing.assert_array_equal(now, then)


def test_the_reference_needs_numpy_alone():
    code = "import sys, snippets; print([name for name in sys.modules if name in ('torch', 'mkdocs', 'scipy')])"
    run = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[1], capture_output=True, text=True)
    assert run.stdout == "[]\n", run.stderr
