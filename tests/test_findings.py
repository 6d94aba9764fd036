"""explain finds each mistake of the catalogue and nothing in ordinary calls, in both languages."""

import copy
import re
import warnings

import numpy as np
import pytest
import torch
from hypothesis import settings

import snippets
from finding_calls import CALLS, RAISING, SILENT
from finding_inputs import (
    BATCHMEAN,
    CE,
    FOCAL,
    KL,
    LOG_P,
    NAN,
    NLL,
    P,
    W,
    X,
    Y,
    codes,
    find,
    tensor,
    torch_loss,
    with_entry,
)
from finding_variants import CLEAN, MORE, PLACES
from right_calls import right_call
from snippets.findings import explain
from snippets.findings.call import LOSSES
from snippets.findings.rows import Rows, plain
from together import each

FLOATS = [torch.float64, torch.float32, torch.bfloat16, torch.float16]
pytestmark = pytest.mark.filterwarnings("error")  # explain issues none, whatever the loss does

# What is found


@each("code", CALLS)
def test_one_call_one_finding(code):
    assert [finding.code for finding in find(CALLS[code])] == [code]


@each("code", [code for code in SILENT if CALLS[code][0] != FOCAL])
def test_torch_accepts_the_call_and_gives_the_same_loss(code):
    name, input, target, options = CALLS[code]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ours = getattr(snippets, name)(input, target, **options)
    rtol = 1e-6 if input.dtype == np.float32 else 1e-12
    np.testing.assert_allclose(ours, torch_loss(*CALLS[code]).numpy(), rtol=rtol)


@each("code", sorted(RAISING))
def test_what_a_call_raises_is_told(code):
    name, input, target, options = CALLS[code]
    with pytest.raises((TypeError, ValueError, IndexError)) as raised:
        getattr(snippets, name)(input, target, **options)
    (finding,) = find(CALLS[code])
    assert finding.message == f"{raised.type.__name__}: {raised.value}"


@each("code", sorted(RAISING - {"CE028", "BCL022"}))
def test_torch_raises_too(code):
    with pytest.raises((TypeError, ValueError, IndexError, RuntimeError)):
        torch_loss(*CALLS[code])


@each(
    ("input", "target", "options"),
    [("logits", Y, {}), (None, None, {}), ([[1.0], [1.0, 2.0]], [0, 0], {}), (X, Y, {"weight": "w"}),
     (X + 1j, Y, {}), (torch.eye(3) > 0, [0, 1], {}), (X, Y, {"gama": 2}), (X, None, {}), (X, [[0], [1, 2]], {})],
)  # fmt: skip
@each("name", LOSSES)
def test_whatever_raises_has_a_finding(name, input, target, options):
    options = options | {"linear_weight": np.eye(3)} if name == "linear_cross_entropy" else options
    found = explain(name, input, target, **options)
    assert found and all(finding.message for finding in found)


def test_the_name_of_a_loss():
    for loss in ("mse_loss", torch.nn.functional.mse_loss, torch.nn.MSELoss(), 5):
        with pytest.raises(ValueError, match=r"cross_entropy, .*, or a module: .*WithLogitsLoss, KLDivLoss; but it is"):
            explain(loss, X, Y)


@each("case", MORE)
def test_other_forms_of_a_mistake(case):
    *call, expected = MORE[case]
    assert [finding.code for finding in find(call)] == expected


@each("case", PLACES)
def test_sentences_name_places_and_numbers(case):
    *call, words = PLACES[case]
    report = find(call)
    assert len(report) == 1 and words in report.en + report.zh, report


@each(("rows", "targets"), [(1, 4), (4, 1)])
def test_what_is_broadcast_is_one_finding(rows, targets):
    (found,) = explain(KL, LOG_P[:rows], P[:targets])
    assert found.code == "KL010"
    assert f"({rows}, 3) and target of shape ({targets}, 3) are broadcast to (4, 3)" in found.en


# What is no mistake


@pytest.mark.parametrize("name", LOSSES)
def test_nothing_in_right_calls(name):
    for seed in range(settings().max_examples):
        input, target, options = right_call(name, seed)
        assert explain(name, input, target, **options) == [], f"right_call({name!r}, {seed})"


@each("case", CLEAN)
def test_nothing_where_all_is_meant(case):
    assert find(CLEAN[case]) == []


# What comes in


# Calls that are mistakes because of their dtypes, which lists do not have
OF_DTYPE = {"BCE017", "BCE018", "BCE025", "BCL018", "BCL019", "BCL022", "CE039", "CE042", "CE043", "CE045", "KL017",
            "KL018", "KL019", "NLL029", "NLL030", "NLL031"}  # fmt: skip
# and because of differences that half precision rounds away
FINE = {"CE048", "CE058", "NLL038", "BCE019", "BCE024", "KL021", "KL022", "NLL036", "NLL037"}


def in_tensors(code, dtype):
    name, input, target, options = CALLS[code]
    values = (tensor(value) for value in (input, target, *options.values()))
    cast = [value.to(dtype) if torch.is_tensor(value) and value.is_floating_point() else value for value in values]
    if cast[0].is_floating_point():
        cast[0].requires_grad_()
    return name, cast[0], cast[1], dict(zip(options, cast[2:], strict=True))


@each("code", sorted({*CALLS} - OF_DTYPE - {"ALL006"}))
@each("dtype", FLOATS)
def test_tensors_are_arrays(dtype, code):
    if code not in FINE or dtype.itemsize > 2:
        assert [finding.code for finding in find(in_tensors(code, dtype))] == [code]


