"""What all tests share: the sessions of the pages are tests, and torch runs on one thread."""

import os
import re
from doctest import ELLIPSIS
from pathlib import Path
from types import SimpleNamespace

import pytest
from sybil import Region, Sybil
from sybil.evaluators.doctest import DocTestEvaluator
from sybil.parsers.abstract.doctest import DocTestStringParser
from sybil.parsers.markdown import CodeBlockParser

from copies import TOLD

os.environ.setdefault("OMP_NUM_THREADS", "1")  # as in the build; and test processes do not get in each other's way
for name in TOLD:  # what a person has set for builds is nothing to tests
    os.environ.pop(name, None)

DOCS = Path(__file__).parent / "docs"
RUN = re.compile(r"^ *```pycon\n.*?^ *```$|`=\{[^`\n]+\}`", re.MULTILINE | re.DOTALL)
collect_ignore = ["docs/hooks", "docs/theme", "mutants"]
# what takes long: the build that the tests look at runs these sessions too
collect_ignore += ["docs/zh/convergence.md", "docs/en/convergence.md"]


@pytest.hookimpl(wrapper=True)
def pytest_xdist_auto_num_workers():
    """Run one process more than there are cores: a quarter of its time, a test of a browser waits for frames."""
    return (yield) + 1


def pytest_ignore_collect(collection_path, config):
    """Run what both languages of a page have alike, to the letter, as Chinese only; unless English is asked for."""
    asked = any("docs/en" in argument for argument in config.args)
    if collection_path.suffix == ".md" and collection_path.is_relative_to(DOCS / "en") and not asked:
        source = DOCS / "zh" / collection_path.relative_to(DOCS / "en")
        if source.is_file() and code_of(collection_path) == code_of(source):
            return True


def code_of(page):
    return RUN.findall(page.read_text(encoding="utf-8"))


def sessions(document):
    """Find the ```pycon fences. Each is one test, as one for each of its examples takes longer than they do."""
    parse = DocTestStringParser(DocTestEvaluator(ELLIPSIS))
    for fence in CodeBlockParser("pycon", evaluator=lambda example: None)(document):
        examples = list(parse(fence.parsed, document.path))
        if examples:
            yield Region(fence.start, fence.end, examples, run)


def run(fence):
    """Run the examples of a fence; return what each that failed should have said."""
    said = []
    for region in fence.parsed:
        example = SimpleNamespace(parsed=region.parsed, namespace=fence.namespace, path=fence.path)
        if wrong := region.evaluator(example):
            said.append(f"line {fence.line + 1 + region.parsed.lineno}: {region.parsed.source}{wrong}")
    return "\n".join(said)


def values(document):
    """Find the inline values `={expression:format}`."""
    for match in re.finditer(r"`=(\{[^`\n]+\})`", document.text):
        yield Region(match.start(), match.end(), match[1], evaluate)


def evaluate(example):
    eval(f"f{example.parsed!r}", example.namespace)


pytest_collect_file = Sybil([sessions, values], path="docs", pattern="**/*.md").pytest()
