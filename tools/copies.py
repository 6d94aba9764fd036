"""Copies of the project, to build and to change, and Python on them."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
GENERATOR = os.environ.get("GENERATOR", "mkdocs")  # or properdocs, which can take its place
sys.path += [str(ROOT / folder) for folder in ("docs/hooks", "tests")]  # which pytest adds for tests
from languages import LANGUAGES  # noqa: E402
from translations import name_of, stamp  # noqa: E402

FOLDERS = ("docs/hooks", "docs/theme", "snippets", "tests", "tools")
FILES = (
    "mkdocs.yml",
    "mkdocs.en.yml",
    "conftest.py",
    "pyproject.toml",
    "CONTRIBUTING.md",
    "README.md",
    "LICENSE",
    "worlds.toml",
)
NAVIGATION = re.compile(r"^nav:\n(?: .*\n)+", re.MULTILINE)
# what tells a build how to be: a copy hears it from whoever runs Python on it, and not from that one's environment
TOLD = ("EXPERIMENT_RESULTS", "REPO_URL", "SITE_COMMAND", "SITE_LANGUAGE", "SITE_URL", "SOURCE_DATE_EPOCH")


def copy(folder, whole=None):
    """Copy the project; if some pages are to be whole, only the headings of the others, as most builds need no more."""
    copy_with_pages(folder, ROOT / "docs")
    shutil.copytree(ROOT / "docs/records", folder / "docs/records", dirs_exist_ok=True)
    if whole is not None:
        leave_records_of(whole, folder / "docs/records")
        leave_asked_of(whole, folder / "docs")
        pages = folder / "docs/zh"
        for page in pages.rglob("*.md"):
            name = page.relative_to(pages).with_suffix("").as_posix()
            translation = folder / "docs/en" / page.relative_to(pages)
            if name not in whole and translation.is_file():
                shorten(page)
                shorten(translation)
                stamp(translation)
    return folder


def leave_records_of(names, records):
    """Leave of the records what is of these pages."""
    for path in records.glob("*.json"):
        kept = json.loads(path.read_text(encoding="utf-8"))
        kept["pages"] = {name: told for name, told in kept["pages"].items() if name in names}
        path.write_text(json.dumps(kept), encoding="utf-8")


def leave_asked_of(names, pages):
    """Leave of what readers ask what these pages answer: the others lack sections that only a whole page has."""
    for path in pages.glob("*/asked.toml"):
        lines = []
        for table, asked in tomllib.loads(path.read_text(encoding="utf-8")).items():
            kept = {}
            for addresses, told in asked.items():
                for address in addresses.split(", "):
                    if address.partition(".html")[0] in names:
                        kept[address] = kept.get(address, type(told)()) + told
            lines += [f"[{table}]", *(f"{in_json(address)} = {in_json(told)}" for address, told in kept.items())]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def in_json(value):
    return json.dumps(value, ensure_ascii=False)


def small(folder):
    """Copy the project with a few small pages, those of tests/fixture, in place of its own."""
    pages = ROOT / "tests/fixture"
    copy_with_pages(folder, pages)
    names = sorted(page.relative_to(pages / "zh").as_posix() for page in pages.glob("zh/**/*.md"))
    navigation = "nav:\n" + "".join(f"  - {name}\n" for name in names)
    for settings in LANGUAGES.values():
        text = (folder / settings).read_text(encoding="utf-8")
        edit(folder / settings, NAVIGATION.search(text)[0], navigation)
    return folder


def copy_with_pages(folder, pages):
    """Copy all that a build or a command reads, with the pages in this folder."""
    # bytecode too: Python uses it if date and size of its source are as they were
    being_written = shutil.ignore_patterns("*.pyc.*")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=being_written)
    for language in LANGUAGES:
        shutil.copytree(pages / language, folder / "docs" / language)
    (folder / "docs/records").mkdir()
    for name in FILES:
        shutil.copy(ROOT / name, folder)


def edit(path, old, new):
    """Replace in a file the first place that holds a text."""
    text = path.read_text(encoding="utf-8")
    if old not in text:
        raise ValueError(f"{path} was expected to hold {old!r}")
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")


def shorten(page):
    """Leave of a page what others link to: headings and places of figures, below a front matter that is right."""
    text = page.read_text(encoding="utf-8")
    places = re.findall(r"^#+ .* \{ #.+ \}$", text, re.MULTILINE)
    places += map('<a id="{}"></a>'.format, re.findall(r'^<[a-z-]+-instrument id="([^"]+)"', text, re.MULTILINE))
    front = f"---\ntitle: {name_of(text)}\ndescription: {page.stem}\nsource:\n---\n\n"
    page.write_text(front + "\n\n".join(places) + "\n", encoding="utf-8", newline="\n")


def page_name(page):
    """Return the name of a page, as `nll-loss`, that is given by name or by path, as `docs/en/nll-loss.md`."""
    path = Path(os.path.relpath(page, ROOT) if os.path.isabs(page) else page)
    if path.parts[:1] == ("docs",):
        path = Path(*path.parts[2:])
    return path.as_posix().removesuffix(".md")


def page_path(page, language):
    """Return the path of a page that is given by name or by path; raise ValueError if there is none."""
    name = f"docs/{language}/{page_name(page)}.md"
    if not (ROOT / name).is_file():
        raise ValueError(f"{page}: there is no {name}; `make page NAME=…` makes a new page in both languages")
    return ROOT / name


def environment(folder, **told):
    """Return the environment for Python on the copy in `folder`."""
    kept = {name: value for name, value in os.environ.items() if name not in TOLD}
    fixed = {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(folder), "PYTHONUTF8": "1"}
    # a file edited twice in a second, to the same size, would run by the bytecode of the first edit
    fixed["PYTHONDONTWRITEBYTECODE"] = "1"
    return {**kept, **fixed, **told}


def python(folder, *arguments, command=sys.executable, **told):
    """Run Python on the copy in `folder`."""
    return subprocess.run(
        [command, *arguments],
        cwd=folder,
        env=environment(folder, **told),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=900,
    )
