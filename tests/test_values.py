"""Every call that Hypothesis draws has the value of torch: shape, dtype, nan, infinities and numbers."""

import pytest
from hypothesis import given, note

import snippets
from calls import CALLS
from oracle import assert_as_torch, our_result, torch_result

pytestmark = pytest.mark.filterwarnings("error")


def compare(call):
    note(call)
    assert_as_torch(call, our_result(call, getattr(snippets, call.name)), torch_result(call).numpy())


@given(CALLS["cross_entropy"])
def test_cross_entropy(call):
    compare(call)


@given(CALLS["nll_loss"])
def test_nll_loss(call):
    compare(call)


@given(CALLS["focal_loss"])
def test_focal_loss(call):
    compare(call)


@given(CALLS["linear_cross_entropy"])
def test_linear_cross_entropy(call):
    compare(call)


@given(CALLS["kl_div"])
def test_kl_div(call):
    compare(call)


@given(CALLS["binary_cross_entropy"])
def test_binary_cross_entropy(call):
    compare(call)


@given(CALLS["binary_cross_entropy_with_logits"])
def test_binary_cross_entropy_with_logits(call):
    compare(call)


@given(CALLS["softmax"])
def test_softmax(call):
    compare(call)


@given(CALLS["log_softmax"])
def test_log_softmax(call):
    compare(call)


@given(CALLS["sigmoid"])
def test_sigmoid(call):
    compare(call)


@given(CALLS["logsigmoid"])
def test_logsigmoid(call):
    compare(call)
