"""In a browser: the instrument of descent takes the steps that torch takes, and what it says of them is so."""

import itertools
import json
import math
import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from descents import LOSSES, answers_right, descends
from handling import CUT, drag, fine, printed, query, shown
from snippets import descent

NAMES = {
    "cross_entropy": "CrossEntropyLoss",
    "binary_cross_entropy_with_logits": "BCEWithLogitsLoss",
    "focal_loss": "focal loss",
    "softmax_cross_entropy": "CrossEntropyLoss(softmax(x))",
    "softmax_nll_loss": "NLLLoss(softmax(x))",
    "softmax_mse_loss": "MSELoss(softmax(x))",
    "sigmoid_binary_cross_entropy": "BCELoss(sigmoid(x))",
}

# what the address need not say
START = {"loss": "cross_entropy", "target": "2", "lr": "1", "temperature": "1", "label_smoothing": "0", "step": "0"}


def said(name, points, step, target, T=1.0):
    """Return what torch lets one say of a loss: the probability now, and what comes of 100 steps."""
    x = [point["x"] for point in points]
    p = [answers_right(name, logits, target, T) for logits in x]
    learnt = next((n for n, value in enumerate(p) if value >= 0.9), None)
    still = next((n for n in range(100) if x[n] == x[n + 1]), None)
    if learnt is not None:
        end = f"p ≥ 0.9 after {learnt} step{'s' * (learnt != 1)}" if learnt else "p ≥ 0.9 at the start"
    elif still is not None:
        end = f"nothing moves after step {still}" if still else "stands still"
    else:
        end = f"{fine(p[100])} after 100 steps"
    right = "of all right answers" if "binary" in name else "of the right answer"
    return f"p = {fine(p[step])} {right}; {end}"


def check(page, instrument):
    """Hold all that the instrument shows to torch, and its code too, for the state in the address."""
    state = START | query(page)
    name, target, step, lr = state["loss"], int(state["target"]), int(state["step"]), float(state["lr"])
    logits = json.loads(f"[{state['logits']}]")
    own = {"T": float(state["temperature"]), "smoothing": float(state["label_smoothing"])}
    options = own if name == "cross_entropy" else {}
    points = descends(name, logits, target, lr, **options)
    now = points[step]
    cells = [shown(instrument, f"logit{c}", f"gradient{c}") for c in range(len(logits))]
    assert cells == [[f"{x:z.2f}", fine(slope)] for x, slope in zip(now["x"], now["gradient"], strict=True)], (
        f"{name}, step {step}"
    )
    T = options.get("T", 1.0)
    surprise = -math.log(answers_right(name, now["x"], target, T))
    assert shown(instrument, "step") == [f"step {step}, loss {fine(now['loss'])}, −log p = {fine(surprise)}"]
    lines = [said(name, points, step, target, T)]
    right = "binary_cross_entropy_with_logits" if name == "sigmoid_binary_cross_entropy" else "cross_entropy"
    if name != right or options != {"T": 1.0, "smoothing": 0.0} and name == "cross_entropy":
        lines.append(said(right, descends(right, logits, target, lr), step, target))
        assert shown(instrument, "name1") == [NAMES[right]]
    names = shown(instrument, *[f"name{n}" for n in range(len(lines))])
    told = [f"{name.strip()}: {line}" for name, line in zip(names, lines, strict=True)]
    assert instrument.locator(".said p:visible").all_inner_texts() == told
    assert shown(instrument, "name0")[0].split(",")[0] == NAMES[name]
    curves = instrument.locator(".course > svg .curve")
    assert curves.count() == instrument.locator(".course circle").count() == len(lines)
    last = printed(instrument.locator("code").text_content()).splitlines()[-1].split(maxsplit=2)
    assert int(last[0]) == step and float(last[1]) == pytest.approx(now["loss"], rel=1e-6, abs=1e-9)
    assert json.loads(last[2]) == pytest.approx(now["gradient"], rel=1e-6, abs=1e-9)


def does(instrument, name):
    return instrument.locator(f"[data-does={name}]")


@pytest.fixture
def still(page):
    """A tab whose reader wants no motion."""
    page.emulate_media(reduced_motion="reduce")
    yield page
    page.emulate_media(reduced_motion="no-preference")


@pytest.mark.parametrize("name", LOSSES)
def test_steps_of_each_loss_and_each_mistake_are_those_of_torch(still, open_instrument, name):
    instrument = open_instrument("descent-instrument", query="?logits=4,1,0&lr=3")
    instrument.locator("[name=loss]").select_option(name)
    check(still, instrument)
    for _ in range(2):
        does(instrument, "advance").press("Enter")
        check(still, instrument)
    does(instrument, "run").press("Space")
    check(still, instrument)
    status = instrument.locator("[role=status]").inner_text()
    assert status.startswith(f"Step {query(still)['step']}. {NAMES[name]}: ")
    does(instrument, "restart").click()
    assert query(still)["step"] == "0" and query(still)["logits"] == "4,1,0"
    check(still, instrument)
    assert not still.trouble


