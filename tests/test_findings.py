"""explain finds each mistake of the catalogue and nothing in ordinary calls, in both languages."""

import copy
import math
import re
import warnings
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F

import snippets
from snippets.findings import CATALOGUE, LOSSES, PAGES, explain
from test_terms import CJK, table

pytestmark = pytest.mark.filterwarnings("error")  # explain issues none, whatever the loss does

ROOT = Path(__file__).parents[1]
CE, NLL, KL = "cross_entropy", "nll_loss", "kl_div"
BCE, BCL = "binary_cross_entropy", "binary_cross_entropy_with_logits"
INF, NAN = math.inf, math.nan
FLOATS = [torch.float64, torch.float32, torch.bfloat16, torch.float16]


def array(*rows):
    return np.array(rows, float)


def softmax(x, dim=1):
    return snippets.softmax(x, dim)


def with_entry(values, place, value):
    values = values.copy()
    values[place] = value
    return values


X = array([2.0, -1.0, 0.5], [0.3, 2.5, -0.4], [-1.5, 1.0, 1.2], [0.1, 0.2, -3.0])
Y = np.array([0, 1, 2, 1])
P, Q = softmax(X), softmax(1 - 2 * X)
LOG_P = np.log(P)
SIGMOIDS, YES = 1 / (1 + np.exp(-X)), np.eye(3)[Y]
W = np.array([1.0, 2.0, 5.0])
BATCHMEAN = {"reduction": "batchmean"}

# A call for each code, which finds that code alone.
CALLS = {
    "ALL001": (CE, X, Y.astype(float), {}),
    "ALL002": (CE, X, Y, {"size_average": False}),
    "ALL003": (CE, with_entry(X, (1, 2), NAN), Y, {}),
    "ALL004": (CE, X[:0], Y[:0], {}),
    "ALL005": (CE, X, Y, {"weight": -W}),
    "ALL006": (CE, array([1e308, -1e308]), np.array([1]), {}),
    "CE001": (CE, P, Y, {}),
    "CE002": (CE, np.log(P), Y, {}),
    "CE003": (CE, X[:, :1], 0 * Y, {}),
    "CE004": (CE, with_entry(X, 1, -INF), Y, {}),
    "CE005": (CE, X, 1.3 * P, {}),
    "CE006": (CE, X, array([1.5, -0.5, 0.0]).repeat(4, axis=0), {}),
    "CE007": (CE, X, Q, {"weight": W}),
    "CE008": (CE, with_entry(X, (1, 2), -INF), Y, {"label_smoothing": 0.1}),
    "CE009": (CE, X, Y, {"weight": 0 * W}),
    "CE011": (CE, X, 0 * Y - 100, {"reduction": "sum"}),
    "CE010": (CE, X, Y, {"label_smoothing": -0.1}),
    "NLL001": (NLL, X, Y, {}),
    "NLL002": (NLL, P, Y, {}),
    "NLL003": (NLL, np.log(SIGMOIDS), Y, {}),
    "NLL004": (NLL, np.log(softmax(X, dim=0)), Y, {}),
    "NLL005": (NLL, array([-INF, math.log(0.25), math.log(0.75)], [-INF, 0.0, -INF]), np.array([0, 1]), {}),
    "NLL006": (NLL, np.log(P), 0 * Y - 100, {}),
    "NLL007": (NLL, np.log(P), 0 * Y - 100, {"reduction": "none"}),
    "BCE001": (BCE, P, YES, {}),
    "BCE002": (BCE, np.array([0.5, 1.0]), np.array([1.0, 0.0]), {}),
    "BCE003": (BCE, SIGMOIDS[:3], YES[:3], {"weight": W}),
    "BCL001": (BCL, np.linspace(0, 1, 16), np.ones(16), {}),
    "BCL002": (BCL, X, 2 * YES - 1, {}),
    "BCL003": (BCL, with_entry(X, (1, 2), -INF), YES, {}),
    "BCL004": (BCL, X[:3], YES[:3], {"weight": W}),
    "KL001": (KL, X, P, BATCHMEAN),
    "KL002": (KL, Q, P, BATCHMEAN),
    "KL003": (KL, np.log(SIGMOIDS), P, BATCHMEAN),
    "KL004": (KL, array([-INF, 0.0]), array([0.25, 0.75]), BATCHMEAN),
    "KL005": (KL, np.log(Q), np.log(P), BATCHMEAN),
    "KL006": (KL, Q, np.log(P), BATCHMEAN),
    "KL007": (KL, np.log(Q), P, {"log_target": True} | BATCHMEAN),
    "KL008": (KL, np.log(Q), 1.3 * P, BATCHMEAN),
    "KL009": (KL, np.log(Q), P, {}),
    "KL010": (KL, np.log(Q), P[:1], BATCHMEAN),
}
SILENT = [code for code in CALLS if code != "ALL001"]


