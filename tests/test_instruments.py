"""The mathematics of the instruments is that of `snippets`: Node computes what fixtures from Python hold it to."""

import itertools
import json
import math
import os
import re
import subprocess
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from mkdocs.exceptions import PluginError

import assets
import consoles
from descents import descent_cases
from snippets import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    gradients,
    information,
    log_softmax,
    logsigmoid,
    nll_loss,
    sigmoid,
    softmax,
)

TESTS = Path(__file__).with_name("instruments")
random = np.random.default_rng(6)


def plain(value):
    """Return lists and numbers for JSON, with names for what JSON has not."""
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(item) for item in value]
    if isinstance(value, (float, np.floating)) and not math.isfinite(value):
        return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(float(value), "NaN")
    return value.item() if isinstance(value, np.generic) else value


def cross_entropy_cases():
    for classes in range(3, 11):
        for temperature, smoothing in ((1.0, 0.0), (0.1, 0.3), (2.5, 0.0), (10.0, 1.0), (1.0, 0.1)):
            logits, target = random.uniform(-10, 10, classes), int(random.integers(classes))
            scaled = logits / temperature
            yield {
                "logits": logits,
                "target": target,
                "temperature": temperature,
                "smoothing": smoothing,
                "p": softmax(scaled, dim=0),
                "loss": cross_entropy(scaled, target, label_smoothing=smoothing),
                "gradient": gradients.cross_entropy(scaled, target, label_smoothing=smoothing) / temperature,
            }


def reductions_cases():
    for size, weights in itertools.product((1, 2, 3, 6), ((1, 2, 5), (1, 1, 1), (0, 2, 0.5), (0, 0, 0))):
        for ignored in range(size + 1):
            logits, weight = random.uniform(-10, 10, (size, 3)), np.array(weights, dtype=float)
            target = random.integers(3, size=size)
            target[random.permutation(size)[:ignored]] = -100
            one_hot = (target[:, None] == np.arange(3)).astype(float)
            p = sigmoid(logits)
            calls = [
                ("indices", cross_entropy, logits, target, weight[target[target != -100]].sum()),
                ("indices", nll_loss, log_softmax(logits, dim=1), target, weight[target[target != -100]].sum()),
                ("probabilities", cross_entropy, logits, one_hot, size),
                ("binary", binary_cross_entropy_with_logits, logits, one_hot, one_hot.size),
                ("binary", binary_cross_entropy, p, one_hot, one_hot.size),
            ]
            losses = [
                {
                    "of": name,
                    "denominator": float(denominator),
                    **{r: loss(input, y, weight=weight, reduction=r) for r in ("none", "sum", "mean")},
                }
                for name, loss, input, y, denominator in calls
            ]
            yield {"logits": logits, "target": target, "weight": weight, "one_hot": one_hot, "losses": losses}


def logsigmoid_cases():
    for logit in (-1e3, -745.0, -40.0, -1.5, -1e-9, 0.0, 1e-9, 0.3, 40.0, 1e3):
        yield {"logit": logit, "logarithm": logsigmoid(logit)}


DTYPES = {dtype: getattr(torch, dtype) for dtype in ("float64", "float32", "bfloat16", "float16")}
INTEGERS = {8: torch.int64, 4: torch.int32, 2: torch.int16}


def numbers(dtype):
    """Return every number of a 16-bit dtype, nan included."""
    return torch.arange(-(2**15), 2**15).to(torch.int16).view(dtype)


def rounding_cases():
    """Every number of a 16-bit dtype, the middle to the next, and the float32 on either side of that."""
    for name in ("bfloat16", "float16"):
        held = numbers(DTYPES[name])[::7].double()
        held = held[held.isfinite()]
        beside = torch.nextafter(held.to(DTYPES[name]), torch.tensor(torch.inf, dtype=DTYPES[name])).double()
        middle = torch.where(beside.isfinite(), (held + beside) / 2, held).float()
        infinite = torch.tensor(torch.inf)
        values = torch.cat([middle, torch.nextafter(middle, infinite), torch.nextafter(middle, -infinite)])
        largest = torch.finfo(DTYPES[name]).max * torch.tensor(
            [1, 1 + 2**-12, 1 + 2**-8, 1 + 2**-7], dtype=torch.float64
        )
        values = torch.cat(
            [values, largest.float(), torch.tensor([0.0, -0.0, torch.inf, -torch.inf, torch.nan, 1e-45])]
        )
        yield {"dtype": name, "values": texts(values), "expected": texts(values.to(DTYPES[name]))}


