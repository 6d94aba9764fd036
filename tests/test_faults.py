"""A fault planted in a copy of the project stops the build, with a message that names the file and the cause."""

import re
import subprocess
import sys

import pytest
from conftest import mkdocs


def plant(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def build(project, *arguments):
    run = mkdocs(project, "build", "--strict", "--site-dir", str(project / "site"), *arguments)
    assert run.returncode != 0
    return run.stdout + run.stderr


def update(project):
    command = [sys.executable, "docs/hooks/update.py"]
    return subprocess.run(command, cwd=project, env={"PYTHONPATH": str(project)}, capture_output=True, text=True)


def line_of(path, text):
    return path.read_text(encoding="utf-8").partition(text)[0].count("\n") + 1


def test_wrong_digit(project):
    page = project / "docs/zh/index.md"
    plant(page, "tensor(0.2014)", "tensor(0.2015)")
    message = build(project)
    line = line_of(page, "tensor(0.2015)") - 1
    assert re.search(rf"docs/zh/index\.md:{line}: .*", message)
    assert "F.cross_entropy(logits, target)" in message
    assert re.search(r"written:\s+tensor\(0\.2015\)\s+computed:\s+tensor\(0\.2014\)", message)


def test_wrong_inline_value(project):
    page = project / "docs/zh/index.md"
    plant(page, "`={math.log(10):.4f}`", "`={math.lg(10):.4f}`")
    message = build(project)
    assert f"docs/zh/index.md:{line_of(page, 'math.lg')}: " in message and "has no attribute 'lg'" in message


def test_raising_session(project):
    page = project / "docs/zh/index.md"
    plant(page, ">>> target = torch.tensor([1])", ">>> target = torch.tensor([7])")
    message = build(project)
    assert f"docs/zh/index.md:{line_of(page, '>>> F.cross_entropy(logits')}: " in message
    assert "IndexError: Target 7 is out of bounds." in message


def test_raising_figure(project):
    page = project / "docs/en/cross-entropy.md"
    plant(page, "print(figures.lines(curves,", "print(figures.lines(lost_curves,")
    message = build(project, "-f", "mkdocs.en.yml")
    assert f"'docs/en/cross-entropy.md:{line_of(page, chr(96) * 3 + 'python exec')}'" in message
    assert "name 'lost_curves' is not defined" in message


def test_name_that_only_another_page_defines(project):
    plant(project / "docs/zh/cross-entropy.md", ">>> -math.log(0.7)", ">>> outputs.shape\n>>> -math.log(0.7)")
    message = build(project)
    assert "docs/zh/cross-entropy.md:" in message and "NameError: name 'outputs' is not defined" in message


def test_changed_reference(project):
    plant(project / "snippets/losses.py", "return _reduced(loss, total, reduction)", "return _reduced(2 * loss, total, reduction)")
    message = build(project)
    assert "docs/zh/index.md:" in message and "cross_entropy([[0.5, 2.0]], [1])" in message


def test_bad_latex(project):
    page = project / "docs/en/cross-entropy.md"
    plant(page, r"\frac{1}{q(x)}", r"\frac{1}{q(x)")
    message = build(project, "-f", "mkdocs.en.yml")
    assert f"docs/en/cross-entropy.md:{line_of(page, 'H(p, q) = ' + chr(92) + 'sum')}: bad LaTeX" in message


def test_latex_that_is_no_formula(project):
    plant(project / "docs/en/index.md", "One sample,", r"\frac{1}{2} One sample,")
    assert "docs/en/index.md: LaTeX that was not recognised" in build(project, "-f", "mkdocs.en.yml")


def test_dead_anchor_and_stale_translation(project):
    plant(project / "docs/en/index.md", "cross-entropy-loss.md)", "cross-entropy-loss.md#nowhere)")
    plant(project / "docs/zh/nll-loss.md", "只做一件事", "就做一件事")
    message = build(project, "-f", "mkdocs.en.yml")
    assert re.search(r"'index\.md' contains a link 'cross-entropy-loss\.md#nowhere'", message)
    assert "docs/en/nll-loss.md: docs/zh/nll-loss.md has changed" in message
    assert "make translated PAGE=docs/en/nll-loss.md" in message


def test_missing_page(project):
    (project / "docs/en/nll-loss.md").unlink()
    assert "nll-loss.md" in build(project, "-f", "mkdocs.en.yml")


def test_update_writes_what_is_computed_and_shows_it(project):
    page = project / "docs/zh/index.md"
    before = {path: path.read_text(encoding="utf-8") for path in project.glob("docs/*/**/*.md")}
    plant(page, "tensor(0.2014)", "tensor(0.2015)")
    run = update(project)
    assert run.returncode == 0, run.stderr
    assert "-tensor(0.2015)" in run.stdout and "+tensor(0.2014)" in run.stdout
    assert before == {path: path.read_text(encoding="utf-8") for path in before}


def test_update_does_not_write_an_exception_that_nobody_expects(project):
    page = project / "docs/zh/index.md"
    plant(page, ">>> import math\n", "")
    before = page.read_text(encoding="utf-8")
    run = update(project)
    assert run.returncode == 1 and "NameError: name 'math' is not defined" in run.stderr
    assert f"docs/zh/index.md:{line_of(page, '{math.log(2)')}: " in run.stderr
    assert page.read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("fault", "old", "new"),
    [
        ("heading", "## The minimum is H(p), not 0 { #minimum }", "## The minimum is H(p), not 0 { #least }"),
        ("code", ">>> weather = [1/2, 1/4, 1/8, 1/8]", ">>> weather = [1/2, 1/4, 1/8, 0.125]"),
        ("formula", "$q = p$", "$p = q$"),
        ("number", "still 0.9433", "still 0.9434"),
        ("table", "source:", "|a|b|\n|-|-|\n|c|d|\n\nsource:"),
    ],
)
def test_translation_that_differs(project, fault, old, new):
    plant(project / "docs/en/cross-entropy.md", old, new)
    command = [sys.executable, "-m", "pytest", "-q", "tests/test_translations.py", "tests/test_numbers.py", "-k", "cross-entropy.md"]
    run = subprocess.run(command, cwd=project, env={"PYTHONPATH": str(project)}, capture_output=True, text=True)
    assert run.returncode == 1 and "docs/en/cross-entropy.md" in run.stdout
