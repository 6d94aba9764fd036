"""The figure of descent claims what torch does: how many steps each loss takes from the same start."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from bs4 import BeautifulSoup

from descents import answers_right, descends
from snippets import descent, gradients


def steps(loss, start, target, lr):
    """Return the probability of the target before and after each of 100 steps of torch's SGD."""
    x = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer, found = torch.optim.SGD([x], lr=lr), []
    for _ in range(101):
        found.append(x.softmax(0)[target].item())
        optimizer.zero_grad()
        loss(x, torch.tensor(target)).backward()
        optimizer.step()
    return found


@pytest.mark.parametrize("language", descent.WORDS)
@pytest.mark.parametrize(
    ("logits", "target", "lr"), [("6, 1, 0", 2, 1.0), ("8, 0, 0", 2, 1.0), ("1, 2.5, 3, 0", 3, 3.0)]
)
def test_the_figure_and_its_caption_say_what_torch_does(logits, target, lr, language):
    words = descent.WORDS[language]
    figure = BeautifulSoup(
        descent.compared([float(x) for x in logits.split(", ")], target, lr, language), "html.parser"
    )
    assert figure.div["aria-label"] == words["shows"] and figure.div["role"] == "img"
    assert figure.svg["data-along"] == words["step"] and "−log p" in [text.string for text in figure.svg("text")]
    shown = [*range(20), *range(20, 101, 5)]
    said = []
    losses = {"cross_entropy": F.cross_entropy, "softmax_twice": lambda x, y: F.cross_entropy(x.softmax(0), y)}
    for (name, loss), drawn, curve in zip(losses.items(), ("CE", "softmax ×2"), figure("polyline"), strict=True):
        p = steps(loss, [float(x) for x in logits.split(", ")], target, lr)
        assert curve["data-name"] == drawn and curve["data-x"] == " ".join(map(str, shown))
        np.testing.assert_allclose([float(y) for y in curve["data-y"].split()], -np.log(p)[shown], atol=0.005)
        learnt = next((n for n, value in enumerate(p) if value >= 0.9), None)
        form = "slow" if learnt is None else "learnt"
        said.append(words[form].format(name=words[name], n=100 if learnt is None else learnt, least=0.9, p=p[-1]))
    claim = words["claim"].format(x=logits, y=target, lr=lr, first=said[0], second=said[1])
    assert figure.p["class"] == ["caption"] and figure.p.string == claim


def test_a_sample_is_learnt_from_the_first_step_at_which_p_is_0_9():
    said = descent.said(descent.WORDS["en"], "it", np.array([0.5, 0.8, 0.9]))
    assert said == "it has learnt after 2 steps (p ≥ 0.9)"


def test_what_the_links_of_gradients_show_is_as_the_page_says():
    def p(name, start, step):
        return answers_right(name, descends(name, start, 2, 1.0)[step]["x"], 2)

    for mistake in ("softmax_cross_entropy", "softmax_nll_loss", "softmax_mse_loss"):
        assert p(mistake, [8.0, 0.0, 0.0], 100) < 0.001, mistake  # hardly moves
    assert p("cross_entropy", [8.0, 0.0, 0.0], 10) > 0.9
    stuck = descends("sigmoid_binary_cross_entropy", [20.0] * 3, 2, 1.0)
    assert stuck[0]["gradient"] == [0.0] * 3 and stuck[100]["x"] == [20.0] * 3
    assert descends("binary_cross_entropy_with_logits", [20.0] * 3, 2, 1.0)[100]["x"][0] < 0


def test_softmax_twice_is_differentiated_as_autograd_does():
    for x in np.random.default_rng(3).uniform(-10, 10, (50, 4)):
        logits = torch.tensor(x, requires_grad=True)
        (slope,) = torch.autograd.grad(F.cross_entropy(logits.softmax(0), torch.tensor(1)), logits)
        np.testing.assert_allclose(descent.softmax_twice(x, 1), slope, atol=1e-12)


def test_a_descent_goes_by_the_gradient():
    x = descent.descend(gradients.cross_entropy, [2.0, 1.0, 0.1], 2, lr=0.5)
    assert len(x) == 101
    np.testing.assert_allclose(x[1], x[0] - 0.5 * gradients.cross_entropy(x[0], 2))
