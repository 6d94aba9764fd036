"""`mkdocs serve` shows both languages, rebuilds on every kind of edit, and shows a mistake in the page."""

from copies import edit
from mistakes import literal
from serving import serving


def test_edits_show_in_both_languages_and_mistakes_do_not_end_it(project):
    edit(project / "docs/zh/index.md", "0.2014...", "0.2013...")
    edit(project / "docs/zh/glossary.md", "两个术语。", "$\\frac{$")
    edit(project / "docs/en/glossary.md", "title: ", "title: [")
    with serving(project) as wait_for:  # a first build that would fail does not end it either
        wait_for("zh/index.html", "分类损失")
        wait_for("zh/glossary.html", "bad LaTeX")
        wait_for("en/glossary.html", "</html>")
        wait_for("zh/index.html", literal("  写着：\n    0.2013...\n  算出：\n    0.2014"))
        wait_for("en/index.html", "Classification Losses")
        wait_for("", "简体中文")

        edit(project / "docs/en/index.md", "# A small site", "# An edit: a small site")
        edit(project / "docs/hooks/formulas.py", 'class="formula"', 'class="formula edited-hook"')
        edit(project / "docs/theme/stylesheets/site.css", "body {", "body { --edited-style: 1;")
        edit(project / "snippets/figures.py", 'class="grid"', 'class="grid edited-reference"')
        for language in ("zh", "en"):
            for mark in ("edited-hook", "edited-reference"):
                wait_for(f"{language}/cross-entropy.html", mark)
            wait_for(f"{language}/stylesheets/site.css", "--edited-style: 1;")
        wait_for("en/index.html", "An edit: a small site")

        edit(project / "docs/zh/index.md", "0.2013...", "0.2014...")
        edit(project / "docs/zh/index.md", "接着读", "再接着读")
        wait_for("zh/index.html", "再接着读")
        wait_for("zh/index.html", "激活函数")  # the menu of a page that is built alone names the others
        edit(project / "docs/en/cross-entropy.md", "`={1 / math.log(2):.4f}`", "`={1 / math.lg(2):.4f}`")
        wait_for("en/cross-entropy.html", literal("AttributeError: module 'math' has no attribute 'lg'"))