def test_a_saturated_sigmoid_stands_still_and_says_so(still, open_instrument):
    instrument = open_instrument("descent-instrument")
    loss = instrument.locator("[name=loss]")
    note = instrument.locator("[data-note]")
    assert not note.is_visible()
    loss.select_option("sigmoid_binary_cross_entropy")  # where no other start is set, it begins at 20
    assert query(still)["logits"] == "20,20,20" and "float32" in note.inner_text()
    does(instrument, "advance").click()
    check(still, instrument)
    assert instrument.locator(".said p").first.inner_text().endswith("stands still")
    mistake, right = (instrument.locator(f".push.{style}").get_attribute("d") for style in ("after-sigmoid", "bce"))
    assert "V" not in mistake and mistake.count("M") == 3  # dots, or the other's arrows would seem its own
    assert right.count("V") == 2 and right.count("M") == 5  # two arrows of two strokes each, and a dot
    loss.select_option("cross_entropy")
    assert query(still)["logits"] == "2,1,0.1"
    loss.select_option("softmax_nll_loss")
    drag(still, instrument.get_by_label("logit of class 1", exact=True), 0.9)
    own = query(still)["logits"]
    loss.select_option("sigmoid_binary_cross_entropy")
    assert query(still)["logits"] == own
    check(still, instrument)


def test_a_push_is_as_long_as_the_gradient_and_a_dot_where_that_is_too_short_to_see(still, open_instrument):
    points = descends("cross_entropy", [4.0, 1.0, 0.0], 2, 1)
    for step in (0, 3, 30):
        instrument = open_instrument("descent-instrument", query=f"?logits=4,1,0&step={step}")
        d = instrument.locator(".push").get_attribute("d")
        arrows = re.findall(r"M\S+ (\S+?)(?:V([\d.]+)M\S+ ([\d.]+)L|a)", d)
        full = 0.3 * float(instrument.locator(".logits svg").get_attribute("viewBox").split()[-1])
        assert len(arrows) == 3
        for (start, tip, neck), slope in zip(arrows, points[step]["gradient"], strict=True):
            if tip:
                assert float(tip) - float(start) == pytest.approx(slope * full, abs=0.11)
                assert abs(float(tip) - float(neck)) > 2.9
            else:
                assert abs(slope * full) < 3
        assert step < 30 or not any(tip for _, tip, _ in arrows)


# Of the arrows of each loss, from left to right, where their heads begin and end
HEADS = """element => [...element.querySelectorAll(".push")].flatMap(push =>
  [...push.getAttribute("d").matchAll(/M(\\S+) \\S+L\\S+ \\S+L(\\S+) /g)].map(([, from, to]) => [+from, +to])
).sort(([a], [b]) => a - b)"""


def test_on_a_phone_no_arrows_overlap_and_all_classes_have_their_number(still, open_instrument):
    for classes in range(3, 11):
        logits = ",".join(str(0.5 * (c + 1)) for c in range(classes))
        instrument = open_instrument("descent-instrument", query=f"?loss=focal_loss&logits={logits}&target=1")
        heads = instrument.evaluate(HEADS)
        assert len(heads) > 1 and all(a[1] <= b[0] + 0.11 for a, b in itertools.pairwise(heads)), (classes, heads)
        numbers = instrument.locator(".logits svg text").all_text_contents()[-classes:]
        assert [number.split()[0] for number in numbers] in (
            [str(c) for c in range(classes)],
            [str(c) if c != 1 else "✓" for c in range(classes)],
        )


def test_the_curves_have_their_names_beside_them_and_no_formula_leaves_its_cell(still, open_instrument):
    instrument = open_instrument("descent-instrument", query="?loss=softmax_mse_loss")
    assert [name.strip() for name in instrument.locator(".results .name").all_text_contents()] == [
        "MSELoss(softmax(x))",
        "CrossEntropyLoss",
    ]
    assert instrument.locator(".results [data-show=step]").is_visible()
    for loss in NAMES:
        instrument.locator("[name=loss]").select_option(loss)
        assert instrument.evaluate(CUT) == []


