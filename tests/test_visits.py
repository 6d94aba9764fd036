"""Every page, in a browser: it loads cleanly, from its own host, keeps its policy, is light, fits a phone; axe agrees.

Each is opened once, and all tests look at what was seen. Light is at most 130 KB compressed and 15 requests before
anyone acts; `pytest -rP tests/test_visits.py` prints the table of all pages.
"""

from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from conftest import watch
from test_policy import BREACHES
from test_weight import compressed

HEAVIEST, MOST_REQUESTS = 130_000, 15
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
REQUESTS = """[location.href, document.querySelector("link[rel=icon]").href,
  ...performance.getEntriesByType("resource").map(({ name }) => name)]"""
# Words of code are alike wherever their class is, and axe knows nothing of MathML (that a formula is there counts as
# text): one word of each class, and formulas as text, are enough.
THIN = """() => {
  for (const math of document.querySelectorAll("math")) math.replaceWith(math.textContent)
  const seen = new Set()
  for (const word of document.querySelectorAll("pre :is(a, span)")) {
    if (seen.has(word.className)) word.replaceWith(...word.childNodes)
    seen.add(word.className)
  }
  document.body.normalize()
}"""
# Comparing the colours of text with its background, and of links with the text around, takes axe most of its time. What
# has the same tags, classes, styles and names of attributes, from the root on, with text or not, has the same colours:
# axe compares those of each such kind on the first page of the language that has it, in both schemes.
KINDS = """() => {
  const kinds = new Map([[null, ""]])
  const name = ({ name, value }) => name === "class" || name === "style" ? value : name
  window.first = new Map()
  for (const element of document.querySelectorAll("*")) {
    const text = [...element.childNodes].some(({ nodeType, data }) => nodeType === Node.TEXT_NODE && data.trim())
    const own = `${element.localName}[${[...element.attributes].map(name).sort()}]${text ? " with text" : ""}`
    kinds.set(element, `${kinds.get(element.parentElement)} ${own}`)
    if (text || element.matches("input")) first.set(kinds.get(element), first.get(kinds.get(element)) ?? element)
  }
  return [...first.keys()]
}"""
# What holds none of these kinds, axe need not go through.
ALONE = """kinds => {
  const kept = kinds.map(kind => first.get(kind))
  for (const part of document.querySelectorAll("article > *, li")) {
    if (!kept.some(element => part.contains(element))) part.remove()
  }
}"""
AXE = """async kinds => {
  const colours = ["color-contrast", "link-in-text-block"]
  const rules = Object.fromEntries(colours.map(rule => [rule, { enabled: false }]))
  const options = kinds ? { runOnly: colours } : { rules }
  const within = kinds ? { include: kinds.map(kind => first.get(kind)) } : document
  const found = await axe.run(within, { preload: false, resultTypes: ["violations"], ...options })
  return found.violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html.slice(0, 200)}`))
}"""


@pytest.fixture(scope="module", params=["zh", "en"])
def visits(request, chromium, site, server):
    """What was seen on each page of a language, 404.html and all, on a phone in the dark and at a desk in the light."""
    context = chromium.new_context(viewport=PHONE, color_scheme="dark")
    context.add_init_script(BREACHES)
    tab = context.new_page()
    watch(tab)
    known, found = set(), []
    for path in sorted((site / request.param).rglob("*.html")):
        tab.trouble.clear()
        tab.requests.clear()
        tab.goto("about:blank")  # else the last page would be laid out once more
        tab.set_viewport_size(PHONE)
        tab.emulate_media(color_scheme="dark")
        tab.goto(server + path.relative_to(site).as_posix(), wait_until="load")
        tab.wait_for_selector("html.js body[data-md-color-scheme=slate]")
        visit = SimpleNamespace(address=path.relative_to(site).as_posix(), file=path, asked=set(tab.evaluate(REQUESTS)))
        widths = [tab.evaluate("document.documentElement.scrollWidth")]
        tab.emulate_media(color_scheme="light")
        tab.wait_for_selector("body[data-md-color-scheme=default]")
        widths.append(tab.evaluate("document.documentElement.scrollWidth"))
        visit.width, visit.breaches = max(widths), tab.evaluate("breaches")
        visit.hosts = {urlsplit(url).netloc for url in tab.requests}
        visit.trouble = list(tab.trouble)  # before axe has a say

        tab.set_viewport_size(DESK)
        tab.evaluate(THIN)
        tab.evaluate(AXE_SCRIPT)
        kinds = [kind for kind in tab.evaluate(KINDS) if kind not in known]
        known.update(kinds)
        visit.axe = tab.evaluate(AXE)
        if kinds:
            tab.evaluate(ALONE, kinds)
            visit.axe += tab.evaluate(AXE, kinds)
            tab.emulate_media(color_scheme="dark")
            tab.wait_for_selector("body[data-md-color-scheme=slate]")
            visit.axe += tab.evaluate(AXE, kinds)
        found.append(visit)
    context.close()
    assert len(found) > 25
    return found


def test_every_page_loads_cleanly_and_from_its_own_host(visits, server):
    assert not {visit.address: visit.trouble for visit in visits if visit.trouble}
    assert {host for visit in visits for host in visit.hosts} == {urlsplit(server).netloc}


def test_no_page_breaks_its_policy(visits):
    assert not {visit.address: visit.breaches for visit in visits if visit.breaches}


def test_every_page_fits_a_phone(visits):
    assert not {visit.address: visit.width for visit in visits if visit.width > PHONE["width"]}


def test_every_page_is_light(visits, site, server):
    rows, trouble, files = [], [], {}
    for visit in visits:
        foreign = [url for url in visit.asked if not url.startswith(server)]
        sizes = {url: compressed(site / url.removeprefix(server)) for url in visit.asked if url not in foreign}
        total = sum(sizes.values())
        rows.append(f"{visit.address:32} {compressed(visit.file):8,} {total:8,} {len(visit.asked):9}")
        if total > HEAVIEST or len(visit.asked) > MOST_REQUESTS or foreign:
            trouble += [rows[-1], *foreign]
        files |= sizes
    print(f"{'page':32} its HTML    total  requests", *rows, sep="\n")
    print(*(f"{size:8,} {url.removeprefix(server)}" for url, size in files.items() if ".html" not in url), sep="\n")
    assert not trouble, "\n".join(trouble)


def test_axe_finds_nothing(visits):
    found = [f"{visit.address}: {text}" for visit in visits for text in visit.axe]
    assert not found, "\n".join(found)


def test_firefox_loads_every_page_cleanly_too(firefox, site, server):
    """One after the other, in this language or in that."""
    tab = firefox.new_page(viewport=PHONE)
    tab.add_init_script(BREACHES)
    watch(tab)
    pages = sorted(path.relative_to(site / "en").as_posix() for path in (site / "en").rglob("*.html"))
    for n, page in enumerate(pages):
        tab.goto(f"{server}{('zh', 'en')[n % 2]}/{page}", wait_until="load")
        tab.wait_for_selector("html.js")
        seen = tab.evaluate("[breaches, document.documentElement.scrollWidth <= innerWidth]")
        assert [*seen, tab.trouble] == [[], True, []], page
    assert {urlsplit(url).netloc for url in tab.requests} == {urlsplit(server).netloc}
    tab.close()
