"""Every special case that a docstring lists is a test of that name: a closed form, which torch gives where it can."""

import inspect
import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F

import snippets
from snippets import gradients, information
from special_cases import CASES

pytestmark = pytest.mark.filterwarnings("error", "ignore:reduction. 'mean' divides:UserWarning")


def functions():
    """Find the public functions by the names used above."""
    modules = {"": snippets, "gradients.": gradients, "information.": information}
    for prefix, module in modules.items():
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if not name.startswith("_") and (not prefix or function.__module__ == module.__name__):
                yield prefix + name, function


def listed(function):
    """Read the special cases from a docstring."""
    section = re.search(r"Special cases:\n((?: +.*\n|\n)*)", inspect.getdoc(function) + "\n")
    items = re.findall(r"- (.*(?:\n {6}.*)*)", section[1]) if section else []
    return [re.sub(r"\s+", " ", item) for item in items]


def tensor(value):
    if isinstance(value, (list, np.ndarray)):
        return torch.from_numpy(np.array(value))
    return torch.tensor(value, dtype=torch.float64) if isinstance(value, float) else torch.tensor(value)


def by_torch(name, args, kwargs):
    """Compute the same with torch, gradients by autograd; None where torch has no such function."""
    kwargs = {key: value for key, value in kwargs.items() if key != "batch_chunk_size"}
    folder, _, name = name.rpartition(".")
    if folder == "information" or name in ("focal_loss", "explain"):
        return None
    tensors = [tensor(value) for value in args]
    if name == "cross_entropy_hessian":
        return torch.autograd.functional.hessian(lambda x: F.cross_entropy(x, torch.tensor(0)), *tensors)
    kwargs = {key: tensor(value) if isinstance(value, np.ndarray) else value for key, value in kwargs.items()}
    if folder != "gradients":
        return getattr(F, name)(*tensors, **kwargs)
    tensors[0].requires_grad_()
    getattr(F, name)(*tensors, **kwargs).backward()
    return tensors[0].grad


@pytest.mark.parametrize(
    ("name", "calls"),
    [pytest.param(name, calls, id=f"{name}: {text}") for name, cases in CASES.items() for text, calls in cases.items()],
)
def test_special_case(name, calls):
    for expected, args, kwargs in calls:
        function = dict(functions())[name]
        if expected is ValueError:
            with pytest.raises(ValueError):
                function(*args, **kwargs)
            with pytest.raises((ValueError, RuntimeError)):
                by_torch(name, args, kwargs)
            continue
        for value in (function(*args, **kwargs), by_torch(name, args, kwargs)):
            if callable(expected):
                assert value is None or expected(value)
            elif value is not None:
                np.testing.assert_allclose(value, expected, rtol=1e-12, atol=1e-15, err_msg=f"{name}{args}{kwargs}")


@pytest.mark.parametrize(("name", "function"), list(functions()))
def test_every_special_case_is_tested_under_its_name(name, function):
    assert listed(function) == list(CASES.get(name, {}))
