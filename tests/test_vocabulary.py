"""Processes that share a vocabulary compute what one would; memory is measured to the byte."""

import gc
import subprocess
import sys

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from snippets.experiments.vocabulary import peak_memory, vocab_parallel


def test_processes_agree_with_one():
    run = vocab_parallel(rows=5, vocabulary=12, seed=3)
    logits = torch.tensor(run.logits, requires_grad=True)
    loss = F.cross_entropy(logits, torch.tensor(run.target))
    loss.backward()
    assert run.losses == pytest.approx([loss.item()] * 2, rel=1e-14)
    assert [gradient.shape for gradient in run.gradients] == [(5, 6)] * 2
    np.testing.assert_allclose(np.hstack(run.gradients), logits.grad, rtol=1e-12, atol=1e-16)
    assert run.forward == ("all_reduce max of 5", "all_reduce sum of 5", "all_reduce sum of 5")
    assert run.backward == ()
    assert not any(array.flags.writeable for array in (run.logits, run.target, *run.gradients))
    assert vocab_parallel(rows=5, vocabulary=12, seed=3) is run


def test_import_stays_cheap():
    code = "import sys, snippets.experiments.vocabulary; assert 'torch.distributed.tensor' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("n", [1, 1000])
def test_peak_memory(n):
    x = torch.ones(n)
    assert peak_memory(lambda: None) == 0
    assert peak_memory(lambda: x.neg()) == 4 * n
    assert peak_memory(lambda: [x.neg(), x.neg()]) == 8 * n
    assert peak_memory(lambda: [len(x.neg()) for _ in range(3)]) == 4 * n  # one after the other
    assert peak_memory(lambda: x.double().neg()) == 16 * n
    assert peak_memory(lambda: x.neg().double()) == 12 * n


def test_garbage_from_before_does_not_lower_the_peak():
    x, cycle = torch.zeros(1000), []
    peak_memory(lambda: cycle.extend([x.neg(), cycle]))
    cycle = None
    assert peak_memory(lambda: [gc.collect(), x.neg()]) == 4000


def test_peak_memory_writes_nothing(capfd):
    peak_memory(lambda: torch.ones(3))
    assert capfd.readouterr() == ("", "")
