"""The catalogue of findings is whole, what its sentences claim holds, and they are sentences in both languages."""

import math
import re
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F

import snippets
from finding_calls import CALLS, CE, INF, SILENT, find, torch_loss
from snippets.findings import CATALOGUE, LOSSES, PAGES, explain
from test_terms import CJK, table

pytestmark = pytest.mark.filterwarnings("error")  # explain issues none, whatever the loss does

ROOT = Path(__file__).parents[1]


def test_the_catalogue_is_covered():
    assert set(CALLS) == set(CATALOGUE)
    assert sorted(" ".join(PAGES.values()).split()) == sorted({*CATALOGUE, *LOSSES} - {"ALL001"})


def test_codes_are_numbered():
    prefixes = [re.fullmatch(r"([A-Z]+)\d{3}", code)[1] for code in CATALOGUE]
    expected = {f"{p}{n:03}" for p in set(prefixes) for n in range(1, prefixes.count(p) + 1)}
    assert set(CATALOGUE) == expected


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_page_and_anchor_exist(page, language):
    path, anchor = page.split(".html#")
    assert f"{{ #{anchor} }}\n" in (ROOT / "docs" / language / f"{path}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("classes", [2, 3, 10])
@pytest.mark.parametrize("name", [CE, "focal_loss"])
def test_no_loss_falls_below_the_floor(name, classes):
    perfect, labels = np.eye(classes), np.arange(classes)
    (finding,) = explain(name, perfect, labels)
    assert f"below about {getattr(snippets, name)(perfect, labels):.4f}:" in finding.en


def test_the_floor_is_the_formula_of_the_page():
    (finding,) = explain(CE, np.eye(10), np.arange(10))
    assert f"below about {math.log(math.e + 10 - 1) - 1:.4f}:" in finding.en


def test_the_loss_is_nan_or_inf_where_a_finding_says_so():
    said = [code for code in SILENT if re.search(r"\bnan\b|\binf\b", CATALOGUE[code][0])]
    is_finite = [bool(torch_loss(*CALLS[code]).isfinite().all()) for code in said]
    assert [code for code, finite in zip(said, is_finite, strict=True) if finite] == ["ALL005"]  # may be
    assert torch.isnan(F.binary_cross_entropy_with_logits(torch.tensor(INF), torch.tensor(1.0)))  # even where right


@pytest.mark.parametrize("code", CALLS)
def test_both_languages_state_the_same_numbers(code):
    (finding,) = find(CALLS[code])
    english, chinese = (re.findall(r"\d+(?:\.\d+)?(?:e[+-]\d+)?", text) for text in (finding.en, finding.zh))
    assert sorted(english) == sorted(chinese)


@pytest.mark.parametrize("code", CALLS)
def test_a_finding_is_a_sentence(code):
    (finding,) = find(CALLS[code])
    assert re.fullmatch(r"[^\n]+[^\n.]\.", finding.en) and re.fullmatch(r"[^\n。]+。", finding.zh)
    assert not re.search(CJK, finding.en) and len(re.findall(CJK, finding.zh)) > 5
    assert not re.search("[{}]", finding.en + finding.zh)


@pytest.mark.parametrize("code", CALLS)
@pytest.mark.parametrize("wrong", [f"{CJK}[,.;:!?]", f"[,.;:!?]{CJK}", f"{CJK}[A-Za-z0-9]", f"[A-Za-z0-9%]{CJK}",
                                   rf"\([^()]*{CJK}", " [，。；：]", "您"])  # fmt: skip
def test_chinese_is_set_as_chinese(wrong, code):
    assert not re.search(wrong, find(CALLS[code])[0].zh)


def test_no_forbidden_rendering():
    forbidden = "|".join(re.escape(word.strip()) for row in table() for word in row[2].split(","))
    assert not [text for texts in CATALOGUE.values() for text in texts if re.search(forbidden, text, re.IGNORECASE)]


def test_a_sentence_has_one_full_stop():
    (finding,) = explain(CE, [[0.0, 1.0], [0.0]], [0, 1])
    assert finding.en.endswith("part.") and not finding.zh.endswith(".。")
