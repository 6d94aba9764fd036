"""Calls of losses that are mistakes, by the code of what is found, with the loss meant; and calls that are none."""

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

# A call for each code, which finds that code alone.
CALLS = {
    "ALL001": (CE, X + 1j, Y, {}),
    "ALL002": (CE, X, Y, {"size_average": False}),
    "ALL003": (CE, with_entry(X, (1, 2), NAN), Y, {}),
    "ALL004": (CE, X[:0], Y[:0], {}),
    "ALL005": (CE, X, Y, {"weight": with_entry(W, 0, -1.0)}),
    "ALL006": (CE, array([1e308, -1e308]), np.array([1]), {}),
    "ALL007": (BCL, X, with_entry(YES, (2, 1), NAN), {}),
    "ALL008": (BCE, SIGMOIDS, YES, {"pos_weight": W}),
    "ALL009": (CE, X, Y, {"weight": with_entry(W, 1, INF)}),
    "ALL010": (CE, X, Y, {"reduction": "average"}),
    "ALL011": (CE, X, Y, {"size_average": "sum"}),
    "ALL014": (CE, X[:1].repeat(9, axis=0), np.arange(9) % 3, {}),
    "CE001": (CE, P, Y, {}),
    "CE002": (CE, LOG_P, Y, {}),
    "CE003": (CE, X[:, :1], YES[:, :1], {}),
    "CE004": (CE, with_entry(X, (1, 2), INF), Y, {}),
    "CE005": (CE, X, 1.3 * P, {}),
    "CE006": (CE, X, 2 * X, {}),
    "CE007": (CE, X, Q, {"weight": W}),
    "CE008": (CE, with_entry(X, (1, 2), -INF), YES, {}),
    "CE009": (CE, X, 0 * Y - 100, {}),
    "CE010": (CE, X, Y, {"label_smoothing": -0.1}),
    "CE011": (CE, X, 0 * Y - 100, {"reduction": "sum"}),
    "CE012": (CE, 1 / (1 + np.exp(-MANY)), MANY_LABELS, {}),
    "CE013": (CE, with_entry(X, 1, -INF), Y, {}),
    "CE014": (CE, with_entry(X, (1, 1), -INF), Y, {}),
    "CE015": (CE, X, MULTI, {}),
    "CE016": (CE, X, softmax(X, 0), {}),
    "CE017": (CE, X, with_entry(Q, 2, 0.0), {}),
    "CE018": (CE, X, LOG_Q, {}),
    "CE019": (CE, X, with_entry(Q, 2, -100.0), {}),
    "CE020": (CE, X[:, 0], np.array([1.0, 0.0, 1.0, 1.0]), {}),
    "CE021": (CE, X, Y, {"ignore_index": 1}),
    "CE022": (CE, X[1:2], Y[1:2], {"weight": W}),
    "CE023": (CE, X, Y % 2, {"weight": array(1, 1, 40), "label_smoothing": 0.1}),
    "CE024": (CE, MANY, MANY_LABELS, {"weight": SHARES}),
    "CE025": (CE, X, Y, {"weight": np.full(3, 0.25)}),
    "CE026": (CE, X, Y, {"weight": np.full(3, 0.25), "reduction": "sum"}),
    "CE027": (CE, X[:, :1], Y % 2, {}),
    "CE028": (CE, X, Y[:, None] * 1.0, {}),
    "CE029": (CE, X, YES.astype(int), {}),
    "CE030": (CE, X, MULTI.astype(int), {}),
    "CE031": (CE, WAVES, WAVE_LABELS, {}),
    "CE032": (CE, WAVES, WAVE_LABELS.ravel(), {}),
    "CE033": (CE, X, Y[:3], {}),
    "CE034": (CE, X, np.array([0, -1, 2, -1]), {}),
    "CE035": (CE, PAIRS, np.array([-1, 1, 1, -1]), {}),
    "CE036": (CE, X, Y + 1, {}),
    "CE037": (CE, X, np.array([0, 1, 7, 2]), {}),
    "CE038": (CE, X, Y, {"weight": array(1, 2, 3, 4)}),
    "CE039": (CE, X, Y, {"weight": W.astype(np.float32)}),
    "CE040": (CE, X, Y, {"label_smoothing": 10}),
    "CE041": (CE, X, Q, {"ignore_index": 0}),
    "CE042": (CE, X.argmax(1), Y, {}),
    "CE043": (CE, (10 * X).astype(int), Y, {}),
    "CE044": (CE, with_entry(X, 2, NAN), with_entry(Y, 2, -100), {}),
    "CE045": (CE, X.astype(np.float32), Q, {}),
    "CE046": (CE, YES, X, {}),
    "CE047": (CE, np.maximum(MANY, 0) * 3, MANY_LABELS, {}),
    "CE048": (CE, softmax(MANY, 0), MANY_LABELS, {}),
    "CE049": (CE, with_entry(X, (1, 2), -INF), Y, {"label_smoothing": 0.1}),
    "CE050": (CE, with_entry(X, (1, 2), -1e4), Q, {}),
    "CE051": (CE, with_entry(X, 1, -6e4), Y, {}),
    "CE052": (FOCAL, with_entry(X, (0, 0), 60.0), Y, {"gamma": 0.5}),
    "CE053": (CE, X, Q, {"ignore_index": -1}),
    "CE054": (CE, TAGS, TAG_LABELS, {}),
    "CE055": (CE, HALF * X[[0, 1, 2, 3, 1, 2, 3]], HALF[:, 0].astype(int) * Y[[2, 1, 2, 1, 1, 2, 1]], {}),
    "CE056": (CE, SQUARE_SCORES, SQUARE_LABELS, {}),
    "CE057": (CE, X, Y[:, None], {}),
    "CE058": (CE, X, Y[:, None] / 255, {}),
    "NLL001": (NLL, X, Y, {}),
    "NLL002": (NLL, P, Y, {}),
    "NLL003": (NLL, np.log(SIGMOIDS), Y, {}),
    "NLL004": (NLL, np.log(softmax(X, dim=0)), Y, {}),
    "NLL005": (NLL, array([-INF, math.log(0.25), math.log(0.75)], [-INF, 0.0, -INF]), np.array([0, 1]), {}),
    "NLL006": (NLL, LOG_P, 0 * Y - 100, {}),
    "NLL007": (NLL, LOG_P, 0 * Y - 100, {"reduction": "none"}),
    "NLL008": (NLL, 1 / (1 + np.exp(-MANY)), MANY_LABELS, {}),
    "NLL009": (NLL, -LOG_P, Y, {}),
    "NLL010": (NLL, np.log10(P), Y, {}),
    "NLL020": (NLL, LOG_P, Q, {}),
    "NLL033": (NLL, 0 * X[:, :1], 0 * Y, {}),
    "NLL034": (NLL, softmax(X, 0), Y, {}),
    "NLL036": (NLL, (LOG_P + NEAR_P) / 2, Y, {}),
    "NLL037": (NLL, np.log(with_entry(YES, (3, 0), 0) + 1e-8), Y, {}),
    "NLL030": (NLL, X.argmax(1), Y, {}),
    "NLL031": (NLL, (-10 - X * X).astype(int), Y, {}),
    "BCE001": (BCE, P, YES, {}),
    "BCE002": (BCE, np.array([0.5, 1.0]), np.array([1.0, 0.0]), {}),
    "BCE003": (BCE, SIGMOIDS[:3], YES[:3], {"weight": W}),
    "BCE004": (BCE, softmax(X[:, :1]), YES[:, :1], {}),
    "BCE005": (BCE, (X > 0) * 1.0, YES, {}),
    "BCE007": (BCE, SIGMOIDS, YES, {"weight": np.array([2.0])}),
    "BCE014": (BCE, SIGMOIDS[:, :1], YES[:, 0], {}),
    "BCE015": (BCE, SIGMOIDS, Y, {}),
    "BCE016": (BCE, SIGMOIDS, YES[:3], {}),
    "BCE017": (BCE, SIGMOIDS, YES.astype(np.float32), {}),
    "BCE018": (BCE, X > 0, YES, {}),
    "BCE019": (BCE, with_entry(SIGMOIDS, (0, 0), 1 + 1e-6), YES, {}),
    "BCE020": (BCE, LOG_P, YES, {}),
    "BCE021": (BCE, X, YES, {}),
    "BCE023": (BCE, YES, P, {}),
    "BCE024": (BCE, array(1e-15, 0.5), array(1, 0), {}),
    "BCE025": (BCE, HALF_SIGMOIDS, (MANY > 0).astype(np.float32), {}),
    "BCE026": (BCE, SIGMOIDS, YES, {"weight": MULTI}),
    "BCL001": (BCL, 1 / (1 + np.exp(-MANY)), (MANY > 0) * 1.0, {}),
    "BCL002": (BCL, X, YES - 0.25, {}),
    "BCL003": (BCL, with_entry(X, (1, 2), -INF), YES, {}),
    "BCL005": (BCL, LOG_P, YES, {}),
    "BCL006": (BCL, SQUARES, SQUARE_TARGETS, {"weight": array(1, 2)}),
    "BCL008": (BCL, MANY[:, 0], YES_40, {"pos_weight": np.array(4 / 36)}),
    "BCL009": (BCL, X, YES, {"pos_weight": array(1, 20000, 1)}),
    "BCL010": (BCL, X, 2 * YES - 1, {}),
    "BCL011": (BCL, X, with_entry(YES, (slice(None), 1), -1), {}),
    "BCL012": (BCL, X, 255 * YES, {}),
    "BCL013": (BCL, X, 1 + YES, {}),
    "BCL014": (BCL, X[:, 0], Y * 1.0, {}),
    "BCL022": (BCL, X.astype(np.float32), YES, {}),
    "BCL023": (BCL, YES, X, {}),
    "BCL024": (BCL, np.maximum(MANY, 0) * 3, (MANY > 0) * 1.0, {}),
    "BCL025": (BCL, X, YES, {"weight": MULTI}),
    "BCL026": (BCL, softmax(X[:, :1]), YES[:, :1], {}),
    "BCL027": (BCL, X, YES, {"pos_weight": array([1], [2], [5], [9])}),
    "BCL028": (BCL, MANY * (np.arange(3) > 0), (MANY > 0) * (np.arange(3) > 0) * 1.0, {}),
    "BCL020": (BCL, X[:, 0], YES[:, 0], {"pos_weight": array(1, 3)}),
    "BCL021": (BCL, MAPS, MAP_TARGETS, {"pos_weight": array(1, 3)}),
    "KL001": (KL, X, Q, BATCHMEAN),
    "KL002": (KL, Q, P, BATCHMEAN),
    "KL003": (KL, np.log(SIGMOIDS), Q, BATCHMEAN),
    "KL004": (KL, array([-INF, 0.0]), array([0.25, 0.75]), BATCHMEAN),
    "KL005": (KL, LOG_Q, LOG_P, BATCHMEAN),
    "KL006": (KL, Q, LOG_P, BATCHMEAN),
    "KL007": (KL, LOG_Q, P, {"log_target": True} | BATCHMEAN),
    "KL008": (KL, LOG_Q, 1.3 * P, BATCHMEAN),
    "KL009": (KL, LOG_Q, P, {}),
    "KL010": (KL, LOG_Q, P[:1], BATCHMEAN),
    "KL011": (KL, 1 / (1 + np.exp(-MANY)), softmax(MANY[::-1]), BATCHMEAN),
    "KL012": (KL, -LOG_Q, P, BATCHMEAN),
    "KL013": (KL, np.log2(Q), P, BATCHMEAN),
    "KL014": (KL, LOG_Q, with_entry(P, 2, -100.0), BATCHMEAN),
    "KL015": (KL, LOG_Q, with_entry(P, 2, 0.0), BATCHMEAN),
    "KL016": (KL, LOG_Q, X, BATCHMEAN),
    "KL017": (KL, LOG_Q, YES.astype(int), BATCHMEAN),
    "KL018": (KL, (10 * X).astype(int), P, BATCHMEAN),
    "KL019": (KL, LOG_Q, Y, BATCHMEAN),
    "KL020": (KL, 0 * X[:, :1], X[:, :1] ** 0, BATCHMEAN),
    "KL021": (KL, (LOG_P + NEAR_P) / 2, P, BATCHMEAN),
    "KL022": (KL, np.log(YES + 1e-8), Q, BATCHMEAN),
    "KL024": (KL, np.log(softmax(X, 0)), P, BATCHMEAN),
}
# The codes of one rule for two losses, whose calls differ by what makes one input the other.
SAME = {f"NLL{nll:03}": f"CE{ce:03}" for nll, ce in (
    (32, 44), (35, 54), (38, 58), (40, 56), (41, 57),
    (11, 21), (12, 22), (13, 25), (14, 26), (15, 24), (16, 27), (17, 28), (18, 29), (19, 30), (21, 31), (22, 32),
    (23, 33), (24, 34), (25, 35), (26, 36), (27, 37), (28, 38), (29, 39))}  # fmt: skip