def test_what_is_set_begins_anew_from_where_the_logits_are(still, open_instrument):
    instrument = open_instrument("descent-instrument", query="?logits=0,0,0&target=1&label_smoothing=0.2&step=2")
    check(still, instrument)
    before = [f"{float(text):g}" for c in range(3) for text in shown(instrument, f"logit{c}")]
    instrument.get_by_label("logit of class 0", exact=True).press("End")
    assert query(still) | {"step": "0"} == query(still)
    assert query(still)["logits"].split(",") == ["20", *before[1:]]
    check(still, instrument)
    instrument.get_by_label("class 2", exact=True).press("Space")
    drag(still, instrument.get_by_label("Temperature T", exact=True), 0.5)
    instrument.get_by_label("Learning rate").select_option("0.3")
    assert query(still)["target"] == "2" and float(query(still)["temperature"]) > 2 and query(still)["lr"] == "0.3"
    check(still, instrument)
    instrument.locator("[name=loss]").select_option("focal_loss")
    assert not instrument.get_by_label("Temperature T", exact=True).is_visible()  # other losses have none
    check(still, instrument)
    for _ in range(7):
        instrument.get_by_role("button", name="One class more").press("Enter")
    assert query(still)["logits"].endswith(",0,0,0,0,0,0,0")
    does(instrument, "run").click()
    check(still, instrument)
    instrument.locator("[data-reset]").click()
    assert query(still)["logits"] == "2,1,0.1" and query(still)["step"] == "0"
    check(still, instrument)


def test_a_run_moves_until_all_is_learnt_and_says_one_sentence(page, open_instrument):
    instrument = open_instrument("descent-instrument", query="?logits=6,1,0")
    instrument.evaluate("""element => {
      element.heard = []
      const status = element.querySelector("[role=status]")
      new MutationObserver(() => element.heard.push(status.textContent)).observe(status, { childList: true })
    }""")
    run = does(instrument, "run")
    run.click()
    assert run.inner_text() == "Pause"
    instrument.locator("[data-does=run]:text-is('Run')").wait_for()
    assert query(page)["step"] == "10"  # learnt after 9, and no run is shorter than 10
    assert len(instrument.evaluate("element => element.heard")) == 1
    check(page, instrument)
    instrument.locator("[name=loss]").select_option("softmax_cross_entropy")
    run.click()
    run.click()  # it pauses, and stays where it is
    step = query(page)["step"]
    assert 0 <= int(step) < 100 and run.inner_text() == "Run"
    check(page, instrument)


def test_at_the_last_step_the_focus_is_not_lost(still, open_instrument):
    instrument = open_instrument("descent-instrument", query="?loss=softmax_cross_entropy&logits=8,0,0&step=99")
    does(instrument, "advance").press("Enter")
    assert query(still)["step"] == "100" and does(instrument, "advance").is_disabled()
    assert still.evaluate("document.activeElement.dataset.does") == "run"
    check(still, instrument)


def test_the_small_form_has_one_choice_and_leads_to_the_whole_at_its_start(still, staged):
    still.goto(f"{staged}en/index.html")
    small = still.locator("descent-small-instrument")
    assert small.locator("input, select").count() == 1
    does(small, "advance").click()
    points = descends("softmax_cross_entropy", [6.0, 1.0, 0.0], 2, 1)
    right = descends("cross_entropy", [6.0, 1.0, 0.0], 2, 1)
    lines = [said("softmax_cross_entropy", points, 1, 2), said("cross_entropy", right, 1, 2)]
    told = [
        ": ".join(pair) for pair in zip((NAMES["softmax_cross_entropy"], NAMES["cross_entropy"]), lines, strict=True)
    ]
    assert small.locator(".said p:visible").all_inner_texts() == told
    does(small, "run").click()
    assert "Step 100. " in small.locator("[role=status]").inner_text() and not query(still)
    small.locator("select").select_option("sigmoid_binary_cross_entropy")
    assert small.locator(".said p").first.inner_text().endswith("stands still")
    does(small, "advance").click()
    small.locator("a.whole").click()
    whole = still.locator("descent-instrument")
    assert (query(still)["logits"], query(still)["step"]) == ("20,20,20", "0")
    check(still, whole)
    assert not still.trouble


def test_the_figure_that_stands_without_javascript_makes_the_claim(site):
    """That the claim is so, test_descent.py holds to torch."""
    for language in ("zh", "en"):
        for page_name, start in (("gradients", [8.0, 0.0, 0.0]), ("index", [6.0, 1.0, 0.0])):
            html = LexborHTMLParser((site / language / f"{page_name}.html").read_text(encoding="utf-8"))
            *_, caption = html.css("descent-instrument p.caption, descent-small-instrument p.caption")
            assert caption.text() in LexborHTMLParser(descent.compared(start, 2, 1.0, language)).text()
