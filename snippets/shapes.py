"""Draw an input and a target, or a weight, as boxes of their axes, lined up as a loss reads them; marked is what does
not fit."""

from collections.abc import Callable
from html import escape
from itertools import zip_longest
from typing import Any, NamedTuple

LEFT, WIDTH, HEIGHT = 78, 52, 32  # room for names and dtypes; a box, with the gap beside it
TOPS = 18, 72  # where boxes begin
MOST_DIGITS = 9999  # a greater number has no room beside another
AXES = {3: ["L"], 4: ["H", "W"], 5: ["D", "H", "W"]}
SIGNS = {"fits": "=", "classes": "", "apart": "", "differs": "≠", "missing": "✗", "extra": "✗"}
WRONG = {"differs", "missing", "extra"}
WORDS = {
    "zh": {
        "input": "输入",
        "target": "目标",
        "weight": "weight",
        "pos_weight": "pos_weight",
        "differs": "不同",
        "missing": "缺",
        "extra": "多余",
        "repeated": "广播",
        "dtype": "{}的 dtype 不对",
        "fits": "对得上",
        "said": "{}，{}：{}",
        "comma": "、",
        "takes": "PyTorch 接受。",
        "raises": "PyTorch 报错：",
    },
    "en": {
        "input": "input",
        "target": "target",
        "weight": "weight",
        "pos_weight": "pos_weight",
        "differs": "differs",
        "missing": "missing",
        "extra": "extra",
        "repeated": "repeats",
        "dtype": "dtype of the {} does not fit",
        "fits": "all fits",
        "said": "{}, {}: {}",
        "comma": ", ",
        "takes": "PyTorch takes them.",
        "raises": "PyTorch raises: ",
    },
}


class Tensor(NamedTuple):
    """What a drawing shows of a tensor: its sizes, and the name of its dtype, if that is of interest."""

    shape: tuple[int, ...]
    dtype: str = ""

    @property
    def floating(self) -> bool:
        """Whether it holds floating-point numbers."""
        return "float" in self.dtype


class Axis(NamedTuple):
    """An axis of two tensors, by the name torch's documentation gives it; None where a tensor lacks it."""

    name: str
    input: int | None
    other: int | None
    verdict: str


def tried(loss: Callable, input: Any, target: Any, language: str, **options: Any) -> str:
    """Call a loss, and draw how it reads its arguments, above what it says.

    Args:
        loss: A function of `torch.nn.functional`.
        input: Its first argument.
        target: Its second argument.
        language: `"zh"` or `"en"`.
        **options: Other arguments by name.

    Returns:
        A `<figure>` element, with the message of the exception as its caption, if there is one.
    """
    words, said = WORDS[language], ""
    try:
        loss(input, target, **options)
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
    weights = {name: options[name] for name in ("weight", "pos_weight") if name in options}
    if weights:
        drawing = weighted(loss.__name__, Tensor(tuple(input.shape)), *weights.popitem(), language)
    else:
        tensors = [Tensor(tuple(each.shape), str(each.dtype).removeprefix("torch.")) for each in (input, target)]
        drawing = lined_up(loss.__name__, *tensors, language)
    caption = f"{words['raises']}<code>{escape(said)}</code>" if said else words["takes"]
    return f'<figure>{drawing}<figcaption class="data">{caption}</figcaption></figure>'


def lined_up(loss: str, input: Tensor, target: Tensor, language: str) -> str:
    """Draw a row of boxes for input and target, a column for each axis.

    Args:
        loss: The name of a loss of `torch.nn.functional`.
        input: What it gets first.
        target: What it gets second.
        language: `"zh"` or `"en"`.

    Returns:
        An `<svg>` element. What does not fit has the class `wrong`, and a sign and a word besides.

    Examples:
        >>> svg = lined_up("cross_entropy", Tensor((8, 3), "float32"), Tensor((8, 1), "int64"), "en")
        >>> svg.partition('aria-label="')[2].partition('"')[0]
        'input (8, 3) float32, target (8, 1) int64: C extra'
    """
    columns, odd = axes(loss, input, target), wrong_dtypes(loss, input, target)
    return drawn({"input": input, "target": target}, columns, odd, WORDS[language])


