"""In Chromium and Firefox: formulas have their font, languages switch, the search finds, figures move, and pages do
without JavaScript and without a server."""

import os
import re
import shutil
from urllib.parse import quote, urlsplit

import pytest

from browsing import CHANGED, DESK, MATH_FONT, WAIT, tab_of, typed
from serving import hosting


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def browser(request):
    return request.getfixturevalue(request.param)


def test_formulas_use_the_shipped_font(page, server):
    page.goto(server + "zh/cross-entropy.html")
    loaded = "document.fonts.ready.then(fonts => fonts.check('16px \"STIX Two Math Subset\"', 'x∑'))"
    assert page.evaluate(loaded)
    assert "STIX Two Math Subset" in page.evaluate("getComputedStyle(document.querySelector('math')).fontFamily")
    heights = page.evaluate(
        "[...document.querySelectorAll('.formula math')].map(math => math.getBoundingClientRect().height)"
    )
    assert len(heights) > 5 and min(heights) > 15


@pytest.mark.parametrize(("locale", "language"), [("zh-CN", "zh"), ("zh-TW", "zh"), ("en-GB", "en"), ("fr-FR", "en")])
def test_root_goes_by_the_language_of_the_browser(browser, server, locale, language):
    with tab_of(browser, locale=locale) as tab:
        tab.route("**/index.html", lambda route: route.fulfill(body="where it leads is all that counts"))
        tab.goto(server, wait_until="commit")
        tab.wait_for_url(f"{server}{language}/index.html", wait_until="commit")


def test_language_switch_keeps_page_query_and_section_and_is_remembered(page, server):
    page.goto(server + "en/nll-loss.html?logits=1,2#log-sigmoid")
    page.click("a.language")
    page.wait_for_url(server + "zh/nll-loss.html?logits=1,2#log-sigmoid")
    page.goto(server, wait_until="commit")
    page.wait_for_url(server + "zh/index.html")


# Headings whose ¶ stands on a line of its own, at some width
ALONE = """() => [...document.querySelectorAll(".headerlink")].filter(link => {
  const heading = link.parentElement
  for (let width = 300; width > 160; width -= 4) {
    heading.style.width = `${width}px`
    const range = new Range()
    range.selectNodeContents(heading)
    range.setEndBefore(link)
    const texts = range.getClientRects()
    if (link.getBoundingClientRect().top > texts[texts.length - 1].bottom - 3) return true
  }
}).map(link => link.hash)"""


def test_the_sign_of_a_heading_stays_with_its_last_word(page, server):
    for language, quotes in (("zh", True), ("en", False)):
        page.goto(f"{server}{language}/nll-loss.html")
        assert page.evaluate(ALONE) == []
        assert page.evaluate("getComputedStyle(document.body).fontFamily").lstrip('"').startswith("Quotes") == quotes


# A language in each: test_search.py has both in Chromium, and test_visits.py in Firefox what a result opens
SEARCHES = {"chromium": ("zh", "死区"), "firefox": ("en", "dead zone")}


def test_search_leads_to_a_section_and_marks_its_words(page, server, browser):
    language, words = SEARCHES[browser.browser_type.name]
    page.set_viewport_size(DESK)
    page.goto(f"{server}{language}/index.html")
    page.click("input[name=query]")
    assert typed(page, words)
    page.locator(".md-search-result__link", has_text=words).first.click()
    page.wait_for_url("**?h=*")
    assert page.url.startswith(f"{server}{language}/bce-loss.html") and page.url.endswith("#dead-zone")
    assert page.evaluate(CHANGED) == "" and page.evaluate("CSS.highlights.get('search').size") > 0
    assert not page.trouble


def test_what_the_address_says_to_mark_never_changes_the_text(page, server):
    """The theme writes the page anew, where `amp`, `lt` and `39` are parts of signs."""
    for words in ("amp+lt+39+quot+mark+%5Ca+(+[+.*+$%26+%3Cb%3E+1e-5+0.6931472+1000000", "%20"):
        page.goto(f"{server}en/numerics.html?h={words}")
        assert page.evaluate(CHANGED) == ""
    assert not page.trouble


def test_the_page_for_missing_addresses_leads_back(page, site, server):
    page.goto(server + "404.html")
    links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    own = {link.partition("#")[0] for link in links if link.startswith(server)}
    assert {server + "zh/index.html", server + "en/index.html"} <= own
    assert not [link for link in own if not (site / link.removeprefix(server)).is_file()]


@pytest.fixture
def missing(page, site, server):
    """Go to an address that leads nowhere, as on a host that shows 404.html there."""
    body = (site / "404.html").read_text(encoding="utf-8")

    def go(address):
        url = server + quote(address)
        page.route(url, lambda route: route.fulfill(status=404, body=body, content_type="text/html"))
        page.goto(url)
        page.unroute(url)
        page.trouble.clear()  # the browser reports the status

    return go


# What comes first on the page for missing addresses: its language, what was sought, and the nearest page
NEAREST = """() => {
  const part = document.querySelector(".missing")
  return [part.lang, part.querySelector("code").innerText, part.querySelector("ul.near a")?.href]
}"""


