"""In a browser, with a thumb: what is touched is 44 px high, with 8 px between; sliders are as wide as their column and
have steps; what a control changes is in view while it is used, and nothing lies over it."""

import pytest

from assets import NAMES
from browsing import tab_of
from handling import AT_REST, CURVES, CUT, PAGES, PASTE, STATELESS

PLACES = PAGES | {"paste-instrument": PASTE, "descent-small-instrument": "index.html"}
PHONES = {"width": 320, "height": 568}, {"width": 390, "height": 740}
# What a finger may begin a swipe on, by page
SWEPT = {
    "gradients.html": "descent-instrument [type=range]",
    "reductions.html": "denominators-instrument [type=range]",
    "bce-loss.html": "dead-zone-instrument :is([type=range], svg.plot)",
    "cross-entropy.html": "information-instrument [type=range]",
    CURVES: "svg[data-along], curves-instrument [type=range]",
}
SOME = "loss = 0.6931"  # with which the box for what went wrong asks for the number of classes
# For each control of an instrument: what is wrong with it, in words
TROUBLE = """instrument => {
  const all = [...instrument.querySelectorAll("input, button, select, textarea, summary, a[href^='?']")]
  const moving = "input, select, .panel button"
  const controls = all.filter(control => control.checkVisibility())
  const touched = control => control.matches("[type=radio], [type=checkbox]") ? control.closest("label") : control
  const areas = controls.map(touched)
  const { clientWidth } = instrument.querySelector(".instrument")
  const { paddingLeft, paddingRight } = getComputedStyle(instrument.querySelector(".instrument"))
  const column = clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight)
  const results = instrument.querySelector(".results")
  const header = document.querySelector(".md-header")
  const inView = element => {
    const { top, bottom } = element.getBoundingClientRect()
    return bottom > header.offsetHeight && top < innerHeight
  }
  const free = (area, down = 0) => {
    const { x, y, width, height } = area.getBoundingClientRect()
    return area.contains(document.elementFromPoint(x + width / 2, y + height / 2 + down))
  }
  const found = []
  controls.forEach((control, n) => {
    const say = text => found.push(`${control.outerHTML.split(">")[0]}> ${text}`)
    const area = areas[n]
    scrollBy(0, area.getBoundingClientRect().y - header.offsetHeight)  // to below what stays in view
    document.activeElement.blur()
    control.focus()
    if (!control.disabled && !free(area)) say("is covered where the focus gets it into view")
    area.scrollIntoView({ block: "center", behavior: "instant" })
    if (!free(area)) say("is covered")
    if (results && control.matches(moving) && !inView(results)) say("has its results out of view")
    const { x, y, width, height } = area.getBoundingClientRect()
    if (control.matches(".copy")) {  // which looks smaller
      if (![-21, 21].every(down => free(area, down))) say("is not 44 px high")
      return
    }
    if (width < 44 || height < 44) say(`has ${width} x ${height} px`)
    if (control.type === "range" && Math.abs(width - column) > 1) say(`is ${width} px wide, its column ${column}`)
    for (const other of areas.slice(n + 1).filter(other => !other.matches(".copy"))) {
      const next = other.getBoundingClientRect()
      const gap = Math.max(next.x - x - width, x - next.x - next.width, next.y - y - height, y - next.y - next.height)
      if (gap < 7.5) say(`is ${gap} px from ${other.outerHTML.split(">")[0]}>`)
    }
  })
  return found
}"""
# Fields under which a phone enlarges the page
SMALL_LETTERS = """() => [...document.querySelectorAll("select, textarea, input")]
  .filter(field => !["range", "radio", "checkbox"].includes(field.type))
  .filter(field => parseFloat(getComputedStyle(field).fontSize) < 16).map(field => field.outerHTML.split(">")[0])"""
