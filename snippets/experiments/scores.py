"""Score what models predict; leading dimensions, such as runs and seeds, are kept."""

import torch
import torch.nn.functional as F
from torch import Tensor


def accuracy(logits: Tensor, target: Tensor) -> Tensor:
    """Return the share of right decisions.

    Args:
        logits: Shape `(…, N, C)`; one logit per example, `(…, N, 1)`, decides for class 1 where it is positive.
        target: Class indices, shape `(…, N)`.

    Returns:
        Values from 0 to 1, shape `(…)`, float64.
    """
    decided = logits[..., 0] > 0 if logits.shape[-1] == 1 else logits.argmax(dim=-1)
    return (decided == target).double().mean(dim=-1)


def probability(logits: Tensor) -> Tensor:
    """Return the probability of class 1 from one logit, `(…, N, 1)`, or two, `(…, N, 2)`, in their dtype."""
    return (logits[..., -1] if logits.shape[-1] == 1 else logits[..., 1] - logits[..., 0]).sigmoid()


def auc(logits: Tensor, target: Tensor) -> Tensor:
    r"""Return how often an example of class 1 gets a larger probability than one of class 0; ties count half.

    $$\mathrm{AUC} = \frac{\sum_{i:\, y_i = 1} r_i - P (P + 1) / 2}{P (N - P)}$$

    with the ranks $r_i$ of all examples from 1, tied ones sharing their mean, and $P$ examples of class 1.

    Args:
        logits: One or two logits per example, shape `(…, N, 1)` or `(…, N, 2)`.
        target: Class indices 0 and 1, shape `(…, N)`.

    Returns:
        Values from 0 to 1, shape `(…)`, float64.

    Special cases:
        - All probabilities equal, as when a sigmoid saturates to 1, give exactly 0.5.
        - Without examples of one class, or with a logit of nan, the result is nan.

    Source:
        H. B. Mann and D. R. Whitney, On a Test of Whether one of Two Random Variables is Stochastically Larger than
        the Other, 1947.
    """
    p, y = probability(logits), target.double()
    ordered = p.sort(dim=-1).values
    last, first = (torch.searchsorted(ordered, p, right=right).double() for right in (True, False))
    positives, rank = y.sum(dim=-1), (first + last + 1) / 2
    area = ((rank * y).sum(dim=-1) - positives * (positives + 1) / 2) / (positives * (y.shape[-1] - positives))
    return area.masked_fill(p.isnan().any(dim=-1), torch.nan)


def recall(logits: Tensor, target: Tensor) -> Tensor:
    """Return the share of class 1 that gets a probability above 0.5; shapes are those of `auc`."""
    return ((probability(logits) > 0.5) * target).sum(dim=-1).double() / target.sum(dim=-1)


def precision(logits: Tensor, target: Tensor) -> Tensor:
    """Return the share of class 1 among those with a probability above 0.5, nan if none; shapes are those of `auc`."""
    chosen = probability(logits) > 0.5
    return (chosen * target).sum(dim=-1).double() / chosen.sum(dim=-1)


def nats(logits: Tensor, target: Tensor) -> Tensor:
    """Return the mean cross entropy of one logit, without weights, whatever was trained with; shapes as in `auc`."""
    target = target.expand(logits.shape[:-1]).to(logits.dtype)
    return F.binary_cross_entropy_with_logits(logits[..., 0], target, reduction="none").double().mean(dim=-1)


def average_precision(logits: Tensor, target: Tensor) -> Tensor:
    r"""Return the area under the curve of precision and recall: the mean, over class 1, of the precision down to it.

    $$\mathrm{AP} = \frac{1}{P} \sum_{i:\, y_i = 1} \frac{k_i}{r_i}$$

    where $r_i$ examples have a probability as large as that of $i$ or larger, and $k_i$ of them are of class 1. Shapes
    are those of `auc`.

    Special cases:
        - All probabilities equal give the share of class 1.
    """
    p = probability(logits.double())  # in float32, the surest would be tied
    y = target.expand(p.shape).double()

    def as_large(among):
        """Count for each example those among these that have its probability or a larger one."""
        return among.shape[-1] - torch.searchsorted(among.sort(dim=-1).values, p).double()

    precisions = as_large(p.where(y == 1, -1)) / as_large(p)
    return (precisions * y).sum(dim=-1) / y.sum(dim=-1)
