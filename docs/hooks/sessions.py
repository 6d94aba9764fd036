"""Run what a page computes, in the order it is written, and hold it to what is written.

A ```pycon fence is a session: it runs as at the Python prompt, and the page shows what was computed.
An inline `={expression:format}` becomes the value, as in an f-string. One namespace per page and language.
What a ```python fence with exec="on" prints (a figure) is markdown-exec's work; it is told where the fence stands.
"""

import contextlib
import doctest
import io
import os
import re
import textwrap
import traceback
from dataclasses import dataclass
from itertools import takewhile

from mkdocs.exceptions import PluginError

os.environ.setdefault("OMP_NUM_THREADS", "1")  # sums come out alike on any number of cores; torch reads it when imported

PIECE = re.compile(
    r"""^(?P<indent>[ ]*)(?P<fence>`{3,})(?P<language>\w*)[^\n]*\n(?P<code>.*?)^(?P=indent)(?P=fence)[ ]*$
      | `=(?P<value>\{[^`\n]+\})`""",
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)
TRACEBACK = "Traceback (most recent call last):\n  ...\n"
parser = doctest.DocTestParser()
checker = doctest.OutputChecker()
CONTINUED = re.compile(r" *\.\.\.").match
EXECUTED = re.compile(r'^ *```python exec="on"', re.MULTILINE)


@dataclass
class Answer:
    """What Python answered to one piece of a page, and the place in the text that shows it."""

    source: str
    written: str | None  # an inline value has no written answer
    computed: str
    line: int
    start: int
    end: int
    indent: str = ""

    @property
    def raised(self):
        return self.computed.startswith(TRACEBACK)

    @property
    def differs(self):
        if self.written is None:
            return self.raised
        return not checker.check_output(self.written, self.computed, doctest.ELLIPSIS)


def answers(text):
    """Run every session and inline value of a page."""
    namespace = {"__name__": "__main__"}
    for piece in PIECE.finditer(text):
        line = text.count("\n", 0, piece.start()) + 1
        if piece["value"]:
            source = f"print(f{piece['value']!r}, end='')"
            yield Answer(piece["value"], None, execute(source, namespace), line, *piece.span())
        elif piece["language"] == "pycon":
            lines = piece["code"].splitlines(keepends=True)
            for example in parser.get_examples(piece["code"], f"the session in line {line}"):
                typed = lines[example.lineno + 1 :]
                first = example.lineno + 1 + sum(1 for _ in takewhile(CONTINUED, typed))
                last = first + example.want.count("\n")
                start, end = (piece.start("code") + len("".join(lines[:n])) for n in (first, last))
                computed = execute(example.source, namespace)
                yield Answer(
                    example.source, example.want, computed, line + 1 + example.lineno, start, end, piece["indent"]
                )


def execute(source, namespace):
    """Return what the Python prompt would print."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        try:
            exec(compile(source, "<session>", "single", dont_inherit=True), namespace)
        except (Exception, SystemExit) as error:
            print(TRACEBACK, "".join(traceback.format_exception_only(error)), sep="", end="")
    return output.getvalue()


def show(text, answers, blank=""):
    """Return the text with what was computed in place of what is written."""
    for answer in reversed(answers):
        computed = answer.computed
        if answer.written is not None:
            computed = "".join(
                answer.indent + (line if line.strip() else f"{blank}\n") for line in computed.splitlines(keepends=True)
            )
        text = text[: answer.start] + computed + text[answer.end :]
    return text


def complaint(path, answer):
    """Say where, what was written and what was computed."""
    parts = {"": answer.source, "  written:\n": answer.written, "  computed:\n": answer.computed}
    said = [head + textwrap.indent(text.rstrip() or "(nothing)", "    ") for head, text in parts.items() if text is not None]
    return "\n".join([f"{path}:{answer.line}: this computes something else than what is written", *said])


def on_page_markdown(markdown, page, config, files):
    path, source = os.path.relpath(page.file.abs_src_path), page.file.content_string
    above = source[: source.index(markdown)].count("\n")  # front matter
    try:
        found = list(answers(markdown))
    except ValueError as error:  # doctest: a prompt that is not followed by a blank, say
        raise PluginError(f"{path}: {error}") from None
    for answer in found:
        answer.line += above
    if wrong := [complaint(path, answer) for answer in found if answer.differs]:
        raise PluginError("\n".join([*wrong, "`make update` writes what was computed, and shows the difference."]))
    # markdown-exec calls a failing block by its id, so the id says where it is
    lines = iter([above + 1 + markdown.count("\n", 0, fence.start()) for fence in EXECUTED.finditer(markdown)])
    return EXECUTED.sub(lambda fence: f'{fence[0]} id="{path}:{next(lines)}"', show(markdown, found))
