"""The colophon lists what is shipped and what built it, and each entry states a version and a licence."""

import re
from importlib.metadata import version

import pytest

import bundled
import colophon
from copies import ROOT


def test_every_package_of_a_build_states_its_licence():
    rows = colophon.packages()
    assert {"torch", "numpy", "mkdocs", "mkdocs-material", "MarkupSafe"} <= {name for name, _, _ in rows}
    assert [name for name, installed, _ in rows if installed != version(name)] == []
    from_cuda = re.compile("cuda|nvidia|triton")
    assert not [row for row in rows if row[2] == colophon.UNSTATED and not from_cuda.match(row[0])]


def test_what_is_shipped_is_listed():
    shipped = {name: licence for name, _, licence in colophon.shipped()}
    assert shipped["mkdocs-material"] == shipped["classification-losses"] == "MIT"
    assert shipped["STIX Two Math Regular (subset)"] == "OFL-1.1"


def test_what_the_theme_was_made_of_is_listed(site):
    """After an update of the theme, `make bundled` finds it."""
    rows = colophon.bundled()
    assert [row for row in rows if colophon.UNSTATED in row] == [], "another theme: run `make bundled`"
    assert {name for name, _, _ in rows} == {*bundled.sources(), *(name for name, _ in bundled.ICONS.values())}
    others = [
        path
        for path in bundled.FOLDER.glob("*/**/*.svg")
        if path.relative_to(bundled.FOLDER).parts[0] not in bundled.ICONS
    ]
    drawn = [path for end in ("html", "css") for path in site.rglob(f"*.{end}")]
    assert shapes(others) and not shapes(others) & shapes(drawn), "icons of a package that is not listed"


def shapes(paths):
    return {shape for path in paths for shape in re.findall(r"""\bd=["']([^"']+)""", path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_has_a_place_for_each_table(language):
    text = (ROOT / f"docs/{language}/colophon.md").read_text(encoding="utf-8")
    assert colophon.MARK.findall(text) == ["shipped", "bundled", "packages"]
