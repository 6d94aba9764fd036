"""Lay out the code of a page: what was typed and what was answered, which call fails, how, and a button that copies.

In a session, typed lines are `<kbd>` and answers `<samp>`: blocks whose lines break with a hanging indent. In other
code lines that may break are blocks too. As elements take time to lay out, there are as few as can be: lines that fit
the smallest phone share a block or have none, and what has the colour of the text around, as numbers have, no element.
"""

import ast
import html
import re
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from operator import itemgetter
from textwrap import dedent
from types import MappingProxyType
from typing import NamedTuple

from pygments.lexers import PythonLexer
from pygments.token import Comment, Keyword, Name, String

import changes
from failures import exchanges, verdicts
from machines import NUMBERED
from marks import at_fault

BLOCK = re.compile(
    r'<div class="(?P<classes>language-(?P<language>\w+)[\w -]* highlight)"(?P<attributes>[^>]*)>'
    r"<pre>(?P<code>.*?)</pre></div>",
    re.DOTALL,
)
FIRST = re.compile(  # the number of the first line of source code, behind the name of its file
    r'</code></summary>(?=\s*<div class="[\w -]*"><table class="highlighttable">.*?<span class="normal">\s*(\d+))',
    re.DOTALL,
)
ELSEWHERE = '<details class="elsewhere">'  # answers of other releases
LABELS = {"zh": ("复制", "复制改法", "失败", "正常"), "en": ("Copy", "Copy the fix", "Fails", "Works")}

# the first kind that a word of code is of gives its colour
COLOURS = {
    Keyword.Constant: "",
    Keyword: "k",
    Name.Decorator: "k",
    Name.Class: "nf",
    Name.Exception: "nf",
    Name.Function: "nf",
    Name.Namespace: "nf",
    String.Doc: "c",
    String: "s",
    Comment: "c",
}
NARROW, WIDER, WIDEST = 34, 39, 43  # characters that phones of 320, 360 and 390 px show in a line, within a frame
BUTTON = 12  # characters that the button which copies takes of the first line
ROOM = 30  # characters that are whole in any line of it, in the narrowest of boxes
BEGINNING = re.compile(r"(?:>>>|\.\.\.) +(\S+)")  # of a typed line, up to where it may break
WORD = re.compile(r"\S+")
BRACKET = re.compile(r"\((?=[^)])")
WHOLE = "["  # for a bracket behind which no line breaks
DEEPEST = 3  # indents of four that a line which goes on keeps
python = PythonLexer(ensurenl=False, stripnl=False)


class Line(NamedTuple):
    """A line of a session."""

    text: str
    html: str
    tag: str
    css: str = ""
    exchange: int | None = None  # where its call fails or works, as a block is one thing then


marked = {}  # where arguments at fault stand, by the code of a call that fails on any page so far


@dataclass
class Shown:
    """What the sessions of a page showed so far."""

    sessions: list = field(default_factory=list)  # the exchanges of each, the nearest first

    def verdicts(self, parts, elsewhere):
        """Return which exchanges fail, and which mend such a one of this session or of the one before."""
        last = self.sessions[0] if self.sessions and not elsewhere else []
        return verdicts(last + parts)[len(last) :]

    def faults(self, parts, mending, elsewhere, quoted):
        """Return where the arguments at fault stand, but elsewhere not of calls that fail here too.

        Of calls that are quoted from other pages, what they were given is not known here, but what was marked there.
        """
        before = [part for session in self.sessions for part in reversed(session)]  # those may work
        found = [at_fault(part, parts[n + 1 :] + mending, parts[:n][::-1] + before) for n, part in enumerate(parts)]
        if elsewhere:
            failing = {part.source for part in before if part.fails}
            return [[] if part.source in failing else places for part, places in zip(parts, found, strict=True)]
        failing = {part.source: places for part, places in zip(parts, found, strict=True) if part.fails}
        if quoted:
            lacking = {part.source for part in parts if part.fails and changes.MISSING.search(part.message)}
            known = {code: marked.get(code, failing[code]) for code in failing.keys() - lacking}
            return [known.get(part.source, places) for part, places in zip(parts, found, strict=True)]
        marked.update(failing)
        return found


def laid_out(content, page, config):
    """Return the HTML of a page with its code laid out: the last step, as others read sessions as text."""
    copy, fix, *words = LABELS[config.theme["language"]]
    shown = Shown()

    def block(found):
        code, language = code_of(found), found["language"]
        elsewhere = content.rfind(ELSEWHERE, 0, found.start()) > content.rfind("</details>", 0, found.start())
        if language == "pycon":
            following = BLOCK.search(content, found.end())  # what mends a call may stand in the next session
            mending = exchanges(code_of(following)) if following and following["language"] == "pycon" else []
            parts = exchanges(code)
            whole = "data-verdict" in found["attributes"]  # the page says it of the session
            told = [""] * len(parts) if whole else shown.verdicts(parts, elsewhere)
            faults = shown.faults(parts, mending, elsewhere, quoted=page.file.src_uri == changes.PAGE)
            inner = session(parts, told, faults, words)
            shown.sessions[:0] = [] if elsewhere else [parts]
        elif language == "text":
            inner = answers(code)
        else:
            folded = content[: found.start()].rstrip().endswith("</code></summary>")
            inner = source(without_docstrings(code) if folded else code)
        buttons = f'<button class="copy" type="button">{copy}</button>'
        if elsewhere:  # above it, the same call can be copied
            buttons = ""
        elif '<kbd class="works' in inner:
            buttons += f'<button class="copy" type="button" data-fix>{fix}</button>'
        return f'<div class="{found["classes"]}"{found["attributes"]}><pre>{buttons}<code>{inner}</code></pre></div>'

    content = NUMBERED.sub(r"\1", FIRST.sub(r":\1</code></summary>", content))
    return BLOCK.sub(block, content)


