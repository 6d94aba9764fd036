"""Run all experiments larger than the pages do, and write figures and data: `make lab`.

Of each experiment OUT gets NAME.csv, one value a line, NAME.svg, the first score by step of each loss at the learning
rate where the mean of that curve is largest, and NAME-rates.svg, the score in the end by learning rate. Lines are
medians over the seeds, bands reach from the smallest to the largest value; of many losses, the first five are drawn.
"""

import argparse
import csv
import inspect
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import torch

from snippets.experiments import EXPERIMENTS
from snippets.experiments.training import Curves, Sweep, spread
from snippets.figures import MOST, lines
from snippets.styles import sheet

HEAD = ["loss", "rate", "seed", "step", "score", "value"]
STYLE = (
    "<style>svg{background:#fff;font:13px sans-serif;overflow:visible}.grid{stroke:#ddd}"
    ".curve{fill:none;stroke:var(--colour);stroke-width:2.4;stroke-dasharray:var(--dashes)}"
    ".curve,.grid{vector-effect:non-scaling-stroke}"
    f".band{{fill:var(--colour);opacity:.15}}{sheet()}</style>"
)
# figures take the width of what is around them
FRAME = f'<svg xmlns="http://www.w3.org/2000/svg" width="700" height="310" data-md-color-scheme="">{STYLE}'
PLACE = '<svg x="52" y="30" width="480" '


def groups(name: str, result: dict) -> dict[str, dict[str, Sweep]]:
    """Return the sweeps by loss of each start, under a name for files: an experiment may have several biases."""
    first = next(iter(result.values()))
    if isinstance(next(iter(first.values())), Curves):
        return {name: result}
    return {f"{name}_{bias:+g}": sweeps for bias, sweeps in result.items()}


def rows(sweeps: dict[str, Sweep], seeds: tuple[int, ...]) -> Iterator[tuple]:
    """Give the values of all curves, one by one."""
    for loss, sweep in sweeps.items():
        for rate, curves in sweep.items():
            for score, values in {"loss": curves.loss, **curves.scores}.items():
                for (seed, step), value in np.ndenumerate(values):
                    yield loss, rate, seeds[seed], curves.steps[step], score, value


def drawable(x: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return a curve with its band from values per seed, without the places where one is nan."""
    kept = np.isfinite(values).all(axis=0)
    low, median, high = spread(values[:, kept])
    return x[kept], median, low, high


def figures(sweeps: dict[str, Sweep]) -> Iterator[tuple[str, str]]:
    """Give what the name of a file ends with, and the figure, if it has anything to show."""
    some = next(iter(next(iter(sweeps.values())).values()))
    score = next(iter(some.scores))
    by_step, by_rate = {}, {}
    for loss, sweep in islice(sweeps.items(), MOST):
        best = max(sweep.values(), key=lambda curves: np.nan_to_num(np.median(curves.scores[score], axis=0)).mean())
        by_step[f"{loss}, {best.rate:g}"] = drawable(best.steps, best.scores[score])
        ends = np.stack([curves.final(score) for curves in sweep.values()], axis=1)
        by_rate[loss] = drawable(np.array(list(sweep)), ends)
    yield "", lines(by_step, "step", score)
    if len(next(iter(sweeps.values()))) > 1:
        yield "-rates", lines(by_rate, "learning rate", f"{score} in the end", log_x=True)


def write(path: Path, head: list[str], body: Iterable[Iterable]) -> None:
    """Write a table as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *body])


def main(arguments: list[str] | None = None) -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m snippets.experiments", description=__doc__.partition("\n")[0])
    parser.add_argument("out", type=Path, metavar="OUT", help="the folder to write to")
    parser.add_argument("--seeds", type=int, default=5, help="how many seeds, from 0")
    parser.add_argument("--steps-factor", type=float, default=1.0, help="how many times the steps of the pages")
    given = parser.parse_args(arguments)
    if given.seeds < 1 or given.steps_factor <= 0:
        parser.error("--seeds and --steps-factor must be positive")
    torch.set_num_threads(1)  # more would wait for each other, as the networks are small
    given.out.mkdir(parents=True, exist_ok=True)
    seeds = tuple(range(given.seeds))
    for done, (name, run) in enumerate(EXPERIMENTS.items()):
        progress(done, name)
        steps = inspect.signature(run).parameters["steps"].default
        result = run(seeds=seeds, steps=max(1, round(steps * given.steps_factor)))
        for file, sweeps in groups(name, result).items():
            write(given.out / f"{file}.csv", HEAD, rows(sweeps, seeds))
            for ending, svg in figures(sweeps):
                svg = FRAME + svg.replace("<svg ", PLACE, 1) + "</svg>\n"
                (given.out / f"{file}{ending}.svg").write_text(svg, encoding="utf-8")
    progress(len(EXPERIMENTS), "done\n")


def progress(done: int, what: str) -> None:
    """Show on one line how many experiments are done, and what comes."""
    bar = "#" * done + "." * (len(EXPERIMENTS) - done)
    print(f"\r[{bar}] {what:<24}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
