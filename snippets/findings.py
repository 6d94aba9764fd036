"""Say what looks wrong with a call of a loss, above all where PyTorch says nothing."""

import inspect
import math
import warnings
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

import snippets
from snippets import checks
from snippets.sentences import CATALOGUE, PAGES


class Finding(NamedTuple):
    """Hold what looks wrong: a code, a sentence in both languages, and the page with its anchor."""

    code: str
    en: str
    zh: str
    page: str


def explain(loss_name: str, input: ArrayLike, target: ArrayLike, **kwargs: Any) -> list[Finding]:
    """Find what looks wrong with a call of a loss.

    Args:
        loss_name: The name of the loss, such as `"cross_entropy"`.
        input: The input of the call; this and what follows may be arrays, lists or tensors.
        target: The target of the call.
        **kwargs: The other arguments of the call, by their names.

    Returns:
        The findings; an empty list for an ordinary call.

    Raises:
        ValueError: If `loss_name` is not the name of a loss.

    Special cases:
        - A call that raises has one finding, which says so.
        - Ignored predictions may hold anything.

    Examples:
        >>> [finding.code for finding in explain("cross_entropy", [[0.7, 0.2, 0.1]], [0])]
        ['CE001']

    Source:
        The pages that the findings name.
    """
    if loss_name not in LOSSES:
        raise ValueError(f"loss_name must be one of {', '.join(LOSSES)}, but it is {loss_name!r}")
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        found = _found(loss_name, {"input": input, "target": target, **kwargs})
    page = {code: page for page, codes in PAGES.items() for code in codes.split()}
    page["ALL001"] = page[loss_name]
    return [Finding(code, *(text.format(**fields) for text in CATALOGUE[code]), page[code]) for code, fields in found]


class Rows(NamedTuple):
    """What may be distributions, and how to name a place in it."""

    name: str
    values: np.ndarray  # classes last; nan where ignored, for which no comparison holds
    axis: int  # where the classes were; -1 for a single number
    tolerance: float  # how far a sum may lie from 1

    def exp(self):
        return self._replace(name=f"exp({self.name})", values=np.exp(self.values))

    def report(self, code, wrong, **fields):
        """Report the first wrong entry and its value, or the first wrong row and its sum."""
        for place in np.argwhere(wrong)[:1]:
            index = [*map(str, place), ":"][: self.values.ndim]
            index.insert(self.axis, index.pop())
            text = ", ".join(index).removesuffix(":").rstrip(", ")
            name = f"{self.name}[{text}]" if text and self.axis >= 0 else self.name
            yield code, {"place": name, "value": self.values[tuple(place)].sum(), **fields}

    def off(self):
        return np.abs(self.values.sum(axis=-1) - 1) > self.tolerance

    def distributions(self):
        """Tell whether every row is one; values that are all the same are no evidence."""
        varied = self.values.shape[-1] > 1 and (self.values > np.nanmin(self.values, initial=np.inf)).any()
        return varied and not (self.values < 0).any() and not self.off().any()

    def squashed(self):
        """Tell whether all values lie between 0 and 1, as logits hardly ever do."""
        finite = self.values[np.isfinite(self.values)]
        # those of an untrained network lie around 0, its sigmoids around 0.5
        return finite.size >= 16 and 0 <= finite.min() < finite.max() <= 1 and finite.min() + finite.max() >= 0.9

    def normal(self):
        """Tell whether sums along some axis are 1, or over some last axes, as in a heat map."""
        axes = tuple(range(self.values.ndim))
        last = [axes[n:] for n in axes]
        sums = (self.values.sum(axis=some) for some in [*axes, *last])
        return any((np.abs(total - 1) <= self.tolerance).all() for total in sums)


def _if(code, condition, **fields):
    return [(code, fields)] if condition else []


def _plain(value):
    """Return a tensor as an array, half precision as float32, and all else as it is."""
    if hasattr(value, "detach"):
        value = value.detach().cpu()
        return (value.float() if value.is_floating_point() and value.element_size() < 4 else value).numpy()
    return value.astype(np.float32) if getattr(value, "dtype", None) == np.float16 else value


