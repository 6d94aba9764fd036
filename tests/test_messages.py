"""The page of error messages quotes what PyTorch said when the page raised it, whole, and each entry has its form: a
heading that quotes, a cause, a fix, a session that fails and one that works."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from mkdocs.exceptions import PluginError

import messages
import prompt
import wording
from built import document
from changes import RELEASES, entries

PAGES = [Path(__file__).parents[1] / f"docs/{language}/errors.md" for language in ("zh", "en")]
SECTION = re.compile(r"^### (.+?) \{ #(\S+) \}\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| \[(`+) ?(.+?) ?\1\]\(#?(\S+)\) \| (.+?) \|(?: (.+) \|)?$", re.MULTILINE)
OTHERS = "{ #other-wordings }"
NEEDS_A_GPU = "device-side-assert"
LABELS = {"zh": ("- **原因**：", "- **改法**："), "en": ("- **Cause**: ", "- **Fix**: ")}
pages = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name)


def said(section):
    """What each line of the sessions of a section prints, in one line; the build holds it to what is computed."""
    sessions = [piece["code"] for piece in prompt.PIECE.finditer(section) if piece["language"] == "pycon"]
    return [" ".join(example.want.split()) for code in sessions for example in prompt.examples(code, 0)]


def whole(words, printed):
    """Say whether a message is quoted to its end, or to the end of a sentence."""
    return printed.endswith(words) or (words.endswith(".") and f"{words} " in printed)


def table(text):
    """Return (section, message, sentence, source) for each row; one that the page did not raise has a source."""
    return [(identifier, words, sentence, source) for _, words, identifier, sentence, source in ROW.findall(text)]


@pages
def test_every_quotation_was_said_and_whole(path):
    text = path.read_text(encoding="utf-8")
    older = [
        line for world in RELEASES for page, entry in entries(world) if page == "errors" for line in entry["lines"]
    ]
    outputs = {identifier: [*said(body), *older] for _, identifier, body in SECTION.findall(text)}
    rows = [row[:2] for row in table(text.partition(OTHERS)[0])]
    headings = [(identifier, re.split("：|: ", words)[0]) for words, identifier, _ in SECTION.findall(text)]
    assert len(rows) >= 50 and len(headings) >= 25
    missing = [
        f"docs/{path.parent.name}/errors.md: no session of #{identifier} prints {words!r}, which is quoted"
        for identifier, words in rows + headings
        if identifier != NEEDS_A_GPU and not any(words in line for line in outputs[identifier])
    ]
    assert not missing, "\n".join(missing)
    cut = [
        words
        for identifier, words in rows
        if identifier != NEEDS_A_GPU and not any(whole(words, line) for line in outputs[identifier])
    ]
    assert not cut, f"quoted without their ends: {cut}"


@pages
def test_what_others_said_has_a_source_and_leads_to_a_section(path):
    text = path.read_text(encoding="utf-8")
    rows = table(text.partition(OTHERS)[2])
    known = {identifier for _, identifier, _ in SECTION.findall(text)}
    assert len(rows) >= 20
    for identifier, words, _, source in rows:
        assert identifier in known or identifier.endswith(".md", 0, identifier.find("#")), words
        assert re.fullmatch(r"\[.+\]\(https://\S+\)", source), words


@pages
def test_every_entry_has_its_form(path):
    cause, fix = LABELS[path.parent.name]
    for _, identifier, body in SECTION.findall(path.read_text(encoding="utf-8")):
        sessions = [piece["code"] for piece in prompt.PIECE.finditer(body) if piece["language"] == "pycon"]
        assert body.startswith(f"\n{cause}") and f"\n{fix}" in body, identifier
        assert len(sessions) == 2 or identifier == NEEDS_A_GPU, identifier
        fails = [messages.TRACEBACK in code or ".message" in code for code in sessions]
        assert fails == [True, False] or identifier == NEEDS_A_GPU, identifier


def test_the_values_of_a_message_vary():
    said = "Target size (torch.Size([3])) on cuda:0, Long: Expected 2 of (4, 5), not -1.5 1D 3x /a/b.cu:12"
    assert wording.template(said) == (
        "Target size (torch.Size(\x01l)) on \x01v, \x01d: Expected \x01n of \x01l, not \x01n 1D 3x \x01p",
        ["[3]", "cuda:0", "Long", "2", "(4, 5)", "-1.5", "/a/b.cu:12"],
    )
    assert wording.template("NLLLoss.__init__() got")[0] == "__init__() got"


def test_a_sentence_repeats_values_and_says_so():
    told = wording.with_values(
        '<a href="#3">input</a> <code>(4, 10)</code>, last 10, label −1, Long', ["[4, 10]", "-1", "Long"]
    )
    assert told == (
        '<a href="#3">input</a> <code><b data-n="0">(4, 10)</b></code>, last <b data-n="0.1">10</b>, '
        'label <b data-n="1">−1</b>, <b data-n="2">Long</b>'
    )
    with pytest.raises(ValueError, match="3 may be any of 2 values"):
        wording.with_values("3 rows", ["3", "[3, 1]"])


def session(text):
    return f'<div class="language-pycon highlight"><pre><code>&gt;&gt;&gt; {text}</code></pre></div>'


def test_sessions_that_fail_warn_and_work_are_told_apart():
    raises, warns, works = session(messages.TRACEBACK), session("print(caught[0].message)"), session("1")
    fold = f'<details class="elsewhere">{raises}{works}</details>'
    content = f'{works}<h3 id="a">{raises}{works}{works}{fold}{works}<h3 id="b">{warns}{works}<h3 id="c">{works}'
    page, config = SimpleNamespace(file=SimpleNamespace(src_uri="errors.md")), SimpleNamespace(theme={"language": "zh"})
    labelled = messages.labelled(content, page, config)
    verdicts = re.findall(r'<div class="language-pycon highlight"(?: data-verdict="(.+?)")?>', labelled)
    assert verdicts == ["", "失败", "正常", "正常", "", "", "正常", "警告", "正常", ""]
    assert re.sub(' data-verdict=".+?"', "", labelled) == content
    page.file.src_uri = "debugging.md"
    assert messages.labelled(content, page, config) == content


def test_a_sentence_that_could_mean_two_values_stops_the_build(monkeypatch):
    rows = '<tr><td><a href="errors.html#a"><code>got 3, wants 3</code></a></td><td>3 rows</td></tr>'
    html = f"<h2 id=a>A</h2><ul><li>Cause</li></ul><table><tbody>{rows}</tbody></table>"
    page = SimpleNamespace(url="errors.html", file=SimpleNamespace(src_uri="errors.md"))
    monkeypatch.setattr(messages, "collected", {})
    messages.note(html, page)
    messages.collected["debugging.md"] = [], []
    with pytest.raises(PluginError, match=r"errors\.md: of `got 3, wants 3` it says: 3 rows"):
        messages.gathered()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_error_about_shapes_is_drawn_in_its_entry(site, language):
    drawn = 0
    for entry in parts(site / language / "errors.html"):
        said = " ".join(samp.text() for part in entry for samp in part.css("div[data-verdict] > pre samp.error"))
        if re.search(r"(?<!')\b(?:size|batch_size|shape|broadcast|\dD)\b", said):
            assert any(part.css("svg.shapes") for part in entry), f"{language}: {entry[0].text()}"
            drawn += 1
    assert drawn >= 10


def parts(path):
    """Return the elements of each section of a page, its heading first."""
    found = []
    for node in document(path).css_first("article").iter():
        if node.tag in ("h1", "h2", "h3"):
            found.append([])
        if found:
            found[-1].append(node)
    return found