def test_the_page_for_missing_addresses_names_near_pages_in_the_language_of_the_reader(page, missing, server):
    for address, language, near in (
        ("en/bce_los.html", "en", "en/bce-loss.html"),
        ("zh/CrossEntropy/", "zh", "zh/cross-entropy.html"),
        ("en/refrence/loses", "en", "en/reference/losses.html"),
        ("zh/梯度", "zh", "zh/gradients.html"),
    ):
        missing(address)
        assert page.evaluate(NEAREST) == [language, f"/{address}", server + near]
    missing("softmaxx/of/rows")
    page.evaluate("localStorage.setItem('language', 'zh')")
    missing("softmaxx/of/rows")
    assert page.evaluate(NEAREST)[0] == "zh"
    page.click(".missing[lang=en] .search")
    page.wait_for_url(server + "en/index.html?q=softmaxx+of+rows")
    assert not page.trouble


def test_everything_is_there_without_javascript(chromium, server):  # the driver of Firefox cannot turn it off
    with tab_of(chromium, java_script_enabled=False) as tab:
        tab.goto(server + "en/cross-entropy-loss.html")
        assert tab.is_visible("text=tensor(0.5786)") and tab.is_visible("math")
        assert not tab.locator(".copy").first.is_visible()
        tab.click("a.language")
        tab.wait_for_url(server + "zh/cross-entropy-loss.html")
        tab.goto(server)
        tab.click("text=English")
        tab.wait_for_url(server + "en/index.html")


def test_pages_open_from_a_folder(page, site):
    page.goto((site / "index.html").as_uri(), wait_until="commit")
    page.wait_for_url(re.compile(r"/(zh|en)/index\.html$"))
    page.goto((site / "en/index.html").as_uri())
    page.locator("article a", has_text="NLLLoss").first.click()
    page.wait_for_url("**/en/nll-loss.html")
    assert page.inner_text("h1").startswith("NLLLoss")
    assert page.evaluate(MATH_FONT) == 1
    assert {urlsplit(url).scheme for url in page.requests} <= {"file", "blob", "data"}


@pytest.fixture(scope="module")
def with_a_moved_section(site, tmp_path_factory):
    """A folder with the English pages, of which two hold nothing but a section that moved, and its new home."""
    folder = tmp_path_factory.mktemp("moved")
    shutil.copytree(site / "en", folder / "en", copy_function=os.link)
    for name, part in (
        ("nll-loss", '<a id="gone" class="moved" href="cross-entropy.html#minimum">The minimum</a>'),
        ("cross-entropy", '<h2 id="minimum">The minimum</h2>'),
    ):
        place = folder / f"en/{name}.html"
        text = place.read_text(encoding="utf-8")
        place.unlink()  # that of the site stays
        place.write_text(re.sub("(?s)(<article.*?>).*(?=</article>)", rf"\1{part}", text), encoding="utf-8")
    return folder


def test_the_address_of_a_section_that_moved_leads_to_its_new_home(with_a_moved_section, browser):
    with hosting(with_a_moved_section) as address, tab_of(browser) as page:  # one whose history is short
        for root in (address, with_a_moved_section.as_uri() + "/"):
            new = root + "en/cross-entropy.html#minimum"
            page.goto(root + "en/nll-loss.html#gone", wait_until="commit")
            page.wait_for_url(new)
            page.goto(root + "en/nll-loss.html")
            before = page.evaluate("history.length")
            page.evaluate("location.hash = 'gone'")
            page.wait_for_url(new)
            assert page.evaluate("history.length") == before + 1  # the way back is not through the old address


def test_without_javascript_the_old_place_of_a_section_links_to_the_new_one(with_a_moved_section, chromium):
    with tab_of(chromium, java_script_enabled=False) as tab:
        root = with_a_moved_section.as_uri()
        tab.goto(f"{root}/en/nll-loss.html#gone")
        tab.click("#gone")
        tab.wait_for_url(f"{root}/en/cross-entropy.html#minimum")


def test_figures_move_by_keys(page, server):
    for address in ("zh/gradients.html", "en/bce-loss.html"):
        page.goto(server + address)
        slider = page.locator("#hands-on input[type=range]").first
        before = slider.input_value()
        slider.press("ArrowLeft")
        assert slider.input_value() != before and slider.input_value() in page.evaluate("location.search")
    assert not page.trouble


# Try to run a script, and an attribute; return whether one ran once both are reported, or after some milliseconds.
INJECT = """limit => new Promise(resolve => {
  const done = () => resolve([window.ran, breaches.length])
  addEventListener("securitypolicyviolation", () => { if (breaches.length === 2) done() })
  setTimeout(done, limit)
  const script = document.createElement("script")
  script.textContent = "window.ran = true"
  document.body.append(script)
  document.body.insertAdjacentHTML("beforeend", "<button onclick='window.ran = true'>")
  document.body.lastElementChild.click()
})"""


def test_an_injected_script_does_not_run(page, server):
    for address in ("404.html", "zh/nll-loss.html", "en/404.html"):
        page.goto(server + address)
        assert page.evaluate(INJECT, WAIT) == [None, 2]
