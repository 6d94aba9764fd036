"""Run a function in processes that train together, called ranks, and see what becomes of their gradients."""

import importlib
import os
import pickle
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, distributed, nn
from torch.multiprocessing import start_processes
from torch.nn.parallel import DistributedDataParallel

from snippets.experiments.memory import experiment


def together(
    function: Callable, *arguments, ranks: int = 2, imports: tuple[str, ...] = (), timeout: float = 900
) -> list:
    """Call a function in several processes, each a rank of one gloo group, whose store is a file: no port is taken.

    Args:
        function: What each of them calls; it is imported by its name, so a session cannot define it.
        *arguments: What to call it with; like the results, they are pickled.
        ranks: How many processes to start.
        imports: Modules that they all need; these are imported once, before there are several, where there are forks.
        timeout: After how many seconds to give up; two ranks took 80 s beside 12 busy processes on 2 cores.

    Returns:
        What the function returned, by rank.

    Raises:
        RuntimeError: If a rank fails or dies; with what it wrote to stderr. The others are ended.
        TimeoutError: If they take too long.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "call").write_bytes(pickle.dumps((function, arguments, ranks, imports, timeout)))
        command = [sys.executable, "-c", f"from {__name__} import start_all; start_all()", name]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "OMP_NUM_THREADS": "1"}
        environment["GLOO_SOCKET_IFNAME"] = _loopback()  # else gloo looks up the host's name, which may have no address
        try:
            run = subprocess.run(command, env=environment, stderr=subprocess.PIPE, text=True, timeout=timeout)
        except subprocess.TimeoutExpired:
            raise TimeoutError(f"{ranks} ranks have not ended after {timeout} s") from None
        if run.returncode:
            raise RuntimeError(f"{ranks} ranks failed:\n{run.stderr}")
        return [pickle.loads((folder / f"{rank}").read_bytes()) for rank in range(ranks)]


def _loopback() -> str:
    """Return the name of the interface by which a machine reaches itself: lo on Linux, lo0 on macOS."""
    return next(name for _, name in socket.if_nameindex() if name.startswith("lo"))


def start_all() -> None:
    """Be the process that starts the ranks, as forks of itself where there are forks; if one fails, torch ends all."""
    folder = Path(sys.argv[1])
    *call, ranks, imports, timeout = pickle.loads((folder / "call").read_bytes())
    for name in imports:
        importlib.import_module(name)
    method = "fork" if sys.platform == "linux" else "spawn"
    start_processes(_be, (folder, ranks, timeout, *call), ranks, daemon=True, start_method=method)


def _be(rank: int, folder: Path, ranks: int, timeout: float, function: Callable, arguments: tuple) -> None:
    """Be one of the ranks; whoever waits for one that is gone gives up in time."""
    store = distributed.FileStore(str(folder / "store"), ranks)
    wait = timedelta(seconds=timeout)
    distributed.init_process_group("gloo", store=store, rank=rank, world_size=ranks, timeout=wait)
    (folder / f"{rank}").write_bytes(pickle.dumps(function(*arguments)))
    distributed.destroy_process_group()


class Step(NamedTuple):
    """What one rank had after one step.

    Attributes:
        gradient: Of the weights, `(3, 5)`; with FSDP2, gathered from all ranks.
        loss: The sum of what this rank called `backward` on.
        reductions: How often gradients were reduced, where a hook counted it, else 0.
    """

    gradient: Tensor
    loss: float
    reductions: int


@experiment
def averages(seed: int = 21) -> dict[str, tuple[Step, ...]]:
    """Take one step in two ranks, which have two micro-batches each, in every way to average that pages speak of.

    Args:
        seed: Of the data.

    Returns:
        What each rank had, by rank, under the name of the way.
    """
    imports = ("torch.distributed.fsdp", "torch._dynamo")  # DDP imports the latter
    by_rank = together(all_ways, *tokens(seed), imports=imports)
    return {name: tuple(steps[name] for steps in by_rank) for name in by_rank[0]}


def tokens(seed: int = 21) -> tuple[Tensor, Tensor, Tensor]:
    """Make 4 micro-batches of 4 tokens, `(4, 4, 5)`; labels, of which 4, 3, 2 and 1 count; and weights `(3, 5)`."""
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(4, 4, 5, generator=generator, dtype=torch.float64)
    weights = torch.randn(3, 5, generator=generator, dtype=torch.float64)
    y = torch.tensor([[0, 1, 2, 0], [1, 2, 0, -100], [2, 0, -100, -100], [1, -100, -100, -100]])
    return x, y, weights


def all_ways(x: Tensor, y: Tensor, weights: Tensor) -> dict[str, Step]:
    """Be a rank that takes one step from the same weights in every way."""
    from torch.distributed.fsdp import FSDPModule

    rank, ranks = distributed.get_rank(), distributed.get_world_size()
    x, y = x.chunk(ranks)[rank], y.chunk(ranks)[rank]

    def step(wrap: Callable, line: Callable, quiet: tuple = ()) -> Step:
        layer = nn.utils.skip_init(nn.Linear, 5, 3, bias=False, dtype=weights.dtype)
        layer.load_state_dict({"weight": weights})
        reductions = []
        model = wrap(layer, reductions)
        loss = accumulate(model, x, y, line, quiet)
        (gradient,) = [parameter.grad for parameter in model.parameters()]
        whole = gradient.full_tensor() if isinstance(model, FSDPModule) else gradient
        return Step(whole, loss, len(reductions))

    return {
        "DDP, own mean": step(ddp, own_mean),
        "DDP, sum / count": step(ddp, sum_over_count),
        "DDP, R * sum / count": step(ddp, times_ranks),
        "the last in no_sync": step(ddp, times_ranks, quiet=(len(x) - 1,)),
        "add": step(ddp_adding, sum_over_count),
        "add, no_sync": step(ddp_adding, sum_over_count, quiet=range(len(x) - 1)),
        "FSDP2": step(fsdp, sum_over_count),
        "FSDP2, factor 1 at the root": step(fsdp_adding_at_root, sum_over_count),
        "FSDP2, factor 1": step(fsdp_adding, sum_over_count),
    }


def accumulate(model, x, y, line, quiet):
    """Add up gradients over this rank's micro-batches; return its loss."""
    count = (y != -100).sum()
    distributed.all_reduce(count)
    total = 0.0
    for i in range(len(x)):
        with model.no_sync() if i in quiet else nullcontext():
            loss = line(model(x[i]), y[i], count)
            loss.backward()
        total += loss.item()
    return total


