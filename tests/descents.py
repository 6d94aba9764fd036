"""What torch does in the steps that the instrument of descent takes: the oracle of what it claims."""

import itertools

import numpy as np
import torch
import torch.nn.functional as F

from snippets import binary_cross_entropy_with_logits, cross_entropy, focal_loss, nll_loss, softmax

random = np.random.default_rng(6)


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


REFERENCES = {
    "cross_entropy": cross_entropy,
    "binary_cross_entropy_with_logits": lambda x, y: binary_cross_entropy_with_logits(x, np.eye(len(x))[y]),
    "focal_loss": lambda x, y: focal_loss(x, y),
    "softmax_cross_entropy": lambda x, y: cross_entropy(softmax(x, dim=0), y),
    "softmax_nll_loss": lambda x, y: nll_loss(softmax(x, dim=0), y),
    "softmax_mse_loss": lambda x, y: ((softmax(x, dim=0) - np.eye(len(x))[y]) ** 2).mean(),
}


def descent_cases():
    starts = [([2.0, 1.0, 0.1], 2), ([6.0, 1.0, 0.0], 2), ([20.0] * 3, 2), ([-20.0, 0.0, 20.0], 0)]
    starts += [(random.uniform(-8, 8, classes).tolist(), int(random.integers(classes))) for classes in range(3, 11)]
    starts += [([17.0, 16.5, 15.0, -20.0], 3), ([20.0, -20.0, 0.0], 1), ([0.0] * 10, 9)]
    for (logits, target), name, lr in itertools.product(starts, LOSSES, (0.1, 1.0)):
        points = descends(name, logits, target, lr)
        reference = REFERENCES[name](np.array(logits), target) if name in REFERENCES else None
        kept = {str(step): points[step] for step in (0, 1, 10, 100)}
        yield {"name": name, "logits": logits, "target": target, "lr": lr, "points": kept, "reference": reference}
