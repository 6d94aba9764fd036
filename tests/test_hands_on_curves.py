"""In a browser: one moves along the figures of the lab by keys, mouse and finger, and reads what experiments gave."""

import gzip
import re

import pytest

from browsing import PHONE, tab_of
from built import pages_of
from handling import AT_REST, CURVES

FIGURES = ("one_vs_all", "saturated_start", "label_noise")  # of convergence.html, in order
NUMBER = r"[\d.]+|∞"
MOST_DATA = 30_000  # bytes of a page, compressed
# What is shown: the place, by the name of each curve its number, where its dot is, and what screen readers say
READ = """([box, svg]) => {
  const [head, ...items] = box.querySelector("p").children
  const middle = element => { const { x, width } = element.getBoundingClientRect(); return x + width / 2 }
  return {
    x: head.textContent.replace(`${svg.dataset.along} = `, ""),
    shown: Object.fromEntries(items.map(item => {
      const [, name, value, range] = item.children
      return [name.textContent, value.textContent + range.textContent]
    })),
    line: middle(svg.querySelector(".hairline line")),
    dots: [...svg.querySelectorAll(".hairline path")].map(dot => dot.hasAttribute("d") && dot.getAttribute("d") !== ""),
    said: box.querySelector("input").getAttribute("aria-valuetext"),
  }
}"""
# Where the first, the middle and the last point of each curve are on the screen
ENDS = """svg => [...svg.querySelectorAll("polyline")].flatMap(curve =>
  [0, curve.points.length >> 1, curve.points.length - 1].map(k => {
    const { x, y } = curve.points.getItem(k).matrixTransform(curve.getScreenCTM())
    return [curve.dataset.name, curve.dataset.x.split(" ")[k], x, y]
  }))"""
TABLE = "table => [...table.rows].map(row => [...row.cells].map(cell => cell.textContent))"


class Figure:
    """The n-th figure of the page of the lab, and what the table below it says the experiment gave."""

    def __init__(self, tab, n):
        self.tab, self.n = tab, n
        self.box, self.svg = (tab.locator(kind).nth(n) for kind in ("curves-instrument", "svg[data-along]"))
        self.slider = self.box.locator("input").element_handle()  # not sought anew for each key
        self.parts = [self.box.element_handle(), self.svg.element_handle()]
        self.svg.evaluate("svg => svg.scrollIntoView({block: 'center', behavior: 'instant'})")
        head, *rows = tab.locator("details.data table").nth(n).evaluate(TABLE)
        self.given = {row[0].lstrip("+"): dict(zip(head[1:], row[1:], strict=True)) for row in rows}
        if FIGURES[n] == "one_vs_all":  # medians alone, and BCE mean is BCE sum at 100 times the rate
            self.given = {x: {name: cell.split()[0] for name, cell in row.items()} for x, row in self.given.items()}
            again = {f"{100 * float(x):.4g}": {"BCE mean": row["BCE sum"]} for x, row in self.given.items()}
            self.given |= again

    def read(self):
        """Return the place and the numbers that are shown; look whether all that shows them agrees."""
        read = self.tab.evaluate(READ, self.parts)
        there = {name: text for name, text in read["shown"].items() if text != "–"}
        assert read["said"] == ", ".join([read["x"], *(f"{name} {text}" for name, text in there.items())])
        assert read["dots"] == [text not in "–∞" for text in read["shown"].values()]
        if read["x"] in self.given:
            self.check(there, self.given[read["x"]])
        return read["x"], read["line"], there

    def check(self, shown, given):
        """Hold what is shown to the table, whose numbers may be shorter."""
        assert shown.keys() == given.keys()
        for name, cell in given.items():
            places = len(cell.split()[0].partition(".")[2])
            told = [n if n == "∞" else f"{float(n):.{places}f}" for n in re.findall(NUMBER, shown[name])]
            assert told == re.findall(NUMBER, cell), (name, shown, given)


@pytest.fixture(scope="module", params=["zh", "en"])
def tab(request, chromium, staged):
    """The page of the lab in a language, on a screen that is touched."""
    with tab_of(chromium, viewport=PHONE, has_touch=True) as tab:
        tab.goto(f"{staged}{request.param}/{CURVES}", wait_until="load")
        yield tab
        assert not tab.trouble


@pytest.fixture(params=range(len(FIGURES)), ids=FIGURES)
def figure(request, tab):
    return Figure(tab, request.param)


def test_keys_lead_through_all_that_the_experiment_gave(figure):
    figure.slider.press("Home")
    places = [figure.read()[0]]
    while not places[1:] or places[-1] != places[-2]:
        figure.slider.press("ArrowRight")
        places.append(figure.read()[0])
    places.pop()
    assert places == sorted(places, key=lambda x: float(x.replace("−", "-")))
    drawn = {x for x, row in figure.given.items() if set(row.values()) != {"∞"}}
    assert len(drawn) > 8 and drawn <= set(places) and not (figure.given.keys() - drawn) & set(places)
    assert figure.read()[0] == places[-1]
    figure.slider.press("PageDown")
    assert 1 < len(places) - places.index(figure.read()[0]) <= len(places) / 4
    figure.slider.press("Home")
    assert figure.read()[0] == places[0]
    figure.slider.press("End")
    assert figure.read()[0] == places[-1]
    label = figure.slider.get_attribute("aria-label")
    assert label == figure.svg.get_attribute("data-along") and label in figure.svg.inner_html()
    assert figure.slider.bounding_box()["height"] >= 44


