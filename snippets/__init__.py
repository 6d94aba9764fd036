"""PyTorch's classification losses in NumPy, written to be read beside their formulas."""

from snippets import gradients, information
from snippets.activations import log_softmax, logsigmoid, sigmoid, softmax
from snippets.binary import binary_cross_entropy, binary_cross_entropy_with_logits
from snippets.findings import explain, watch
from snippets.losses import cross_entropy, focal_loss, kl_div, linear_cross_entropy, nll_loss

__all__ = [
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "cross_entropy",
    "explain",
    "focal_loss",
    "gradients",
    "information",
    "kl_div",
    "linear_cross_entropy",
    "log_softmax",
    "logsigmoid",
    "nll_loss",
    "sigmoid",
    "softmax",
    "watch",
]
