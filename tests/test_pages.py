"""Pages keep to the rules of CONTRIBUTING.md that a program can check."""

import re
from pathlib import Path

import pytest

import prompt

ROOT = Path(__file__).parents[1]
PAGES = [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in sorted(ROOT.glob("docs/*/**/*.md"))]
FENCE = re.compile(r"^ *(`{3,})(.*?)^ *\1$", re.MULTILINE | re.DOTALL)


NOISE = re.MULTILINE | re.DOTALL


def blank(match):
    """Return as many empty lines as were matched, so that the rest stays in its lines."""
    return "\n" * match[0].count("\n")


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


def words(text):
    """How many words a text has; a Chinese word has 1.6 characters on average."""
    return len(re.findall(r"[A-Za-z]+", text)) + len(re.findall(r"[\u4e00-\u9fff]", text)) / 1.6


def too_long(source):
    """Yield (line, complaint) for paragraphs of over six lines and items of over four, at 1280 px; formulas count."""
    text = re.sub(r"\A---\n.*?^---\n|\$\$.*?\$\$|^ *\|.*?$|\{ [#.].*? \}", blank, FENCE.sub(blank, source), flags=NOISE)
    for part in re.finditer(r"(?:.(?!\n\s*\n|\n *(?:-|\d\.) ))+.", text, re.DOTALL):
        shown = re.sub(r"[\[*`$]|\]\([^)]*\)", "", part[0]).strip()
        size = len(shown) + len(re.findall(r"[\u3000-\u9fff\uff00-\uffef]", shown))  # in Latin letters
        most = 60 if re.match(r"(?:-|\d\.) ", shown) else 90
        if words(shown) > most or size > 500:
            start = part.start() + len(part[0]) - len(part[0].lstrip())
            said = f"{words(shown):.0f} words, as wide as {size} Latin letters; at most {most}, and 500: split it"
            yield text.count("\n", 0, start) + 1, said


@pytest.mark.parametrize("path", PAGES)
def test_no_paragraph_is_too_long(path):
    name = path.relative_to(ROOT).as_posix()
    found = [f"{name}:{line}: {said}" for line, said in too_long(path.read_text(encoding="utf-8"))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("part", "lines"),
    [
        ("word " * 90, []),
        ("word " * 91, [3]),
        ("字" * 144, []),
        ("字" * 145, [3]),
        ("- " + "word " * 60 + "\n- " + "word " * 61, [4]),
        ("```text\n" + "word " * 91 + "\n```\n\n| " + "word " * 91 + "|", []),
        ("$" + r"\alpha " * 91 + "$", [3]),
        ('!!! warning "Warning: two"\n\n    ' + "word " * 91, [5]),
        ("12.5 " * 101, [3]),
    ],
)
def test_a_long_paragraph_is_found(part, lines):
    assert [line for line, _ in too_long(f"# Title\n\n{part}\n\nThe end.\n")] == lines


# What the title of a callout begins with, in each language
CALLOUTS = {
    "warning": ("注意：", "Warning: "),
    "measured": ("实测：", "Measured: "),
    "recorded": ("录自", "Recorded with "),
    "cited": ("引自", "Cited from "),
}
CALLOUT = re.compile(r"^( *)(?:!!!|\?\?\?) (\w+)(?: \"(.*)\")?\n\n((?:\1    .*\n|\n)*)", re.MULTILINE)


@pytest.mark.parametrize("path", PAGES)
def test_callouts_say_their_kind_and_stand_apart(path):
    text, chinese = path.read_text(encoding="utf-8"), "zh" in path.relative_to(ROOT).parts
    found = []
    for box in CALLOUT.finditer(text):
        kind, title, where = box[2], box[3] or "", place(path, text, box.start())
        if kind in ("answer", "note"):  # folded: exercises, and how a table was computed
            continue
        if kind not in CALLOUTS:
            found.append(f"{where}: {kind} is none of {', '.join(CALLOUTS)}")
        elif not title.startswith(CALLOUTS[kind][not chinese]):
            found.append(f"{where}: the title begins with {CALLOUTS[kind][not chinese]!r}, which tells the kind")
        if CALLOUT.match(text, box.end()):
            found.append(f"{where}: a box right after a box; a page of boxes warns of nothing")
    assert not found, "\n".join(found)


def test_each_kind_of_callout_has_a_sign_of_its_own():
    styles = (ROOT / "docs/theme/stylesheets/site.css").read_text(encoding="utf-8")
    signs = dict(re.findall(r'^\.(\w+) \{ --sign: "(.+)"; \}$', styles, re.MULTILINE))
    assert signs.keys() == CALLOUTS.keys() and len(set(signs.values())) == len(signs)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_too_long(path):
    """At most 2,500 words, tables aside."""
    prose = re.sub(r"^\|.*\|$", "", FENCE.sub("", path.read_text(encoding="utf-8")), flags=re.MULTILINE)
    said = f"{place(path, '', 0)}: {words(prose):.0f} words; 2,500 at most: shorten it, or make two pages of it"
    assert words(prose) <= 2500, said


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


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_cause_names_no_number_of_the_page_s_own_message(language):
    """The box shows a cause beside the message of a reader, whose numbers are others. Some mean the same everywhere."""
    text = (ROOT / "docs" / language / "errors.md").read_text(encoding="utf-8")
    cause_of = re.compile(r"^- \*\*(?:原因|Cause)\*\*.*", re.MULTILINE)
    entries = [entry for entry in re.split(r"^#{2,3} ", text, flags=re.MULTILINE) if cause_of.search(entry)]
    number = re.compile(r"(?<![\w.#/])\d+(?![\w.])")
    for entry in entries:
        cause = cause_of.search(entry)[0]
        messages = " ".join(re.findall(r"^\w+(?:Error|Warning)\b.*", entry, re.MULTILINE))
        assert not {*number.findall(cause)} & {*number.findall(messages)} - {"0", "1", "4", "255", "100"}, cause
    assert len(entries) > 30