# A slider or a field for a number, and its two steps, where they are touched
PLACE = """control => {
  control.scrollIntoView({ block: "center", behavior: "instant" })
  const middle = ({ x, y, width, height }) => [x + width / 2, y + height / 2]
  const [less, more] = control.parentElement.querySelectorAll("button")
  return {
    range: control.type === "range", name: control.ariaLabel ?? control.labels[0].textContent,
    value: +control.value, least: +control.min, most: +control.max, step: +control.step || 1,
    middle: middle(control.getBoundingClientRect()), width: control.offsetWidth,
    steps: [more, less].map(step => middle(step.getBoundingClientRect())), said: [more.ariaLabel, less.ariaLabel],
  }
}"""
# What a finger has made of it, and whether its results are out of view or over it
SEEN = """slider => {
  const { x, y, width, height } = slider.getBoundingClientRect()
  const { top, bottom } = slider.closest(".instrument").querySelector(".results").getBoundingClientRect()
  const over = document.elementFromPoint(x + width / 2, y + height / 2) !== slider
  return { value: +slider.value, hidden: over || bottom > y || top < 0 || top > innerHeight }
}"""
# For each control outside an instrument that a thumb cannot meet 21 px above or below its middle: its tag
SMALL = """async selector => {
  for (const animation of document.getAnimations()) animation.finish()
  return [...document.querySelectorAll(selector)].filter(control => {
    if (!control.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false
    control.scrollIntoView({ block: "center", behavior: "instant" })
    const { x, y, width, height } = control.getBoundingClientRect()
    const meets = down => control.contains(document.elementFromPoint(x + width / 2, y + height / 2 + down))
    return width && height && !(meets(-21) && meets(21))
  }).map(control => control.outerHTML.split(">")[0])
}"""


# The labels of an instrument; bring one right below what stays in view, and return where its words and its control are
WORDS = """instrument => [...instrument.querySelectorAll("label")].filter(label => label.checkVisibility())"""
BELOW = """label => {
  const results = label.closest(".instrument").querySelector(".panel > .results")
  const sticky = results && getComputedStyle(results).position === "sticky" && results.getBoundingClientRect().height
  const bottom = document.querySelector(".md-header").offsetHeight + (sticky || 0)
  scrollBy({ top: label.getBoundingClientRect().y - bottom - 8, behavior: "instant" })
  const range = new Range()
  range.selectNode([...label.childNodes].find(node => node.nodeType === 3 && node.data.trim()) ?? label)
  return [range, label.control].map(place => {
    const { right, top, height } = place.getBoundingClientRect()
    return [right - 3, top + height / 2]
  })
}"""
TOP = "label => label.getBoundingClientRect().y"
# Where a swipe begins on a slider or a plot: not where its thumb or its line is
MIDDLE = """element => {
  element.scrollIntoView({ block: "center", behavior: "instant" })
  const { x, y, width, height } = element.getBoundingClientRect()
  return [x + 0.3 * width, y + height / 2]
}"""


@pytest.fixture(scope="module")
def tab(chromium):
    with tab_of(chromium, viewport=PHONES[0], has_touch=True) as tab:
        yield tab


@pytest.fixture
def open_touched(tab, staged):
    """Open the page of an instrument on a phone; return the element."""

    def open_touched(name, language):
        tab.set_viewport_size(PHONES[0])
        tab.goto(f"{staged}{language}/{PLACES[name]}")
        tab.wait_for_selector(f"{name} .instrument")
        if name == "paste-instrument":
            tab.fill("#pasted", SOME)
            tab.wait_for_selector(".answer:not(:empty)")
        return tab.locator(name)

    return open_touched


def test_every_instrument_is_touched_here():
    assert {*PLACES} == {*PAGES, *STATELESS} == {*NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_a_thumb_meets_every_control(tab, open_touched, name):
    for language in ("zh", "en"):
        instrument = open_touched(name, language)
        for phone in PHONES:
            tab.set_viewport_size(phone)
            found = instrument.evaluate(TROUBLE) + instrument.evaluate(CUT)
            assert not found, "\n".join([f"{language}, {phone['width']} px:", *found])


def test_no_phone_enlarges_a_page_for_a_field(tab, staged):
    tablet = {"width": 820, "height": 1180}
    for page in {*PLACES.values()}:
        tab.goto(f"{staged}en/{page}")
        tab.wait_for_selector(".instrument")
        for size in (*PHONES, tablet):
            tab.set_viewport_size(size)
            assert tab.evaluate(SMALL_LETTERS) == [], (page, size)


@pytest.fixture
def finger(tab):
    """Put a finger on a point, move it to others, and leave it there; None lifts it."""
    session = tab.context.new_cdp_session(tab)

    def finger(*points):
        for n, point in enumerate(points):
            kind = "touchEnd" if point is None else "touchMove" if n else "touchStart"
            touched = [] if point is None else [{"x": point[0], "y": point[1]}]
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})

    return finger


