"""Figures and instruments of the site draw with the styles of the table: a name has one in all of them."""

import re

import pytest

from built import LANGUAGES, document
from snippets.styles import STYLES, sheet


def drawn(site, language):
    """Yield each figure with its page, and pairs of what it names and the class of that."""
    for path in sorted((site / language).rglob("*.html")):
        for svg in document(path).css(".figure .lines, .figure .bars"):
            yield path.name, svg, [part.attributes["class"].split() for part in svg.css("polyline, rect")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_of_the_site_have_styles_of_the_table_and_steps_stand_alone(site, language):
    figures = list(drawn(site, language))
    assert len(figures) >= 18
    for page, _, parts in figures:
        assert all(kind in ("curve", "bar") and style in STYLES for kind, style in parts), page
        steps = [style.startswith("step-") for _, style in parts]
        assert all(steps) or not any(steps), page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_has_one_style_in_all_figures_and_pages_get_the_style_sheet(site, language):
    css = (site / language / "stylesheets/figures.css").read_text(encoding="utf-8")
    assert css.endswith(sheet())
    styles = {}
    for _, svg, parts in drawn(site, language):
        if svg.css("polyline"):
            names = [text.text() for text in svg.css('text[dx="8"], svg svg text')]  # beside its end, or its sample
            for name, (_, style) in zip(names, parts, strict=True):
                styles.setdefault(name, set()).add(style)
    assert len(styles) >= 30 and all(len(found) == 1 for found in styles.values()), styles


def test_instruments_draw_with_styles_of_the_table(site):
    """Their scripts write the classes themselves."""
    for script in (site / "en/javascripts/instruments").glob("*.js"):
        text = script.read_text(encoding="utf-8")
        styles = re.findall(r'style: "([\w-]+)"|class="(?:curve|mark) ([\w-]+)"', text)
        assert {one or other for one, other in styles} <= STYLES.keys(), script.name
        assert "curve-" not in text, script.name
