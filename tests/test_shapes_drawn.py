"""Drawings of shapes line up axes as losses read them, and mark what torch refuses, and no more: without Node."""

import itertools
import re
import warnings
from functools import partial

import pytest
import torch
import torch.nn.functional as F

from snippets.shapes import Axis, Tensor, axes, lined_up, tried, weighted, wrong_dtypes

LOSSES = [F.cross_entropy, F.nll_loss, F.binary_cross_entropy, F.binary_cross_entropy_with_logits, F.kl_div]
SHAPES = [(), (1,), (2,), (1, 1), (2, 1), (2, 2), (2, 3), (3, 2), (2, 3, 2), (2, 2, 2), (2, 3, 2, 2), (2, 2, 2, 2)]
DTYPES = [("float32", each) for each in ("float32", "float64", "int64", "int32", "uint8")]
DTYPES += [("int64", each) for each in ("float32", "int64")]


def text(x, y, words, kind=""):
    return f'<text x="{x}" y="{y}"{kind and f" class={chr(34)}{kind}{chr(34)}"}>{words}</text>'


def box(n, top):
    return f"M{80 + 52 * n} {top}h48v32h-48z"


def test_a_whole_drawing():
    """N agrees, C is in the target only where it should not be, and its dtype is wrong."""
    parts = [
        '<svg class="shapes" width="182" height="126" viewBox="0 0 182 126" role="img" aria-label="'
        'input (8, 3) float32, target (8, 1) int32: C extra, dtype of the target does not fit">',
        f'<path d="{box(0, 18)}{box(0, 72)}"/><path class="wrong" d="{box(1, 18)}{box(1, 72)}"/>',
        text(0, 32, "input", "row") + text(0, 46, "float32", "row"),
        text(0, 86, "target", "row") + text(0, 100, "✗ int32", "row wrong"),
        text(104, 12, "N", "name") + text(104, 39, 8) + text(104, 93, 8) + text(104, 66, "="),
        text(156, 12, "C", "name") + text(156, 39, 3) + text(156, 93, 1),
        text(156, 66, "✗", "wrong") + text(156, 120, "extra", "wrong"),
    ]
    drawn = lined_up("cross_entropy", Tensor((8, 3), "float32"), Tensor((8, 1), "int32"), "en")
    assert drawn == "".join(parts) + "</svg>"


def test_a_drawing_of_what_fits_and_one_of_no_axes():
    drawn = lined_up("nll_loss", Tensor((4, 1), "float32"), Tensor((4,), "int64"), "zh")
    parts = [
        '<svg class="shapes" width="182" height="108" viewBox="0 0 182 108" role="img" aria-label="'
        '输入 (4, 1) float32，目标 (4,) int64：对得上">',
        f'<path d="{box(0, 18)}{box(0, 72)}{box(1, 18)}"/>',
        text(0, 32, "输入", "row") + text(0, 46, "float32", "row"),
        text(0, 86, "目标", "row") + text(0, 100, "int64", "row"),
        text(104, 12, "N", "name") + text(104, 39, 4) + text(104, 93, 4) + text(104, 66, "="),
        text(156, 12, "C", "name") + text(156, 39, 1) + text(156, 93, "0", "name"),
    ]
    assert drawn == "".join(parts) + "</svg>"
    scalars = lined_up("kl_div", Tensor((), "float32"), Tensor((), "float32"), "en")
    assert 'width="130"' in scalars and text(104, 39, "()") in scalars and text(104, 93, "()") in scalars


