"""Sessions are laid out: typed lines and answers in blocks, what fails and what mends it, what a message names."""

import html
import re
from pathlib import Path
from textwrap import dedent
from types import SimpleNamespace

import pytest

import changes
import consoles
import failures
from built import document, pages_of
from prompt import PIECE

ENGLISH = SimpleNamespace(theme={"language": "en"})
PAGE, CHANGES = (SimpleNamespace(file=SimpleNamespace(src_uri=name)) for name in ("page.md", changes.PAGE))
FAILING = """>>> F.cross_entropy(logits, hot.long())
Traceback (most recent call last):
  ...
RuntimeError: Expected floating point type for target with class probabilities, got Long
>>> F.cross_entropy(logits, hot)
tensor(0.5786)"""
UNMENDED = Path(__file__).with_name("unmended.txt")
MOST = 3_000  # elements of a page; those of formulas are most of the largest


def laid_out(code, language="pycon", attributes="", config=ENGLISH):
    block = f"<pre><span></span><code>{html.escape(code)}\n</code></pre>"
    return consoles.laid_out(f'<div class="language-{language} highlight"{attributes}>{block}</div>', PAGE, config)


def parts(page):
    """Return (tag, class, verdict, text) for each block of a page."""
    blocks = re.findall(r'<(kbd|samp)(?: class="(.*?)")?(?: data-verdict="(.*?)")?>(.*?)\n</\1>', page, re.DOTALL)
    return [(*block[:3], html.unescape(re.sub("<.*?>", "", block[3]))) for block in blocks]


def test_what_is_typed_and_what_is_answered_are_elements_of_their_own():
    long = "tensor([" + "0.1234, " * 9 + "])"
    code = f">>> x\n... y\n{long}\n{long}\nshort\n>>> z"
    expected = [("kbd", ">>> x\n... y"), ("samp", long), ("samp", long), ("samp", "short"), ("kbd", ">>> z")]
    assert [(tag, text) for tag, _, _, text in parts(laid_out(code))] == expected


def test_no_letter_of_any_code_is_lost(site):
    """But for line breaks at the end: the Markdown of a page is made from what was there before."""
    for path in pages_of(site):
        written = path.with_suffix(".md").read_text(encoding="utf-8")
        for block in document(path).css(".language-pycon code"):
            lines = [line.strip() for line in block.text().splitlines()]
            assert all(line in written for line in lines), (path, lines)


def test_what_fails_and_what_mends_it_say_so():
    page = laid_out(FAILING)
    verdicts = [(css.split()[0] if css else "", verdict) for _, css, verdict, _ in parts(page)]
    assert verdicts == [("fails", "Fails"), ("error", ""), ("works", "Works"), ("worked", "")]
    assert "Traceback" not in page, "the head of a traceback, which is the same for all"
    assert page.count("<button") == 2 and "data-fix>Copy the fix<" in page
    chinese = laid_out(FAILING, config=SimpleNamespace(theme={"language": "zh"}))
    assert 'data-verdict="失败"' in chinese and 'data-verdict="正常"' in chinese and ">复制改法<" in chinese
    long = FAILING.replace("hot.long()", "hot.long()" + "\n... , weight=None" * 3 + "  " * 30)
    assert laid_out(long).count('data-verdict="Fails"') == 1, "a call of several lines has one label"
    whole = laid_out(FAILING, attributes=' data-verdict="Fails"')  # the page of errors says it of the session
    assert whole.count("data-verdict") == 1 and whole.count("<button") == 1


@pytest.mark.parametrize(
    ("failing", "call", "mends"),
    [
        ("f(x, y.double())", "f(x, y)", True),
        ("f(x, y)", "f(x, y.long())", True),
        ("f(x, -1e9)", "f(x, torch.finfo(x.dtype).min)", True),
        ("f(x, y)", "f(x, z)", False),
        ("f(x, a=10)", "f(x, a=-0.1)", False),
        ("f(x, y)", "f(x.transpose(1, 2), y)", True),
        ("f(x, y)", "f(x.flatten(0, 1), y.flatten())", True),
        ("f(x)", "g(x)", False),
        ("f(x).backward()", "f(x).sum().backward()", True),
        ("f(x, y.double())", "f(x, y)[0]", True),
        ("f(x, y.double())", "round(f(x, y).item(), 4), 1", True),
        ("f(x, y.double())", "def g(x, y):\n...     return f(x, y)", False),
        ("for x in y:\n...     f(x)", "for x in y:\n...     g(x)", False),
    ],
)
def test_a_call_mends_another_if_it_uses_all_that_that_used_and_no_other_number(failing, call, mends):
    code = f">>> {failing}\n{failures.TRACEBACK}\n  ...\nValueError\n>>> {call}"
    assert failures.verdicts(failures.exchanges(code)) == ["fails", "works" if mends else ""]


