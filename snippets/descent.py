"""Let the logits of one sample follow a gradient down, and draw how long two losses take from the same start."""

from collections.abc import Callable, Sequence
from html import escape

import numpy as np

from snippets import figures, gradients
from snippets.activations import log_softmax, softmax

MOST = 100  # steps
LEARNT = 0.9  # the probability of the target from which on a sample counts as learnt
WORDS = {
    "zh": {
        "step": "步数",
        "shows": "曲线图：100 步里的 −log p，一条是交叉熵，一条是 softmax 做两次。结果见下面一句。",
        "cross_entropy": "交叉熵",
        "softmax_twice": "softmax 做两次",
        "claim": "同一个起点，对数几率 {x}，目标是类别 {y}，学习率 {lr:g}：{first}，{second}。",
        "learnt": "{name} {n} 步后学会（p ≥ {least}）",
        "slow": "{name} {n} 步后仍没学会，p = {p:.4f}",
    },
    "en": {
        "step": "step",
        "shows": "Curves: −log p over 100 steps, of cross entropy and of softmax twice. What comes of it is below.",
        "cross_entropy": "cross entropy",
        "softmax_twice": "softmax twice",
        "claim": "The same start, logits {x}, target class {y}, learning rate {lr:g}: {first}, {second}.",
        "learnt": "{name} has learnt after {n} steps (p ≥ {least})",
        "slow": "{name} has not after {n}, p = {p:.4f}",
    },
}


def softmax_twice(x: np.ndarray, target: int) -> np.ndarray:
    """Differentiate cross entropy of the softmax of logits by these: back through the softmax, by its Jacobian."""
    return gradients.cross_entropy_hessian(x) @ gradients.cross_entropy(softmax(x, dim=0), target)


def descend(gradient: Callable, start: Sequence[float], target: int, lr: float) -> np.ndarray:
    """Return the logits at the start and after each of 100 steps of gradient descent.

    Examples:
        >>> descend(gradients.cross_entropy, [0.0, 0.0], 1, lr=1.0)[1]
        array([-0.5,  0.5])
    """
    x = np.empty((MOST + 1, len(start)))
    x[0] = start
    for step in range(MOST):
        x[step + 1] = x[step] - lr * gradient(x[step], target)
    return x


def compared(start: Sequence[float], target: int, lr: float, language: str) -> str:
    """Draw −log p of the target for cross entropy and for a softmax too many, with a caption that says what came of it.

    Args:
        start: The logits to start from.
        target: The right class.
        lr: The learning rate.
        language: `"zh"` or `"en"`.

    Returns:
        A `<div>` with the curves, and a `<p>` with the caption.
    """
    words = WORDS[language]
    rows = {
        name: log_softmax(descend(gradient, start, target, lr), dim=1)[:, target]
        for name, gradient in (("cross_entropy", gradients.cross_entropy), ("softmax_twice", softmax_twice))
    }
    first, second = (said(words, words[name], np.exp(log_p)) for name, log_p in rows.items())
    x = ", ".join(f"{logit:g}" for logit in start)
    caption = words["claim"].format(x=x, y=target, lr=lr, first=first, second=second)
    steps = [*range(20), *range(20, MOST + 1, 5)]
    curves = {name: (steps, -log_p[steps]) for name, log_p in zip(("CE", "softmax ×2"), rows.values(), strict=True)}
    drawn = figures.lines(curves, words["step"], "−log p")
    shows = escape(words["shows"])
    return f'<div class="figure" role="img" aria-label="{shows}">{drawn}</div><p class="caption">{escape(caption)}</p>'


def said(words: dict[str, str], name: str, p: np.ndarray) -> str:
    """Say after how many steps a probability was high enough, or what it was in the end."""
    if (p < LEARNT).all():
        return words["slow"].format(name=name, n=MOST, p=p[-1])
    return words["learnt"].format(name=name, n=int(np.argmax(p >= LEARNT)), least=LEARNT)
