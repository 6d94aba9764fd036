"""Average gradients over micro-batches and ranks in every way that pages speak of, and see what becomes of them."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, distributed, nn
from torch.nn.parallel import DistributedDataParallel

from snippets.experiments.memory import experiment
from snippets.experiments.ranks import together


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
        "all_reduce(loss)": step(ddp, reduced),
        "all_reduce(loss) / R": step(ddp, reduced_to_mean),
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


def reduced(z, t, count):
    loss = times_ranks(z, t, count)
    distributed.all_reduce(loss)
    return loss


def reduced_to_mean(z, t, count):
    return reduced(z, t, count) / distributed.get_world_size()


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
