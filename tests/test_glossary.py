"""Each term stands in the glossary in both languages, and its first use on a page leads there, with its definition."""

import re
from pathlib import Path

import pytest

import markup
from built import NO_PAGES
from test_terms import table

DOCS = Path(__file__).parents[1] / "docs"
NAMES = re.compile(r"^(.+?)(?: · (.+))? \{ #(\S+) \}\n:   ", re.MULTILINE)
TERMS = {
    "熵": ("term-entropy", "h", "a.md"),
    "交叉": ("term-cross", "x", "a.md"),
    "交叉熵": ("term-cross-entropy", "“p” < q", "a.md"),
    "one-hot": ("term-one-hot", "zeros and a 1", "a.md"),
}


def page(language):
    return (DOCS / language / "glossary.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_entry_is_read(language):
    text = page(language)
    found = markup.entries(text)
    assert len({identifier for identifier, *_ in found.values()}) == text.count("\n:   ") > 40
    for identifier, definition, home in found.values():
        assert definition.endswith(("。", ".")) and not re.search(r"[\[\]`$]", definition), identifier
        assert (DOCS / language / home).exists(), identifier


def test_an_entry():
    text = "soft target, soft label · 软目标、软标签 { #t }\n:   `p` for *all*. [Soft targets](soft.md#there)\n"
    entry = "t", "soft target, soft label\np for all.", "soft.md"
    assert markup.entries(text) == dict.fromkeys(["soft target", "soft label"], entry)


def test_names_in_one_language_are_those_that_the_other_language_gives():
    zh, en = (
        [(own.replace("、", ", "), (other or own).replace("、", ", "), identifier) for own, other, identifier in found]
        for found in (NAMES.findall(page("zh")), NAMES.findall(page("en")))
    )
    assert zh == [(other, own, identifier) for own, other, identifier in en]


def test_terms_of_the_style_guide_are_called_the_same_here():
    named = {own: other or own for own, other, _ in NAMES.findall(page("en"))}
    ours = {term: rendering for term, rendering, _ in table() if term in named}
    assert len(ours) > 10
    assert ours == {term: named[term] for term in ours}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<p>交叉熵与熵，交叉熵</p>", "<p>{交叉熵}与{熵}，交叉熵</p>"),
        ("<h2>熵</h2><p><code>熵</code>，<a href='#'>熵</a>，熵</p>", None),
        ('<p title="熵"><math><mi>熵</mi></math>，熵</p>', None),
        ("<p>One-hots are not none-hot.</p>", "<p>{One-hots} are not none-hot.</p>"),
        ("<p>none-hot, one-hot-ish</p>", "<p>none-hot, one-hot-ish</p>"),
    ],
)
def test_the_first_use_in_running_text_is_linked(content, expected):
    if expected is None:  # the last one, and none before it
        before, _, after = content.rpartition("熵")
        expected = f"{before}{{熵}}{after}"
    assert re.sub(r"<a class=\"term\"[^>]*>(.*?)</a>", r"{\1}", markup.linked(content, TERMS, "g.html")) == expected


def test_a_link_has_address_and_definition():
    expected = '<a class="term" href="../g.html#term-cross-entropy" title="“p” &lt; q">交叉熵</a>'
    assert markup.linked("交叉熵", TERMS, "../g.html") == expected


def test_pages_lead_to_the_glossary(site):
    for language in ("zh", "en"):
        for path in (site / language).glob("*.html"):
            links = re.findall(r'<a class="term" href="([^"]*)"', path.read_text(encoding="utf-8"))
            assert len(links) == len(set(links))
            assert bool(links) == (path.name not in ("glossary.html", "colophon.html", *NO_PAGES)), path