CLASSES_LAST = ("CE031", "CE032", "CE056")
CALLS |= {ours: (NLL, snippets.log_softmax(CALLS[ce][1], -1 if ce in CLASSES_LAST else 1), *CALLS[ce][2:])
          for ours, ce in SAME.items()}  # fmt: skip
TO_BCL = {"BCL004": "BCE003", "BCL007": "BCE007", "BCL015": "BCE014", "BCL016": "BCE015", "BCL017": "BCE016"}
CALLS |= {ours: (BCL, X.ravel()[: CALLS[bce][1].size].reshape(CALLS[bce][1].shape), *CALLS[bce][2:])
          for ours, bce in TO_BCL.items()}  # fmt: skip
CALLS |= {"BCL018": (BCL, X, YES.astype(int), {}), "BCL019": (BCL, X > 0, YES, {})}
TO_BCE = {"BCE006": "BCL006", "BCE008": "BCL010", "BCE009": "BCL011", "BCE010": "BCL012", "BCE011": "BCL013",
          "BCE012": "BCL014", "BCE013": "BCL002"}  # fmt: skip
CALLS |= {ours: (BCE, snippets.sigmoid(CALLS[bcl][1]), *CALLS[bcl][2:]) for ours, bcl in TO_BCE.items()}
CALLS |= {"BCE022": (BCE, SIGMOIDS, YES, {"weight": array(1, 2, 3, 4)})}

