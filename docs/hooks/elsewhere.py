"""Show, folded after a session, which of its answers differ in other releases of PyTorch and under torch.compile."""

import ast
from functools import cache
from itertools import groupby, pairwise
from textwrap import indent

from failures import TRACEBACK
from prompt import PIECE
from records import WORLDS, command, digest, kept, label, record

TITLES = {"zh": "其他环境下的输出：{}", "en": "Answers elsewhere: {}"}
COLON = {"zh": "：", "en": ":"}
COMMA = {"zh": "、", "en": ", "}
WORKS = {"zh": "在 {} 里**正常**。", "en": "**Works** in {}."}
EAGER = {"zh": "不用 torch.compile 时**正常**。", "en": "**Works** without torch.compile."}
RELEASES = [world for world, told in WORLDS.items() if "release" in told]
SWEEPING = RELEASES + [world for world, told in WORLDS.items() if "compiled" in told]


def notes(answers, page, language):
    """Yield (answer, text) for each session of which something differs: a box, folded, to stand after it."""
    for _, group in groupby(differing(answers, page), lambda found: found[0].after):
        found = list(group)
        anywhere = [world for world in SWEEPING if any(world in worlds for _, worlds in found)]
        title = TITLES[language].format(COMMA[language].join(named(run) for run in joined(dict.fromkeys(anywhere))))
        told, mended = {}, {}
        for answer, worlds in found:
            for run in joined(worlds):
                told.setdefault(named(run), []).extend(worlds[run[0]])
                if fails(worlds[run[0]]) and not answer.raised:
                    mended[named(run)] = works(run, worlds, language)
        heads = [f"{name}{COLON[language]}\n{{ .data }}\n\n" for name in told]
        heads = heads if len(heads) > 1 else [""]  # the title says it
        parts = [f'??? elsewhere "{title}"']
        parts += [
            session(head, lines, mended.get(name, "")) for head, (name, lines) in zip(heads, told.items(), strict=True)
        ]
        last = found[-1][0]
        yield last, "\n\n" + indent("\n\n".join(parts), last.indent) + "\n"


def works(run, worlds, language):
    """Return where a call works that fails in a run of worlds: in the releases after these, or else before."""
    if run[0] not in RELEASES:
        return EAGER[language]
    fine = [
        list(group) for failing, group in groupby(RELEASES, lambda world: fails(worlds.get(world, []))) if not failing
    ]
    later = [group for group in fine if RELEASES.index(group[0]) > RELEASES.index(run[0])]
    return WORKS[language].format(named([*later, fine[-1]][0]))


def fails(lines):
    return TRACEBACK in lines


def session(head, lines, foot):
    """Return a session below a line that says of which worlds, if any, above one that says what mends it, if any."""
    shown = "\n".join("" if line == "<BLANKLINE>" else line for line in lines)
    return indent(f"{head}```pycon\n{shown}\n```\n\n{foot}", "    ").rstrip()


def differing(answers, page):
    """Return [(answer, {world: lines})] for the answers that differ in some; raise ValueError for what is stale."""
    typed = [answer for answer in answers if answer.written is not None]
    places = {needed: n for n, needed in reversed(list(enumerate(digests(typed))))}
    found = {}
    for world in SWEEPING:
        for entry in kept(world, page, "differing"):
            if entry["needs"] not in places:
                first = entry["lines"][0]
                raise ValueError(f"line 1: {first!r} of the record of {world} was edited since: {command(world)}")
            found.setdefault(places[entry["needs"]], {})[world] = entry["lines"]
    return [(typed[n], worlds) for n, worlds in sorted(found.items())]


def joined(worlds):
    """Return the worlds of {world: lines} in runs: releases that follow each other and answer alike."""
    runs = []
    for world, lines in worlds.items():
        if runs and worlds[runs[-1][-1]] == lines and follows(world, runs[-1][-1]):
            runs[-1].append(world)
        else:
            runs.append([world])
    return runs


def follows(world, before):
    """Say whether a world is the next release after another."""
    return (before, world) in pairwise(RELEASES)


def named(run):
    """Return what pages call worlds that answer alike."""
    if "release" not in WORLDS[run[0]]:
        return label(run[0])
    first, last = WORLDS[run[0]]["release"], WORLDS[run[-1]]["release"]
    return f"PyTorch {first}" if first == last else f"PyTorch {first}–{last}"


def is_current(world, page, text):
    """Say whether a world has run a page with its code of today."""
    return record(world)["pages"].get(page, {}).get("ran") == code_of(text)


def code_of(text):
    """Return a digest of what the build runs of a page."""
    return digest("\n".join(piece["code"] or piece["value"] for piece in PIECE.finditer(text) if not piece["world"]))


def digests(answers):
    """Return for each piece of code a digest of it and of the code above that binds the names it uses."""
    codes = [answer.source for answer in answers]
    names = [names_of(code) for code in codes]
    for n, code in enumerate(codes):
        wanted, parts = set(names[n][0]), [code]
        for k in reversed(range(n)):
            used, bound = names[k]
            if bound & wanted:
                wanted |= used
                parts.append(codes[k])
        yield digest("\n".join(parts))


@cache
def names_of(code):
    """Return the names that a piece of code uses, and those that it binds."""
    used, bound = set(), set()
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Name(name, ast.Load()):
                used.add(name)
            case ast.Name(name):
                bound.add(name)
            case ast.alias(name, other):
                bound.add(other or name.partition(".")[0])
            case ast.FunctionDef(name) | ast.ClassDef(name):
                bound.add(name)
    return used, bound
