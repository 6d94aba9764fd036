"""Say which call of a session fails, which call mends it, and which of its arguments the message is about."""

import ast
import inspect
import re
from dataclasses import dataclass, field

import snippets

TRACEBACK = "Traceback (most recent call last):"
FORWARD = ("input", "target")  # what the loss objects of torch are called with


@dataclass
class Exchange:
    """What was typed at one prompt, and what was answered."""

    typed: list = field(default_factory=list)
    answered: list = field(default_factory=list)

    @property
    def lines(self):
        return [line[4:] for line in self.typed]

    @property
    def source(self):
        return "\n".join(self.lines)

    @property
    def fails(self):
        return TRACEBACK in self.answered

    @property
    def call(self):
        """The call that is typed, as ast knows it, without methods of its result; None where there is none."""
        *_, last = ast.parse(self.source).body or [None]
        node = getattr(last, "value", None)
        while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and called(node.func.value):
            node = node.func.value
        return node if called(node) else None


def exchanges(code):
    """Return the exchanges of a session."""
    found = []
    for line in code.splitlines():
        if line.startswith(">>>"):
            found.append(Exchange([line]))
        elif line.startswith("...") and not found[-1].answered:
            found[-1].typed.append(line)
        else:
            found[-1].answered.append(line)
    return found


def called(node):
    """Return the name of what a node calls: `cross_entropy` of `F.cross_entropy(x)`, or '' where it is no call."""
    if not isinstance(node, ast.Call):
        return ""
    function = node.func
    return getattr(function, "attr", None) or getattr(function, "id", None) or called(function)


def verdicts(parts):
    """Return for each exchange "fails", "works" for the first call that mends the failing one before it, or ""."""
    failing, found = None, []
    for part in parts:
        verdict = "fails" if part.fails else "works" if failing and mends(part.call, failing.call) else ""
        failing = part if part.fails else None if verdict else failing
        found.append(verdict)
    return found


def mends(call, failing):
    """Say whether a call is the failing one anew: of all that it used, and with no number that it did not use."""
    if not call or called(call) != called(failing):
        return False
    return used(failing, ast.Name, "id") <= used(call, ast.Name, "id") and (
        used(call, ast.Constant, "value") <= used(failing, ast.Constant, "value")
    )


def used(call, kind, name):
    return {getattr(node, name) for node in ast.walk(call) if isinstance(node, kind)}


def named(exchange):
    """Return where in the code of a failing call the arguments stand that its message names, as (start, end)."""
    if not exchange.fails or exchange.call is None:
        return []
    message = "\n".join(exchange.answered[exchange.answered.index(TRACEBACK) + 1 :]).lower()
    words = set(re.findall(r"\w+", message))
    return [place(exchange.source, node) for name, node in arguments(exchange.call) if name in words]


def arguments(call):
    """Return (name, node) for each argument of a call whose name is known."""
    function = getattr(snippets, called(call), None)
    names = FORWARD if isinstance(call.func, ast.Call) else inspect.signature(function).parameters if function else ()
    return [*zip(names, call.args, strict=False), *((keyword.arg, keyword) for keyword in call.keywords)]


def place(source, node):
    """Return where a node begins and ends in its code, in characters."""
    lines = source.encode().splitlines(keepends=True)

    def at(line, column):
        return len((b"".join(lines[: line - 1]) + lines[line - 1][:column]).decode())

    return at(node.lineno, node.col_offset), at(node.end_lineno, node.end_col_offset)
