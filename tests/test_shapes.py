"""The shapes instrument says what torch says, for all small shapes and dtypes; what it advises runs; drawings agree."""

import itertools
import json
import re
import subprocess
import warnings
from functools import cache, partial
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F

from snippets import shapes

DOCS = Path(__file__).parents[1] / "docs"
SCRIPT = Path(__file__).with_name("instruments") / "shapes.mjs"
DTYPES = ("float32", "float64", "float16", "bfloat16", "int64", "int32", "uint8", "bool")
KL = partial(F.kl_div, reduction="batchmean")
LOSSES = {
    "cross_entropy": F.cross_entropy,
    "nll_loss": F.nll_loss,
    "binary_cross_entropy": F.binary_cross_entropy,
    "binary_cross_entropy_with_logits": F.binary_cross_entropy_with_logits,
    "kl_div": KL,
}
DRAWN = 7  # one of so many cases
MARKED = re.compile(r'class="(?:row )?wrong"')


def grid(sizes, ranks):
    return [shape for rank in ranks for shape in itertools.product(sizes, repeat=rank)]


def pairs():
    """All pairs of shapes with two pairs of dtypes, and fewer shapes with all pairs of dtypes."""
    many = [*grid((1, 2, 3), range(4)), *grid((1, 2), (4,)), (2, 3, 3, 3), (2, 3, 4, 4), (2, 4, 4), (6,), (4,)]
    few = [
        *grid((1, 2), range(3)),
        (2, 3),
        (2, 3, 2),
        (2, 2, 3),
        (2, 3, 2, 2),
        (2, 2, 2),
        (2, 3, 2, 2, 2),
        (2, 2, 2, 2),
    ]
    for x, y in itertools.product(many, many):
        yield from (((x, "float32"), (y, dtype)) for dtype in ("int64", "float32"))
    for x, y, dtype, other in itertools.product(few, few, DTYPES, DTYPES):
        yield (x, dtype), (y, other)


@cache
def tensor(shape, dtype):
    return torch.zeros(shape, dtype=getattr(torch, dtype))


def said(call, *arguments):
    try:
        call(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


@pytest.fixture(scope="module")
def answered(node):
    """All cases, each with what the instrument answers: (loss, input, target), (message, why, code, see, drawings)."""
    cases = [(loss, *pair) for loss in LOSSES for pair in pairs()]
    data = json.dumps({"cases": cases, "drawn": DRAWN})
    run = subprocess.run([node, SCRIPT], input=data, capture_output=True, encoding="utf-8")
    assert run.returncode == 0, run.stderr
    return list(zip(cases, json.loads(run.stdout), strict=True))


@pytest.fixture(autouse=True)
def one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
    torch.set_num_threads(threads)


def test_messages_are_those_of_torch_to_the_letter(answered):
    wrong = {}
    for (loss, x, y), (message, *_) in answered:
        real = said(LOSSES[loss], tensor(*x), tensor(*y))
        if message != real:
            wrong.setdefault((loss, real[:40], message[:40]), (x, y))
    assert not wrong, "\n".join(map(str, wrong.items()))
    assert len({message for _, (message, *_) in answered}) > 500


def test_what_is_advised_runs(answered):
    wrong, seen = {}, set()
    for (loss, x, y), (_, why, code, *_) in answered:
        seen.add((why, bool(code)))
        if code:
            names = {"F": F, "input": tensor(*x), "logits": tensor(*x), "target": tensor(*y)}
            if problem := said(eval, compiled(code), names):
                wrong.setdefault((loss, why, code, problem), (x, y))
    assert not wrong, "\n".join(map(str, wrong.items()))
    assert len(seen) > 20


@cache
def compiled(code):
    return compile(code, "advice", "eval")


def test_what_is_advised_leads_to_a_section_of_both_languages(answered):
    for address in {see for _, (_, _, _, see, _) in answered if see}:
        page, anchor = address.split(".html#")
        for language in ("zh", "en"):
            assert f"{{ #{anchor} }}" in (DOCS / language / f"{page}.md").read_text(encoding="utf-8"), address


def test_whatever_is_refused_gets_advice(answered):
    silent = {(loss, message[:40]): (x, y) for (loss, x, y), (message, why, *_) in answered if message and not why}
    assert not silent


def test_drawings_are_those_of_the_build_and_mark_what_torch_refuses(answered):
    for (loss, x, y), (message, *_, drawings) in answered[::DRAWN]:
        ours = [shapes.lined_up(loss, shapes.Tensor(*x), shapes.Tensor(*y), language) for language in ("zh", "en")]
        assert ours == drawings, (loss, x, y)
        assert bool(MARKED.search(ours[0])) == bool(message), (loss, x, y, message)
