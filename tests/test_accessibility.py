"""Every page can be read and used by everyone: axe finds nothing, and the keyboard alone reaches everything."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from bs4 import BeautifulSoup

# Contrast is slow to measure and alike wherever colours and type are: measure one element of each kind.
KINDS = """() => {
  const kinds = new Map()
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const element = text.parentElement
    if (!text.data.trim() || element.closest("math, script, style") || !element.checkVisibility()) continue
    const grounds = []
    for (let box = element; box; box = box.parentElement) {
      const { backgroundColor, opacity } = getComputedStyle(box)
      if (backgroundColor !== "rgba(0, 0, 0, 0)" || opacity !== "1") grounds.push(backgroundColor + opacity)
    }
    const { color, fontSize, fontWeight } = getComputedStyle(element)
    const kind = [color, fontSize, fontWeight, ...grounds].join()
    if (!kinds.has(kind)) kinds.set(kind, element)
  }
  return [...kinds.values()]
}"""
AXE = f"""async options => {{
  const context = options.contrast ? {{ include: ({KINDS})() }} : document
  const found = await axe.run(context, {{
    preload: false, resultTypes: ["violations"],
    ...(options.contrast ? {{ runOnly: ["color-contrast"] }} : {{ rules: {{ "color-contrast": {{ enabled: false }} }} }}),
  }})
  return found.violations.flatMap(({{ id, nodes }}) => nodes.map(node => `${{id}}: ${{node.html.slice(0, 200)}}`))
}}"""


def addresses(site, language):
    """Return the addresses of all pages of a language, 404.html last."""
    pages = [path.relative_to(site).as_posix() for path in sorted((site / language).rglob("*.html"))]
    assert len(pages) > 20
    return pages


@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_finds_nothing(chromium, site, server, language):
    tab = chromium.new_page(viewport={"width": 1280, "height": 800})
    found = []
    for address in addresses(site, language):
        tab.emulate_media(color_scheme="light")
        tab.goto(server + address, wait_until="load")
        tab.evaluate(AXE_SCRIPT)
        seen = tab.evaluate(AXE, {}) + tab.evaluate(AXE, {"contrast": True})
        tab.emulate_media(color_scheme="dark")
        tab.wait_for_selector("body[data-md-color-scheme=slate]")
        seen += tab.evaluate(AXE, {"contrast": True})
        found += [f"{address}: {text}" for text in seen]
    tab.close()
    assert not found, "\n".join(found)
