"""Arrays that the calls of losses in tests of explain are made of, and what these tests do with a call."""

import math
import warnings

import numpy as np
import torch
import torch.nn.functional as F

import snippets
from snippets.findings import explain

CE, NLL, KL, FOCAL = "cross_entropy", "nll_loss", "kl_div", "focal_loss"
BCE, BCL = "binary_cross_entropy", "binary_cross_entropy_with_logits"
INF, NAN = math.inf, math.nan


def array(*rows):
    return np.array(rows, float)


def softmax(x, dim=1):
    return snippets.softmax(x, dim)


def with_entry(values, place, value):
    values = values.copy()
    values[place] = value
    return values


def meant(name, input, target, **options):
    """Return what torch says of a call, in double precision."""
    options = {key: tensor(value) for key, value in options.items()}
    return getattr(F, name)(tensor(input), tensor(target), **options).numpy()


def tensor(value):
    return torch.from_numpy(value.copy()) if isinstance(value, np.ndarray) else value


X = array([2.0, -1.0, 0.5], [0.3, 2.5, -0.4], [-1.5, 1.0, 1.2], [0.1, 0.2, -3.0])
Y = np.array([0, 1, 2, 1])
P, Q = softmax(X), softmax(1 - 2 * X)
LOG_P, LOG_Q, NEAR_P = np.log(P), np.log(Q), np.log(softmax(np.cos(9 * X)))
SIGMOIDS, YES = 1 / (1 + np.exp(-X)), np.eye(3)[Y]
MULTI = array([1, 1, 0], [0, 1, 0], [0, 1, 1], [0, 0, 0])
W = np.array([1.0, 2.0, 5.0])
BATCHMEAN = {"reduction": "batchmean"}
WAVES = np.sin(np.arange(30.0) ** 2).reshape(2, 5, 3)  # sequences, classes last
WAVE_LABELS = np.arange(10).reshape(2, 5) % 3
FIRST = np.moveaxis(WAVES, -1, 1)
MANY, MANY_LABELS = np.sin(np.arange(120.0) ** 2).reshape(40, 3), np.repeat([0, 1, 2], [24, 10, 6])
SHARES = np.bincount(MANY_LABELS) / 40
YES_40 = (np.arange(40) < 4) * 1.0
SQUARES, SQUARE_TARGETS = np.sin(np.arange(48.0) ** 2).reshape(3, 2, 4, 2), (np.arange(48.0) % 2).reshape(3, 2, 4, 2)
MAPS, MAP_TARGETS = np.sin(np.arange(32.0) ** 2).reshape(2, 2, 2, 4), (np.arange(32.0) % 2).reshape(2, 2, 2, 4)
TAG_LABELS = np.array([[1, 2, 0, 0, 0, 0], [2, 1, 1, 2, 0, 0], [1, 1, 2, 0, 0, 0]])  # padded with 0
TAGS = np.sin(np.arange(54.0) ** 2).reshape(3, 3, 6)
HALF_SIGMOIDS = torch.from_numpy(MANY).bfloat16().sigmoid().float().numpy()
HALF = np.array([1.0, 0, 0, 0, 1, 1, 1])[:, None]  # a mask of rows
SQUARE_LABELS = (np.arange(32).reshape(4, 8) * 3 + 1) % 8  # as many places as classes, the classes last
SQUARE_SCORES = 3 * np.eye(8)[SQUARE_LABELS] + np.sin(np.arange(256.0) ** 2).reshape(4, 8, 8)
PAIRS = array([2.0, -1.0], [0.3, 2.5], [-1.5, 1.0], [0.1, 0.2])
LOGITS = {"logits": X}


def find(call):
    name, input, target, options = call
    return explain(name, input, target, **options)


def codes(*call, **options):
    return [finding.code for finding in explain(*call, **options)]


def torch_loss(name, input, target, options):
    options = {key: tensor(value) for key, value in options.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return getattr(F, name)(tensor(input), tensor(target), **options)
