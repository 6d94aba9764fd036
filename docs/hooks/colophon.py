"""Fill the tables of colophon.md: what reaches the reader, and the packages that made it, with version and licence.

Nothing is typed: packages say it in their metadata. What is copied into docs/theme has a package.json beside it, as
it comes from npm (name, version, license); for the font, subset.py writes it.
"""

import json
import re
import tomllib
from importlib.metadata import distribution, files
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from snippets import figures

ROOT = Path(__file__).parents[2]
PAGE = "colophon.md"
MARK = re.compile(r"<!-- (shipped|bundled|packages) -->")
HEADS = {"zh": ("名称", "版本", "许可"), "en": ("Name", "Version", "Licence")}
UNSTATED = "?"  # the packages of CUDA state none; a test finds others


def on_page_markdown(markdown, page, config, files):
    if page.file.src_uri == PAGE:
        head = HEADS[config.theme["language"]]
        fillers = {"shipped": lambda: table(head, shipped()), "packages": lambda: table(head, packages())}
        fillers["bundled"] = lambda: ", ".join(f"`{name}`" for name in bundled())
        return MARK.sub(lambda mark: fillers[mark[1]](), markdown)


def table(head, rows):
    """Write a table, for readers only: the names of packages would turn up in every search."""
    return f"<div data-search-exclude>{figures.table(head, rows)}</div>"


def shipped():
    """Return name, version and licence of our own code, of the theme, and of what is copied into docs/theme."""
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    notes = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(ROOT.glob("docs/theme/**/package.json"))]
    return [
        (ours["name"], ours["version"], ours["license"]),
        described("mkdocs-material"),
        *((note["name"], note["version"], note["license"]) for note in notes),
    ]


def bundled():
    """Return the packages that the scripts and styles of the theme are made of, as their source maps say."""
    maps = [path for path in files("mkdocs-material") if path.suffix == ".map"]
    sources = [source for path in maps for source in json.loads(path.locate().read_text(encoding="utf-8"))["sources"]]
    found = {match[1] for source in sources if (match := re.search(r"node_modules/((?:@[^/]+/)?[^/]+)", source))}
    return sorted(found)


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