def test_each_of_several_that_fail_is_mended():
    failing = [f">>> {call}\n{failures.TRACEBACK}\n  ...\nValueError" for call in ("f(x, y.double())", "g(x, y.int())")]
    code = "\n".join([*failing, ">>> f(x, y)", ">>> f(x, y)", ">>> g(x, y)"])
    assert failures.verdicts(failures.exchanges(code)) == ["fails", "fails", "works", "", "works"]


def unmended(code):
    """Return the calls of a session that fail, and that none after them mends."""
    parts = failures.exchanges(dedent(code))
    for n, part in enumerate(parts):
        after = [other for other in parts[n:] if other is part or not other.fails]
        if part.fails and "works" not in failures.verdicts(after):
            yield part.source


def test_what_fails_in_a_session_is_mended_below_it():
    """But for those of a list that people have read, which text mends, or nothing; errors.md has sessions that mend."""
    pages = Path(__file__).parents[1] / "docs/zh"
    found = {
        f"{path.stem}: {call!r}"
        for path in pages.rglob("*.md")
        for piece in PIECE.finditer(path.read_text(encoding="utf-8"))
        if piece["language"] == "pycon" and not piece["world"] and path.stem != "errors"
        for call in unmended(piece["code"])
    }
    known = set(UNMENDED.read_text(encoding="utf-8").splitlines())
    assert found == known, "\n".join(sorted(found ^ known))


@pytest.mark.parametrize(
    ("call", "message", "marked"),
    [
        ("F.cross_entropy(logits, y.int())", "expected target dtype to be Long", ["y.int()"]),
        ("F.cross_entropy(\n...     logits,\n...     y)", "Target 3 is out of bounds.", ["y"]),
        ("F.cross_entropy(a, b, c)", "weight tensor should be defined", ["c"]),
        ('F.cross_entropy("é", b, label_smoothing=2)', "label_smoothing must be", ["label_smoothing=2"]),
        ("F.nll_loss(f(a), b).backward()", "input batch_size (2), target batch_size (3)", ["f(a)", "b"]),
        ("nn.NLLLoss()(a, b)", "bad target", ["b"]),
        ("nn.NLLLoss(a, b)", "bad target", []),
        ("gradcheck(a, b)", "bad input", []),
        ("F.cross_entropy(a, b)", "Found dtype Long but expected Float", []),
        ("loss(labels=a, logits=b)", "a label value of 3", ["labels=a"]),
        ("with mode:\n...     F.cross_entropy(a, b)\n... ", "bad input", ["a"]),
        ("loss(z, tensor([0, 1, 3]))", "label value(3)", ["tensor([0, 1, 3])"]),
        ("loss(z[3], tensor([0, 1, 3]))", "label value(3)", []),
        ("loss(z, tensor([0.3, 13]))", "label value(3)", []),
    ],
)
def test_the_argument_that_the_message_names_or_quotes_is_marked(call, message, marked):
    assert marks(laid_out(f">>> {call}\n{failures.TRACEBACK}\n  ...\nRuntimeError: {message}")) == marked


def marks(page):
    return [html.unescape(re.sub("<.*?>", "", text)) for text in re.findall("<mark>(.*?)</mark>", page)]


@pytest.mark.parametrize(
    ("works", "marked"),
    [
        ("f(a, b.float())", ["b"]),
        ("print(f(a, c), 1)", ["b"]),
        ("f(c, d)", []),
        ("f(a, b, d=1)", []),
        ("g(a, c)", []),
    ],
)
def test_what_a_call_that_works_has_otherwise_is_marked(works, marked):
    failing = f">>> f(a, b)\n{failures.TRACEBACK}\n  ...\nRuntimeError: Found dtype Long"
    assert marks(laid_out(f"{failing}\n>>> {works}")) == marked
    block = '<div class="language-pycon highlight"{}><pre><code>{}\n</code></pre></div>'
    pair = block.format(' data-verdict="Fails"', html.escape(failing)) + block.format("", html.escape(f">>> {works}"))
    assert marks(consoles.laid_out(pair, PAGE, ENGLISH)) == marked


