"""Ranks average as the page says, and say so if one of them dies or all hang."""

import os
import time

import pytest
import torch
import torch.nn.functional as F
from torch import distributed

from snippets.experiments.averages import averages, tokens
from snippets.experiments.ranks import together


def part_sums(seed):
    """Return, for each micro-batch, the gradient of the sum of its losses, and how many labels it has."""
    x, y, weights = tokens(seed)
    weights.requires_grad_()
    sums = [F.cross_entropy(a @ weights.T, b, reduction="sum") for a, b in zip(x, y, strict=True)]
    gradients = [torch.autograd.grad(total, weights)[0] for total in sums]
    return gradients, [total.item() for total in sums], (y != -100).sum(dim=1).tolist()


def test_ways_to_average():
    """Each way is a combination of the gradients of the micro-batches: 0 and 1 are those of rank 0."""
    run = averages(seed=3)
    (a, b, c, d), sums, counts = part_sums(3)
    assert counts == [4, 3, 2, 1]
    whole = (a + b + c + d) / 10
    expected = {
        "DDP, own mean": (a / 4 + b / 3 + c / 2 + d) / 4,
        "DDP, sum / count": whole / 2,
        "DDP, R * sum / count": whole,
        "all_reduce(loss)": whole,
        "all_reduce(loss) / R": whole / 2,
        "add": whole + (a + c) / 10,
        "add, no_sync": whole,
        "FSDP2": whole / 2,
        "FSDP2, factor 1 at the root": whole / 2,
        "FSDP2, factor 1": whole,
    }
    for name, gradient in expected.items():
        for rank in run[name]:
            torch.testing.assert_close(rank.gradient, gradient, rtol=1e-12, atol=1e-15, msg=name)
    alone = [rank.gradient for rank in run["the last in no_sync"]]
    torch.testing.assert_close(alone[0], (a + c) / 10 + b / 5, rtol=1e-12, atol=1e-15)
    torch.testing.assert_close(alone[1], (a + c) / 10 + d / 5, rtol=1e-12, atol=1e-15)
    assert set(run) == {*expected, "the last in no_sync"}
    losses = [rank.loss for rank in run["DDP, R * sum / count"]]
    assert losses == pytest.approx([(sums[0] + sums[1]) / 5, (sums[2] + sums[3]) / 5], rel=1e-14)
    assert [rank.reductions for rank in run["add"] + run["add, no_sync"]] == [2, 2, 1, 1]


def slope_of_a_reduced_exponential():
    x = torch.zeros((), requires_grad=True)
    loss = x.exp()
    distributed.all_reduce(loss)
    loss.backward()
    return x.grad.item()


def test_a_reduction_before_backward_makes_a_gradient_wrong_that_reads_the_output():
    """The slope of exp at 0 is 1; it is read from the output, which is the sum of both ranks by then."""
    assert together(slope_of_a_reduced_exponential) == [2.0, 2.0]


def dies_in_one():
    if distributed.get_rank() == 1:
        os._exit(3)
    distributed.barrier()


def sleeps():
    time.sleep(600)


def test_a_rank_that_dies_is_heard_and_ends_the_others():
    with pytest.raises(RuntimeError, match="(?s)2 ranks failed:.*process 1 terminated with exit code 3"):
        together(dies_in_one)


def test_ranks_that_hang_are_ended():
    with pytest.raises(TimeoutError, match="2 ranks have not ended after 0.5 s"):
        together(sleeps, timeout=0.5)
