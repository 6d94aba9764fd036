"""All figures, as a browser draws them: on a phone and on a desk, no text is small, cut off, or over another text; and
captions that stand above all sessions repeat what tables of the page say."""

import re

import pytest

from browsing import PHONE, tab_of
from built import LANGUAGES, document

SHOW = "figures => { document.querySelector('.md-content article').innerHTML = figures }"
# Of each drawing, texts that are small, that stick out, or that meet others; letters fill two thirds of their boxes
TROUBLE = """() => [...document.querySelectorAll("article svg")].filter(svg => !svg.ownerSVGElement).flatMap(svg => {
  const page = svg.closest("[data-page]").dataset.page
  const frame = svg.getBoundingClientRect()
  const texts = [...svg.querySelectorAll("text")].filter(text => text.getClientRects().length).map(text => {
    const { left, right, top, bottom } = text.getBoundingClientRect()
    const slack = (bottom - top) / 6
    const size = parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a
    return { words: text.textContent, left, right, top: top + slack, bottom: bottom - slack, size }
  })
  const out = texts.filter(({ left, right, top, bottom }) =>
    left < frame.left - 1 || right > frame.right + 1 || top < frame.top || bottom > frame.bottom || right > innerWidth)
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
  const met = texts.flatMap((a, n) => texts.slice(n + 1).filter(b => meet(a, b)).map(b => `${a.words} over ${b.words}`))
  return [
    ...texts.filter(({ size }) => size < 11).map(({ words, size }) => `${page}: ${words} has ${size.toFixed(1)} px`),
    ...out.map(({ words }) => `${page}: ${words} sticks out`), ...met.map(words => `${page}: ${words}`)
  ]
})"""


@pytest.fixture(scope="module")
def figures(site):
    """By language, the figures of all pages, as HTML."""
    found = {}
    for language in LANGUAGES:
        found[language] = "".join(
            f'<div data-page="{path.relative_to(site)}">{figure.html}</div>'
            for path in sorted((site / language).rglob("*.html"))
            for figure in document(path).css(".figure, figure:has(> svg)")
        )
        assert found[language].count("<figure") >= 12 and found[language].count('class="figure"') >= 18
    return found


@pytest.mark.parametrize("width", [320, 390, 1280, 1920])
def test_texts_of_figures_are_large_enough_and_apart(figures, chromium, server, width):
    trouble = []
    with tab_of(chromium, viewport={**PHONE, "width": width}) as tab:
        for language, shown in figures.items():
            tab.goto(f"{server}{language}/numerics.html", wait_until="load")
            tab.evaluate(SHOW, shown)
            trouble += tab.evaluate(TROUBLE)
    assert not trouble, "\n".join(trouble)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_captions_say_in_whole_per_cent_is_in_a_table(site, language):
    """They stand at the top of a page, where no inline value has the names of its sessions."""

    def said_and_table(page, n):
        html = document(site / language / page)
        rows = [[cell.text() for cell in row.css("td")] for row in html.css("table")[n].css("tbody tr")]
        numbers = map(int, re.findall(r"\d+", html.css_first(".caption").text()))
        return [number for number in numbers if number > 50], rows

    def per_cent(text):
        return round(100 * float(text.split()[0]))

    said, rows = said_and_table("imbalance.html", 2)
    precisions = [per_cent(rows[n][-1]) for n in (0, 3, 5, 6, 8)]
    assert said == [min(precisions), max(precisions)]
    said, rows = said_and_table("calibration.html", 0)
    assert {(said[0], said[1]), (said[2], said[3])} <= {(per_cent(mean), per_cent(share)) for *_, mean, share in rows}
