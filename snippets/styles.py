"""Give each loss and method one colour and one dash, the same in all figures: the only place that says which.

All readers can tell six colours apart, on white, on dark and in print. So losses that never stand in one figure may
share a colour, or dashes, but no two share both. Steps, from pale to deep, are values of a parameter.
"""

from typing import NamedTuple

COLOURS = {  # on white, on dark
    "blue": ("#2f6db0", "#85bad9"),
    "orange": ("#d9640a", "#d08c22"),
    "purple": ("#5b1a8f", "#a66df4"),
    "green": ("#0a5f35", "#85dc76"),
    "ink": ("#1c2530", "#e6ebf2"),
    "grey": ("#878f98", "#6f7783"),
    "step-1": ("#7d93ae", "#5d7594"),
    "step-2": ("#536d8d", "#859fbe"),
    "step-3": ("#31486a", "#b0c5dd"),
    "step-4": ("#0e1c33", "#e6effa"),
}
SOLID, LONG, DASH, SHORT, DOTS = "none", "20 4", "8 5", "5 3", "2 4"
DASH_DOT, DASH_DOTS = "10 4 2 4", "8 3 2 3 2 3"


class Style(NamedTuple):
    """How a loss is drawn, and the names under which figures show it, in both languages and as experiments say it."""

    colour: str
    dashes: str
    names: str = ""


STYLES = {
    "ce": Style(
        "blue",
        SOLID,
        "CE | −log p | log_softmax | cross entropy | H(p, q) | H(q, p) | softmax 1 | γ = 0 | cross_entropy",
    ),
    "bce": Style(
        "orange",
        DASH,
        "BCE | BCE sum | BCEWithLogits | WithLogits | sigmoid 1 | class_sum | with_logits"
        " | plain | 不加权 | no weights",
    ),
    "bce-mean": Style("ink", DASH_DOT, "BCE mean"),
    "bce-prior": Style("green", DOTS, "BCE prior | class_sum_from_prior"),
    "after-sigmoid": Style("purple", DOTS, "BCELoss | after_sigmoid"),
    "mse": Style("green", DASH_DOT, "MSE | squared_error"),
    "mae": Style("ink", DASH_DOTS, "MAE | −p | absolute_error"),
    "gce": Style("purple", LONG, "GCE | generalized"),
    "double-softmax": Style("grey", DOTS, "double_softmax | softmax ×2"),
    "smoothing": Style("grey", DASH_DOT, "label_smoothing"),
    "log-eps": Style("orange", LONG, "+ 1e-8"),
    "hinge": Style("purple", SOLID, "hinge"),
    "zero-one": Style("grey", LONG, "0/1"),
    "focal": Style("green", LONG, "focal | γ = 2"),
    "focal-1": Style("grey", DASH, "γ = 1"),
    "focal-5": Style("ink", DOTS, "γ = 5"),
    "weight": Style("blue", DOTS, "pos_weight 19 | weight 19"),
    "weight-3": Style("grey", DASH_DOTS, "weight 3"),
    "weight-100": Style("ink", LONG, "weight 100"),
    "effective": Style("green", SOLID, "effective"),
    "sampled": Style("ink", SHORT, "重采样 | resampled | sampled"),
    "adjusted": Style("purple", DASH_DOT, "logit adj. | adjusted"),
    "margins": Style("purple", DASH, "margins"),
    "dice": Style("orange", DASH_DOT, "Dice"),
    "iou": Style("green", DASH_DOTS, "soft IoU"),
    "tversky": Style("purple", SHORT, "Tversky 0.7"),
    "sigmoid-0": Style("grey", SHORT, "sigmoid 0"),
    "ideal": Style("grey", SOLID, "理想 | ideal"),
    "target": Style("ink", SOLID, "t"),
    "entropy": Style("green", SHORT, "H(p) | H(q)"),
    "divergence": Style("orange", DOTS, "KL(p‖q) | KL(q‖p) | KL(t‖p)"),
    "reversed": Style("purple", DASH_DOTS, "KL(p‖t)"),
    "probability": Style("blue", LONG, "p"),
    "gradient": Style("orange", SHORT, "p − y"),
    "training": Style("blue", DASH_DOT, "训练 | training"),
    "validation": Style("orange", SOLID, "验证 | validation"),
    "step-1": Style("step-1", SOLID, "C = 10 | k = 0"),
    "step-2": Style("step-2", DASH, "C = 100 | k = 1"),
    "step-3": Style("step-3", DASH_DOT, "C = 1000 | k = 2"),
    "step-4": Style("step-4", DOTS, "k = 3"),
}
BY_NAME = {name: key for key, style in STYLES.items() for name in style.names.split(" | ")}


def of(name: str) -> str:
    """Return the class of a curve by its name, or by what stands before the last comma of it.

    Raises:
        ValueError: If no style has that name.

    Examples:
        >>> of("MSE"), of("squared_error, 0.1")
        ('mse', 'mse')
    """
    found = BY_NAME.get(name) or BY_NAME.get(name.rpartition(", ")[0])
    if not found:
        raise ValueError(
            f"{name!r} has no style: add it to the names of its loss in snippets/styles.py, or a row for a loss that"
            " has none, with a colour and dashes that no other row has"
        )
    return found


def sheet() -> str:
    """Write the style sheet, in which each class has `--colour` and `--dashes`. On paper all is as on white."""

    def colours(shade):
        return "".join(f"--{name}:{shades[shade]};" for name, shades in COLOURS.items())

    def rules(what, values):  # one for all classes of a value: this is in what every page loads
        for value, written in values.items():
            classes = ",".join(f".{key}" for key, style in STYLES.items() if getattr(style, what) == value)
            yield f"{classes}{{--{what}:{written}}}"

    dark = f'@media screen{{[data-md-color-scheme="slate"]{{{colours(1)}}}}}'
    by_colour = rules("colour", {name: f"var(--{name})" for name in COLOURS})
    by_dashes = rules("dashes", {dashes: dashes for dashes in (LONG, DASH, SHORT, DOTS, DASH_DOT, DASH_DOTS)})
    return f"[data-md-color-scheme]{{{colours(0)}}}{dark}{''.join([*by_colour, *by_dashes])}"
