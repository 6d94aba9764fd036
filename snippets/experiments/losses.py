"""Name the losses that are compared: each takes the logits `(N, C)` and class indices `(N,)` of one run.

Those of one output take logits `(N, 1)` and the classes 0 and 1. All are means over the examples.
"""

import torch
import torch.nn.functional as F
from torch import Tensor


def absolute_error(logits: Tensor, target: Tensor) -> Tensor:
    r"""Half the absolute error of the probabilities, $1 - p_y$: one more than `nll_loss` fed probabilities gives."""
    return 1 + F.nll_loss(logits.softmax(dim=1), target)


def generalized(logits: Tensor, target: Tensor, q: float = 0.7) -> Tensor:
    r"""Generalized cross entropy $(1 - p_y^q) / q$: nearly cross entropy for small $q$, half the absolute error for 1.

    Source:
        Z. Zhang and M. R. Sabuncu, Generalized Cross Entropy Loss for Training Deep Neural Networks with Noisy Labels,
        2018, arXiv:1805.07836.
    """
    return ((1 - (q * F.log_softmax(logits, dim=1)).exp().gather(1, target[:, None])) / q).mean()


def double_softmax(logits: Tensor, target: Tensor) -> Tensor:
    r"""Feed `cross_entropy` probabilities, which it takes for logits: at least $\ln(e + C - 1) - 1$."""
    return F.cross_entropy(logits.softmax(dim=1), target)


def class_sum(logits: Tensor, target: Tensor) -> Tensor:
    """Ask one yes-or-no question per class, and add up the C losses of an example."""
    return class_mean(logits, target) * logits.shape[1]


def class_mean(logits: Tensor, target: Tensor) -> Tensor:
    """Ask one yes-or-no question per class, and average over examples and classes, as `mean` does."""
    one_hot = target[:, None] == torch.arange(logits.shape[1])
    return F.binary_cross_entropy_with_logits(logits, one_hot.to(logits.dtype))


def with_logits(logits: Tensor, target: Tensor, pos_weight: Tensor | None = None) -> Tensor:
    """Measure one output by `binary_cross_entropy_with_logits`."""
    return F.binary_cross_entropy_with_logits(logits[:, 0], target.to(logits.dtype), pos_weight=pos_weight)


def after_sigmoid(logits: Tensor, target: Tensor) -> Tensor:
    """Measure one output by `binary_cross_entropy`, after a sigmoid."""
    return F.binary_cross_entropy(logits[:, 0].sigmoid(), target.to(logits.dtype))


def squared_error(logits: Tensor, target: Tensor) -> Tensor:
    """Measure one output by the squared error of its sigmoid."""
    return F.mse_loss(logits[:, 0].sigmoid(), target.to(logits.dtype))


def focal(logits: Tensor, target: Tensor, gamma: float = 2.0) -> Tensor:
    r"""Measure one output by the focal loss $-(1 - p_y)^\gamma \log p_y$, without class weights."""
    loss = F.binary_cross_entropy_with_logits(logits[:, 0], target.to(logits.dtype), reduction="none")
    return ((-(-loss).expm1()) ** gamma * loss).mean()


def shifted(logits: Tensor, target: Tensor, shift: Tensor) -> Tensor:
    """Add a number for each class, `(2,)`, to the one logit: the same for both adjusts it, others are margins."""
    return with_logits(logits + shift[target][:, None], target)
