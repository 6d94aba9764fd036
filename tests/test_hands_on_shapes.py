"""In a browser: the shapes instrument shows, and says aloud, what torch and `snippets` do with what is typed."""

import re

import pytest
import torch
import torch.nn.functional as F

from browsing import LASTING
from handling import query, shown
from snippets import shapes


def sizes(text):
    return tuple(int(size) for size in text.split(",") if size)


def check_shapes(page, instrument, language="en"):
    """Hold drawing, message and code to what torch and snippets say of the state in the address."""
    state = query(page)
    tensors = [
        torch.zeros(sizes(state.get(name, "")), dtype=getattr(torch, state[f"{name}_dtype"]))
        for name in ("input", "target")
    ]
    refused, loss = "", getattr(F, state["loss"])
    try:
        loss(*tensors)
    except Exception as error:
        refused = f"{type(error).__name__}: {error}"
    assert shown(instrument, "message") == [refused]
    described = [shapes.Tensor(tuple(each.shape), str(each.dtype)[6:]) for each in tensors]
    drawing = shapes.lined_up(state["loss"], *described, language)
    assert instrument.locator("svg").get_attribute("aria-label") == re.search('aria-label="(.*?)"', drawing)[1]
    assert instrument.locator("svg text").all_text_contents() == re.findall(r"<text[^>]*>(.*?)</text>", drawing)
    said = instrument.locator("[role=status]").inner_text()
    assert refused in said and shown(instrument, "verdict")[0] in said
    code = instrument.locator(".write code").text_content().strip()
    assert instrument.locator(".write").is_visible() == bool(code)
    if code:
        eval(code, {"F": F, "input": tensors[0], "target": tensors[1], "logits": tensors[0]})


def test_shapes(page, open_instrument):
    instrument = open_instrument("shapes-instrument")
    field, target = instrument.locator("input[name=input]"), instrument.locator("input[name=target]")
    field.fill("torch.Size([4, 5, 10])")
    target.fill("(4, 5)")
    target.press("Enter")
    assert (query(page)["input"], query(page)["target"]) == ("4,5,10", "4,5")
    check_shapes(page, instrument)
    assert shown(instrument, "message", "code") == [
        "RuntimeError: Expected target size [4, 10], got [4, 5]",
        "F.cross_entropy(input.movedim(-1, 1), target)\n",
    ]
    assert instrument.locator("[data-see]").get_attribute("href") == "errors.html#class-dimension"
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate(LASTING)
    instrument.locator(".copy").click()
    page.wait_for_selector(".copied:not(:empty)", state="attached")
    assert page.evaluate("navigator.clipboard.readText()") == "F.cross_entropy(input.movedim(-1, 1), target)"
    instrument.locator("[name=target_dtype]").select_option("uint8")
    check_shapes(page, instrument)
    for loss in ("nll_loss", "binary_cross_entropy", "binary_cross_entropy_with_logits"):
        instrument.locator("[name=loss]").select_option(loss)
        check_shapes(page, instrument)
    field.fill("8")
    target.fill("")
    target.press("Enter")
    check_shapes(page, instrument)
    target.fill("8")
    instrument.locator("[name=target_dtype]").select_option("float32")
    check_shapes(page, instrument)
    assert shown(instrument, "verdict", "code") == [
        "✓ PyTorch takes them.",
        "F.binary_cross_entropy_with_logits(input, target)\n",
    ]
    instrument.locator("[name=loss]").select_option("cross_entropy")
    check_shapes(page, instrument)
    assert shown(instrument, "verdict")[0].startswith("! ")
    assert not page.trouble


def test_a_shape_that_cannot_be_read_is_said_and_changes_nothing(page, open_instrument):
    instrument = open_instrument("shapes-instrument")
    field, before = instrument.locator("input[name=input]"), instrument.locator("svg").get_attribute("aria-label")
    for text in ("N, C", "8, -3", "0", "1,2,3,4,5,6", "8.5"):
        field.fill(text)
        assert instrument.locator(".results .status.seen").inner_text().startswith("Write positive whole numbers")
        assert field.get_attribute("aria-invalid") == "true"
        assert instrument.locator("svg").get_attribute("aria-label") == before
        for old in (".drawing", ".write"):
            assert instrument.locator(old).evaluate("old => getComputedStyle(old).opacity") == "0.5"
    instrument.locator("input[name=target]").fill("8")  # the last shape that could be read is there again
    assert field.input_value() == "8, 3" and field.get_attribute("aria-invalid") is None
    field.fill("8 x 1")
    assert field.get_attribute("aria-invalid") == "false"
    assert instrument.locator(".status").inner_text() == ""
    field.press("Enter")
    check_shapes(page, instrument)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_form_stays_where_it_is_whatever_is_said_above_it(page, open_instrument, language):
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        instrument = open_instrument("shapes-instrument", language)
        field, target = instrument.locator("input[name=input]"), instrument.locator("input[name=target]")
        tops = set()
        for loss in ("cross_entropy", "binary_cross_entropy"):
            instrument.locator("[name=loss]").select_option(loss)
            for sizes in (
                ("8, 3", "8, 1"),
                ("8, 3", "8, 3"),
                ("8, 3", "8"),
                ("2, 3, 4, 4", "2, 4, 4"),
                ("", "4"),
                ("x", "4"),
            ):
                for control, text in zip((target, field), sizes[::-1], strict=True):
                    control.fill(text)
                tops.add(field.evaluate("field => field.getBoundingClientRect().y + scrollY"))
        assert max(tops) - min(tops) < 1, (width, tops)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_controls_are_large_enough_for_a_thumb_and_nothing_is_wider_than_a_phone(page, open_instrument, language):
    page.set_viewport_size({"width": 320, "height": 740})
    instrument = open_instrument("shapes-instrument", language, "?input=2,3,4,4,4&target=2,1,4,4,4&loss=nll_loss")
    boxes = [each.bounding_box() for each in instrument.locator("input, select, button:not(pre *)").all()]
    assert len(boxes) == 6 and all(box["height"] >= 44 and box["width"] >= 44 for box in boxes)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
