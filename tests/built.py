"""The built site as tests read it: each file is parsed once, as HTML5, which is how browsers do it."""

import json
from functools import cache

from selectolax.lexbor import LexborHTMLParser

LANGUAGES = ("zh", "en")
NO_PAGES = ("404.html", "beyond.html")  # in no menu: the second has moved, and leads old addresses on


@cache
def document(path):
    """Return a parsed page, which no test may change."""
    return LexborHTMLParser(path.read_text(encoding="utf-8"))


@cache
def anchors(path):
    return {tag.attributes["id"] for tag in document(path).css("[id]")}


@cache
def links(path):
    """Return the addresses that a page links to, each once."""
    return {tag.attributes["href"] for tag in document(path).css("a[href]")}


def value(path, selector, name):
    """Return an attribute of the one element that a selector finds."""
    (tag,) = document(path).css(selector)
    return tag.attributes[name]


def named(path, selector, name, content):
    """Return by one attribute another one, of all elements that a selector finds."""
    return {tag.attributes[name]: tag.attributes[content] for tag in document(path).css(selector)}


def pages_of(site):
    """Return the pages of both languages."""
    found = [path for language in LANGUAGES for path in (site / language).rglob("*.html")]
    pages = sorted(path for path in found if path.name not in NO_PAGES)
    assert len(pages) > 10
    return pages


@cache
def searched(site, language):
    """Return what the files give that a browser loads to search: sections and synonyms, of the guides and of others."""
    return [unpacked(site / language / f"search/{name}.js") for name in ("guides", "others")]


def unpacked(path):
    packed = json.loads(path.read_text(encoding="utf-8").removeprefix(f"var {path.stem} = "))
    return json.loads("".join(packed["words"][ord(letter) - 35] for letter in packed["text"]))
