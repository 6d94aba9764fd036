"""Every call of an activation that Hypothesis draws has the value of torch; test_autograd.py has those of losses."""

import pytest
from hypothesis import given

import snippets
from calls import CALLS, for_each, many
from oracle import assert_as_torch, our_result, torch_result

pytestmark = pytest.mark.filterwarnings("error")


def compare(call):
    assert_as_torch(call, our_result(call, getattr(snippets, call.name)), torch_result(call).numpy())


@many
@given(CALLS["softmax"])
def test_softmax(calls):
    for_each(calls, compare)


@many
@given(CALLS["log_softmax"])
def test_log_softmax(calls):
    for_each(calls, compare)


@many
@given(CALLS["sigmoid"])
def test_sigmoid(calls):
    for_each(calls, compare)


@many
@given(CALLS["logsigmoid"])
def test_logsigmoid(calls):
    for_each(calls, compare)