def test_steps_lead_through_the_same_places_and_signs_are_explained(figure):
    figure.slider.press("Home")
    more, less = (figure.box.locator("button").nth(n) for n in (1, 0))
    values = set()
    for key, button in (("ArrowRight", more), ("ArrowLeft", less)):
        for _ in range(3):
            figure.slider.press(key)
            by_key = figure.read()[0]
            figure.slider.press("ArrowLeft" if key == "ArrowRight" else "ArrowRight")
            button.click()
            assert figure.read()[0] == by_key
            box = button.bounding_box()
            assert box["width"] >= 44 <= box["height"]
    for stop in range(len(figure.given) + 20):
        figure.slider.press("Home" if not stop else "ArrowRight")
        values |= set(figure.tab.evaluate(READ, figure.parts)["shown"].values())
    explained = figure.box.locator("div").inner_text()
    assert {sign for sign in "–∞" if f"{sign}：" in explained or f"{sign}:" in explained} == values & {*"–∞"}


# What hands do is alike in both languages
in_english = pytest.mark.parametrize("tab", ["en"], indirect=True)


@in_english
def test_on_a_phone_curves_have_the_room_of_the_names_at_their_ends(figure):
    names = figure.svg.locator(".end")
    shares = {}
    for width in (320, 390, 1280):
        figure.tab.set_viewport_size(PHONE | {"width": width})
        shares[width] = figure.svg.locator(".grid").bounding_box()["width"] / figure.box.bounding_box()["width"]
        assert {name.is_visible() for name in names.all()} == {width > 480}
    figure.tab.set_viewport_size(PHONE)
    assert shares[320] > 0.8 < shares[390], shares


@in_english
@pytest.mark.parametrize("width", [320, 1920])
def test_the_thumb_is_below_the_line(figure, width):
    session = figure.tab.context.new_cdp_session(figure.tab)
    session.send("DOM.enable")
    figure.tab.set_viewport_size(PHONE | {"width": width})
    nodes = session.send("DOM.getFlattenedDocument", {"depth": -1, "pierce": True})["nodes"]
    thumbs = [node["nodeId"] for node in nodes if "thumb" in node.get("attributes", [])]
    try:
        for key in ("Home", *["ArrowRight"] * 5, "PageUp", "End"):
            figure.slider.press(key)
            left, _, right, *_ = session.send("DOM.getBoxModel", {"nodeId": thumbs[figure.n]})["model"]["content"]
            assert (left + right) / 2 == pytest.approx(figure.read()[1], abs=1)
    finally:
        session.detach()
        figure.tab.set_viewport_size(PHONE)


@in_english
def test_the_mouse_reads_each_curve_where_it_points(figure):
    for name, x, left, top in figure.svg.evaluate(ENDS):
        figure.tab.mouse.move(left, top)
        at, line, shown = figure.read()
        assert at == x and name in shown and line == pytest.approx(left, abs=0.6)


@in_english
def test_a_finger_reads_sideways_and_scrolls_up_and_down(figure):
    tab = figure.tab
    session = tab.context.new_cdp_session(tab)

    def drag(start, end):
        """Move a finger."""
        for n in range(5):
            x, y = (a + (b - a) * n / 4 for a, b in zip(start, end, strict=True))
            kind = "touchMove" if n else "touchStart"
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    ends, before = figure.svg.evaluate(ENDS), tab.evaluate(AT_REST)
    for (_, _, *start), (name, x, *end) in zip(ends[-1:] + ends, ends, strict=False):
        if abs(start[0] - end[0]) > 30:  # sideways
            drag(start, [end[0], start[1]])
            at, _, shown = figure.read()
            assert at == x and name in shown
    assert tab.evaluate(AT_REST) == before
    left, top = ends[0][2:]
    drag([left + 5, top], [left + 5, top - 120])
    assert tab.evaluate(AT_REST) - before > 60
    session.detach()


@in_english
def test_on_paper_the_figure_is_as_drawn(tab):
    tab.emulate_media(media="print")
    seen = "kind => [...document.querySelectorAll(kind)].map(part => getComputedStyle(part).display !== 'none')"
    for kind in (".hairline", "curves-instrument"):
        assert tab.evaluate(seen, kind) == [False] * len(FIGURES)
    tab.emulate_media(media="screen")
    assert tab.evaluate(seen, ".hairline, curves-instrument") == [True] * 2 * len(FIGURES)


def test_data_are_light(site):
    weights = {}
    for page in pages_of(site):
        data = re.findall(r' data-(?:along|name|x|y|low|high)="[^"]*"', page.read_text(encoding="utf-8"))
        weights[page.relative_to(site).as_posix()] = len(gzip.compress("".join(data).encode(), 6)) if data else 0
    print({page: weight for page, weight in weights.items() if weight})
    assert all(0 < weights[f"{language}/{CURVES}"] <= MOST_DATA for language in ("zh", "en"))
    assert max(weights.values()) <= MOST_DATA
