"""`make page` makes a page that `make check` is content with, and `make check` says what is wrong with a page."""

import re

import pytest

import page as new_page
from copies import edit, python


def contents(project):
    kept_back = {"__pycache__", ".experiments"}
    files = [path for path in project.rglob("*") if path.is_file() and not kept_back & set(path.parts)]
    return {path: path.read_bytes() for path in files}


def test_a_new_page_is_right_and_a_faulty_one_is_not(project):
    made = python(project, "tools/page.py", "focal-loss")
    assert made.returncode == 0, made.stderr
    before = contents(project)
    run = python(project, "tools/check.py", "docs/en/focal-loss.md")
    assert run.returncode == 0 and "right: focal-loss" in run.stdout, run.stdout + run.stderr
    assert contents(project) == before

    said = what_is_said_of_two_faulty_pages(project)
    for complaint in (
        r"docs/zh/focal-loss\.md:12: this computes something else(.*\n)+  written:\n +0\.418\n  computed:\n +0\.417",
        r"docs/zh/focal-loss\.md:\d+: bad LaTeX",
        r"docs/zh/focal-loss\.md:\d+: 1\.2345, which no code of the page computes",
        r"docs/zh/focal-loss\.md:\d+: 'x函', but wanted: a space",
        r"docs/zh/focal-loss\.md:\d+: .*glossary\.md#nowhere",
        r"docs/en/focal-loss\.md:\d+: a formula in a heading",
        r"docs/en/focal-loss\.md:\d+: docs/zh/focal-loss\.md has changed since it was translated",
        r"formulas of docs/en/focal-loss\.md \(left\) and docs/zh/focal-loss\.md \(right\) differ",
    ):
        assert re.search(complaint, said), f"{complaint} is not in\n{said}"
    for language in ("zh", "en"):
        page = f"docs/{language}/cross-entropy.md"
        line = (project / page).read_text(encoding="utf-8").partition("nowhere.md")[0].count("\n") + 1
        for words in (
            "2: the front matter is no YAML",
            f"{line}: Doc file 'cross-entropy.md' contains a link 'nowhere.md'",
            rf"{line}: the math font lacks ж of $\text{{ж}}$: write it otherwise, or run `make font`",
        ):
            assert said.count(f"{page}:{words}") == 1, said
    assert f"{page}:{line + 2}: no docstring for `::: snippets.nothing`: " in said
    assert said.rindex("docs/zh/cross-entropy.md:") < said.index("\ndocs/en/cross-entropy.md:")


def what_is_said_of_two_faulty_pages(project):
    """Plant faults in a page and its translation, and others in both languages of another; check both pages."""
    page = project / "docs/zh/focal-loss.md"
    edit(page, "0.417\n", "0.418\n")
    edit(page, "答案从哪里来。", "答案从 $\\frac{1}$ 来，是 1.2345，用 softmax函数，见[这里](glossary.md#nowhere)。")
    edit(project / "docs/en/focal-loss.md", "## Derivation {", "## Derivation $x$ {")
    for language in ("zh", "en"):
        other = project / f"docs/{language}/cross-entropy.md"
        edit(other, "\n# ", "\n[x](nowhere.md) $\\text{ж}$\n\n# ")
        edit(other, "title: ", "title: a: ")
    edit(other, "\n# ", "\n::: snippets.nothing\n\n# ")
    run = python(project, "tools/check.py", "focal-loss", "cross-entropy")
    assert run.returncode == 1, run.stderr
    return run.stdout


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("index", "docs/zh/index.md exists already: edit it, or take another name"),
        ("Focal_Loss", "make page NAME=focal-loss"),
        ("../focal", "make page NAME=focal-loss"),
    ],
)
def test_a_page_that_exists_or_cannot_be_an_address_is_refused(name, reason):
    assert reason in new_page.refusal(name)


def test_a_refused_page_changes_nothing(project):
    before = contents(project)
    run = python(project, "tools/page.py", "index")
    assert run.returncode == 1 and "docs/zh/index.md exists already" in run.stderr
    assert contents(project) == before