@pytest.mark.parametrize(
    ("loss", "input", "target", "columns"),
    [
        ("nll_loss", (2, 10, 5), (2, 5), "N 2 2 fits, C 10 None classes, L 5 5 fits"),
        ("nll_loss", (4, 5, 10), (4, 5), "N 4 4 fits, C 5 None classes, L 10 5 differs"),
        ("cross_entropy", (2, 3, 4, 6), (2, 4), "N 2 2 fits, C 3 None classes, H 4 4 fits, W 6 None missing"),
        ("cross_entropy", (2, 3, 4, 6), (2, 1, 4, 6), "N 2 2 fits, C 3 1 extra, H 4 4 fits, W 6 6 fits"),
        ("cross_entropy", (2, 3), (2, 3), "N 2 2 fits, C 3 3 fits"),
        ("cross_entropy", (3,), (3,), "C 3 3 fits"),
        ("cross_entropy", (3,), (), "C 3 None classes"),
        ("cross_entropy", (3,), (1,), "C 3 None classes, ? None 1 fits"),
        ("cross_entropy", (3,), (2,), "C 3 None classes, ? None 2 extra"),
        ("cross_entropy", (2, 3), (2, 3, 4), "N 2 2 fits, C 3 3 extra, ? None 4 extra"),
        ("cross_entropy", (), (), "C None None missing"),
        ("cross_entropy", (1,) * 5, (1,) * 5, "N 1 1 fits" + "".join(f", {name} 1 1 fits" for name in "CDHW")),
        ("binary_cross_entropy", (8, 1), (8,), "N 8 8 fits, C 1 None missing"),
        ("binary_cross_entropy", (8,), (8, 1), "N 8 8 fits, C None 1 extra"),
        ("binary_cross_entropy", (8,), (7,), "N 8 7 differs"),
        ("binary_cross_entropy", (2, 3, 4, 4), (2, 4, 4), "N 2 2 fits, C 3 None missing, H 4 4 fits, W 4 4 fits"),
        ("binary_cross_entropy", (2, 4, 4), (1, 2, 4, 4), "N None 1 extra, C 2 2 fits, H 4 4 fits, W 4 4 fits"),
        ("binary_cross_entropy", (8, 5), (8, 5, 1), "N 8 8 fits, C 5 5 fits, L None 1 extra"),
        ("binary_cross_entropy", (2, 4, 4), (2, 4), "N 2 2 fits, C 4 None missing, L 4 4 fits"),
        ("binary_cross_entropy", (2, 3, 4), (5, 3), "N 2 5 differs, C 3 3 fits, L 4 None missing"),
        ("kl_div", (8, 3), (3,), "N 8 None repeated, C 3 3 fits"),
        ("kl_div", (1, 3), (8, 2), "N 1 8 repeated, C 3 2 differs"),
        ("kl_div", (2,), (2,), "C 2 2 fits"),
        ("kl_div", (1,) * 6, (1,) * 6, "N 1 1 fits, C 1 1 fits" + "".join(f", d{n} 1 1 fits" for n in (1, 2, 3, 4))),
    ],
)  # fmt: skip
def test_axes_are_lined_up_as_a_loss_reads_them(loss, input, target, columns):
    found = axes(loss, Tensor(input, "float32"), Tensor(target, "int64"))
    assert all(isinstance(axis, Axis) for axis in found)
    assert ", ".join(" ".join(map(str, axis)) for axis in found) == columns


def test_what_is_repeated_says_how_often():
    drawn = lined_up("kl_div", Tensor((1, 3), "float32"), Tensor((8, 3), "float32"), "en")
    assert text(104, 66, "×8") in drawn and text(104, 120, "repeats") in drawn and ": N repeats" in drawn
    for pair in (((1, 3), (3,)), ((3,), (1, 3))):
        assert text(104, 66, "×1") in lined_up("kl_div", *(Tensor(shape, "float32") for shape in pair), "en")
    drawn = lined_up("kl_div", Tensor((9, 3), "float32"), Tensor((3,), "float32"), "zh")
    assert text(104, 66, "×9") in drawn and text(104, 93, "–") in drawn and "：N 广播" in drawn


def test_a_range_too_long_for_its_place_has_two_lines():
    for classes, last in ((10001, "10000"), (50257, "50256")):
        drawn = lined_up("cross_entropy", Tensor((8, classes), "float32"), Tensor((8,), "int64"), "en")
        assert text(156, 86, "0…", "name") + text(156, 100, last, "name") in drawn


@pytest.mark.parametrize(("classes", "shown"), [(1, "0"), (2, "0…1"), (3, "0…2"), (10, "0…9"), (10000, "0…9999")])
def test_where_the_classes_are_the_target_shows_its_range(classes, shown):
    drawn = lined_up("cross_entropy", Tensor((8, classes), "float32"), Tensor((8,), "int64"), "en")
    assert text(156, 93, shown, "name") in drawn


