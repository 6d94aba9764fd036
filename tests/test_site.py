"""The built site: every link and anchor resolves, nothing comes from another host, each page says its language."""

import re
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser

from built import LANGUAGES, anchors, document, links, named, pages_of, searched, value
from font import lacking
from snippets.findings.rules import RULES

ADDRESS = "https://example.org/en/losses/"  # of the site that tests read
LOCALES = {"zh": "zh_CN", "en": "en_GB"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")

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
WITH_WORDS = "[role=img][aria-label] svg.lines"


@pytest.fixture(scope="module")
def pages(site):
    return pages_of(site)


def loaded(page):
    """Return the addresses that a browser loads with a page."""
    for tag in document(page).css(", ".join(LOADED)):
        address = tag.attributes.get(LOADED[tag.tag])
        if address and not NOT_LOADED & set((tag.attributes.get("rel") or "").split()):
            yield address


def test_both_languages_have_the_same_addresses(site, pages):
    addresses = {
        language: {p.relative_to(site / language) for p in pages if p.is_relative_to(site / language)}
        for language in LANGUAGES
    }
    assert addresses["zh"] == addresses["en"]


def test_every_link_and_anchor_resolves(site, pages):
    dead = []
    for page in [site / "index.html", *pages]:
        for link in links(page):
            href = urlsplit(link)
            if href.scheme or href.netloc:
                continue
            assert not href.path.startswith("/"), f"{page}: {link} does not work below a path"
            target = (page.parent / unquote(href.path)).resolve() if href.path else page
            fragment = unquote(href.fragment)
            if not target.is_file():
                dead.append(f"{page.relative_to(site)}: {link}: no such file")
            elif fragment and not fragment.startswith("__") and fragment not in anchors(target):
                dead.append(f"{page.relative_to(site)}: {link}: no such anchor")
    assert not dead


def test_no_link_leads_to_where_a_section_was(pages):
    """Addresses that others have kept are followed by page/moved.mjs; our own links name the new place."""
    gone = {(page.resolve(), tag.attributes["id"]) for page in pages for tag in document(page).css("a.moved[id]")}
    stale = []
    for page in pages:
        for href in map(urlsplit, links(page)):
            target = page if not href.path else page.parent / unquote(href.path)
            if not href.netloc and (target.resolve(), href.fragment) in gone:
                stale.append(f"{page}: {href.geturl()}")
    assert not stale


def test_every_file_that_a_page_loads_is_there(site, pages):
    missing = []
    for page in pages:
        for address in map(urlsplit, loaded(page)):
            if address.path and not address.netloc and not (page.parent / unquote(address.path)).is_file():
                missing.append(f"{page.relative_to(site)}: {address.path}")
    assert not missing


def test_every_page_can_be_reached(site, pages):
    for language in LANGUAGES:
        start = (site / language / "index.html").resolve()
        seen, queue = {start}, [start]
        while queue:
            page = queue.pop()
            paths = {href.path for href in map(urlsplit, links(page)) if not href.scheme}
            new = {(page.parent / path).resolve() for path in paths if path.endswith(".html")} - seen
            seen |= new
            queue += new
        assert {page.resolve() for page in pages} <= seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_addresses_of_a_page_that_has_moved_lead_on(site, language):
    """Without JavaScript too: at each of its old anchors stands the link to where the section is now."""
    page = site / language / "beyond.html"
    moved = {link.attributes["id"]: link.attributes["href"] for link in document(page).css("a.moved")}
    assert len(moved) == 17 and {"focal-loss", "imbalance", "temperature", "threshold", "f1"} <= moved.keys()
    for old, address in moved.items():
        new, _, anchor = address.partition("#")
        assert anchor == old and anchor in anchors(page.parent / new)
    for other in (*pages_of(site), site / language / "sitemap.xml"):
        assert "beyond.html" not in other.read_text(encoding="utf-8"), other
    assert "beyond.html" not in str(searched(site, language))


def test_nothing_is_loaded_from_another_host(site, pages):
    foreign = []
    for page in [site / "index.html", site / "404.html", *pages]:
        foreign += [f"{page}: {address}" for address in loaded(page) if urlsplit(address).netloc]
    for sheet in site.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        urls = re.findall(r"(?:url\(|@import )[\"']?(https?:[^)\"']*|//[^)\"']*)", text)
        foreign += [f"{sheet}: {url}" for url in urls]
    assert not foreign


def test_each_page_names_its_language_and_counterpart(site, pages):
    for page in pages:
        language, address = page.relative_to(site).as_posix().split("/", 1)
        (other,) = set(LANGUAGES) - {language}
        assert value(page, "html", "lang") == language
        switch = document(page).css_first("a.language").attributes
        assert (page.parent / switch["href"]).resolve() == (site / other / address).resolve()
        assert switch["hreflang"] == switch["lang"] == other

        addresses = {code: f"{ADDRESS}{code}/{address}" for code in LANGUAGES}
        default = ADDRESS if address == "index.html" else addresses["en"]
        assert value(page, "link[rel=canonical]", "href") == addresses[language]
        assert named(page, "link[hreflang]", "hreflang", "href") == addresses | {"x-default": default}


def test_each_page_says_what_it_is_to_those_who_share_it(site, pages):
    titles = []
    for page in pages:
        language, address = page.relative_to(site).as_posix().split("/", 1)
        (other,) = set(LANGUAGES) - {language}
        title = document(page).css_first("title").text()
        description = value(page, "meta[name=description]", "content")
        shared = named(page, "meta[property]", "property", "content")
        assert shared["og:url"] == f"{ADDRESS}{language}/{address}"
        assert shared["og:type"] == ("website" if address == "index.html" else "article")
        assert shared["og:title"] in title
        assert description and shared["og:description"] == description
        assert shared["og:locale"] == LOCALES[language] and shared["og:locale:alternate"] == LOCALES[other]
        titles.append((language, title))
    assert len(set(titles)) == len(titles), "two pages have one title"


# what is no word of the theme: titles of pages and sections, and the page itself
CONTENT = ".md-nav__link, .md-footer__title .md-ellipsis, .md-header__topic, script, style, [lang]"
OF_DOCSTRINGS = ".doc-section-title, .doc-contents summary"


def interface(page):
    """Return what the theme says on a page: texts around the article, names of buttons."""
    whole = document(page)
    texts = [tag.text() for tag in whole.css(OF_DOCSTRINGS)]
    texts += [tag.attributes["title"] for tag in whole.css("article [title]:not(.autorefs):not(code *)")]

    before, _, after = re.split(r"<article|</article>", page.read_text(encoding="utf-8"))
    around = LexborHTMLParser(before + after).body
    for tag in around.css(CONTENT):
        tag.decompose()
    for name in ("title", "aria-label", "placeholder", "data-says"):
        texts += [tag.attributes[name] for tag in around.css(f"[{name}]:not(li nav)")]
    texts += [node.text_content for node in around.traverse(include_text=True) if node.tag == "-text"]
    return {text.strip() for text in texts} - {""}


def test_what_the_theme_says_is_in_the_language_of_the_page(pages):
    foreign = []
    for page in pages:
        chinese = "/zh/" in page.as_posix()
        for text in interface(page) - {"GitHub"}:
            if bool(CHINESE.search(text)) != chinese:
                foreign.append(f"{page}: {text}")
    assert not foreign


def test_the_interface_is_named_in_both_languages(site):
    """What readers use, by name, so that the test above looks at it."""
    texts = {
        "zh": "搜索|目录|已复制|上一页|下一页|跳转至|切换到深色|本节的链接|参数：|返回：|引发：|特殊情况|出处",
        "en": "Search|Table of contents|Copied to clipboard|Previous|Next|"
        "Skip to content|Switch to dark|Link to this section|Parameters:|Returns:|Raises:|Special cases|Source",
    }
    for language, words in texts.items():
        assert set(words.split("|")) <= interface(site / language / "reference/losses.html")


def test_pages_load_the_styles_of_docstrings_where_they_have_some(pages):
    for page in pages:
        styles = any("_mkdocstrings" in href for href in styles_of(page))
        assert styles == bool(document(page).css("article .doc")), page


def styles_of(page):
    return [link.attributes["href"] for link in document(page).css("link[rel=stylesheet]")]


def test_formulas_are_mathml(site, pages):
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "arithmatex" not in text and "<annotation" not in text
    assert len(document(site / "zh/cross-entropy.html").css("math")) > 20


def test_no_line_begins_with_the_punctuation_after_a_formula(site):
    text = (site / "zh/cross-entropy.html").read_text(encoding="utf-8")
    assert len(re.findall(r"</math>[，。]", text)) > 10
    assert not re.search(r"</math>[，。](?!</span>)", re.sub(r"</math>[，。；：）”]+</span>", "", text))


def test_the_math_font_has_every_character_in_use(pages):
    """Those in docstrings and tables too; tests/test_glyphs.py looks at the formulas that pages write."""
    missing = {page: found for page in pages if (found := lacking(page.read_text(encoding="utf-8")))}
    assert not missing, "what pages use and the math font lacks: `make font` puts it in"


def test_root_has_the_sitemaps_and_a_page_for_every_reader(site):
    sitemap = (site / "sitemap.xml").read_text(encoding="utf-8")
    for language in LANGUAGES:
        assert f"{ADDRESS}{language}/sitemap.xml" in sitemap
        entries = ElementTree.parse(site / language / "sitemap.xml").getroot()
        assert len(entries) > 10
        for place, *alternates in entries:
            page = site / place.text.removeprefix(ADDRESS)
            listed = {link.get("hreflang"): link.get("href") for link in alternates}
            assert listed == named(page, "link[hreflang]", "hreflang", "href")
        assert f"{language}/index.html" in links(site / "index.html")
    not_found = document(site / "404.html").css("article [lang]")
    assert {tag.attributes["lang"] for tag in not_found} == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_has_an_alternative_text_in_the_language_of_the_page(site, language):
    figures = [figure for path in (site / language).rglob("*.html") for figure in document(path).css("svg.lines")]
    described = [figure for path in (site / language).rglob("*.html") for figure in document(path).css(WITH_WORDS)]
    assert len(figures) == len(described) >= 2
    for figure in described:
        label = holder(figure).attributes["aria-label"]
        assert len(label) > 30 and bool(CHINESE.search(label)) == (language == "zh")
        assert not re.search(r"#[0-9a-fA-F]{3,6}|rgb|font-family", figure.html), (
            "colours and fonts are for style sheets"
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_drawing_of_shapes_says_in_the_language_of_the_page_what_it_shows(site, language):
    drawings = [svg for path in (site / language).rglob("*.html") for svg in document(path).css("svg.shapes")]
    assert len(drawings) >= 12
    for svg in drawings:
        label = svg.attributes["aria-label"]
        assert svg.attributes["role"] == "img" and label.count("(") >= 2
        assert bool(CHINESE.search(label)) == (language == "zh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_has_its_claim_right_below_as_a_sentence(site, language):
    count = 0
    for path in (site / language).rglob("*.html"):
        page = document(path)
        captions = page.css(".figure + .caption, :has(> .figure:last-child) + .caption")
        assert len(captions) == len(page.css(".figure")), path
        for caption in captions:
            assert re.search(r"[.。]$", caption.text().strip()), f"{path}: {caption.text()}"
        said = page.css("figure > svg.shapes + figcaption")  # what torch says, if not the session above
        shown = page.css(":is([data-verdict], .elsewhere) + figure > svg.shapes:only-child")
        assert len(said) + len(shown) == len(page.css("svg.shapes")), path
        assert all(caption.text().startswith("PyTorch ") for caption in said), path
        count += len(captions)
    assert count >= 18


def holder(figure):
    """Return the element around a figure that stands for it."""
    while figure.attributes.get("role") != "img":
        figure = figure.parent
    return figure


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_of_explain_lists_every_finding_in_its_language(site, language):
    page = document(site / language / "reference/findings.html")
    for code, rule in ((code, found) for found in RULES for code in found.codes.values()):
        item = page.css_first(f"li:has(a#{code})").text()
        parts = re.split(r"(?:{.*?})+", getattr(rule, language))
        assert all(part.strip() in item for part in parts), code