def find(call):
    name, input, target, options = call
    return explain(name, input, target, **options)


def codes(*call, **options):
    return [finding.code for finding in explain(*call, **options)]


def tensor(value):
    return torch.from_numpy(value.copy()) if isinstance(value, np.ndarray) else value


def torch_loss(name, input, target, options):
    options = {key: tensor(value) for key, value in options.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return getattr(F, name)(tensor(input), tensor(target), **options)


# The catalogue


def test_the_catalogue_is_covered():
    assert set(CALLS) == set(CATALOGUE)
    assert sorted(" ".join(PAGES.values()).split()) == sorted({*CATALOGUE, *LOSSES} - {"ALL001"})


def test_codes_are_numbered():
    prefixes = [re.fullmatch(r"([A-Z]+)\d{3}", code)[1] for code in CATALOGUE]
    expected = {f"{p}{n:03}" for p in set(prefixes) for n in range(1, prefixes.count(p) + 1)}
    assert set(CATALOGUE) == expected


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_page_and_anchor_exist(page, language):
    path, anchor = page.split(".html#")
    assert f"{{ #{anchor} }}\n" in (ROOT / "docs" / language / f"{path}.md").read_text(encoding="utf-8")


# What is found


@pytest.mark.parametrize("code", CALLS)
def test_one_call_one_finding(code):
    (finding,) = find(CALLS[code])
    page = "cross-entropy-loss.html#errors" if code == "ALL001" else finding.page
    assert (finding.code, finding.page) == (code, page)
    assert code == "ALL001" or code in PAGES[page].split()


@pytest.mark.parametrize("code", SILENT)
def test_torch_accepts_the_call_and_gives_the_same_loss(code):
    name, input, target, options = CALLS[code]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ours = getattr(snippets, name)(input, target, **options)
    np.testing.assert_allclose(ours, torch_loss(*CALLS[code]).numpy(), rtol=1e-12)


@pytest.mark.parametrize("name", LOSSES)
def test_a_call_that_raises(name):
    options = {"linear_weight": np.eye(3)} if name == "linear_cross_entropy" else {}
    (finding,) = explain(name, X, Y[:2], **options)
    with pytest.raises((TypeError, ValueError)) as raised:
        getattr(snippets, name)(input=X, target=Y[:2], **options)
    assert (finding.code, finding.en) == ("ALL001", f"The call raises: {raised.value}.")
    assert name in PAGES[finding.page].split()


@pytest.mark.parametrize(
    ("input", "target", "options"),
    [(X, Y, {"gamma": 2}), ("logits", Y, {}), (None, None, {}), ([[1.0], [1.0, 2.0]], [0, 0], {}),
     (X, Y, {"weight": "w"}), (X, [0, 1, 2, 7], {}), (1.0, 1.0, {}), (X + 1j, Y, {}), (torch.eye(3) > 0, [0, 1], {})],
)  # fmt: skip
def test_whatever_raises_is_a_finding(input, target, options):
    assert codes(CE, input, target, **options) == ["ALL001"]


def test_the_name_of_a_loss():
    with pytest.raises(ValueError, match=r"cross_entropy, .*kl_div.*, but it is 'mse_loss'"):
        explain("mse_loss", X, Y)


MORE = {
    "all weights 0": (CE, X, Y, {"weight": np.zeros(3)}, ["CE009"]),
    "all labels of weight 0": (CE, X, 0 * Y, {"weight": np.array([0.0, 1.0, 1.0])}, ["CE009"]),
    "all ignored": (CE, X, 0 * Y, {"ignore_index": 0}, ["CE009"]),
    "all of weight 0, log-probabilities": (NLL, LOG_P, Y, {"weight": np.zeros(3)}, ["NLL006"]),
    "ignored and of weight 0": (CE, X, np.array([0, 1, 1, -100]), {"weight": np.array([0.0, 0.0, 1.0])}, ["CE009"]),
    "nan smoothing": (CE, X, Y, {"label_smoothing": NAN}, ["CE010"]),
    "+inf": (CE, with_entry(X, (1, 2), INF), Y, {}, ["CE004"]),
    "-inf, soft targets": (CE, with_entry(X, (1, 2), -INF), P, {}, ["CE008"]),
    "-inf at the label": (CE, with_entry(X, (1, 1), -INF), Y, {}, ["CE008"]),
    "-inf at the label, focal": ("focal_loss", with_entry(X, (1, 1), -INF), Y, {}, ["CE008"]),
    "one class, soft targets": (CE, X[:, :1], P[:, :1] ** 0, {}, ["CE003"]),
    "sigmoids": (CE, np.tile(SIGMOIDS, (2, 1)), np.tile(Y, 2), {}, ["CE001"]),
    "sigmoids from 0 to 0.9": (BCL, np.linspace(0, 0.9, 16), np.ones(16), {}, ["BCL001"]),
    "sigmoids around 0.5": (BCL, np.linspace(0.43, 0.54, 16), np.ones(16), {}, ["BCL001"]),
    "one class between 0 and 1": (CE, np.linspace(0, 1, 16)[:, None], np.zeros(16, int), {}, ["CE003"]),
    "two rows of softmax": (BCE, P[:2], YES[:2], {}, ["BCE001"]),
    "two rows of softmax, then sigmoid": (BCL, P[:2], YES[:2], {}, ["BCL001"]),
    "empty lists": (CE, X[:0], [], {"weight": W}, ["ALL004"]),
    "labels from 1 to 2": (BCL, X, 1 + YES, {}, ["BCL002"]),
    "a little above 1": (BCL, X, 1.1 * YES, {}, ["BCL002"]),
    "logits as targets": (CE, X, X, {}, ["CE006"]),
    "nan target": (CE, X, with_entry(P, (0, 1), NAN), {}, ["ALL003"]),
    "nan in both": (BCL, with_entry(X, (0, 1), NAN), with_entry(YES, (0, 1), NAN), {}, ["ALL003"] * 2),
    "nan logit of a label": (NLL, with_entry(LOG_P, (0, 0), NAN), Y, {}, ["ALL003"]),
    "nan weight": (CE, X, Y, {"weight": with_entry(W, 0, NAN)}, ["ALL005"]),
    "infinite weight": (CE, X, Y, {"weight": with_entry(W, 0, INF)}, ["ALL005"]),
    "negative pos_weight": (BCL, X, YES, {"pos_weight": -W}, ["ALL005"]),
    "both weights": (BCL, X, YES, {"weight": -1.0, "pos_weight": -1.0}, ["ALL005"] * 2),
    "empty, elementwise": (BCE, X[:0], YES[:0], {}, ["ALL004"]),
    "empty, batchmean": (KL, LOG_P[:0], P[:0], BATCHMEAN, ["ALL004"]),
    "deprecated": (BCE, SIGMOIDS, YES, {"reduce": False}, ["ALL002"]),
    "deprecated, as mean": (KL, LOG_P, Q, {"size_average": True} | BATCHMEAN, ["ALL002", "KL009"]),
    "softmax, then sigmoid": (BCL, P, YES, {}, ["BCL001"]),
    "probability 0": (BCE, np.array([0.0, 0.5]), np.array([0.25, 1.0]), {}, ["BCE002"]),
    "infinite log-probability": (NLL, with_entry(LOG_P, (0, 0), INF), Y, {}, ["NLL001"]),
    "wrong dimension of an image": (NLL, np.log(softmax(X.reshape(2, 3, 2), 2)), Y.reshape(2, 2), {}, ["NLL004"]),
    "one distribution": (KL, LOG_P[0], Q[0], BATCHMEAN, ["KL009"]),
    "one distribution, mean": (KL, LOG_P[0], Q[0], {}, ["KL009"]),
    "log-targets of -inf": (KL, array([-0.5, -0.5]) - math.log(2) + 0.5, array([-INF, 0.0]),
                            {"log_target": True} | BATCHMEAN, ["KL004"]),
    "log-targets that are logits": (KL, LOG_P, X, {"log_target": True} | BATCHMEAN, ["KL008"]),
    "both wrong": (KL, X, X, BATCHMEAN, ["KL001", "KL005"]),
    "broadcast the other way": (KL, LOG_P[:1], P, BATCHMEAN, ["KL010"]),
}  # fmt: skip


@pytest.mark.parametrize("case", MORE)
def test_other_forms_of_a_mistake(case):
    *call, expected = MORE[case]
    assert [finding.code for finding in find(call)] == expected


IMAGE = X.reshape(2, 3, 2)
PLACES = {
    "entry": (BCL, X, with_entry(YES, (2, 1), 3.0), {}, "target[2, 1] is 3,"),
    "entry of one dimension": (BCL, X[0], with_entry(YES[0], 2, 3.0), {}, "target[2] is 3,"),
    "number": (BCL, 0.5, 3.0, {}, "target is 3,"),
    "entry of an image": (CE, with_entry(IMAGE, (1, 2, 0), NAN), Y.reshape(2, 2), {}, "input[1, 2, 0] is nan"),
    "row": (CE, X, with_entry(YES, (2, 1), 3.0), {}, "target[2] sums to 4,"),
    "row of one dimension": (CE, X[0], 2 * YES[0], {}, "target sums to 2,"),
    "row of an image": (CE, IMAGE, with_entry(softmax(IMAGE), (1, ..., 0), 0.5), {}, "target[1, :, 0] sums to 1.5,"),
    "row of a sequence": (KL, np.stack([LOG_P, LOG_P]), with_entry(np.stack([Q, Q]), (1, 2), [0.1, 0.2, 0.3]),
                          BATCHMEAN, "target[1, 2] sums to 0.6,"),
    "exponential": (NLL, with_entry(LOG_P, 3, math.log(0.5)), Y, {}, "exp(input)[3] sums to 1.5,"),
    "weight": (CE, X, Y, {"weight": with_entry(W, 1, -2)}, "weight[1] is -2,"),
    "one weight": (BCL, X, YES, {"pos_weight": -2.5}, "pos_weight is -2.5,"),
    "target of a saturated input": (BCE, array([0.5, 1.0, 0.0]), array([1.0, 0.25, 0.5]), {},
                                    "input[0, 1] is 1 but its target 0.25:"),
    "denominators": (CE, X, YES, {"weight": W}, "mean divides by their number, 4, not by the weights, 10:"),
    "entries and rows": (KL, LOG_P, P, {}, "mean divides by 12, counting classes, not by the number of samples, 4:"),
    "better, of many": (KL, LOG_P, P, {}, ": use batchmean."),
    "better, of one": (KL, LOG_P[0], P[0], {}, " samples, 1: use sum."),
    "one row": (KL, LOG_P[0], P[0], BATCHMEAN, "batchmean divides by 3, counting classes, not by the number of "),
    "shapes": (KL, LOG_P, P[0], BATCHMEAN, "input of shape (4, 3) and target of shape (3,) "),
    "meaning of old arguments": (CE, X, Y, {"reduce": False}, 'pass reduction="none" instead'),
    "loss": (CE, *CALLS["ALL006"][1:], "The loss comes out inf, and the largest magnitude in input is 1e+308"),
    "dimension": (NLL, *CALLS["NLL004"][1:], "with dim=1."),
    "labels": (CE, *CALLS["CE009"][1:], "All 4 labels"),
    "size": (BCE, *CALLS["BCE003"][1:], "(3,) goes to columns, not to the 3 samples"),
    "size, with logits": (BCL, *CALLS["BCL004"][1:], "(3,) goes to columns, not to the 3 samples"),
    "probabilities": (CE, *CALLS["CE001"][1:], "input looks like probabilities"),
    "log-probabilities": (CE, *CALLS["CE002"][1:], "input holds log-probabilities"),
    "smoothing": (CE, *CALLS["CE010"][1:], "label_smoothing is -0.1,"),
    "row of logits": (CE, *CALLS["CE004"][1:], "input[1] holds inf"),
    "row of logits, one inf": (CE, with_entry(X, (2, 0), INF), Y, {}, "input[2] holds inf"),
    "empty": (KL, LOG_P[:0], P[:0], BATCHMEAN, "so batchmean is 0 / 0"),
}  # fmt: skip


@pytest.mark.parametrize("case", PLACES)
def test_sentences_name_places_and_numbers(case):
    *call, words = PLACES[case]
    (finding,) = find(call)
    assert words in finding.en


@pytest.mark.parametrize(("rows", "targets"), [(1, 4), (4, 1)])
def test_what_is_broadcast_is_counted(rows, targets):
    found = explain(KL, LOG_P[:rows], P[:targets])
    assert [finding.code for finding in found] == ["KL009", "KL010"]
    assert found[0].en.startswith(f"mean divides by 12, counting classes, not by the number of samples, {rows}:")


# What is claimed


@pytest.mark.parametrize("classes", [2, 3, 10])
@pytest.mark.parametrize("name", [CE, "focal_loss"])
def test_no_loss_falls_below_the_floor(name, classes):
    perfect, labels = np.eye(classes), np.arange(classes)
    (finding,) = explain(name, perfect, labels)
    assert f"below about {getattr(snippets, name)(perfect, labels):.4f}:" in finding.en


def test_the_floor_is_the_formula_of_the_page():
    (finding,) = explain(CE, np.eye(10), np.arange(10))
    assert f"below about {math.log(math.e + 10 - 1) - 1:.4f}:" in finding.en


def test_the_loss_is_nan_or_inf_where_a_finding_says_so():
    said = [code for code in SILENT if re.search(r"\bnan\b|\binf\b", CATALOGUE[code][0])]
    is_finite = [bool(torch_loss(*CALLS[code]).isfinite().all()) for code in said]
    assert [code for code, finite in zip(said, is_finite, strict=True) if finite] == ["ALL005"]  # may be
    assert torch.isnan(F.binary_cross_entropy_with_logits(torch.tensor(INF), torch.tensor(1.0)))  # even where right


# What is no mistake


def clean_calls(seed):
    rng = np.random.default_rng(seed)
    n, c, d = rng.integers(1, 9), rng.integers(2, 12), rng.integers(1, 4)
    dtype = rng.choice([np.float32, np.float64])
    x, image = ((3 * rng.normal(size=shape)).astype(dtype) for shape in ((n, c), (n, c, d, 2)))
    y, labels = rng.integers(0, c, n), rng.integers(0, c, (n, d, 2))
    soft, softs = softmax(x[::-1], 1), softmax(image[::-1], 1)
    w, yes = rng.random(c).astype(dtype) + 0.1, (rng.random((n, c)) < 0.3).astype(dtype)
    ignoring = {"ignore_index": 0, "weight": w}
    reduction = {"reduction": str(rng.choice(["mean", "sum", "none"]))}
    for name in (CE, "focal_loss"):
        yield name, x, y, {}
        yield name, x[0], y[0], reduction
        yield name, image, labels, reduction | {"weight": w}
        yield name, x, with_entry(y, 0, 1), ignoring
    yield CE, x, y, reduction | {"label_smoothing": 0.1, "weight": w}
    yield CE, image, softs, reduction | {"label_smoothing": 1.0}
    yield CE, x, soft, {"reduction": "sum", "weight": w}
    yield CE, x, soft, {"weight": np.ones(c)}
    yield "linear_cross_entropy", x, y, {"linear_weight": rng.normal(size=(c, c)).astype(dtype), "linear_bias": w}
    yield NLL, snippets.log_softmax(x, 1), y, {"weight": w}
    yield NLL, snippets.log_softmax(image, 1), with_entry(labels, (0, 0, 0), 1), reduction | ignoring
    yield BCE, snippets.sigmoid(x), yes, reduction
    yield BCE, snippets.sigmoid(x), rng.random((n, c)).astype(dtype), {"weight": w[None]}
    yield BCL, x, yes, reduction | {"pos_weight": w}
    yield BCL, x[:, 0], soft[:, 0], {"weight": soft[:, 0]}
    yield KL, snippets.log_softmax(x, 1), soft, BATCHMEAN
    yield KL, snippets.log_softmax(x, 1), snippets.log_softmax(x[::-1], 1), {"log_target": True} | BATCHMEAN
    yield KL, snippets.log_softmax(image, 1), softs, BATCHMEAN  # the classes of an image
    yield KL, snippets.log_softmax(x[0], 0), soft[0], {"reduction": "sum"}


@pytest.mark.parametrize("seed", range(30))
def test_nothing_in_ordinary_calls(seed):
    for call in clean_calls(seed):
        assert find(call) == [], call


def heat_maps(seed):
    maps = softmax(np.random.default_rng(seed).normal(size=(2, 3, 20)), 2)
    return maps.reshape(2, 3, 4, 5)


CLEAN = {
    "ignored rows hold nan": (CE, with_entry(X, 0, NAN), with_entry(Y, 0, -100), {}),
    "ignored rows hold inf": (CE, with_entry(X, 0, INF), with_entry(Y, 0, 7), {"ignore_index": 7}),
    "padding of log-probabilities": (NLL, with_entry(LOG_P, 0, 0.0), with_entry(Y, 0, -100), {}),
    "empty, sum": (CE, X[:0], Y[:0], {"reduction": "sum"}),
    "empty, unreduced": (BCL, X[:0], YES[:0], {"reduction": "none"}),
    "masked logits": (CE, with_entry(X, (1, 2), -INF), Y, {}),
    "masked logits, focal": ("focal_loss", with_entry(X, (1, 2), -INF), Y, {}),
    "masked log-probabilities": (NLL, snippets.log_softmax(with_entry(X, (1, 2), -INF), 1), Y, {}),
    "logits of 0": (CE, 0 * X, Y, {}),
    "equal logits": (CE, 0 * X + 1 / 3, Y, {}),
    "logits near 0": (CE, 0.8 * np.tile(SIGMOIDS, (4, 1)), np.tile(Y, 4), {}),
    "few logits between 0 and 1": (BCL, np.linspace(0, 1, 15), np.ones(15), {}),
    "low logits between 0 and 1": (BCL, np.linspace(0.1, 0.79, 40), np.ones(40), {}),
    "equal positive logits": (BCL, np.full(40, 0.5), np.ones(40), {}),
    "logits up to 1.1": (BCL, np.linspace(0, 1.1, 40), np.ones(40), {}),
    "one row that happens to sum to 1": (BCE, P[:1], YES[:1], {}),
    "one row of logits that happens to sum to 1": (BCL, P[:1], YES[:1], {}),
    "sigmoids of 0": (BCE, np.full((4, 2), 0.5), YES[:, :2], {}),
    "saturated and right": (BCE, 1 - YES, 1 - YES, {"weight": 2.0}),
    "weight per sample": (BCE, SIGMOIDS[:3], YES[:3], {"weight": W[:, None]}),
    "weight per label": (BCE, SIGMOIDS, YES, {"weight": W}),
    "equal weights": (BCE, SIGMOIDS[:3], YES[:3], {"weight": np.ones(3)}),
    "pos_weight of a square": (BCL, X[:3], YES[:3], {"pos_weight": W}),
    "smoothing as an integer": (CE, X, Y, {"label_smoothing": 1}),
    "masked rows": (KL, LOG_P, with_entry(Q, 2, 0.0), {"reduction": "sum"}),
    "heat maps": (KL, np.log(heat_maps(0)), heat_maps(1), BATCHMEAN),
    "classes first": (KL, LOG_P.T, Q.T, {"reduction": "sum"}),
    "rounding below 0": (CE, X, with_entry(YES, (0, 1), -1e-9), {}),
    "rounding above 0": (NLL, with_entry(snippets.log_softmax(1e3 * X, 1), (0, 0), 1e-9), Y, {}),
    "target of 0": (KL, LOG_P, YES, BATCHMEAN),
    "one number": (BCL, 0.5, 1.0, {}),
    "integers": (CE, [[2, 1], [0, 3]], [0, -100], {"weight": [1, 2]}),
    "sure and right": (BCE, np.array([[0.9999], [1.0]], np.float32), np.ones((2, 1), np.float32), {}),
    "bytes": (CE, X, Y.astype(np.uint8), {"ignore_index": 1}),
}


@pytest.mark.parametrize("case", CLEAN)
def test_nothing_where_all_is_meant(case):
    assert find(CLEAN[case]) == []


# What comes in


def in_tensors(code, dtype):
    name, input, target, options = CALLS[code]
    values = (tensor(value) for value in (input, target, *options.values()))
    cast = [value.to(dtype) if torch.is_tensor(value) and value.is_floating_point() else value for value in values]
    return name, cast[0].requires_grad_(), cast[1], dict(zip(options, cast[2:], strict=True))


@pytest.mark.parametrize("code", sorted(set(CALLS) - {"ALL006"}))
@pytest.mark.parametrize("dtype", FLOATS)
def test_tensors_are_arrays(dtype, code):
    found, expected = find(in_tensors(code, dtype)), find(CALLS[code])
    if dtype is torch.float64:
        assert found == expected
    assert [finding.code for finding in found] == [code]


@pytest.mark.parametrize("code", sorted(set(CALLS) - {"ALL001", "ALL004", "ALL006"}))
def test_lists_are_arrays(code):
    name, input, target, options = CALLS[code]
    lists = {key: value.tolist() if isinstance(value, np.ndarray) else value for key, value in options.items()}
    assert explain(name, input.tolist(), target.tolist(), **lists) == find(CALLS[code])


@pytest.mark.parametrize("code", SILENT)
def test_the_settings_of_numpy_do_not_matter(code):
    with np.errstate(all="raise"):
        assert [finding.code for finding in find(CALLS[code])] == [code]


def test_half_precision_of_numpy():
    assert codes(CE, X.astype(np.float16), Y, weight=W.astype(np.float16)) == []
    assert codes(CE, P.astype(np.float16), Y) == ["CE001"]
    assert codes(CE, X.astype(np.float16), 1.3 * P.astype(np.float16)) == ["CE005"]


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("scale", [0.1, 1, 10])
def test_rounding_is_no_mistake(scale, dtype):
    logits = scale * torch.randn(4, 32000, generator=torch.Generator().manual_seed(0)).to(dtype)
    soft, log_p = logits.softmax(1), logits.log_softmax(1)
    labels = torch.arange(4)
    for cast in (torch.Tensor.clone, torch.Tensor.double if dtype is torch.float32 else torch.Tensor.clone):
        assert codes(CE, cast(logits), cast(soft)) == []
        assert codes(NLL, cast(log_p), labels) == []
        assert codes(KL, cast(log_p), cast(soft), **BATCHMEAN) == []


@pytest.mark.parametrize(("dtype", "off"), [(np.float64, 2e-5), (np.float32, 2e-3), (np.float16, 0.1)])
def test_sums_are_looked_at_as_closely_as_their_dtype_lets(dtype, off):
    assert codes(CE, X.astype(dtype), ((1 + off) * P).astype(dtype)) == ["CE005"]
    assert codes(CE, X.astype(dtype), ((1 + off / 4) * P).astype(dtype)) == []


@pytest.mark.parametrize("code", sorted(set(CALLS) - {"ALL001"}))
def test_arguments_are_not_changed(code):
    for call in (CALLS[code], in_tensors(code, torch.float64)):
        before = copy.deepcopy(call)
        find(call)
        for now, then in zip((*call[1:3], *call[3].values()), (*before[1:3], *before[3].values()), strict=True):
            np.testing.assert_array_equal(*(v.detach() if torch.is_tensor(v) else v for v in (now, then)))


@pytest.mark.parametrize("bias", [None, np.array([0.5, -0.5, 0.0])])
def test_a_linear_layer_has_the_findings_of_its_logits(bias):
    h, options = np.random.default_rng(0).normal(size=(4, 3)), {"linear_weight": np.eye(3), "linear_bias": bias}
    shift = 0 if bias is None else bias
    with_nan = with_entry(X, 2, NAN)
    for logits, target in ((X, 1.3 * P), (P, Y), (LOG_P, Y), (with_nan, Y), (X, Y[:2]), (X, 0 * Y - 100)):
        found = explain("linear_cross_entropy", logits - shift, target, **options)
        expected = [finding.en.replace("input", "logits") for finding in explain(CE, logits, target)]
        assert [finding.en.replace("input", "logits") for finding in found] == expected
        assert not any(re.search(r"\binput\b(?! of shape)", finding.en) for finding in found)
    assert codes("linear_cross_entropy", with_nan - shift, with_entry(Y, 2, -100), **options) == []
    assert codes("linear_cross_entropy", with_entry(P, 2, 9.0) - shift, with_entry(Y, 2, -100), **options) == ["CE001"]
    assert codes("linear_cross_entropy", h, Y, ignore_index=0, **options) == []
    assert codes("linear_cross_entropy", h, Y, ignore_index=torch.tensor(0), **options) == []
    assert codes("linear_cross_entropy", h[0], np.array(0), **options) == []
    assert codes("linear_cross_entropy", h, np.zeros((4, 2), int), linear_weight=np.ones((1, 2, 3))) == ["CE003"]
    assert codes("linear_cross_entropy", h, Y) == ["ALL001"]


# The sentences


@pytest.mark.parametrize("code", CALLS)
def test_both_languages_state_the_same_numbers(code):
    (finding,) = find(CALLS[code])
    english, chinese = (re.findall(r"\d+(?:\.\d+)?(?:e[+-]\d+)?", text) for text in (finding.en, finding.zh))
    assert sorted(english) == sorted(chinese)


@pytest.mark.parametrize("code", CALLS)
def test_a_finding_is_a_sentence(code):
    (finding,) = find(CALLS[code])
    assert re.fullmatch(r"[^\n]+[^\n.]\.", finding.en) and re.fullmatch(r"[^\n。]+。", finding.zh)
    assert not re.search(CJK, finding.en) and len(re.findall(CJK, finding.zh)) > 5
    assert not re.search("[{}]", finding.en + finding.zh)


@pytest.mark.parametrize("code", CALLS)
@pytest.mark.parametrize("wrong", [f"{CJK}[,.;:!?]", f"[,.;:!?]{CJK}", f"{CJK}[A-Za-z0-9]", f"[A-Za-z0-9%]{CJK}",
                                   rf"\([^()]*{CJK}", " [，。；：]", "您"])  # fmt: skip
def test_chinese_is_set_as_chinese(wrong, code):
    assert not re.search(wrong, find(CALLS[code])[0].zh)


def test_no_forbidden_rendering():
    forbidden = "|".join(re.escape(word.strip()) for row in table() for word in row[2].split(","))
    assert not [text for texts in CATALOGUE.values() for text in texts if re.search(forbidden, text, re.IGNORECASE)]


def test_a_sentence_has_one_full_stop():
    (finding,) = explain(CE, [[0.0, 1.0], [0.0]], [0, 1])
    assert finding.en.endswith("part.") and not finding.zh.endswith(".。")
