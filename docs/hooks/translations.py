"""Hold the front matter of a page to what it has to say: title, description, and the version it translates.

The heading of a page is its name, in the menu and wherever the theme leads to it. The title, which search engines and
tabs show, begins with it and may go on with what people search for.
The front matter of an English page names the Git blob of the Chinese page that it was made from, as `source:`.
`make translated PAGE=NAME` records that a translation is up to date.
"""

import hashlib
import logging
import os
import re
from pathlib import Path

import yaml

from mistakes import stop

log = logging.getLogger("mkdocs.hooks.translations")
FRONT = re.compile(r"\A---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)
STAMP = re.compile(r"\A(---\n(?:(?!---\n).*\n)*?source:)[ \t]*(\w*)")
HEADING = re.compile(r"^# (.+?)(?: \{ #\S+ \})?$", re.MULTILINE)
WANTED = ("title", "description")


def name_of(text):
    """Return the name of a page, which its heading says, or None."""
    heading = HEADING.search(text)
    return heading and heading[1].replace("`", "")


def give_pages_their_names(nav):
    """Let the menu call each page by its name. MkDocs would take the title, if it builds the page at all."""
    for page in nav.pages:
        page.title = name_of(page.file.content_string)


def front_matter_mistake(path, text):
    """Return what is wrong with the front matter of a page, or None."""
    if not (front := FRONT.match(text)):
        return f"{path}:1: expected front matter: a line ---, `title: …`, `description: …`, a line ---"
    try:
        data = yaml.safe_load(front[1])
    except yaml.YAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        return f"{path}:{line}: the front matter is no YAML: {error.problem}; put a text that holds `: ` into quotes"
    if not isinstance(data, dict):
        return f"{path}:2: the front matter has to be lines `key: text`, but it is {data!r}"
    for key in WANTED:
        if not isinstance(data.get(key), str) or not data[key].strip():
            return f"{path}:1: the front matter has to have a text as `{key}:`, but it is {data.get(key)!r}"
    if (name := name_of(text)) is None:
        return f"{path}:1: expected a heading `# …`, the name of the page"
    if not data["title"].startswith(name):
        line = text.partition("\ntitle:")[0].count("\n") + 2
        return f"{path}:{line}: the title has to begin with the name of the page, {name!r}, but it is {data['title']!r}"


def source_of(path):
    """Return the Chinese page of an English one."""
    path = Path(path).resolve()
    docs = next((folder for folder in path.parents if folder.name == "en"), None)
    if docs is None:
        raise ValueError(f"{path} is not a page below docs/en")
    return docs.with_name("zh") / path.relative_to(docs)


def content(path):
    """Return the content of a file as Git keeps it."""
    return path.read_text(encoding="utf-8").encode()


def blob(path):
    """Return the name that Git gives to the content of a file."""
    data = content(path)
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()[:12]


def stale(path):
    """Return what is wrong with the stamp of an English page, or None."""
    source = source_of(path)
    name, source_name = (Path(os.path.relpath(file)).as_posix() for file in (path, source))
    if not source.is_file():
        return f"{name}:1: there is no {source_name} that it could translate"
    found = STAMP.match(Path(path).read_text(encoding="utf-8"))
    if found is None:
        return f"{name}:1: the front matter lacks `source: {blob(source)}`, the version of {source_name} it translates"
    line = found[1].count("\n") + 1
    then = f"    when it is translated: make translated PAGE={name}"
    if not found[2]:
        return f"{name}:{line}: `source:` does not say which version of {source_name} it translates.\n{then}"
    if found[2] != blob(source):
        return (
            f"{name}:{line}: {source_name} has changed since it was translated.\n"
            f"    what changed: git diff {found[2]} {source_name}\n{then}"
        )


def stamp(path):
    """Write into an English page that it translates the present Chinese one."""
    before = Path(path).read_text(encoding="utf-8")
    text, count = STAMP.subn(rf"\1 {blob(source_of(path))}", before)
    if not count:
        name = Path(os.path.relpath(path)).as_posix()
        raise ValueError(f"{name}:1: the front matter has no line `source:` to write to: add one")
    if text != before:  # or `mkdocs serve` would build the page again
        Path(path).write_text(text, encoding="utf-8", newline="\n")


def check(page, config):
    """Stop for broken front matter; warn, which is an error in a strict build, about a stale translation."""
    path = Path(os.path.relpath(page.file.abs_src_path)).as_posix()
    if mistake := front_matter_mistake(path, page.file.content_string):
        stop(mistake)
    elif config.theme["language"] == "en" and (complaint := stale(page.file.abs_src_path)):
        log.warning(complaint)