RAISING = {code for code, call in CALLS.items() if any(found.message for found in explain(*call[:3], **call[3]))}
SILENT = [code for code in CALLS if code not in RAISING]

KEPT = np.array([0, 1, 3])
HALF = array(0.5, 0.5)
# What was meant, by the code whose cure says so, and what the cure takes beside the arguments of the call.
MEANT = {
    "ALL002": (meant(CE, X, Y, reduction="sum"), {}),
    "ALL007": (meant(BCL, np.delete(X.ravel(), 7), np.delete(YES.ravel(), 7)), {}),
    "ALL009": (meant(CE, X, Y, weight=with_entry(W, 1, 0)), {}),
    "ALL010": (meant(CE, X, Y), {}),
    "CE001": (meant(CE, X, Y), LOGITS),
    "CE002": (meant(CE, X, Y), LOGITS),
    "CE003": (meant(BCL, X[:, :1], YES[:, :1]), {}),
    "CE005": (meant(CE, X, P), {}),
    "CE006": (meant(CE, X, softmax(2 * X)), {}),
    "CE007": (meant(CE, X, Q, weight=W, reduction="sum") / (Q * W).sum(), {}),
    "CE008": (meant(CE, with_entry(X, (1, 2), -1e4), Y), {}),
    "CE009": (np.array(0.0), {}),
    "CE010": (meant(CE, X, Y), {}),
    "CE012": (meant(CE, MANY, MANY_LABELS), {"logits": MANY}),
    "CE015": (meant(BCL, X, MULTI), {}),
    "CE017": (meant(CE, X[KEPT], Q[KEPT]), {}),
    "CE018": (meant(CE, X, Q), {}),
    "CE019": (meant(CE, X[KEPT], Q[KEPT]), {}),
    "CE020": (meant(BCL, X[:, 0], CALLS["CE020"][2]), {}),
    "CE021": (meant(CE, X, Y), {}),
    "CE022": (W[1] * meant(CE, X[1:2], Y[1:2]), {}),
    "CE023": (meant(CE, X, Y % 2, reduction="none", label_smoothing=0.1).mean(), {}),  # both labels weigh 1
    "CE024": (meant(CE, MANY, MANY_LABELS, weight=1 / SHARES), {}),
    "CE025": (meant(CE, X, Y), {}),
    "CE026": (meant(CE, X, Y, reduction="sum"), {}),
    "CE027": (meant(BCL, X[:, 0], Y % 2 * 1.0), {}),
    "CE028": (meant(CE, X, Y), {}),
    "CE029": (meant(CE, X, Y), {}),
    "CE030": (meant(BCL, X, MULTI), {}),
    "CE031": (meant(CE, FIRST, WAVE_LABELS), {}),
    "CE032": (meant(CE, FIRST, WAVE_LABELS), {}),
    "CE034": (meant(CE, X[[0, 2]], Y[[0, 2]]), {}),
    "CE035": (meant(CE, PAIRS, np.array([0, 1, 1, 0])), {}),
    "CE036": (meant(CE, X, Y), {}),
    "CE038": ((array(1, 2, 3, 4) * meant(CE, X, Y, reduction="none")).mean(), {}),
    "CE039": (meant(CE, X, Y, weight=W), {}),
    "CE040": (meant(CE, X, Y, label_smoothing=0.1), {}),
    "CE041": (meant(CE, X, Q), {}),
    "CE042": (meant(CE, X, Y), LOGITS),
    "CE043": (meant(CE, CALLS["CE043"][1].astype(float), Y), {}),
    "ALL011": (meant(CE, X, Y, reduction="sum"), {}),
    "CE044": (meant(CE, X[KEPT], Y[KEPT]), {}),
    "CE045": (meant(CE, X.astype(np.float32), Q.astype(np.float32)), {}),
    "CE046": (meant(CE, X, YES), {}),
    "CE047": (meant(CE, MANY, MANY_LABELS), {"logits": MANY}),
    "CE048": (meant(CE, MANY, MANY_LABELS), {"logits": MANY}),
    "CE049": (meant(CE, CALLS["CE049"][1], Y), {}),
    "CE053": (meant(CE, X, Q), {}),
    "CE054": (meant(CE, TAGS, np.where(TAG_LABELS == 0, -100, TAG_LABELS)), {}),
    "CE056": (meant(CE, np.moveaxis(SQUARE_SCORES, -1, 1), SQUARE_LABELS), {}),
    "CE057": (meant(CE, X, Y), {}),
    "CE058": (meant(CE, X, Y), {}),
    "NLL001": (meant(CE, X, Y), {}),
    "NLL002": (meant(CE, X, Y), LOGITS),
    "NLL003": (meant(CE, X, Y), LOGITS),
    "NLL004": (meant(CE, X, Y), LOGITS),
    "NLL005": (meant(CE, X[:2], np.array([0, 1])), {"logits": X[:2]}),
    "NLL006": (np.array(0.0), {}),
    "NLL008": (meant(CE, MANY, MANY_LABELS), {"logits": MANY}),
    "NLL009": (meant(CE, X, Y), {}),
    "NLL010": (meant(CE, X, Y), {}),
    "NLL020": (meant(CE, X, Q), {}),
    "NLL034": (meant(CE, X, Y), LOGITS),
    "NLL037": (meant(CE, X, Y), LOGITS),
    "NLL030": (meant(CE, X, Y), {"logits": LOG_P}),
    "NLL031": (meant(NLL, CALLS["NLL031"][1].astype(float), Y), {}),
    "BCE001": (meant(CE, X, YES), LOGITS),
    "BCE002": (meant(BCL, array(0, 99), array(1, 0)), {"logits": array(0, 99)}),
    "BCE003": (meant(BCL, X[:3], YES[:3], weight=W[:, None]), {}),
    "BCE004": (meant(BCL, X[:, :1], YES[:, :1]), {"logits": X[:, :1]}),
    "BCE005": (meant(BCL, X, YES), LOGITS),
    "BCE006": (meant(BCL, SQUARES, SQUARE_TARGETS, weight=array(1, 2)[:, None, None]), {}),
    "BCE007": (meant(BCL, X, YES), {}),
    "BCE008": (meant(BCL, X, YES), {}),
    "BCE009": (meant(BCL, X[:, [0, 2]], YES[:, [0, 2]]), {}),
    "BCE010": (meant(BCL, X, YES), {}),
    "BCE011": (meant(BCL, X, YES), {}),
    "BCE014": (meant(BCL, X[:, 0], YES[:, 0]), {}),
    "BCE015": (meant(CE, X, Y), LOGITS),
    "BCE017": (meant(BCL, X, YES), {}),
    "BCE019": (meant(BCE, with_entry(SIGMOIDS, (0, 0), 1), YES), {}),
    "BCE021": (meant(BCL, X, YES), {}),
    "BCE022": (meant(BCL, X, YES, weight=array(1, 2, 3, 4)[:, None]), {}),
    "BCE023": (meant(BCE, P, YES), {}),
    "BCE024": (meant(BCL, array(-34.5, 0), array(1, 0)), {"logits": array(-34.5, 0)}),
    "BCE025": (meant(BCL, MANY.astype(np.float32), (MANY > 0).astype(np.float32)), {"logits": MANY}),
    "BCE026": (meant(BCL, X[MULTI > 0], YES[MULTI > 0]), {}),
    "BCL022": (meant(BCL, X.astype(np.float32), YES.astype(np.float32)), {}),
    "BCL023": (meant(BCL, X, YES), {}),
    "BCL024": (meant(BCL, MANY, (MANY > 0) * 1.0), {"logits": MANY}),
    "BCL025": (meant(BCL, X[MULTI > 0], YES[MULTI > 0]), {}),
    "BCL026": (meant(BCL, X[:, :1], YES[:, :1]), {"logits": X[:, :1]}),
    "BCL001": (meant(BCL, MANY, (MANY > 0) * 1.0), {"logits": MANY}),
    "BCL003": (meant(BCL, with_entry(X, (1, 2), -1e4), YES), {}),
    "BCL005": (meant(BCL, X, YES), LOGITS),
    "BCL007": (meant(BCL, CALLS["BCL007"][1], YES, pos_weight=array(2)), {}),
    "BCL008": (meant(BCL, MANY[:, 0], YES_40, pos_weight=np.array(9.0)), {}),
    "BCL015": (meant(BCL, CALLS["BCL015"][1][:, 0], YES[:, 0]), {}),
    "BCL018": (meant(BCL, X, YES), {}),
    "BCL020": (meant(BCL, X[:, 0], YES[:, 0], pos_weight=np.array(3.0)), {}),
    "BCL021": (meant(BCL, MAPS, MAP_TARGETS, pos_weight=array(1, 3)[:, None, None]), {}),
    "KL001": (meant(KL, LOG_P, Q, **BATCHMEAN), {}),
    "KL002": (meant(KL, LOG_Q, P, **BATCHMEAN), {"logits": 1 - 2 * X}),
    "KL003": (meant(KL, LOG_P, Q, **BATCHMEAN), LOGITS),
    "KL004": (meant(KL, array([-1e4, 0]), array([0.25, 0.75]), **BATCHMEAN), {}),
    "KL005": (meant(KL, LOG_Q, P, **BATCHMEAN), {}),
    "KL006": (meant(KL, LOG_P, Q, **BATCHMEAN), {}),
    "KL007": (meant(KL, LOG_Q, P, **BATCHMEAN), {}),
    "KL008": (meant(KL, LOG_Q, P, **BATCHMEAN), {}),
    "KL009": (meant(KL, LOG_Q, P, **BATCHMEAN), {}),
    "KL011": (meant(KL, snippets.log_softmax(MANY, 1), softmax(MANY[::-1]), **BATCHMEAN), {"logits": MANY}),
    "KL012": (meant(KL, LOG_Q, P, **BATCHMEAN), {}),
    "KL013": (meant(KL, LOG_Q, P, **BATCHMEAN), {}),
    "KL014": (meant(KL, LOG_Q[KEPT], P[KEPT], **BATCHMEAN), {}),
    "KL015": (meant(KL, LOG_Q[KEPT], P[KEPT], **BATCHMEAN), {}),
    "KL016": (meant(KL, LOG_Q, P, **BATCHMEAN), {}),
    "KL017": (meant(KL, LOG_Q, YES, **BATCHMEAN), {}),
    "KL019": (meant(NLL, LOG_Q, Y), {}),
    "KL022": (meant(KL, LOG_P, Q, **BATCHMEAN), LOGITS),
}
MEANT |= {ours: MEANT[ce] for ours, ce in SAME.items() if ce in MEANT and ce not in ("CE027", "CE030")}
MEANT |= {"BCL004": MEANT["BCE003"], "BCL006": MEANT["BCE006"], "BCL016": MEANT["CE001"]}
MEANT |= {TO_BCE[bce]: MEANT[bce] for bce in ("BCE008", "BCE009", "BCE010", "BCE011")}

