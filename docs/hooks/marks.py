"""Say which arguments of a failing call its message is about, as a compiler marks them.

A message names an argument, or states what one is: its type, dtype, device or shape, a length, an index. What they are
is known where the build made the call. Of what other worlds answered, only the code and the words are known.
"""

import ast
import inspect
import re

import snippets
from arguments import Seen, seen
from failures import call_in, called

FORWARD = ("input", "target")  # what the loss objects of torch are called with
DTYPES = {
    "byte": "uint8",
    "char": "int8",
    "short": "int16",
    "int": "int32",
    "long": "int64",
    "half": "float16",
    "float": "float32",
    "double": "float64",
}
DTYPE = (
    r"(?:\b|CPU)(?:Byte|Char|Short|Int|Long|Half|BFloat16|Float|Double|Bool)(?=\b|Tensor|Type)"
    r"|torch\.\w+\d\b|\bbool(?= tensor)"
)
WANTED = re.compile(rf"(?:[Ee]xpected|result)(?: \w+){{0,3}} (?:{DTYPE})")  # of what should be, not of what is
INTEGERS = re.compile(r"\bIntegral\b")
NO_KERNEL = "not implemented for"
TYPE = re.compile(r"'(\w+)' object|must be Tensor, not (?:\w+\.)*(\w+)")
DEVICE = re.compile(r"\b(?:cuda:\d+|cpu|meta)\b")
SHAPE = re.compile(r"\[(\d+(?:, \d+)*)\]")
LENGTHS = re.compile(r"tensor a \((\d+)\) must match the size of tensor b \((\d+)\) at non-singleton dimension (\d+)")
GOT = re.compile(r"\bgot (-?\d+)")
INDEX = re.compile(r"\bindex\b ?(-?\d+)?|\[(-?\d+)[^\]]*\] among")
NEGATIVE = "non-negative"
SIZE = "Expected target size"
NUMBER = re.compile(r"(?<![\w.])-?\d+(?![\w.]*\w)")
QUOTED = re.compile(r"'(\w+\.\w+)'|^\w+: (\w+):", re.MULTILINE)
NAME = re.compile(r"[A-Za-z_]\w*(?:\.\w+)?")
AGREE = re.compile(r"\b(?:same shape|must equal)\b")


def at_fault(exchange, following=(), before=()):
    """Return where in the code of a failing call the arguments stand that its message is about, as (start, end).

    Other exchanges may show it: where a call that works has one argument otherwise, and is else the same.
    """
    call = exchange.fails and call_in(ast.parse(exchange.source), methods=True)
    if not call or not placed(call):
        return []
    message, known = exchange.message, seen.get(exchange.source.strip(), Seen())
    rules = [
        lambda: [node for place, node in placed(call) if place in stated(message, known.values)],
        lambda: named(call, message, known.names),
        lambda: [node for place, node in placed(call) if [place] == known.at_hand],
        lambda: call.args if AGREE.search(message) else [],
        lambda: changed(call, [*following, *before]),
        lambda: quoted(call, message),
    ]
    if known.returned:
        rules = [lambda: changed(call, following)]
    found = next(filter(None, (rule() for rule in rules)), [])
    return [place_of(exchange.source, node) for node in found]


def named(call, message, names):
    """Return the arguments that a message calls by their names; those written in the call, in the singular too."""
    words = {word for said in re.findall(r"\w+", message.lower()) for word in (said, said.removesuffix("s"))}
    function = getattr(snippets, called(call), None)
    known = FORWARD if isinstance(call.func, ast.Call) else inspect.signature(function).parameters if function else ()
    names = names or dict(enumerate(known))
    found = []
    for place, node in placed(call):
        own = {place, place.removesuffix("s"), f"t{place}"} if isinstance(place, str) else {names.get(place, "")}
        if {name.strip("_") for name in own} & words:
            found.append(node)
    return found


def stated(message, values):
    """Return the places of the arguments that are what a message states."""
    rules = (of_types, of_dtypes, of_devices, of_lengths, of_layouts, of_shapes, of_indices, of_numbers, of_signs)
    return next(filter(None, (rule(message, values) for rule in rules if values)), [])


def of_types(message, values):
    wanted = [a or b for a, b in TYPE.findall(message)]
    return [place for place, value in values.items() if type(value).__name__ in wanted]


