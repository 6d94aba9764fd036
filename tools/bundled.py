"""Find which releases on npm the theme was made of, for the colophon: `make bundled`. It takes npm.

The theme says only in part what it holds: its source maps name the sources of styles (its scripts are left out of the
site), its `.icons` each icon, and its source package on PyPI the releases that were allowed. Noted is the newest of
these with the same files.
"""

import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections import defaultdict
from functools import partial
from importlib.metadata import distribution, files
from pathlib import Path

from packaging.version import Version

NOTE = Path(__file__).parents[1] / "docs/hooks/bundled.json"
THEME = distribution("mkdocs-material")
FOLDER = Path(THEME.locate_file("material/templates/.icons"))
ICONS = {  # of the site: folder of the theme → package and its folder
    "fontawesome": ("@fortawesome/fontawesome-free", "svgs"),
    "material": ("@mdi/svg", "svg"),
    "octicons": ("@primer/octicons", "build/svg"),
}


def allowed():
    """Return the range of releases that the theme allows of each package it names."""
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        subprocess.run([*pip, "--dest", folder, f"mkdocs-material=={THEME.version}"], check=True)
        (archive,) = Path(folder).glob("*.tar.gz")
        about = json.loads(next(text for path, text in unpacked(archive) if path == "package.json"))
    return {**about["dependencies"], **about["devDependencies"]}


def unpacked(archive):
    """Yield path, below the archive's one folder, and content of each file."""
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isfile():
                yield member.name.partition("/")[2], tar.extractfile(member).read()


def sources():
    """Return the files of each package in the maps of the theme's styles, by path; they leave the text out."""
    found = defaultdict(dict)
    for path in files("mkdocs-material"):
        if path.name.endswith(".css.map"):
            about = json.loads(path.locate().read_text(encoding="utf-8"))
            texts = about.get("sourcesContent") or [None] * len(about["sources"])
            for source, text in zip(about["sources"], texts, strict=True):
                if match := re.search(r"node_modules/((?:@[^/]+/)?[^/]+)/(.+)", source):
                    found[match[1]][match[2]] = text and text.encode()
    return found


def icons(folder):
    """Return the names of the theme's icons in a folder."""
    return {path.relative_to(FOLDER / folder).as_posix() for path in (FOLDER / folder).rglob("*.svg")}


def holds(wanted, files):
    """Say whether files have these texts; where a text is unknown, that the file is there counts."""
    return all(path in files and text in (None, files[path]) for path, text in wanted.items())


def shows(names, below, files):
    """Say whether the icons of a folder have these names and no others."""
    found = {path.removeprefix(f"{below}/") for path in files if path.startswith(f"{below}/")}
    return {path for path in found if path.endswith(".svg")} == names


def npm(*arguments):
    return json.loads(subprocess.run(["npm", *arguments, "--json"], check=True, capture_output=True).stdout)


def release(name, accepted, fits):
    """Return name, version and licence of the newest release in a range whose files fit."""
    found = npm("view", f"{name}@{accepted}", "name", "version", "license")
    found = found if isinstance(found, list) else [found]
    for about in sorted(found, key=lambda about: Version(about["version"]), reverse=True):
        with tempfile.TemporaryDirectory() as folder:
            npm("pack", f"{name}@{about['version']}", "--pack-destination", folder)
            (archive,) = Path(folder).iterdir()
            if fits(dict(unpacked(archive))):
                return about
    sys.exit(f"{name}: no release in {accepted} has the files that the theme holds")


def main():
    ranges = allowed()
    fits = {name: partial(holds, wanted) for name, wanted in sources().items()}
    fits |= {name: partial(shows, icons(theirs), below) for theirs, (name, below) in ICONS.items()}
    packages = [release(name, ranges.get(name, ">=0"), fits[name]) for name in sorted(fits)]
    note = {"mkdocs-material": THEME.version, "packages": packages}
    NOTE.write_text(json.dumps(note, indent=2) + "\n", encoding="utf-8")
    print(NOTE.read_text(encoding="utf-8"), end="")


if __name__ == "__main__":
    main()