# Other forms of the mistakes, and the codes found
MORE = {
    "all weights 0": (CE, X, Y, {"weight": np.zeros(3)}, ["CE009"]),
    "all labels of weight 0": (CE, X, 0 * Y, {"weight": np.array([0.0, 1.0, 1.0])}, ["CE009"]),
    "all ignored": (CE, X, 0 * Y, {"ignore_index": 0}, ["CE009"]),
    "all of weight 0, log-probabilities": (NLL, LOG_P, Y, {"weight": np.zeros(3)}, ["NLL006"]),
    "ignored and of weight 0": (CE, X, np.array([0, 1, 1, -100]), {"weight": np.array([0.0, 0.0, 1.0])}, ["CE009"]),
    "nan smoothing": (CE, X, Y, {"label_smoothing": NAN}, ["CE010"]),
    "+inf": (CE, with_entry(X, (1, 2), INF), Y, {}, ["CE004"]),
    "-inf, soft targets": (CE, with_entry(X, (1, 2), -INF), P, {}, ["CE050"]),
    "a finite mask at the label": (CE, with_entry(X, (1, 1), -1e9), Y, {}, ["CE014"]),
    "-inf at the label, focal": (FOCAL, with_entry(X, (1, 1), -INF), Y, {}, ["CE014"]),
    "a finite mask, smoothing": (CE, with_entry(X, (1, 2), -1e4), Y, {"label_smoothing": 0.1}, ["CE049"]),
    "one class, soft targets": (CE, X[:, :1], P[:, :1] ** 0, {}, ["CE003"]),
    "sigmoids": (CE, np.tile(SIGMOIDS, (2, 1)), np.tile(Y, 2), {}, ["CE012"]),
    "sigmoids from 0 to 0.9": (BCL, np.linspace(0, 0.9, 16), np.ones(16), {}, ["BCL001"]),
    "sigmoids around 0.5": (BCL, np.linspace(0.43, 0.54, 16), np.ones(16), {}, ["BCL001"]),
    "one class between 0 and 1": (CE, np.linspace(0, 1, 16)[:, None], np.zeros(16, int), {}, ["CE003"]),
    "two rows of softmax": (BCE, P[:2], YES[:2], {}, ["BCE001"]),
    "two rows of softmax, then sigmoid": (BCL, P[:2], YES[:2], {}, ["BCL001"]),
    "empty lists": (CE, X[:0], [], {"weight": W}, ["ALL004"]),
    "labels from 1 to 2": (BCL, X, 1 + YES, {}, ["BCL013"]),
    "a little above 1": (BCL, X, 1.1 * YES, {}, ["BCL002"]),
    "logits as targets": (CE, X, X, {}, ["CE006"]),
    "nan target": (CE, X, with_entry(P, (0, 1), NAN), {}, ["ALL007"]),
    "nan in both": (BCL, with_entry(X, (0, 1), NAN), with_entry(YES, (0, 1), NAN), {}, ["ALL003", "ALL007"]),
    "nan logit of a label": (NLL, with_entry(LOG_P, (0, 0), NAN), Y, {}, ["ALL003"]),
    "nan weight": (CE, X, Y, {"weight": with_entry(W, 0, NAN)}, ["ALL009"]),
    "infinite weight": (CE, X, Y, {"weight": with_entry(W, 0, INF)}, ["ALL009"]),
    "negative pos_weight": (BCL, X, YES, {"pos_weight": -W}, ["ALL005"]),
    "both weights": (BCL, X, YES, {"weight": -1.0, "pos_weight": -1.0}, ["ALL005"]),
    "empty, elementwise": (BCE, X[:0], YES[:0], {}, ["ALL004"]),
    "empty, batchmean": (KL, LOG_P[:0], P[:0], BATCHMEAN, ["ALL004"]),
    "deprecated": (BCE, SIGMOIDS, YES, {"reduce": False}, ["ALL002"]),
    "deprecated, as mean": (KL, LOG_P, Q, {"size_average": True} | BATCHMEAN, ["KL009", "ALL002"]),
    "softmax, then sigmoid": (BCL, P, YES, {}, ["BCL001"]),
    "probability 0": (BCE, np.array([0.0, 0.5]), np.array([0.25, 1.0]), {}, ["BCE002"]),
    "infinite log-probability": (NLL, with_entry(LOG_P, (0, 0), INF), Y, {}, ["NLL001"]),
    "wrong dimension of an image": (NLL, np.log(softmax(X.reshape(2, 3, 2), 2)), Y.reshape(2, 2), {}, ["NLL004"]),
    "one distribution": (KL, LOG_P[0], Q[0], BATCHMEAN, ["KL009"]),
    "one distribution, mean": (KL, LOG_P[0], Q[0], {}, ["KL009"]),
    "log-targets of -inf": (KL, array([-0.5, -0.5]) - math.log(2) + 0.5, array([-INF, 0.0]),
                            {"log_target": True} | BATCHMEAN, ["KL004"]),
    "log-targets that are logits": (KL, LOG_P, X, {"log_target": True} | BATCHMEAN, ["KL008"]),
    "both wrong": (KL, X, X, BATCHMEAN, ["KL001", "KL016"]),
    "broadcast the other way": (KL, LOG_P[:1], P, BATCHMEAN, ["KL010"]),
}  # fmt: skip

