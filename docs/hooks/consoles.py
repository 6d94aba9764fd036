"""Lay out the code of a page: what was typed and what was answered, which call fails, how, and a button that copies.

In a session, typed lines are `<kbd>` and answers `<samp>`: blocks whose lines break with a hanging indent. As elements
take time to lay out, there are as few as can be: lines that fit the smallest phone share a block, and what has the
colour of the text around, as numbers have, no element.
"""

import html
import re
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType
from typing import NamedTuple

from pygments.lexers import PythonLexer
from pygments.token import Comment, Keyword, Name, String

from failures import exchanges, named, verdicts
from machines import NUMBERED

BLOCK = re.compile(
    r'<div class="(?P<classes>language-(?P<language>\w+)[\w -]* highlight)"(?P<attributes>[^>]*)>'
    r"<pre>(?P<code>.*?)</pre></div>",
    re.DOTALL,
)
FIRST = re.compile(  # the number of the first line of source code, behind the name of its file
    r'</code></summary>(?=\s*<div class="[\w -]*"><table class="highlighttable">.*?<span class="normal">\s*(\d+))',
    re.DOTALL,
)
LABELS = {"zh": ("复制", "复制改法", "失败", "正常"), "en": ("Copy", "Copy the fix", "Fails", "Works")}

# the first kind that a word of code is of gives its colour
COLOURS = {
    Keyword.Constant: "",
    Keyword: "k",
    Name.Decorator: "k",
    Name.Builtin: "nb",
    Name.Class: "nf",
    Name.Exception: "nf",
    Name.Function: "nf",
    Name.Namespace: "nf",
    String.Doc: "c",
    String: "s",
    Comment: "c",
}
NARROW = 34  # characters that the smallest phone shows in a line
python = PythonLexer(ensurenl=False, stripnl=False)


class Line(NamedTuple):
    """A line of a session."""

    text: str
    html: str
    tag: str
    css: str = ""
    exchange: int | None = None  # where its call fails or works, as a block is one thing then


def laid_out(content, page, config):
    """Return the HTML of a page with its code laid out: the last step, as others read sessions as text."""
    copy, fix, *words = LABELS[config.theme["language"]]

    def block(found):
        code = html.unescape(re.sub(r"<[^>]*>", "", found["code"]))
        lay_out = {"pycon": session, "text": answers}.get(found["language"], source)
        inner = lay_out(code, () if "data-verdict" in found["attributes"] else words)
        buttons = f'<button class="copy" type="button">{copy}</button>'
        if '<kbd class="works' in inner:
            buttons += f'<button class="copy" type="button" data-fix>{fix}</button>'
        return f'<div class="{found["classes"]}"{found["attributes"]}><pre>{buttons}<code>{inner}</code></pre></div>'

    content = NUMBERED.sub(r"\1", FIRST.sub(r":\1</code></summary>", content))
    return BLOCK.sub(block, content)


def session(code, words):
    """Return the HTML of a session, with these words, if there are any, above the calls that fail and that work."""
    parts, lines = exchanges(code), []
    verdicts_of = verdicts(parts) if words else [""] * len(parts)
    for n, (part, verdict) in enumerate(zip(parts, verdicts_of, strict=True)):
        for text, colours in zip(part.typed, painted(part.source, named(part)), strict=True):
            lines.append(
                Line(text, html.escape(text[:4], quote=False) + colours, "kbd", verdict, n if verdict else None)
            )
        for text in part.answered:
            lines.append(Line(text, html.escape(text, quote=False), "samp", "error" if part.fails else ""))
    return blocks(lines, dict(zip(("fails", "works"), words, strict=False)))


def answers(code, words):
    """Return the HTML of a text that others printed."""
    return blocks([Line(text, html.escape(text, quote=False), "samp") for text in code.splitlines()])


def source(code, words):
    """Return the HTML of Python code that is no session."""
    return "\n".join(painted(code))


def blocks(lines, words=MappingProxyType({})):
    """Return lines as blocks: each line one, but those of one kind that fit any screen share one."""
    written, labelled = "", set()
    for (tag, css, exchange, narrow), group in groupby(lines, lambda line: (*line[2:], len(line.text) <= NARROW)):
        texts = [f"{line.html}\n" for line in group]
        for text in ["".join(texts)] if narrow else texts:
            classes = f"{css} lines".strip() if narrow and len(texts) > 1 else css
            word = words.get(css) if exchange not in labelled else None
            labelled.add(exchange)
            written += f"<{tag}{attribute('class', classes)}{attribute('data-verdict', word)}>{text}</{tag}>"
    return written


def attribute(name, value):
    return f' {name}="{value}"' if value else ""


def painted(code, marks=()):
    """Return each line of Python code as HTML, with colours, and with marks on what lies between two places."""
    letters = [(letter, colour_of(kind)) for kind, text in python.get_tokens(code) for letter in text]
    marked = [any(start <= n < end for start, end in marks) for n in range(len(letters))]
    lines = [[]]
    for (letter, colour), mark in zip(letters, marked, strict=True):
        if letter == "\n":
            lines.append([])
        else:
            lines[-1].append((letter, colour, mark))
    return [line_of(line) for line in lines]


def line_of(letters):
    """Return a line of (letter, colour, whether marked) as HTML."""
    written = ""
    for mark, part in groupby(letters, itemgetter(2)):
        words = "".join(word(colour, group) for colour, group in groupby(part, itemgetter(1)))
        written += f"<mark>{words}</mark>" if mark else words
    return written


def word(colour, letters):
    text = html.escape("".join(letter for letter, *_ in letters), quote=False)
    return f'<span class="{colour}">{text}</span>' if colour and text.strip() else text


def colour_of(kind):
    return next((colour for known, colour in COLOURS.items() if kind in known), "")
