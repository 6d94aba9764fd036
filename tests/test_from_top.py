"""A page read from its top lays out what comes near the screen. It looks as if all were, and places in it are exact."""

import pytest

from browsing import DESK, tab_of

PAGES = ["zh/errors.html", "en/gradients.html", "en/reference/experiments.html"]
SKIPPED = """() => [...document.querySelectorAll("article *")]
  .filter(part => part.checkVisibility() && !part.checkVisibility({ contentVisibilityAuto: true })).length"""
TOPS = """[...document.querySelectorAll("article > *, .doc-object")]
  .map(part => part.getBoundingClientRect().top + scrollY)"""
DRAWN = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
LAST = "[...document.querySelectorAll('.md-nav--secondary a')].at(-1)"
WHERE = f"() => document.getElementById({LAST}.hash.slice(1)).getBoundingClientRect().top"
WAYS = {
    "a link": f"{LAST}.click()",
    "an address": f"{LAST}.hash === (location.hash = {LAST}.hash)",
}


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def tab(request):
    with tab_of(request.getfixturevalue(request.param), viewport=DESK) as tab:
        yield tab


@pytest.mark.parametrize("address", PAGES)
def test_what_is_laid_out_late_stands_where_it_stands_otherwise(tab, server, address):
    tab.set_viewport_size(DESK)
    tab.goto(server + address)
    assert tab.evaluate(SKIPPED) > 100
    tab.set_viewport_size(DESK | {"height": 40_000})
    tab.evaluate(DRAWN)
    assert not tab.evaluate(SKIPPED)
    late = tab.evaluate(TOPS)
    tab.evaluate("document.documentElement.classList.remove('from-top')")
    assert late == pytest.approx(tab.evaluate(TOPS), abs=0.6)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("address", PAGES)
def test_a_place_in_a_page_is_found_from_its_top(tab, server, address, way):
    tab.set_viewport_size(DESK)
    tab.goto(server + address)
    tab.evaluate(WAYS[way])
    tab.wait_for_selector("html:not(.from-top)", state="attached")
    tab.evaluate(DRAWN)
    found = tab.evaluate(WHERE)
    tab.reload()
    assert not tab.evaluate(SKIPPED)  # nor is anything left for later where the address names a place
    tab.evaluate(DRAWN)
    assert 0 < found < DESK["height"] and found == pytest.approx(tab.evaluate(WHERE), abs=1)


def test_a_key_leads_to_the_end_at_once(tab, server):
    tab.goto(server + PAGES[0])
    tab.keyboard.press("End")
    tab.wait_for_selector("html:not(.from-top)", state="attached")
    height = tab.evaluate("document.documentElement.scrollHeight")
    tab.evaluate(DRAWN)
    assert tab.evaluate("document.documentElement.scrollHeight") == height


def test_what_has_the_focus_is_not_cut_off_by_its_block(tab, server):
    tab.goto(server + "en/errors.html")
    tab.focus("article p a")
    assert tab.evaluate("getComputedStyle(document.activeElement.closest('p')).contentVisibility") == "visible"
