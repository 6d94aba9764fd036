"""In a browser: the bars of the divergences are as long as what `snippets` computes."""

import numpy as np
import pytest

from handling import boxes, drag, presses, query, shown
from snippets import information


def check_information(page, instrument):
    """Hold the numbers and the lengths of the bars to what snippets computes for the state in the address."""
    p, q = ([float(part) for part in query(page)[name].split(",")] for name in ("truth", "prediction"))
    entropies = {"hp": information.entropy(p), "hq": information.entropy(q)}
    divergences = {"klpq": information.kl_divergence(p, q), "klqp": information.kl_divergence(q, p)}
    cross = {"hpq": information.cross_entropy(p, q), "hqp": information.cross_entropy(q, p)}
    values = entropies | divergences | cross
    assert shown(instrument, *values) == [f"{abs(value):.4f}" for value in values.values()]
    assert shown(instrument, *(f"{name}{n}" for name in "pq" for n in range(3))) == [f"{part:.2f}" for part in p + q]
    bars = {name: box for name in values for box in boxes(instrument, f'[data-bar="{name}"]')}
    finite = {name: value for name, value in values.items() if np.isfinite(value)}
    unit = sum(bars[name]["width"] for name in finite) / sum(finite.values())
    assert {name: bars[name]["width"] for name in finite} == pytest.approx(
        {name: value * unit for name, value in finite.items()}, abs=0.1
    )
    for a, b in ("pq", "qp"):
        assert bars[f"kl{a}{b}"]["x"] == pytest.approx(bars[f"h{a}"]["x"] + bars[f"h{a}"]["width"], abs=0.1)
        ends = [bars[name]["x"] + bars[name]["width"] for name in (f"kl{a}{b}", f"h{a}{b}")]
        assert ends[0] == pytest.approx(ends[1], abs=0.1)
        assert bars[f"kl{a}{b}"]["y"] == bars[f"h{a}"]["y"]
        assert 0 < bars[f"h{a}{b}"]["y"] - bars[f"h{a}"]["y"] - bars[f"h{a}"]["height"] < 8  # next below
        open_ended = len(boxes(instrument, f'[data-bar="h{a}{b}"].infinite')) == 1
        assert open_ended == np.isinf(values[f"h{a}{b}"])


def test_information(page, open_instrument):
    instrument = open_instrument("information-instrument")
    slider = instrument.get_by_label("q1, probability of outcome 1", exact=True)
    for _ in presses(slider, ("ArrowRight", "PageUp", "ArrowLeft", "End")):
        check_information(page, instrument)
    assert query(page)["prediction"] == "1,0,0" and shown(instrument, "klpq", "hpq") == ["inf", "inf"]
    assert "inf" in instrument.locator("[role=status]").inner_text()
    instrument.get_by_role("button", name="Swap p and q").press("Enter")
    assert query(page)["truth"] == "1,0,0" and shown(instrument, "hp", "hqp") == ["0.0000", "inf"]
    check_information(page, instrument)
    drag(page, instrument.locator("input[name=truth]").nth(1), 0.3)
    check_information(page, instrument)
    instrument.get_by_role("button", name="Set q = p").click()
    assert query(page)["truth"] == query(page)["prediction"]
    assert shown(instrument, "klpq", "klqp") == ["0.0000", "0.0000"]
    check_information(page, instrument)
    instrument.get_by_role("button", name="Reset").click()
    assert query(page) == {"truth": "0.5,0.4,0.1", "prediction": "0.8,0.1,0.1"}
    check_information(page, instrument)
    assert not page.trouble


def test_a_drag_to_the_end_and_back_changes_nothing(page, open_instrument):
    instrument = open_instrument("information-instrument")
    slider = instrument.locator("input[name=truth]").nth(2)
    move = "(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input', {bubbles: true})) }"
    for value in (0.5, 1, 0.1):
        slider.evaluate(move, value)
    slider.evaluate("element => element.dispatchEvent(new Event('change', {bubbles: true}))")
    assert query(page)["truth"] == "0.5,0.4,0.1"
