"""Who searches the site for the words of an error message or of a question finds its page among the first three."""

import json
import re
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from browsing import DESK, FIND, KEEP, RESULTS, search, tab_of

TEXT = "document.querySelector('.md-content article').textContent"
QUERIES = tomllib.loads((Path(__file__).parent / "queries.toml").read_text(encoding="utf-8"))


def best(links):
    """Return for each result the address of its page, without words to mark and section."""
    return [urlsplit(first)._replace(query="", fragment="").geturl() for first, *_ in links]


@pytest.fixture(scope="module", params=QUERIES)
def language(request):
    return request.param


@pytest.fixture(scope="module")
def tab(chromium, server, language):
    """A tab whose search has been used, as making its index takes longer than many searches."""
    with tab_of(chromium, viewport=DESK) as tab:
        tab.add_init_script(KEEP)
        tab.goto(f"{server}{language}/404.html")
        assert search(tab, "softmax")
        yield tab


def test_the_page_for_a_query_is_among_the_first_three(tab, server, language):
    queries = [(page, words) for page, questions in QUERIES[language].items() for words in questions]
    assert len(queries) >= 40
    missed = []

    def find(words):
        return [item[0]["location"].partition("#")[0] for item in tab.evaluate(FIND, words)]

    for words in (queries[0][1], queries[-1][1]):
        shown = best(search(tab, words))
        assert shown == [f"{server}{language}/{page}" for page in find(words)[: len(shown)]]
    for page, words in queries:
        found = find(words)[:3]
        if page not in found:
            missed.append(f"{words!r}: {page} is not among {found}")
    for digit in range(10):  # long numbers in the text can make lunr fail at all words that begin alike
        find(str(digit))
    assert not tab.trouble
    assert not missed, "\n".join(missed)


def test_results_have_no_stray_characters_and_know_what_they_found(tab, language):
    for words in {"zh": ["softmax溢出", "标签平滑"], "en": ["F.nll_loss()"]}[language]:
        assert search(tab, words)
        assert not re.search(r"\u200b|&\w+;|\\[a-z]+\{", tab.inner_text(".md-search-result__list"))
        assert not [text for text in tab.locator(".md-search-result__terms").all_inner_texts() if "*" in text]
        first, *_ = tab.evaluate(FIND, words)[0]
        assert first["terms"] and all(first["terms"].values())
    assert tab.evaluate(FIND, "呃呃") == tab.evaluate(FIND, "qqqq") == []


def test_search_works_from_a_folder(chromium, site, language):
    words = {"zh": "独热", "en": "one-hot"}[language]
    errors = []
    with tab_of(chromium, viewport=DESK) as tab:
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.goto((site / language / "reference/losses.html").as_uri())  # a page that is a folder deeper
        text = tab.evaluate(TEXT)
        found = best(search(tab, words))
        assert len(found) > 2 and all(address.startswith((site / language).as_uri()) for address in found)
        tab.click(f"{RESULTS} a")
        tab.wait_for_url("**?h=*")
        assert tab.url.startswith(found[0])
        assert tab.evaluate("CSS.highlights.get('search').size") > 0  # the words are marked on the page they led to
        assert search(tab, "softmax")
        tab.goto((site / language / "reference/losses.html").as_uri() + "?h=losses+amp")
        assert tab.evaluate("CSS.highlights.get('search').size") > 0 and tab.evaluate(TEXT) == text
    assert not errors


def test_what_an_index_does_not_need_is_not_shipped(site, language):
    index = json.loads((site / language / "search/search_index.json").read_text(encoding="utf-8"))
    texts = {entry["location"]: entry["text"] for entry in index["docs"]}
    assert not [place for place, text in texts.items() if re.search(r"\\(frac|operatorname)", text)], "source code"
    assert "0.9050" not in "".join(texts.values()), "the axes of a figure, one number after the other"
    assert index["config"]["lang"] == ["en"]  # which also cuts what jieba has cut; another language needs its scripts
    assert not list((site / language).rglob("lunr*"))
