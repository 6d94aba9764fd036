"""The special cases that docstrings list, each with calls and what they give."""

import math

import numpy as np

INF, NAN = math.inf, math.nan
LN2 = math.log(2)
STEEPEST = 1 / float(np.float32(1e-12))


def call(expected, *args, **kwargs):
    return expected, args, kwargs


def below_one(value):
    return (value < 1).all()


EMPTY = (np.zeros((0, 2)), np.zeros(0, np.int64))
EMPTY_PROBABILITIES = (np.zeros((0, 2)), np.zeros((0, 2)))
IGNORED = ([[0.0, 0.0]], [-100])
LABELLED = ([[0.0, 0.0]], [0])

NO_MEAN = [call(NAN, *EMPTY), call(0, *EMPTY, reduction="sum"), call(NAN, *IGNORED), call(0, *IGNORED, reduction="sum")]
NO_WEIGHT = [call(NAN, *LABELLED, [0.0, 1.0]), call(0, *LABELLED, [0.0, 1.0], reduction="sum")]
BINARY_EMPTY = [call(NAN, *EMPTY_PROBABILITIES), call(0, *EMPTY_PROBABILITIES, reduction="sum")]
IGNORED_BESIDE = [
    call([0, LN2], [[NAN, 0.0], [0.0, 0.0]], [-100, 1], reduction="none"),
    call(LN2, [[INF, 0.0], [0.0, 0.0]], [-100, 1]),
]
NAN_ROWS = [
    call([NAN, NAN, NAN, LN2], [[INF, 0.0], [NAN, 0.0], [-INF, -INF], [0.0, 0.0]], [0, 1, 0, 0], reduction="none"),
    call(NAN, [0.0, INF], 1),
]
NAN_ROWS_THROUGHOUT = [
    call([[NAN, NAN]] * 3, [[INF, 0.0], [NAN, 0.0], [-INF, -INF]], dim=1),
    call([NAN] * 3, [0.0, NAN, -INF], dim=0),
]
IGNORED_GRADIENT = [call([[0, 0]], *IGNORED), call([[0, 0], [-0.5, 0.5]], [[3.0, 0.0], [0.0, 0.0]], [-100, 0])]