def _rows(name, value, last=False):
    array = np.array(_plain(value), float)
    size = value.element_size() if hasattr(value, "element_size") else np.asarray(value).dtype.itemsize
    tolerance = {2: 5e-2, 4: 1e-3}.get(size, 1e-5)  # 3e-2: log-probabilities of 250,000 classes in bfloat16
    axis = array.ndim - 1 if last else min(1, array.ndim - 1)
    return Rows(name, np.moveaxis(np.atleast_1d(array), axis, -1), axis, tolerance)


def _arguments(name, options):
    """Return input (or logits) and target as Rows; class indices as an array, with -1 for ignored ones."""
    if name == "linear_cross_entropy":
        bias = 0 if options["linear_bias"] is None else options["linear_bias"]
        x = _rows("logits", np.tensordot(_plain(options["input"]), options["linear_weight"], (-1, -1)) + bias)
    else:
        x = _rows("input", options["input"], name == "kl_div")
    if "ignore_index" not in options or np.ndim(options["target"]) == x.values.ndim:
        return x, _rows("target", options["target"], name == "kl_div")
    t = np.asarray(_plain(options["target"]), int)
    ignored = t == (-100 if options["ignore_index"] is None else options["ignore_index"])
    x.values[ignored] = np.nan
    return x, np.where(ignored, -1, t)


def _found(name, call):
    """Return the code of each finding and the fields of its sentences."""
    loss = getattr(snippets, name)
    try:
        plain = {key: _plain(argument) for key, argument in call.items()}
        value = np.asarray(loss(**plain))
    except Exception as error:
        return [("ALL001", {"error": str(error).rstrip(".")})]
    options = {key: parameter.default for key, parameter in inspect.signature(loss).parameters.items()} | plain
    options["reduction"] = _reduction(options)
    x, t = _arguments(name, options | {key: call[key] for key in ("input", "target")})  # with their dtypes
    found = [*_any(x, t, options, value), *LOSSES[name](x, t, options)]
    largest = np.nanmax(np.abs(x.values), initial=0)
    return found or _if("ALL006", not np.isfinite(value).all(), value=value.sum(), largest=largest, name=x.name)


def _reduction(options):
    """Return the reduction that is meant; the deprecated arguments win."""
    old = options.get("size_average"), options.get("reduce")
    return options["reduction"] if old == (None, None) else checks.reduction("mean", *old)


def _any(x, t, options, value):
    soft, old = isinstance(t, Rows), (options.get("size_average"), options.get("reduce"))
    weights = [_rows(name, options[name]) for name in ("weight", "pos_weight") if options.get(name) is not None]
    return [
        *_if("ALL002", old != (None, None), reduction=options["reduction"]),
        *x.report("ALL003", np.isnan(x.values) & (soft or t[..., None] >= 0)),
        *(t.report("ALL003", np.isnan(t.values)) if soft else []),
        *_if("ALL004", not x.values.size and np.isnan(value).any(), reduction=options["reduction"]),
        *(finding for w in weights for finding in w.report("ALL005", ~((w.values >= 0) & (w.values < np.inf)))),
    ]


def _cross_entropy(x, t, options):
    v, classes, soft = x.values, x.values.shape[-1], isinstance(t, Rows)
    smoothing = options.get("label_smoothing", 0)
    p = math.e / (math.e + classes - 1)
    floor = -((1 - p) ** options.get("gamma", 0)) * math.log(p)
    lost = np.isposinf(v).any(axis=-1) | np.isneginf(v).all(axis=-1)
    needed = soft or smoothing > 0 or t[..., None] == np.arange(classes)
    return [
        *_if("CE001", classes > 1 and (x.distributions() or x.squashed()), name=x.name, floor=floor),
        *_if("CE002", x.exp().distributions(), name=x.name),
        *_if("CE003", classes == 1),
        *x.report("CE004", lost),
        *x.report("CE008", np.isneginf(v) & ~lost[..., None] & needed),
        *_if("CE010", not smoothing >= 0, value=smoothing),
        *(_soft_targets(t, options) if soft else _labels("CE009", "CE011", t, options)),
    ]


