"""The sessions and inline values of pages are doctests, but of the longest: what both languages have alike, once."""

import re

from copies import edit, python


def test_each_is_run_and_held_to_what_is_written(project):
    """A wrong digit in both languages; in English a value that comes before what it needs, with the same code."""
    value = "One nat is `={1 / math.log(2):.4f}` bits.\n"
    for language in ("zh", "en"):
        edit(project / f"docs/{language}/index.md", "0.2014...", "0.2015...")
    edit(project / "docs/en/cross-entropy.md", value, "")
    edit(project / "docs/en/cross-entropy.md", "It is the mean", f"{value}\nIt is the mean")
    run = python(project, "-m", "pytest", "-rA", "-q", "docs")
    outcomes = re.findall(r"^(PASSED|FAILED) docs/(\w+/[\w-]+)\.md::line:(\d+)", run.stdout, re.MULTILINE)
    failed = [(page, line) for outcome, page, line in outcomes if outcome == "FAILED"]
    assert sorted(failed) == [("en/cross-entropy", "9"), ("zh/index", "10")], run.stdout
    assert "line 13: cross_entropy([[0.5, 2.0]], [1])\nExpected:\n    0.2015" in run.stdout, run.stdout
    assert {page for _, page, _ in outcomes} == {"en/cross-entropy", "zh/cross-entropy", "zh/index"}


def test_an_english_page_that_is_asked_for_is_run(project):
    run = python(project, "-m", "pytest", "-q", "docs/en/index.md")
    assert "1 passed" in run.stdout, run.stdout
