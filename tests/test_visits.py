"""Every page, in a browser: it loads cleanly, from its own host, keeps its policy, is light, fits a phone; axe agrees;
and its text is the one that was built, whichever way a reader came.

Chromium opens each page in both languages, in one by its address, in the other from a search for its name. Firefox
opens from a search what Chromium opens by its address. All tests look at what was seen. Light is at most 130 KB
compressed and 15 requests before anyone acts; `pytest -rP tests/test_visits.py` prints the table of all pages.
"""

from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from browsing import CHANGED, COUNTS, DESK, PHONE, names, tab_of, typed
from test_weight import compressed

HEAVIEST, MOST_REQUESTS = 130_000, 15
PHONES, OTHERS = {"zh": 320, "en": 390}, {"zh": 768, "en": 1920}  # widths; all pages are then as wide as a desk too
# Where a page is wider than the window (its header moves when that changes), or a line of a session than its block
WIDER = """() => [
  ...[...document.querySelectorAll("main")].filter(main => main.scrollWidth > innerWidth),
  ...[...document.querySelectorAll(".highlight :is(kbd, samp)")].filter(line => line.scrollWidth > line.clientWidth),
].map(({ scrollWidth, textContent }) => `${scrollWidth} of ${innerWidth} px: ${textContent.trim().slice(0, 60)}`)"""
SEEN = f"""async () => ({{
  asked: [location.origin + location.pathname, document.querySelector("link[rel=icon]").href,
    ...performance.getEntriesByType("resource").map(({{ name }}) => name)],
  breaches, width: document.documentElement.scrollWidth, marks: CSS.highlights.get("search")?.size ?? 0,
  formulas: ({COUNTS})(), changed: await ({CHANGED})()
}})"""
# Words of code are alike wherever their class is, and axe knows nothing of MathML (that a formula is there counts as
# text, but is no name): one word of each class is enough, and formulas as text where nothing is named after them.
THIN = """async () => {
  for (let n = 0; n < 2; n++) await new Promise(requestAnimationFrame)  // scripts have seen the width
  const named = ":is(a, button, label, summary, legend, caption, th, h1, h2, h3, h4, h5, h6, [role])"
  for (const math of document.querySelectorAll(`math:not(${named} math)`)) math.replaceWith(math.textContent)
  const seen = new Set()
  for (const word of document.querySelectorAll("pre :is(a, span)")) {
    if (seen.has(word.className)) word.replaceWith(...word.childNodes)
    seen.add(word.className)
  }
  document.body.normalize()
  return [document.title, document.documentElement.lang, document.body.innerHTML]
}"""
SHOW = """([title, lang, body]) => {
  Object.assign(document, { title })
  document.documentElement.lang = lang
  document.body.innerHTML = body
}"""
# Comparing the colours of text with its background, and of links with the text around, takes axe most of its time. What
# has the same tags, classes, styles and names of attributes, from the root on, with text or not, has the same colours:
# axe compares those of each such kind on the first page that has it, in both schemes.
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


@pytest.fixture(scope="module")
def results(chromium, site, server):
    """By language and page, the address with which a search for the name of the page leads to it."""
    found = {}
    with tab_of(chromium, viewport=DESK) as tab:
        for language in ("zh", "en"):
            tab.goto(f"{server}{language}/404.html")
            found[language] = {}
            for page, name in names(site, language).items():
                links = [link.removeprefix(f"{server}{language}/") for link, *_ in typed(tab, name)]
                found[language][page] = next(link for link in links if link.startswith(f"{page}?h="))
            found[language]["404.html"] = "404.html?h=404"  # no search leads there
        assert not tab.trouble
    return found


def pages(results):
    """Yield each page of each language, where a search for it leads, and whether Chromium is to come from there."""
    for language, addresses in results.items():
        for n, (page, led) in enumerate(addresses.items()):
            yield language, page, led, (language == "zh") == (n % 2 == 0)


def visit(tab, server, language, page, address):
    """Open a page and return what is seen there."""
    tab.trouble.clear()
    tab.requests.clear()
    tab.goto(f"{server}{language}/{address}", wait_until="load")
    tab.wait_for_selector("html.js", state="attached")
    seen = SimpleNamespace(**tab.evaluate(SEEN), page=f"{language}/{page}", searched=address != page)
    seen.asked = set(seen.asked)
    seen.hosts = {urlsplit(url).netloc for url in tab.requests}
    seen.trouble = list(tab.trouble)
    return seen


