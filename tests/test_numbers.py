"""Every decimal in the prose, tables and formulas of a page was typed or printed by code of that page.

It need not run: what a page says its code prints, the build holds to what is computed.
"""

import re
from pathlib import Path

import pytest

import prompt
from records import WORLDS

ROOT = Path(__file__).parents[1]
DECIMAL = re.compile(r"(?<![A-Za-z0-9_.])(?:(?<![A-Za-z0-9_.)\]])[-−])?\d+\.\d+(?![A-Za-z0-9_]|\.\d)")
RELEASES = [told["release"] for told in WORLDS.values() if "release" in told]
PYTORCH = rf"PyTorch (?:{'|'.join(map(re.escape, RELEASES))})\b"
PAGES = [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in sorted(ROOT.glob("docs/*/**/*.md"))]


def uncomputed(text):
    """Return (line, decimal) for each decimal outside code that no code of the page types or prints (rounded)."""
    code = [
        piece[0] for piece in prompt.PIECE.finditer(text) if piece["value"] or piece["language"] in ("pycon", "python")
    ]
    known = {number(match) for piece in code for match in DECIMAL.findall(piece)}
    known |= {abs(value) for value in known}
    shown = text
    # front matter, code, releases and addresses; a number in code style counts as prose
    code_style, address, release = r"`(?![-−]?\d+\.\d+`)[^`\n]*`", r"\]\([^)]*\)|doi:\S+", PYTORCH
    for noise in (r"\A---\n.*?^---\n", prompt.PIECE, code_style, address, release):
        noise = re.compile(noise, re.DOTALL | re.MULTILINE) if isinstance(noise, str) else noise
        shown = noise.sub(lambda match: "\n" * match[0].count("\n"), shown)
    for match in DECIMAL.finditer(shown):
        places = len(match[0].partition(".")[2])
        if not any(round(value, places) == number(match[0]) for value in known):
            yield shown.count("\n", 0, match.start()) + 1, match[0]


def number(text):
    return float(text.replace("−", "-"))


@pytest.mark.parametrize("path", PAGES)
def test_every_decimal_was_computed(path):
    name = path.relative_to(ROOT).as_posix()
    found = [
        f"{name}:{line}: {decimal}, which no code of the page computes; `={{…}}` puts in a computed value"
        for line, decimal in uncomputed(path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


def test_a_decimal_from_nowhere_is_found():
    text = "About 0.333, or 0.25.\n\n```pycon\n>>> 1 / 3\n0.333...\n```\n\n$x = 0.9$ and 0.30, `0.4`, −0.3333\n"
    assert list(uncomputed(text)) == [(1, "0.25"), (8, "0.9"), (8, "0.30"), (8, "0.4"), (8, "−0.3333")]
