"""The index of the search comes once, when it is used, and nothing jumps on a slow connection."""

import gzip
from contextlib import ExitStack, contextmanager
from functools import cache

import pytest

from browsing import DESK, tab_of, typed

MOST_SHIFT = 0.05
MOST_FOR_SEARCH = 150_000  # bytes
# what a fast phone connection gives
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
SHIFTS = """window.shift = 0
new PerformanceObserver(list => { for (const { value } of list.getEntries()) shift += value })
  .observe({ type: "layout-shift", buffered: true })"""
SETTLED = """async () => {  // with its fonts, and drawn
  await document.fonts.ready
  for (let n = 0; n < 3; n++) await new Promise(requestAnimationFrame)
}"""


@cache
def compressed(path):
    """Return the bytes that a server sends which compresses text; fonts are compressed as they are."""
    data = path.read_bytes()
    return len(data) if path.suffix == ".woff2" else len(gzip.compress(data, 6))


@contextmanager
def fresh_tab(chromium, viewport):
    """Open a tab that keeps nothing from page to page and records what is asked for."""
    with tab_of(chromium, viewport=viewport) as page:
        page.session = page.context.new_cdp_session(page)
        page.session.send("Network.enable")
        page.session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        yield page


def test_the_index_of_the_search_comes_once_and_when_it_is_used(chromium, site, server):
    with fresh_tab(chromium, DESK) as tab:
        tab.goto(server + "zh/nll-loss.html", wait_until="load")
        assert not [url for url in tab.requests if "/search/" in url]
        first = len(tab.requests)
        assert typed(tab, "softmax") and typed(tab, "sigmoid")
        asked = sorted(url.removeprefix(server) for url in tab.requests[first:])
    assert asked == ["zh/search/engine.js", "zh/search/guides.js"]
    more = sum(compressed(site / url) for url in asked)
    print(f"the first search takes {more:,} bytes more")
    assert more <= MOST_FOR_SEARCH


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_jumps_on_a_slow_connection(chromium, server, width):
    with ExitStack() as opened:
        tabs = {}
        for address in ("zh/index.html", "zh/gradients.html", "en/numerics.html"):  # each with a connection of its own
            tabs[address] = opened.enter_context(fresh_tab(chromium, {"width": width, "height": 800}))
            tabs[address].add_init_script(SHIFTS)
            tabs[address].session.send("Network.emulateNetworkConditions", SLOW)
            tabs[address].goto(server + address, wait_until="commit")
        for address, tab in tabs.items():
            tab.wait_for_load_state("load")
            tab.evaluate(SETTLED)
            assert tab.evaluate("document.fonts.check('16px \"STIX Two Math Subset\"', 'x')")
            shift = tab.evaluate("shift")
            print(f"{address} at {width} px: {shift:.4f}")
            assert shift <= MOST_SHIFT, address
