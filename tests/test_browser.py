"""In Chromium and Firefox: formulas have their font, languages switch, code is copied, the search finds, figures move,
and pages do without JavaScript and without a server."""

from urllib.parse import urlsplit

import pytest

from test_policy import BREACHES


@pytest.fixture(scope="session", params=["chromium", "firefox"])
def browser(request):
    return request.getfixturevalue(request.param)


def test_formulas_use_the_shipped_font(page, server):
    page.goto(server + "zh/cross-entropy.html", wait_until="networkidle")
    loaded = "document.fonts.ready.then(fonts => fonts.check('16px \"STIX Two Math Subset\"', 'x∑'))"
    assert page.evaluate(loaded)
    assert "STIX Two Math Subset" in page.evaluate("getComputedStyle(document.querySelector('math')).fontFamily")
    heights = page.evaluate(
        "[...document.querySelectorAll('.formula math')].map(math => math.getBoundingClientRect().height)"
    )
    assert len(heights) > 5 and min(heights) > 15


@pytest.mark.parametrize(("locale", "language"), [("zh-CN", "zh"), ("zh-TW", "zh"), ("en-GB", "en"), ("fr-FR", "en")])
def test_root_goes_by_the_language_of_the_browser(browser, server, locale, language):
    context = browser.new_context(locale=locale)
    tab = context.new_page()
    tab.goto(server)
    tab.wait_for_url(f"{server}{language}/index.html")
    context.close()


def test_language_switch_keeps_page_query_and_section_and_is_remembered(page, server):
    page.goto(server + "en/nll-loss.html?logits=1,2#log-sigmoid")
    page.click("a.language")
    page.wait_for_url(server + "zh/nll-loss.html?logits=1,2#log-sigmoid")
    page.goto(server)
    page.wait_for_url(server + "zh/index.html")


def test_copying_a_session_leaves_out_prompts_and_output(page, server):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(server + "en/nll-loss.html", wait_until="networkidle")
    page.locator(".md-clipboard, .md-code__button[data-clipboard-target]").first.click()
    page.evaluate("document.body.append(document.createElement('textarea'))")
    page.press("textarea", "Control+V")
    code = page.input_value("textarea")
    assert code.startswith("import torch\nimport torch.nn.functional as F\n")
    assert ">>>" not in code and "tensor(0" not in code
    exec(compile(code, "copied", "exec"), {})


@pytest.mark.parametrize(
    ("address", "words", "found"),
    [
        ("zh/index.html", "死区", "zh/bce-loss.html#dead-zone"),
        ("zh/index.html", "熵", "zh/cross-entropy.html"),
        ("zh/index.html", "multi-target not supported", "zh/errors.html#multi-target"),
        ("en/index.html", "denominator", "en/reductions.html#denominators"),
        ("en/index.html", "Found dtype Long but expected Float", "en/errors.html#bce-target-dtype"),
    ],
)
def test_search_finds(page, server, address, words, found):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(server + address, wait_until="networkidle")
    page.fill("input[name=query]", words)
    page.wait_for_selector(".md-search-result__link")
    results = page.eval_on_selector_all(
        ".md-search-result__item", "items => items.map(item => [...item.querySelectorAll('a')].map(link => link.href))"
    )
    links = [[urlsplit(link)._replace(query="").geturl() for link in item] for item in results]
    assert server + found in [link for item in links[:3] for link in item]
    assert all(link.startswith(f"{server}{address[:2]}/") for item in links for link in item)
    shown = page.inner_text(".md-search-result__list")
    assert "\\frac" not in shown
    assert not page.trouble


def test_the_page_for_missing_addresses_leads_back(page, server):
    page.goto(server + "404.html")
    links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    own = {link.partition("#")[0] for link in links if link.startswith(server)}
    assert {server + "zh/index.html", server + "en/index.html"} <= own
    for link in own:
        assert page.request.get(link).ok, link


def test_everything_is_there_without_javascript(browser, server):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(server + "en/cross-entropy-loss.html")
    assert tab.is_visible("text=tensor(0.5786)") and tab.is_visible("math")
    tab.click("a.language")
    assert tab.url == server + "zh/cross-entropy-loss.html"
    tab.goto(server)
    tab.click("text=English")
    assert tab.url == server + "en/index.html"
    context.close()


def test_pages_open_from_a_folder(page, site):
    page.goto((site / "index.html").as_uri())
    page.wait_for_url("**/index.html")
    page.goto((site / "en/index.html").as_uri())
    page.locator("article a", has_text="NLLLoss").first.click()
    page.wait_for_url("**/en/nll-loss.html")
    assert page.inner_text("h1").startswith("NLLLoss")
    assert page.evaluate("document.fonts.load('16px \"STIX Two Math Subset\"', '∑').then(fonts => fonts.length)") == 1
    assert {urlsplit(url).scheme for url in page.requests} <= {"file", "blob", "data"}


def test_figures_move_by_keys(page, server):
    for address in ("zh/gradients.html", "en/bce-loss.html"):
        page.goto(server + address)
        slider = page.locator("#hands-on input[type=range]").first
        before = slider.input_value()
        slider.press("ArrowLeft")
        assert slider.input_value() != before and slider.input_value() in page.evaluate("location.search")
    assert not page.trouble


def test_an_injected_script_does_not_run(browser, server):
    tab = browser.new_page()
    tab.add_init_script(BREACHES)
    for address in ("", "zh/nll-loss.html", "en/404.html"):
        tab.goto(server + address, wait_until="load")
        tab.wait_for_selector("body")
        tab.evaluate("""() => {
          const script = document.createElement("script")
          script.textContent = "window.ran = true"
          document.body.append(script)
          document.body.insertAdjacentHTML("beforeend", "<button onclick='window.ran = true'>")
          document.body.lastElementChild.click()
        }""")
        assert tab.evaluate("[window.ran, breaches.length]") == [None, 2]
    tab.close()
