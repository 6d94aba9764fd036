"""Rewrite outputs of all pages, or of PAGE, from what is computed and recorded; show the difference: `make update`."""

import difflib
import os
import sys
from itertools import takewhile
from operator import attrgetter
from pathlib import Path

from copies import ROOT, page_name, page_path
from prompt import answers, show
from records import recorded
from sessions import complaint
from translated import record
from translations import stale


def update(path):
    """Rewrite the outputs that differ, print the difference, and return what is wrong with the page, if anything.

    An exception is written only where the page expects one (`Traceback` is enough). Any other is a mistake, and
    what comes after it is left alone.
    """
    text, name = path.read_text(encoding="utf-8"), Path(os.path.relpath(path)).as_posix()
    try:
        found = sorted([*answers(text), *recorded(text, page_name(path))], key=attrgetter("start"))
        wrong = [answer for answer in found if answer.differs]
    except ValueError as error:  # a session that is not written as one
        return [f"{name}:{str(error).removeprefix('line ')}"]
    expected = list(
        takewhile(lambda answer: not answer.raised or (answer.written or "").startswith("Traceback"), wrong)
    )
    new = show(text, expected, blank="<BLANKLINE>")
    if new != text:
        path.write_text(new, encoding="utf-8", newline="\n")
    sys.stdout.writelines(
        difflib.unified_diff(text.splitlines(keepends=True), new.splitlines(keepends=True), name, name)
    )
    return [complaint(name, answer) for answer in wrong[len(expected) :][:1]]


def main():
    sys.stdout.reconfigure(encoding="utf-8")  # the pages are Chinese, whatever the terminal is
    os.environ["EXPERIMENT_RESULTS"] = str(ROOT / ".experiments")  # as in `make check`; no build reads it
    try:
        named = [page_path(page, language) for page in sys.argv[1:] for language in ("zh", "en")]
    except ValueError as error:
        sys.exit(str(error))
    pages = named or sorted(ROOT.glob("docs/zh/**/*.md")) + sorted(ROOT.glob("docs/en/**/*.md"))
    fresh = [page for page in pages if page.is_relative_to(ROOT / "docs/en") and not stale(page)]
    mistakes = [text for page in pages for text in update(page)]
    for page in fresh:  # only outputs have changed, in both languages alike
        record(page)
    if mistakes:
        sys.exit("\n".join([*mistakes, "Where an exception is meant, write `Traceback` as the output."]))


if __name__ == "__main__":
    main()
