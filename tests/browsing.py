"""Tabs of browsers that record what goes wrong, and what tests ask of pages."""

import re
from contextlib import contextmanager
from functools import cache
from urllib.parse import quote_plus

from bs4 import BeautifulSoup

WAIT = 60_000  # milliseconds, of everything that a tab waits for: more than a busy machine takes
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
# Firefox lays out a formula while it is arriving, and reports what is still to come. COUNTS finds what stays away.
ARRIVING = re.compile(r"Incorrect number of children for <m\w+/> tag\.")
COUNTS = """() => Object.entries({ "mfrac, mroot, msub, msup, munder, mover": 2, "msubsup, munderover": 3 })
  .flatMap(([tags, count]) => [...document.querySelectorAll(tags)].filter(({ children }) => children.length !== count))
  .map(element => element.outerHTML)"""
MATH_FONT = "document.fonts.load('16px \"STIX Two Math Subset\"', '∑').then(fonts => fonts.length)"
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
# What search.js gives to the theme is what the page shows, without the time it takes to show it.
KEEP = """{
  let kept = window.Worker
  const set = given => kept = class extends given { constructor(address) { super(address); window.finder = this } }
  Object.defineProperty(window, "Worker", { get: () => kept, set })
}"""
FIND = """words => new Promise(resolve => {
  const take = ({ data: { type, data } }) => {
    if (type !== 3) return
    finder.removeEventListener("message", take)
    resolve(data.items.map(item => item.map(({ location, terms }) => ({ location, terms }))))
  }
  finder.addEventListener("message", take)
  finder.postMessage({ type: 2, data: words })
})"""
RESULTS = ".md-search-result__item"


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


def search(tab, words):
    """Type into the site's search, as if pasted: no key goes up; return for each result the addresses of its links."""
    tab.fill("input[name=query]", "")
    tab.wait_for_selector(RESULTS, state="detached")
    tab.fill("input[name=query]", words)
    tab.wait_for_selector(RESULTS)
    return tab.eval_on_selector_all(
        RESULTS, "items => items.map(item => [...item.querySelectorAll('a')].map(link => link.href))"
    )


@cache
def names(site, language):
    """Return for each page of a language, by its path within it, the name in its heading; 404.html is none."""
    pages = {}
    for path in sorted((site / language).rglob("*.html")):
        heading = re.search(r"<h1.*?</h1>", path.read_text(encoding="utf-8"), re.DOTALL)[0]
        heading = re.sub(r'<a class="headerlink".*?</a>', "", heading)
        pages[path.relative_to(site / language).as_posix()] = BeautifulSoup(heading, "html.parser").get_text()
    del pages["404.html"]
    assert len(pages) > 25
    return pages


def led_to(items, page):
    """Return the address of the best result of FIND on a page, with the words to mark, as the theme writes it."""
    for item in items:
        for result in item:
            location, _, section = result["location"].partition("#")
            if location == page:
                words = " ".join(word for word, there in result["terms"].items() if there)
                return f"{location}?h={quote_plus(words)}" + f"#{section}" * bool(section)
    raise AssertionError(f"no search leads to {page}")
