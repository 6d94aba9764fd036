"""A loss has one colour and one dash in all figures, which everyone can tell from the others, in light and in dark."""

import re
from itertools import combinations

import numpy as np
import pytest

from snippets.styles import BY_NAME, COLOURS, STYLES, of, sheet

BACKGROUNDS = ["#ffffff", "#1e2129"]  # of the theme, in light and in dark
SEEN = {  # what is left of linear RGB: Machado, Oliveira and Fernandes, 2009, for a complete lack of a cone
    "all cones": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
}
OKLAB = (  # Ottosson, 2020: distances in it are about as large as they look
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ],  # fmt: skip
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ],  # fmt: skip
)


def linear(colour):
    values = np.array([int(colour[n : n + 2], 16) for n in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    """Return the ratio that the Web Content Accessibility Guidelines define."""
    low, high = sorted(linear(colour) @ [0.2126, 0.7152, 0.0722] for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def distance(one, other, seen):
    cones, lab = map(np.array, OKLAB)
    places = [lab @ np.cbrt(cones @ np.clip(np.array(seen) @ linear(colour), 0, 1)) for colour in (one, other)]
    return np.linalg.norm(places[0] - places[1])


@pytest.mark.parametrize("shade", [0, 1], ids=["light", "dark"])
def test_colours_are_seen_and_told_apart_by_everyone(shade):
    shown = {name: shades[shade] for name, shades in COLOURS.items()}
    for name, colour in shown.items():
        assert contrast(colour, BACKGROUNDS[shade]) >= 3, name
    steps = {name for name in shown if name.startswith("step-")}  # which no figure has beside others
    for one, other in [*combinations(shown.keys() - steps, 2), *combinations(steps, 2)]:
        for who, seen in SEEN.items():  # a difference that is just seen is about 0.02
            assert distance(shown[one], shown[other], seen) >= 0.11, (one, other, who)


def test_no_two_styles_look_the_same_and_each_name_has_one():
    looks = [(style.colour, style.dashes) for style in STYLES.values()]
    assert len(set(looks)) == len(looks)
    assert {colour for colour, _ in looks} == COLOURS.keys()
    names = [name for style in STYLES.values() for name in style.names.split(" | ")]
    assert sorted(names) == sorted(BY_NAME) and all(names)


def test_the_style_sheet_has_what_the_table_says_and_paper_is_as_white():
    light, dark = ("".join(f"--{name}:{shades[n]};" for name, shades in COLOURS.items()) for n in (0, 1))
    start = f'[data-md-color-scheme]{{{light}}}@media screen{{[data-md-color-scheme="slate"]{{{dark}}}}}'
    assert sheet().startswith(start)
    rules = re.compile(r"(\.[\w-]+(?:,\.[\w-]+)*)\{--(colour|dashes):([^{}]*)\}")
    assert not rules.sub("", sheet().removeprefix(start))
    looks = {name: {} for name in STYLES}
    for classes, what, value in rules.findall(sheet()):
        for name in classes.split(","):
            looks[name.removeprefix(".")][what] = value
    assert looks == {
        name: {"colour": f"var(--{colour})"} | ({} if dashes == "none" else {"dashes": dashes})
        for name, (colour, dashes, _) in STYLES.items()
    }


def test_a_name_may_go_on_after_its_last_comma_and_one_that_nobody_knows_is_refused():
    assert (of("H(p, q)"), of("H(p, q), 0.1"), of("MSE, 0.1")) == ("ce", "ce", "mse")
    with pytest.raises(ValueError) as raised:
        of("lost, 0.1")
    assert str(raised.value) == (
        "'lost, 0.1' has no style: add it to the names of its loss in snippets/styles.py,"
        " or a row for a loss that has none, with a colour and dashes that no other row has"
    )
