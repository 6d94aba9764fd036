"""A fault planted in a copy of the project stops the build, with a message that names file, line and cause."""

import re

from copies import GENERATOR, edit, python


def build(project):
    """Build the faulty English pages; return what the build said."""
    run = python(project, "-m", GENERATOR, "build", "--strict", "-f", "mkdocs.en.yml")
    assert run.returncode != 0
    return run.stdout + run.stderr


def line_of(path, text):
    return path.read_text(encoding="utf-8").partition(text)[0].count("\n") + 1


def test_wrong_values(project):
    """A wrong digit, a session that raises, a name that only another page defines, a value that cannot be computed."""
    page = project / "docs/en/cross-entropy.md"
    edit(page, "\n1.75\n", "\n1.76\n")
    edit(page, ">>> -math.log(0.7)", ">>> cross_entropy\n>>> -math.log(0.7)")
    edit(page, "```\n\nOne nat", ">>> information.entropy([0.5, 0.6])\n0.69...\n```\n\nOne nat")
    edit(page, "`={1 / math.log(2):.4f}`", "`={1 / math.lg(2):.4f}`")
    message = build(project)
    line = line_of(page, "\n1.76\n")
    assert re.search(rf"docs/en/cross-entropy\.md:{line}: this computes something else .*\n +information", message)
    assert re.search(r"written:\s+1\.76\s+computed:\s+1\.75\n", message)
    for planted, cause in (
        (">>> cross_entropy\n", "NameError: name 'cross_entropy' is not defined"),
        (">>> information.entropy([0.5, 0.6])", "ValueError: the sum of p is 1.1, but probabilities sum to 1"),
        ("One nat", "AttributeError: module 'math' has no attribute 'lg'"),
    ):
        assert f"docs/en/cross-entropy.md:{line_of(page, planted)}: " in message and cause in message, message


def test_changed_reference(project):
    edit(project / "snippets/smoothed.py", "append(-rows.w_y *", "append(-2 * rows.w_y *")
    line = line_of(project / "docs/en/index.md", ">>> cross_entropy([[0.5, 2.0]], [1])")
    message = build(project)
    assert f"docs/en/index.md:{line}: " in message and "    cross_entropy([[0.5, 2.0]], [1])\n" in message


def test_formulas(project):
    """Bad LaTeX, LaTeX that is no formula, and a formula in a heading."""
    page = project / "docs/en/cross-entropy.md"
    edit(page, r"\log q(x)", r"\log q(x}")
    edit(page, "## The minimum", r"\frac{1}{2}" + "\n\n## The minimum $x$")
    message = build(project)
    assert f"docs/en/cross-entropy.md:{line_of(page, 'H(p, q) = ')}: bad LaTeX" in message
    stray, heading = line_of(page, r"\frac{1}{2}" + "\n"), line_of(page, "## The minimum $x$")
    assert (
        rf"docs/en/cross-entropy.md:{stray}: LaTeX that was not recognised as a formula, near: \frac{{1}}{{2}}"
        in message
    )
    assert f"docs/en/cross-entropy.md:{heading}: a formula in a heading" in message


def test_figures_links_pages_and_translations(project):
    """A figure that raises, a dead anchor, an unknown reference, pages without a place, a stale translation."""
    page = project / "docs/en/cross-entropy.md"
    edit(page, "print(figures.lines(", "print(figures.lost_lines(")
    edit(page, "index.md#start", "index.md#nowhere")
    edit(page, "## Read on", "[Nothing][snippets.nothing].\n\n## Read on")
    edit(project / "docs/zh/index.md", "## 接着读", "新的一段。\n\n## 接着读")
    (project / "docs/en/reference/activations.md").unlink()
    orphan = "---\ntitle: Orphan\ndescription: None\nsource: 0\n---\n# Orphan { #orphan }\n"
    for language in ("zh", "en"):
        (project / f"docs/{language}/orphan.md").write_text(orphan, encoding="utf-8")
    message = build(project)
    fence = line_of(page, "```python exec")
    assert f"'docs/en/cross-entropy.md:{fence}'" in message
    assert "module 'snippets.figures' has no attribute 'lost_lines'" in message
    for words in ("index.md#nowhere", "snippets.nothing"):
        assert re.search(rf"docs/en/cross-entropy\.md:{line_of(page, words)}: .*'{re.escape(words)}'", message)
    assert "'reference/activations.md' is included in the 'nav' configuration, which is not found" in message
    assert re.search(r"not included in the \"nav\" configuration:\s+- orphan\.md", message)
    assert re.search(r"docs/en/index\.md:\d+: docs/zh/index\.md has changed", message)
    assert "make translated PAGE=docs/en/index.md" in message
