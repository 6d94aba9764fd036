"""In a browser: the instruments show what `snippets` computes, by keyboard and pointer, and the address keeps it."""

import gzip
import io
import re
from contextlib import redirect_stdout
from urllib.parse import parse_qs

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from snippets import binary_cross_entropy_with_logits, cross_entropy, gradients, information, softmax

# the page of each instrument
PAGES = {
    "cross-entropy-instrument": "gradients.html",
    "denominators-instrument": "reductions.html",
    "dead-zone-instrument": "bce-loss.html",
    "information-instrument": "cross-entropy.html",
    "which-loss-instrument": "index.html",
}
# what changes something
CONTROLS = "input[type=range], input[type=radio]:not(:checked), button, a[href^='?']"


@pytest.fixture
def open_instrument(page, server):
    """Open the page of an instrument; return the element."""

    def open_instrument(name, language="en", query=""):
        page.goto(f"{server}{language}/{PAGES[name]}{query}")
        return page.locator(name)

    return open_instrument


def query(page):
    search = page.evaluate("location.search")  # page.url lags behind
    return {name: values[0] for name, values in parse_qs(search.removeprefix("?")).items()}


def shown(instrument, *names):
    texts = """(element, names) => names.map(name => {
      const [shown, ...more] = element.querySelectorAll(`[data-show="${name}"]`)
      if (more.length) throw new Error(`${name} is shown more than once`)
      return shown.innerText
    })"""
    return instrument.evaluate(texts, names)


def presses(slider, keys):
    """Press keys on a slider, one at a time."""
    for key in keys:
        slider.press(key)
        yield key


def drag(page, slider, share):
    """Move the thumb of a slider to a share of its width."""
    slider.evaluate("element => element.scrollIntoView({block: 'center', behavior: 'instant'})")  # clear of the header
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * share, y, steps=4)
    page.mouse.up()


def check_cross_entropy(page, instrument):
    """Hold the numbers of the instrument to what snippets computes for the state in the address."""
    state = query(page)
    logits = np.array([float(logit) for logit in state["logits"].split(",")])
    target, temperature, smoothing = int(state["target"]), float(state["temperature"]), float(state["label_smoothing"])
    p = softmax(logits / temperature, dim=0)
    gradient = gradients.cross_entropy(logits / temperature, target, label_smoothing=smoothing) / temperature
    loss = cross_entropy(logits / temperature, target, label_smoothing=smoothing)
    assert shown(instrument, "loss") == [f"{loss:.4f}"]
    for c in range(len(logits)):
        cells = shown(instrument, f"logit{c}", f"p{c}", f"gradient{c}")
        assert cells == [f"{value:.{places}f}" for value, places in ((logits[c], 1), (p[c], 4), (gradient[c], 4))]
    code = shown(instrument, "code")[0]
    with redirect_stdout(io.StringIO()) as output:
        exec(compile(code, "copied", "exec"), {})
    assert float(output.getvalue().split()[0]) == pytest.approx(loss, rel=1e-5)


