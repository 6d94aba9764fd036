"""Turn LaTeX into MathML, as an extension of Python-Markdown, and complain about what is no good.

A formula that does not parse becomes `<samp class="bad-latex">`, for `checked` to find with page and line.
"""

import html
import os
import re
from pathlib import Path
from xml.etree.ElementTree import fromstring, tostring

from markdown import Extension
from markdown.postprocessors import Postprocessor
from math_core import LatexError, LatexToMathML

from markup import text_of
from mistakes import box, stop

# what pymdownx.arithmatex leaves, with `generic: true`
FORMULA = re.compile(r'<(span|div) class="arithmatex">\\[(\[](.*?)\\[)\]]</\1>', re.DOTALL)
BAD = re.compile(r'<samp class="bad-latex" title="(.*?)">(.*?)</samp>', re.DOTALL)
IN_HEADING = re.compile(r"^#+ .*\$", re.MULTILINE)
HEADING = re.compile(r"<h[1-6][^>]*>(?:(?!</h[1-6]>).)*<math\b", re.DOTALL)
STRAY = re.compile(r".{0,30}(?:\$|\\(?:[a-zA-Z]+|[()\[\]])).{0,30}")

# browsers would break a line between a formula and the punctuation after it
PUNCTUATED = re.compile(
    r'(?<!<span class="unbroken">)(<math\b(?:(?!</math>).)*</math>[，。；：！？、）”,.;:!?)]+)', re.DOTALL
)

# the policy of the site (assets.py) lets no style attribute through
ALIGNED = {
    ' style="text-align: right;justify-items: end;padding-right: 0;"': ' class="right"',
    ' style="text-align: left;justify-items: start;padding-left: 0;"': ' class="left"',
}

MATH = re.compile(r"<math\b.*?</math>", re.DOTALL)
LATEX = re.compile(r"<semantics>(.*?)<annotation\b[^>]*>.*?</annotation></semantics>", re.DOTALL)
NAMED = re.compile(r"&(?!(?:lt|gt|amp|quot);)\w+;")
ONE_FORM = set("()[]{}⌊⌋⌈⌉\u2061")  # operators that are the same at the ends of a row and within
IN_ROWS = {"math", "mrow", "mtd", "msqrt", "mstyle", "mphantom", "mpadded"}  # what lays out all its children in a row
SCRIPTED = {"msub", "msup", "msubsup", "munder", "mover", "munderover"}
SIGN = re.compile(r"^([−+]) ")
RELATIONS = tuple("=<>≤≥≈≠+−·×∈→⇒,")

converter = LatexToMathML(annotation=True, fancy_error=False)


class Formulas(Extension):
    def extendMarkdown(self, md):
        md.postprocessors.register(MathML(md), "mathml", priority=0)  # after all else: the formulas are in place


class MathML(Postprocessor):
    def run(self, text):
        return PUNCTUATED.sub(r'<span class="unbroken">\1</span>', FORMULA.sub(rendered, text))


def rendered(formula):
    """Return the HTML of a formula; what is wrong with it, if anything, in its title."""
    block, latex = formula[1] == "div", html.unescape(formula[2]).strip()
    try:
        mathml = convert(latex, block)
    except LatexError as error:
        return f'<samp class="bad-latex" title="{html.escape(str(error))}">{html.escape(latex)}</samp>'
    # a wide formula scrolls by itself; the keyboard must reach what scrolls
    return f'<div class="formula" tabindex="0">{mathml}</div>' if block else mathml


def convert(latex, block):
    """Return MathML; raise LatexError for what would be shown wrongly."""
    if re.search(r"(?<!\\)%", latex):
        raise LatexError("an unescaped % makes the rest a comment")
    mathml = converter.convert_with_local_state(latex, displaystyle=block)
    for style, name in ALIGNED.items():
        mathml = mathml.replace(style, name)
    if " style=" in mathml:
        raise LatexError("its MathML has a style attribute: give it a class in formulas.py and a rule in math.css")
    return mathml


def lightened(content):
    """Return the HTML without what takes time to lay out and shows nothing: LaTeX, which the Markdown of the page has,
    spaces of no width, and rows that are no more than a part of the row around."""
    return MATH.sub(lambda formula: lean(LATEX.sub(r"\1", formula[0])), content)


