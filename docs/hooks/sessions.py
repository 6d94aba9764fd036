"""Run what a page computes and hold it to what is written.

A ```pycon fence is a session: it runs as at the Python prompt, and the page shows what was computed.
An inline `={expression:format}` becomes the value, as in an f-string. One namespace per page and language.
What a ```python fence with exec="on" prints (a figure) is markdown-exec's work; it is told where the fence stands.
"""

import os
import re
import textwrap
from pathlib import Path

import arguments
import elsewhere
import records
from mistakes import box, stop
from prompt import PIECE, answers, show

os.environ.setdefault("OMP_NUM_THREADS", "1")  # sums come out alike on any machine; torch reads it when imported

EXECUTED = re.compile(r'^ *```python exec="on"', re.MULTILINE)
# what looks as if it ran, outside the pieces that do
STRAY = re.compile(r"^[ \t>]*(?:>>>\s|(?:`{3,}|~{3,}).*(?:pycon|exec=))|`\s*=\s*\{", re.MULTILINE)

WORDS = {
    "en": ("this computes something else than what is written", "written:", "computed:", "(nothing)"),
    "zh": ("算出来的与写着的不一致", "写着：", "算出：", "（无）"),
}
HINTS = {
    "en": "`make update` writes what was computed, and shows the difference.",
    "zh": "`make update` 会写上算出来的结果，并列出改动。",
}


def check_that_all_runs(text):
    """Raise ValueError for what looks like a session, an inline value or an executed block and is none."""

    def drop_if_run(piece):
        runs = piece["value"] or piece["language"] in ("pycon", "markdown") or EXECUTED.match(piece[0])
        return "\n" * piece[0].count("\n") if runs else piece[0]

    rest = PIECE.sub(drop_if_run, text)
    if stray := STRAY.search(rest):
        line = rest.count("\n", 0, stray.start()) + 1
        raise ValueError(f"line {line}: looks like code that is run, but is not: {rest.splitlines()[line - 1].strip()}")


def complaint(path, answer, language="en"):
    """Say where, what was written and what was computed."""
    differs, written, computed, nothing = WORDS[language]
    parts = {"": answer.source, f"  {written}\n": answer.written, f"  {computed}\n": answer.computed}
    said = [
        head + textwrap.indent(text.rstrip() or nothing, "    ") for head, text in parts.items() if text is not None
    ]
    return "\n".join([f"{path}:{answer.line}: {differs}", *said])


def notes(path, wrong, language):
    """Return (answer, text) for each wrong answer: a box after its session, or behind its inline value."""
    for answer in wrong:
        said = complaint(path, answer, language)
        if answer.written is None:
            yield answer, box(said, language)
        else:
            shown = box(f"{said}\n{HINTS[language]}", language)
            yield answer, f"\n\n{answer.indent}{shown}\n"


def answered(markdown, page, config):
    """Return the Markdown of a page with what was computed; stop where that differs from what is written."""
    language = config.theme["language"]
    path, source = Path(os.path.relpath(page.file.abs_src_path)).as_posix(), page.file.content_string
    above = source[: source.index(markdown)].count("\n")  # front matter
    text = "\n" * above + markdown  # so that lines count as in the file
    name = page.file.src_uri.removesuffix(".md")
    try:
        check_that_all_runs(text)
        arguments.seen.clear()
        computed, recorded = list(answers(text, execute=arguments.kept)), list(records.recorded(text, name))
        found = computed + recorded
        records.check_claims(text, found)
        boxes = list(elsewhere.notes(computed, name, language))
    except ValueError as error:
        said = f"{path}:{str(error).removeprefix('line ')}"
        stop(said)
        return f"{box(said, language)}\n\n{markdown}"
    if wrong := [answer for answer in found if answer.differs]:
        stop("\n".join([*(complaint(path, answer) for answer in wrong), HINTS["en"]]))
    # markdown-exec calls a failing block by its id, so the id says where it is
    lines = iter([text.count("\n", 0, fence.start()) + 1 for fence in EXECUTED.finditer(text)])
    text = show(text, found, notes=[*boxes, *notes(path, wrong, language)])
    text = records.framed(text, language)
    return EXECUTED.sub(lambda fence: f'{fence[0]} id="{path}:{next(lines)}"', text)
