"""Messages as templates: what differs from one reader to the next, and where a sentence repeats it."""

import re

# instruments/messages.mjs knows these kinds by their letters
KINDS = {
    "l": r"\[(?:-?\d+(?:, -?\d+)*)?\]|\(\d+(?:, \d+)+\)",  # a shape
    "d": r"\btorch\.(?:cuda\.)?\w+Tensor\b|\b(?:Long|Int|Short|Char|Byte|Bool|Float|Double|Half|BFloat16)\b",
    "v": r"\b(?:cuda|cpu|mps|xpu)(?::\d+)?\b",
    # a type of Python, and other names that readers choose
    "p": r"(?:\b[A-Za-z]:)?[\\/][\w.-]+(?:[\\/][\w.-]+)+(?::\d+)?",  # a path
    "t": r"(?<=must be Tensor, not )[\w.]+|(?<=')\w+(?=' object )|\btmp\d+\b|(?<=output \d of )\w+"
    r"|^\w+(?= is not a valid value)|(?<=Function ')\w+|\d+(?=th output)|(?<=reduction=')\w+",
    "f": r"\b\w*(?:softmax|nll_loss|cross_entropy|kl_div)\w*\b",  # a function or a kernel of losses
    "n": r"(?<![\w.-])-?\d+(?:\.\d+)?(?!\w)",
}
VARIES = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in KINDS.items()))
MARK = "\x01"  # before the letter of a kind
OWNER = re.compile(r"^\w+\.(?=\w+\(\))")  # `NLLLoss.__init__()`: older releases of Python leave out the class

SHOWN = re.compile(r"<[^>]*>|\(\d+(?:, \d+)*,?\)|(?<![\w.-])[-−]?\d+(?![\w.])|[A-Za-z]\w*(?:[.:]\w+)*")


def template(message):
    """Return a message with a mark for each value that differs between readers, and the values."""
    message = " ".join(OWNER.sub("", message).split())
    values = [found[0] for found in VARIES.finditer(message)]
    return VARIES.sub(lambda found: MARK + found.lastgroup, message), values


def with_values(sentence, values):
    """Mark in the HTML of a sentence what it repeats of the values of its message, by their numbers.

    A shape is repeated as a tuple. `<b data-n="1">` stands for the second value, `1.0` for its first size.
    Raise ValueError for what may be any of several values.
    """
    places = {}
    for n, value in enumerate(values):
        places.setdefault(as_tuple(value), set()).add(f"{n}")
        if value[0] in "[(":
            for m, size in enumerate(re.findall(r"-?\d+", value)):
                places.setdefault(size, set()).add(f"{n}.{m}")

    def marked(found):
        at = places.get(found[0].replace("−", "-"), ())
        if len(at) > 1:
            raise ValueError(f"{found[0]} may be any of {len(at)} values of the message: choose others in its session")
        return f'<b data-n="{next(iter(at))}">{found[0]}</b>' if at else found[0]

    return SHOWN.sub(marked, sentence)


def as_tuple(value):
    """Return a shape as Python writes it, and what is none as it is."""
    if value[:1] not in "[(":
        return value
    sizes = value.strip("[()]")
    return f"({sizes})" if "," in sizes or not sizes else f"({sizes},)"
