"""The figure of descent claims what torch does: how many steps each loss takes from the same start."""

import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F

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


SETTINGS = [([6.0, 1.0, 0.0], 2, 1.0), ([8.0, 0.0, 0.0], 2, 1.0), ([1.0, 2.0, 3.0, 0.0], 3, 3.0)]


@pytest.mark.parametrize(("start", "target", "lr"), SETTINGS)
def test_the_caption_says_what_torch_does(start, target, lr):
    for language, words in descent.WORDS.items():
        drawn = descent.compared(start, target, lr, language)
        caption = drawn.partition('<p class="caption">')[2]
        for name, loss in (
            ("cross_entropy", F.cross_entropy),
            ("softmax_twice", lambda x, y: F.cross_entropy(x.softmax(0), y)),
        ):
            p = steps(loss, start, target, lr)
            learnt = [n for n, value in enumerate(p) if value >= 0.9]
            said = words["learnt"].format(name=words[name], n=learnt[0], least=0.9) if learnt else None
            assert (said or words["slow"].format(name=words[name], n=100, p=p[-1])) in caption
        assert drawn.count("<polyline") == 2 and re.search(r"\d", caption)


def test_softmax_twice_is_differentiated_as_autograd_does():
    for x in np.random.default_rng(3).uniform(-10, 10, (50, 4)):
        logits = torch.tensor(x, requires_grad=True)
        (slope,) = torch.autograd.grad(F.cross_entropy(logits.softmax(0), torch.tensor(1)), logits)
        np.testing.assert_allclose(descent.softmax_twice(x, 1), slope, atol=1e-12)


def test_a_descent_goes_by_the_gradient():
    x = descent.descend(gradients.cross_entropy, [2.0, 1.0, 0.1], 2, lr=0.5)
    assert len(x) == 101
    np.testing.assert_allclose(x[1], x[0] - 0.5 * gradients.cross_entropy(x[0], 2))
