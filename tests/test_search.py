"""Who searches the site for the words of an error message or of a question finds its page among the first three."""

import json
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import TimeoutError

QUERIES = tomllib.loads((Path(__file__).parent / "queries.toml").read_text(encoding="utf-8"))
RESULTS = ".md-search-result__item"


def search(tab, words):
    """Return the addresses of the pages that the site's own search gives, the best first."""
    tab.fill("input[name=query]", "")
    tab.press("input[name=query]", "End")  # Material searches when a key goes up
    tab.wait_for_selector(RESULTS, state="detached")
    tab.fill("input[name=query]", words)
    tab.press("input[name=query]", "End")
    try:
        tab.wait_for_selector(RESULTS, timeout=10_000)
    except TimeoutError:
        return []
    links = tab.eval_on_selector_all(RESULTS, "items => items.map(item => item.querySelector('a').href)")
    return [urlsplit(link)._replace(query="", fragment="").geturl() for link in links]


# What the theme's worker finds is what the page shows, without the time it takes to show it.
KEEP = "window.Worker = class extends Worker { constructor(address) { super(address); window.finder = this } }"
FIND = """words => new Promise((resolve, reject) => {
  finder.onmessage = ({ data: { type, data } }) => type === 3 && resolve(data.items.map(([page]) => page.location))
  finder.onerror = ({ message }) => reject(new Error(`${words}: ${message}`))
  finder.postMessage({ type: 2, data: words })
})"""


@pytest.mark.parametrize("language", QUERIES)
def test_the_page_for_a_query_is_among_the_first_three(chromium, server, language):
    queries = [(page, words) for page, questions in QUERIES[language].items() for words in questions]
    assert len(queries) >= 40
    tab = chromium.new_page(viewport={"width": 1280, "height": 800})
    tab.add_init_script(KEEP)
    trouble = []
    tab.on("console", lambda message: trouble.append(message.text) if message.type in ("error", "warning") else None)
    tab.goto(f"{server}{language}/index.html", wait_until="networkidle")

    def find(words):
        return [f"{server}{language}/{location.partition('#')[0]}" for location in tab.evaluate(FIND, words)]

    for words in (queries[0][1], queries[-1][1]):
        shown = search(tab, words)
        assert shown and shown == find(words)[: len(shown)]
    missed = []
    for page, words in queries:
        found = [address.removeprefix(f"{server}{language}/") for address in find(words)[:3]]
        if page not in found:
            missed.append(f"{words!r}: {page} is not among {found}")
    for digit in range(10):  # long numbers in the text can make lunr fail at all words that begin alike: keep them out
        find(str(digit))
    tab.close()
    assert not trouble
    assert not missed, "\n".join(missed)


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("softmax溢出", "numerics.html"),
        ("BCELoss死区", "bce-loss.html"),
        ("权重CrossEntropyLoss", "cross-entropy-loss.html"),
    ],
)
def test_chinese_and_latin_words_need_no_blank_between_them(chromium, server, words, page):
    tab = chromium.new_page(viewport={"width": 1280, "height": 800})
    tab.goto(f"{server}zh/index.html", wait_until="networkidle")
    assert f"{server}zh/{page}" in search(tab, words)[:3]
    tab.close()


@pytest.mark.parametrize(("language", "words"), [("zh", "独热"), ("en", "one-hot")])
def test_search_works_from_a_folder(chromium, site, language, words):
    tab = chromium.new_page(viewport={"width": 1280, "height": 800})
    trouble = []
    tab.on("pageerror", lambda error: trouble.append(str(error)))
    tab.goto((site / language / "reference/losses.html").as_uri(), wait_until="load")  # a page that is a folder deeper
    found = search(tab, words)
    assert len(found) > 2 and all(address.startswith((site / language).as_uri()) for address in found)
    tab.click(f"{RESULTS} a")
    tab.wait_for_selector("article mark")  # the words are marked on the page they led to
    assert tab.url.startswith(found[0]) and (site / language).as_uri() in tab.url
    assert search(tab, "softmax")
    tab.close()
    assert not trouble


@pytest.mark.parametrize("language", QUERIES)
def test_what_an_index_does_not_need_is_not_shipped(site, language):
    index = json.loads((site / language / "search/search_index.json").read_text(encoding="utf-8"))
    assert index["config"]["lang"] == ["en"]  # which also cuts what jieba has cut; another language needs its scripts
    assert not list((site / language).rglob("lunr*"))
