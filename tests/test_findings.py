"""explain finds each mistake of the catalogue and nothing in ordinary calls, in both languages."""

import copy
import re
import warnings

import numpy as np
import pytest
import torch

import snippets
from finding_calls import (
    BATCHMEAN,
    BCE,
    BCL,
    CALLS,
    CE,
    CLEAN,
    KL,
    LOG_P,
    MORE,
    NAN,
    NLL,
    PLACES,
    SILENT,
    P,
    W,
    X,
    Y,
    codes,
    find,
    softmax,
    tensor,
    torch_loss,
    with_entry,
)
from snippets.findings import LOSSES, PAGES, explain

FLOATS = [torch.float64, torch.float32, torch.bfloat16, torch.float16]
pytestmark = pytest.mark.filterwarnings("error")  # explain issues none, whatever the loss does

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


@pytest.mark.parametrize("case", MORE)
def test_other_forms_of_a_mistake(case):
    *call, expected = MORE[case]
    assert [finding.code for finding in find(call)] == expected


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
