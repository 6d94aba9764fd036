"""Say which call of a session fails, and which call mends it."""

import ast
from dataclasses import dataclass, field

TRACEBACK = "Traceback (most recent call last):"
AXES = {"flatten", "movedim", "permute", "squeeze", "transpose", "unsqueeze"}  # take numbers of axes


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
    """Return for each exchange "fails", "works" for the first call that mends a failing one before it, or ""."""
    failing, found = [], []
    for part in parts:
        mended = [] if part.fails else [other for other in failing if mends(part, other.call)]
        found.append("fails" if part.fails else "works" if mended else "")
        failing = [other for other in failing if other not in mended] + [part] * part.fails
    return found


def mends(part, failing):
    """Say whether a line has a call that is the failing one anew: it may go on, as where a loss is rounded."""
    value = getattr(ast.parse(part.source).body[-1], "value", None)
    return value is not None and any(anew(node, failing) for node in ast.walk(value))


def anew(call, failing):
    """Say whether a call is another one anew: of all that it used, and with no number that it did not use, but axes."""
    if not called(call) or called(call) != called(failing):
        return False
    axes = {getattr(axis, "value", None) for node in ast.walk(call) if called(node) in AXES for axis in node.args}
    return used(failing, ast.Name, "id") <= used(call, ast.Name, "id") and (
        used(call, ast.Constant, "value") - axes <= used(failing, ast.Constant, "value")
    )


def used(call, kind, name):
    return {getattr(node, name) for node in ast.walk(call) if isinstance(node, kind)}
