"""Rewrite the written outputs of all pages from what is computed, and show the difference: `make update`."""

import difflib
import sys
from pathlib import Path

from sessions import answers, show
from translations import stale, stamp


def update(path):
    """Rewrite the outputs that differ, print the difference and return how many there were."""
    text = path.read_text(encoding="utf-8")
    wrong = [answer for answer in answers(text) if answer.written is not None and answer.differs]
    new = show(text, wrong, blank="<BLANKLINE>")
    path.write_text(new, encoding="utf-8")
    sys.stdout.writelines(
        difflib.unified_diff(text.splitlines(keepends=True), new.splitlines(keepends=True), str(path), str(path))
    )
    return len(wrong)


if __name__ == "__main__":
    docs = Path(__file__).parents[1]
    english = sorted(docs.glob("en/**/*.md"))
    fresh = [page for page in english if not stale(page)]
    count = sum(update(page) for page in sorted(docs.glob("zh/**/*.md")) + english)
    for page in fresh:  # only outputs have changed, in both languages alike
        stamp(page)
    print(f"{count} outputs rewritten; read the difference before you commit it." if count else "Every output is as computed.")
