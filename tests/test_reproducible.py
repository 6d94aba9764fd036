"""Two builds of the same pages are the same, byte for byte; `make reproducible` compares them with all pages."""

from copies import small
from reproducible import differences


def test_two_builds_are_the_same(tmp_path):
    count, differing = differences(tmp_path, small)
    assert count > 50 and not differing
