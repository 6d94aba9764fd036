"""Write what changed from release to release of PyTorch, out of the records of all pages, as Markdown."""

import re
from functools import cache
from itertools import groupby, pairwise
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from elsewhere import COMMA, RELEASES, digests, is_current
from prompt import PIECE, places, typed
from records import WORLDS, kept, record

PAGE = "releases.md"
MARK = re.compile(r"<!-- (summary|changes) -->")
DOCS = Path(__file__).parents[1]
HEADING = re.compile(r"^#+ (.+?) \{ #(\S+) \}$", re.MULTILINE)
MISSING = re.compile(r"has no attribute|cannot import name|unexpected keyword|No module named")
KINDS = {
    "zh": {"new": "新增", "check": "检查", "message": "报错", "value": "数值"},
    "en": {"new": "New", "check": "Checks", "message": "Messages", "value": "Values"},
}
TOLD = {"zh": "PyTorch {}：", "en": "PyTorch {}:"}

COLUMNS = {
    "zh": ["版本", *KINDS["zh"].values()],
    "en": ["Release", *KINDS["en"].values()],
}
SUMMARY = {
    "zh": "{pages} 页里的 {answers} 次输入在 {releases} 个版本里各跑了一遍，{differing} 次的结果不都相同。",
    "en": "{answers} inputs on {pages} pages were run in {releases} releases; {differing} are not answered alike.",
}


def last(files):
    """Move the page behind those that it quotes."""
    for file in [file for file in files if file.src_uri == PAGE]:
        files.remove(file)
        files.append(file)


class Change(NamedTuple):
    """An answer that is another in a release than in the one before."""

    code: str
    before: str
    after: str
    link: str

    @property
    def kind(self):
        raises = [answer.startswith("Traceback") for answer in (self.before, self.after)]
        lacks = [bool(MISSING.search(answer)) for answer in (self.before, self.after)]
        if lacks == [True, False]:
            return "new"
        return "message" if all(raises) else "check" if any(raises) else "value"

    @property
    def order(self):
        return list(KINDS["en"]).index(self.kind)


def filled(markdown, page, config):
    """Return the Markdown of a page, with what changed if it is the page of that."""
    if page.file.src_uri != PAGE:
        return markdown
    parts = {"summary": summary, "changes": written}
    return MARK.sub(lambda mark: "\n\n".join(parts[mark[1]](config.theme["language"])), markdown)


def summary(language):
    """Say how much was run and how much of it differs, and count for each release what changed, as a table."""
    differing = {(page, entry["needs"]) for world in RELEASES for page, entry in entries(world)}
    texts = {name_of(path, language): path.read_text(encoding="utf-8") for path in pages(language)}
    ran = [text for page, text in texts.items() if all(is_current(world, page, text) for world in RELEASES)]
    answers = sum(len(examples_of(text)) for text in ran)
    yield SUMMARY[language].format(answers=answers, pages=len(ran), differing=len(differing), releases=len(RELEASES))
    rows = [[*COLUMNS[language]], ["---"] * 5]
    for before, world in pairwise(RELEASES):
        kinds = [change.kind for change in changed(before, world, language)]
        counts = [f"[{kinds.count(kind)}](#{anchor(world)}-{kind})" if kind in kinds else "–" for kind in KINDS["en"]]
        rows.append([WORLDS[world]["release"], *counts])
    yield "\n".join(f"| {' | '.join(row)} |" for row in rows)


def entries(world):
    """Yield (page, entry) for each answer that differs in a release."""
    for page in record(world)["pages"]:
        yield from ((page, entry) for entry in kept(world, page, "differing"))


def pages(language):
    return sorted(DOCS.glob(f"{language}/**/*.md"))


def name_of(path, language):
    return path.relative_to(DOCS / language).with_suffix("").as_posix()


def anchor(world):
    return "v" + WORLDS[world]["release"].replace(".", "-")


def written(language):
    """Write what changed, release by release."""
    for before, world in pairwise(RELEASES):
        changes = sorted(changed(before, world, language), key=attrgetter("order"))
        if not changes:
            continue
        names = [WORLDS[name]["release"] for name in (before, world)]
        yield f"## PyTorch {names[1]} {{ #{anchor(world)} }}"
        for kind, group in groupby(changes, attrgetter("kind")):
            yield f"### {KINDS[language][kind]} {{ #{anchor(world)}-{kind} }}"
            for alike in as_one(group):
                yield from shown(alike, names, language)


def as_one(changes):
    """Return lists of the changes that are told as one: those from one message to another, or of one section."""
    found = {}
    for change in changes:
        found.setdefault((change.before, change.after) if change.kind == "message" else change.link, []).append(change)
    return found.values()


def shown(changes, names, language):
    """Return the blocks of Markdown that tell of changes, with links to the sections that show them."""
    yield COMMA[language].join(dict.fromkeys(change.link for change in changes))
    distinct = changes[:1] if changes[0].kind == "message" else changes
    for name, answer in zip(names, ("before", "after"), strict=True):
        session = "".join(change.code + getattr(change, answer) for change in distinct)
        yield f"{TOLD[language].format(name)}\n\n```pycon\n{session}```"


def changed(before, world, language):
    """Yield what pages answer otherwise in a world than in the one before."""
    for path in pages(language):
        page = name_of(path, language)
        there, here = (
            {entry["needs"]: entry["lines"] for entry in kept(name, page, "differing")} for name in (before, world)
        )
        if not there.keys() | here.keys():
            continue
        text = path.read_text(encoding="utf-8")
        for needed, code, answer, place in examples_of(text):
            answers = [answer_in(found[needed]) if needed in found else answer for found in (there, here)]
            if answers[0] != answers[1]:
                heading = [*HEADING.finditer(text, 0, place)][-1]
                yield Change(code, *answers, f"[{heading[1]}]({page}.md#{heading[2]})")


@cache  # each page is asked once for each release
def examples_of(text):
    """Return (digest, code as typed, answer, where) for the examples of a page."""
    found = [
        (example, start)
        for piece in PIECE.finditer(text)
        if piece["language"] == "pycon" and not piece["world"]
        for example, _, start, *_ in places(piece, 1)
    ]
    digested = zip(digests(example for example, _ in found), found, strict=True)
    return [
        (needed, "\n".join(typed(example.source)) + "\n", example.want, start) for needed, (example, start) in digested
    ]


def answer_in(lines):
    """Return what a recorded example answered."""
    return "".join(f"{line}\n" for line in lines if not re.match(r">>> |\.\.\.(?: |$)", line))
