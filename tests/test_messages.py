"""The page of error messages quotes what PyTorch said when the page raised it, in its table and in its headings."""

import re
from pathlib import Path

import pytest

import prompt

PAGES = [Path(__file__).parents[1] / f"docs/{language}/errors.md" for language in ("zh", "en")]
SECTION = re.compile(r"^### (.+?) \{ #(\S+) \}\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| \[(.+)\]\(#(\S+)\) \|", re.MULTILINE)
NEEDS_A_GPU = "device-side-assert"


def said(section):
    """All that the sessions of a section print, in one line; the build holds it to what is computed."""
    sessions = [piece["code"] for piece in prompt.PIECE.finditer(section) if piece["language"] == "pycon"]
    return re.sub(r"\s+", " ", "".join(example.want for code in sessions for example in prompt.examples(code, 0)))


def quotations(text):
    """Return (section, quotation): from the first column of the table, and from headings, up to the colon."""
    rows = [(identifier, re.sub(r"\\(.)", r"\1", words)) for words, identifier in ROW.findall(text)]
    headings = [(identifier, re.split("：|: ", words)[0]) for words, identifier, _ in SECTION.findall(text)]
    return rows, headings


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name)
def test_every_quotation_was_said(path):
    text = path.read_text(encoding="utf-8")
    outputs = {identifier: said(body) for _, identifier, body in SECTION.findall(text)}
    rows, headings = quotations(text)
    assert len(rows) >= 25 and len(headings) >= 25
    missing = [
        f"docs/{path.parent.name}/errors.md: no session of #{identifier} prints {words!r}, which is quoted"
        for identifier, words in rows + headings
        if identifier != NEEDS_A_GPU and not all(part.strip() in outputs[identifier] for part in words.split("…"))
    ]
    assert not missing, "\n".join(missing)
