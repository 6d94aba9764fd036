"""Tabs of browsers that record what goes wrong, and what tests ask of pages."""

import re
from contextlib import contextmanager
from functools import cache

from bs4 import BeautifulSoup

from built import NO_PAGES

WAIT = 60_000  # milliseconds, of everything that a tab waits for: more than a busy machine takes
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
# Firefox lays out a formula while it is arriving, and reports what is still to come. COUNTS finds what stays away.
ARRIVING = re.compile(r"Incorrect number of children for <m\w+/> tag\.")
COUNTS = """() => Object.entries({ "mfrac, mroot, msub, msup, munder, mover": 2, "msubsup, munderover": 3 })
  .flatMap(([tags, count]) => [...document.querySelectorAll(tags)].filter(({ children }) => children.length !== count))
  .map(element => element.outerHTML)"""
MATH_FONT = "document.fonts.load('16px \"STIX Two Math Subset\"', '∑').then(fonts => fonts.length)"
# A button says for two seconds that it has copied: a busy machine may look later
LASTING = "window.setTimeout = () => {}"
BREACHES = """window.breaches = []
addEventListener("securitypolicyviolation", event =>
  breaches.push(`${event.violatedDirective}: ${event.blockedURI}`))"""
# Where the article differs from the one that was built. Instruments write their own.
CHANGED = """async () => {
  const response = await fetch(location.pathname)
  const built = new DOMParser().parseFromString(await response.text(), "text/html")
  const [before, now] = [built, document].map(page => {
    const article = page.querySelector(".md-content article").cloneNode(true)
    for (const part of article.querySelectorAll("*")) if (part.localName.endsWith("-instrument")) part.remove()
    return article.textContent
  })
  if (before === now) return ""
  let at = 0
  while (before[at] === now[at]) at++
  return `built was ${JSON.stringify(before.slice(at, at + 80))}, shown is ${JSON.stringify(now.slice(at, at + 80))}`
}"""
RESULTS = ".md-search-result__item"
# Type words as if pasted: no key goes up. A search whose index is there shows what it finds at once.
TYPE = f"""async words => {{
  const query = document.querySelector("input[name=query]")
  query.focus()
  query.value = words
  query.dispatchEvent(new Event("input"))
  await searchSite(words)
  return [...document.querySelectorAll("{RESULTS}")].map(item => [
    item.querySelector("a").href, ...[...item.querySelectorAll("span")].map(part => part.textContent)
  ])
}}"""
# The addresses that the search finds for each of some queries, the best first
FIND = """async asked => {
  const found = []
  for (const words of asked) found.push((await searchSite(words)).map(({ url }) => url))
  return found
}"""


def new_tab(browser, **options):
    """Open a tab that knows nothing of others; it records trouble, what it asks for, and breaches of the policy."""
    context = browser.new_context(**options)
    context.set_default_timeout(WAIT)
    context.add_init_script(BREACHES)
    tab = context.new_page()
    watch(tab)
    return tab


@contextmanager
def tab_of(browser, **options):
    """Open such a tab and close it."""
    tab = new_tab(browser, **options)
    try:
        yield tab
    finally:
        tab.context.close()


def watch(tab):
    """Record in `trouble` and `requests` what goes wrong in a tab and what it asks for."""
    tab.trouble, tab.requests = [], []

    def note(text):
        if not ARRIVING.fullmatch(text):
            tab.trouble.append(text)

    tab.on("console", lambda message: note(message.text) if message.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: note(str(error)))
    tab.on("response", lambda response: note(f"{response.status} {response.url}") if response.status >= 400 else None)
    tab.on("request", lambda request: tab.requests.append(request.url))


def typed(tab, words):
    """Put words into the site's search; return for each result its address, its page, its title and an excerpt."""
    return tab.evaluate(TYPE, words)


def hits(tab, queries):
    """Return for each query the addresses that the site's search finds for it, without showing them."""
    return tab.evaluate(FIND, queries)


@cache
def names(site, language):
    """Return for each page of a language, by its path within it, the name in its heading."""
    pages = {}
    for path in sorted((site / language).rglob("*.html")):
        if path.name in NO_PAGES:
            continue
        heading = re.search(r"<h1.*?</h1>", path.read_text(encoding="utf-8"), re.DOTALL)[0]
        heading = re.sub(r'<a class="headerlink".*?</a>', "", heading)
        pages[path.relative_to(site / language).as_posix()] = BeautifulSoup(heading, "html.parser").get_text()
    assert len(pages) > 25
    return pages
