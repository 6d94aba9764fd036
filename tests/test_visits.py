"""Every page, in a browser: it loads cleanly, from its own host, keeps its policy, is light, fits a phone; axe agrees;
and its text is the one that was built, whichever way a reader came.

Chromium opens each page in both languages, in one by its address, in the other from a search for its name. Firefox
opens from a search what Chromium opens by its address. All tests look at what was seen. Light is at most 130 KB
compressed and 15 requests before anyone acts; `pytest -rP tests/test_visits.py` prints the table of all pages.
"""

import re
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import material
import pytest
import tinycss2

from axe import Axe
from browsing import CHANGED, COUNTS, DESK, PHONE, hits, names, tab_of
from test_weight import compressed

HEAVIEST, MOST_REQUESTS = 130_000, 15
PHONES, WIDE = {"zh": (320, 390), "en": (390, 320)}, (768, 1280, 1920)  # widths; a page arrives on the first phone
LOW = 100  # height of the window: all of a page is laid out, and little of it drawn
# What holds more than it has room for: the page, its column (tables and formulas may begin in the margin, and scroll),
# what is around it, an instrument, a line of a session, a cell of a table
WIDER = """() => {
  const parts = {
    "main, .md-header__inner, .md-sidebar__scrollwrap, .md-footer__inner, .md-footer-meta__inner": 0, article: 22,
    ".instrument, .highlight :is(kbd, samp)": 0, "article table :is(th, td)": 1,
  }
  return Object.entries(parts).flatMap(([part, margin]) => [...document.querySelectorAll(part)]
    .filter(({ scrollWidth, clientWidth }) => clientWidth && scrollWidth > clientWidth + margin)
    .map(({ className, scrollWidth, textContent }) =>
      `${scrollWidth} px in a window of ${innerWidth}: ${className} ${textContent.trim().slice(0, 60)}`))
}"""
# Makes what is in a part as wide as the window and more, as if it could not break
PLANT = """part => {
  const planted = document.createElement("div")
  planted.style.cssText = `min-width: ${innerWidth + 30}px; height: 1px`
  document.querySelector(part).append(planted)
}"""
PARTS = ("article", ".instrument", ".highlight kbd", ".md-header__inner", ".md-footer__inner", ".md-footer-meta__inner")
# Words of tables that stand on two lines, but for those in what has no blank and is longer than a column of a phone
BROKEN = r"""() => {
  const broken = []
  for (const cell of document.querySelectorAll("article table:not([class]) :is(td, th)")) {
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT, ({ parentElement }) =>
      parentElement.closest("math, pre") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT)
    while (texts.nextNode()) for (const run of texts.currentNode.data.matchAll(/(?<![!-~])[!-~]{2,24}(?![!-~])/g)) {
      for (const word of run[0].matchAll(/\w+/g)) {
        const range = new Range()
        range.setStart(texts.currentNode, run.index + word.index)
        range.setEnd(texts.currentNode, run.index + word.index + word[0].length)
        const [first, ...others] = range.getClientRects()
        if (others.some(({ top }) => top > first.bottom - 3)) broken.push(word[0])
      }
    }
  }
  return broken
}"""
# states and parts, which an element may have later
STATE = re.compile(r"::?(?:after|before|hover|focus|focus-within|checked|target|disabled|valid|-\w+-[\w-]+)\b(?!-)")
ALTERNATIVES = re.compile(r"\((?:[^()]|\([^()]*\))*\)")  # of which an element has some
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
UNSTYLED = "leftOut => [...document.querySelectorAll(leftOut)].map(({ outerHTML }) => outerHTML.slice(0, 80))"
SEEN = f"""async () => (document.documentElement.classList.remove("from-top"), {{  // all of it is looked at
  asked: [location.origin + location.pathname, document.querySelector("link[rel=icon]").href,
    ...performance.getEntriesByType("resource").map(({{ name }}) => name)],
  breaches, width: document.documentElement.scrollWidth, marks: CSS.highlights.get("search")?.size ?? 0,
  still: document.querySelectorAll("svg[data-along]:not(:has(.hairline))").length,
  classes: [...new Set([...document.querySelectorAll("[class]")].flatMap(({{ classList }}) => [...classList]))],
  formulas: ({COUNTS})(), broken: ({BROKEN})(), changed: await ({CHANGED})()
}})"""
# Words of code are alike wherever their class is, and axe knows nothing of MathML (that a formula is there counts as
# text, but is no name): one word of each class is enough, and formulas as text where nothing is named after them.
THIN = """async () => {
  for (let n = 0; n < 2; n++) await new Promise(requestAnimationFrame)  // scripts have seen the width
  const named = ":is(a, button, label, summary, legend, caption, th, h1, h2, h3, h4, h5, h6, [role])"
  for (const math of document.querySelectorAll(`math:not(${named} math)`)) math.replaceWith(math.textContent)
  for (const part of document.querySelectorAll("body *")) {
    if (part.scrollWidth > part.clientWidth && part.clientWidth) part.dataset.scrolls = ""
  }
  const seen = new Set()
  for (const word of document.querySelectorAll("pre :is(a, span)")) {
    if (seen.has(word.className)) word.replaceWith(...word.childNodes)
    seen.add(word.className)
  }
  document.body.normalize()
  return [document.title, document.documentElement.lang, document.body.innerHTML]
}"""
# What flows and fits a phone fits all that is wider: of it, sessions with the longest lines are enough, and no menu.
WITHOUT_TEXT = """() => {
  const length = line => line.textContent.length
  const longest = tag => [...document.querySelectorAll(`.highlight ${tag}`)].sort((a, b) => length(b) - length(a))[0]
  const kept = ["kbd", "samp"].map(longest)
  const parts = ".md-content__inner > :is(p, ul, ol), .md-nav--primary .md-nav__item, .highlight:not(.instrument *)"
  const others = [...document.querySelectorAll(parts)].filter(part => !kept.some(line => part.contains(line ?? null)))
  others.forEach(part => part.remove())
}"""


