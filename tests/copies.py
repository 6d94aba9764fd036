"""Copies of the project, to build and to change, and Python on them."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from translations import stamp

ROOT = Path(__file__).parents[1]
FILES = ("mkdocs.yml", "mkdocs.en.yml", "conftest.py", "pyproject.toml", "CONTRIBUTING.md", "README.md", "LICENSE")


def copy(folder, whole=None):
    """Copy the project; if some pages are to be whole, only the headings of the others, as most builds need no more."""
    for name in ("docs", "snippets", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, folder)
    if whole is not None:
        for page in folder.glob("docs/zh/*.md"):
            translation = folder / "docs/en" / page.name
            if page.stem not in whole and translation.is_file():
                shorten(page)
                shorten(translation)
                stamp(translation)
    return folder


def shorten(page):
    """Leave of a page the front matter and the headings."""
    _, front, body = page.read_text(encoding="utf-8").split("---\n", 2)
    headings = re.findall(r"^#+ .* \{ #.+ \}$", body, re.MULTILINE)
    page.write_text(f"---\n{front}---\n\n" + "\n\n".join(headings) + "\n", encoding="utf-8", newline="\n")


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
