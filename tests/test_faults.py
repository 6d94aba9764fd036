"""A fault planted in a copy of the project stops the build, with a message that names the file and the cause."""

import re

import pytest

from copies import python


def plant(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def build(project, *arguments):
    run = python(project, "-m", "mkdocs", "build", "--strict", "--site-dir", str(project / "site"), *arguments)
    assert run.returncode != 0
    return run.stdout + run.stderr


def line_of(path, text):
    return path.read_text(encoding="utf-8").partition(text)[0].count("\n") + 1


def test_wrong_values(project):
    """A wrong digit, a session that raises, a name that only another page defines, a value that cannot be computed."""
    page = project / "docs/zh/cross-entropy.md"
    plant(page, "\n1.75\n", "\n1.76\n")
    plant(page, ">>> -math.log(0.7)", ">>> outputs.shape\n>>> -math.log(0.7)")
    plant(page, ">>> F.cross_entropy(p.log(), p)", ">>> F.cross_entropy(p.log(), torch.tensor([7]))")
    plant(page, "`={1 / math.log(2):.4f}`", "`={1 / math.lg(2):.4f}`")
    message = build(project)
    line = line_of(page, "\n1.76\n")
    assert re.search(rf"docs/zh/cross-entropy\.md:{line}: this computes something else .*\n +information", message)
    assert re.search(r"written:\s+1\.76\s+computed:\s+1\.75\n", message)
    for planted, cause in (
        (">>> outputs.shape", "NameError: name 'outputs' is not defined"),
        (">>> F.cross_entropy(p.log(), torch.tensor([7]))", "IndexError: Target 7 is out of bounds."),
        ("math.lg", "AttributeError: module 'math' has no attribute 'lg'"),
    ):
        assert f"docs/zh/cross-entropy.md:{line_of(page, planted)}: " in message and cause in message


def test_changed_reference(project):
    plant(
        project / "snippets/losses.py",
        "return [w * nll]",
        "return [2 * w * nll]",
    )
    message = build(project)
    assert "docs/zh/index.md:" in message and "cross_entropy([[0.5, 2.0]], [1])" in message


def test_figures_and_formulas(project):
    """A figure that raises, bad LaTeX, LaTeX that is no formula, and a formula in a heading."""
    figure, formula = project / "docs/en/cross-entropy.md", project / "docs/en/nll-loss.md"
    plant(figure, "print(figures.lines(curves,", "print(figures.lines(lost_curves,")
    plant(formula, r"\ell_n = -x_{n, y_n}", r"\ell_n = -x_{n, y_n")
    plant(formula, "## When to use it", r"\frac{1}{2}" + "\n\n## When to use $x$")
    message = build(project, "-f", "mkdocs.en.yml")
    fence = figure.read_text(encoding="utf-8").partition("lost_curves")[0].rpartition("```python exec")[0]
    assert f"'docs/en/cross-entropy.md:{fence.count(chr(10)) + 1}'" in message
    assert "name 'lost_curves' is not defined" in message
    assert f"docs/en/nll-loss.md:{line_of(formula, chr(92) + 'ell_n = -x')}: bad LaTeX" in message
    assert r"docs/en/nll-loss.md: LaTeX that was not recognised as a formula, near: \frac{1}{2}" in message
    assert "docs/en/nll-loss.md: a formula in a heading" in message


def test_links_pages_and_translations(project):
    """A dead anchor, an unknown reference, a missing page, one outside the navigation, and a stale translation."""
    plant(project / "docs/en/index.md", "cross-entropy-loss.md)", "cross-entropy-loss.md#nowhere)")
    plant(project / "docs/en/index.md", "## Read on", "[Nothing][snippets.nothing].\n\n## Read on")
    plant(project / "docs/zh/cross-entropy.md", "## 接着读", "新的一段。\n\n## 接着读")
    (project / "docs/en/nll-loss.md").unlink()
    for language in ("zh", "en"):
        (project / f"docs/{language}/orphan.md").write_text(
            "---\ntitle: Orphan\ndescription: None\nsource: 0\n---\n# Orphan { #orphan }\n", encoding="utf-8"
        )
    message = build(project, "-f", "mkdocs.en.yml")
    assert re.search(r"'index\.md' contains a link 'cross-entropy-loss\.md#nowhere'", message)
    assert "index.md" in message and "snippets.nothing" in message
    assert "'nll-loss.md' is included in the 'nav' configuration, which is not found" in message
    assert re.search(r"not included in the \"nav\" configuration:\s+- orphan\.md", message)
    assert "docs/en/cross-entropy.md: docs/zh/cross-entropy.md has changed" in message
    assert "make translated PAGE=docs/en/cross-entropy.md" in message


@pytest.fixture
def one_page(project):
    """The Chinese start page of a project that has no other page but its translation."""
    for path in project.glob("docs/*/**/*.md"):
        if path.name != "index.md" or path.parent.name == "reference":
            path.unlink()
    return project / "docs/zh/index.md"


def test_update_writes_what_is_computed_and_shows_it(project, one_page):
    before = {path: path.read_text(encoding="utf-8") for path in project.glob("docs/*/*.md")}
    plant(one_page, "tensor(0.2014)", "tensor(0.2015)")
    plant(one_page, "(torch.Size([4]), torch.Size([4]), torch.bool)\n", "")
    run = python(project, "tools/update.py")
    assert run.returncode == 0, run.stderr
    assert "-tensor(0.2015)" in run.stdout and "+tensor(0.2014)" in run.stdout and "+(torch.Size([4])" in run.stdout
    assert before == {path: path.read_text(encoding="utf-8") for path in before}


def test_update_keeps_a_fresh_translation_fresh_and_a_stale_one_stale(project, one_page):
    english = project / "docs/en/index.md"
    for page in (one_page, english):
        plant(page, "[[0.5, 2.0]]", "[[0.5, 3.0]]")
    stale = english.read_text(encoding="utf-8")
    assert python(project, "tools/update.py").returncode == 0
    stamp = re.compile(r"^source: .*$", re.MULTILINE)
    assert stamp.search(english.read_text(encoding="utf-8"))[0] == stamp.search(stale)[0]
    assert python(project, "tools/translated.py", "docs/en/index.md").returncode == 0
    fresh = english.read_text(encoding="utf-8")
    plant(one_page, "torch.Size([4]), torch.bool", "torch.Size([5]), torch.bool")
    python(project, "tools/translated.py", "docs/en/index.md")
    assert python(project, "tools/update.py").returncode == 0
    assert english.read_text(encoding="utf-8") == fresh


def test_update_does_not_write_an_exception_that_nobody_expects(project, one_page):
    plant(one_page, ">>> import math\n", "")
    before = one_page.read_text(encoding="utf-8")
    run = python(project, "tools/update.py")
    assert run.returncode == 1 and "NameError: name 'math' is not defined" in run.stderr
    assert f"docs/zh/index.md:{line_of(one_page, '>>> math.log(1 + ')}: " in run.stderr
    assert one_page.read_text(encoding="utf-8") == before


def test_translation_that_differs_and_number_that_nothing_computed(project):
    page = project / "docs/en/cross-entropy.md"
    plant(page, "{ #minimum }", "{ #least }")
    plant(page, ">>> weather = [1/2, 1/4, 1/8, 1/8]", ">>> weather = [1/2, 1/4, 1/8, 0.125]")
    plant(page, "$q = p$", "$p = q$")
    plant(page, "](nll-loss.md#softmax-then-log)", "](nll-loss.md)")
    plant(page, "## Read on", "|a|b|\n|-|-|\n|c|d|\n\n## Read on")
    plant(page, "still 0.9433", "still 0.9434")
    rules = ("tests/test_translations.py", "tests/test_numbers.py")
    run = python(project, "-m", "pytest", "-q", *rules, "-k", "cross-entropy.md")
    assert run.returncode == 1
    for part in ("headings", "fences", "formulas", "links", "tables"):
        assert f"{part} of docs/en/cross-entropy.md (left) and docs/zh/cross-entropy.md (right) differ" in run.stdout
    assert f"docs/en/cross-entropy.md:{line_of(page, 'still 0.9434')}: 0.9434, which no code" in run.stdout
