"""What a finding tells to write mends it: the finding is gone, and the loss is the one that was meant."""

import ast
import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

import snippets
from finding_calls import CALLS
from finding_cures import MEANT
from finding_inputs import BCL, CE, FOCAL, W, X, Y, find, tensor
from finding_variants import WRITTEN
from snippets.findings import explain
from snippets.findings.call import LOSSES
from together import each

pytestmark = pytest.mark.filterwarnings("error")
ARRAYS = {name: getattr(snippets, name) for name in snippets.__all__} | {"np": np, "math": math}
TENSORS = {"F": F, "nn": nn, "math": math, "focal_loss": lambda *call, **options: snippets.focal_loss(*call, **options)}


def write(code, convert):
    """Return the cure of a call, and the names that it may use."""
    name, input, target, options = CALLS[code]
    arguments = {"input": input, "target": target} | options
    arguments = {key: convert(value) for key, value in arguments.items()}
    (finding,) = explain(name, **arguments)
    return finding.cure, arguments | {key: convert(value) for key, value in MEANT.get(code, (None, {}))[1].items()}


def evaluated(cure, names):
    """Return what the last line of a cure is, after the lines before it."""
    *first, last = cure.splitlines()
    exec("\n".join(first), names)
    return eval(last, names)


@each("code", CALLS)
def test_what_was_meant_is_known_for_each_cure(code):
    assert bool(find(CALLS[code])[0].cure) == (code in MEANT)


@each("code", MEANT)
def test_arrays_are_cured(code):
    cure, names = write(code, lambda value: value)
    np.testing.assert_allclose(evaluated(cure, ARRAYS | names), MEANT[code][0], rtol=1e-6)
    assert "torch" not in cure and "F." not in cure and ".long" not in cure


@each("code", MEANT)
def test_tensors_are_cured(code):
    cure, names = write(code, tensor)
    np.testing.assert_allclose(evaluated(cure, TENSORS | names), MEANT[code][0], rtol=1e-6)
    assert "np." not in cure and "astype" not in cure


@each("code", MEANT)
@each("convert", [tensor, lambda value: value])
def test_the_finding_is_gone_from_the_cured_call(code, convert):
    cure, names = write(code, convert)
    *first, last = cure.splitlines()
    names = (TENSORS if convert is tensor else ARRAYS) | names
    exec("\n".join(first), names)
    (call,) = (node for node in ast.walk(ast.parse(last)) if isinstance(node, ast.Call) and loss(node) in LOSSES)
    arguments = [eval(ast.unparse(argument), names) for argument in call.args]
    options = {keyword.arg: eval(ast.unparse(keyword.value), names) for keyword in call.keywords}
    assert code not in [finding.code for finding in explain(loss(call), *arguments, **options)]


def loss(node):
    return getattr(node.func, "attr", getattr(node.func, "id", None))


@each("case", WRITTEN)
def test_a_cure_is_written_only_where_it_holds(case):
    *call, cure = WRITTEN[case]
    (finding,) = find(call)
    assert finding.cure == cure


def test_other_arguments_stay_as_they_were():
    x, y, w = torch.from_numpy(X), torch.from_numpy(Y), torch.from_numpy(W)
    (finding,) = explain(CE, x, y.double(), weight=w, ignore_index=7, reduction="sum")
    assert finding.cure == "F.cross_entropy(input, target.long(), weight=weight, ignore_index=7, reduction='sum')"
    (finding,) = explain(FOCAL, x.softmax(1), y, gamma=3.0)
    assert finding.cure == "focal_loss(logits, target, gamma=3.0)"


def test_a_module_is_written_as_a_module():
    x, y, w = torch.from_numpy(X), torch.from_numpy(Y), torch.from_numpy(W)
    (finding,) = explain(nn.CrossEntropyLoss(weight=w, ignore_index=7), x, y.double())
    assert finding.cure == "nn.CrossEntropyLoss(weight=weight, ignore_index=7)(input, target.long())"
    (finding,) = explain(nn.CrossEntropyLoss(), x[:, :1], y % 2)
    assert finding.cure == "nn.BCEWithLogitsLoss()(input[:, 0], target.float())"
    value = eval(finding.cure, {"nn": nn, "input": x[:, :1], "target": y % 2})
    torch.testing.assert_close(value, F.binary_cross_entropy_with_logits(x[:, 0], (y % 2).double()).to(value.dtype))
    loss = nn.BCEWithLogitsLoss(torch.tensor([10.0]))
    (finding,) = explain(loss, x.float(), (x > 0).float())
    assert finding.cure == "nn.BCEWithLogitsLoss(pos_weight=weight)(input, target)"
    assert finding.code == "BCL007" and BCL in LOSSES
