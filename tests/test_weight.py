"""A page is light: at most 130 KB compressed and 15 requests before anyone acts, all to the site, and nothing jumps.

`pytest -rP tests/test_weight.py` prints the table of all pages.
"""

import gzip

import pytest

HEAVIEST, MOST_REQUESTS, MOST_SHIFT = 130_000, 15, 0.05
# what a fast phone connection gives
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
SHIFTS = """window.shift = 0
new PerformanceObserver(list => { for (const { value } of list.getEntries()) shift += value })
  .observe({ type: "layout-shift", buffered: true })"""


def compressed(response):
    """Return the bytes that a server sends which compresses text; fonts are compressed as they are."""
    body = response.body()
    return len(body) if response.url.endswith(".woff2") else len(gzip.compress(body, 6))


@pytest.fixture
def tab(chromium):
    """A tab that keeps nothing from page to page and records what is asked for."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.session = context.new_cdp_session(page)
    page.session.send("Network.enable")
    page.session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.responses = []
    page.on("response", lambda response: page.responses.append(response))
    yield page
    context.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_first_view(tab, site, server, language):
    sizes, rows, trouble = {}, [], []
    for path in sorted((site / language).rglob("*.html")):
        tab.responses.clear()
        tab.goto(server + path.relative_to(site).as_posix(), wait_until="networkidle")
        for response in tab.responses:
            if response.url not in sizes:
                sizes[response.url] = compressed(response)
        urls = [response.url for response in tab.responses]
        total = sum(sizes[url] for url in urls)
        rows.append(f"{path.relative_to(site).as_posix():36} {sizes[urls[0]]:7,} {total:8,} {len(urls):3}")
        if total > HEAVIEST or len(urls) > MOST_REQUESTS or not all(url.startswith(server) for url in urls):
            trouble.append(rows[-1])
    print("page                                 its HTML    total requests", *rows, "", sep="\n")
    print(*(f"{size:7,} {url.removeprefix(server)}" for url, size in sizes.items() if ".html" not in url), sep="\n")
    assert not trouble, "\n".join(trouble)


def test_the_index_of_the_search_comes_once_and_when_it_is_used(tab, server):
    tab.goto(server + "zh/nll-loss.html", wait_until="networkidle")
    assert not [response.url for response in tab.responses if "search_index" in response.url]
    tab.responses.clear()
    tab.fill("input[name=query]", "softmax")
    tab.press("input[name=query]", "End")
    tab.wait_for_selector(".md-search-result__link")
    names = [response.url.rpartition("/")[2] for response in tab.responses]
    assert names.count("search_index.json") == 1 and len(names) == 2  # the other is its worker
    print(f"the first search takes {sum(map(compressed, tab.responses)):,} bytes more")


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_jumps_on_a_slow_connection(tab, server, width):
    tab.set_viewport_size({"width": width, "height": 800})
    tab.add_init_script(SHIFTS)
    tab.session.send("Network.emulateNetworkConditions", SLOW)
    for address in ("zh/gradients.html", "en/numerics.html", "zh/reference/losses.html"):
        tab.goto(server + address, wait_until="networkidle")
        assert tab.evaluate("document.fonts.check('16px \"STIX Two Math Subset\"', 'x')")
        shift = tab.evaluate("shift")
        print(f"{address} at {width} px: {shift:.4f}")
        assert shift <= MOST_SHIFT, address
