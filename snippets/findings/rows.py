"""Look at values that may be distributions, and name places in them."""

from typing import NamedTuple

import numpy as np


class Rows(NamedTuple):
    """Values with the classes last."""

    name: str
    values: np.ndarray  # nan where a prediction is ignored, for which no comparison holds
    axis: int  # where the classes were; -1 for a single number
    tolerance: float  # how far a sum may lie from 1

    def exp(self, base=np.e, name=None):
        """Return `base` to the power of these values."""
        return self._replace(name=name or f"exp({self.name})", values=np.power(base, self.values))

    def first(self, wrong):
        """Say where the first wrong entry or row is, its value or sum, and how many of them there are."""
        if not wrong.any():
            return None
        place = np.unravel_index(wrong.argmax(), wrong.shape)
        index = [*map(str, place), ":"][: self.values.ndim]
        index.insert(self.axis, index.pop())
        text = ", ".join(index).removesuffix(":").rstrip(", ")
        name = f"{self.name}[{text}]" if text and self.axis >= 0 else self.name
        return {"place": name, "value": self.values[place].sum(), "count": int(wrong.sum()), "total": wrong.size}

    def sums(self):
        """Return the sum of each row."""
        return self.values.sum(axis=-1)

    def off(self):
        """Tell which rows do not sum to 1."""
        return np.abs(self.sums() - 1) > self.tolerance

    def telling(self):
        """Tell whether sums of 1 can hardly be chance, which takes several classes, and values that differ, or many rows."""
        v = self.values[np.isfinite(self.values)]
        if self.values.shape[-1] < 2 or not v.size:
            return False
        return self.sums().size * np.log((v.max() - v.min()) / self.tolerance) > 8  # −∞ if they do not differ

    def distributions(self):
        """Tell whether every row is a distribution."""
        return bool(self.telling() and not (self.values < 0).any() and not self.off().any())

    def several(self):
        """Tell whether there is more than one row: that a single one sums to 1 may be chance."""
        return self.values[..., :1].size > 1

    def squashed(self):
        """Tell whether all values lie between 0 and 1, as logits hardly ever do."""
        finite = self.values[np.isfinite(self.values)]
        if finite.size < 12 or np.unique(finite).size < 8 or finite.min() < 0 or finite.max() > 1:
            return False
        # logits of an untrained network lie around 0, its sigmoids around 0.5, those of rare classes near 0
        return finite.min() + finite.max() >= 0.9 or finite.max() > 30 * finite.min()

    def normal(self):
        """Return the axes, of values with the classes last, along which all sums are 1; the last one first."""
        axes = tuple(range(self.values.ndim))
        single = [(axis,) for axis in reversed(axes)]
        several = [axes[first:] for first in axes[:-1]]  # a heat map sums to 1 as a whole
        for some in [*single, *several]:
            if (np.abs(self.values.sum(axis=some) - 1) <= self.tolerance).all():
                return some
        return ()


def rows(name, value, last=False):
    """Return a tensor, array or list as Rows: classes at dimension 1 of a batch, or at the last one."""
    array = np.array(plain(value), float)
    size = value.element_size() if hasattr(value, "element_size") else np.asarray(value).dtype.itemsize
    tolerance = {2: 5e-2, 4: 1e-4}.get(size, 1e-5)  # 3e-2: log-probabilities of 250,000 classes in bfloat16
    axis = array.ndim - 1 if last else min(1, array.ndim - 1)
    return Rows(name, np.moveaxis(np.atleast_1d(array), axis, -1), axis, tolerance)


def plain(value):
    """Return a tensor as an array, half precision as float32, and all else as it is."""
    if hasattr(value, "detach"):
        value = value.detach().cpu()
        return (value.float() if value.is_floating_point() and value.element_size() < 4 else value).numpy()
    return value.astype(np.float32) if getattr(value, "dtype", None) == np.float16 else value
