"""Pages keep to the rules of CONTRIBUTING.md that a program can check."""

import re
from pathlib import Path

import pytest

import prompt

ROOT = Path(__file__).parents[1]
PAGES = [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in sorted(ROOT.glob("docs/*/**/*.md"))]
FENCE = re.compile(r"^ *(`{3,})(.*?)^ *\1$", re.MULTILINE | re.DOTALL)


def place(path, text, start):
    return f"{path.relative_to(ROOT).as_posix()}:{text.count(chr(10), 0, start) + 1}"


@pytest.mark.parametrize("path", PAGES)
def test_code_has_no_comments(path):
    text = path.read_text(encoding="utf-8")
    found = [
        f"{place(path, text, fence.start(2))}: a comment in code; say it in the text, in each language: {line.strip()}"
        for fence in FENCE.finditer(text)
        for line in re.findall(r"^.*(?:^|\s)#.*$", fence[2], re.MULTILINE)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", PAGES)
def test_code_is_at_most_80_columns_wide(path):
    text = path.read_text(encoding="utf-8")
    typed = re.finditer(r"^ *(?:>>>|\.\.\.) (.*)$", text, re.MULTILINE)
    found = [
        f"{place(path, text, line.start())}: {len(line[1])} columns; break it" for line in typed if len(line[1]) > 80
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_there_are_hundreds_of_examples(language):
    text = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob(f"docs/{language}/*.md"))
    sessions = [piece["code"] for piece in prompt.PIECE.finditer(text) if piece["language"] == "pycon"]
    assert sum(bool(example.want) for code in sessions for example in prompt.examples(code, 0)) >= 300


@pytest.mark.parametrize("path", PAGES)
def test_no_paragraph_is_too_long(path):
    """At most six lines of a wide screen: 600 Latin letters, or half as many Chinese ones."""
    source = path.read_text(encoding="utf-8")
    text = FENCE.sub("", source)
    text = re.sub(r"\A---\n.*?^---\n|\$\$.*?\$\$|^\|.*?$", "", text, flags=re.DOTALL | re.MULTILINE)
    found = []
    for part in re.split(r"\n\s*\n|\n(?= *(?:-|\d\.) )", text):
        shown = re.sub(r"[\[*`$]", "", re.sub(r"\]\([^)]*\)", "", part))
        size = len(shown) + len(re.findall(r"[\u3000-\u9fff\uff00-\uffef]", shown))
        if size > 600:
            where = place(path, source, source.find(part.strip().splitlines()[0]))
            found.append(f"{where}: a paragraph as long as {size} Latin letters; 600 at most: split it")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_too_long(path):
    """At most 2,500 words, tables aside; a Chinese word has 1.6 characters on average."""
    prose = re.sub(r"^\|.*\|$", "", FENCE.sub("", path.read_text(encoding="utf-8")), flags=re.MULTILINE)
    words = len(re.findall(r"[A-Za-z]+", prose)) + len(re.findall(r"[\u4e00-\u9fff]", prose)) / 1.6
    assert words <= 2500, f"{place(path, '', 0)}: {words:.0f} words; 2,500 at most: shorten it, or make two pages of it"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_page_of_the_path_ends_with_three_exercises_and_their_answers(language):
    pages = {path.stem: path.read_text(encoding="utf-8") for path in ROOT.glob(f"docs/{language}/*.md")}
    path = re.findall(r"^\d+\. \[[^\]]+\]\(([\w-]+)\.md\)", pages["learning"], re.MULTILINE)
    assert sorted(path) == sorted(name for name, text in pages.items() if "{ #exercises }" in text)
    for name in path:
        *_, exercises, rest = re.split(r"^(?=## )", pages[name], flags=re.MULTILINE)
        assert "{ #exercises }" in exercises and "{ #read-on }" in rest, name
        for number in (1, 2, 3):
            answer = rf"^{number}\. \*\*.+\n\n    \?\?\? answer .+\n\n(?:        .*\n|\n)+?        ```pycon\n"
            assert re.search(answer, exercises, re.MULTILINE), f"{name}, {number}"


@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "CONTRIBUTING.md"])
def test_what_the_top_level_documents_name_is_there(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    named = re.findall(r"\]\((?!https?:)([^)#]+)", text) + re.findall(r"`((?:docs|tests|snippets)/[\w./-]*)`", text)
    assert named and not [path for path in named if "NAME" not in path and not (ROOT / path).exists()]
    assert "<!--" not in text
