"""Make data sets by code, or draw them from real ones, one per seed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import distribution

import numpy as np
import torch
from torch import Tensor

STRIDE = 1_000  # data, wrong labels, starts and batches draw from generators of their own


@dataclass(frozen=True)
class Data:
    """Examples to train on and to test on, for S seeds: inputs `(S, N, d)`, class indices `(S, N)`."""

    seeds: tuple[int, ...]
    x: Tensor
    y: Tensor
    test_x: Tensor
    test_y: Tensor


def generators(seeds: Sequence[int], purpose: int) -> list[torch.Generator]:
    """Return one generator per seed; those of another purpose draw other numbers."""
    return [torch.Generator().manual_seed(STRIDE * seed + purpose) for seed in seeds]


def mixture(
    seeds: Sequence[int],
    classes: int = 10,
    distance: float = 3.0,
    dimensions: int = 8,
    size: int = 500,
    test_size: int = 500,
) -> Data:
    r"""Draw examples from a mixture of Gaussians, one component per class.

    $$y \sim \text{classes}, \qquad x \sim N(\mu_y, I), \qquad \mu_c = \text{distance} \cdot u_c$$

    with directions $u_c$ that are uniform on the sphere; for two classes $u_0 = -u_1$.

    Args:
        seeds: One data set is drawn per seed.
        classes: How many classes there are, C.
        distance: How far the means are from the origin, in standard deviations of a component.
        dimensions: The length d of an input.
        size: How many examples are trained on, N.
        test_size: How many others are tested on.

    Returns:
        The data sets, in float32.
    """
    xs, ys = [], []
    total = size + test_size
    for generator in generators(seeds, 0):
        direction = torch.randn(classes, dimensions, generator=generator)
        if classes == 2:
            direction[0] = -direction[1]
        means = distance * direction / direction.norm(dim=1, keepdim=True)
        y = torch.randint(classes, (total,), generator=generator)
        xs.append(means[y] + torch.randn(total, dimensions, generator=generator))
        ys.append(y)
    x, y = torch.stack(xs), torch.stack(ys)
    return Data(tuple(seeds), x[:, :size], y[:, :size], x[:, size:], y[:, size:])


def noisy(data: Data, share: float = 0.4) -> Data:
    """Replace training labels by wrong ones, each other class being as likely; the test labels stay right.

    Args:
        data: The data sets.
        share: The probability with which a label is replaced.

    Returns:
        The data sets with the same inputs.
    """
    classes = int(data.y.max()) + 1
    ys = []
    for generator, y in zip(generators(data.seeds, 1), data.y, strict=True):
        wrong = (y + torch.randint(1, classes, y.shape, generator=generator)) % classes
        ys.append(torch.where(torch.rand(y.shape, generator=generator) < share, wrong, y))
    return replace(data, y=torch.stack(ys))


@cache
def digits() -> tuple[Tensor, Tensor]:
    """Read the 1,797 handwritten digits that scikit-learn ships; importing it would take longer than the reading.

    Returns:
        The pixels of each, from 0 to 1, shape `(1797, 64)`, and which digit it is, shape `(1797,)`.

    Source:
        E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998.
    """
    file = distribution("scikit-learn").locate_file("sklearn/datasets/data/digits.csv.gz")
    table = torch.from_numpy(np.loadtxt(file, np.float32, delimiter=","))
    return table[:, :-1] / 16, table[:, -1].long()


def any_digits(seeds: Sequence[int], size: int = 500, test_size: int = 500) -> Data:
    """Draw handwritten digits at random.

    Args:
        seeds: One choice among the 1,797 is made per seed.
        size: How many are trained on, N.
        test_size: How many others are tested on.

    Returns:
        The data sets: ten classes, inputs of 64 pixels.
    """
    x, y = digits()
    chosen = torch.stack([torch.randperm(len(y), generator=draw) for draw in generators(seeds, 0)])
    train, test = chosen[:, : size + test_size].split([size, test_size], dim=1)
    return Data(tuple(seeds), x[train], y[train], x[test], y[test])


def rare_digits(seeds: Sequence[int]) -> Data:
    """Draw handwritten digits of which one in twenty is an 8, which is class 1; all others are class 0.

    Args:
        seeds: One choice among the 1,797 is made per seed.

    Returns:
        400 examples to train on; and 1,200 others, of which the first 400 are to choose a threshold with, the rest to
        test. Of each part the first twentieth is of class 1.
    """
    x, y = digits()
    parts = [torch.arange(size) < size // 20 for size in (400, 400, 800)]
    rare = torch.cat(parts)
    chosen = torch.empty(len(seeds), len(rare), dtype=torch.long)
    for row, generator in zip(chosen, generators(seeds, 0), strict=True):
        for places, pool in ((rare, y == 8), (~rare, y != 8)):
            shuffled = pool.nonzero()[:, 0][torch.randperm(int(pool.sum()), generator=generator)]
            row[places] = shuffled[: places.sum()]
    target = rare.long().expand(len(seeds), -1)
    return Data(tuple(seeds), x[chosen[:, :400]], target[:, :400], x[chosen[:, 400:]], target[:, 400:])
