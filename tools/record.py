"""Record what other worlds than the build's answer: `make record WORLD=name [PAGE=name]`; WORLD=releases for them all.

Makes the environment that worlds.toml names in a temporary folder, runs there the sessions that name the world, or, for
a release of PyTorch, those of all pages, writes docs/records/, and removes the environment.
"""

import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from doctest import ELLIPSIS
from itertools import groupby
from pathlib import Path

from copies import ROOT, page_name
from elsewhere import code_of, digests, is_current, names_of
from environments import environment_with
from prompt import Answer, checker, typed
from records import RECORDS, WORLDS, record, seal

PAGES = ROOT / "docs/zh"  # code is the same in both languages
LEFT_OUT = {"convergence"}  # trains for minutes, and says what holds over seeds
SCALAR = re.compile(r"np\.\w+\(([^()]*)\)")  # NumPy 2 names the dtype of what NumPy 1 writes bare


def names(world):
    """Return the worlds that a name stands for: itself, or all releases that some page was not run in as it is."""
    if world in WORLDS:
        return [world]
    if world != "releases":
        raise ValueError(f"WORLD={world or ''}: expected releases or one of worlds.toml: {', '.join(WORLDS)}")
    return [name for name, told in WORLDS.items() if "release" in told and not has_run_all(name)]


def has_run_all(world):
    pinned = record(world)["pins"] == WORLDS[world]["pins"]
    return pinned and all(is_current(world, page, text_of(page)) for page in all_pages())


def all_pages():
    names = {path.relative_to(PAGES).with_suffix("").as_posix() for path in PAGES.rglob("*.md")}
    return sorted(names - LEFT_OUT)


def text_of(page):
    return (PAGES / f"{page}.md").read_text(encoding="utf-8")


def pages_of(world):
    """Return the pages on which a world has something to answer."""
    told = WORLDS[world]
    everywhere = "release" in told or "compiled" in told
    return [page for page in all_pages() if everywhere or f" world={world}\n" in text_of(page)]


def answered(command, world, what, pages):
    """Return the answers of the Python of a world, for each page; tools/answer.py says what `what` can be."""
    paths = [f"docs/zh/{page}.md" for page in pages]
    told = {
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "docs/hooks")]),
        **WORLDS[world].get("environment", {}),
    }
    run = [command, "tools/answer.py", what, *paths]
    found = subprocess.run(run, cwd=ROOT, env=os.environ | told, stdout=subprocess.PIPE, check=True, encoding="utf-8")
    printed = found.stdout.splitlines()[-1]
    for folder in (Path(command).parents[1], ROOT):  # no path of a machine
        printed = printed.replace(str(folder), "…")
    return [[Answer(**answer) for answer in page] for page in json.loads(printed).values()]


def lines_of(answer):
    """Return what was typed and answered, as lines of a session."""
    return typed(answer.source) + [line if line.strip() else "<BLANKLINE>" for line in answer.computed.splitlines()]


def differs(answer):
    """Say whether an answer of a session is not what the page says."""
    written, computed = (SCALAR.sub(r"\1", text) for text in (answer.written, answer.computed))
    return "__version__" not in answer.source and not checker.check_output(written, computed, ELLIPSIS)


def entry(pins, lines, **more):
    """Return what a record keeps of one session or answer."""
    kept = {"lines": lines, **more}
    return {**kept, "seal": seal(pins, kept)}


def sessions(answers, pins):
    """Return a record's entries of whole sessions."""
    groups = [list(group) for _, group in groupby(answers, lambda answer: answer.after)]
    return [entry(pins, [line for answer in group for line in lines_of(answer)]) for group in groups]


def differing(answers, pins):
    """Return a record's entries of the answers that differ from those of the page.

    Left out is what fails only because something above failed, or because `snippets` needs a newer release; and what
    imitates a GPU, as how that fails in another release says nothing of a GPU.
    """
    answers = [answer for answer in answers if answer.written is not None]
    lost, reference, found = set(), set(), []
    for answer, needed in zip(answers, digests(answers), strict=True):
        used, bound = names_of(answer.source)
        if "snippets" in answer.source:
            reference |= bound
        imitates = "fake" in answer.source.lower()
        fails = answer.raised and not answer.written.startswith("Traceback")
        follows = used & lost or fails and used & reference
        lost = lost | bound if fails or follows else lost - bound
        if differs(answer) and not follows and not imitates:
            found.append(entry(pins, lines_of(answer), needs=needed))
    return found


def told_by(command, world, pages):
    """Return what a record keeps of these pages."""
    told, pins = WORLDS[world], WORLDS[world]["pins"]
    found = {page: {} for page in pages}
    if "release" in told or "compiled" in told:
        what = "" if "release" in told else "raising"
        for page, answers in zip(pages, answered(command, world, what, pages), strict=True):
            found[page] = {"ran": code_of(text_of(page)), "differing": differing(answers, pins)}
    own = [page for page in pages if f" world={world}\n" in text_of(page)]
    for page, answers in zip(own, answered(command, world, world, own), strict=True):
        found[page]["sessions"] = sessions(answers, pins)
    return found


def write(world, command, pages):
    """Write the record of a world; keep what it says of other pages, if its pins hold."""
    pins, before = WORLDS[world]["pins"], record(world)
    kept = before["pages"] if before["pins"] == pins else {}
    found = {**kept, **told_by(command, world, pages)}
    new = {
        "date": datetime.now(UTC).date().isoformat(),
        "pages": {page: found[page] for page in found if page in all_pages()},
        "pins": pins,
        "platform": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
    }
    RECORDS.mkdir(exist_ok=True)
    text = json.dumps(new, ensure_ascii=False, indent=1, sort_keys=True)
    (RECORDS / f"{world}.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def main(name="", *wanted):
    try:
        worlds = names(name)
    except ValueError as error:
        sys.exit(str(error))
    if not worlds:
        print("All releases have run all pages as they are.")
    for number, world in enumerate(worlds, 1):
        pages = [page for page in pages_of(world) if not wanted or page in map(page_name, wanted)]
        print(f"{world}, {number} of {len(worlds)}: up to 7 GB in a temporary folder, for some minutes", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            write(world, environment_with(WORLDS[world]["pins"], folder), pages)


if __name__ == "__main__":
    main(*sys.argv[1:])
