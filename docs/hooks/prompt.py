"""Answer the code of a page as the Python prompt would, in the order it is written."""

import contextlib
import doctest
import io
import re
import traceback
from dataclasses import dataclass
from itertools import takewhile

PIECE = re.compile(
    r"""^(?P<indent>[ ]*)(?P<fence>`{3,})(?P<language>\w*)(?:[ ]world=(?P<world>\S+))?[^\n]*\n
        (?P<code>.*?)^(?P=indent)(?P=fence)[ ]*$
      | `=(?P<value>\{[^`\n]+\})`""",
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)
CONTINUED = re.compile(r" *\.\.\.").match
TRACEBACK = "Traceback (most recent call last):\n  ...\n"
parser = doctest.DocTestParser()
checker = doctest.OutputChecker()


@dataclass
class Answer:
    """What Python answered to one piece of a page, and the place in the text that shows it."""

    source: str
    written: str | None  # an inline value has no written answer
    computed: str
    raised: bool
    line: int
    start: int
    end: int
    after: int  # where the piece ends
    indent: str = ""

    @property
    def differs(self):
        if self.written is None:
            return self.raised
        if self.raised and not self.written.removeprefix(TRACEBACK).strip():
            return True  # the ellipsis of the traceback would stand for any exception
        return not checker.check_output(self.written, self.computed, doctest.ELLIPSIS)


def answers(text, world=None, execute=None):
    """Run the sessions of a page that are of this world; raise ValueError for one that is not written as one.

    None is the world of the build. `execute` may run them in another way than the prompt.
    """
    execute = execute or at_the_prompt
    namespace = {"__name__": "__main__"}
    for piece in PIECE.finditer(text):
        if piece["world"] != world:
            continue
        line = text.count("\n", 0, piece.start()) + 1
        if piece["value"]:
            source = f"print(f{piece['value']!r}, end='')"
            yield Answer(piece["value"], None, *execute(source, namespace), line, *piece.span(), piece.end())
        elif piece["language"] == "pycon":
            for example, *where in places(piece, line):
                yield Answer(example.source, example.want, *execute(example.source, namespace), *where)


def places(piece, line):
    """Return each example of a session that begins at a line, with where it and its answer stand in the text."""
    lines = piece["code"].splitlines(keepends=True)
    for example in examples(piece["code"], line):
        typed = lines[example.lineno + 1 :]
        first = example.lineno + 1 + sum(1 for _ in takewhile(CONTINUED, typed))
        last = first + example.want.count("\n")
        start, end = (piece.start("code") + len("".join(lines[:n])) for n in (first, last))
        yield example, line + 1 + example.lineno, start, end, piece.end(), piece["indent"]


def examples(code, line):
    """Return the examples of a session, all of which is prompts and answers."""
    try:
        parts = parser.parse(code, "session")
    except ValueError as error:  # "line 2 of the docstring for session lacks blank after >>>: …"
        number, _, problem = str(error).removeprefix("line ").partition(" of the docstring for ")
        raise ValueError(f"line {line + int(number)}: a {problem}") from None
    for part in parts:
        if isinstance(part, str) and part.strip():
            raise ValueError(f"line {line}: in a session, but neither typed nor answered: {part.strip()}")
    return [part for part in parts if isinstance(part, doctest.Example)]


def typed(source):
    """Return the lines of code as they stand at the prompt."""
    first, *others = source.rstrip("\n").split("\n")
    return [f">>> {first}", *(f"... {line}".rstrip() for line in others)]


def at_the_prompt(source, namespace):
    """Return what the Python prompt would print, and whether an exception ended it."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        try:
            exec(compile(source, "<session>", "single", dont_inherit=True), namespace)
        except (Exception, SystemExit) as error:
            print(TRACEBACK, "".join(traceback.format_exception_only(error)), sep="", end="")
            return output.getvalue(), True
    return output.getvalue(), False


def show(text, answers, blank="", notes=()):
    """Return the text with what was computed in place of what is written, and with notes (answer, text) after it."""
    edits = [(answer.start, answer.end, shown(answer, blank)) for answer in answers]
    edits += [(answer.after, answer.after, note) for answer, note in notes]
    for start, end, new in sorted(edits, key=lambda edit: edit[0])[::-1]:  # what comes last first, so that places hold
        text = text[:start] + new + text[end:]
    return text


def shown(answer, blank):
    """Return what was computed as the page writes it."""
    if answer.written is None:
        return answer.computed
    lines = answer.computed.splitlines(keepends=True)
    return "".join(answer.indent + (line if line.strip() else f"{blank}\n") for line in lines)