def test_what_mends_a_call_may_stand_in_the_next_session():
    block = '<div class="language-pycon highlight"><pre><code>{}\n</code></pre></div>'
    failing = block.format(f">>> f(a, b.int())\n{failures.TRACEBACK}\n  ...\nRuntimeError: bad")
    works, other = block.format(">>> f(a, b)\n1.0"), block.format(">>> g(a, b)\n1.0")
    assert [verdict for _, _, verdict, _ in parts(consoles.laid_out(failing + works, PAGE, ENGLISH))][2] == "Works"
    for between in (other, '<details class="elsewhere">'):
        assert "Works" not in consoles.laid_out(failing + between + works, PAGE, ENGLISH)


def test_elsewhere_a_call_is_marked_unless_it_fails_here_too_and_is_marked_here():
    block = '<div class="language-pycon highlight"><pre><code>{}\n</code></pre></div>'
    failing = f">>> F.nll_loss(a, b)\n{failures.TRACEBACK}\n  ...\nRuntimeError: bad {{}}"
    here, there = (block.format(failing.format(word)) for word in ("target", "input"))
    fold = '<details class="elsewhere"><summary>2.0</summary>{}</details>'
    assert marks(consoles.laid_out(here + fold.format(there), PAGE, ENGLISH)) == ["b"]
    works = block.format(">>> F.nll_loss(a, b)\n1.0")
    assert marks(consoles.laid_out(here + fold.format(works), PAGE, ENGLISH)) == ["b"]
    assert marks(consoles.laid_out(works + fold.format(there), PAGE, ENGLISH)) == ["a"]


def test_a_call_that_is_quoted_is_marked_as_where_it_stands_unless_its_release_lacks_a_name():
    block = '<div class="language-pycon highlight"><pre><code>{}\n</code></pre></div>'
    failing = f">>> F.nll_loss(a, c)\n{failures.TRACEBACK}\n  ...\n{{}}"
    here, older, lacking = (
        block.format(failing.format(said))
        for said in ("TypeError: bad target", "ValueError: no", "AttributeError: F has no attribute f")
    )
    consoles.laid_out(here, PAGE, ENGLISH)
    assert marks(consoles.laid_out(older, CHANGES, ENGLISH)) == ["c"]
    assert marks(consoles.laid_out(lacking, CHANGES, ENGLISH)) == []
    assert marks(consoles.laid_out(older, PAGE, ENGLISH)) == []


def test_messages_of_the_page_of_errors_that_name_an_argument_mark_it(site):
    for language in ("zh", "en"):
        marks = document(site / language / "errors.html").css("div[data-verdict] kbd mark")
        assert len(marks) > 40


def test_every_block_of_code_has_a_button_and_every_page_few_elements(site):
    elements = lines = 0
    for path in pages_of(site):
        page = document(path)
        blocks = page.css("article .highlight")
        bare = [block.html for block in blocks if not block.css("pre > button.copy")]
        assert bare == [block.html for block in page.css(".elsewhere .highlight")], path
        lines += sum(block.text().count("\n") for block in page.css(".language-pycon code"))
        elements += len(page.css(".language-pycon code *"))
        assert not page.css(".linenos, .highlight a")
        print(f"{path.relative_to(site)}: {len(page.css('*'))} elements")
        assert len(page.css("*")) <= MOST, path
    assert elements <= 1.4 * lines, f"{elements} elements for {lines} lines of sessions"


def test_source_code_says_where_it_begins(site):
    page = (site / "en/reference/losses.html").read_text(encoding="utf-8")
    (line,) = re.findall(r"<code>snippets/losses\.py:(\d+)</code></summary>\s*<div.*?def</span> .*?nll_loss", page)[:1]
    assert int(line) > 1


def test_colours_are_elements_where_they_differ_from_the_text():
    page = laid_out('import torch\nx = torch.zeros(2, 3)  # <b>\nprint("a", None)', "python")
    assert re.findall(r'<span class="(\w*)">(.*?)</span>', page) == [
        ("k", "import"),
        ("nf", "torch"),
        ("c", "# &lt;b&gt;"),
        ("s", '"a"'),
    ]