def of_dtypes(message, values):
    words = re.findall(DTYPE, WANTED.sub("", message))
    found = {re.sub(r"^(?:torch\.|cpu)", "", word.lower()) for word in words}
    found = {DTYPES.get(word, word) for word in found}
    if INTEGERS.search(message):
        found |= {"bool", *filter(re.compile("u?int").match, map(dtype, values.values()))}
    if NO_KERNEL in message:  # losses compute with what they get first
        return [place for place, value in values.items() if dtype(value) in found][:1]
    return alone(values, lambda value: dtype(value) in found)


def of_devices(message, values):
    """The one that is alone on its device, else all of them."""
    found = set(DEVICE.findall(message))
    devices = {place: str(value.device) for place, value in values.items() if hasattr(value, "device")}
    on = [device for device in devices.values() if device in found]
    apart = [place for place, device in devices.items() if on.count(device) == 1]
    return apart if len(on) > 2 else [place for place, device in devices.items() if device in found]


def of_lengths(message, values):
    """Tensors are lined up at their last dimension."""
    if not (said := LENGTHS.search(message)):
        return []
    *lengths, dimension = map(int, said.groups())
    most = max(len(shape(value)) for value in values.values())
    padded = {place: (None,) * (most - len(shape(value))) + shape(value) for place, value in values.items()}
    return [place for length in lengths for place in alone(padded, lambda sizes, n=length: sizes[dimension] == n)]


def of_layouts(message, values):
    """The input, where its classes stand last: the target then has all its other lengths."""
    shapes = list(map(shape, values.values()))
    return [*values][:1] if SIZE in message and shapes[0][:-1] == shapes[1] else []


def of_shapes(message, values):
    found = [tuple(map(int, sizes.split(", "))) for sizes in SHAPE.findall(message)]
    return [place for sizes in found for place in alone(values, lambda value, sizes=sizes: shape(value) == sizes)]


def of_indices(message, values):
    if not (said := INDEX.search(message)):
        return []
    index = said[1] or said[2]
    return alone(values, lambda value: "int" in dtype(value) and (not index or bool((value == int(index)).any())))


def of_numbers(message, values):
    return alone(values, lambda value: type(value) is int and str(value) in GOT.findall(message))


def of_signs(message, values):
    return alone(values, lambda value: NEGATIVE in message and bool(dtype(value)) and bool((value < 0).any()))


def alone(values, fits):
    """Return the place of the argument that fits, if one alone does."""
    found = [place for place, value in values.items() if fits(value)]
    return found if len(found) == 1 else []


def dtype(value):
    return str(getattr(value, "dtype", "")).removeprefix("torch.")


def shape(value):
    return tuple(getattr(value, "shape", ()))


def changed(call, others):
    """Return the one argument that a call which works, the first of them, has otherwise."""
    works = [ast.walk(ast.parse(part.source)) for part in others if not part.fails]
    for other in [node for nodes in works for node in nodes if called(node) == called(call)]:
        kept = {where: ast.dump(node) for where, node in placed(other)}
        found = [node for where, node in placed(call) if kept.get(where) != ast.dump(node)]
        if len(found) == 1 and kept.keys() == dict(placed(call)).keys():
            return found
    return []


def quoted(call, message):
    """Return the one argument that writes what a message quotes: a number, a dotted name, a name before a colon."""
    said = set(NUMBER.findall(message)) | {a or b for a, b in QUOTED.findall(message)}

    def writes(node):
        code = ast.unparse(node)
        return said & {*NUMBER.findall(code), *NAME.findall(code)}

    found = [node for _, node in placed(call) if writes(node)]
    return found if len(found) == 1 else []


def placed(call):
    """Return (place or keyword, node) for each argument of a call."""
    return [*enumerate(call.args), *((keyword.arg, keyword) for keyword in call.keywords)]


def place_of(source, node):
    """Return where a node begins and ends in its code, in characters."""
    lines = source.encode().splitlines(keepends=True)

    def at(line, column):
        return len((b"".join(lines[: line - 1]) + lines[line - 1][:column]).decode())

    return at(node.lineno, node.col_offset), at(node.end_lineno, node.end_col_offset)
