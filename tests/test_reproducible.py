"""Two builds of the same commit are the same, byte for byte; `make reproducible` compares them with all pages whole."""

from reproducible import differences


def test_two_builds_are_the_same(tmp_path):
    count, differing = differences(tmp_path, whole=("index", "cross-entropy", "colophon", "reference/activations"))
    assert count > 50 and not differing