def test_cross_entropy(page, open_instrument):
    instrument = open_instrument("cross-entropy-instrument")
    slider = instrument.locator("input[name=logits]").first
    for _ in presses(slider, ("ArrowRight", "ArrowRight", "PageDown", "End", "ArrowLeft")):
        check_cross_entropy(page, instrument)
    assert query(page)["logits"].split(",")[0] == "9.9"
    drag(page, instrument.locator("input[name=logits]").nth(1), 0.2)
    assert float(query(page)["logits"].split(",")[1]) < -3
    check_cross_entropy(page, instrument)
    instrument.get_by_label("class 0", exact=True).press("Space")
    assert query(page)["target"] == "0"
    instrument.get_by_role("button", name="One class more").press("Enter")
    assert instrument.locator("pre button").count() == 1  # for copying, from the theme
    drag(page, instrument.locator("input[name=temperature]"), 0.7)
    drag(page, instrument.locator("input[name=label_smoothing]"), 0.3)
    state = query(page)
    assert len(state["logits"].split(",")) == 4
    assert float(state["temperature"]) > 1 and float(state["label_smoothing"]) > 0
    check_cross_entropy(page, instrument)
    assert not page.trouble


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
        *blocks, whole = [block.bounding_box() for block in instrument.locator(f"[data-loss={name}] .part i").all()]
        starts = [block["x"] - whole["x"] for block in blocks]
        unit = instrument.locator(".part").first.bounding_box()["width"] / 18
        end = 0
        for block, start, length in zip(blocks, starts, lengths, strict=True):
            assert (start, block["width"]) == pytest.approx((end, 0.9 * unit * length), rel=0.1, abs=1)
            end += block["width"]
        assert whole["width"] == pytest.approx(max(end, 2), abs=1)
    means = [texts[f"{name}-now"] for name in ("indices", "probabilities", "elements")]
    assert means == [texts[f"{name}-mean"] for name in ("indices", "probabilities", "elements")]
    with redirect_stdout(io.StringIO()) as output:
        exec(compile(texts["code"], "copied", "exec"), {})
    printed = [float(value) for value in re.findall(r"tensor\((.*)\)", output.getvalue())]
    assert printed == pytest.approx([float(mean) for mean in means], abs=1e-4, nan_ok=True)


def test_denominators(page, open_instrument):
    instrument = open_instrument("denominators-instrument")
    slider = instrument.get_by_label("weight of class 2")
    for _ in presses(slider, ("ArrowLeft", "Home", "End", "PageDown")):
        check_denominators(page, instrument)
    drag(page, instrument.get_by_label("weight of class 0"), 0.7)
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


def fine(value):
    if value == 0:
        return "0"
    return f"{value:.4f}" if not abs(value) < 0.00005 else re.sub("e([+-])0*", r"e\1", f"{value:.1e}")


def check_dead_zone(page, instrument):
    """Hold the numbers of the instrument to what torch computes, in the dtype of the address and by the shown code."""
    state = query(page)
    dtype, target = getattr(torch, state["dtype"]), float(state["target"])
    x = torch.tensor(float(state["logit"]), dtype=dtype, requires_grad=True)
    target = torch.tensor(target, dtype=dtype)
    losses = F.binary_cross_entropy_with_logits(x, target), F.binary_cross_entropy(x.sigmoid(), target)
    printed = []
    for n, loss in enumerate(losses):
        (slope,) = torch.autograd.grad(loss, x)
        expected = [fine(loss.item()), "exactly 0" if slope == 0 else fine(slope.item())]
        assert shown(instrument, f"loss{n}", f"gradient{n}") == expected
        printed.append(f"{loss.item()} {slope.item()}")
    with redirect_stdout(io.StringIO()) as output:
        exec(compile(instrument.locator("code").text_content(), "copied", "exec"), {})
    assert output.getvalue().splitlines() == printed


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
                button.click()
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