def texts(values):
    """Return numbers as text, which keeps the sign of 0."""
    return [str(plain(value)) for value in values.double().tolist()]


def both_losses(x, target):
    """Return losses and gradients of torch: BCELoss after a sigmoid, then BCEWithLogitsLoss."""
    x, target = x.clone().requires_grad_(), torch.full_like(x, target)
    after = F.binary_cross_entropy(torch.sigmoid(x), target, reduction="none")
    within = F.binary_cross_entropy_with_logits(x, target, reduction="none")
    each = [(loss.detach(), torch.autograd.grad(loss.sum(), x)[0]) for loss in (after, within)]
    return [value for pair in each for value in pair]


def dead_zone_cases():
    generator = torch.Generator().manual_seed(6)
    for name, dtype in DTYPES.items():
        if dtype.itemsize == 2:
            x = numbers(dtype)
            x = x[x.abs() <= 130][:: 1 if name == "bfloat16" else 7]
        else:
            spread = torch.empty(1000, dtype=dtype).uniform_(-130, 130, generator=generator)
            x = torch.cat([torch.linspace(-130, 130, 1041, dtype=dtype), spread, spread / 10])
        for target in (0, 1):
            rows = torch.stack([x, *both_losses(x, target)], dim=1).double()
            yield {"dtype": name, "target": target, "rows": rows.tolist()}


def dead_zone_ends():
    """Find the first number from which on gradients are 0, infinite, nan: by bisection over the bits of numbers."""

    def first(holds, side, dtype):
        def at(bits):
            return side * torch.tensor([bits], dtype=INTEGERS[dtype.itemsize]).view(dtype)

        low, high = 0, torch.tensor([1000.0], dtype=dtype).view(INTEGERS[dtype.itemsize]).item()
        if not holds(at(high)):
            return None
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if holds(at(middle)) else (middle, high)
        return at(high).item()

    for name, dtype in DTYPES.items():
        for target, side in ((0, 1), (0, -1), (1, 1), (1, -1)):
            found = {"zero": [], "infinite": [], "nan": []}
            for n in (1, 3):
                zero, infinite, nan = (
                    first(lambda x: is_so(both_losses(x, target)[n]), side, dtype)  # noqa: B023
                    for is_so in (lambda slope: slope == 0, lambda slope: ~slope.isfinite(), torch.isnan)
                )
                found["zero"].append(zero)
                found["infinite"].append(None if infinite == nan else infinite)
                found["nan"].append(nan)
            yield {"dtype": name, "target": target, "side": side, "expected": found}


def dead_zone_snippets():
    for logit in np.concatenate([np.linspace(-120, 120, 97), random.uniform(-12, 12, 50)]):
        for target in (0.0, 1.0):
            p = sigmoid(logit)
            slope = gradients.binary_cross_entropy(p, target) * p * (1 - p)
            yield {
                "logit": logit,
                "target": target,
                "after": [binary_cross_entropy(p, target), slope],
                "within": [
                    binary_cross_entropy_with_logits(logit, target),
                    gradients.binary_cross_entropy_with_logits(logit, target),
                ],
            }


def information_cases():
    certain, empty = [1.0, 0.0, 0.0], [0.0, 0.5, 0.5]
    pairs = [(certain, certain), (certain, empty), (empty, certain), (empty, [0.2, 0.3, 0.5])]
    pairs += [(random.dirichlet(np.ones(n)), random.dirichlet(np.ones(n))) for n in range(2, 30)]
    for p, q in pairs:
        yield {
            "p": p,
            "q": q,
            "entropy": information.entropy(p),
            "cross_entropy": information.cross_entropy(p, q),
            "kl_divergence": information.kl_divergence(p, q),
        }