# Calls, and words of the English sentence
IMAGE = X.reshape(2, 3, 2)
PLACES = {
    "entry": (BCL, X, with_entry(YES, (2, 1), 3.5), {}, "target[2, 1] is 3.5 (1 of 12 values lie outside 0 to 1),"),
    "entry of one dimension": (BCL, X[0], with_entry(YES[0], 2, 3.5), {}, "target[2] is 3.5 (1 of 3"),
    "number": (BCL, 0.5, 3.5, {}, "target is 3.5 (1 of 1"),
    "entry of an image": (CE, with_entry(IMAGE, (1, 2, 0), NAN), Y.reshape(2, 2), {}, "input[1, 2, 0] is nan"),
    "row": (CE, X, with_entry(YES, (2, 1), 3.0), {}, "target[2] sums to 4,"),
    "row of one dimension": (CE, X[0], 2 * YES[0], {}, "target sums to 2,"),
    "row of an image": (CE, IMAGE, with_entry(softmax(IMAGE), (1, ..., 0), 0.5), {}, "target[1, :, 0] sums to 1.5,"),
    "row of a sequence": (KL, np.stack([LOG_P, LOG_P]), with_entry(np.stack([Q, Q]), (1, 2), [0.1, 0.2, 0.3]),
                          {"reduction": "sum"}, "target[1, 2] sums to 0.6,"),
    "exponential": (NLL, with_entry(LOG_P, 3, math.log(0.5)), Y, {}, "exp(input)[3] sums to 1.5,"),
    "weight": (CE, X, Y, {"weight": with_entry(W, 1, -2)}, "weight[1] is -2,"),
    "one weight": (BCL, X, YES, {"pos_weight": -2.5}, "pos_weight is -2.5,"),
    "a saturated input": (BCE, array([0.5, 1.0, 0.0]), array([1.0, 0.25, 0.5]), {},
                                    "input[0, 1] is 1 but its target is 0.25 (2 of 3 values):"),
    "denominators": (CE, X, YES, {"weight": W}, "mean divides by the number of predictions, 4, not by the sum of"),
    "entries and rows": (KL, LOG_P, P, {}, "mean divides by 12, but the number of distributions is 4, each over 3 "),
    "better, of many": (KL, LOG_P, P, {}, ". Use batchmean."),
    "better, of one": (KL, LOG_P[0], P[0], {}, "is 1, each over 3 classes. For a single one, use sum."),
    "one row": (KL, LOG_P[0], P[0], BATCHMEAN, "batchmean divides by 3, but the number of distributions is 1,"),
    "shapes": (KL, LOG_P, P[0], BATCHMEAN, "input of shape (4, 3) and target of shape (3,) "),
    "meaning of old arguments": (CE, X, Y, {"reduce": False}, 'together they mean reduction="none"'),
    "loss": (CE, *CALLS["ALL006"][1:],
             "comes out inf, though every argument is finite: the largest magnitude in input is 1e+308,"),
    "dimension": (NLL, *CALLS["NLL004"][1:], "with dim=1."),
    "labels": (CE, *CALLS["CE009"][1:], "None of the 4 labels counts: 4 are ignore_index=-100, 0 have weight 0."),
    "size": (BCE, *CALLS["BCE003"][1:], "is matched to dimension 1 of target, shape (3, 3), and not"),
    "size, with logits": (BCL, *CALLS["BCL004"][1:], "is matched to dimension 1 of target, shape (3, 3), and not"),
    "probabilities": (CE, *CALLS["CE001"][1:], "input holds probabilities"),
    "log-probabilities": (CE, *CALLS["CE002"][1:], "input holds log-probabilities"),
    "smoothing": (CE, *CALLS["CE010"][1:], "label_smoothing is -0.1,"),
    "row of logits": (CE, *CALLS["CE004"][1:], "input[1] holds inf"),
    "row of logits, one inf": (CE, with_entry(X, (2, 0), INF), Y, {}, "input[2] holds inf"),
    "empty": (KL, LOG_P[:0], P[:0], BATCHMEAN, "so batchmean is 0 / 0"),
}  # fmt: skip


