"""PyTorch's classification losses in NumPy, written to be read beside their formulas."""

from snippets import information
from snippets.activations import log_softmax, logsigmoid, sigmoid, softmax
from snippets.losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    nll_loss,
)

__all__ = [
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "cross_entropy",
    "information",
    "log_softmax",
    "logsigmoid",
    "nll_loss",
    "sigmoid",
    "softmax",
]