@pytest.mark.parametrize("name", NAMES)
def test_a_slider_follows_the_finger_and_its_steps(tab, open_touched, finger, name):
    for control in open_touched(name, "zh").locator("[type=range], [type=number]").element_handles():
        place = control.evaluate(PLACE)
        if place["range"]:
            (x, y), width = place["middle"], place["width"]
            finger((x, y), (x + width * (0.4 if place["value"] < place["most"] / 2 else -0.4), y))
            moved = control.evaluate(SEEN)
            finger(None)
            assert moved["value"] != place["value"] and not moved["hidden"], moved
        values = [control.evaluate("control => +control.value || 1")]  # a field starts empty
        for step in place["steps"]:
            finger(step, None)
            values.append(control.evaluate("control => +control.value"))
            assert tab.evaluate("document.activeElement.matches('.stepped > button')")
        assert values[1:] == pytest.approx([values[0] + place["step"], max(values[0], place["least"])])
        assert all(place["name"] in said != place["name"] for said in place["said"])
    assert not tab.trouble


@pytest.mark.parametrize("name", NAMES)
def test_a_tap_on_the_words_of_a_control_leaves_the_page_where_it_is(tab, open_touched, finger, name):
    instrument = open_touched(name, "zh")
    tab.set_viewport_size(PHONES[0])
    for label in instrument.evaluate_handle(WORDS).get_properties().values():
        for n in range(2):
            place, before = label.evaluate(BELOW)[n], label.evaluate(TOP)
            tab.evaluate("document.activeElement.blur()")
            finger(place, None)
            tab.evaluate(AT_REST)
            assert label.evaluate("label => label.control === document.activeElement")
            assert label.evaluate(TOP) == pytest.approx(before, abs=1), label.inner_text()
            tab.keyboard.press("Escape")
    assert not tab.trouble


@pytest.mark.parametrize(("address", "swept"), SWEPT.items())
def test_a_swipe_that_scrolls_leaves_values_as_they_were(tab, staged, finger, address, swept):
    tab.set_viewport_size(PHONES[1])
    tab.goto(f"{staged}zh/{address}", wait_until="load")
    tab.wait_for_selector("input[type=range]")
    shown = "() => [...document.querySelectorAll('[data-show], curves-instrument p, [type=range]')]"
    shown += ".filter(each => each.checkVisibility()).map(each => each.value ?? each.textContent)"
    for part in tab.locator(swept).all():
        (x, y), before = part.evaluate(MIDDLE), tab.evaluate(shown)
        top = tab.evaluate(AT_REST)
        finger((x, y), *[(x, y - 15 * n) for n in range(1, 9)], None)
        assert abs(tab.evaluate(AT_REST) - top) > 60
        assert tab.evaluate(shown) == before, part.evaluate("part => part.outerHTML")[:200]
    assert not tab.trouble


@pytest.mark.parametrize("phone", PHONES, ids=["small", "usual"])
def test_two_taps_at_one_place_add_two_classes(tab, open_touched, finger, phone):
    instrument = open_touched("descent-instrument", "zh")
    tab.set_viewport_size(phone)
    place = instrument.locator("[data-classes='1']").evaluate(MIDDLE)
    for count in (4, 5):
        finger(place, None)
        assert instrument.locator("[name=logits]").count() == count


def test_the_question_is_in_view_after_each_answer(open_touched):
    instrument = open_touched("which-loss-instrument", "zh")
    for _ in range(2):
        instrument.locator(".choices a").last.tap()
        top = instrument.locator(".question").bounding_box()["y"]
        assert 48 <= top < 568


def test_results_are_in_their_place_on_paper(tab, open_touched):
    results = open_touched("denominators-instrument", "en").locator(".results")
    position = "element => getComputedStyle(element).position"
    assert results.evaluate(position) == "sticky"
    tab.emulate_media(media="print")
    assert results.evaluate(position) == "static"
    tab.emulate_media(media="screen")


def test_a_thumb_meets_what_is_around_the_text(tab, server):
    tab.set_viewport_size(PHONES[0])
    tab.goto(f"{server}zh/nll-loss.html", wait_until="load")
    controls = ":is(a[href], button, summary, label, input)"
    text = f".md-content :is(.copy, summary, .tabbed-labels > label), .md-footer {controls}"
    assert tab.evaluate(f"document.querySelectorAll('{text}').length") > 20
    assert tab.evaluate(SMALL, text) == []
    assert tab.evaluate(SMALL, f".md-header {controls}:not(.md-search *)") == []
    tab.locator(".key").first.press("Enter")
    assert tab.evaluate(SMALL, ".md-sidebar--primary a") == []
    tab.keyboard.press("Escape")
    tab.locator(".key").last.press("Enter")
    tab.keyboard.type("softmax")
    tab.wait_for_selector(".md-search-result__item")
    assert tab.evaluate(SMALL, ".md-search__form :is(button, label, input), .md-search-result__link") == []
    assert not tab.trouble
