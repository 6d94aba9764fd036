"""`make update` writes what is computed, shows the difference, and keeps the state of translations."""

import math
import re

import pytest

from copies import edit, python


@pytest.fixture
def pages(project):
    """The start page of a small project in both languages."""
    return [project / f"docs/{language}/index.md" for language in ("zh", "en")]


def stamp(page):
    return re.search(r"^source: .*$", page.read_text(encoding="utf-8"), re.MULTILINE)[0]


def test_it_writes_what_is_computed_and_shows_it(project, pages):
    before = {path: path.read_text(encoding="utf-8") for path in project.glob("docs/*/**/*.md")}
    page = pages[0]
    edit(page, "math.log(1 + math.exp(-1.5))\n0.2014...", "math.log(1 + math.exp(-1.5))\n0.2015...")
    edit(page, "IndexError: target[0] is 2", "IndexError: target[0] is 3")
    edit(project / "docs/zh/cross-entropy.md", "1.75\n", "")
    run = python(project, "tools/update.py")
    assert run.returncode == 0, run.stderr
    computed = f"{math.log(1 + math.exp(-1.5))}\n"
    assert f"-0.2015...\n+{computed}" in run.stdout and "\n+1.75\n" in run.stdout
    assert "-IndexError: target[0] is 3" in run.stdout and "+IndexError: target[0] is 2" in run.stdout
    edit(page, f"(-1.5))\n{computed}", "(-1.5))\n0.2014...\n")  # an ellipsis is written by hand
    assert before == {path: path.read_text(encoding="utf-8") for path in before}


def test_a_fresh_translation_stays_fresh_and_a_stale_one_stale(project, pages):
    chinese, english = pages
    for page in pages:
        edit(page, "math.exp(-1.5)", "math.exp(-2.5)")
    stale = stamp(english)
    assert python(project, "tools/update.py", "index").returncode == 0
    assert stamp(english) == stale
    assert python(project, "tools/translated.py", "docs/en/index.md").returncode == 0
    fresh = english.read_text(encoding="utf-8")
    edit(chinese, "IndexError: target[0]", "IndexError: target")
    assert python(project, "tools/translated.py", "index").returncode == 0
    assert stamp(english) not in fresh
    assert python(project, "tools/update.py", "index").returncode == 0
    assert english.read_text(encoding="utf-8") == fresh


def test_it_does_not_write_an_exception_that_nobody_expects(project, pages):
    page = pages[0]
    edit(page, ">>> import math\n", "")
    before = page.read_text(encoding="utf-8")
    run = python(project, "tools/update.py", "index")
    line = before.partition(">>> math.log(1 + ")[0].count("\n") + 1
    assert run.returncode == 1 and "NameError: name 'math' is not defined" in run.stderr
    assert f"docs/zh/index.md:{line}: " in run.stderr
    assert page.read_text(encoding="utf-8") == before
