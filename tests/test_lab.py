"""An experiment runs once for the same code, and `python -m snippets.experiments` writes figures and data of all."""

import ast
import csv
import inspect
import os
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from copies import ROOT, python
from snippets.experiments import EXPERIMENTS, label_noise, memory, one_or_two_logits
from snippets.experiments.__main__ import main

REBUILD = """
import logging
from pathlib import Path
import languages

logging.basicConfig(level=logging.INFO, format="%(message)s")

def build():
    print("build")
    for language in ("zh", "en"):
        languages.forget_code()
        from snippets.experiments import imbalance, one_or_two_logits
        for run in (imbalance, one_or_two_logits):
            print(run((0,), steps=1) is run(seeds=(0,), steps=1))

def edit(file, old, new):
    path = Path(file)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    build()

build()
edit("docs/en/index.md", "# ", "# An edit: ")
edit("snippets/losses.py", "return", "return 0 +")
edit("snippets/experiments/losses.py", "import", "# a comment\\nimport")
edit("snippets/experiments/runs.py", "steps: int = 300, share", "steps: int = 299, share")
edit("snippets/experiments/runs.py", "size=1000)", "size=1001)")
edit("snippets/experiments/data.py", "STRIDE = 1_000", "STRIDE = 1_001")
"""


def test_only_edited_experiments_run_again(project):
    paths = os.pathsep.join([str(project), str(project / "docs/hooks")])
    run = python(project, "-u", "-c", f"import sys\nsys.stderr = sys.stdout\n{REBUILD}", PYTHONPATH=paths)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "False" not in run.stdout
    ran = [
        [line.split()[1].partition("(")[0] for line in build.splitlines() if line.startswith("Ran ")]
        for build in run.stdout.split("build\n")[1:]
    ]
    both = ["imbalance", "one_or_two_logits"]
    #      first  a page  other code  a comment  an experiment  what others share, twice
    assert ran == [both, [], [], [], ["imbalance"], both, both]


def test_results_are_shared_and_read_only(caplog):
    caplog.set_level("INFO", logger="mkdocs.lab")
    result = one_or_two_logits((0,), 2)
    assert one_or_two_logits(steps=2, seeds=(0,)) is result is not one_or_two_logits((0,), 3)
    assert one_or_two_logits((0,), 2, rates=(0.05, 0.1)) is result  # as by default
    assert [record.args[:2] for record in caplog.records] == [
        ("one_or_two_logits", f"seeds=(0,), steps={steps}") for steps in (2, 3)
    ]
    curves = result["one_logit"][0.1]
    for array in (curves.loss, curves.steps, curves.final("auc")):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    with pytest.raises(TypeError, match="unhashable"):
        label_noise(seeds=[0])


def test_only_a_named_folder_keeps_results_from_one_process_to_the_next(tmp_path, monkeypatch):
    calls = []

    @memory.experiment
    def adds(seeds, steps=1):
        calls.append(steps)
        return np.array(seeds) + steps

    def afresh(*arguments):
        monkeypatch.setattr(memory, "results", {})
        return adds(*arguments).tolist()

    assert afresh((1, 2)) == afresh((1, 2)) == [2, 3] and calls == [1, 1]
    monkeypatch.setenv("EXPERIMENT_RESULTS", str(tmp_path / "new"))
    assert afresh((1, 2)) == afresh((1, 2), 1) == [2, 3] and afresh((1, 2), 5) == [6, 7] and calls == [1, 1, 1, 5]
    monkeypatch.setattr(memory, "version", lambda package: "another")
    assert afresh((1, 2)) == [2, 3] and calls == [1, 1, 1, 5, 1]


def test_a_failure_is_not_remembered():
    calls = []

    @memory.experiment
    def fails(seeds):
        calls.append(seeds)
        raise ArithmeticError

    for _ in range(2):
        with pytest.raises(ArithmeticError):
            fails((0,))
    assert calls == [(0,)] * 2


def test_an_experiment_calls_no_other():
    """Its result would outlive an edit of the other."""
    names = {getattr(run, "func", run).__name__ for run in EXPERIMENTS.values()}
    for run in EXPERIMENTS.values():
        tree = ast.parse(inspect.getsource(getattr(run, "func", run)))
        assert not names & {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def test_figures_and_data_of_all_experiments(tmp_path, capfd):
    main(["--seeds", "2", "--steps-factor", "0.03", str(tmp_path)])
    shown = capfd.readouterr()
    assert shown.out == "" and shown.err.split("\r")[-1].split() == ["[###########]", "done"]
    files = {path.name for path in tmp_path.iterdir()}
    biases = {"saturated_start": (0, 20, -20, -40), "squared_error": (0, 5, 10, 20)}
    names = {f"{name}_{bias:+}" for name in biases for bias in biases[name]} | EXPERIMENTS.keys() - biases.keys()
    assert {name for name in files if name.endswith(".csv")} == {f"{name}.csv" for name in names}
    drawn = names - {"same_as_nll"}
    rates = {f"{name}-rates.svg" for name in drawn - {"imbalance", "rare_digit"}}  # which have one rate
    assert {name for name in files if name.endswith(".svg")} == {f"{name}.svg" for name in drawn} | rates
    for name in files - {f"{name}.csv" for name in names}:
        assert ET.parse(tmp_path / name).getroot().tag == "{http://www.w3.org/2000/svg}svg"
    texts = [
        text.text for text in ET.parse(tmp_path / "label_noise-rates.svg").iter("{http://www.w3.org/2000/svg}text")
    ]
    assert {"0.03", "0.1", "0.3"} <= set(texts)
    with (tmp_path / "label_noise.csv").open(encoding="utf-8", newline="") as file:
        data = list(csv.DictReader(file))
    result = label_noise((0, 1), 12)
    for loss, sweep in result.items():
        for rate, curves in sweep.items():
            for name, values in {"loss": curves.loss, **curves.scores}.items():
                ours = [
                    float(row["value"])
                    for row in data
                    if (row["loss"], float(row["rate"]), row["score"]) == (loss, rate, name)
                ]
                np.testing.assert_array_equal(ours, values.ravel())
    assert {(row["seed"], row["step"]) for row in data} == {(seed, step) for seed in "01" for step in ("0", "12")}


def test_the_command(tmp_path):
    run = python(ROOT, "-m", "snippets.experiments", "--seeds", "0", str(tmp_path / "out"))
    assert run.returncode == 2 and "--seeds" in run.stderr
