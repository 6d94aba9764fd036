"""Lay out the code of a page: what was typed and what was answered, which call fails, how, and a button that copies.

In a session, typed lines are `<kbd>` and answers `<samp>`: blocks whose lines break with a hanging indent. As elements
take time to lay out, there are as few as can be: lines that fit the smallest phone share a block, and what has the
colour of the text around, as numbers have, no element.
"""

import html
import re
from itertools import groupby

from pygments.lexers import PythonLexer
from pygments.token import Comment, Keyword, Name, String

from calls import exchanges, named, verdicts
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


def laid_out(content, page, config):
    """Return the HTML of a page with its code laid out: the last step, as others read sessions as text."""
    copy, fix, *words = LABELS[config.theme["language"]]

    def block(found):
        code = html.unescape(re.sub(r"<[^>]*>", "", found["code"]))
        inner, cures = INNER.get(found["language"], plain)(code, () if "data-verdict" in found["attributes"] else words)
        button = f'<button class="copy" type="button">{copy}</button>'
        cure = f'<button class="copy" type="button" data-fix>{fix}</button>' if cures else ""
        return f'<div class="{found["classes"]}"{found["attributes"]}><pre>{button}{cure}<code>{inner}</code></pre></div>'

    content = NUMBERED.sub(r"\1", FIRST.sub(r":\1</code></summary>", content))
    return BLOCK.sub(block, content)


def session(code, words):
    """Return the HTML of a session with a word, if there are words, on what fails and what works; and if one does."""
    parts = exchanges(code)
    said = verdicts(parts) if words else [""] * len(parts)
    lines = []
    for n, (exchange, verdict) in enumerate(zip(parts, said, strict=True)):
        colours = painted(exchange.source, named(exchange))
        prompts = (line[: len(line) - len(rest)] for line, rest in zip(exchange.typed, exchange.lines, strict=True))
        typed = [html.escape(prompt, quote=False) + line for prompt, line in zip(prompts, colours, strict=True)]
        lines += zip(exchange.typed, typed, [("kbd", verdict, verdict and n)] * len(typed), strict=True)
        answer = [("samp", "error" if exchange.fails else "", "")] * len(exchange.answered)
        escaped = [html.escape(line, quote=False) for line in exchange.answered]
        lines += zip(exchange.answered, escaped, answer, strict=True)
    labels = dict(zip(("fails", "works"), words, strict=True)) if words else {}
    inner = "".join(blocks(tag, css, labels.get(css), group) for (tag, css, _), group in groupby(lines, lambda line: line[2]))
    return inner, "works" in said


def blocks(tag, css, label, lines):
    """Return lines of one kind as blocks: each line one, but those that fit any screen together."""
    written = ""
    for narrow, group in groupby(lines, lambda line: len(line[0]) <= NARROW):
        texts = [f"{text}\n" for _, text, _ in group]
        for text in ["".join(texts)] if narrow else texts:
            classes = " ".join(filter(None, (css, narrow and len(texts) > 1 and "lines")))
            kind = f' class="{classes}"' if classes else ""
            verdict = f' data-verdict="{label}"' if label and not written else ""
            written += f"<{tag}{kind}{verdict}>{text}</{tag}>"
    return written


def answers(code, words):
    """Return the HTML of a text that others printed."""
    lines = [(line, html.escape(line, quote=False), None) for line in code.splitlines()]
    return blocks("samp", "", "", lines), False


def source(code, words):
    """Return the HTML of Python code that is no session."""
    return "\n".join(painted(code.rstrip("\n"))) + "\n", False


def plain(code, words):
    return html.escape(code, quote=False), False


INNER = {"pycon": session, "text": answers, "python": source}


def painted(code, marks=()):
    """Return each line of Python code as HTML, with colours, and with marks on what lies between two places."""
    letters, at = [], 0
    for kind, text in python.get_tokens(code):
        colour = colour_of(kind)
        letters += [(letter, colour, any(start <= at + n < end for start, end in marks)) for n, letter in enumerate(text)]
        at += len(text)
    lines, start = [], 0
    for line in code.split("\n"):
        lines.append(line_of(letters[start : start + len(line)]))
        start += len(line) + 1
    return lines


def line_of(letters):
    """Return a line of (letter, colour, whether marked) as HTML."""
    written = ""
    for marked, part in groupby(letters, lambda letter: letter[2]):
        words = "".join(word(colour, group) for colour, group in groupby(part, lambda letter: letter[1]))
        written += f"<mark>{words}</mark>" if marked else words
    return written


def word(colour, letters):
    text = html.escape("".join(letter for letter, *_ in letters), quote=False)
    return f'<span class="{colour}">{text}</span>' if colour and text.strip() else text


def colour_of(kind):
    return next((colour for known, colour in COLOURS.items() if kind in known), "")
