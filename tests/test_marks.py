"""A failing call marks the arguments that its message is about, and those alone; the build knows what they are."""

import ast
import html
import itertools
import re
from pathlib import Path

import pytest
import torch

import arguments
import failures
import marks
from built import document

CHECKED = Path(__file__).with_name("marked.txt")
# what a message that is about an argument states of it
NAMES = r"\b(?:argument|dtype|index|input|label|target|weight)\b"
STATES = re.compile(rf"{marks.DTYPE}|{marks.TYPE.pattern}|(?<![\w.])-?\d|{NAMES}")
START, END = "\x02", "\x03"
# right calls, and the arguments to spoil: where one leads, as inputs do in dtype and device, others are held to it
RIGHT = {
    "F.cross_entropy(x, y, weight=w)": "y w",
    "F.cross_entropy(maps, masks, weight=w)": "masks w",
    "F.nll_loss(x, y, weight=w)": "y w",
    "F.binary_cross_entropy(p, t, weight=w)": "t w",
    "F.binary_cross_entropy_with_logits(x, t, weight=w)": "t w",
    "F.binary_cross_entropy_with_logits(x, t, pos_weight=w)": "t w",
    "F.kl_div(x, t, reduction='batchmean')": "t",
    "F.embedding(y, x)": "y",
    "F.one_hot(y, num_classes=3)": "y",
    "nn.CrossEntropyLoss()(x, y)": "y",
    "nn.BCELoss()(p, t)": "t",
    "nn.Embedding(3, 2)(y)": "y",
    "x.gather(1, y.unsqueeze(1))": "y.unsqueeze(1)",
}
WRONG = ["tolist()", "numpy()", "double()", "long()", "int()", "bool()", "to('meta')"]
WRONG += ["add(9)", "sub(9)", "unsqueeze(1)", "flatten()", "__getitem__(slice(2))"]
UNSURE = [("w", "long()"), ("y", "add(9)")]  # "but found Long", as class indices are; "smaller than num_classes"


@pytest.fixture(scope="module")
def calls(site):
    """Return (page, exchange, what is marked in it, exchanges of its session and of the next) for each failing call."""
    found = []
    for path in sorted((site / "en").rglob("*.html")):
        blocks = [block for block in document(path).css(".language-pycon code") if not folded(block)]
        sessions = [failures.exchanges(text_of(block)) for block in blocks if path.stem != "releases"]
        for session, following in itertools.pairwise([*sessions, []]):
            near = [without_marks(other)[0] for other in [*session, *following]]
            found += [(path.stem, *without_marks(each), near) for each in session if each.fails]
    return found


def folded(block):
    """Say whether a block shows what other releases answer."""
    while block := block.parent:
        if "elsewhere" in (block.attributes.get("class") or ""):
            return True
    return False


def text_of(block):
    """Return the text of a block, with letters where marks begin and end, and the head of tracebacks."""
    marked = block.html.replace("<mark>", START).replace("</mark>", END)
    marked = marked.replace('</kbd><samp class="error', f'</kbd>{failures.TRACEBACK}\n<samp class="error')
    return html.unescape(re.sub("<[^>]*>", "", marked))


def without_marks(exchange):
    """Return an exchange without marks, and the code that they were on."""
    typed = "\n".join(exchange.typed)
    found = re.findall(f"{START}(.*?){END}", typed, re.DOTALL)
    return failures.Exchange(re.sub(f"[{START}{END}]", "", typed).split("\n"), exchange.answered), found


def about_none(exchange):
    """Say whether a message is about no argument: the call has none, lacks one, or nothing is said of any."""
    outer = getattr(ast.parse(exchange.source).body[-1], "value", None)
    given = isinstance(outer, ast.Call) and marks.placed(outer)
    return not given or "missing" in exchange.message or not STATES.search(exchange.message)


def differences(failing, other):
    """Return the code of what a call has otherwise than one of the same function; empty if there is none."""
    call = failures.call_in(ast.parse(failing.source), methods=True)
    for node in ast.walk(ast.parse(other.source)):
        kept = {place: ast.dump(argument) for place, argument in marks.placed(node)} if failures.called(node) else {}
        if failures.called(node) == failures.called(call) and kept.keys() == dict(marks.placed(call)).keys():
            own = [argument for place, argument in marks.placed(call) if ast.dump(argument) != kept[place]]
            return {ast.get_source_segment(failing.source, argument) for argument in own}
    return set()


def test_no_call_whose_message_is_about_an_argument_is_unmarked(calls):
    silent = [(page, each) for page, each, marked, _ in calls if not marked and not about_none(each)]
    bare = [f"{page}: {each.source}\n{each.message}" for page, each in silent]
    assert not bare, "\n".join(bare)
    assert len(calls) > 120 and sum(bool(marked) for _, _, marked, _ in calls) > 105


def test_what_mends_a_call_has_a_marked_argument_otherwise(calls):
    """Where nothing near mends it, the marks are those of a list that people have read."""
    wrong, listed = [], set()
    for page, exchange, marked, near in filter(lambda call: call[2], calls):
        told = f"{page}: {exchange.source.strip()!r} {marked}"
        mending = list(filter(None, (differences(exchange, other) for other in near if not other.fails)))
        if not mending:
            listed.add(told)
        elif not any(each & set(marked) for each in mending):
            wrong.append(told)
    assert not wrong, "\n".join(wrong)
    checked = set(CHECKED.read_text(encoding="utf-8").splitlines())
    assert listed == checked, "\n".join(sorted(listed ^ checked))


def spoilt():
    """Yield right calls of which one argument is made wrong, and that argument."""
    for right, names in RIGHT.items():
        for name, wrong in itertools.product(names.split(), WRONG):
            if (name, wrong) not in UNSURE:
                end = re.search(rf"(?<=[(,= ]){re.escape(name)}(?=[,)])", right).end()
                yield f"{right[:end]}.{wrong}{right[end:]}", f"{name}.{wrong}"


def test_the_argument_that_is_spoilt_is_marked():
    """Whatever torch says of it: the oracle is which one was right before."""
    x = torch.randn(4, 3, generator=torch.Generator().manual_seed(0))
    names = {"x": x, "p": x.sigmoid(), "t": (x > 0).float(), "w": torch.ones(3), "y": torch.tensor([0, 2, 1, 2])}
    names |= {"maps": torch.zeros(2, 3, 4, 4), "masks": torch.ones(2, 4, 4, dtype=torch.long)}
    raised, missed = 0, []
    for code, wrong in spoilt():
        arguments.seen.clear()
        answer, failed = arguments.kept(code + "\n", {"F": torch.nn.functional, "nn": torch.nn, **names})
        if failed:
            raised += 1
            found = marks.at_fault(failures.Exchange([f">>> {code}"], answer.splitlines()))
            marked = [code[start:end] for start, end in found]
            if not any(wrong in each for each in marked):
                missed.append(f"{code}: {marked}\n  {answer.splitlines()[-1]}")
    assert not missed, "\n".join(missed)
    assert raised > 120


def test_classes_that_stand_last_are_what_is_marked():
    """The message states the target's size, which is right."""
    names = {"F": torch.nn.functional, "x": torch.zeros(2, 5, 8), "y": torch.zeros(2, 5, dtype=torch.long)}
    for code, wrong in (("F.cross_entropy(x, y)", "x"), ("F.cross_entropy(x.mT, y[:, :4])", "y[:, :4]")):
        answer, _ = arguments.kept(code + "\n", dict(names))
        ((start, end),) = marks.at_fault(failures.Exchange([f">>> {code}"], answer.splitlines()))
        assert "Expected target size" in answer and code[start:end] == wrong
