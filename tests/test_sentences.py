"""The catalogue of findings is whole, what its sentences claim holds, and they are sentences in both languages."""

import math
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F

import snippets
from finding_calls import CALLS, RAISING, SILENT
from finding_inputs import CE, INF, LOG_P, find, torch_loss
from snippets.findings import explain, rules
from snippets.findings.rules import RULES
from test_terms import CJK, table
from together import each

pytestmark = pytest.mark.filterwarnings("error")  # explain issues none, whatever the loss does

ROOT = Path(__file__).parents[1]


SENTENCES = tomllib.loads((ROOT / "tests/sentences.toml").read_text(encoding="utf-8"))
CODES = {code: rule for rule in RULES for code in rule.codes.values()}
PAGES = sorted({page for rule in RULES for page in rule.pages.values()})
OF_TENSORS = {"ALL012", "ALL013", "CE059", "KL023", "KL025", "NLL039", "NLL042"}  # see test_findings_autograd.py


def test_the_catalogue_is_covered():
    assert {*CALLS} | OF_TENSORS == {*CODES}
    assert len(CODES) == sum(len(rule.codes) for rule in RULES)
    assert all({*rule.pages} == {*rule.codes.values()} for rule in RULES)


def test_a_rule_has_a_code_for_each_loss_and_one_page_or_one_for_each(monkeypatch):
    def find(call):
        return True

    monkeypatch.setattr(rules, "RULES", [])
    assert rules.rule("EX008 NLL005", "a.html#b", en="one", zh="一")(find) is find
    rest = {"cure": {"loss": "nll_loss"}, "raising": None, "rank": rules.Rank.CAUSE, "unless": (find,)}
    rules.rule("CE009 KL001", "a.html#c d.html#e", en="two", zh="二", **rest)(find)
    first, second = rules.RULES
    codes, pages = {"EX": "EX008", "NLL": "NLL005"}, {"EX008": "a.html#b", "NLL005": "a.html#b"}
    assert first == (find, codes, pages, "one", "一", {}, False, rules.Rank.ORDINARY, ())
    codes, pages = {"CE": "CE009", "KL": "KL001"}, {"CE009": "a.html#c", "KL001": "d.html#e"}
    assert second == (find, codes, pages, "two", "二", *rest.values())
    with pytest.raises(ValueError, match="shorter"):
        rules.rule("CE001 KL001 NLL001", "a.html#b c.html#d", en="", zh="")


def test_codes_are_numbered():
    prefixes = [re.fullmatch(r"([A-Z]+)\d{3}", code)[1] for code in CODES]
    expected = {f"{p}{n:03}" for p in set(prefixes) for n in range(1, prefixes.count(p) + 1)}
    assert {*CODES} == expected


@each("language", ["zh", "en"])
@each("page", PAGES)
def test_page_and_anchor_exist(page, language):
    path, anchor = page.split(".html#")
    assert f"{{ #{anchor} }}\n" in (ROOT / "docs" / language / f"{path}.md").read_text(encoding="utf-8")


@each("classes", [2, 3, 10])
@each("name", [CE, "focal_loss"])
def test_no_loss_falls_below_the_floor(name, classes):
    perfect, labels = np.eye(classes), np.arange(classes)
    (finding,) = explain(name, perfect, labels)
    assert f"below about {getattr(snippets, name)(perfect, labels):.4f}." in finding.en


def test_the_floor_is_the_formula_of_the_page():
    (finding,) = explain(CE, np.eye(10), np.arange(10))
    assert f"below about {math.log(math.e + 10 - 1) - 1:.4f}." in finding.en


def test_the_loss_is_nan_or_inf_where_a_finding_says_so():
    said = [
        code
        for code in SILENT
        if re.search(r"the loss (is|comes out) (inf|nan)|is 0 / 0 = nan", find(CALLS[code])[0].en)
    ]
    is_finite = [bool(torch_loss(*CALLS[code]).isfinite().all()) for code in said]
    # a mask of a finite number leaves the loss finite, "or meaningless"
    assert [code for code, finite in zip(said, is_finite, strict=True) if finite] == ["CE050"]
    assert torch.isnan(F.binary_cross_entropy_with_logits(torch.tensor(INF), torch.tensor(1.0)))  # even where right


