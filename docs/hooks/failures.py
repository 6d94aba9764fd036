"""Say which call of a session fails, which call mends it, and which of its arguments are at fault."""

import ast
import inspect
import re
from dataclasses import dataclass, field

import snippets

TRACEBACK = "Traceback (most recent call last):"
FORWARD = ("input", "target")  # what the loss objects of torch are called with
NUMBER = re.compile(r"(?<![\w.])-?\d+(?![\w.]*\w)")


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
    def call(self):
        """The call that is typed, as ast knows it, without methods of its result; None where there is none."""
        *_, last = ast.parse(self.source).body or [None]
        while isinstance(last, ast.With):
            last = last.body[-1]
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


def at_fault(exchange, following=()):
    """Return where in the code of a failing call the arguments stand that are at fault, as (start, end).

    They are those that its message names; else the one that a call which works, among those that follow, has otherwise
    and is else the same; else the one, if no other does, that writes a number which the message quotes.
    """
    if not exchange.fails or exchange.call is None:
        return []
    found = named(exchange) or changed(exchange.call, following) or quoted(exchange)
    return [place(exchange.source, node) for node in found]


def named(exchange):
    words = set(re.findall(r"\w+", exchange.message.lower()))
    return [node for name, node in arguments(exchange.call) if {name, str(name).removesuffix("s")} & words]


def changed(call, following):
    works = [ast.walk(ast.parse(part.source)) for part in following if not part.fails]
    for other in [node for nodes in works for node in nodes if called(node) == called(call)]:
        kept = {where: ast.dump(node) for where, node in placed(other)}
        found = [node for where, node in placed(call) if kept.get(where) != ast.dump(node)]
        if len(found) == 1 and kept.keys() == dict(placed(call)).keys():
            return found
    return []


def placed(call):
    return [*enumerate(call.args), *((keyword.arg, keyword) for keyword in call.keywords)]


def quoted(exchange):
    numbers = set(NUMBER.findall(exchange.message))
    found = [node for _, node in arguments(exchange.call) if numbers & set(NUMBER.findall(ast.unparse(node)))]
    return found if len(found) == 1 else []


def arguments(call):
    """Return (name, node) for each argument of a call; its place where no name is known."""
    function = getattr(snippets, called(call), None)
    names = FORWARD if isinstance(call.func, ast.Call) else inspect.signature(function).parameters if function else ()
    return [(dict(enumerate(names)).get(where, where), node) for where, node in placed(call)]


def place(source, node):
    """Return where a node begins and ends in its code, in characters."""
    lines = source.encode().splitlines(keepends=True)

    def at(line, column):
        return len((b"".join(lines[: line - 1]) + lines[line - 1][:column]).decode())

    return at(node.lineno, node.col_offset), at(node.end_lineno, node.end_col_offset)