def lean(mathml):
    formula = fromstring(named_as_letters(mathml))
    reduce(formula)
    return tostring(formula, encoding="unicode")


def reduce(element):
    """Take out of MathML what does not show."""
    children = []
    for child in element:
        reduce(child)
        if child.tag == "mspace" and set(child.attrib) <= {"width"} and element.tag in IN_ROWS:
            width, before = child.get("width"), children[-1] if children else None
            if width and before is not None and before.tag == "mo" and before.get("rspace") == "0":
                before.set("rspace", width)
                width = None
            children += [child] if width else []
        elif child.tag == "mrow" and not child.attrib and (len(child) == 1 or element.tag in IN_ROWS):
            children += child if dissolves(child, element) else [child]
        else:
            children.append(child)
    element[:] = children


def dissolves(row, around):
    """Say whether a row shows the same as a part of the row around, where other operators would stand at its ends."""
    if around.tag in IN_ROWS and len(around) == 1:
        return True
    operators = [operator(part) for part in row]
    if any(sign is not None and sign.get("stretchy") != "false" and sign.text in "()[]{}|‖" for sign in operators):
        return False  # it grows with its row
    return all(sign is None or sign.text in ONE_FORM for sign in (*operators[:1], *operators[-1:]))


def operator(element):
    """Return the operator that an element is, with or without scripts, or None."""
    while element.tag in SCRIPTED:
        element = element[0]
    return element if element.tag == "mo" else None


def in_plain_text(content):
    """Return the HTML with its formulas in one line of text each, as a search shows them."""
    return MATH.sub(lambda formula: html.escape(f" {in_line(fromstring(formula[0]))} "), named_as_letters(content))


def named_as_letters(content):
    return NAMED.sub(lambda name: html.unescape(name[0]), content)  # XML does not know these names


def in_line(element):
    """Return MathML as one line: fractions with a slash, what stands below after `_`, above after `^`."""
    parts = [in_line(child) for child in element]
    match element.tag.rpartition("}")[2]:
        case "semantics":
            return parts[0]
        case "mfrac":
            return "/".join(map(together, parts))
        case "msub" | "munder":
            return f"{parts[0]}_{together(parts[1])}"
        case "msup":
            return f"{parts[0]}^{together(parts[1])}"
        case "msubsup" | "munderover":
            return f"{parts[0]}_{together(parts[1])}^{together(parts[2])}"
        case "mover":
            return parts[0]
        case "msqrt":
            return f"√{together(''.join(parts))}"
        case "mtr":
            return " ".join(parts) + " "
        case "mo" if element.text in RELATIONS:
            return f" {element.text} "
    return (element.text or "").strip() + "".join(parts)


def together(text):
    text = SIGN.sub(r"\1", text.strip())
    return text if len(text) < 2 or text.isalnum() else f"({text})"


def checked(content, page, config):
    """Return the HTML of a page; stop for bad LaTeX, for LaTeX left in its text, and for a formula in a heading."""
    path = Path(os.path.relpath(page.file.abs_src_path)).as_posix()
    text = text_of(content) + str(page.meta.get("description", ""))
    if found := [f"{path}:{said}" for said in complaints(content, text, page.file.content_string)]:
        stop("\n".join(found))
        return box("\n".join(found), config.theme["language"]) + content
    return content


def complaints(content, text, source):
    """Say in which line of the source stands what is no good as a formula, and what it is."""
    for cause, latex in BAD.findall(content):
        cause, latex = html.unescape(cause), html.unescape(latex)
        yield f"{line_of(re.escape(latex), source)}: bad LaTeX: {cause}\n    {latex}"
    for stray in STRAY.findall(text):
        words = r"[\s*_]+".join(map(re.escape, stray.split()))  # emphasis, which is no text, may stand between
        yield f"{line_of(words, source)}: LaTeX that was not recognised as a formula, near: {stray.strip()}"
    if HEADING.search(content):
        yield f"{line_of(IN_HEADING, source)}: a formula in a heading, which the table of contents would show as LaTeX"


def line_of(pattern, source):
    """Return the line of the first match; what is written in docstrings is in none."""
    found = re.search(pattern, source)
    return source.count("\n", 0, found.start()) + 1 if found else "(from a docstring)"
