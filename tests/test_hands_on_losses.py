"""In a browser: the instruments of losses show what `snippets` and torch compute, by keyboard and pointer."""

import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from handling import boxes, drag, fine, presses, printed, query, shown
from snippets import binary_cross_entropy_with_logits, cross_entropy


def check_denominators(page, instrument):
    state = query(page)
    logits = np.array([[2.0, 1.0, 0.1], [0.5, 2.5, 0.3], [1.0, 1.0, 1.0]])
    target = np.array([int(label) for label in state["target"].split(",")])
    weight = np.array([float(value) for value in state["weight"].split(",")])
    one_hot = (target[:, None] == np.arange(3)).astype(float)
    texts = instrument.evaluate(
        "e => Object.fromEntries([...e.querySelectorAll('[data-show]')].map(e => [e.dataset.show, e.textContent]))"
    )
    for name, loss, y in (
        ("indices", cross_entropy, target),
        ("probabilities", cross_entropy, one_hot),
        ("elements", binary_cross_entropy_with_logits, one_hot),
    ):
        none, total, mean = (loss(logits, y, weight=weight, reduction=r) for r in ("none", "sum", "mean"))
        for n, values in enumerate(none):
            assert texts[f"{name}-none{n}"] == " ".join(f"{value:z.4f}" for value in np.atleast_1d(values))
        assert (texts[f"{name}-sum"], texts[f"{name}-mean"]) == (f"{total:z.4f}", f"{mean:z.4f}")
        denominator = float(texts[f"{name}-denominator"])
        assert denominator == pytest.approx(total / mean) if mean > 0 else np.isnan(mean) == (denominator == 0)
        lengths = [float(texts[f"{name}-part{n}"].split()[0]) for n in range(3)]
        assert sum(lengths) == denominator
        *blocks, whole = boxes(instrument, f"[data-loss={name}] .part i")
        starts = [block["x"] - whole["x"] for block in blocks]
        unit = boxes(instrument, ".part")[0]["width"] / 18
        end = 0
        for block, start, length in zip(blocks, starts, lengths, strict=True):
            assert (start, block["width"]) == pytest.approx((end, 0.9 * unit * length), rel=0.1, abs=1)
            end += block["width"]
        assert whole["width"] == pytest.approx(max(end, 2), abs=1)
    means = [texts[f"{name}-now"] for name in ("indices", "probabilities", "elements")]
    assert means == [texts[f"{name}-mean"] for name in ("indices", "probabilities", "elements")]
    answers = [float(value) for value in re.findall(r"tensor\((.*)\)", printed(texts["code"]))]
    assert answers == pytest.approx([float(mean) for mean in means], abs=1e-4, nan_ok=True)


def test_denominators(page, open_instrument):
    instrument = open_instrument("denominators-instrument")
    slider = instrument.get_by_label("weight of class 2", exact=True)
    for _ in presses(slider, ("ArrowLeft", "Home", "End", "PageDown")):
        check_denominators(page, instrument)
    drag(page, instrument.get_by_label("weight of class 0", exact=True), 0.7)
    assert float(query(page)["weight"].split(",")[0]) > 3
    check_denominators(page, instrument)
    instrument.get_by_label("sample 1: ignored").click()
    assert query(page)["target"] == "0,-100,2"
    check_denominators(page, instrument)
    instrument.get_by_label("sample 0: the target is class 0").press("ArrowRight")
    assert query(page)["target"] == "1,-100,2"
    check_denominators(page, instrument)
    for n in range(3):
        instrument.get_by_label(f"sample {n}: ignored").press("Space")
    check_denominators(page, instrument)
    assert shown(instrument, "indices-mean", "indices-quotient") == ["nan", "= 0.0000 ÷ 0: all rows are ignored"]
    assert "nan, divided by 0" in instrument.locator("[role=status]").inner_text()
    assert not page.trouble


