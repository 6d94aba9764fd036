"""Workflows give the code of pages, which pull requests from anyone can change, no secret and no token that writes."""

import re
from pathlib import Path

import pytest
import yaml

FOLDER = Path(__file__).parents[1] / ".github/workflows"
WORKFLOWS = {path.name: yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader) for path in FOLDER.glob("*.yml")}
JOBS = [
    pytest.param(name, job, id=f"{name}:{key}") for name, flow in WORKFLOWS.items() for key, job in flow["jobs"].items()
]
# what may start a workflow; pull_request_target and workflow_run would give a fork's code the repository's token
TRIGGERS = {"push", "pull_request", "schedule", "workflow_dispatch"}
PUBLISHES = "github.event_name == 'push' && github.ref == 'refs/heads/main'"


def test_there_are_workflows():
    assert WORKFLOWS.keys() == {"site.yml", "weekly.yml"}


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_reads_and_no_more(name):
    flow, text = WORKFLOWS[name], (FOLDER / name).read_text(encoding="utf-8")
    assert flow["on"].keys() <= TRIGGERS
    assert flow["permissions"] == {"contents": "read"}
    assert not re.search(r"\bsecrets\b", text)
    assert flow["on"].get("push", {"branches": ["main"]}) == {"branches": ["main"]}


@pytest.mark.parametrize(("name", "job"), JOBS)
def test_a_job_that_may_write_runs_no_code_of_a_fork(name, job):
    writes = {scope for scope, level in job.get("permissions", {}).items() if level != "read"}
    checked_out = any("actions/checkout@" in step.get("uses", "") for step in job["steps"])
    if writes == {"pages", "id-token"}:
        assert job["if"] == PUBLISHES and job["needs"] == "test"
    elif writes:
        assert writes == {"issues"}
        assert "pull_request" not in WORKFLOWS[name]["on"] and not checked_out, "what writes here runs no page"


@pytest.mark.parametrize(("name", "job"), JOBS)
def test_a_checkout_leaves_no_token_behind(name, job):
    for step in job["steps"]:
        if "actions/checkout@" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] == "false" and "ref" not in step["with"]


@pytest.mark.parametrize(("name", "job"), JOBS)
def test_nothing_from_outside_is_pasted_into_a_script(name, job):
    for step in job["steps"]:
        assert "${{" not in step.get("run", ""), "pass it in env: a title of a pull request could hold commands"


@pytest.mark.parametrize("name", WORKFLOWS)
def test_actions_are_named_by_commit(name):
    used = re.findall(r"uses: (.*)", (FOLDER / name).read_text(encoding="utf-8"))
    assert used and all(re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+", action) for action in used)


def test_what_is_installed_is_pinned():
    makefile = (FOLDER.parents[1] / "Makefile").read_text(encoding="utf-8")
    assert "pip install --quiet --constraint constraints.txt" in makefile
    for flow in WORKFLOWS.values():
        assert "pip install" not in str(flow), "make installs, with constraints.txt"
