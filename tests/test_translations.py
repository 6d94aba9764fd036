"""Both languages have the same pages, and a page and its translation have the same structure, code, math and links."""

import re
from itertools import zip_longest
from pathlib import Path

import pytest

import translations

DOCS = Path(__file__).parents[1] / "docs"
PAGES = sorted(path.relative_to(DOCS / "zh").as_posix() for path in DOCS.glob("zh/**/*.md"))
FENCE = re.compile(r"^ *(`{3,}).*?^ *\1$", re.MULTILINE | re.DOTALL)


def without_fences(text):
    return FENCE.sub("", text)


def headings(text):
    return re.findall(r"^(#+) .*?(?:\{ (#\S+) \})?$", without_fences(text), re.MULTILINE)


def fences(text):
    return [match[0] for match in FENCE.finditer(text)]


def formulas(text):
    """Display formulas in order; inline ones as a multiset, since word order differs."""
    text = re.sub(r"`[^`\n]+`", "", without_fences(text))
    display = re.findall(r"\$\$(.*?)\$\$", text, re.DOTALL)
    inline = re.findall(r"\$([^$\n]+)\$", re.sub(r"\$\$.*?\$\$", "", text, flags=re.DOTALL))
    return display, sorted(inline)


def links(text):
    return sorted(re.findall(r"\]\(([^)\s]+)\)", without_fences(text)))


def tables(text):
    """The number of bars in each row of a table."""
    return [row.count("|") for row in re.findall(r"^\|.*\|$", without_fences(text), re.MULTILINE)]


def answers(text):
    """The names of the answers in a tree of questions, as the address has them."""
    return re.findall(r"^( *)- \*\*.+\*\*\{ (#\S+) \}", text, re.MULTILINE)


def inline_values(text):
    return re.findall(r"`=\{[^`\n]+\}`", text)


def directives(text):
    return re.findall(r"^::: .*(?:\n    .*)*", text, re.MULTILINE)


def test_both_languages_have_the_same_pages():
    assert PAGES == sorted(path.relative_to(DOCS / "en").as_posix() for path in DOCS.glob("en/**/*.md"))
    assert PAGES


PARTS = [headings, fences, formulas, links, tables, answers, inline_values, directives]


def difference(part, page, folder=DOCS, change=lambda english: english):
    """Say how a part of a page and of its translation differ first, or return None."""
    zh, en = ((folder / language / page).read_text(encoding="utf-8") for language in ("zh", "en"))
    pairs = [pair for pair in zip_longest(part(change(en)), part(zh)) if pair[0] != pair[1]]
    if pairs:
        what = f"{part.__name__} of docs/en/{page} (left) and docs/zh/{page} (right) differ"
        return f"{what}, first in: {pairs[0][0]!r}, {pairs[0][1]!r}"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("part", PARTS)
def test_a_page_and_its_translation_agree(page, part):
    found = difference(part, page)
    assert found is None, found


@pytest.mark.parametrize(
    ("part", "page", "old", "new"),
    [
        (headings, "cross-entropy.md", "{ #minimum }", "{ #least }"),
        (headings, "cross-entropy.md", "## The minimum", "# The minimum"),
        (fences, "cross-entropy.md", "1/8, 1/8]", "1/8, 0.125]"),
        (fences, "cross-entropy.md", "import os\n", ""),
        (formulas, "cross-entropy.md", "$q = p$", "$p = q$"),
        (formulas, "cross-entropy.md", "H(p, q)", "H(q, p)"),
        (links, "cross-entropy.md", "](index.md#start)", "](index.md)"),
        (tables, "cross-entropy.md", "| 0.7 | 0.3566 |\n", ""),
        (answers, "cross-entropy.md", "- [A small site]", "- **A small site**{ #small }\n- [A small site]"),
        (inline_values, "cross-entropy.md", ":.4f}", ":.3f}"),
        (directives, "reference/activations.md", "::: snippets.activations.softmax", "::: snippets.softmax"),
    ],
)
def test_a_difference_is_found(part, page, old, new):
    small = DOCS.parent / "tests/fixture"
    assert difference(part, page, small) is None
    found = difference(part, page, small, lambda english: english.replace(old, new))
    assert found.startswith(f"{part.__name__} of docs/en/{page} (left) and docs/zh/{page} (right) differ, first in: ")


@pytest.mark.parametrize("page", PAGES)
def test_every_heading_has_an_explicit_id(page):
    missing = [
        level for level, identifier in headings((DOCS / "zh" / page).read_text(encoding="utf-8")) if not identifier
    ]
    assert not missing, f"docs/zh/{page}: {len(missing)} headings without {{ #id }}"


@pytest.mark.parametrize("page", PAGES)
def test_translation_is_of_the_present_source(page):
    complaint = translations.stale(DOCS / "en" / page)
    assert complaint is None, complaint


def test_navigations_agree():
    entries = [
        re.findall(r"\S+\.md$", (DOCS.parent / name).read_text(encoding="utf-8"), re.MULTILINE)
        for name in ("mkdocs.yml", "mkdocs.en.yml")
    ]
    assert entries[0] == entries[1], f"nav of mkdocs.yml and mkdocs.en.yml: {set(entries[0]) ^ set(entries[1])}"
    assert sorted(entries[0]) == PAGES, f"a page without nav, or nav without a page: {set(entries[0]) ^ set(PAGES)}"
