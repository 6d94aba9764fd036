"""Say what is wrong with the pages being edited, in both languages: `make check`, or `make check PAGE=NAME`."""

import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from copies import ROOT, copy, python, without_search

RULES = [f"tests/test_{name}.py" for name in ("translations", "pages", "terms", "numbers", "messages")]
NOISE = ("INFO ", "Building prefix dict", "Loading model", "Prefix dict", "Aborted with")


def edited():
    """Return the names of the pages that differ from the last commit, as in `cross-entropy`."""
    git = ["git", "status", "--porcelain", "--untracked-files=all", "--no-renames", "docs/zh", "docs/en"]
    lines = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return sorted({name(line[3:]) for line in lines if line.endswith(".md")})


def name(page):
    """Return the name of a page that is given by name or by path."""
    path = Path(page)
    return path.relative_to(*[Path(*path.parts[:2])] if path.parts[0] == "docs" else ["."]).with_suffix("").as_posix()


def missing(names):
    """Return a complaint for each page that lacks a language."""
    paths = [f"docs/{language}/{name}.md" for name in names for language in ("zh", "en")]
    return [f"{path}: no such page; `make page NAME=…` makes one" for path in paths if not (ROOT / path).is_file()]


class Rules:
    """Let pytest run the rules for some pages alone, and collect what they say."""

    def __init__(self, names):
        self.pages = {f"{name}.md" for name in names}
        self.pages |= {ROOT / "docs" / language / page for language in ("zh", "en") for page in self.pages}
        self.said = []

    def pytest_collection_modifyitems(self, items):
        items[:] = [item for item in items if not hasattr(item, "callspec") or self.pages & chosen(item)]

    def pytest_runtest_logreport(self, report):
        if report.failed:
            message = report.longrepr.reprcrash.message.removeprefix("AssertionError: ")
            self.said.append(message.split("\nassert ")[0])


def chosen(item):
    return {value for value in item.callspec.params.values() if isinstance(value, str | Path)}


def build(names):
    """Return what a build says about these pages, the others being empty but for what these link to in the reference.

    It goes on after a mistake, as `mkdocs serve` does, and so finds them all.
    """
    texts = [path.read_text(encoding="utf-8") for name in names for path in ROOT.glob(f"docs/*/{name}.md")]
    linked = {target for text in texts for target in re.findall(r"reference/\w+(?=\.md#)", text)}
    if any(name.startswith("reference/") for name in names):  # docstrings link to one another
        linked = {f"reference/{path.stem}" for path in ROOT.glob("docs/zh/reference/*.md")}
    with tempfile.TemporaryDirectory() as folder:
        without_search(copy(Path(folder), {*names, *linked}))
        environment = {"SITE_COMMAND": "serve", "EXPERIMENT_RESULTS": str(ROOT / ".experiments")}
        run = python(Path(folder), "-m", "mkdocs", "build", "--strict", **environment)
    said = [line for line in run.stderr.splitlines() if line.strip() and not line.startswith(NOISE)]
    return said if run.returncode else []


def main():
    start = time.perf_counter()
    names = [name(page) for page in sys.argv[1:]] or edited()
    if not names:
        sys.exit("No page differs from the last commit. Name one: make check PAGE=cross-entropy")
    said = missing(names)
    if not said:
        os.chdir(ROOT)
        rules = Rules(names)
        with ThreadPoolExecutor() as other:
            built = other.submit(build, names)
            code = pytest.main(["-p", "no:terminal", *RULES], plugins=[rules])
        if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            sys.exit(f"the rules could not be run: pytest ended with {code!r}")
        said = list(dict.fromkeys(built.result() + rules.said))
    print("\n".join(said) or f"right: {', '.join(names)}, in {time.perf_counter() - start:.1f} s")
    sys.exit(bool(said))


if __name__ == "__main__":
    main()