CASES = {
    "softmax": {
        r"A logit of $-\infty$ beside a finite one has probability 0.": [
            call([0, 1], [-INF, 3.0], dim=0),
            call([0.5, 0, 0.5], [1.0, -INF, 1.0], dim=0),
        ],
        r"A row with $+\infty$ or nan, or of $-\infty$ alone, is nan throughout.": NAN_ROWS_THROUGHOUT,
    },
    "log_softmax": {
        r"A logit of $-\infty$ beside a finite one has log-probability $-\infty$.": [
            call([-INF, 0], [-INF, 3.0], dim=0),
            call([-LN2, -INF, -LN2], [1.0, -INF, 1.0], dim=0),
        ],
        r"A row with $+\infty$ or nan, or of $-\infty$ alone, is nan throughout.": NAN_ROWS_THROUGHOUT,
    },
    "sigmoid": {
        r"$\sigma(-\infty) = 0$, $\sigma(+\infty) = 1$, and nan stays nan.": [call([0, 1, NAN], [-INF, INF, NAN])],
        r"From $x$ of about 17 in float32 and 37 in float64 the result is exactly 1.": [
            call([1, 1], np.array([17, 100], np.float32)),
            call([1, 1], [37.0, 1000.0]),
            call(below_one, np.array([16], np.float32)),
            call(below_one, [36.0]),
        ],
    },
    "logsigmoid": {
        r"$\log \sigma(-\infty) = -\infty$, $\log \sigma(+\infty) = 0$, and nan stays nan.": [
            call([-INF, 0, NAN], [-INF, INF, NAN])
        ],
    },
    "cross_entropy": {
        "An empty batch has mean nan and sum 0; so has, with class indices, one that is all ignored, or all of weight "
        "0 without smoothing.": [*NO_MEAN, *NO_WEIGHT, *BINARY_EMPTY],
        "Ignored predictions may hold nan or infinite logits.": IGNORED_BESIDE,
        r"A logit of $-\infty$ at the label gives $\infty$, and nan where the label has weight 0; elsewhere it is "
        r"harmless with class indices, but gives $\infty$ with smoothing, and nan with class probabilities of 0 at its "
        "place.": [
            call(INF, [-INF, 0.0], 0),
            call([NAN, LN2], [[-INF, 0.0], [0.0, 0.0]], [0, 1], [0.0, 1.0], reduction="none"),
            call(0, [-INF, 0.0], 1),
            call(INF, [-INF, 0.0], 1, label_smoothing=0.1),
            call(NAN, [-INF, 0.0], [0.0, 1.0]),
        ],
        r"A row with $+\infty$ or nan, or of $-\infty$ alone, gives nan.": NAN_ROWS,
        "Class probabilities are not checked: they may be negative and need not sum to 1.": [
            call(3 * LN2, [0.0, 0.0], [1.0, 2.0]),
            call(-LN2, [0.0, 0.0], [-1.0, 0.0]),
        ],
        "A single class, C = 1, with class indices gives 0 for every finite logit.": [
            call(0, [[-7.0], [1e300]], [0, 0]),
            call(0, [3.0], 0, label_smoothing=0.5),
        ],
        "A negative or nan `label_smoothing` means none.": [
            call(math.log(4), np.log([1.0, 3.0]), 0, label_smoothing=-0.5),
            call(math.log(4), np.log([1.0, 3.0]), 0, label_smoothing=NAN),
        ],
    },
    "nll_loss": {
        "A batch that is empty, all ignored or all of weight 0 has mean nan and sum 0.": [*NO_MEAN, *NO_WEIGHT],
        "Ignored predictions may hold nan or infinite values.": [
            call([0, 3], [[NAN, 0.0], [0.0, -3.0]], [-100, 1], reduction="none"),
            call(3, [[-INF, INF], [0.0, -3.0]], [-100, 1]),
        ],
        r"A log-probability of $-\infty$ at the label gives $\infty$, and nan where the label has weight 0.": [
            call(INF, [[-INF, 0.0]], [0]),
            call([NAN, 1], [[-INF, 0.0], [0.0, -1.0]], [0, 1], [0.0, 1.0], reduction="none"),
        ],
        "Nothing checks that `input` holds log-probabilities: logits give a loss without a lower bound.": [
            call(-1000, [[1000.0, 0.0]], [0]),
        ],
    },
    "kl_div": {
        "A target of 0 gives 0 where `input` is finite, nan where it is infinite.": [
            call([0, 0, NAN, NAN], [-1.0, 5.0, -INF, INF], [0.0] * 4, reduction="none"),
        ],
        "A negative target without `log_target` gives nan.": [call([NAN], [-1.0], [-0.5], reduction="none")],
        r"A target of $-\infty$ with `log_target` gives nan.": [
            call([NAN], [-1.0], [-INF], reduction="none", log_target=True),
        ],
        "An empty batch has mean and batchmean nan and sum 0.": [
            *BINARY_EMPTY,
            call(NAN, *EMPTY_PROBABILITIES, reduction="batchmean"),
        ],
        'With `"none"` terms may be negative: only the sum over the classes of two distributions is at least 0.': [
            call([-LN2 / 4, math.log(1.5) * 3 / 4], np.log([0.5, 0.5]), [0.25, 0.75], reduction="none"),
        ],
        "Nothing checks that these are distributions: probabilities or logits as `input`, swapped arguments or a "
        "target that does not sum to 1 can give a negative loss.": [
            call(-LN2 - 0.5, [[0.5, 0.5]], [[0.5, 0.5]], reduction="sum"),
            call(-LN2 - 2.0, [[3.0, 1.0]], [[0.5, 0.5]], reduction="sum"),
            call(-LN2 / 2, np.log([[0.5, 0.5]]), [[0.25, 0.25]], reduction="sum"),
        ],
    },
    "focal_loss": {
        "A batch that is empty, all ignored or all of weight 0 has mean nan and sum 0.": [*NO_MEAN, *NO_WEIGHT],
        "Ignored predictions may hold nan or infinite logits.": [
            call([0, LN2 / 4], [[NAN, 0.0], [0.0, 0.0]], [-100, 1], reduction="none"),
            call(LN2 / 4, [[INF, 0.0], [0.0, 0.0]], [-100, 1]),
        ],
        r"A logit of $-\infty$ at the label gives $\infty$, and nan where the label has weight 0.": [
            call(INF, [-INF, 0.0], 0),
            call([NAN], [[-INF, 0.0]], [0], [0.0, 1.0], reduction="none"),
        ],
        r"A row with $+\infty$ or nan, or of $-\infty$ alone, gives nan.": [
            call([NAN, NAN, NAN], [[INF, 0.0], [NAN, 0.0], [-INF, -INF]], [0, 1, 0], reduction="none"),
        ],
    },
    "linear_cross_entropy": {
        "A batch that is empty, all ignored, or all of weight 0 without smoothing has mean nan and sum 0.": [
            call(NAN, np.zeros((1, 3)), np.ones((2, 3)), [0], weight=np.array([0.0, 1.0])),
            call(0, np.zeros((1, 3)), np.ones((2, 3)), [0], weight=np.array([0.0, 1.0]), reduction="sum"),
            call(NAN, np.zeros((0, 3)), np.ones((2, 3)), np.zeros(0, np.int64)),
            call(0, np.zeros((0, 3)), np.ones((2, 3)), np.zeros(0, np.int64), reduction="sum"),
            call(NAN, np.zeros((1, 3)), np.ones((2, 3)), [-100]),
            call(0, np.zeros((1, 3)), np.ones((2, 3)), [-100], reduction="sum"),
        ],
        "The rows of a batch that `batch_chunk_size` does not divide are all there: the last chunk is smaller.": [
            call([LN2] * 5, np.ones((5, 3)), np.ones((2, 3)), [0, 1, 0, 1, 0], reduction="none", batch_chunk_size=size)
            for size in (1, 2, 4, 5, 100)
        ],
    },
    "binary_cross_entropy": {
        "$p = 0$ or $p = 1$: 0 if the target says so too, 100 if it says the opposite.": [
            call([0, 0, 100, 100], [0.0, 1.0, 0.0, 1.0], [0.0, 1.0, 1.0, 0.0], reduction="none"),
        ],
        "An empty batch has mean nan and sum 0.": BINARY_EMPTY,
        "A weight of shape `(N,)` for `input` of shape `(N, C)` raises, unless N equals C: then it weights columns.": [
            call(ValueError, np.full((3, 2), 0.5), np.ones((3, 2)), [1.0, 2.0, 3.0]),
            call([[LN2, 3 * LN2]] * 2, np.full((2, 2), 0.5), np.ones((2, 2)), [1.0, 3.0], reduction="none"),
        ],
    },
    "binary_cross_entropy_with_logits": {
        r"Infinite logits with targets from 0 to 1 give nan, even on the right side, as $0 \cdot \infty$ and "
        r"$\infty - \infty$ occur; only $x = +\infty$ with $t < 1$ gives $\infty$.": [
            call([NAN, INF, INF, NAN, NAN], [INF, INF, INF, -INF, -INF], [1.0, 0.0, 0.5, 0.0, 1.0], reduction="none"),
        ],
        "A loss too small to show in a difference of terms as large as $x$ rounds to 0: $x = -50$ with $t = 0$.": [
            call(0, [-50.0], [0.0]),
            call(math.log1p(math.exp(-50)), [50.0], [1.0]),
        ],
        "An empty batch has mean nan and sum 0.": BINARY_EMPTY,
        "Targets outside 0 to 1 pass, and may give a negative loss.": [call(np.log1p(np.exp(-3)) - 9, [3.0], [4.0])],
    },
    "explain": {
        "A call that raises has findings too; what it raises is their `message`.": [
            call(lambda found: "from 0 to 1" in found[0].message, "cross_entropy", [[0.0, 1.0]], [7]),
        ],
        "A prediction that is ignored may hold any finite numbers.": [
            call(lambda found: not found, "cross_entropy", [[0.1, 0.9], [0.5, -1.5]], [-100, 1]),
        ],
        "Where one finding is the cause of everything else, such as nan in the input, it is told alone.": [
            call(lambda found: [f.code for f in found] == ["ALL003"], "cross_entropy", [[NAN, 0]], [0], weight=[2, 2]),
        ],
    },
    "gradients.cross_entropy": {
        "Ignored rows have gradient 0, also when all are ignored and the mean is nan.": IGNORED_GRADIENT,
        r"A row with $+\infty$ or nan, or of $-\infty$ alone, has gradient nan, even where it is ignored.": [
            call(
                [[NAN, NAN]] * 3 + [[-0.5, 0.5]],
                [[INF, 0.0], [NAN, 0.0], [-INF, -INF], [0.0, 0.0]],
                [0, -100, 0, 0],
                reduction="sum",
            )
        ],
        "Labels that all have weight 0, but are not ignored, give nan under mean.": [
            call([[NAN, NAN]], *LABELLED, [0.0, 1.0]),
        ],
        "Each row of finite logits sums to 0, up to rounding.": [
            call([[-0.75, 0.75], [1.5, -1.5]], np.log([[1.0, 3.0], [3.0, 1.0]]), [0, 1], [1.0, 2.0], reduction="sum"),
        ],
    },
    "gradients.cross_entropy_hessian": {
        "Each row and column sums to 0: adding a constant to all logits changes nothing.": [
            call([[3 / 16, -3 / 16], [-3 / 16, 3 / 16]], np.log([1.0, 3.0])),
            call([[3 / 16, -3 / 16], [-3 / 16, 3 / 16]], np.log([1.0, 3.0]) + 7),
        ],
        r"A row with $+\infty$ or nan, or of $-\infty$ alone, has a matrix of nan.": [
            call([[NAN, NAN]] * 2, row) for row in ([INF, 0.0], [NAN, 0.0], [-INF, -INF])
        ],
    },
    "gradients.nll_loss": {
        "Ignored rows have gradient 0, also when all are ignored and the mean is nan.": [
            call([[0, 0]], *IGNORED),
            call([[0, 0], [-1, 0]], [[3.0, 0.0], [0.0, 0.0]], [-100, 0]),
        ],
        "The values of `input` do not occur.": [
            call([[0, -1]], [[3.0, 0.0]], [1]),
            call([[0, -1]], [[NAN, -INF]], [1]),
        ],
    },
    "gradients.focal_loss": {
        "Ignored rows have gradient 0, also when all are ignored and the mean is nan.": [
            call([[0, 0]], *IGNORED),
            call([[0, 0], [-(1 + 2 * LN2) / 8, (1 + 2 * LN2) / 8]], [[3.0, 0.0], [0.0, 0.0]], [-100, 0]),
        ],
        r"A row with $+\infty$ or nan, or of $-\infty$ alone, has gradient nan, even where it is ignored.": [
            call([[NAN, NAN]] * 3, [[INF, 0.0], [NAN, 0.0], [-INF, -INF]], [0, -100, 1], reduction="sum"),
        ],
        "At $p_y = 1$ the gradient is 0.": [
            call([0, 0], [1000.0, 0.0], 0),
            call([0, 0], [1000.0, 0.0], 0, gamma=0.0),
        ],
        r"A logit of $-\infty$ at the label gives the gradient of cross entropy.": [call([-1, 1], [-INF, 0.0], 0)],
    },
    "gradients.linear_cross_entropy": {
        "Ignored rows have gradient 0, also when all are ignored and the mean is nan.": [
            call([[0, 0]], [[1.0, 2.0]], np.eye(2), [-100]),
            call([[0, 0], [-1, 1]], [[1.0, 2.0], [0.0, 0.0]], 2 * np.eye(2), [-100, 0], batch_chunk_size=1),
        ],
        r"A row whose logits hold $+\infty$ or nan has gradient nan, even where it is ignored.": [
            call([[NAN, NAN]] * 2, [[INF, 1.0], [NAN, 0.0]], 1 + np.eye(2), [0, -100], reduction="sum"),
        ],
    },
    "gradients.kl_div": {
        "The values of `input` do not occur.": [
            call([-0.25, -0.75], [-1.0, -2.0], [0.25, 0.75], reduction="sum"),
            call([-0.25, -0.75], [NAN, INF], [0.25, 0.75], reduction="sum"),
        ],
        "Where `input` was broadcast, the derivatives of its copies are added.": [
            call([-1, -2], [-1.0, -2.0], [[0.25, 0.5], [0.75, 1.5]], reduction="sum"),
            call([[-3]], [[-1.0]], [[1.0, 2.0]], reduction="sum"),
            call(-3, -1.0, [[1.0, 2.0]], reduction="sum"),
        ],
    },
    "gradients.binary_cross_entropy": {
        r"Where $p$ is 0 or 1 and the target says the opposite, it is about $\mp 10^{12} w / D$.": [
            call([-STEEPEST, STEEPEST], [0.0, 1.0], [1.0, 0.0], reduction="sum"),
            call([-STEEPEST, STEEPEST], [0.0, 1.0], [1.0, 0.0], [2.0, 2.0]),
        ],
        "Where $p$ is 0 or 1 and the target says so too, it is 0.": [call([0, 0], [0.0, 1.0], [0.0, 1.0])],
    },
    "gradients.binary_cross_entropy_with_logits": {
        "It is finite for infinite logits, where the loss is nan or infinite.": [
            call([0, 1, -1, 0], [INF, INF, -INF, -INF], [1.0, 0.0, 1.0, 0.0], reduction="sum"),
        ],
    },
    "information.entropy": {
        r"$0 \log 0 = 0$: a certain outcome has entropy 0.": [call(0, [1.0, 0.0, 0.0])],
        "An empty batch, shape `(0, C)`, gives an empty array.": [call(np.zeros(0), np.zeros((0, 3)))],
    },
    "information.cross_entropy": {
        r"$0 \log 0 = 0$: an outcome that does not occur costs nothing.": [
            call(LN2, [1.0, 0.0], [0.5, 0.5]),
            call(0, [1.0, 0.0], [1.0, 0.0]),
        ],
        r"$\infty$ where $p_c > 0$ and $q_c = 0$.": [call(INF, [0.5, 0.5], [1.0, 0.0])],
        "An empty batch, shape `(0, C)`, gives an empty array.": [call([], np.zeros((0, 3)), np.zeros((0, 3)))],
    },
    "information.kl_divergence": {
        "0 exactly when the two are equal.": [call(0, [0.3, 0.7], [0.3, 0.7]), call(LN2, [1.0, 0.0], [0.5, 0.5])],
        r"$0 \log 0 = 0$: an outcome that does not occur costs nothing.": [call(LN2, [1.0, 0.0], [0.5, 0.5])],
        r"$\infty$ where $p_c > 0$ and $q_c = 0$.": [call(INF, [0.5, 0.5], [1.0, 0.0])],
        "An empty batch, shape `(0, C)`, gives an empty array.": [call([], np.zeros((0, 3)), np.zeros((0, 3)))],
    },
}  # fmt: skip
