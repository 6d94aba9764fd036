"""Show what other worlds than the build's answered, and hold each record to the code that was run and to its world.

worlds.toml says what the worlds are; `make record` runs their sessions and writes docs/records/. A session names its
world after its language: ```pycon world=keras. It stands in the page with its answers, as all sessions do, and a
session of the build that follows at once claims to give the same numbers.
"""

import functools
import hashlib
import json
import math
import re
import tomllib
from itertools import pairwise
from pathlib import Path

from prompt import PIECE, Answer, examples, places

ROOT = Path(__file__).parents[2]
RECORDS = ROOT / "docs/records"
WORLDS = tomllib.loads((ROOT / "worlds.toml").read_text(encoding="utf-8"))
TYPED = re.compile(r" *(?:>>>|\.\.\.)")
NUMBER = re.compile(r"-?\d+\.\d*(?:e[-+]?\d+)?|-?\b(?:nan|inf)\b")
LABELS = {"zh": "录自 {}", "en": "Recorded with {}"}
WANTED = {"zh": "还没有记录：需要{}", "en": "Not recorded yet: needs {}"}


def label(world):
    """Return what pages call a world."""
    told = WORLDS[world]
    return told.get("label", "PyTorch {torch}").format(**dict(pin.split("==") for pin in told["pins"]))


def command(world):
    return f"`make record WORLD={world}`"


@functools.cache
def record(world):
    """Return the record of a world, or an empty one."""
    path = RECORDS / f"{world}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {"pins": None, "pages": {}}


def kept(world, page, kind):
    """Return what is recorded of a page in a world; raise ValueError where pins or seals do not hold."""
    pins, found = record(world)["pins"], record(world)["pages"].get(page, {}).get(kind, [])
    if found and pins != WORLDS[world]["pins"]:
        raise ValueError(f"line 1: recorded with {pins}, worlds.toml says {WORLDS[world]['pins']}: {command(world)}")
    for entry in found:
        if entry["seal"] != seal(pins, entry):
            first = entry["lines"][0]
            raise ValueError(
                f"line 1: docs/records/{world}.json was edited at {first!r}: {command(world)} records anew"
            )
    return found


def seal(pins, entry):
    """Return a digest of a recorded entry and of the pins that it was recorded with."""
    return digest(json.dumps([pins, {name: entry[name] for name in sorted(entry) if name != "seal"}]))


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def recorded(text, page):
    """Yield what is recorded for the sessions of other worlds; raise ValueError for one that was not run as it is."""
    used = []
    for piece in filter(lambda piece: piece["world"], PIECE.finditer(text)):
        line, world = text.count("\n", 0, piece.start()) + 1, piece["world"]
        if world not in WORLDS:
            raise ValueError(f"line {line}: world={world} is none of those in worlds.toml: {', '.join(WORLDS)}")
        typed = list(places(piece, line))
        if entry := entry_of(piece, page):
            used.append(entry)
            for (example, *where), part in zip(typed, session_of(entry), strict=True):
                answer = part.want.replace("<BLANKLINE>\n", "\n")
                yield Answer(example.source, example.want, answer, answer.startswith("Traceback"), *where)
        elif "needs" not in WORLDS[world] or any(example.want for example, *_ in typed):
            raise ValueError(
                f"line {line}: this session was not run in its world, or not as it is now: {command(world)}"
            )
    for world in WORLDS:
        for entry in kept(world, page, "sessions"):
            if entry not in used:
                raise ValueError(f"line 1: no session begins with {entry['lines'][0]!r} any more: {command(world)}")


def entry_of(piece, page):
    """Return what is recorded of a session, or None if it was not run as it is."""
    sources = [example.source for example in examples(piece["code"], 1)]
    for entry in kept(piece["world"], page, "sessions"):
        if [example.source for example in session_of(entry)] == sources:
            return entry
    return None


def session_of(entry):
    return examples("\n".join(entry["lines"]) + "\n", 1)


def check_claims(text, answers):
    """Raise ValueError where a recorded session and the session of the build right after it give different numbers."""
    for piece, following in pairwise(PIECE.finditer(text)):
        between = text[piece.end() : following.start()]
        if piece["world"] and following["language"] == "pycon" and not following["world"] and not between.strip():
            there, here = (numbers(answers, part.end()) for part in (piece, following))
            if there and not (len(there) == len(here) and all(map(alike, there, here))):
                line = text.count("\n", 0, following.start()) + 1
                raise ValueError(f"line {line}: recorded above: {there}, computed here: {here}, expected alike")


def numbers(answers, end):
    """Return the numbers, of those with a point, that the session which ends there answers."""
    return [float(number) for answer in answers if answer.after == end for number in NUMBER.findall(answer.computed)]


def alike(a, b):
    return math.isclose(a, b, rel_tol=1e-4, abs_tol=1e-4) or math.isnan(a) and math.isnan(b)


def framed(text, language):
    """Return the text with each session of another world in a frame that says which."""

    def frame(piece):
        if not (world := piece["world"]):
            return piece[0]
        if "needs" in WORLDS[world] and all(map(TYPED.match, piece["code"].splitlines())):
            title = WANTED[language].format(WORLDS[world]["needs"][language])
        else:
            title = LABELS[language].format(label(world))
        body = piece[0].replace(f" world={world}", "", 1).replace("\n", "\n    ")
        return f'{piece["indent"]}!!! recorded "{title}"\n\n    {body}'

    return PIECE.sub(frame, text)