def weighted(loss: str, input: Tensor, name: str, weight: Any, language: str) -> str:
    """Draw a row of boxes for input and weight, a column for each axis.

    Args:
        loss: The name of a loss of `torch.nn.functional`.
        input: What it gets first.
        name: `"weight"` or `"pos_weight"`.
        weight: What it gets under this name.
        language: `"zh"` or `"en"`.

    Returns:
        An `<svg>` element, as of `lined_up`.

    Examples:
        >>> svg = weighted("cross_entropy", Tensor((8, 3)), "weight", Tensor((2,)), "en")
        >>> svg.partition('aria-label="')[2].partition('"')[0]
        'input (8, 3), weight (2,): C differs'
    """
    weight = Tensor(tuple(weight.shape))
    return drawn({"input": input, name: weight}, axes_of_weights(loss, input, weight), [], WORDS[language])


def drawn(tensors: dict[str, Tensor], columns: list[Axis], odd: list[str], words: dict[str, str]) -> str:
    """Draw two tensors by name, of which some may be of an odd dtype, with the axes that are lined up."""
    parts, boxes = [], {"": "", "wrong": ""}

    def text(x, y, content, kind=""):
        parts.append(f'<text x="{x}" y="{y}"{named(kind)}>{content}</text>')

    for (name, tensor), top in zip(tensors.items(), TOPS, strict=True):
        text(0, top + (14 if tensor.dtype else 21), words[name], "row")
        if tensor.dtype:
            text(0, top + 28, ("✗ " if name in odd else "") + tensor.dtype, "row wrong" if name in odd else "row")
        if not columns:
            text(LEFT + WIDTH // 2, top + 21, "()")
    for n, axis in enumerate(columns):
        left, wrong = LEFT + n * WIDTH, axis.verdict in WRONG
        middle = left + WIDTH // 2
        text(middle, 12, axis.name, "name")
        for size, top in ((axis.input, TOPS[0]), (axis.other, TOPS[1])):
            if size is None and axis.verdict == "classes":
                for line, down in indices(axis.input):
                    text(middle, top + down, line, "name")
            elif size is not None or axis.verdict != "apart":
                boxes["wrong" if wrong else ""] += f"M{left + 2} {top}h{WIDTH - 4}v{HEIGHT}h{4 - WIDTH}z"
                text(middle, top + 21, size or "–")
        sign = f"×{max(axis.input or 1, axis.other or 1)}" if axis.verdict == "repeated" else SIGNS[axis.verdict]
        if sign:
            text(middle, 66, sign, "wrong" if wrong else "")
        if axis.verdict in words and axis.verdict != "fits":
            text(middle, 120, words[axis.verdict], "wrong" if wrong else "")
    marked = [f"{axis.name} {words[axis.verdict]}" for axis in columns if axis.verdict in WRONG | {"repeated"}]
    marked += [words["dtype"].format(words[name]) for name in odd]
    told = [f"{words[name]} {sizes(tensor)} {tensor.dtype}".rstrip() for name, tensor in tensors.items()]
    label = words["said"].format(*told, words["comma"].join(marked) or words["fits"])
    paths = "".join(f'<path{named(kind)} d="{path}"/>' for kind, path in boxes.items() if path)
    width, height = LEFT + max(len(columns), 1) * WIDTH, 126 if marked else 108
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    return f'<svg class="shapes" {size} role="img" aria-label="{label}">{paths}{"".join(parts)}</svg>'


def axes(loss: str, input: Tensor, target: Tensor) -> list[Axis]:
    """Line up the axes as a loss reads them.

    A target of class indices has none for the classes. Otherwise each axis has one opposite: counted from the last
    one by `kl_div`, which broadcasts, and from the first by others, past an axis that one side alone has.
    """
    if takes_indices(loss, input, target):
        return axes_of_indices(input.shape, target.shape)
    if loss == "kl_div":
        return broadcast(input.shape, target.shape, "C")
    pairs = list(zip_longest(gapped(input.shape, target.shape), gapped(target.shape, input.shape)))
    alone = "N" if loss.startswith("binary") else "C"
    return [Axis(name, *pair, opposite(*pair)) for name, pair in zip(names(len(pairs), alone), pairs, strict=True)]


def gapped(shape: tuple[int, ...], other: tuple[int, ...]) -> tuple[int | None, ...]:
    """Leave a gap in a shape where the other has one axis more: that of the classes, or one of length 1.

    Examples:
        >>> gapped((2, 4, 4), (2, 3, 4, 4)), gapped((8, 5), (1, 8, 5)), gapped((8, 5), (8, 3))
        ((2, None, 4, 4), (None, 8, 5), (8, 5))
    """
    for axis in [1, *(n for n, size in enumerate(other) if size == 1)]:
        if axis < len(other) and other[:axis] + other[axis + 1 :] == shape:
            return (*shape[:axis], None, *shape[axis:])
    return shape


def takes_indices(loss: str, input: Tensor, target: Tensor) -> bool:
    """Say whether a loss reads its target as class indices."""
    return loss == "nll_loss" or (loss == "cross_entropy" and (input.shape != target.shape or not input.shape))


def axes_of_indices(input: tuple[int, ...], target: tuple[int, ...]) -> list[Axis]:
    """Line up scores and class indices; a target with as many axes as the input has one where the classes are."""
    rank = max(len(input), 1)
    classes = 0 if rank == 1 else 1
    if rank == 1 or len(target) < rank:
        target = (*target[:classes], None, *target[classes:])
    columns = []
    pairs = zip_longest(input, target)
    for n, (name, (score, index)) in enumerate(zip_longest(names(rank, "C"), pairs, fillvalue="?")):
        if n == classes:
            verdict = "missing" if score is None else "classes" if index is None else "extra"
        else:
            verdict = opposite(score, index)
        columns.append(Axis(name, score, index, verdict))
    if len(input) == 1 and target[1:] == (1,):  # torch takes a single index with an axis of its own
        columns[1] = columns[1]._replace(verdict="fits")
    return columns


def axes_of_weights(loss: str, input: Tensor, weight: Tensor) -> list[Axis]:
    """Line up a weight: with the classes alone where a target is of indices, else from the last axis on.

    There it is repeated, and must not repeat the input.
    """
    if loss.startswith("binary"):
        return [
            axis if axis.input and axis.other in (1, None) else axis._replace(verdict=opposite(axis.input, axis.other))
            for axis in broadcast(input.shape, weight.shape, "N")
        ]
    classes = min(len(input.shape) - 1, 1)
    return [
        Axis(name, size, *((weight.shape[0], opposite(size, weight.shape[0])) if n == classes else (None, "apart")))
        for n, (name, size) in enumerate(zip(names(len(input.shape), "C"), input.shape, strict=True))
    ]


def broadcast(input: tuple[int, ...], other: tuple[int, ...], alone: str) -> list[Axis]:
    """Line up axes from the last one on."""
    pairs = list(zip_longest(input[::-1], other[::-1]))[::-1]
    return [Axis(name, *pair, repeated(*pair)) for name, pair in zip(names(len(pairs), alone), pairs, strict=True)]


def opposite(input: int | None, other: int | None) -> str:
    """Compare sizes that have to be equal."""
    if input is None or other is None:
        return "extra" if input is None else "missing"
    return "fits" if input == other else "differs"


def repeated(input: int | None, other: int | None) -> str:
    """Compare sizes that may broadcast."""
    if input == other:
        return "fits"
    return "repeated" if {input, other} & {1, None} else "differs"


def names(rank: int, alone: str) -> list[str]:
    """Return the names of the axes of a batch of scores."""
    if rank < 2:
        return [alone][:rank]
    return ["N", "C", *AXES.get(rank, [f"d{n}" for n in range(1, rank - 1)])]


def wrong_dtypes(loss: str, input: Tensor, target: Tensor) -> list[str]:
    """Return which of input and target have a dtype that the loss does not take."""
    if takes_indices(loss, input, target):
        fits = target.dtype == "int64" or (target.dtype == "uint8" and len(input.shape) < 3)
    elif loss == "binary_cross_entropy" and input.floating:
        fits = target.dtype == input.dtype
    else:
        fits = target.floating
    return ["input"] * (not input.floating) + ["target"] * (not fits)


def indices(classes: int) -> list[tuple[str, int]]:
    """Write from where to where class indices go, in as many lines as have room, each so far down.

    Examples:
        >>> indices(10), indices(50257)
        ([('0…9', 21)], [('0…', 14), ('50256', 28)])
    """
    last = classes - 1
    return [("0…", 14), (str(last), 28)] if last > MOST_DIGITS else [(f"0…{last}" if last else "0", 21)]


def named(kind: str) -> str:
    """Write a class as an attribute, if there is one."""
    return kind and f' class="{kind}"'


def sizes(tensor: Tensor) -> str:
    """Write a shape as Python does."""
    return str(tuple(tensor.shape))
