"""Formulas are laid out with few elements, and each letter stands where all that the converter writes puts it."""

import re

import pytest

import formulas
from browsing import new_tab

LATEX = [
    r"\frac{\partial}{\partial x}\bigl[-\log\operatorname{softmax}(x)_y\bigr] = p - e_y",
    r"-\left(\frac{a}{b} - 1\right)^2 + \left\lvert x \right\rvert - \lvert -x \rvert",
    r"\ell = -\sum_{i=1}^{N} w_{y_i} \log p_{y_i} \Big/ \sum_i w_{y_i}",
    r"{-x} + {+y} - {(-z)}_1 = {a - {b}} \, {-1}",
    r"\begin{aligned} a &= -b \\ &= \sqrt{-c + {d}} \end{aligned}",
    r"\max(0, -x) + \log(1 + e^{-\lvert x \rvert}) \le \mathrm{KL}(p \,\|\, q)",
]
PLACES = """([written]) => {
  document.body.innerHTML = written
  const math = document.querySelector("math").getBoundingClientRect()
  const letters = [...document.querySelectorAll("mi, mn, mo, mtext")].filter(({ textContent }) => textContent.trim())
  return [[math.width, math.height], ...letters.map(letter => {
    const { x, y, width } = letter.getBoundingClientRect()
    return [x - math.x, y - math.y, letter.localName === "mo" ? 0 : width]
  })]
}"""


@pytest.fixture(scope="module")
def tab(chromium):
    tab = new_tab(chromium)
    yield tab
    tab.context.close()


@pytest.mark.parametrize("latex", LATEX)
def test_every_letter_stands_where_it_stood(tab, latex):
    written = formulas.convert(latex, True)
    lean = formulas.lightened(written)
    before, after = tab.evaluate(PLACES, [formulas.LATEX.sub(r"\1", written)]), tab.evaluate(PLACES, [lean])
    assert len(before) == len(after)
    for place, other in zip(before, after, strict=True):
        assert place == pytest.approx(other, abs=0.6), lean


@pytest.mark.parametrize(
    ("written", "lean"),
    [
        ("<mrow><mi>x</mi></mrow>", "<mi>x</mi>"),
        ("<mrow><mspace/><mi>log</mi></mrow><mi>x</mi>", "<mi>log</mi><mi>x</mi>"),
        ("<mi>a</mi><mrow><mo>−</mo><mi>b</mi></mrow>", None),
        ("<mi>a</mi><mrow><mi>b</mi><mo>−</mo><mi>c</mi></mrow>", "<mi>a</mi><mi>b</mi><mo>−</mo><mi>c</mi>"),
        ("<mi>a</mi><mrow><mi>b</mi><mo>(</mo><mi>c</mi><mo>)</mo><mi>d</mi></mrow>", None),
        ("<msub><mrow><mi>a</mi><mi>b</mi></mrow><mi>c</mi></msub>", None),
        ('<mo rspace="0">−</mo><mspace width="1em" /><mi>a</mi>', '<mo rspace="1em">−</mo><mi>a</mi>'),
        ('<mi>b</mi><mspace width="1em" /><mi>a</mi>', None),
    ],
)
def test_what_shows_nothing_is_left_out(written, lean):
    found = re.sub("</?math>", "", formulas.lightened(f"<math>{written}</math>"))
    assert found == (lean or written)