def code_of(block):
    return html.unescape(re.sub(r"<[^>]*>", "", block["code"]))


def session(parts, told, faults, words):
    """Return the HTML of a session, with these words above the calls that fail and that work."""
    lines = []
    for n, (part, verdict, places) in enumerate(zip(parts, told, faults, strict=True)):
        for text, letters in zip(part.typed, painted(part.source, places), strict=True):
            prompt = [(letter, "", False) for letter in text[:4]]
            lines.append(Line(text, line_of(prompt + letters), "kbd", verdict, n if verdict else None))
        kind = "error" if part.fails else "worked" if verdict else ""
        lines += [Line(text, html.escape(text, quote=False), "samp", kind) for text in part.shown]
    return blocks(lines, dict(zip(("fails", "works"), words, strict=True)))


def answers(code):
    """Return the HTML of a text that others printed."""
    return blocks([Line(text, html.escape(text, quote=False), "samp") for text in code.splitlines()])


def source(code):
    """Return the HTML of Python code that is no session; a line that may break goes on below its own beginning."""
    code = code.rstrip()
    lines = zip(code.split("\n"), map(line_of, painted(code)), strict=True)
    return "".join(f"{text}\n" if len(line) <= NARROW else hanging(line, text) for line, text in lines)


def hanging(line, text):
    depth = (len(line) - len(line.lstrip())) // 4
    return f'<span class="d{min(depth, DEEPEST)}">{text}\n</span>'


def without_docstrings(code):
    """Return source code without the docstrings that the page shows above it, where something else is left."""
    lines = code.splitlines()
    for node in ast.walk(ast.parse(dedent(code))):
        body = getattr(node, "body", None)
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) and len(body) > 1:
            end = body[0].end_lineno
            end += not lines[end].strip()
            lines[body[0].lineno - 1 : end] = [None] * (end - body[0].lineno + 1)
    return "\n".join(line for line in lines if line is not None) + "\n"


def blocks(lines, words=MappingProxyType({})):
    """Return lines as blocks: each line one, but those of one kind that fit any screen share one."""
    written, labelled = "", set()
    for (tag, css, exchange, narrow), group in groupby(lines, lambda line: (*line[2:], len(line.text) <= NARROW)):
        group = list(group)
        for part in [group] if narrow else [[line] for line in group]:
            text = "".join(f"{line.html}\n" for line in part)
            beside = 0 if written else beginning_of(part[0].text)
            kinds = {css: True, "lines": narrow and len(part) > 1, "endless": beside >= WIDEST}
            kinds |= {"long": NARROW <= beside < WIDER, "longer": WIDER <= beside < WIDEST}
            classes = " ".join(kind for kind, holds in kinds.items() if kind and holds)
            word = words.get(css) if exchange not in labelled else None
            labelled.add(exchange)
            written += f"<{tag}{attribute('class', classes)}{attribute('data-verdict', word)}>{text}</{tag}>"
    return written


def beginning_of(text):
    """Return how many characters a typed line has up to where it may break, with the button that stands beside it."""
    beginning = BEGINNING.match(text)
    return min([beginning.end(), *breaks_of(text)]) + BUTTON if beginning else 0


def breaks_of(text):
    """Return where words that are too long for the smallest phone break: behind their brackets, as few as can be.

    The first word behind a prompt always has such a place, as the prompt stands beside what is before it.
    """
    beginning = BEGINNING.match(text)
    first = beginning.start(1) if beginning else -1
    ends = []
    for word in WORD.finditer(text):
        is_first = word.start() == first
        room = ROOM - first * is_first
        if len(word[0]) > room:
            brackets = [word.start() + end for end in breaks_of_word(word[0], room)]
            ends += brackets or [word.end()] * is_first
    return ends


def breaks_of_word(word, room):
    brackets = [bracket.end() for bracket in BRACKET.finditer(word)]
    if len(word) <= room or not brackets:
        return []
    end = max([end for end in brackets if end <= room], default=brackets[0])
    return [end, *(end + later for later in breaks_of_word(word[end:], ROOM))]


def attribute(name, value):
    return f' {name}="{value}"' if value else ""


def painted(code, marks=()):
    """Return each line of Python code as (letter, colour, whether marked), as what lies between two places is."""
    letters = [(letter, colour_of(kind)) for kind, text in python.get_tokens(code) for letter in text]
    marked = [any(start <= n < end for start, end in marks) for n in range(len(letters))]
    lines = [[]]
    for (letter, colour), mark in zip(letters, marked, strict=True):
        if letter == "\n":
            lines.append([])
        else:
            lines[-1].append((letter, colour, mark))
    return lines


def line_of(letters):
    """Return a line of (letter, colour, whether marked) as HTML; its prompt never stands alone before a long word."""
    text = "".join(letter for letter, *_ in letters)
    ends = breaks_of(
        "".join(WHOLE if letter == "(" and (colour or mark) else letter for letter, colour, mark in letters)
    )
    pieces = [piece_of(letters[start:end]) for start, end in pairwise([0, *ends, len(letters)])]
    beginning = BEGINNING.match(text)
    if ends and beginning and ends[0] <= beginning.end():
        pieces[:2] = [f'<span class="head">{pieces[0]}</span>{pieces[1]}']
    return "<wbr>".join(pieces)


def piece_of(letters):
    """Return a piece of a line as HTML."""
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
