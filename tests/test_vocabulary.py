"""Processes that share a vocabulary compute what one would, and say so if they fail; memory is measured to the byte."""

import subprocess
import sys

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from snippets.experiments import vocabulary
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


def test_a_process_that_fails_is_heard(monkeypatch):
    monkeypatch.setattr(vocabulary, "__name__", "nowhere")  # which the first process is to import
    with pytest.raises(RuntimeError, match=r"(?s)2 processes failed:.*No module named 'nowhere'"):
        vocab_parallel(seed=1)


def test_processes_that_hang_are_ended(monkeypatch):
    run, environments = subprocess.run, []

    def start(*args, env, **kwargs):
        environments.append(env)
        return run(*args, env=env, **kwargs)

    monkeypatch.setattr(subprocess, "run", start)
    with pytest.raises(TimeoutError, match="2 processes have not ended after 0 s"):
        vocab_parallel(timeout=0)
    assert environments[0]["GLOO_SOCKET_IFNAME"] in ("lo", "lo0")  # else gloo would look up the name of the host


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


def test_peak_memory_writes_nothing(capfd):
    peak_memory(lambda: torch.ones(3))
    assert capfd.readouterr() == ("", "")
