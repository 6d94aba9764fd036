"""What torch does in the steps that the instrument of descent takes: the oracle of what it claims."""

import torch
import torch.nn.functional as F


def one_hot(x, y):
    return F.one_hot(torch.tensor(y), len(x)).to(x)


LOSSES = {
    "cross_entropy": lambda x, y, T=1.0, smoothing=0.0: F.cross_entropy(
        x / T, torch.tensor(y), label_smoothing=smoothing
    ),
    "binary_cross_entropy_with_logits": lambda x, y: F.binary_cross_entropy_with_logits(x, one_hot(x, y)),
    "focal_loss": lambda x, y: (1 - x.softmax(0)[y]) ** 2 * F.cross_entropy(x, torch.tensor(y)),
    "softmax_cross_entropy": lambda x, y: F.cross_entropy(x.softmax(0), torch.tensor(y)),
    "softmax_nll_loss": lambda x, y: F.nll_loss(x.softmax(0), torch.tensor(y)),
    "softmax_mse_loss": lambda x, y: F.mse_loss(x.softmax(0), one_hot(x, y)),
    "sigmoid_binary_cross_entropy": lambda x, y: F.binary_cross_entropy(x.sigmoid(), one_hot(x, y)),
}


def descends(name, logits, target, lr, steps=100, **options):
    """Return loss and gradient by autograd, and the logits, before each step of gradient descent, in the dtype."""
    dtype = torch.float32 if name == "sigmoid_binary_cross_entropy" else torch.float64
    x = torch.tensor(logits, dtype=dtype, requires_grad=True)
    points = []
    for _ in range(steps + 1):
        loss = LOSSES[name](x, target, **options)
        (slope,) = torch.autograd.grad(loss, x)
        points.append({"x": x.tolist(), "loss": loss.item(), "gradient": slope.tolist()})
        with torch.no_grad():
            x -= lr * slope
    return points


def answers_right(name, x, target, T=1.0):
    """Return the probability of the right answer: of the target or, for one against all, of a right yes or no each."""
    x = torch.tensor(x, dtype=torch.float64)
    if "binary" in name:
        return torch.exp(-F.binary_cross_entropy_with_logits(x, one_hot(x, target), reduction="sum")).item()
    return (x / T).softmax(0)[target].item()