@pytest.fixture(scope="module")
def results(chromium, site, server):
    """By language and page, the address with which a search for the name of the page leads to it."""
    found = {}
    with tab_of(chromium, viewport=DESK) as tab:
        for language in ("zh", "en"):
            tab.goto(f"{server}{language}/404.html")
            found[language] = {}
            named = names(site, language)
            for page, links in zip(named, hits(tab, [*named.values()]), strict=True):
                inside = [link.removeprefix(f"{server}{language}/") for link in links]
                found[language][page] = next(link for link in inside if link.startswith(f"{page}?h="))
            found[language] |= {"404.html": "404.html?h=404", "beyond.html": "beyond.html?h=focal"}  # not searched
        assert not tab.trouble
    return found


def pages(results):
    """Yield each page of each language, where a search for it leads, and whether Chromium is to come from there."""
    for language, addresses in results.items():
        for n, (page, led) in enumerate(addresses.items()):
            yield language, page, led, (language == "zh") == (n % 2 == 0)


@cache
def left_out(site):
    """Return selectors of what the theme has styles for, and the site's copies of them have not, with their classes."""
    wanted, kept = (
        {selector for path in folder.glob("assets/**/*.css") for selector in selectors_of(path)}
        for folder in (Path(material.__file__).parent / "templates", site / "zh")
    )
    return {selector: {*CLASS.findall(ALTERNATIVES.sub("", selector))} for selector in sorted(wanted - kept)}


def selectors_of(path):
    """Yield the selectors of a style sheet, without the states and parts of elements that they are about."""
    text = path.read_text(encoding="utf-8").replace(".focus-visible", ":focus-visible")  # as assets.py does
    rules = tinycss2.parse_stylesheet(text)
    while rules:
        rule = rules.pop()
        if rule.type == "qualified-rule":
            prelude = tinycss2.serialize(rule.prelude)
            yield from (STATE.sub(":not(x)", selector) for selector in re.split(r",(?![^()]*\))", prelude))
        elif rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports"):
            rules += tinycss2.parse_rule_list(rule.content)


def visit(tab, server, language, page, address):
    """Open a page and return what is seen there."""
    tab.trouble.clear()
    tab.requests.clear()
    tab.goto(f"{server}{language}/{address}", wait_until="load")
    seen = SimpleNamespace(**tab.evaluate(SEEN), page=f"{language}/{page}", searched=address != page)
    seen.asked = set(seen.asked)
    seen.hosts = {urlsplit(url).netloc for url in tab.requests}
    seen.trouble = list(tab.trouble)
    return seen


def wider(tab, *widths):
    """Return where a page is wider than the window, at these widths."""
    found = []
    for width in widths:
        tab.set_viewport_size({"width": width, "height": LOW})
        found += tab.evaluate(WIDER)
    return found


