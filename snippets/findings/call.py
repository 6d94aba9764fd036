"""Read a call of a loss: from a name, a function or a module, with tensors, arrays or lists."""

import inspect
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

import snippets
from snippets import checks
from snippets.findings.rows import plain, rows

# The loss of each name, the module that calls it, and the letters of its codes.
LOSSES = {
    "cross_entropy": ("CrossEntropyLoss", "CE"),
    "nll_loss": ("NLLLoss", "NLL"),
    "binary_cross_entropy": ("BCELoss", "BCE"),
    "binary_cross_entropy_with_logits": ("BCEWithLogitsLoss", "BCL"),
    "kl_div": ("KLDivLoss", "KL"),
    "focal_loss": (None, "CE"),
    "linear_cross_entropy": (None, "CE"),
}
# What autograd calls operations that leave values as they are.
MOVES = {"View", "UnsafeView", "Squeeze", "Unsqueeze", "Reshape", "ReshapeAlias", "Transpose", "Permute", "T", "Clone",
         "Select", "Slice", "Alias", "Expand", "ToCopy"}  # fmt: skip


@dataclass(frozen=True)
class Call:
    """A call of a loss, and what rules ask about it."""

    name: str
    module: str | None  # the class, where it was a module that was called
    given: dict[str, Any]  # arguments as they came, by their names

    @cached_property
    def letters(self):
        """The letters of its codes."""
        return LOSSES[self.name][1]

    @cached_property
    def tensors(self):
        """Whether the reader works with tensors."""
        return any(hasattr(argument, "detach") for argument in self.given.values())

    @cached_property
    def plain(self):
        """The arguments without tensors."""
        return {name: plain(argument) for name, argument in self.given.items()}

    @cached_property
    def options(self):
        """All arguments, those left out by their defaults."""
        return self.parameters | self.plain

    @cached_property
    def parameters(self):
        """The parameters of the loss with their defaults."""
        return {key: value.default for key, value in inspect.signature(getattr(snippets, self.name)).parameters.items()}

    @cached_property
    def value(self):
        """What the loss returns, as an array."""
        return np.asarray(getattr(snippets, self.name)(**self.plain))

    @cached_property
    def error(self):
        """What the call raises, or None."""
        try:
            _ = self.value
        except Exception as error:
            return error
        return None

    @cached_property
    def message(self):
        """What the reader sees if the call raises: of torch for tensors."""
        if self.error is None:
            return ""
        shown = self.error
        if self.tensors:
            loss = getattr(sys.modules["torch"].nn.functional, self.name, lambda **call: None)
            try:
                loss(**{key: value.cpu() if hasattr(value, "cpu") else value for key, value in self.given.items()})
            except Exception as error:
                shown = error
        return f"{type(shown).__name__}: {shown}"

    @cached_property
    def deprecated(self):
        """The deprecated arguments, None if neither is given."""
        old = self.given.get("size_average"), self.given.get("reduce")
        return None if old == (None, None) else old

    @cached_property
    def reduction(self):
        """The reduction that is meant; the deprecated arguments win."""
        return checks.reduction("mean", *self.deprecated) if self.deprecated else self.options["reduction"]

    def array(self, name):
        """Return an argument as an array, or None if it is left out."""
        value = self.options.get(name)
        return None if value is None else np.asarray(value)

    def shape(self, name):
        """Return the shape of an argument, () if it is left out; for the input of a linear layer that of the logits."""
        if (self.name, name) == ("linear_cross_entropy", "input"):
            return self.shape_of("input")[:-1] + self.shape_of("linear_weight")[:-1]
        return self.shape_of(name)

    def shape_of(self, name):
        """Return the shape of an argument as it came."""
        array = self.array(name)
        return () if array is None else array.shape

    @cached_property
    def input(self):
        """The input as Rows, nan where its label is ignored."""
        found = self.everything._replace(values=self.everything.values.copy())
        found.values[~self.counted(found)] = np.nan
        return found

    @cached_property
    def everything(self):
        """The input as Rows, or the logits of a linear layer."""
        if self.name == "linear_cross_entropy":
            bias = 0 if self.options["linear_bias"] is None else self.options["linear_bias"]
            product = np.tensordot(self.plain["input"], self.plain["linear_weight"], (-1, -1))
            return rows("logits", product + bias)
        return rows("input", self.given["input"], last=self.name == "kl_div")

    def counted(self, rows):
        """Tell which rows count; all do where the target is no class index."""
        fits = self.labels is not None and self.labels.shape == rows.values.shape[:-1]
        return self.labels >= 0 if fits else np.ones(rows.values.shape[:-1], bool)

    @cached_property
    def readable(self):
        """Whether input and target are numbers, even if the call raises."""
        if self.options["input"] is None or self.options["target"] is None:
            return False
        try:
            return self.input is not self.target
        except (TypeError, ValueError, IndexError, KeyError):
            return False

    @cached_property
    def soft(self):
        """Whether the target holds numbers in the shape of the input, and not class indices."""
        return "ignore_index" not in self.parameters or len(self.shape("target")) == len(self.shape("input"))

    @cached_property
    def target(self):
        """The target as Rows; None where it holds class indices."""
        return rows("target", self.given["target"], last=self.name == "kl_div") if self.soft else None

    @cached_property
    def ignore_index(self):
        """The label that does not count."""
        return -100 if self.options.get("ignore_index") is None else int(self.options["ignore_index"])

    @cached_property
    def labels(self):
        """The class indices, with -1 for those ignored; None where there are none."""
        if self.soft:
            return None
        y = self.array("target").astype(int)
        return np.where(y == self.ignore_index, -1, y)

    @cached_property
    def classes(self):
        """How many classes there are."""
        shape = self.shape("input")
        return shape[min(1, len(shape) - 1)] if shape else 1

    @cached_property
    def weight(self):
        """The weights of the classes, ones if left out."""
        return np.ones(self.classes) if self.array("weight") is None else self.array("weight").astype(float)

    def dtype(self, name):
        """Return the dtype of an argument as it came, "" for a list."""
        return str(getattr(self.given[name], "dtype", "")).removeprefix("torch.")

    def gradient(self, name):
        """Tell whether an argument is a tensor that has a gradient."""
        return bool(getattr(self.given[name], "requires_grad", False))

    @cached_property
    def makers(self):
        """The operations that made the input, the last one first, where autograd knows them: "Log", "Softmax", …."""
        names = []
        steps = [getattr(self.given["input"], "grad_fn", None)]
        while len(steps) == 1 and steps[0] and len(names) < 4:
            name = steps[0].name().partition("Backward")[0]
            names += [] if name in MOVES else [name]
            steps = [step for step, _ in steps[0].next_functions if step]  # several where tensors were joined
        return names

    def tell(self, torch, numpy):
        """Return what is written in the reader's terms."""
        return torch if self.tensors else numpy