def check_information(page, instrument):
    """Hold the numbers and the lengths of the bars to what snippets computes for the state in the address."""
    p, q = ([float(part) for part in query(page)[name].split(",")] for name in ("truth", "prediction"))
    entropies = {"hp": information.entropy(p), "hq": information.entropy(q)}
    divergences = {"klpq": information.kl_divergence(p, q), "klqp": information.kl_divergence(q, p)}
    cross = {"hpq": information.cross_entropy(p, q), "hqp": information.cross_entropy(q, p)}
    values = entropies | divergences | cross
    assert shown(instrument, *values) == [f"{abs(value):.4f}" for value in values.values()]
    assert shown(instrument, *(f"{name}{n}" for name in "pq" for n in range(3))) == [f"{part:.2f}" for part in p + q]
    bars = {name: instrument.locator(f'[data-bar="{name}"]').bounding_box() for name in values}
    finite = {name: value for name, value in values.items() if np.isfinite(value)}
    unit = sum(bars[name]["width"] for name in finite) / sum(finite.values())
    assert {name: bars[name]["width"] for name in finite} == pytest.approx(
        {name: value * unit for name, value in finite.items()}, abs=0.1
    )
    for a, b in ("pq", "qp"):
        assert bars[f"kl{a}{b}"]["x"] == pytest.approx(bars[f"h{a}"]["x"] + bars[f"h{a}"]["width"], abs=0.1)
        ends = [bars[name]["x"] + bars[name]["width"] for name in (f"kl{a}{b}", f"h{a}{b}")]
        assert ends[0] == pytest.approx(ends[1], abs=0.1)
        assert bars[f"kl{a}{b}"]["y"] == bars[f"h{a}"]["y"]
        assert 0 < bars[f"h{a}{b}"]["y"] - bars[f"h{a}"]["y"] - bars[f"h{a}"]["height"] < 8  # next below
        open_ended = instrument.locator(f'[data-bar="h{a}{b}"].infinite').count() == 1
        assert open_ended == np.isinf(values[f"h{a}{b}"])


def test_information(page, open_instrument):
    instrument = open_instrument("information-instrument")
    slider = instrument.get_by_label("q1, probability of outcome 1")
    for _ in presses(slider, ("ArrowRight", "PageUp", "ArrowLeft", "End")):
        check_information(page, instrument)
    assert query(page)["prediction"] == "1,0,0" and shown(instrument, "klpq", "hpq") == ["inf", "inf"]
    assert "inf" in instrument.locator("[role=status]").inner_text()
    instrument.get_by_role("button", name="Swap p and q").press("Enter")
    assert query(page)["truth"] == "1,0,0" and shown(instrument, "hp", "hqp") == ["0.0000", "inf"]
    check_information(page, instrument)
    drag(page, instrument.locator("input[name=truth]").nth(1), 0.3)
    check_information(page, instrument)
    instrument.get_by_role("button", name="Set q = p").click()
    assert query(page)["truth"] == query(page)["prediction"]
    assert shown(instrument, "klpq", "klqp") == ["0.0000", "0.0000"]
    check_information(page, instrument)
    instrument.get_by_role("button", name="Reset").click()
    assert query(page) == {"truth": "0.5,0.4,0.1", "prediction": "0.8,0.1,0.1"}
    check_information(page, instrument)
    assert not page.trouble


def test_a_drag_to_the_end_and_back_changes_nothing(page, open_instrument):
    instrument = open_instrument("information-instrument")
    slider = instrument.locator("input[name=truth]").nth(2)
    move = "(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input', {bubbles: true})) }"
    for value in (0.5, 1, 0.1):
        slider.evaluate(move, value)
    slider.evaluate("element => element.dispatchEvent(new Event('change', {bubbles: true}))")
    assert query(page)["truth"] == "0.5,0.4,0.1"


# output and target in the shapes of the section that a recommendation leads to
SHAPES = {
    "binary": lambda: (torch.randn(4), torch.ones(4)),
    "multi-class": lambda: (torch.randn(4, 3), torch.tensor([0, 2, 1, 0])),
    "multi-label": lambda: (torch.randn(3, 5), torch.ones(3, 5)),
    "segmentation": lambda: (torch.randn(2, 5, 4, 4), torch.randint(5, (2, 4, 4))),
    "sequence": lambda: (torch.randn(2, 5, 7), torch.randint(7, (2, 5))),
    "soft-labels": lambda: (torch.randn(2, 3), torch.randn(2, 3).softmax(1)),
    "foreground": lambda: (torch.randn(2, 1, 4, 4), torch.ones(2, 1, 4, 4)),
    "read-on": lambda: (torch.randn(4), torch.randn(4)),
}


