"""Turn the LaTeX of a page into MathML. Formulas that do not parse, and LaTeX left in the prose, stop the build."""

import html
import os
import re
from pathlib import Path

from math_core import LatexError, LatexToMathML
from mistakes import box, stop

# what pymdownx.arithmatex leaves, with `generic: true`
FORMULA = re.compile(r'<(span|div) class="arithmatex">\\[(\[](.*?)\\[)\]]</\1>', re.DOTALL)
# what may hold a dollar sign or a backslash that is no formula
OPAQUE = re.compile(r"<(math|pre|code|script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)
HEADING = re.compile(r"<h[1-6][^>]*>(?:(?!</h[1-6]>).)*arithmatex", re.DOTALL)
STRAY = re.compile(r".{0,30}(?:\$|\\(?:[a-zA-Z]+|[()\[\]])).{0,30}")

# browsers would break a line between a formula and the punctuation after it
PUNCTUATED = re.compile(r"(<math\b(?:(?!</math>).)*</math>[，。；：！？、）”,.;:!?)]+)", re.DOTALL)

# the policy of the site (policy.py) lets no style attribute through
ALIGNED = {
    ' style="text-align: right;justify-items: end;padding-right: 0;"': ' class="right"',
    ' style="text-align: left;justify-items: start;padding-left: 0;"': ' class="left"',
}

converter = LatexToMathML(annotation=True, fancy_error=False)


def convert(latex, block):
    """Return MathML; raise LatexError for what would be shown wrongly."""
    if re.search(r"(?<!\\)%", latex):
        raise LatexError("an unescaped % makes the rest a comment")
    mathml = converter.convert_with_local_state(latex, displaystyle=block)
    for style, name in ALIGNED.items():
        mathml = mathml.replace(style, name)
    if " style=" in mathml:
        raise LatexError("its MathML has a style attribute: give it a class in mathml.py and a rule in math.css")
    return mathml.replace("<math", "<math data-search-exclude", 1)


def on_page_content(content, page, config, files):
    source, path = page.file.content_string, Path(os.path.relpath(page.file.abs_src_path)).as_posix()
    errors = []

    def render(match):
        block, latex = match[1] == "div", html.unescape(match[2]).strip()
        try:
            mathml = convert(latex, block)
        except LatexError as error:
            line = source[: source.find(latex)].count("\n") + 1 if latex in source else "(from a docstring)"
            errors.append(f"{path}:{line}: bad LaTeX: {error}\n    {latex}")
            return ""
        # a wide formula scrolls by itself; the keyboard must reach what scrolls
        return f'<div class="formula" tabindex="0">{mathml}</div>' if block else mathml

    if HEADING.search(content):
        errors.append(f"{path}: a formula in a heading, which the table of contents would show as LaTeX")
    content = FORMULA.sub(render, content)
    text = html.unescape(OPAQUE.sub(" ", content)) + str(page.meta.get("description", ""))
    stray = STRAY.findall(text)
    errors += [f"{path}: LaTeX that was not recognised as a formula, near: {text.strip()}" for text in stray]
    if errors:
        stop("\n".join(errors))
        content = box("\n".join(errors), config.theme["language"]) + content
    return PUNCTUATED.sub(r'<span class="unbroken">\1</span>', content)
