"""Both languages have the same pages, and a page and its translation have the same structure, code, math and links."""

import re
from itertools import zip_longest
from pathlib import Path

import pytest

import translations

DOCS = Path(__file__).parents[1] / "docs"
PAGES = sorted(path.relative_to(DOCS / "zh").as_posix() for path in DOCS.glob("zh/**/*.md"))
MOVED = {"beyond.md"}  # in no menu
FENCE = re.compile(r"^ *(`{3,}).*?^ *\1$", re.MULTILINE | re.DOTALL)
DISPLAY = re.compile(r"\$\$(.*?)\$\$", re.DOTALL)
NOTHING = (0, None)


def without(pattern, text):
    return re.sub(pattern, lambda match: "\n" * match[0].count("\n"), text)


def without_fences(text):
    return without(FENCE, text)


def found(pattern, text):
    """Return (line, text) for each match: its group, or groups, or all of it."""
    matches = re.compile(pattern, re.MULTILINE).finditer(text)
    return [(text.count("\n", 0, match.start()) + 1, " ".join(match.groups("")) or match[0]) for match in matches]


def by_content(pieces):
    """Put what has another order in each language, as words have, into one order."""
    return sorted(pieces, key=lambda piece: piece[1])


def headings(text):
    return found(r"^(#+) .*?(?:\{ (#\S+) \})?$", without_fences(text))


def fences(text):
    return [(text.count("\n", 0, match.start()) + 1, match[0]) for match in FENCE.finditer(text)]


def formulas(text):
    text = without(r"`[^`\n]+`", without_fences(text))
    display = [(text.count("\n", 0, match.start()) + 1, match[1]) for match in DISPLAY.finditer(text)]
    return display + by_content(found(r"\$([^$\n]+)\$", without(DISPLAY, text)))


def links(text):
    return by_content(found(r"\]\(([^)\s]+)\)", without_fences(text)))


def tables(text):
    """The number of bars in each row of a table."""
    return [(line, row.count("|")) for line, row in found(r"^\|.*\|$", without_fences(text))]


def answers(text):
    """The names of the answers in a tree of questions, as the address has them."""
    return found(r"^( *)- \*\*.+\*\*\{ (#\S+) \}", text)


def inline_values(text):
    return found(r"`=\{[^`\n]+\}`", text)


def directives(text):
    return found(r"^::: .*(?:\n    .*)*", text)


def callouts(text):
    """The kinds of boxes."""
    return found(r"^ *(?:!!!|\?\?\?) (\w+)", without_fences(text))


def test_both_languages_have_the_same_pages():
    english = {path.relative_to(DOCS / "en").as_posix() for path in DOCS.glob("en/**/*.md")}
    alone = {"zh": english - set(PAGES), "en": set(PAGES) - english}
    lacking = [f"docs/{language}/{page}:1: missing" for language in alone for page in sorted(alone[language])]
    assert PAGES and not lacking, "\n".join(lacking)


PARTS = [headings, fences, formulas, links, tables, answers, inline_values, directives, callouts]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("part", PARTS)
def test_a_page_and_its_translation_agree(page, part):
    said = difference(part, page)
    assert said is None, said


def difference(part, page, folder=DOCS, change=lambda english: english):
    """Say where and how a part of a page and of its translation differ first, or return None."""
    en, zh = ((folder / language / page).read_text(encoding="utf-8") for language in ("en", "zh"))
    for left, right in zip_longest(part(change(en)), part(zh), fillvalue=NOTHING):
        if left[1] != right[1]:
            return complaint(page, part, left, right)


def complaint(page, part, left, right):
    names = [f"docs/{language}/{page}" for language in ("en", "zh")]
    left, right = first_difference(left, right)
    where = next(f"{name}:{line}" for name, (line, _) in zip(names, (left, right), strict=True) if line)
    what = f"{part.__name__} of {names[0]} (left) and {names[1]} (right) differ"
    first = " | ".join(f"line {line}: {piece}" if line else "(nothing)" for line, piece in (left, right))
    return f"{where}: {what}, first in:\n    {first}"


def first_difference(*pieces):
    """Return of two pieces that differ the first lines that do; one of them may be nothing."""
    lines = [enumerate(str(piece).splitlines(), line) if line else [] for line, piece in pieces]
    return next(pair for pair in zip_longest(*lines, fillvalue=NOTHING) if pair[0][1] != pair[1][1])


@pytest.mark.parametrize(
    ("part", "page", "old", "new"),
    [
        (headings, "cross-entropy.md", "{ #minimum }", "{ #least }"),
        (headings, "cross-entropy.md", "## The minimum", "# The minimum"),
        (fences, "cross-entropy.md", "1 / 8, 1 / 8]", "1 / 8, 0.125]"),
        (fences, "cross-entropy.md", "import os\n", ""),
        (formulas, "cross-entropy.md", "$q = p$", "$p = q$"),
        (formulas, "cross-entropy.md", "H(p, q)", "H(q, p)"),
        (links, "cross-entropy.md", "](index.md#start)", "](index.md)"),
        (tables, "cross-entropy.md", "| 0.7 | 0.3566 |\n", ""),
        (answers, "cross-entropy.md", "- [A small site]", "- **A small site**{ #small }\n- [A small site]"),
        (inline_values, "cross-entropy.md", ":.4f}", ":.3f}"),
        (callouts, "cross-entropy.md", "- [A small site]", '!!! warning "Warning: small"\n\n- [A small site]'),
        (directives, "reference/activations.md", "::: snippets.activations.softmax", "::: snippets.softmax"),
    ],
)
def test_a_difference_is_found(part, page, old, new):
    small = DOCS.parent / "tests/fixture"
    assert difference(part, page, small) is None
    said = difference(part, page, small, lambda english: english.replace(old, new))
    assert f": {part.__name__} of docs/en/{page} (left) and docs/zh/{page} (right) differ, first in:\n" in said


@pytest.mark.parametrize("page", PAGES)
def test_every_heading_has_an_explicit_id(page):
    text = (DOCS / "zh" / page).read_text(encoding="utf-8")
    missing = [line for line, heading in headings(text) if "#" not in heading.lstrip("#")]
    assert not missing, "\n".join(f"docs/zh/{page}:{line}: a heading without {{ #id }}" for line in missing)


@pytest.mark.parametrize("page", PAGES)
def test_translation_is_of_the_present_source(page):
    complaint = translations.stale(DOCS / "en" / page)
    assert complaint is None, complaint


def test_navigations_agree():
    entries = [
        re.findall(r"\S+\.md$", (DOCS.parent / name).read_text(encoding="utf-8"), re.MULTILINE)
        for name in ("mkdocs.yml", "mkdocs.en.yml")
    ]
    alone = sorted(set(entries[0]) ^ set(entries[1]))
    assert not alone, f"mkdocs.yml, mkdocs.en.yml: only one of them has in nav: {', '.join(alone)}"
    assert entries[0] == entries[1], "mkdocs.yml, mkdocs.en.yml: nav has the pages in another order"
    alone = sorted(set(entries[0]) ^ (set(PAGES) - MOVED))
    assert not alone, f"mkdocs.yml, mkdocs.en.yml: a page without nav, or nav without a page: {', '.join(alone)}"
    assert len(entries[0]) == len(set(entries[0])), "mkdocs.yml, mkdocs.en.yml: nav has a page twice"
