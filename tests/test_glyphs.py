"""The math font has every character that the formulas of the pages show; in another font it would look foreign."""

import re
from pathlib import Path

import pytest
from math_core import LatexError

import formulas
from font import lacking, shown

ROOT = Path(__file__).parents[1]
PAGES = [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in sorted(ROOT.glob("docs/*/**/*.md"))]
NO_FORMULA = re.compile(r"\A---\n.*?^---\n|^ *(`{3,}).*?^ *\1$|`[^`\n]+`", re.DOTALL | re.MULTILINE)
FORMULA = re.compile(r"(?<!\\)(\$\$?)(?!\$)\s*(.+?)\s*(?<!\\)\1", re.DOTALL)


def written(text):
    """Return (line, LaTeX, whether it is a block) for each formula of a page."""
    text = NO_FORMULA.sub(lambda match: "\n" * match[0].count("\n"), text)
    return [(text.count("\n", 0, found.start(2)) + 1, found[2], found[1] == "$$") for found in FORMULA.finditer(text)]


def foreign(text):
    """Return (line, characters, LaTeX) for each formula that shows what the font lacks."""
    for line, latex, block in written(text):
        try:
            missing = lacking(formulas.convert(latex, block))
        except LatexError:
            continue  # the build says so
        if missing:
            yield line, " ".join(missing), " ".join(latex.split())


@pytest.mark.parametrize("path", PAGES)
def test_the_font_has_what_a_formula_shows(path):
    name = path.relative_to(ROOT).as_posix()
    found = [
        f"{name}:{line}: the math font lacks {characters} of ${latex}$: write it otherwise, or run `make font`,"
        " which puts in what the pages use"
        for line, characters, latex in foreign(path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


def test_a_foreign_character_is_found_in_its_line():
    text = "---\ntitle: $ж$\n---\n\nCosts $x$, `$ж$`.\n\n```pycon\n>>> '$ж$'\n```\n\n$$\n\\frac{x}{\\text{ж}}\n$$\n"
    assert list(foreign(text)) == [(12, "ж", "\\frac{x}{\\text{ж}}")]


def test_letters_are_shown_as_browsers_do():
    assert shown(formulas.convert(r"h + \mathrm{h} + \sqrt{x_1}", False)) == set("ℎ+h√𝑥1")
    assert shown(formulas.convert(r"\exp \partial\alpha < \Gamma", False)) >= set("exp𝜕𝛼<Γ")
