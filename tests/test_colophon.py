"""The colophon lists what is shipped and what built it, and each entry states a version and a licence."""

import re
from importlib.metadata import version

import colophon
import pytest

from copies import ROOT


def test_every_package_of_a_build_states_its_licence():
    rows = colophon.packages()
    assert {"torch", "numpy", "mkdocs", "mkdocs-material", "jieba", "MarkupSafe"} <= {name for name, _, _ in rows}
    assert [name for name, installed, _ in rows if installed != version(name)] == []
    from_cuda = re.compile("cuda|nvidia|triton")
    assert not [row for row in rows if row[2] == colophon.UNSTATED and not from_cuda.match(row[0])]


def test_what_is_shipped_is_listed():
    shipped = {name: licence for name, _, licence in colophon.shipped()}
    assert shipped["mkdocs-material"] == shipped["classification-losses"] == "MIT"
    assert shipped["STIX Two Math Regular (subset)"] == "OFL-1.1"
    assert {"lunr", "rxjs"} <= set(colophon.bundled())


def test_what_is_copied_from_npm_brings_its_licence():
    folders = list(ROOT.glob("docs/theme/javascripts/vendor/*/"))
    assert [folder for folder in folders if not (folder / "package.json").is_file()] == []
    assert [folder for folder in folders if not list(folder.glob("LICEN[CS]E*"))] == []
    assert all(all(row) for row in colophon.shipped())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_has_a_place_for_each_table(language):
    text = (ROOT / f"docs/{language}/colophon.md").read_text(encoding="utf-8")
    assert colophon.MARK.findall(text) == ["shipped", "bundled", "packages"]
