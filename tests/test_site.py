"""The built site: every link and anchor resolves, nothing comes from another host, each page says its language."""

import json
import re
from functools import cache
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from font import lacking
from snippets.sentences import CATALOGUE

LOADED = {
    "link": "href",
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "use": "href",
}
NOT_LOADED = {"canonical", "prev", "next", "alternate"}


@cache
def soup(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@cache
def anchors(path):
    return {tag["id"] for tag in soup(path).find_all(id=True)}


@pytest.fixture(scope="module")
def pages(site):
    found = sorted(
        path for language in ("zh", "en") for path in (site / language).rglob("*.html") if path.name != "404.html"
    )
    assert len(found) > 10
    return found


def test_both_languages_have_the_same_addresses(site, pages):
    addresses = {
        language: {p.relative_to(site / language) for p in pages if p.is_relative_to(site / language)}
        for language in ("zh", "en")
    }
    assert addresses["zh"] == addresses["en"]


def test_every_link_and_anchor_resolves(site, pages):
    dead = []
    for page in [site / "index.html", *pages]:
        for link in soup(page).find_all("a", href=True):
            href = urlsplit(link["href"])
            if href.scheme or href.netloc:
                continue
            assert not href.path.startswith("/"), f"{page}: {link['href']} does not work below a path"
            target = (page.parent / unquote(href.path)).resolve() if href.path else page
            fragment = unquote(href.fragment)
            if not target.is_file():
                dead.append(f"{page.relative_to(site)}: {link['href']}: no such file")
            elif fragment and not fragment.startswith("__") and fragment not in anchors(target):
                dead.append(f"{page.relative_to(site)}: {link['href']}: no such anchor")
    assert not dead


def test_every_file_that_a_page_loads_is_there(site, pages):
    missing = []
    for page in pages:
        for tag in soup(page).find_all(list(LOADED)):
            address = urlsplit(tag.get(LOADED[tag.name], ""))
            if address.path and not address.netloc and not NOT_LOADED & set(tag.get("rel", [])):
                if not (page.parent / unquote(address.path)).is_file():
                    missing.append(f"{page.relative_to(site)}: {tag}")
    assert not missing


def test_every_page_can_be_reached(site, pages):
    for language in ("zh", "en"):
        start = site / language / "index.html"
        seen, queue = {start}, [start]
        while queue:
            page = queue.pop()
            for link in soup(page).find_all("a", href=True):
                href = urlsplit(link["href"])
                target = (page.parent / href.path).resolve()
                if not href.scheme and href.path.endswith(".html") and target not in seen:
                    seen.add(target)
                    queue.append(target)
        assert {page.resolve() for page in pages} <= {page.resolve() for page in seen}


def test_nothing_is_loaded_from_another_host(site, pages):
    foreign = []
    for page in [site / "index.html", site / "404.html", *pages]:
        for tag in soup(page).find_all(list(LOADED)):
            address = tag.get(LOADED[tag.name], "")
            if urlsplit(address).netloc and not NOT_LOADED & set(tag.get("rel", [])):
                foreign.append(f"{page}: {tag}")
    for sheet in site.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        foreign += [
            f"{sheet}: {url}" for url in re.findall(r"(?:url\(|@import )[\"']?(https?:[^)\"']*|//[^)\"']*)", text)
        ]
    assert not foreign


def test_each_page_names_its_language_title_and_counterpart(site, pages):
    titles = []
    for page in pages:
        language, address = page.relative_to(site).as_posix().split("/", 1)
        head = soup(page)
        assert head.html["lang"] == language
        assert head.find("link", rel="canonical")["href"] == f"https://example.org/en/losses/{language}/{address}"
        alternates = {link["hreflang"]: link["href"] for link in head.find_all("link", rel="alternate", hreflang=True)}
        addresses = {code: f"https://example.org/en/losses/{code}/{address}" for code in ("zh", "en")}
        default = "https://example.org/en/losses/" if address == "index.html" else addresses["en"]
        assert alternates == addresses | {"x-default": default}
        assert head.find("meta", attrs={"name": "description"})["content"]
        shared = {tag["property"]: tag["content"] for tag in head.find_all("meta", property=True)}
        assert shared["og:url"] == addresses[language]
        assert shared["og:type"] == ("website" if address == "index.html" else "article")
        assert shared["og:title"] in head.title.string
        assert shared["og:description"] == head.find("meta", attrs={"name": "description"})["content"]
        locales = {"zh": "zh_CN", "en": "en_GB"}
        assert shared["og:locale"] == locales.pop(language)
        assert shared["og:locale:alternate"] == locales.popitem()[1]
        titles.append((language, head.title.string))
        switch = head.find("a", class_="language")
        other = "en" if language == "zh" else "zh"
        assert (page.parent / switch["href"]).resolve() == (site / other / address).resolve()
        assert switch["hreflang"] == switch["lang"] == other
    assert len(set(titles)) == len(titles), "two pages have one title"


# what is no word of the theme: titles of pages and sections, and the page itself
CONTENT = ".md-nav__link, .md-footer__title .md-ellipsis, .md-header__topic, script, style, [lang]"
OF_DOCSTRINGS = ".doc-section-title, .doc-contents summary, .doc-contents table:has(.doc-section-item) th"


def interface(page):
    """Return what the theme says on a page: texts around the article, names of buttons, the script's notices."""
    whole = soup(page)
    config = json.loads(whole.find(id="__config").string)
    texts = [text for key, text in config["translations"].items() if not key.startswith("search.config")]
    texts += [tag.get_text() for tag in whole.select(OF_DOCSTRINGS)]
    texts += [tag["title"] for tag in whole.select("article [title]:not(.autorefs)") if not tag.find_parent("code")]
    before, _, after = re.split(r"<article|</article>", page.read_text(encoding="utf-8"))
    around = BeautifulSoup(before + after, "html.parser")
    for tag in around.body.select(CONTENT):
        tag.decompose()
    texts += [
        tag[name]
        for name in ("title", "aria-label", "placeholder")
        for tag in around.body.select(f"[{name}]:not(li nav)")
    ]
    return {text.strip() for text in [*texts, *around.body.stripped_strings]}


def test_what_the_theme_says_is_in_the_language_of_the_page(pages):
    foreign = []
    for page in pages:
        chinese = "/zh/" in page.as_posix()
        for text in interface(page) - {"GitHub"}:
            if bool(re.search(r"[\u4e00-\u9fff]", text)) != chinese:
                foreign.append(f"{page}: {text}")
    assert not foreign


def test_the_interface_is_named_in_both_languages(site):
    """What readers use, by name, so that the test above looks at it."""
    texts = {
        "zh": "搜索|目录|复制|已复制|上一页|下一页|回到页面顶部|跳转至|切换到深色|本节的链接|参数：|返回：|"
        "引发：|特殊情况|出处",
        "en": "Search|Table of contents|Copy to clipboard|Copied to clipboard|Previous|Next|Back to top|"
        "Skip to content|Switch to dark|Link to this section|Parameters:|Returns:|Raises:|Special cases|Source",
    }
    for language, words in texts.items():
        assert set(words.split("|")) <= interface(site / language / "reference/losses.html")


def test_formulas_are_mathml(site, pages):
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "arithmatex" not in text
    assert len(soup(site / "zh/cross-entropy.html").find_all("math")) > 20


def test_no_line_begins_with_the_punctuation_after_a_formula(site):
    text = (site / "zh/cross-entropy.html").read_text(encoding="utf-8")
    assert len(re.findall(r"</math>[，。]", text)) > 10
    assert not re.search(r"</math>[，。](?!</span>)", re.sub(r"</math>[，。；：）”]+</span>", "", text))


def test_the_math_font_has_every_character_in_use(pages):
    """Those in docstrings and tables too; tests/test_glyphs.py looks at the formulas that pages write."""
    missing = {page: found for page in pages if (found := lacking(page.read_text(encoding="utf-8")))}
    assert not missing, "what pages use and the math font lacks: `make font` puts it in"


def test_search_indices_hold_their_language_only(site):
    for language in ("zh", "en"):
        index = json.loads((site / language / "search/search_index.json").read_text(encoding="utf-8"))
        written = [entry for entry in index["docs"] if not entry["location"].startswith(("reference", "glossary"))]
        text = "".join(entry["title"] + entry["text"] for entry in written)
        chinese = len(re.findall(r"[\u4e00-\u9fff]", text))
        assert (chinese > 1000) == (language == "zh") and (chinese == 0) == (language == "en")
        assert "\\frac" not in text and "\\operatorname" not in text


def test_root_has_the_sitemaps_and_a_page_for_every_reader(site):
    sitemap = (site / "sitemap.xml").read_text(encoding="utf-8")
    root = soup(site / "index.html")
    for language in ("zh", "en"):
        assert f"https://example.org/en/losses/{language}/sitemap.xml" in sitemap
        entries = ElementTree.parse(site / language / "sitemap.xml").getroot()
        assert len(entries) > 10
        for place, *links in entries:
            page = soup(site / place.text.removeprefix("https://example.org/en/losses/"))
            named = {link["hreflang"]: link["href"] for link in page.find_all("link", hreflang=True)}
            assert {link.get("hreflang"): link.get("href") for link in links} == named
        assert root.find("a", href=f"{language}/index.html")
    not_found = soup(site / "404.html")
    assert {tag["lang"] for tag in not_found.select("article [lang]")} == {"zh", "en"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_figure_has_an_alternative_text_in_the_language_of_the_page(site, language):
    figures = [figure for path in (site / language).rglob("*.html") for figure in soup(path)("svg", class_="lines")]
    assert len(figures) >= 2
    for figure in figures:
        label = figure.find_parent(attrs={"role": "img"})["aria-label"]
        assert len(label) > 30 and bool(re.search(r"[\u4e00-\u9fff]", label)) == (language == "zh")
        assert not re.search(r"#[0-9a-fA-F]{3,6}|rgb|font-family", str(figure)), (
            "colours and fonts belong to the style sheet"
        )


@pytest.mark.parametrize(("language", "column"), [("en", 0), ("zh", 1)])
def test_the_page_of_explain_lists_every_finding_in_its_language(site, language, column):
    text = soup(site / language / "reference/findings.html").select_one("#codes ~ ul").get_text()
    for code, sentences in CATALOGUE.items():
        ours, other = (sentence.rpartition("}")[2].strip() for sentence in (sentences[column], sentences[1 - column]))
        assert code in text and ours in text and (other not in text or len(other) < 3)
