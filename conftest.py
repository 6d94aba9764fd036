"""What all tests share: the sessions of the pages are tests, and torch runs on one thread."""

import os
import re
from doctest import ELLIPSIS

from sybil import Region, Sybil
from sybil.evaluators.doctest import DocTestEvaluator
from sybil.parsers.abstract.doctest import DocTestStringParser
from sybil.parsers.markdown import CodeBlockParser

os.environ.setdefault("OMP_NUM_THREADS", "1")  # as in the build; and test processes do not get in each other's way
os.environ.pop("EXPERIMENT_RESULTS", None)  # what `make check` keeps is no result of a test
collect_ignore = ["docs/hooks", "docs/theme", "mutants"]
# what takes long: the build that the tests look at runs these sessions too
collect_ignore += ["docs/zh/convergence.md", "docs/en/convergence.md", "docs/en/language-models.md"]


def sessions(document):
    """Find the examples in ```pycon fences."""
    parse = DocTestStringParser(DocTestEvaluator(ELLIPSIS))
    for fence in CodeBlockParser("pycon", evaluator=lambda example: None)(document):
        for example in parse(fence.parsed, document.path):
            example.adjust(fence, fence.parsed)
            yield example


def values(document):
    """Find the inline values `={expression:format}`."""
    for match in re.finditer(r"`=(\{[^`\n]+\})`", document.text):
        yield Region(match.start(), match.end(), match[1], evaluate)


def evaluate(example):
    eval(f"f{example.parsed!r}", example.namespace)


pytest_collect_file = Sybil([sessions, values], path="docs", pattern="**/*.md").pytest()