def run_call(section, answer, call):
    """Run a recommended call in torch; it must give one number that can be differentiated."""
    z, y = SHAPES[section]()
    names = {"weight": torch.ones(3), "pos_weight": torch.tensor(9.0)}
    if answer == "one-hot":
        y = torch.nn.functional.one_hot(y)
    z.requires_grad_()
    names |= {"p": z.sigmoid() if "BCELoss" in call else z.softmax(-1), "mask": y > 0}
    loss = eval(call, {"nn": torch.nn, "z": z, "y": y, **names})
    assert loss.shape == () and loss.isfinite()
    loss.backward()


# Walk every path by clicking, and back again with the browser; return what stands at each end.
WALK = """async element => {
  const question = () => element.querySelector(".question")  // going back makes a new one
  const ends = []
  const walk = async asked => {
    const [address, text] = [location.search, question().innerText]
    const answers = [...element.querySelectorAll(".choices a")].map(link => link.dataset.answer)
    if (!answers.length) ends.push({
      address,
      text: element.querySelector(".instrument").innerText,
      section: [...question().querySelectorAll("a")].map(({ hash }) => hash.slice(1)).find(hash => hash),
      call: question().querySelector(":scope > code").innerText
    })
    else if (asked > 5) throw new Error(`more than 5 questions: ${address}`)
    for (const answer of answers) {
      element.querySelector(`.choices [data-answer="${answer}"]`).click()
      if (location.search !== `?answer=${answer}`) throw new Error(`${answer} leads to ${location.search}`)
      await walk(asked + 1)
      const back = new Promise(resolve => addEventListener("popstate", resolve, { once: true }))
      history.back()
      await back
      if (location.search !== address || question().innerText !== text) throw new Error(`no way back from ${answer}`)
    }
  }
  await walk(1)
  return ends
}"""


def test_which_loss_ends_in_a_recommendation_on_every_path(page, open_instrument):
    found = {}
    for language in ("zh", "en"):
        ends = open_instrument("which-loss-instrument", language).evaluate(WALK)
        found[language] = {end["address"].removeprefix("?answer="): end["text"] for end in ends}
        for answer, end in zip(found[language], ends, strict=True):
            count = page.locator(f":is(h2, h3)#{end['section']}").count()
            assert count == 1, f"{language}: {answer} leads to no section"
            run_call(end["section"], answer, end["call"])
    assert list(found["zh"]) == list(found["en"]) and len(found["zh"]) >= 20
    for answer, text in list(found["en"].items())[::6]:
        instrument = open_instrument("which-loss-instrument", "en", f"?answer={answer}")
        assert instrument.locator(".instrument").inner_text() == text
        page.click("a.language")
        page.wait_for_url("**/zh/**")
        assert query(page) == {"answer": answer}
        assert instrument.locator(".instrument").inner_text() == found["zh"][answer]
    assert not page.trouble


def test_which_loss_goes_back_to_an_answer_and_to_the_start(page, open_instrument):
    instrument = open_instrument("which-loss-instrument")
    question = instrument.locator(".question")
    for label in ("One of C classes", "Class indices", "No activation", "Yes"):
        instrument.get_by_role("link", name=label, exact=True).press("Enter")
        assert question.evaluate("element => element === document.activeElement")
    assert "nn.CrossEntropyLoss(weight=weight)(z, y)" in question.inner_text()
    assert instrument.locator("dd").all_inner_texts() == ["(N,), int64", "Linear(…, C)", "z.argmax(1)"]
    assert instrument.locator("[role=status]").inner_text() == "Recommended after 4 answers."
    instrument.get_by_role("link", name="Class indices: choose again").click()
    assert query(page) == {"answer": "one-of-c"} and question.inner_text() == "What does the target look like?"
    assert instrument.locator("[role=status]").inner_text() == "Question 2 of at most 4."
    instrument.get_by_role("button", name="Start again").click()
    assert query(page) == {"answer": "start"} and question.inner_text() == "What do you predict?"
    page.go_back()
    assert query(page) == {"answer": "one-of-c"} and question.inner_text() == "What does the target look like?"
    assert not page.trouble


