"""In a browser: instruments speak the language of their page, work from a folder, and the address keeps their state."""

import gzip

import pytest

from browsing import tab_of
from handling import CONTROLS, PAGES, drag, query


def loads_its_own_script(page, site, name):
    """Look at what the page of an instrument has asked for."""
    scripts = [url for url in page.requests if "instruments" in url and url.endswith(".js")]
    (script,) = {url.rpartition("/")[2] for url in scripts}
    assert name in script.removesuffix(".js").split("+")
    script = site / f"en/javascripts/instruments/{script}"
    assert len(gzip.compress(script.read_bytes())) <= 12 * 1024


def speaks(instrument, language):
    """Look at the labels of an instrument, which say what screen readers say."""
    labels = instrument.evaluate("element => [...element.querySelectorAll('[aria-label]')].map(e => e.ariaLabel)")
    labels += [instrument.locator("[data-reset]").inner_text()]
    chinese = [any("一" <= letter <= "鿿" for letter in label) for label in labels]
    assert all(chinese) if language == "zh" else not any(chinese)


def says_unusable(instrument, word, field):
    said = instrument.locator("[role=status]").inner_text()
    assert word in said and field in said


@pytest.mark.parametrize("name", PAGES)
def test_an_instrument_speaks_both_languages_and_the_address_keeps_its_state(page, open_instrument, staged, site, name):
    instrument = open_instrument(name)
    loads_its_own_script(page, site, name)
    speaks(instrument, "en")
    words = page.evaluate(f"Object.values(customElements.get('{name}').words).map(words => Object.keys(words))")
    assert words[0] == words[1]
    fields = page.evaluate(f"Object.keys(customElements.get('{name}').fields)")
    assert not {"q", "h"} & set(fields)  # Material's search reads these, and opens for q

    control = instrument.locator(CONTROLS).first
    (drag(page, control, 0.8) if control.get_attribute("type") == "range" else control.click())
    state, numbers = query(page), instrument.locator("[data-show]").all_inner_texts()
    assert state and page.evaluate("location.hash") == "#hands-on"
    page.reload()
    assert query(page) == state
    assert instrument.locator("[data-show]").all_inner_texts() == numbers
    page.click("a.language")
    page.wait_for_url(f"{staged}zh/**")
    assert query(page) == state and page.evaluate("location.hash") == "#hands-on"
    speaks(instrument, "zh")

    instrument = open_instrument(name, "zh", f"?{fields[0]}=nonsense")
    says_unusable(instrument, "无法使用", fields[0])
    page.click("a.language")
    page.wait_for_url(f"{staged}en/**")
    says_unusable(instrument, "unusable", fields[0])
    assert not page.trouble


# What the instrument of a page takes from the address, and what it says
TAKEN = """() => {
  const instrument = document.querySelector("article :has(> .instrument)")
  return [Object.keys(instrument.constructor.fields), instrument.querySelector("[role=status]").innerText]
}"""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_links_of_the_lecture_set_the_figures_that_they_open(page, staged, language):
    page.goto(f"{staged}{language}/teaching.html")
    links = page.locator("article a[href*='?']").evaluate_all("links => links.map(link => link.href)")
    assert links
    for link in links:
        page.goto(link)
        fields, said = page.evaluate(TAKEN)
        assert set(query(page)) <= set(fields) and said == "", link


def test_without_javascript_a_figure_stands(chromium, server):
    with tab_of(chromium, java_script_enabled=False) as tab:
        for name, address in PAGES.items():
            tab.goto(f"{server}zh/{address}")
            assert tab.is_visible(f"{name} :is(svg, li)"), name


@pytest.mark.parametrize("name", PAGES)
def test_instruments_work_from_a_folder(page, stage, name):
    page.set_viewport_size({"width": 320, "height": 740})
    page.goto((stage / "en" / PAGES[name]).as_uri())
    instrument = page.locator(name)
    control = instrument.locator(CONTROLS).first
    keys = {"range": "ArrowLeft", "radio": "Space"}
    control.press(keys.get(control.get_attribute("type"), "Enter"))
    assert query(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_a_page_without_an_instrument_loads_no_script_of_one(page, server):
    page.goto(f"{server}en/nll-loss.html")
    assert not [url for url in page.requests if "instruments" in url]