def _soft_targets(t, options):
    negative = t.values < -t.tolerance
    weight = np.asarray(1 if options["weight"] is None else options["weight"])
    rescaled = options["reduction"] == "mean" and (weight != 1).any()
    return [
        *t.report("CE005", t.off() & ~negative.any()),
        *t.report("CE006", negative),
        *_if("CE007", rescaled, count=t.off().size, total=(t.values * weight).sum()),
    ]


def _labels(mean, other, t, options):
    """Report that no label counts, by one code under mean and by another otherwise."""
    counted, weight = t[t >= 0], options["weight"]
    weights = counted >= 0 if weight is None else np.asarray(weight)[counted]
    return _if(mean if options["reduction"] == "mean" else other, t.size and not weights.any(), count=t.size)


def _nll_loss(x, t, options):
    picked = t[..., None] == np.arange(x.values.shape[-1])
    return [
        *_log_probabilities("NLL", x),
        *x.report("NLL005", np.isneginf(x.values) & picked),
        *_labels("NLL006", "NLL007", t, options),
    ]


def _log_probabilities(family, x):
    p, above, alike = x.exp(), x.values > x.tolerance, x.distributions()
    off = p.off() & ~above.any()
    return [
        *x.report(f"{family}001", above & (not alike)),
        *_if(f"{family}002", alike),
        *p.report(f"{family}003", off & (not p.normal())),
        *_if("NLL004", family == "NLL" and off.any() and p.normal(), axis=x.axis),
    ]


def _binary_cross_entropy(x, t, options):
    p, y = x.values, t.values
    wrong = ((p == 0) & (y > 0)) | ((p == 1) & (y < 1))
    return [
        *_if("BCE001", len(p) > 1 and x.distributions()),
        *x.report("BCE002", wrong, target=y[wrong][:1].sum()),
        *_if("BCE003", _square(p, options), size=len(p)),
    ]


def _binary_cross_entropy_with_logits(x, t, options):
    v, y = x.values, t.values
    return [
        *_if("BCL001", x.squashed() or len(v) > 1 and x.distributions()),
        *t.report("BCL002", (y < 0) | (y > 1)),
        *x.report("BCL003", np.isinf(v)),
        *_if("BCL004", _square(v, options), size=len(v)),
    ]


def _square(values, options):
    weight = np.asarray(options["weight"])
    return weight.ndim == 1 and values.shape == 2 * weight.shape and (weight != weight[:1]).any()


def _kl_div(x, t, options):
    reduction, log = options["reduction"], options["log_target"]
    shape, other = (tuple(np.shape(options[key])) for key in ("input", "target"))
    swapped = not log and x.distributions() and t.exp().distributions()
    rows = len(x.values) if len(shape) > 1 else 1
    size = {"mean": np.broadcast(x.values, t.values).size, "batchmean": len(x.values)}.get(reduction, rows)
    better = "batchmean" if len(shape) > 1 else "sum"
    return [
        *([("KL006", {})] if swapped else [*_log_probabilities("KL", x), *_kl_target(t, log)]),
        *x.report("KL004", np.isneginf(x.values)),
        *_if("KL009", size != rows, reduction=reduction, size=size, rows=rows, better=better),
        *_if("KL010", shape != other, one=shape, other=other),
    ]


def _kl_target(t, log):
    p, negative = t.exp() if log else t, (t.values < 0) & (not log)
    off = p.off() & (p.values != 0).any(axis=-1)  # a row of zeros is masked
    forgotten = log and t.distributions()
    return [
        *t.report("KL004", np.isneginf(t.values) & log),
        *t.report("KL005", negative),
        *_if("KL007", forgotten),
        *p.report("KL008", off & (not negative.any() and not forgotten and not p.normal())),
    ]


LOSSES = {
    "cross_entropy": _cross_entropy,
    "nll_loss": _nll_loss,
    "binary_cross_entropy": _binary_cross_entropy,
    "binary_cross_entropy_with_logits": _binary_cross_entropy_with_logits,
    "kl_div": _kl_div,
    "focal_loss": _cross_entropy,
    "linear_cross_entropy": _cross_entropy,
}
