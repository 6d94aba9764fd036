"""Say what is wrong with the pages being edited, in both languages: `make check`, or `make check PAGE=NAME`."""

import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from difflib import get_close_matches
from pathlib import Path

import pytest

from copies import GENERATOR, ROOT, copy, page_name, python
from languages import LANGUAGES

RULES = [f"tests/test_{name}.py" for name in ("translations", "pages", "terms", "numbers", "messages", "glyphs")]
COLOUR = re.compile(r"\x1b\[\d*m")
RECORD = re.compile(r"^(?=(?:INFO|WARNING|ERROR|CRITICAL) +-  )", re.MULTILINE)
LEVEL = re.compile(r"^(?:WARNING|ERROR|CRITICAL) +-  |^INFO .*\n")
NOISE = re.compile(r"^(?:Building prefix dict|Loading model|Prefix dict|Aborted with).*\n?", re.MULTILINE)
PLACE = re.compile(r"docs/(zh|en)/(\S+?)\.md(?::(\d+))?")


def edited():
    """Return the names of the pages that differ from the last commit, as in `cross-entropy`."""
    git = ["git", "status", "--porcelain", "--untracked-files=all", "--no-renames", "docs/zh", "docs/en"]
    try:
        run = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        sys.exit("Git does not say which pages differ from the last commit. Name one: make check PAGE=cross-entropy")
    names = {page_name(line[3:]) for line in run.stdout.splitlines() if line.endswith(".md")}
    return sorted(name for name in names if languages_of(name))  # a page may be deleted


def languages_of(name):
    return [language for language in LANGUAGES if (ROOT / f"docs/{language}/{name}.md").is_file()]


def missing(names):
    """Return a complaint for each page that lacks a language."""
    for name in names:
        found = languages_of(name)
        if not found:
            pages = [page_name(path) for path in ROOT.glob("docs/zh/**/*.md")]
            near = " or ".join(get_close_matches(name, pages)) or "another name"
            yield f"{name}: no such page. Try {near}; `make page NAME={name}` makes a new one"
        elif found == ["zh"]:
            yield f"docs/en/{name}.md:1: missing: translate docs/zh/{name}.md, with `source:` in the front matter"
        elif found == ["en"]:
            yield f"docs/zh/{name}.md:1: missing: the page that docs/en/{name}.md translates"


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
            kind, _, message = report.longrepr.reprcrash.message.partition(": ")
            said = message.split("\nassert ")[0].replace("\n  ", "\n")  # pytest indents what follows the first line
            self.said.append(said if kind == "AssertionError" else f"{report.nodeid} raised {kind}: {said}")


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
        project = alone(copy(Path(folder), {*names, *linked}))
        with ThreadPoolExecutor() as pool:  # each by itself, so that one that stops does not stop the other
            built = list(pool.map(lambda settings: build_language(project, settings), LANGUAGES.values()))
    return [complaint for complaints in built for complaint in complaints]


def alone(folder):
    """Let the settings of the Chinese site build this language alone."""
    settings = folder / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    assert "\nextra:\n" in text
    settings.write_text(text.replace("\nextra:\n", "\nextra:\n  alone: true\n"), encoding="utf-8", newline="\n")
    return folder


def build_language(project, settings):
    """Return what the build of one language says."""
    environment = {"SITE_COMMAND": "serve", "EXPERIMENT_RESULTS": str(ROOT / ".experiments"), "COLUMNS": "0"}
    run = python(project, "-m", GENERATOR, "build", "--strict", "-f", settings, **environment)
    log = COLOUR.sub("", run.stderr)
    return said_in(log) or [log] if run.returncode else []


def said_in(log):
    """Return the complaints in the log of a build, each as a whole: what was no complaint is left out."""
    records = [LEVEL.sub("", record).strip() for record in RECORD.split(NOISE.sub("", log))]
    return [in_front(record) for record in records if record]


def in_front(complaint):
    """Begin a complaint with the place that it names: markdown-exec calls a block by its file and line."""
    found = re.search(r"'(docs/\S+:\d+)'", complaint)
    return f"{found[1]}: {complaint}" if found and not complaint.startswith("docs/") else complaint


def in_order(complaints):
    """Return each complaint once, those of a page by line, first in Chinese, then in English; the rest at the end."""
    single = [part.rstrip() for said in complaints for part in re.split(r"\n(?=docs/)", said)]
    return sorted(dict.fromkeys(single), key=place)


def place(complaint):
    if found := PLACE.search(complaint):
        return 0, found[2], found[1] == "en", int(found[3] or 0)
    return 1, "", False, 0


def main():
    start = time.perf_counter()
    names = [page_name(page) for page in sys.argv[1:]] or edited()
    if not names:
        sys.exit("No page differs from the last commit. Name one: make check PAGE=cross-entropy")
    if said := list(missing(names)):
        sys.exit("\n".join(said))
    os.chdir(ROOT)
    rules = Rules(names)
    with ThreadPoolExecutor() as other:
        built = other.submit(build, names)
        code = pytest.main(["-p", "no:terminal", *RULES], plugins=[rules])
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        sys.exit(f"the rules could not be run: pytest ended with {code!r}")
    said = in_order(built.result() + rules.said)
    print("\n".join(said) or f"right: {', '.join(names)}, in {time.perf_counter() - start:.1f} s")
    sys.exit(bool(said))


if __name__ == "__main__":
    main()