def test_all_that_is_wrong_is_said():
    drawn = lined_up("nll_loss", Tensor((2, 3, 4), "int64"), Tensor((1, 5), "float32"), "zh")
    assert "：N 不同、L 不同、输入的 dtype 不对、目标的 dtype 不对" in drawn
    assert text(0, 46, "✗ int64", "row wrong") in drawn and text(104, 66, "≠", "wrong") in drawn


def test_dtypes_are_those_that_torch_takes_and_marks_stand_where_it_refuses():
    calls = {loss.__name__: loss for loss in LOSSES} | {"kl_div": partial(F.kl_div, reduction="batchmean")}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, x, y, (dtype, other) in itertools.product(calls, SHAPES, SHAPES, DTYPES):
            input, target = Tensor(x, dtype), Tensor(y, other)
            try:
                calls[name](torch.zeros(x, dtype=getattr(torch, dtype)), torch.zeros(y, dtype=getattr(torch, other)))
                refused = False
            except Exception:
                refused = True
            drawn = lined_up(name, input, target, "en")
            assert bool(re.search("class=.(row )?wrong", drawn)) == refused, (name, input, target)
            assert drawn.count("row wrong") == len(wrong_dtypes(name, input, target))


def test_a_figure_has_what_torch_says_as_its_caption():
    refused = tried(F.cross_entropy, torch.zeros(8, 3), torch.zeros(8, 1, dtype=torch.long), "en")
    assert '<figcaption class="data">PyTorch raises: <code>RuntimeError: 0D or 1D target tensor expected' in refused
    assert 'aria-label="input (8, 3) float32, target (8, 1) int64: C extra"' in refused
    assert "✗" in refused and ">extra<" in refused  # by more than colour
    taken = tried(F.kl_div, torch.zeros(8, 3), torch.zeros(3), "zh", reduction="batchmean")
    assert '<figcaption class="data">PyTorch 接受。' in taken and "N 广播" in taken and "×8" in taken


def test_a_weight_is_lined_up_with_the_input_and_marked_where_torch_refuses_it():
    """With the classes alone under class indices, else from the last axis on."""
    drawn = weighted("cross_entropy", Tensor((8, 3)), "weight", torch.ones(2), "en")
    assert 'aria-label="input (8, 3), weight (2,): C differs"' in drawn and text(156, 66, "≠", "wrong") in drawn
    assert text(104, 39, 8) in drawn and text(104, 93, "–") not in drawn
    assert text(0, 39, "input", "row") + text(0, 93, "weight", "row") in drawn  # without dtypes, in the middle
    for loss, name in (("cross_entropy", "C"), ("binary_cross_entropy", "N")):
        assert f": {name} differs" in weighted(loss, Tensor((3,)), "weight", torch.ones(2), "en")
    drawn = weighted("binary_cross_entropy", Tensor((8, 3)), "pos_weight", torch.ones(2), "zh")
    assert 'aria-label="输入 (8, 3)，pos_weight (2,)：N 广播、C 不同"' in drawn and text(104, 66, "×8") in drawn
    calls = [(F.cross_entropy, torch.long, "weight"), (F.nll_loss, torch.long, "weight")]
    calls += [(F.binary_cross_entropy_with_logits, torch.float, name) for name in ("weight", "pos_weight")]
    calls += [(F.binary_cross_entropy, torch.float, "weight")]
    for (loss, dtype, name), x in itertools.product(calls, [(2,), (1, 1), (2, 1), (2, 2), (2, 3), (3, 2), (2, 3, 2)]):
        indices = dtype == torch.long
        target = torch.zeros(x[:1][len(x) == 1 :] + x[2:] if indices else x, dtype=dtype)
        for size in [(1,), (2,), (3,)] if indices else [(), (1,), (2,), (2, 1), (1, 2), (3, 2), (1, 3), (2, 3)]:
            figure = tried(loss, torch.zeros(x), target, "en", **{name: torch.ones(size)})
            assert ('class="wrong"' in figure) == ("PyTorch raises" in figure), (loss.__name__, x, size, figure)