def heat_maps(seed):
    maps = softmax(np.random.default_rng(seed).normal(size=(2, 3, 20)), 2)
    return maps.reshape(2, 3, 4, 5)


# What is meant as it is
CLEAN = {
    "padding of log-probabilities": (NLL, with_entry(LOG_P, 0, 0.0), with_entry(Y, 0, -100), {}),
    "empty, sum": (CE, X[:0], Y[:0], {"reduction": "sum"}),
    "empty, unreduced": (BCL, X[:0], YES[:0], {"reduction": "none"}),
    "masked logits": (CE, with_entry(X, (1, 2), -INF), Y, {}),
    "masked logits, focal": ("focal_loss", with_entry(X, (1, 2), -INF), Y, {}),
    "masked log-probabilities": (NLL, snippets.log_softmax(with_entry(X, (1, 2), -INF), 1), Y, {}),
    "logits of 0": (CE, 0 * X, Y, {}),
    "equal logits": (CE, 0 * X + 1 / 3, Y, {}),
    "logits near 0": (CE, 0.8 * np.tile(SIGMOIDS, (4, 1)), np.tile(Y, 4), {}),
    "few logits between 0 and 1": (BCL, np.linspace(0, 1, 11), np.ones(11), {}),
    "low logits between 0 and 1": (BCL, np.linspace(0.1, 0.79, 40), np.ones(40), {}),
    "equal positive logits": (BCL, np.full(40, 0.5), np.ones(40), {}),
    "logits up to 1.1": (BCL, np.linspace(0, 1.1, 40), np.ones(40), {}),
    "one row that happens to sum to 1": (BCE, P[:1], YES[:1], {}),
    "one row of logits that happens to sum to 1": (BCL, P[:1], YES[:1], {}),
    "sigmoids of 0": (BCE, np.full((4, 2), 0.5), YES[:, :2], {}),
    "saturated and right": (BCE, 1 - YES, 1 - YES, {}),
    "weight per sample": (BCE, SIGMOIDS[:3], YES[:3], {"weight": W[:, None]}),
    "weight per label": (BCE, SIGMOIDS, YES, {"weight": W}),
    "equal weights": (BCE, SIGMOIDS[:3], YES[:3], {"weight": np.ones(3)}),
    "pos_weight of a square": (BCL, X[:3], YES[:3], {"pos_weight": W}),
    "smoothing as an integer": (CE, X, Y, {"label_smoothing": 1}),
    "masked rows": (KL, LOG_P, with_entry(Q, 2, 0.0), {"reduction": "sum"}),
    "heat maps": (KL, np.log(heat_maps(0)), heat_maps(1), BATCHMEAN),
    "classes first": (KL, LOG_P.T, Q.T, {"reduction": "sum"}),
    "rounding below 0": (CE, X, with_entry(YES, (0, 1), -1e-9), {}),
    "rounding above 0": (NLL, with_entry(snippets.log_softmax(1e3 * X, 1), (0, 0), 1e-9), Y, {}),
    "target of 0": (KL, LOG_P, YES, BATCHMEAN),
    "one number": (BCL, 0.5, 1.0, {}),
    "integers": (CE, [[2, 1], [0, 3]], [0, -100], {"weight": [1, 2], "reduction": "sum"}),
    "sure and right": (BCE, np.array([[0.9999], [1.0]], np.float32), np.ones((2, 1), np.float32), {}),
    "bytes": (CE, X, Y.astype(np.uint8), {"ignore_index": 255}),
}


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


import finding_edges_classes  # noqa: E402, takes the arrays above
import finding_edges_others  # noqa: E402
import finding_edges_raising  # noqa: E402

MORE |= finding_edges_classes.MORE | finding_edges_others.MORE | finding_edges_raising.MORE
PLACES |= finding_edges_classes.PLACES | finding_edges_others.PLACES | finding_edges_raising.PLACES
CLEAN |= finding_edges_classes.CLEAN | finding_edges_others.CLEAN
WRITTEN = finding_edges_classes.WRITTEN  # calls, and the cure, "" where none can be written