def own_mean(z, t, count):
    return F.cross_entropy(z, t) / 2


def sum_over_count(z, t, count):
    return F.cross_entropy(z, t, reduction="sum") / count


def times_ranks(z, t, count):
    return distributed.get_world_size() * sum_over_count(z, t, count)


def ddp(layer: nn.Module, reductions: list) -> nn.Module:
    return DistributedDataParallel(layer)


def ddp_adding(layer: nn.Module, reductions: list) -> nn.Module:
    model = ddp(layer, reductions)
    model.register_comm_hook(reductions, add)
    return model


def add(reductions, bucket):
    """Add up gradients over the ranks, where DDP would average them."""
    reductions.append(bucket.index())
    work = distributed.all_reduce(bucket.buffer(), async_op=True)
    return work.get_future().then(lambda done: done.value()[0])


def fsdp(layer: nn.Module, reductions: list) -> nn.Module:
    from torch.distributed.fsdp import fully_shard

    return fully_shard(nn.Sequential(fully_shard(layer)))


def fsdp_adding_at_root(layer: nn.Module, reductions: list) -> nn.Module:
    model = fsdp(layer, reductions)
    model.set_gradient_divide_factor(1.0)
    return model


def fsdp_adding(layer: nn.Module, reductions: list) -> nn.Module:
    model = fsdp(layer, reductions)
    set_factor(model, 1.0)
    return model


def set_factor(model, factor):
    """Let FSDP2 divide gradients by this, in each of its modules."""
    for module in model.modules():
        if hasattr(module, "set_gradient_divide_factor"):
            module.set_gradient_divide_factor(factor)