@pytest.mark.parametrize("query", ["?target=0,1", "?target=0,1,3", "?target=0,,2", "?target=0,1,-1"])
def test_targets_that_no_sample_can_have_are_said(open_instrument, query):
    instrument = open_instrument("denominators-instrument", query=query)
    assert "target" in instrument.locator("[role=status]").inner_text()
    assert shown(instrument, "indices-mean") == ["0.7938"]


# Whether each marker, of loss and of gradient, is there; one that is stands in the plot
MARKED = """instrument => {
  const plot = instrument.querySelector("svg.plot").getBoundingClientRect()
  return [...instrument.querySelectorAll(".marker > g")].map(mark => {
    const { y, height } = mark.getBoundingClientRect()
    const middle = y + height / 2
    const there = getComputedStyle(mark).display !== "none"
    if (there && (middle < plot.top || middle > plot.bottom)) throw new Error("a marker left the plot")
    return there
  })
}"""


def check_dead_zone(page, instrument):
    """Hold the numbers of the instrument to what torch computes, in the dtype of the address and by the shown code."""
    state = query(page)
    dtype, target = getattr(torch, state["dtype"]), float(state["target"])
    x = torch.tensor(float(state["logit"]), dtype=dtype, requires_grad=True)
    target = torch.tensor(target, dtype=dtype)
    losses = F.binary_cross_entropy_with_logits(x, target), F.binary_cross_entropy(x.sigmoid(), target)
    answers, grads = [], []
    for n, loss in enumerate(losses):
        (slope,) = torch.autograd.grad(loss, x)
        grads.append(slope)
        expected = [fine(loss.item()), "exactly 0" if slope == 0 else fine(slope.item())]
        assert shown(instrument, f"loss{n}", f"gradient{n}") == expected
        answers.append(f"{loss.item()} {slope.item()}")
    assert printed(instrument.locator("code").text_content()).splitlines() == answers
    numbers = [value.isfinite().item() for n, loss in enumerate(losses) for value in (loss, grads[n])]
    assert instrument.evaluate(MARKED) == numbers[2:] + numbers[:2]  # the larger markers are behind


def test_dead_zone(page, open_instrument):
    instrument = open_instrument("dead-zone-instrument")
    slider = instrument.locator("input[name=logit]")
    for _ in presses(slider, ("ArrowRight", "PageDown", "End", "ArrowLeft")):
        check_dead_zone(page, instrument)
    assert query(page)["logit"] == "119.9"
    for dtype in ("float64", "bfloat16", "float16", "float32"):
        for target in ("1", "0"):
            instrument.get_by_label(dtype, exact=True).check()
            instrument.get_by_label(target, exact=True).check()
            assert (query(page)["dtype"], query(page)["target"]) == (dtype, target)
            check_dead_zone(page, instrument)
            for button in instrument.locator("[data-logit]").all():  # where gradients end
                button.evaluate("button => button.click()")
                check_dead_zone(page, instrument)
    for share in (0.05, 0.3, 0.6):
        drag(page, slider, share)
        check_dead_zone(page, instrument)
    assert not page.trouble


def test_the_plot_of_the_dead_zone_leads_to_the_slider(page, open_instrument):
    instrument = open_instrument("dead-zone-instrument")
    plot = instrument.locator("svg.plot")
    drag(page, plot, 0.75)
    assert float(query(page)["logit"]) == pytest.approx(0.5 * 120, abs=10)
    check_dead_zone(page, instrument)
    marker = instrument.locator(".marker > path").bounding_box()
    assert marker["x"] == pytest.approx(plot.bounding_box()["x"] + 0.75 * plot.bounding_box()["width"], abs=2)


def test_the_curves_of_the_dead_zone_are_drawn_only_when_label_or_dtype_change(page, open_instrument):
    instrument = open_instrument("dead-zone-instrument")
    still = "element => (element.querySelector('.still').firstChild.seen ??= performance.now())"
    first = instrument.evaluate(still)
    drag(page, instrument.locator("input[name=logit]"), 0.3)
    assert instrument.evaluate(still) == first
    instrument.get_by_label("float16", exact=True).check()
    assert instrument.evaluate(still) != first
