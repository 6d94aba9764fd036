"""Say what looks wrong with a call of a loss, above all where PyTorch says nothing."""

import inspect
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

import snippets
from snippets.findings import (  # noqa: F401, each registers its rules
    binary,
    binary_shapes,
    binary_targets,
    class_arguments,
    classes,
    divergence,
    general,
    graph,
    labels,
    log_probabilities,
    probabilities,
    shapes,
    tensors,
)
from snippets.findings.call import LOSSES, Call
from snippets.findings.report import Finding, Report
from snippets.findings.rules import findings, written

__all__ = ["Finding", "Report", "explain", "watch"]


def explain(loss: str | Callable, input: ArrayLike, target: ArrayLike, **kwargs: Any) -> Report:
    """Find what looks wrong with a call of a loss.

    Args:
        loss: The name of the loss, such as `"cross_entropy"`; or a module such as `nn.CrossEntropyLoss(weight=w)`,
            whose settings are read; or a function of `torch.nn.functional`.
        input: The input of the call; this and what follows may be arrays, lists or tensors.
        target: The target of the call.
        **kwargs: The other arguments of the call, by their names.

    Returns:
        The findings, a list that `print` shows as a short report; empty for an ordinary call.

    Raises:
        ValueError: If `loss` is none of the losses of `snippets`.

    Special cases:
        - A call that raises has findings too; what it raises is their `message`.
        - A prediction that is ignored may hold any finite numbers.
        - Where one finding is the cause of everything else, such as nan in the input, it is told alone.

    Examples:
        >>> [finding.code for finding in explain("cross_entropy", [[0.7, 0.2, 0.1]], [0])]
        ['CE001']

    Source:
        The pages that the findings name.
    """
    name, module, settings = _loss(loss)
    if name == "linear_cross_entropy":
        kwargs.pop("options", None)  # say how torch cuts the work up, not what it computes
    call = Call(name, module, {"input": input, "target": target} | settings | kwargs)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        found = findings(call)
        return Report(_finding(call, rule, fields) for rule, fields in found)


def watch(loss: Callable, batches: int = 3) -> Callable:
    """Look at the first batches that a loss is called with, and warn of what looks wrong, once each.

    A call that raises is explained before it does.

    Args:
        loss: A module such as `nn.CrossEntropyLoss()`, or a function of `torch.nn.functional`.
        batches: How many calls to look at.

    Returns:
        The module itself, from which the watch is removed after the last of these calls; or for a function another one
            with its arguments.

    Raises:
        ValueError: If `loss` is none of the losses of `snippets`.

    Examples:
        >>> import torch, warnings
        >>> criterion = watch(torch.nn.CrossEntropyLoss())
        >>> with warnings.catch_warnings(record=True, action="always") as caught:
        ...     for _ in range(5):
        ...         loss = criterion(torch.tensor([[0.7, 0.2, 0.1]]), torch.tensor([0]))
        ...
        >>> [str(warning.message)[:5] for warning in caught]
        ['CE001']

    Source:
        None; `explain` does the looking.
    """
    _loss(loss)
    told = set()
    left = batches

    def look(arguments, keywords, depth):
        nonlocal left
        left -= 1
        given = dict(zip(_parameters(loss), arguments, strict=False)) | keywords
        new = Report(finding for finding in explain(loss, **given) if finding.code not in told)
        told.update(finding.code for finding in new)
        if new:
            warnings.warn(str(new), stacklevel=depth)

    def watched(*arguments, **keywords):
        if left > 0:
            look(arguments, keywords, depth=3)  # the line that calls the loss
        return loss(*arguments, **keywords)

    def hook(module, arguments, keywords):
        look(arguments, keywords, depth=6)  # three lines of nn.Module stand between
        if left == 0:
            handle.remove()

    if not hasattr(loss, "register_forward_pre_hook"):
        return watched
    handle = loss.register_forward_pre_hook(hook, with_kwargs=True)
    return loss


def _loss(loss):
    """Return the name of a loss, the class of its module, and its settings that are not the default ones."""
    if isinstance(loss, str) or not hasattr(loss, "register_forward_pre_hook"):
        name = loss if isinstance(loss, str) else getattr(loss, "__name__", None)
        if name in LOSSES:
            return name, None, {}
    else:
        classes = [kind.__name__ for kind in type(loss).__mro__]
        for name, (module, _) in LOSSES.items():
            if module in classes:
                parameters = inspect.signature(getattr(snippets, name)).parameters
                given = {key: getattr(loss, key) for key in parameters if getattr(loss, key, None) is not None}
                changed = {k: v for k, v in given.items() if v != parameters[k].default}
                return name, module, changed
    modules = ", ".join(module for module, _ in LOSSES.values() if module)
    raise ValueError(f"loss must be one of {', '.join(LOSSES)}, or a module: {modules}; but it is {loss!r}")


def _parameters(loss):
    """Return the names of what a loss is called with, in their order."""
    return list(inspect.signature(getattr(snippets, _loss(loss)[0])).parameters)


def _finding(call, rule, fields):
    code = rule.codes.get(call.letters) or rule.codes["ALL"]
    cure = written(call, fields.get("cure", rule.cure), fields)
    return Finding(code, rule.en.format(**fields), rule.zh.format(**fields), rule.pages[code], cure, call.message)
