"""Copies of the project, to build and to change, and Python on them."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
GENERATOR = os.environ.get("GENERATOR", "mkdocs")  # or properdocs, which can take its place
sys.path += [str(ROOT / folder) for folder in ("docs/hooks", "tests")]  # which pytest adds for tests
from translations import stamp  # noqa: E402

FILES = ("mkdocs.yml", "mkdocs.en.yml", "conftest.py", "pyproject.toml", "CONTRIBUTING.md", "README.md", "LICENSE")


def copy(folder, whole=None):
    """Copy the project; if some pages are to be whole, only the headings of the others, as most builds need no more."""
    for name in ("docs", "snippets", "tests", "tools"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, folder)
    if whole is not None:
        pages = folder / "docs/zh"
        for page in pages.rglob("*.md"):
            name = page.relative_to(pages).with_suffix("").as_posix()
            translation = folder / "docs/en" / page.relative_to(pages)
            if name not in whole and translation.is_file():
                shorten(page)
                shorten(translation)
                stamp(translation)
    return folder


def without_search(folder):
    """Let builds of a copy make no search index, which takes a quarter of their time."""
    settings = folder / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    assert "  search:\n" in text
    settings.write_text(text.replace("  search:\n", "  search:\n    enabled: false\n"), encoding="utf-8", newline="\n")
    return folder


def shorten(page):
    """Leave of a page the headings, below a front matter that is right whatever stands in the page."""
    headings = re.findall(r"^#+ .* \{ #.+ \}$", page.read_text(encoding="utf-8"), re.MULTILINE)
    front = f"---\ntitle: {page.stem}\ndescription: {page.stem}\nsource:\n---\n\n"
    page.write_text(front + "\n\n".join(headings) + "\n", encoding="utf-8", newline="\n")


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


def python(folder, *arguments, command=sys.executable, **environment):
    """Run Python on the copy in `folder`."""
    fixed = {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(folder), "PYTHONUTF8": "1"}
    return subprocess.run(
        [command, *arguments],
        cwd=folder,
        env={**os.environ, **fixed, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=900,
    )