def fingerprints_cases():
    """The losses of predictions that are uniform, a softmax too many at its best, saturated or clipped."""
    for classes in (2, 3, 10, 1000):
        uniform, right = np.zeros(classes), np.eye(classes)[0]
        yield {
            "classes": classes,
            "marks": {
                r"\ln C": cross_entropy(uniform, 0),
                r"\ln 2": binary_cross_entropy_with_logits(0.0, 1.0),
                r"C \ln 2": binary_cross_entropy_with_logits(uniform, right, reduction="sum"),
                r"\ln(e + C - 1) - 1": cross_entropy(right, 0),
                r"\ln(1 + e^{-1})": binary_cross_entropy_with_logits(1.0, 1.0),
                r"-\ln 10^{-7}": binary_cross_entropy(1e-7, 1.0),
                r"-\ln 10^{-12}": binary_cross_entropy(1e-12, 1.0),
                "50": binary_cross_entropy([0.0, 1.0], [1.0, 1.0]),
                "100": binary_cross_entropy(0.0, 1.0),
                "8.909": 0.1 / 0.07 * cross_entropy(np.zeros(2 * 256 - 1), 0),
                "6.920": 0.1 / 0.07 * cross_entropy(np.zeros(2 * 64 - 1), 0),
            },
        }


def python_cases():
    """Code that instruments print: what mends a mistake, and the setting of each in its figure."""
    sections = Path(__file__).parents[1].joinpath("docs/en/errors.md").read_text(encoding="utf-8")
    for block in re.findall(r"^```pycon\n(.*?)^```$", sections, re.DOTALL | re.MULTILINE):
        typed = "\n".join(line[4:] for line in block.splitlines() if re.match(r">>> |\.\.\. ", line))
        lines = map(consoles.line_of, consoles.painted(typed))
        yield {"code": typed, "html": "".join(f"<kbd>{line}\n</kbd>" for line in lines)}


CASES = {
    "python": python_cases,
    "fingerprints": fingerprints_cases,
    "cross_entropy": cross_entropy_cases,
    "reductions": reductions_cases,
    "logsigmoid": logsigmoid_cases,
    "rounding": rounding_cases,
    "dead_zone": dead_zone_cases,
    "dead_zone_ends": dead_zone_ends,
    "dead_zone_snippets": dead_zone_snippets,
    "information": information_cases,
    "descent": descent_cases,
}


def test_mathematics_equals_snippets(node, tmp_path):
    fixtures = tmp_path / "fixtures.json"
    fixtures.write_text(json.dumps({name: plain(list(make())) for name, make in CASES.items()}, allow_nan=False))
    command = [node, "--test", *map(str, sorted(TESTS.glob("*.test.mjs")))]
    run = subprocess.run(
        command, env={**os.environ, "FIXTURES": str(fixtures)}, capture_output=True, text=True, encoding="utf-8"
    )
    assert run.returncode == 0, run.stdout
    assert int(re.search(r"^# pass (\d+)$", run.stdout, re.MULTILINE)[1]) >= len(list(TESTS.glob("*.test.mjs")))


def test_joined_modules_are_one_script_with_each_module_once(node, tmp_path):
    for name in [*assets.NAMES, "paste-answer"]:
        script = tmp_path / f"{name}.js"
        script.write_text(assets.joined(name), encoding="utf-8")
        assert subprocess.run([node, "--check", str(script)], capture_output=True).returncode == 0
        modules = re.findall(r"^const (_\w+) = \(\(\) =>", script.read_text(encoding="utf-8"), re.MULTILINE)
        assert modules[-1] == assets.variable(name) and len(set(modules)) == len(modules)


@pytest.mark.parametrize("line", ['import all from "./a.mjs"', 'import "./a.mjs"', "export default 1", "export { a }"])
def test_modules_that_cannot_be_joined_stop_the_build(tmp_path, line):
    (tmp_path / "a-instrument.mjs").write_text(f"// first\n{line}\n", encoding="utf-8")
    with pytest.raises(PluginError, match=r"a-instrument\.mjs:2: "):
        assets.joined("a-instrument", folder=tmp_path)


def test_a_tag_without_an_instrument_stops_the_build():
    page = SimpleNamespace(file=SimpleNamespace(abs_src_path="docs/zh/page.md"), url="page.html")
    with pytest.raises(
        PluginError, match="docs/zh/page.md: no instrument is called absent-instrument; there are dead-"
    ):
        assets.note_instruments("<p><absent-instrument>", page)
    assets.note_instruments("<p>no <code>&lt;absent-instrument></code>", page)
    assert page.instruments == []
    assets.note_instruments("<descent-instrument><p>", page)
    assert page.instruments == ["javascripts/instruments/descent-instrument.js"]
