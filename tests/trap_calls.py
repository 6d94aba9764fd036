"""A call for each silent trap in the lists of the pages, by the list, the English words of the trap, and the code."""

import torch
import torch.nn.functional as F
from torch import nn

from finding_inputs import MULTI, P, Q, X, Y

CE, NLL, BCE, BCL, KL = nn.CrossEntropyLoss, nn.NLLLoss, nn.BCELoss, nn.BCEWithLogitsLoss, nn.KLDivLoss

x, p, q, yes = (torch.from_numpy(values).float() for values in (X, P, Q, MULTI))
y, w = torch.from_numpy(Y), torch.tensor([1.0, 2.0, 5.0])
hot = F.one_hot(y).float()
many = torch.arange(60.0).square().sin().reshape(20, 3)
batchmean = KL(reduction="batchmean")
# What softmax and log make of two logits far apart: 0, whose logarithm is -inf or, with 1e-8 added, -18.4
apart = torch.tensor([[0.0, 104.0], [0.0, 1.0]]).softmax(1)
two = torch.tensor([0, 1])

CALLS = {
    "debugging.md#silent": {
        "`cross_entropy(softmax(x), y)`": {"CE001": (CE(), p, y)},
        "`cross_entropy`, C = 1": {"CE003": (CE(), x[:, :1], 0 * y)},
        "`weight` with one-hot targets": {"CE007": (CE(w), x, hot)},
        "`weight`, batches of one": {"CE022": (CE(w), x[:1], y[:1])},
        "class probabilities with a sum other than 1, or negative": {
            "CE005": (CE(), x, 1.3 * q),
            "CE006": (CE(), x, x),
        },
        "class probabilities and `ignore_index=-100`": {"CE053": (F.cross_entropy, x, q, {"ignore_index": -100})},
        "`label_smoothing=-0.1`": {"CE010": (CE(label_smoothing=-0.1), x, y)},
        "`nll_loss(x, y)`, x being logits": {"NLL001": (NLL(), x, y)},
        "`nll_loss(softmax(x), y)`": {"NLL002": (NLL(), p, y)},
        "`nll_loss(logsigmoid(x), y)`": {"NLL003": (NLL(), F.logsigmoid(x), y)},
        "`BCEWithLogitsLoss`, fed `sigmoid(x)`": {"BCL001": (BCL(), many.sigmoid(), (many > 0).float())},
        "`BCELoss`, fed the `softmax(x)` of one output": {"BCE004": (BCE(), x[:, :1].softmax(1), yes[:, :1])},
        "`weight` of shape `(N,)`, input `(N, C)`, N = C": {
            "BCE003": (BCE(w), x[:3].sigmoid(), yes[:3]),
            "BCL004": (BCL(w), x[:3], yes[:3]),
        },
        "BCE's `weight` of shape `(N, 1, 1)`, input `(N, C, H, W)`, N = C": {
            "BCL004": (BCL(w.view(3, 1, 1)), torch.randn(3, 3, 2, 2), torch.ones(3, 3, 2, 2)),
        },
        "`BCEWithLogitsLoss(w)`": {"BCL007": (BCL(torch.tensor([10.0])), x, yes)},
    },
    "soft-targets.md#kl-div": {
        "`kl_div(p, t)`": {"KL002": (batchmean, p, q)},
        "`kl_div(t.log(), p)`": {"KL023": (batchmean, q.log(), p.clone().requires_grad_())},
        "`kl_div(p.log(), t.log())`": {"KL005": (batchmean, p.log(), q.log())},
        "`kl_div(p.log(), t, log_target=True)`": {"KL007": (KL(reduction="batchmean", log_target=True), p.log(), q)},
        "`kl_div(p.log(), 2 * t)`": {"KL008": (batchmean, p.log(), 2 * q)},
        "`kl_div(p.log(), t)`, default `mean`": {"KL009": (KL(), p.log(), q)},
        "`kl_div(p[0].log(), t[0])`": {"KL009": (batchmean, p[0].log(), q[0])},
    },
    "cross-entropy-loss.md#silent": {
        "one softmax too many": {"CE001": (CE(), p, y), "CE002": (CE(), p.log(), y)},
        "a single output": {"CE003": (CE(), x[:, :1], 0 * y)},
        "outputs squeezed to `(N,)`, with floating-point targets `(N,)`": {"CE020": (CE(), x[:3, 0], yes[:3, 1])},
        "probability targets that do not sum to 1": {"CE005": (CE(), x, 2 * hot), "CE006": (CE(), x, x)},
    },
    "bce-loss.md#silent": {
        "two sigmoids": {"BCL001": (BCL(), many.sigmoid(), (many > 0).float())},
        "softmax in place of sigmoid, over a single output": {"BCE004": (BCE(), x[:, :1].softmax(1), yes[:, :1])},
    },
    "nll-loss.md#wrong-input": {
        "Logits: LogSoftmax forgotten": {"NLL001": (NLL(), x, y)},
        "Probabilities": {"NLL002": (NLL(), p, y)},
        "Sigmoid, then log": {"NLL003": (NLL(), F.logsigmoid(x), y)},
        "Softmax, then log: nan": {"NLL005": (NLL(), apart.log(), two), "NLL037": (NLL(), (apart + 1e-8).log(), two)},
        "LogSoftmax along the wrong dimension": {"NLL004": (NLL(), x.log_softmax(0), y)},
    },
}
