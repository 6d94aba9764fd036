"""explain reads what autograd has recorded of the arguments, and their precision: gradients, views, logarithms."""

import pytest
import torch

from finding_inputs import BATCHMEAN, BCL, CE, KL, NLL, P, X, Y, codes
from snippets.findings import explain

pytestmark = pytest.mark.filterwarnings("error")


def test_a_target_that_has_a_gradient():
    x, t = torch.from_numpy(X), torch.from_numpy(P)
    assert codes(CE, x.requires_grad_(), t.clone().requires_grad_()) == ["ALL012"]
    assert codes(KL, x.log_softmax(1), t.clone().requires_grad_(), **BATCHMEAN) == ["ALL012"]
    (finding,) = explain(CE, x, t.clone().requires_grad_())
    assert finding.cure == "F.cross_entropy(input, target.detach())"


@pytest.mark.parametrize("log_target", [False, True])
def test_a_prediction_in_the_place_of_the_target(log_target):
    truth, prediction = torch.from_numpy(P), torch.from_numpy(X).requires_grad_().log_softmax(1)
    target = prediction if log_target else prediction.exp()
    options = BATCHMEAN | ({"log_target": True} if log_target else {})
    (finding,) = explain(KL, truth.log(), target, **options)
    cured = eval(
        finding.cure, {"F": torch.nn.functional, "input": truth.log(), "target": target, "logits": torch.from_numpy(X)}
    )
    assert finding.code == "KL023"
    torch.testing.assert_close(cured, torch.nn.functional.kl_div(prediction, truth, reduction="batchmean"))


def test_a_logarithm_of_a_softmax():
    x = torch.from_numpy(X).requires_grad_()
    p = x.softmax(1)
    for log_p in (
        p.log(),
        (p + 1e-8).log(),
        p.clamp(min=1e-8).log(),
        p.clamp_min(1e-8).log(),
        p.log().view(2, 2, 3).reshape(4, 3),
    ):
        (finding,) = explain(NLL, log_p, torch.from_numpy(Y))
        assert (finding.code, finding.cure) == ("NLL039", "F.nll_loss(logits.log_softmax(1), target)")
        assert codes(KL, log_p, torch.from_numpy(P), **BATCHMEAN) == ["KL025"]


def test_the_logarithm_of_a_mixture_is_right():
    x = torch.from_numpy(X).requires_grad_()
    p, q = x.softmax(1), (1 - 2 * x).softmax(1)
    for mixture in (
        (p + q) / 2,
        0.7 * p + 0.3 * q,
        torch.stack([p, q]).mean(0),
        torch.stack([x, -x]).softmax(-1).mean(0),
    ):
        assert codes(NLL, mixture.log(), torch.from_numpy(Y)) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [((2, 6, 3), (2, 3, 6)), ((2, 4, 5, 3), (2, 3, 4, 5)), ((2, 3, 4, 5), (40, 3)), ((12, 3), (2, 3, 6))],
)
def test_a_view_that_mixes_classes(before, after):
    x = torch.randn(before, generator=torch.Generator().manual_seed(0), requires_grad=True)
    labels = torch.zeros(after[:1] + after[2:], dtype=torch.int64)
    labels.flatten()[1::2] = 1
    for moved in (x.view(after), x.reshape(after)):
        (finding,) = explain(CE, moved, labels)
        assert finding.code == "CE059" and f"from shape {before} by view" in finding.en
    assert codes(CE, moved.detach(), labels) == []


def test_a_view_that_keeps_classes_together():
    x = torch.randn(2, 6, 3, generator=torch.Generator().manual_seed(0), requires_grad=True)
    labels = torch.arange(12) % 3
    assert codes(CE, x.view(12, 3), labels) == codes(CE, x.flatten(0, 1), labels) == []
    assert codes(CE, x.transpose(1, 2).reshape(2, 3, 6), labels.view(2, 6)) == []
    assert codes(CE, x.view(2, 18).view(2, 3, 6), labels.view(2, 6)) == []  # of which nothing is known
    assert codes(CE, x.transpose(1, 2).reshape(2, 3, 2, 3), labels.view(2, 2, 3)) == []


def test_autograd_tells_what_values_do_not():
    x = torch.linspace(-9, -5, 4, dtype=torch.float64).reshape(2, 2).requires_grad_()
    y, t = torch.tensor([0, 1]), torch.eye(2).double()
    assert codes(CE, x.sigmoid(), y) == ["CE012"] and codes(CE, x.sigmoid().detach(), y) == []
    assert codes(CE, (0 * x).softmax(1), y) == ["CE001"] and codes(CE, (0 * x).softmax(1).detach(), y) == []
    assert codes(BCL, x.sigmoid(), t) == ["BCL001"] and codes(BCL, x.sigmoid().detach(), t) == []
    assert codes(BCL, (x + 7).relu(), t) == ["BCL024"] and codes(BCL, (x + 7).relu().detach(), t) == []


@pytest.mark.parametrize("rows", [70_000, 65_520, 65_519])
def test_a_mean_in_float16(rows):
    x, y = torch.tensor([[3.0, 0.0]]).half().expand(rows, 2), torch.arange(rows) % 2
    x = torch.where(torch.arange(rows)[:, None] < 5, -x, x)  # not all alike
    found = explain(CE, x, y)
    loss = torch.nn.functional.cross_entropy(x, y)
    assert ([finding.code for finding in found] == ["ALL013"]) == (rows >= 65_520)
    if found:
        assert not loss.isfinite() or loss == 0
        cured = eval(found[0].cure, {"F": torch.nn.functional, "input": x, "target": y})
        assert 1 < cured < 2
    assert codes(CE, x, y, reduction="none") == codes(CE, x.float(), y) == codes(CE, x.bfloat16(), y) == []
    assert codes(BCL, x, x * 0 + 0.5) == []