class Axe:
    """A tab with the styles of the site and without its scripts, in which axe looks at one page after the other."""

    def __init__(self, tab, server):
        self.tab, self.known = tab, set()
        tab.route("**/*.js", lambda route: route.abort())
        tab.goto(server + "en/gradients.html", wait_until="load")  # with the styles of instruments
        tab.add_style_tag(url=server + "en/assets/_mkdocstrings.css")
        tab.evaluate(AXE_SCRIPT)

    def found(self, shown):
        """Return what axe finds on a page, and about colours of kinds that no page had yet, in both schemes."""
        self.tab.evaluate(SHOW, shown)
        kinds = [kind for kind in self.tab.evaluate(KINDS) if kind not in self.known]
        self.known.update(kinds)
        found = self.tab.evaluate(AXE)
        if kinds:
            self.tab.evaluate(ALONE, kinds)
            for scheme in ("default", "slate"):
                self.tab.evaluate("scheme => { document.body.dataset.mdColorScheme = scheme }", scheme)
                found += self.tab.evaluate(AXE, kinds)
        return found


@pytest.fixture(scope="module")
def visits(chromium, server, results):
    """What was seen on each page, 404.html and all, on a phone, in the dark or in the light."""
    found = []
    with (
        tab_of(chromium, viewport=PHONE) as tab,
        tab_of(chromium, viewport=DESK, bypass_csp=True, reduced_motion="reduce") as beside,
    ):
        axe = Axe(beside, server)
        for language, page, led, searched in pages(results):
            tab.goto("about:blank")  # else the last page would be laid out once more
            tab.set_viewport_size({**PHONE, "width": PHONES[language]})
            tab.emulate_media(color_scheme="dark" if language == "zh" else "light")
            found.append(visit(tab, server, language, page, led if searched else page))
            found[-1].wider = tab.evaluate(WIDER)
            for width in (OTHERS[language], DESK["width"]):
                tab.set_viewport_size({**DESK, "width": width})
                found[-1].wider += tab.evaluate(WIDER)
            found[-1].axe = axe.found(tab.evaluate(THIN))
    return found


@pytest.fixture(scope="module")
def visits_of_firefox(firefox, server, results):
    with tab_of(firefox, viewport=PHONE) as tab:
        return [visit(tab, server, *place) for *place, taken in pages(results) if not taken]


def test_every_page_loads_cleanly_and_from_its_own_host(visits, server):
    assert not {visit.page: visit.trouble for visit in visits if visit.trouble}
    assert {host for visit in visits for host in visit.hosts} == {urlsplit(server).netloc}


def test_no_page_breaks_its_policy(visits):
    assert not {visit.page: visit.breaches for visit in visits if visit.breaches}


def test_every_page_fits_a_phone_and_all_wider_screens(visits):
    assert not {visit.page: visit.width for visit in visits if visit.width > PHONES[visit.page[:2]]}
    assert not {visit.page: visit.wider for visit in visits if visit.wider}


def test_every_page_is_the_one_that_was_built(visits):
    assert not {visit.page: visit.changed for visit in visits if visit.changed}
    assert not [visit.page for visit in visits if bool(visit.marks) != visit.searched]


def test_every_formula_is_whole(visits):
    assert not {visit.page: visit.formulas for visit in visits if visit.formulas}


def test_every_page_is_light(visits, site, server):
    rows, trouble, files = [], [], {}
    for visit in visits:
        foreign = [url for url in visit.asked if not url.startswith(server)]
        sizes = {url: compressed(site / url.removeprefix(server)) for url in visit.asked if url not in foreign}
        total = sum(sizes.values())
        rows.append(f"{visit.page:32} {compressed(site / visit.page):8,} {total:8,} {len(visit.asked):9}")
        if total > HEAVIEST or len(visit.asked) > MOST_REQUESTS or foreign:
            trouble += [rows[-1], *foreign]
        files |= sizes
    print(f"{'page':32} its HTML    total  requests", *rows, sep="\n")
    print(*(f"{size:8,} {url.removeprefix(server)}" for url, size in files.items() if ".html" not in url), sep="\n")
    assert not trouble, "\n".join(trouble)


def test_axe_finds_nothing(visits):
    found = [f"{visit.page}: {text}" for visit in visits for text in visit.axe]
    assert not found, "\n".join(found)


def test_firefox_shows_every_page_cleanly_too(visits_of_firefox, server):
    assert not {visit.page: visit.trouble for visit in visits_of_firefox if visit.trouble}
    assert {host for visit in visits_of_firefox for host in visit.hosts} == {urlsplit(server).netloc}
    assert not {visit.page: visit.breaches for visit in visits_of_firefox if visit.breaches}
    assert not {visit.page: visit.width for visit in visits_of_firefox if visit.width > PHONE["width"]}


def test_firefox_shows_every_page_as_it_was_built_too(visits_of_firefox):
    assert not {visit.page: visit.changed for visit in visits_of_firefox if visit.changed}
    assert not [visit.page for visit in visits_of_firefox if bool(visit.marks) != visit.searched]
