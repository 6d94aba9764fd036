"""Compare snippets.cross_entropy and its gradient with torch, on one thread: `make bench` prints the table."""

import os
import resource
import statistics
import subprocess
import sys
import time

SHAPES = [(8192, 1000), (1024, 32000)]
RUNS = 11


def call(library, function, n, c):
    """Return a function that computes the loss, or its gradient, of n float32 rows of c logits."""
    import numpy as np

    rng = np.random.default_rng(0)
    input, target = rng.standard_normal((n, c), dtype=np.float32), rng.integers(0, c, n)
    if library == "snippets":
        import snippets

        compute = {"loss": snippets.cross_entropy, "gradient": snippets.gradients.cross_entropy}[function]
        return lambda: compute(input, target)
    import torch
    import torch.nn.functional as F

    logits, labels = torch.from_numpy(input).requires_grad_(function == "gradient"), torch.from_numpy(target)
    if function == "loss":
        return lambda: F.cross_entropy(logits, labels)
    return lambda: torch.autograd.grad(F.cross_entropy(logits, labels), logits)


def measure(library, function, n, c):
    """Print the median time in ms, and by how many MiB the first call raised the memory in use."""
    compute = call(library, function, int(n), int(c))
    with open("/proc/self/statm") as statm:
        before = int(statm.read().split()[1]) * resource.getpagesize()
    compute()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        compute()
        times.append(time.perf_counter() - start)
    print(statistics.median(times) * 1000, memory / 2**20)


def main():
    print("| What | Shape | snippets | torch | Time ratio | snippets | torch | Memory ratio |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for function in ("loss", "gradient"):
        for n, c in SHAPES:
            cells = []
            for library in ("snippets", "torch"):
                command = [sys.executable, __file__, library, function, str(n), str(c)]
                output = subprocess.check_output(command, env={**os.environ, "OMP_NUM_THREADS": "1"}, text=True)
                cells.append([float(word) for word in output.split()])
            (our_time, our_memory), (time_, memory) = cells
            print(
                f"| {function} of `cross_entropy` | {n} × {c} | {our_time:.0f} ms | {time_:.0f} ms "
                f"| {our_time / time_:.1f} | {our_memory:.0f} MiB | {memory:.0f} MiB | {our_memory / memory:.1f} |",
                flush=True,
            )


if __name__ == "__main__":
    measure(*sys.argv[1:]) if sys.argv[1:] else main()