def test_the_gradient_is_nan_where_a_finding_says_so():
    (_, input, target, _), (_, focal, label, options) = CALLS["CE044"], CALLS["CE052"]
    x = torch.from_numpy(input).requires_grad_()
    loss = F.cross_entropy(x, torch.from_numpy(target))
    loss.backward()
    assert loss.isfinite() and x.grad.isnan().any()
    x = torch.from_numpy(focal).requires_grad_()
    log_p = x.log_softmax(1).gather(1, torch.from_numpy(label)[:, None])
    loss = -((1 - log_p.exp()) ** options["gamma"] * log_p).mean()
    loss.backward()
    assert loss.isfinite() and x.grad[0].isnan().all()


def test_no_prediction_exceeds_a_half_after_log_softmax():
    assert torch.from_numpy(LOG_P).sigmoid().max() < 0.5


def test_smoothing_against_labels_is_lowest_where_the_sentence_says():
    name, input, target, options = CALLS["CE023"]
    (finding,) = find(CALLS["CE023"])
    label, other = map(int, re.search(r"For label (\d) this loss is lowest when class (\d)", finding.en).groups())
    x = torch.zeros(1, 3, dtype=torch.float64, requires_grad=True)
    weight = torch.from_numpy(options["weight"])
    optimiser = torch.optim.LBFGS([x], lr=0.1, max_iter=400, tolerance_grad=1e-12)

    def loss():
        optimiser.zero_grad()
        value = F.cross_entropy(x, torch.tensor([label]), weight=weight, label_smoothing=options["label_smoothing"])
        value.backward()
        return value

    optimiser.step(loss)
    p = x.softmax(1)[0].tolist()
    assert f"class {other} gets probability {p[other]:.3g} and class {label} only {p[label]:.3g}:" in finding.en


@each("code", CALLS)
def test_places_counts_and_values_are_those_checked_by_hand(code):
    (finding,) = find(CALLS[code])
    assert finding.en == SENTENCES[code]


@each("code", CALLS)
def test_both_languages_state_the_same_numbers(code):
    (finding,) = find(CALLS[code])
    english, chinese = (re.findall(r"\d+(?:\.\d+)?(?:e[+-]\d+)?", text) for text in (finding.en, finding.zh))
    assert sorted(english) == sorted(chinese)


@each("code", CALLS)
def test_a_finding_is_a_sentence(code):
    (finding,) = find(CALLS[code])
    assert re.fullmatch(r"[A-Za-z0-9][^\n]+[^\n.]\.", finding.en) and re.fullmatch(r"[^\n]+[^\n。]。", finding.zh)
    assert not re.search(CJK, finding.en) and len(re.findall(CJK, finding.zh)) > 5
    assert not re.search("[{}]", finding.en + finding.zh)


@each("code", CALLS)
def test_chinese_is_set_as_chinese(code):
    zh = find(CALLS[code])[0].zh
    for wrong in (f"{CJK}[,.;:!?]", f"[,.;:!?]{CJK}", f"{CJK}[A-Za-z0-9]", f"[A-Za-z0-9%]{CJK}",
                  rf"\([^()]*{CJK}", " [，。；：]", "您"):  # fmt: skip
        assert not re.search(wrong, zh), wrong


def test_no_forbidden_rendering():
    forbidden = "|".join(re.escape(word.strip()) for row in table() for word in row[2].split(","))
    texts = [text for rule in RULES for text in (rule.en, rule.zh)]
    assert not [text for text in texts if re.search(forbidden, text, re.IGNORECASE)]


@each("code", sorted(RAISING))
def test_a_message_is_quoted_and_not_part_of_the_sentence(code):
    (finding,) = find(CALLS[code])
    message = finding.message.partition(": ")[2]
    assert message and message not in finding.en and message not in finding.zh
