"""What axe finds on pages, in one tab: on each but for colours, then in the colours of all kinds of text on any."""

from axe_playwright_python.base import AXE_SCRIPT

# What has the same tags, attributes and places of text is alike to axe where it stands in the like, as long as no other
# part of the page has to do with it. Of each such block, axe looks at the first that there is on any page; of such
# words, rows and lines of one block, at the first.
SHOW = r"""([title, lang, body]) => {
  window.seen ??= new Set()
  const others = ":is([aria-label], [aria-labelledby], [aria-describedby], [for], [id], [role], [data-scrolls])"
  const alone = `${others}, h1, h2, h3, h4, h5, h6, header, main, nav, footer, aside, section, form`
  const shape = part => part.outerHTML.replace(/ (href|title)="[^"]+"/g, " $1")
    .replace(/>[^<]*[^<\s][^<]*</g, ">text<").replace(/>\s+</g, "><")
  const leaveOut = (parts, place, known) => {
    for (const part of parts) {
      const here = `${place} ${shape(part)}`
      if (known.has(here) && !part.matches(alone) && !part.querySelector(alone)) part.remove()
      else if (known === seen && part.matches("div, main, article, details")) {
        leaveOut([...part.children], `${place} ${part.cloneNode(false).outerHTML}`, seen)
      }
      known.add(here)
    }
  }
  const page = new DOMParser().parseFromString(body, "text/html").body
  for (const block of [...page.querySelectorAll("p, li, td, dd, ul, ol, tbody, code, kbd, samp")].reverse()) {
    leaveOut([...block.children], "", new Set())
  }
  page.normalize()
  leaveOut([...page.children], "", seen)
  Object.assign(document, { title })
  document.documentElement.lang = lang
  document.body.replaceChildren(...page.childNodes)
}"""
# The menu names the same pages everywhere: on one page of a language axe looks at all of it.
SHORT = """() => document.querySelectorAll(".md-nav__item:not(.md-nav__item--active)").forEach(item => item.remove())"""
AXE = """async colours => {
  const values = ["color-contrast", "link-in-text-block"]
  const rules = Object.fromEntries(values.map(rule => [rule, { enabled: false }]))
  const options = { preload: false, elementRef: true, resultTypes: ["violations"] }
  const within = colours ? { include: [...document.querySelectorAll("[data-fresh]")] } : document
  const found = await axe.run(within, { ...options, ...colours ? { runOnly: values } : { rules } })
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ element, html }) =>
    [element.closest("[data-page]")?.dataset.page, `${id}: ${html.slice(0, 200)}`]))
}"""
# Comparing the colours of text with its background, and of links with the text around, takes axe most of its time. What
# has the same tags, classes, styles and names of attributes, from the root on, with text or not, has the same colours:
# of each such kind, the first is kept, with what it is in, and axe compares all of these at once.
KEEP = """page => {
  Object.assign(window, { known: window.known ?? new Map(), kept: window.kept ?? [] })
  const kinds = new Map()
  const name = ({ name, value }) => name === "class" || name === "style" ? value : name
  for (const element of document.querySelectorAll("*")) {
    const text = [...element.childNodes].some(({ nodeType, data }) => nodeType === Node.TEXT_NODE && data.trim())
    const own = `${element.localName}[${[...element.attributes].map(name).sort()}]${text ? " with text" : ""}`
    const kind = `${kinds.get(element.parentElement)} ${own}`
    if (!known.has(kind) && (text || element.matches("input"))) element.dataset.fresh = ""
    if (!known.has(kind)) known.set(kind, known.size)
    kinds.set(element, known.get(kind))
  }
  const around = new Set()
  for (let part of document.querySelectorAll("[data-fresh]")) for (; part; part = part.parentElement) around.add(part)
  for (const part of document.querySelectorAll("body *")) {
    if (!around.has(part) && !part.closest("[data-fresh]")) part.remove()
  }
  for (const part of document.body.children) part.dataset.page = page
  if (document.querySelector("[data-fresh]")) kept.push(document.body.innerHTML)
}"""
SHOW_KEPT = "scheme => { document.body.innerHTML = kept.join(''); document.body.dataset.mdColorScheme = scheme }"


class Axe:
    """A tab with the styles of the site and without its scripts, in which axe looks at one page after the other."""

    def __init__(self, tab, server):
        self.tab, self.languages = tab, set()
        tab.route("**/*.js", lambda route: route.abort())
        tab.goto(server + "en/gradients.html", wait_until="load")  # with the styles of instruments
        tab.add_style_tag(url=server + "en/assets/_mkdocstrings.css")
        tab.evaluate(AXE_SCRIPT)

    def found(self, page, shown):
        """Return what axe finds on a page, but for colours."""
        self.tab.evaluate(SHOW, shown)
        if page[:2] in self.languages:
            self.tab.evaluate(SHORT)
        self.languages.add(page[:2])
        found = self.tab.evaluate(AXE)
        self.tab.evaluate(KEEP, page)
        return [(page, text) for _, text in found]

    def found_in_colours(self):
        """Return what axe finds about the colours of all kinds of text that the pages had, in both schemes."""
        for scheme in ("default", "slate"):
            self.tab.evaluate(SHOW_KEPT, scheme)
            yield from self.tab.evaluate(AXE, True)
