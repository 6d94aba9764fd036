"""A page read from its top lays out what comes near the screen. It looks as if all were, and places in it are exact."""

import pytest

from browsing import DESK, tab_of

# The longest page, the one with all kinds of blocks, and functions of the reference, which are laid out late too
PAGES = {
    "chromium": ["zh/errors.html", "en/reference/experiments.html"],
    "firefox": ["en/gradients.html", "en/reference/experiments.html"],
}
SKIPPED = """() => [...document.querySelectorAll("article *")]
  .filter(part => part.checkVisibility() && !part.checkVisibility({ contentVisibilityAuto: true })).length"""
TOPS = """[...document.querySelectorAll("article > *, .doc-object")]
  .map(part => part.getBoundingClientRect().top + scrollY)"""
HEIGHT = "document.documentElement.scrollHeight"
DRAWN = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
LAST = "[...document.querySelectorAll('.md-nav--secondary a')].at(-1)"
WHERE = f"() => document.getElementById({LAST}.hash.slice(1)).getBoundingClientRect().top"
WAYS = [f"{LAST}.click()", f"{LAST}.hash === (location.hash = {LAST}.hash)"]  # a link, an address


@pytest.fixture(scope="module", params=PAGES)
def kind(request):
    return request.param


@pytest.fixture(scope="module")
def tab(request, kind):
    with tab_of(request.getfixturevalue(kind), viewport=DESK) as tab:
        yield tab


def test_what_is_laid_out_late_stands_where_it_stands_otherwise(tab, server, kind):
    for address in PAGES[kind]:
        tab.set_viewport_size(DESK)
        tab.goto(server + address)
        assert tab.evaluate(SKIPPED) > 100
        tab.set_viewport_size(DESK | {"height": DESK["height"] + tab.evaluate(HEIGHT)})
        tab.evaluate(DRAWN)
        assert not tab.evaluate(SKIPPED)
        late = tab.evaluate(TOPS)
        tab.evaluate("document.documentElement.classList.remove('from-top')")
        assert late == pytest.approx(tab.evaluate(TOPS), abs=0.6), address
    tab.set_viewport_size(DESK)


def test_a_place_in_a_page_is_found_from_its_top(tab, server, kind):
    for address in PAGES[kind]:
        found = []
        for way in WAYS:
            tab.goto(server + address)
            tab.evaluate(way)
            tab.wait_for_selector("html:not(.from-top)", state="attached")
            tab.evaluate(DRAWN)
            found.append(tab.evaluate(WHERE))
        tab.reload()
        assert not tab.evaluate(SKIPPED)  # nor is anything left for later where the address names a place
        tab.evaluate(DRAWN)
        assert found == pytest.approx([tab.evaluate(WHERE)] * len(WAYS), abs=1), address
        assert 0 < min(found) and max(found) < DESK["height"], address


def test_a_key_leads_to_the_end_at_once(tab, server, kind):
    tab.goto(server + PAGES[kind][0])
    tab.keyboard.press("End")
    tab.wait_for_selector("html:not(.from-top)", state="attached")
    height = tab.evaluate(HEIGHT)
    tab.evaluate(DRAWN)
    assert tab.evaluate(HEIGHT) == height


def test_what_has_the_focus_is_not_cut_off_by_its_block(tab, server):
    tab.goto(server + "en/errors.html")
    tab.focus("article p a")
    assert tab.evaluate("getComputedStyle(document.activeElement.closest('p')).contentVisibility") == "visible"
