"""The instruments: where they are, what they show, and how to move their controls."""

import io
import re
from contextlib import redirect_stdout
from urllib.parse import parse_qs

from selectolax.lexbor import LexborHTMLParser

# the page of each instrument
PAGES = {
    "descent-instrument": "gradients.html",
    "denominators-instrument": "reductions.html",
    "dead-zone-instrument": "bce-loss.html",
    "information-instrument": "cross-entropy.html",
    "which-loss-instrument": "index.html",
    "shapes-instrument": "shapes.html",
}
PASTE = "errors.html"  # and the start page: paste-instrument, which has no state in the address
CURVES = "convergence.html"  # which has figures that one moves along
STATELESS = ["paste-instrument", "descent-small-instrument"]
# what changes something
CONTROLS = "input[type=range], input[type=radio]:not(:checked), button, a[href^='?']"

# Where the page is once it has not moved for ten frames: a finger that lifts may leave it moving
AT_REST = """async () => {
  for (let still = 0, last; still < 10; still = scrollY === last ? still + 1 : 0) {
    last = scrollY
    await new Promise(requestAnimationFrame)
  }
  return scrollY
}"""
# What a cell of a table has no room for would lie over the next
CUT = """element => [...element.querySelectorAll("table :is(th, td)")]
  .filter(cell => cell.scrollWidth > cell.clientWidth + 1).map(cell => `wider than its cell: ${cell.textContent}`)"""


def instrument_alone(html):
    """Return a page whose article has its instruments, and what they refer to: headings, tables and data."""
    page = LexborHTMLParser(html)
    kept = [*PAGES, *STATELESS, "h1", "h2", "h3", "table", ".figure:has([data-along])", ".data"]
    for part in page.css_first("article").iter():
        if not part.css_matches(", ".join(kept)):
            part.decompose()
    return "<!doctype html>\n" + page.html


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


def boxes(instrument, selector):
    """Return where the parts of an instrument are that a selector finds."""
    read = "(e, selector) => [...e.querySelectorAll(selector)].map(part => part.getBoundingClientRect().toJSON())"
    return instrument.evaluate(read, selector)


def fine(value):
    """Write a number as the instruments do."""
    if value == 0:
        return "0"
    return f"{value:.4f}" if not abs(value) < 0.00005 else re.sub("e([+-])0*", r"e\1", f"{value:.1e}")


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


def printed(code):
    """Return what copied code prints."""
    with redirect_stdout(io.StringIO()) as output:
        exec(compile(code, "copied", "exec"), {})
    return output.getvalue()
