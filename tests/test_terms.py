"""Pages use the terms of the table in CONTRIBUTING.md, and Chinese is set as Chinese."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CJK = r"[\u4e00-\u9fff]"


def prose(path):
    """The text of a page without front matter, code, math, link targets and heading ids."""
    text = path.read_text(encoding="utf-8")
    for noise in (
        r"\A---\n.*?^---\n",
        r"^ *(`{3,}).*?^ *\1$",
        r"\$\$.*?\$\$",
        r"\$[^$\n]+\$",
        r"`[^`\n]+`",
        r"\]\([^)]*\)",
        r"\{ #\S+ \}",
    ):
        text = re.sub(noise, lambda match: "\n" * match[0].count("\n"), text, flags=re.DOTALL | re.MULTILINE)
    return text


def pages(language):
    return [
        pytest.param(path, id=path.relative_to(ROOT).as_posix())
        for path in sorted(ROOT.glob(f"docs/{language}/**/*.md"))
    ]


def table():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text[text.index("## Terms") : text.index("## Build and tests")]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line.startswith("|")
    ]
    return rows[2:]


def complaints(path, pattern, rule, flags=0):
    lines, name = prose(path).splitlines(), path.relative_to(ROOT).as_posix()
    return "\n".join(
        f"{name}:{n}: {match[0]!r}, but wanted: {rule}"
        for n, line in enumerate(lines, 1)
        for match in re.finditer(pattern, line, flags)
    )


@pytest.mark.parametrize("path", pages("zh") + pages("en"))
def test_no_forbidden_rendering(path):
    forbidden = [word.strip() for row in table() for word in row[2].split(",")]
    assert len(forbidden) > 20
    rule = "the term that the table in CONTRIBUTING.md gives"
    found = complaints(path, "|".join(map(re.escape, forbidden)), rule, re.IGNORECASE)
    assert not found, found


@pytest.mark.parametrize("path", pages("zh"))
@pytest.mark.parametrize(
    ("rule", "pattern"),
    [
        ("full-width punctuation after Chinese", rf"{CJK}[,;:!?]"),
        ("a space between Chinese and Latin letters or digits", rf"{CJK}[A-Za-z0-9]|[A-Za-z0-9%]{CJK}"),
        ("full-width parentheses around Chinese", rf"\([^()]*{CJK}[^()]*\)"),
        ("你, not 您", "您"),
    ],
)
def test_chinese_typesetting(path, rule, pattern):
    found = complaints(path, pattern, rule)
    assert not found, found


@pytest.mark.parametrize("path", pages("zh"))
def test_a_chinese_paragraph_is_one_line(path):
    text = prose(path)
    breaks = re.finditer(rf"(?:{CJK}|[，。；：！？、）”])\n(?:{CJK}|[（“`*\[])", text)
    lines = [text.count("\n", 0, match.end()) for match in breaks]
    where = path.relative_to(ROOT).as_posix()
    assert not lines, f"{where}:{lines[0]}: the line ends within a paragraph, which shows as a blank: join the lines"
