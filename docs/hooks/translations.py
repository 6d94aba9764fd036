"""Tell when an English page was made from another version of its Chinese source.

The front matter of an English page names the Git blob of the Chinese page that it translates, as `source:`.

`make translated PAGE=docs/en/….md` records that a translation is up to date.
"""

import hashlib
import logging
import os
import re
import sys
from pathlib import Path

log = logging.getLogger("mkdocs.hooks.translations")
STAMP = re.compile(r"\A(---\n(?:.*\n)*?source:)[ \t]*(\w*)")


def source_of(path):
    """Return the Chinese page of an English one."""
    path = Path(path).resolve()
    docs = next((folder for folder in path.parents if folder.name == "en"), None)
    if docs is None:
        raise ValueError(f"{path} is not a page below docs/en")
    return docs.with_name("zh") / path.relative_to(docs)


def blob(path):
    """Return the name that Git gives to the content of a file."""
    data = path.read_text(encoding="utf-8").encode()
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()[:12]


def stale(path):
    """Return what is wrong with the stamp of an English page, or None."""
    source = source_of(path)
    name, source_name = (Path(os.path.relpath(file)).as_posix() for file in (path, source))
    found = STAMP.match(Path(path).read_text(encoding="utf-8"))
    if found is None:
        return f"{name}: the front matter lacks `source: {blob(source)}`, the version of {source_name} it translates"
    if found[2] != blob(source):
        return (
            f"{name}: {source_name} has changed since it was translated.\n"
            f"    what changed: git diff {found[2] or '(unknown)'} {source_name}\n"
            f"    when it is translated: make translated PAGE={name}"
        )


def stamp(path):
    """Write into an English page that it translates the present Chinese one."""
    text, count = STAMP.subn(rf"\1 {blob(source_of(path))}", Path(path).read_text(encoding="utf-8"))
    if not count:
        raise ValueError(f"{path}: the front matter has no line `source:` to write to")
    Path(path).write_text(text, encoding="utf-8", newline="\n")


def on_page_markdown(markdown, page, config, files):
    if config.theme["language"] == "en" and (complaint := stale(page.file.abs_src_path)):
        log.warning(complaint)  # an error in a strict build; `mkdocs serve` goes on


if __name__ == "__main__":
    if not sys.argv[1:]:
        sys.exit("Name the page: make translated PAGE=docs/en/….md")
    for page in sys.argv[1:]:
        stamp(page)
