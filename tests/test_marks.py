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
from failures import called
from marks import at_fault, placed

CHECKED = Path(__file__).with_name("marked.txt")
# what a message that is about an argument states of it
STATES = re.compile(
    rf"{marks.DTYPE}|{marks.TYPE.pattern}|(?<![\w.])-?\d|\b(?:argument|dtype|index|input|label|target|weight)\b"
)
START, END = "\x02\x03"


@pytest.fixture(scope="module")
def calls(site):
    """Return (page, exchange, what is marked in it, exchanges of its session and of the next) for each failing call."""
    found = []
    for path in sorted((site / "en").rglob("*.html")):
        if path.stem == "releases":
            continue  # which repeats what other pages say
        blocks = [block for block in document(path).css(".language-pycon code") if not folded(block)]
        sessions = [failures.exchanges(text_of(block)) for block in blocks]
        for n, session in enumerate(sessions):
            near = [*session, *(sessions[n + 1] if n + 1 < len(sessions) else [])]
            for exchange in filter(lambda exchange: exchange.fails, session):
                found.append((path.stem, *unmarked(exchange), [unmarked(other)[0] for other in near]))
    return found


def folded(block):
    """Say whether a block shows what other releases answer."""
    while block := block.parent:
        if "elsewhere" in (block.attributes.get("class") or ""):
            return True
    return False


def text_of(block):
    return html.unescape(re.sub("<[^>]*>", "", re.sub("<mark>", START, block.html.replace("</mark>", END))))


def unmarked(exchange):
    """Return an exchange without marks, and the code that they were on."""
    source = "\n".join(exchange.typed)
    typed = re.sub(f"[{START}{END}]", "", source).split("\n")
    return failures.Exchange(typed, exchange.answered), re.findall(f"{START}(.*?){END}", source, re.DOTALL)


def about_none(exchange):
    """Say whether a message is about no argument: the call has none, lacks one, or nothing is said of any."""
    outer = getattr(ast.parse(exchange.source).body[-1], "value", None)
    arguments = isinstance(outer, ast.Call) and placed(outer)
    return not arguments or "missing" in exchange.message or not STATES.search(exchange.message)


def test_no_call_whose_message_is_about_an_argument_is_unmarked(calls):
    bare = [
        f"{page}: {exchange.source}\n{exchange.message}"
        for page, exchange, marked, _ in calls
        if not marked and not about_none(exchange)
    ]
    assert not bare, "\n".join(bare)
    assert len(calls) > 120 and sum(bool(marked) for _, _, marked, _ in calls) > 105


def test_what_mends_a_call_has_a_marked_argument_otherwise(calls):
    """And where nothing near mends it, the marks are those of a list that was read by people."""
    checked, wrong, listed = set(CHECKED.read_text(encoding="utf-8").splitlines()), [], set()
    for page, exchange, marked, near in calls:
        said = f"{page}: {exchange.source.strip()!r} {marked}"
        differing = [differences(exchange, other) for other in near if not other.fails]
        if not marked:
            continue
        if differing := [each for each in differing if each]:
            wrong += [said] * all(not each & set(marked) for each in differing)
        else:
            listed.add(said)
    assert not wrong, "\n".join(wrong)
    assert listed == checked, "\n".join(sorted(listed ^ checked))


def differences(failing, other):
    """Return the code of what one call has otherwise than another of the same function; empty if there is no such."""
    call = failures.call_in(ast.parse(failing.source), methods=True)
    for node in ast.walk(ast.parse(other.source)):
        if called(node) == called(call) and dict(placed(node)).keys() == dict(placed(call)).keys():
            kept = {place: ast.dump(argument) for place, argument in placed(node)}
            return {
                ast.get_source_segment(failing.source, argument)
                for place, argument in placed(call)
                if ast.dump(argument) != kept[place]
            }
    return set()


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
    "F.softmax(x, dim=1)": "x",
    "nn.CrossEntropyLoss()(x, y)": "y",
    "nn.BCELoss()(p, t)": "t",
    "nn.Embedding(3, 2)(y)": "y",
    "x.gather(1, y.unsqueeze(1))": "y.unsqueeze(1)",
}
WRONG = [
    "tolist()",
    "numpy()",
    "double()",
    "long()",
    "int()",
    "bool()",
    "add(9)",
    "sub(9)",
    "unsqueeze(1)",
    "to('meta')",
]
WRONG += ["__getitem__(slice(2))", "flatten()"]


def spoilt():
    """Yield right calls of which one argument is made wrong, and that argument."""
    for right, names in RIGHT.items():
        for name, wrong in itertools.product(names.split(), WRONG):
            start, end = re.search(rf"(?<=[(,= ]){re.escape(name)}(?=[,)])", right).span()
            yield f"{right[:end]}.{wrong}{right[end:]}", f"{name}.{wrong}"


def test_the_argument_that_is_spoilt_is_marked():
    """Whatever torch says of it: the oracle is which one was right before."""
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(4, 3, generator=generator)
    names = {"x": x, "p": x.sigmoid(), "t": (x > 0).float(), "w": torch.ones(3), "y": torch.tensor([0, 2, 1, 2])}
    names |= {"maps": torch.zeros(2, 3, 4, 4), "masks": torch.ones(2, 4, 4, dtype=torch.long)}
    raised, missed = 0, []
    for code, wrong in spoilt():
        arguments.seen.clear()
        answer, failed = arguments.kept(code + "\n", {"F": torch.nn.functional, "nn": torch.nn, **names})
        if failed:
            raised += 1
            marked = [
                code[start:end] for start, end in at_fault(failures.Exchange([f">>> {code}"], answer.splitlines()))
            ]
            if not any(wrong in each for each in marked):
                missed.append(f"{code}: {marked}\n  {answer.splitlines()[-1]}")
    assert not missed, "\n".join(missed)
    assert raised > 120
