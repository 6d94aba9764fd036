"""Pages keep to the rules of CONTRIBUTING.md that a program can check."""

import re
from pathlib import Path

import prompt
import pytest

ROOT = Path(__file__).parents[1]
PAGES = [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in sorted(ROOT.glob("docs/*/**/*.md"))]
FENCE = re.compile(r"^ *(`{3,})(.*?)^ *\1$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("path", PAGES)
def test_code_has_no_comments(path):
    code = "\n".join(match[2] for match in FENCE.finditer(path.read_text(encoding="utf-8")))
    assert not re.findall(r"^.*(?:^|\s)#.*$", code, re.MULTILINE)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_there_are_hundreds_of_examples(language):
    text = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob(f"docs/{language}/*.md"))
    sessions = [piece["code"] for piece in prompt.PIECE.finditer(text) if piece["language"] == "pycon"]
    assert sum(bool(example.want) for code in sessions for example in prompt.examples(code, 0)) >= 300


@pytest.mark.parametrize("path", PAGES)
def test_no_paragraph_is_too_long(path):
    """At most six lines of a wide screen: 600 Latin letters, or half as many Chinese ones."""
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    text = re.sub(r"\A---\n.*?^---\n|\$\$.*?\$\$|^\|.*?$", "", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"\]\([^)]*\)|[\[*`$]", "", text)
    paragraphs = re.split(r"\n\s*\n|\n(?= *(?:-|\d\.) )", text)
    assert not [part for part in paragraphs if len(part) + len(re.findall(r"[\u3000-\u9fff\uff00-\uffef]", part)) > 600]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_too_long(path):
    """At most 2,500 words, tables aside; a Chinese word has 1.6 characters on average."""
    prose = re.sub(r"^\|.*\|$", "", FENCE.sub("", path.read_text(encoding="utf-8")), flags=re.MULTILINE)
    words = len(re.findall(r"[A-Za-z]+", prose)) + len(re.findall(r"[\u4e00-\u9fff]", prose)) / 1.6
    assert words <= 2500


@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "CONTRIBUTING.md"])
def test_what_the_top_level_documents_name_is_there(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    named = re.findall(r"\]\((?!https?:)([^)#]+)", text) + re.findall(r"`((?:docs|tests|snippets)/[\w./-]*)`", text)
    assert named and not [path for path in named if "NAME" not in path and not (ROOT / path).exists()]
    assert "<!--" not in text
