"""Compute cross entropy with weights and smoothing, and its gradient, for the losses that share them."""

import numpy as np

from snippets.activations import log_softmax, softmax
from snippets.batches import joined


def cross_entropy(chunks, smoothing):
    """Return the loss of a batch that comes in chunks of rows."""
    of_targets, of_classes = [], []
    with np.errstate(all="ignore"):
        for rows in chunks:
            w, log_p = rows.w, log_softmax(rows.x, dim=-1)
            if rows.soft():
                q = (1 - smoothing) * rows.target + smoothing / w.size
                of_targets.append(-(log_p * q * w).sum(axis=-1))
            else:
                of_targets.append(-rows.w_y * rows.at_label(log_p))
                if smoothing:
                    of_classes.append(rows.counted(-(log_p * w).sum(axis=-1)))
        loss = rows.reduction.of(joined(of_targets))
        if not of_classes:  # 0 · ∞ would be nan
            return loss
        # torch, too, blends what is reduced
        return (1 - smoothing) * loss + smoothing / w.size * rows.reduction.of(joined(of_classes))


def by_logits(rows, smoothing):
    """Return (p Σ q − q) / D, where q is the weighted target of each row after smoothing."""
    w, total = rows.w, rows.reduction.total
    if rows.soft():
        q = w / total * ((1 - smoothing) * rows.target + smoothing / w.size)
    else:
        q = rows.one_hot((1 - smoothing) * rows.w_y / total)
        if smoothing:
            q += rows.counted(smoothing / w.size / total)[..., None] * w
    p = softmax(rows.x, dim=-1)
    return p * q.sum(axis=-1, keepdims=True) - q