def test_going_back_leaves_the_page_where_it_is_and_the_focus_at_the_question(page, open_instrument):
    instrument = open_instrument("which-loss-instrument")
    page.evaluate("scrollTo(0, 450)")
    for label in ("One of C classes", "Class indices", "No activation", "Yes"):
        instrument.get_by_role("link", name=label, exact=True).click()
    top = page.evaluate("scrollY")
    for answer in ("logits", "indices", "one-of-c"):
        page.go_back()
        page.wait_for_selector(".question:focus")
        assert query(page) == {"answer": answer} and page.evaluate("scrollY") == top
    assert not page.trouble


@pytest.mark.parametrize("name", PAGES)
def test_the_address_keeps_the_state_over_reload_and_language_switch(page, open_instrument, name):
    instrument = open_instrument(name)
    control = instrument.locator(CONTROLS).first
    (drag(page, control, 0.8) if control.get_attribute("type") == "range" else control.click())
    state, numbers = query(page), [element.inner_text() for element in instrument.locator("[data-show]").all()]
    assert state and page.evaluate("location.hash") == "#hands-on"
    page.reload()
    assert query(page) == state
    assert [element.inner_text() for element in instrument.locator("[data-show]").all()] == numbers
    page.click("a.language")
    page.wait_for_url("**/zh/**")
    assert query(page) == state and page.evaluate("location.hash") == "#hands-on"
    assert not page.trouble


@pytest.mark.parametrize("name", PAGES)
def test_an_unusable_address_is_said(page, open_instrument, name):
    instrument = open_instrument(name)
    fields = page.evaluate(f"Object.keys(customElements.get('{name}').fields)")
    assert not {"q", "h"} & set(fields)  # Material's search reads these, and opens for q
    for language, words in (("en", "unusable"), ("zh", "无法使用")):
        instrument = open_instrument(name, language, f"?{fields[0]}=nonsense")
        said = instrument.locator("[role=status]").inner_text()
        assert words in said and fields[0] in said


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_words_are_in_the_language_of_the_page(page, open_instrument, name, language):
    instrument = open_instrument(name, language)
    labels = instrument.evaluate("element => [...element.querySelectorAll('[aria-label]')].map(e => e.ariaLabel)")
    labels += [instrument.locator("[data-reset]").inner_text()]
    chinese = [any("一" <= letter <= "鿿" for letter in label) for label in labels]
    assert all(chinese) if language == "zh" else not any(chinese)
    words = page.evaluate(f"Object.values(customElements.get('{name}').words).map(words => Object.keys(words))")
    assert words[0] == words[1]


def test_without_javascript_a_figure_stands(chromium, server):
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    for name, address in PAGES.items():
        tab.goto(f"{server}zh/{address}")
        assert tab.is_visible(f"{name} :is(svg, li)"), name
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_instruments_work_from_a_folder(page, site, name):
    page.set_viewport_size({"width": 320, "height": 740})
    page.goto((site / "en" / PAGES[name]).as_uri())
    instrument = page.locator(name)
    control = instrument.locator(CONTROLS).first
    keys = {"range": "ArrowLeft", "radio": "Space"}
    control.press(keys.get(control.get_attribute("type"), "Enter"))
    assert query(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_scripts_are_loaded_only_where_used_and_small(page, server, site):
    for name, path in PAGES.items():
        page.requests.clear()
        page.goto(f"{server}en/{path}")
        scripts = [url for url in page.requests if "instruments" in url and url.endswith(".js")]
        assert [url.rpartition("/")[2] for url in scripts] == [f"{name}.js"]
        script = site / f"en/javascripts/instruments/{name}.js"
        assert len(gzip.compress(script.read_bytes())) <= 12 * 1024
    page.requests.clear()
    page.goto(f"{server}en/nll-loss.html")
    assert not [url for url in page.requests if "instruments" in url]