@pytest.fixture(scope="module")
def visited(chromium, site, server, results):
    """What was seen on each page, 404.html and all, on a phone, in the dark or in the light; and what axe found."""
    found, complaints = [], []
    with (
        tab_of(chromium, viewport=PHONE) as tab,
        tab_of(chromium, viewport=DESK, bypass_csp=True, reduced_motion="reduce") as beside,
    ):
        axe = Axe(beside, server)
        for language, page, led, searched in pages(results):
            tab.evaluate("document.body.style.display = 'none'")  # else the last page would be laid out once more
            phone, another = PHONES[language]
            tab.set_viewport_size({"width": phone, "height": LOW})
            tab.emulate_media(color_scheme="dark" if language == "zh" else "light")
            found.append(visit(tab, server, language, page, led if searched else page))
            possible = [part for part, classes in left_out(site).items() if classes <= {*found[-1].classes}]
            found[-1].unstyled = tab.evaluate(UNSTYLED, ", ".join(possible))
            found[-1].wider = tab.evaluate(WIDER)
            complaints += axe.found(found[-1].page, tab.evaluate(THIN))
            found[-1].wider += wider(tab, another)
            tab.evaluate(WITHOUT_TEXT)
            found[-1].wider += wider(tab, *WIDE)
            found[-1].trouble = list(tab.trouble)  # and from what followed
        complaints += axe.found_in_colours()
    return found, complaints


@pytest.fixture(scope="module")
def visits(visited):
    return visited[0]


@pytest.fixture(scope="module")
def visits_of_firefox(firefox, server, results):
    with tab_of(firefox, viewport={**PHONE, "height": LOW}) as tab:
        return [visit(tab, server, *place) for *place, taken in pages(results) if not taken]


def test_every_page_loads_cleanly_and_from_its_own_host(visits, server):
    assert not {visit.page: visit.trouble for visit in visits if visit.trouble}
    assert {host for visit in visits for host in visit.hosts} == {urlsplit(server).netloc}


def test_no_page_breaks_its_policy(visits):
    assert not {visit.page: visit.breaches for visit in visits if visit.breaches}


def test_no_page_has_anything_whose_styles_were_left_out(visits):
    assert not {visit.page: visit.unstyled for visit in visits if visit.unstyled}


def test_every_page_fits_a_phone_and_all_wider_screens(visits):
    assert not {visit.page: visit.width for visit in visits if visit.width > PHONES[visit.page[:2]][0]}
    assert not {visit.page: visit.wider for visit in visits if visit.wider}


def test_what_is_wider_than_its_place_is_found(page, server):
    for width in (*PHONES["zh"], *WIDE):
        page.set_viewport_size({**DESK, "width": width})
        page.goto(f"{server}en/gradients.html")
        page.wait_for_selector(".instrument")
        assert page.evaluate(WIDER) == []
        for part in PARTS + (".md-sidebar--secondary .md-nav__list",) * (width >= 1280):
            page.evaluate(PLANT, part)
            assert page.evaluate(WIDER), (width, part)
            page.evaluate("part => document.querySelector(part).lastElementChild.remove()", part)


def test_no_table_breaks_a_word(visits):
    assert not {visit.page: visit.broken for visit in visits if visit.broken}


def test_every_page_is_the_one_that_was_built(visits):
    assert not {visit.page: visit.changed for visit in visits if visit.changed}
    assert not [visit.page for visit in visits if bool(visit.marks) != visit.searched]


def test_all_curves_with_numbers_can_be_moved_along(visits):
    assert not [visit.page for visit in visits if visit.still]


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


def test_axe_finds_nothing(visited):
    found = [f"{page}: {text}" for page, text in visited[1]]
    assert not found, "\n".join(found)


def test_firefox_shows_every_page_cleanly_too(visits_of_firefox, server):
    assert not {visit.page: visit.trouble for visit in visits_of_firefox if visit.trouble}
    assert {host for visit in visits_of_firefox for host in visit.hosts} == {urlsplit(server).netloc}
    assert not {visit.page: visit.breaches for visit in visits_of_firefox if visit.breaches}
    assert not {visit.page: visit.width for visit in visits_of_firefox if visit.width > PHONE["width"]}


def test_firefox_shows_every_page_as_it_was_built_too(visits_of_firefox):
    assert not {visit.page: visit.changed for visit in visits_of_firefox if visit.changed}
    assert not [visit.page for visit in visits_of_firefox if bool(visit.marks) != visit.searched]
