"""Fill the tables of colophon.md: what reaches the reader, and the packages that made it, with version and licence.

Nothing is typed: packages say it in their metadata, and tools/bundled.py finds what the theme was made of. The font
has a package.json beside it, which tools/font.py writes.
"""

import json
import re
import tomllib
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import assets
from snippets import figures

ROOT = Path(__file__).parents[2]
PAGE = "colophon.md"
MARK = re.compile(r"<!-- (shipped|bundled|packages) -->")
HEADS = {"zh": ("名称", "版本", "许可"), "en": ("Name", "Version", "Licence")}
BUNDLED = Path(__file__).with_name("bundled.json")
UNSTATED = "?"  # as with the packages of CUDA; tests find others


def filled(markdown, page, config):
    """Return the Markdown of a page, with the tables of the colophon if it is that."""
    if page.file.src_uri != PAGE:
        return markdown
    head = HEADS[config.theme["language"]]
    rows = {"shipped": shipped, "bundled": bundled, "packages": packages}
    return MARK.sub(lambda mark: table(head, rows[mark[1]]()), markdown)


def table(head, rows):
    """Write a table that the search leaves out: the names of packages would turn up in every search."""
    return f'<div class="data">{figures.table(head, rows)}</div>'


def shipped():
    """Return name, version and licence of our own code, of the theme, of the search engine, and of the font."""
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    font = json.loads((ROOT / "docs/theme/fonts/package.json").read_text(encoding="utf-8"))
    return [noted(ours), described("mkdocs-material"), lunr(), noted(font)]


def lunr():
    """Return name, version and licence of the search engine, which comes with MkDocs, from its first comment."""
    head = assets.LUNR.read_text(encoding="utf-8")[:500]
    return "lunr", re.search(r" - ([\d.]+)$", head, re.MULTILINE)[1], re.search(r"@license (.+)", head)[1]


def noted(about):
    return about["name"], about["version"], about["license"]


def bundled():
    """Return name, version and licence of the npm packages that the theme holds; no version if the theme is another."""
    note = json.loads(BUNDLED.read_text(encoding="utf-8"))
    known = note["mkdocs-material"] == distribution("mkdocs-material").version
    return [noted(about if known else {**about, "version": UNSTATED}) for about in note["packages"]]


def packages():
    """Return name, version and licence of all packages that a build needs, directly or not."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted, found = [Requirement(line) for line in project["dependencies"]], {}
    while wanted:
        package = wanted.pop()
        name = canonicalize_name(package.name)
        if name not in found:
            found[name] = described(package.name)
            needs = map(Requirement, distribution(name).requires or [])
            extras = package.extras or {""}
            wanted += [
                need for need in needs if not need.marker or any(need.marker.evaluate({"extra": e}) for e in extras)
            ]
    return [found[name] for name in sorted(found)]


def described(package):
    """Return name, version and licence of an installed package."""
    about = distribution(package).metadata
    kinds = [kind.rpartition(" :: ")[2] for kind in about.get_all("Classifier", []) if kind.startswith("License ::")]
    free_text = (about.get("License") or "UNKNOWN").strip()  # some put the whole licence there
    brief = None if free_text == "UNKNOWN" or len(free_text.splitlines()) > 1 else free_text
    return about["Name"], about["Version"], about.get("License-Expression") or brief or ", ".join(kinds) or UNSTATED
