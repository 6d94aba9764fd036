"""Register rules: each finds one mistake in a call, says it in both languages, and writes the call that mends it."""

from collections.abc import Callable
from enum import IntEnum
from functools import cache
from typing import NamedTuple

from snippets.findings.call import LOSSES, Call


class Rank(IntEnum):
    """How findings of one call give way to one another: those of the lowest rank are told alone."""

    CALL = 0  # what keeps the call from being one, such as an argument that does not exist
    CAUSE = 1  # what makes everything else look wrong too, such as nan
    ORDINARY = 2
    SYMPTOM = 3  # what is told only where no cause was found


class Rule(NamedTuple):
    """What is looked for, in which calls, and what is said."""

    find: Callable  # the fields of the sentences, or whether there is something to say
    codes: dict[str, str]  # by the letters of the losses
    pages: dict[str, str]  # by code
    en: str
    zh: str
    cure: dict  # see `written`
    raising: bool | None  # whether it looks at calls that raise, at others, or at all
    rank: Rank
    unless: tuple[Callable, ...]  # rules that explain the same better


RULES: list[Rule] = []


def rule(codes, page, *, en, zh, cure=None, raising=False, rank=Rank.ORDINARY, unless=()):
    """Register the function below as the rule of these codes, such as `"CE008 NLL005"`, and of a page for each code."""
    codes, pages = codes.split(), page.split()
    pages = dict(zip(codes, pages * len(codes) if len(pages) == 1 else pages, strict=True))

    def register(find):
        letters = {code.rstrip("0123456789"): code for code in codes}
        RULES.append(Rule(find, letters, pages, en, zh, cure or {}, raising, rank, unless))
        return find

    return register


def findings(call: Call):
    """Return each rule that finds something in a call, with the fields of its sentences."""
    raises = call.error is not None
    found: list[tuple[Rule, dict]] = []
    for rule in _rules(call.letters):
        if rule.raising not in (None, raises) or not call.readable and rule.rank != Rank.SYMPTOM:
            continue
        explained = any(other.find in rule.unless for other, _ in found)
        if not explained and (fields := rule.find(call)):
            found.append((rule, fields if isinstance(fields, dict) else {}))
    told = min((rule.rank for rule, _ in found), default=None)
    return [(rule, fields) for rule, fields in found if rule.rank == told]


@cache
def _rules(letters):
    return [rule for rule in RULES if {"ALL", letters} & {*rule.codes}]


def written(call: Call, cure: dict, fields: dict):
    """Write the call that mends it, in the reader's terms.

    `cure` holds what is written for an argument instead of its name, None to leave it out, a pair if tensors and
    arrays are written differently; "loss", the name of another loss; "first", a line before; "after", what follows.
    """
    if not cure:
        return ""
    texts = {key: call.tell(*text) if isinstance(text, tuple) else text for key, text in cure.items()}
    texts = {key: text and text.format(**fields) for key, text in texts.items()}
    first, loss, after = (
        texts.pop(key, default) for key, default in (("first", ""), ("loss", call.name), ("after", ""))
    )
    arguments = {key: key if hasattr(value, "shape") else repr(value) for key, value in call.given.items()}
    arguments |= {"input": "input", "target": "target"}  # lists, too, go by their names
    taken = Call(loss, None, {}).parameters
    arguments = {key: text for key, text in (arguments | texts).items() if key in taken and text is not None}
    positional = [arguments.pop("input")]
    if loss == "linear_cross_entropy":
        positional.append(arguments.pop("linear_weight"))
    positional.append(arguments.pop("target"))
    settings = [f"{key}={text}" for key, text in arguments.items()]
    module = call.module and LOSSES[loss][0]
    if module:
        name, arguments = f"nn.{module}({', '.join(settings)})", positional
    else:
        name = call.tell("F.", "") * (loss != "focal_loss") + loss
        arguments = [*positional, *settings]
    return f"{first}\n{name}({', '.join(arguments)}){after}".strip()
