"""A page has one name: its heading, the menu, the beginning of its title, and links that name it say the same."""

import posixpath
import re
from pathlib import Path

import pytest

from built import LANGUAGES, document, pages_of
from translations import name_of

DOCS = Path(__file__).parents[1] / "docs"
FENCE = re.compile(r"^ *(`{3,}).*?^ *\1$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[([^\]]+)\]\((?!\w+:)([^)#\s]+\.md)(#[^)\s]*)?\)")
ROW = rf"{LINK.pattern}(?:(?:, |、){LINK.pattern})*"
# where links stand for their pages: before the colon in a list, alone in a cell of a table
ALONE = re.compile(rf"^- {ROW}(?=[:：.。]|$)|(?<=\| ){ROW}(?= \|)", re.MULTILINE)
HOME = re.compile(rf"^:   .*{LINK.pattern}$", re.MULTILINE)  # of a term in the glossary


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


def texts(language):
    """Return the text of each page of a language, by its path, without code."""
    folder = DOCS / language
    paths = sorted(folder.rglob("*.md"))
    return {p.relative_to(folder).as_posix(): FENCE.sub("", p.read_text(encoding="utf-8")) for p in paths}


def links(text, page):
    """Yield for each link from a page to a page: its words, that page, and the section if any."""
    for words, target, section in LINK.findall(text):
        yield words, posixpath.normpath(posixpath.join(posixpath.dirname(page), target)), section


def spoken(words):
    return words.replace("`", "").casefold()


def test_no_two_pages_have_one_name(language):
    names = [spoken(name_of(text)) for text in texts(language).values()]
    assert len(names) > 25 and len(set(names)) == len(names)


def test_a_link_whose_words_are_the_name_of_a_page_leads_there(language):
    pages = texts(language)
    named = {spoken(name_of(text)): page for page, text in pages.items()}
    wrong = [
        f"docs/{language}/{page}: [{words}] leads to {target}, and {named[spoken(words)]} is called so"
        for page, text in pages.items()
        for words, target, _ in links(text, page)
        if named.get(spoken(words), target) != target
    ]
    assert not wrong, "\n".join(wrong)


def test_a_link_that_stands_for_a_page_has_its_name(language):
    """Words in a sentence are free, and so are those for a section; a name of Python's in code is what it says."""
    pages = texts(language)
    names = {page: name_of(text) for page, text in pages.items()}
    rows = [(page, row[0]) for page, text in pages.items() for row in ALONE.finditer(text)]
    found = [(page, *link) for page, row in rows for link in links(row, page)]
    found = [link for link in found if not re.fullmatch("`[^`]+`", link[1]) and not link[3]]
    homes = HOME.finditer(pages["glossary.md"])
    found += [("glossary.md", *link) for home in homes for link in links(home[0], "glossary.md")]
    assert len(found) > 100
    wrong = [
        f"docs/{language}/{page}: [{words}] leads to {target}, which is called {names[target]}"
        for page, words, target, _ in found
        if words.replace("`", "") != names[target]
    ]
    assert not wrong, "\n".join(wrong)


def text_of(tag):
    return " ".join(tag.text().split())


def menu(page):
    """Return the entries of the menu in order: their text and where they lead, a section nowhere."""
    entries = []
    for item in document(page).css(".md-nav--primary a.md-nav__link, .md-nav--primary .md-nav__item > span"):
        address = item.attributes.get("href")
        if address is None or not address.startswith("#"):
            entries.append((text_of(item), address and (page.parent / address).resolve()))
    return entries


def test_menu_heading_and_title_of_a_page_say_one_name(site):
    pages = pages_of(site)
    for page in pages:
        html = document(page)
        heading = html.css_first("article h1").text().removesuffix("¶")
        (here,) = html.css(".md-nav--primary [aria-current=page]")
        assert text_of(here) == text_of(html.css(".md-header__topic")[1]) == heading, page
        assert html.css_first("title").text().startswith(heading), page


def test_the_menu_has_each_page_once_and_nothing_is_called_twice(site, language):
    entries = menu(site / language / "index.html")
    names = [name.casefold() for name, _ in entries]
    assert "" not in names and len(set(names)) == len(names), names
    pages = [address for _, address in entries if address]
    assert sorted(pages) == sorted(page.resolve() for page in pages_of(site) if page.is_relative_to(site / language))


def test_both_menus_have_sections_at_the_same_places(site):
    zh, en = (
        [address and address.relative_to((site / code).resolve()) for _, address in menu(site / code / "index.html")]
        for code in LANGUAGES
    )
    assert zh == en and zh.count(None) > 3


def test_the_end_of_a_page_leads_to_the_next_of_the_menu(site, language):
    """By its name: who reads on from page to page comes through all, in the order of the menu."""
    pages = [entry for entry in menu(site / language / "index.html") if entry[1]]
    for (_, page), following in zip(pages, [*pages[1:], None], strict=True):
        found = [
            (text_of(link.css_first(".md-ellipsis")), (page.parent / link.attributes["href"]).resolve())
            for link in document(page).css(".md-footer__link--next")
        ]
        assert found == [following] * (following is not None), page
