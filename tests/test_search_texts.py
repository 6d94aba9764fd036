"""A section has in the search its text, its messages, what links to it say, and what readers asked that it answers."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from mkdocs.exceptions import PluginError

import search

PAGE = """<h1 id="top">Top</h1><p>First <code>nll_loss</code> <a class="headerlink" href="#top">¶</a></p>
<table><tbody><tr><td>goes below zero</td><td><a href="#negative">there</a></td></tr></tbody></table>
<h2 id="negative">Negative</h2><p>It is <math><mfrac><mn>1</mn><mi>N</mi></mfrac></math>
<svg><text>0.5</text></svg><math display="block"><mi>x</mi></math></p><pre><code>&gt;&gt;&gt; softmax(x)
Traceback (most recent call last):
  ...
ValueError: x is not good
&gt;&gt;&gt; 1 + 1
2
</code></pre>"""


def sections(html):
    page = SimpleNamespace(url="a.html", meta={"title": "Top: first"})
    search.note_sections(html, page)
    return page


def test_a_section_has_its_text_its_messages_and_what_links_to_it_say():
    found = search.searched([sections(PAGE)], Path("none.toml"))
    assert found["sections"] == [
        ["a.html", "Top", "First nll_loss", "Top: first"],
        ["a.html#negative", "Negative", "It is 1/N ValueError: x is not good", "goes below zero there"],
    ]
    assert found["more"] == {"a.html": "", "a.html#negative": "softmax"}


def test_a_text_has_no_rows_that_only_point_no_empty_brackets_and_no_names_of_the_page_itself():
    html = """<h1 id="top">Top</h1><p><math><msup><mn>10</mn><mrow><mo>−</mo><mn>8</mn></mrow></msup></math>,
<math><msub><mi>w</mi><mo>+</mo></msub></math></p><table><tbody>
<tr><td>stuck (<a href="https://example.org">#1</a>)</td><td>see <a href="b.html">b</a></td></tr>
<tr><td>goes up</td><td><a href="b.html">there</a>, <a href="#top">here</a></td></tr></tbody></table>
<pre><code>&gt;&gt;&gt; def mine(x): return library(x)
&gt;&gt;&gt; mine(1)
</code></pre>"""
    found = search.searched([sections(html)], Path("none.toml"))
    assert found["sections"][0][2] == "10^(−8) , w_+ stuck see b"
    assert found["more"] == {"a.html": "library"}


def test_what_a_box_says_of_worlds_is_no_text_of_its_section():
    texts = search.Sections("page.html")
    texts.feed(
        '<h2 id="a">A</h2><p>Text.</p><details class="elsewhere"><summary>2.0</summary>'
        "<div><pre>>>> f()\nValueError: bad one\n</pre></div><p><strong>Works</strong> in 2.1.</p></details><p>B</p>"
    )
    (section,) = texts.found
    assert section["text"].split() == ["Text.", "B"] and section["more"] == ["ValueError: bad one"]


def test_what_readers_ask_is_said_of_a_section_that_exists(tmp_path):
    asked = tmp_path / "asked.toml"
    told = """[phrases]
"a.html#negative" = "minus sign, below nought"
[queries]
"a.html, a.html#negative" = ["loss | -1?"]
"""
    asked.write_text(told, encoding="utf-8")
    top, negative = (said.split("| ")[1:] for *_, said in search.searched([sections(PAGE)], asked)["sections"])
    assert top == ["loss -1?"] and negative == ["minus sign", "below nought", "loss -1?"]
    asked.write_text(told.replace("#negative", "#positive"), encoding="utf-8")
    with pytest.raises(PluginError, match=r"asked\.toml: no section is at a\.html#positive"):
        search.searched([sections(PAGE)], asked)
