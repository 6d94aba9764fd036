"""Tell when an English page was made from another version of its Chinese source.

The front matter of an English page names the Git blob of the Chinese page that it translates, as `source:`.

    python docs/hooks/translations.py docs/en/PAGE.md …    says that these translations are up to date (`make translated`)
"""

import hashlib
import logging
import os
import re
import sys
from pathlib import Path

log = logging.getLogger("mkdocs.hooks.translations")
STAMP = re.compile(r"^source: *(\w*)$", re.MULTILINE)


def source_of(path):
    """Return the Chinese page of an English one."""
    path = Path(path)
    docs = next(folder for folder in path.parents if folder.name == "en")
    return docs.with_name("zh") / path.relative_to(docs)


def blob(path):
    """Return the name that Git gives to the content of a file."""
    data = Path(path).read_text(encoding="utf-8").encode()
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()[:12]


def stale(path):
    """Return what is wrong with the stamp of an English page, or None."""
    stamp = STAMP.search(Path(path).read_text(encoding="utf-8"))
    source = source_of(path)
    if stamp is None:
        return f"{path}: the front matter lacks `source: {blob(source)}`, the version of {source} it translates"
    if stamp[1] != blob(source):
        return (
            f"{path}: {source} has changed since it was translated.\n"
            f"    what changed: git diff {stamp[1] or '(unknown)'} {source}\n"
            f"    when it is translated: make translated PAGE={path}"
        )


def stamp(path):
    """Write into an English page that it translates the present Chinese one."""
    text = Path(path).read_text(encoding="utf-8")
    Path(path).write_text(STAMP.sub(f"source: {blob(source_of(path))}", text, count=1), encoding="utf-8")


def on_page_markdown(markdown, page, config, files):
    if config.theme["language"] == "en" and (complaint := stale(os.path.relpath(page.file.abs_src_path))):
        log.warning(complaint)  # an error in a strict build; `mkdocs serve` goes on


if __name__ == "__main__":
    for page in sys.argv[1:]:
        stamp(page)
