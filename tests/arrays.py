"""Arrays from a seed: ordinary numbers, and special ones among them in a density."""

import numpy as np

DTYPES = [np.float64, np.float32]
INF, NAN = np.inf, np.nan
NOT_IGNORED = (-100, 0)  # an ignore_index and the share of indices that have it


def special(*values):
    with np.errstate(over="ignore"):
        return {dtype: np.array(values).astype(dtype) for dtype in DTYPES}


ENDS = [17.0, 37.0, 88.0, 104.0, 746.0, 1e4]  # of exp and 1 + exp in either dtype; torch's log1p(exp(-745.0)) is 0
ENDS += [-x for x in ENDS]
SMALL = [1e-45, 1e-310, *(np.finfo(dtype).tiny for dtype in DTYPES)]
LARGE = [sign * np.finfo(dtype).max for sign in (1, -1) for dtype in DTYPES]
LOGITS = special(0.0, -0.0, INF, -INF, NAN, *ENDS, *SMALL, *LARGE)
FEATURES = special(0.0, -0.0, INF, -INF, NAN, *ENDS)  # products of larger ones overflow by the order of their sum
PROBABILITIES = special(0.0, -0.0, 1.0, 0.5, 1 - 2**-24, 1 - 2**-53, 2**-24, *SMALL)
TARGETS = special(0.0, -0.0, 1.0, -0.5, 3.0, INF, -INF, NAN, *SMALL)
WEIGHTS = special(0.0, -0.0, INF, -INF, NAN)


class Numbers:
    def __init__(self, seed, density):
        self.rng = np.random.default_rng(seed)
        self.density = density

    def mixed(self, ordinary, specials, density=None):
        density = self.density if density is None else density
        if density:
            chosen = specials[self.rng.integers(0, len(specials), np.shape(ordinary))]
            ordinary = np.where(self.rng.random(np.shape(ordinary)) < density, chosen, ordinary)
        return np.asarray(ordinary, specials.dtype)

    def logits(self, shape, dtype, specials=LOGITS):
        return self.mixed(5 * self.rng.standard_normal(shape), specials[dtype])

    def probabilities(self, shape, dtype, specials=PROBABILITIES):
        return self.mixed(self.rng.random(shape), specials[dtype])

    def weights(self, kind, shape, dtype):
        """Return weights whose sum is exact in any order; the kind is None, a choice of values or another dtype."""
        if kind is None:
            return None
        if kind in ("signed", "special"):
            return self.mixed(self.rng.integers(-2, 4, shape) / 2, WEIGHTS[dtype], 0.4 if kind == "special" else 0)
        smallest = 0 if kind in ("int64", "int32") else 1  # torch takes pos_weight - 1 in uint8: 255 for 0
        weights = self.rng.integers(smallest, 33, shape)
        return np.asarray(weights if "int" in kind else weights / 8, dtype if kind == "positive" else kind)

    def indices(self, shape, classes, ignored):
        ignore_index, share = ignored
        return np.where(self.rng.random(shape) < share, ignore_index, self.rng.integers(0, classes, shape))

    def class_probabilities(self, kind, shape, dtype):
        axis = min(1, len(shape) - 1)
        if kind == "any":
            return self.probabilities(shape, dtype, TARGETS)
        t = self.rng.random(shape)
        if kind == "one-hot":
            return np.asarray(t == t.max(axis=axis, keepdims=True, initial=0), dtype)
        return np.asarray(t / t.sum(axis=axis, keepdims=True), dtype)

    def class_target(self, kind, shape, dtype, ignored):
        """Return the target for logits of this shape, and its ignore_index if that is given."""
        if "int" not in kind:
            return self.class_probabilities(kind, shape, dtype), {}
        axis = min(1, len(shape) - 1)
        if kind == "uint8" and ignored[0] < 0:  # torch wraps it around to an index from 0 to 255
            ignored = NOT_IGNORED
        indices = self.indices(shape[:axis] + shape[axis + 1 :], shape[axis], ignored)
        return indices.astype(kind), {} if ignored is NOT_IGNORED else {"ignore_index": ignored[0]}
