"""Say which call of a session fails, and which call mends it."""

import ast
from dataclasses import dataclass, field

TRACEBACK = "Traceback (most recent call last):"


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
    def message(self):
        return "\n".join(self.answered[self.answered.index(TRACEBACK) + 1 :])

    @property
    def shown(self):
        """What was answered, without the head of a traceback, which is the same for all."""
        if not self.fails:
            return self.answered
        head = self.answered.index(TRACEBACK)
        return self.answered[:head] + self.message.removeprefix("  ...\n").splitlines()

    @property
    def call(self):
        return call_in(ast.parse(self.source))


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


def call_in(tree, methods=False):
    """Return the call that a piece of code ends in, without methods of its result; None where there is none.

    With `methods`, it may be one of those, but none without arguments.
    """
    *_, last = tree.body or [None]
    while isinstance(last, ast.With):
        last = last.body[-1]
    node = getattr(last, "value", None)
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and called(node.func.value):
        if methods and (node.args or node.keywords):
            break
        node = node.func.value
    return node if called(node) else None


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