@each("code", sorted({*CALLS} - OF_DTYPE - {"ALL001", "ALL004", "ALL006"}))
def test_lists_are_arrays(code):
    name, input, target, options = CALLS[code]
    lists = {key: value.tolist() if isinstance(value, np.ndarray) else value for key, value in options.items()}
    (found,) = explain(name, input.tolist(), target.tolist(), **lists)
    assert found.code == code
    if not any(isinstance(value, np.ndarray) for value in options.values()):
        assert found.cure == find(CALLS[code])[0].cure  # with names of arguments, not what they hold


@each("code", SILENT)
def test_the_settings_of_numpy_do_not_matter(code):
    with np.errstate(all="raise"):
        assert [finding.code for finding in find(CALLS[code])] == [code]


def test_half_precision_of_numpy():
    assert codes(CE, X.astype(np.float16), Y, weight=W.astype(np.float16)) == []
    assert codes(CE, P.astype(np.float16), Y) == ["CE001"]
    assert codes(CE, X.astype(np.float16), 1.3 * P.astype(np.float16)) == ["CE005"]
    assert plain(X.astype(np.float16)).dtype == np.float32


@each("dtype", FLOATS)
@each("scale", [0.1, 1, 10])
def test_rounding_is_no_mistake(scale, dtype):
    logits = scale * torch.randn(4, 32000, generator=torch.Generator().manual_seed(0)).to(dtype)
    soft, log_p = logits.softmax(1), logits.log_softmax(1)
    labels = torch.arange(4)
    for cast in (torch.Tensor.clone, torch.Tensor.double if dtype is torch.float32 else torch.Tensor.clone):
        assert codes(CE, cast(logits), cast(soft)) == []
        assert codes(NLL, cast(log_p), labels) == []
        assert codes(KL, cast(log_p), cast(soft), **BATCHMEAN) == []


@each(("dtype", "off"), [(np.float64, 2e-5), (np.float32, 2e-4), (np.float16, 0.1)])
def test_sums_are_looked_at_as_closely_as_their_dtype_lets(dtype, off):
    assert codes(CE, X.astype(dtype), ((1 + off) * P).astype(dtype)) == ["CE005"]
    assert codes(CE, X.astype(dtype), ((1 + off / 4) * P).astype(dtype)) == []


@each(
    ("low", "high", "distinct", "size", "squashed"),
    [(0.4, 0.6, 8, 12, True), (0.4, 0.6, 8, 11, False), (0.4, 0.6, 7, 12, False), (-0.1, 1, 9, 13, False),
     (0, 1.1, 9, 13, False), (0, 1, 9, 13, True), (0.4, 0.5, 9, 13, True), (0.4, 0.49, 9, 13, False),
     (1 / 64, 30 / 64, 9, 13, False), (1 / 64, 30.5 / 64, 9, 13, True)],
)  # fmt: skip
def test_sigmoids_are_many_values_from_0_to_1_around_a_half_or_near_0(low, high, distinct, size, squashed):
    values = np.append(np.linspace(low, high, distinct), [high] * (size - distinct))
    assert Rows("input", values, 0, 1e-5).squashed() == squashed


@each(
    ("count", "spread", "telling"),
    [(1, np.exp(7.9), False), (1, np.exp(8.1), True), (1, 0.5, False), (2, np.exp(4.1), True), (9, 0.5, False)],
)
def test_sums_tell_by_how_far_values_differ_and_how_many_rows_there_are(count, spread, telling):
    assert Rows("input", np.tile([0.0, spread], (count, 1)), 1, 1.0).telling() == telling


@each("code", sorted(set(CALLS) - {"ALL001"}))
def test_arguments_are_not_changed(code):
    for call in (CALLS[code], in_tensors(code, torch.float64)):
        before = copy.deepcopy(call)
        find(call)
        for now, then in zip((*call[1:3], *call[3].values()), (*before[1:3], *before[3].values()), strict=True):
            np.testing.assert_array_equal(*(v.detach() if torch.is_tensor(v) else v for v in (now, then)))


@each("bias", [None, np.array([0.5, -0.5, 0.0])])
def test_a_linear_layer_has_the_findings_of_its_logits(bias):
    h, options = np.random.default_rng(0).normal(size=(4, 3)), {"linear_weight": np.eye(3), "linear_bias": bias}
    shift = 0 if bias is None else bias
    with_nan = with_entry(X, 2, NAN)
    for logits, target in ((X, 1.3 * P), (P, Y), (LOG_P, Y), (with_nan, Y), (X, Y[:2]), (X, 0 * Y - 100)):
        found = explain("linear_cross_entropy", logits - shift, target, **options)
        expected = [finding.en.replace("input", "logits") for finding in explain(CE, logits, target)]
        assert [finding.en.replace("input", "logits") for finding in found] == expected
        assert not any(re.search(r"\binput\b(?! of shape)", finding.en) for finding in found)
    assert codes("linear_cross_entropy", with_nan - shift, with_entry(Y, 2, -100), **options) == ["CE044"]
    assert codes("linear_cross_entropy", with_entry(P, 2, 9.0) - shift, with_entry(Y, 2, -100), **options) == ["CE001"]
    assert codes("linear_cross_entropy", h, Y, ignore_index=7, **options) == []
    assert codes("linear_cross_entropy", h, Y, ignore_index=torch.tensor(0), **options) == ["CE021"]
    assert codes("linear_cross_entropy", h[0], np.array(0), **options) == []
    assert codes("linear_cross_entropy", h, np.zeros((4, 2), int), linear_weight=np.ones((1, 2, 3))) == ["CE003"]
    assert codes("linear_cross_entropy", h, Y) == ["ALL001"]
    assert codes("linear_cross_entropy", h, Y, options=object(), **options) == []
