"""Who searches the site for the words of an error message or of a question finds its page among the first three."""

import json
import re
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
    tab.wait_for_selector(RESULTS, state="detached")
    tab.fill("input[name=query]", words)  # as if pasted: no key goes up
    try:
        tab.wait_for_selector(RESULTS, timeout=10_000)
    except TimeoutError:
        return []
    links = tab.eval_on_selector_all(RESULTS, "items => items.map(item => item.querySelector('a').href)")
    return [urlsplit(link)._replace(query="", fragment="").geturl() for link in links]


# What search.js gives to the theme is what the page shows, without the time it takes to show it.
KEEP = """{
  let kept = window.Worker
  const set = given => kept = class extends given { constructor(address) { super(address); window.finder = this } }
  Object.defineProperty(window, "Worker", { get: () => kept, set })
}"""
FIND = """words => new Promise(resolve => {
  const take = ({ data: { type, data } }) => {
    if (type !== 3) return
    finder.removeEventListener("message", take)
    resolve(data.items)
  }
  finder.addEventListener("message", take)
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
        items = tab.evaluate(FIND, words)
        return [f"{server}{language}/{item[0]['location'].partition('#')[0]}" for item in items]

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


def test_results_have_no_stray_characters_and_know_what_they_found(chromium, server):
    tab = chromium.new_page(viewport={"width": 1280, "height": 800})
    tab.add_init_script(KEEP)
    for language, words in (("zh", "softmax溢出"), ("zh", "标签平滑"), ("en", "F.nll_loss()")):
        tab.goto(f"{server}{language}/index.html", wait_until="networkidle")
        assert search(tab, words)
        assert not re.search(r"\u200b|&\w+;|\\[a-z]+\{", tab.inner_text(".md-search-result__list"))
        assert not [text for text in tab.locator(".md-search-result__terms").all_inner_texts() if "*" in text]
        for best, *_ in tab.evaluate(FIND, words)[:1]:
            assert best["terms"] and all(best["terms"].values())
    assert tab.evaluate(FIND, "呃呃") == tab.evaluate(FIND, "qqqq") == []
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
    texts = {entry["location"]: entry["text"] for entry in index["docs"]}
    assert not [place for place, text in texts.items() if re.search(r"\\(frac|operatorname)", text)], "source code"
    assert "0.9050" not in "".join(texts.values()), "the axes of a figure, one number after the other"
    assert index["config"]["lang"] == ["en"]  # which also cuts what jieba has cut; another language needs its scripts
    assert not list((site / language).rglob("lunr*"))
