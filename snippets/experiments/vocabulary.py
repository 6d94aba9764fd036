"""What a large vocabulary costs: the memory of a loss, and a loss whose logits are spread over processes."""

import gc
import os
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, distributed
from torch.utils._python_dispatch import TorchDispatchMode

from snippets.experiments.memory import experiment
from snippets.experiments.ranks import together


def peak_memory(function: Callable) -> int:
    """Call a function and return how much its tensors held at most, as torch allocates memory on the CPU.

    What existed before does not count, nor what a matrix library asks of the system by itself.

    Args:
        function: What to call, without arguments.

    Returns:
        Bytes.
    """
    os.environ.setdefault("KINETO_LOG_LEVEL", "6")  # else the profiler writes two lines to stderr at each call
    gc.collect()  # else old garbage that dies within the call lowers the peak
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU], profile_memory=True) as profiler:
        function()
    events = [event for event in profiler.profiler.kineto_results.events() if event.name() == "[memory]"]
    sizes = [event.nbytes() for event in sorted(events, key=lambda event: event.start_ns())]
    return max(accumulate(sizes, initial=0))


@dataclass(frozen=True)
class Spread:
    """A loss that processes computed together, each from its own part of the classes.

    Attributes:
        logits: All logits, of shape `(N, C)`, float64.
        target: Class indices of shape `(N,)`.
        losses: The mean loss in nats, as each process has it.
        gradients: Of each process, the gradient of its logits, of shape `(N, C / processes)`.
        forward: The collective operations of the loss, and of how many numbers each was.
        backward: Those of the gradient.
    """

    logits: np.ndarray
    target: np.ndarray
    losses: tuple[float, ...]
    gradients: tuple[np.ndarray, ...]
    forward: tuple[str, ...]
    backward: tuple[str, ...]


@experiment
def vocab_parallel(rows: int = 4, vocabulary: int = 16, seed: int = 0, processes: int = 2) -> Spread:
    """Compute cross entropy by `loss_parallel` in processes that hold a part of the vocabulary each.

    Args:
        rows: The number of predictions, N.
        vocabulary: The number of classes, C; `processes` divides it.
        seed: Of the logits and targets.
        processes: How many processes to start.

    Returns:
        What they computed.

    Raises:
        RuntimeError: If a process fails; with what it wrote to stderr.
        TimeoutError: If they take too long.
    """
    generator = torch.Generator().manual_seed(seed)
    logits = torch.randn(rows, vocabulary, generator=generator, dtype=torch.float64).numpy()
    target = torch.randint(vocabulary, (rows,), generator=generator).numpy()
    imports = ("torch.distributed.tensor.parallel",)
    parts = together(take_part, logits, target, ranks=processes, imports=imports)
    gradients = tuple(part["gradient"].numpy() for part in parts)
    for array in (logits, target, *gradients):
        array.setflags(write=False)
    sent = [tuple(parts[0][name]) for name in ("forward", "backward")]
    return Spread(logits, target, tuple(part["loss"] for part in parts), gradients, *sent)


def take_part(logits: np.ndarray, target: np.ndarray) -> dict:
    """Compute a part of a loss, as one of the processes that `vocab_parallel` starts."""
    processes = distributed.get_world_size()
    part = torch.tensor(np.split(logits, processes, axis=1)[distributed.get_rank()])
    return spread_loss(part, torch.tensor(target), processes)


def spread_loss(part: Tensor, target: Tensor, processes: int) -> dict:
    """Compute the loss over all classes in the process that has this part of them."""
    from torch.distributed.device_mesh import init_device_mesh
    from torch.distributed.tensor import DTensor, Shard
    from torch.distributed.tensor.parallel import loss_parallel

    mesh = init_device_mesh("cpu", (processes,))
    logits = DTensor.from_local(part, mesh, [Shard(-1)]).requires_grad_()
    with loss_parallel():
        with Collectives() as forward:
            loss = F.cross_entropy(logits, target)
        with Collectives() as backward:
            loss.backward()
    found = {"loss": loss.item(), "gradient": logits.grad.to_local()}
    return {**found, "forward": forward.sent, "backward": backward.sent}


class Collectives(TorchDispatchMode):
    """Notes the collective operations, and of how many numbers each is."""

    def __init__(self):
        super().__init__()
        self.sent = []

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        if "DTensor" in [kind.__name__ for kind in types]:
            return NotImplemented  # it then computes by operations on plain tensors, which come here
        name = operation.name().partition("::")[2]
        if operation.namespace == "_c10d_functional" and not name.startswith(("wait", "_wrap")):
            self.sent.append(f"{name} {args[1]} of {args[0].numel()}")
        return operation(*args, **(kwargs or {}))
