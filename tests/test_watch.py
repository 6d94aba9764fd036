"""explain reads modules and functions, watch looks at the first batches alone, and a report is told in one language."""

import inspect
import linecache
import locale
import re
import warnings

import pytest
import torch
import torch.nn.functional as F
from torch import nn

import snippets
from snippets.findings import Report, explain, watch
from snippets.findings.call import LOSSES

LOGITS = torch.tensor([[2.0, -1.0, 0.5], [0.3, 2.5, -0.4]])
LABELS = torch.tensor([0, 1])
P = LOGITS.softmax(1)
MODULES = [module for module, _ in LOSSES.values() if module]


@pytest.mark.parametrize("module", MODULES)
def test_a_module_is_read_with_its_settings(module):
    name = next(name for name, (other, _) in LOSSES.items() if other == module)
    target = LABELS if "ignore_index" in inspect.signature(getattr(F, name)).parameters else P
    options = {"reduction": "sum", "weight": -torch.ones(3)} if name != "kl_div" else {"reduction": "mean"}
    input = P if name == "binary_cross_entropy" else LOGITS.log_softmax(1)
    ours = explain(getattr(nn, module)(**options), input, target)
    assert [f.code for f in ours] == [f.code for f in explain(name, input, target, **options)] != []
    assert explain(getattr(F, name), input, target, **options)[0].code == ours[0].code


def test_settings_that_are_not_given_are_the_default_ones():
    assert explain(nn.CrossEntropyLoss(), LOGITS, LABELS) == []
    assert [f.code for f in explain(nn.CrossEntropyLoss(ignore_index=0), LOGITS, LABELS)] == ["CE021"]
    assert [f.code for f in explain(nn.CrossEntropyLoss(label_smoothing=-0.1), LOGITS, LABELS)] == ["CE010"]
    log_target = nn.KLDivLoss(reduction="batchmean", log_target=True)
    assert [f.code for f in explain(log_target, P.log(), P.flip(0))] == ["KL007"]


def test_a_subclass_is_its_module():
    class Scaled(nn.CrossEntropyLoss):
        pass

    assert [f.code for f in explain(Scaled(), P, LABELS)] == ["CE001"]


def told(loss, *batches):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for input, target in batches:
            loss(input, target)
    return [(str(one.message)[:5], linecache.getline(one.filename, one.lineno).strip()) for one in caught]


@pytest.mark.parametrize("loss", [nn.CrossEntropyLoss(), F.cross_entropy], ids=["module", "function"])
def test_each_finding_is_told_once_and_only_of_the_first_batches(loss):
    bad, other = (P, LABELS), (LOGITS.log_softmax(1), LABELS)
    here = "loss(input, target)"
    assert told(watch(loss), bad, bad, other, bad) == [("CE001", here), ("CE002", here)]
    assert told(watch(loss, batches=1), (LOGITS, LABELS), bad) == []


def test_the_value_is_that_of_the_loss():
    for loss in (watch(nn.CrossEntropyLoss()), watch(F.cross_entropy)):
        torch.testing.assert_close(loss(LOGITS, LABELS), F.cross_entropy(LOGITS, LABELS))
    assert watch(F.cross_entropy)(LOGITS, LABELS, reduction="none").shape == (2,)


def test_arguments_without_names_are_those_of_the_loss():
    with pytest.warns(UserWarning) as warned:
        watch(F.cross_entropy)(LOGITS, LABELS, -torch.ones(3))
    assert str(warned[0].message) == str(explain(F.cross_entropy, LOGITS, LABELS, weight=-torch.ones(3)))


def test_a_watched_module_is_itself_again_after_the_first_batches():
    loss = nn.CrossEntropyLoss()
    assert watch(loss) is loss
    for _ in range(3):
        assert loss._forward_pre_hooks
        loss(LOGITS, LABELS)
    assert not loss._forward_pre_hooks


def test_a_call_that_raises_is_explained_first():
    with pytest.warns(UserWarning, match="CE028"), pytest.raises(RuntimeError):
        watch(nn.CrossEntropyLoss())(LOGITS, LABELS.double())


def test_what_is_no_loss_cannot_be_watched():
    with pytest.raises(ValueError, match="loss must be one of"):
        watch(nn.MSELoss())


def test_the_graph_is_left_alone():
    x = LOGITS.clone().requires_grad_()
    watch(nn.CrossEntropyLoss())(x, LABELS).backward()
    torch.testing.assert_close(x.grad, (P - F.one_hot(LABELS, 3)) / 2)


# Reports


REPORTS = explain("cross_entropy", P, LABELS), explain("cross_entropy", LOGITS, LABELS)


def test_a_report_is_a_list():
    found, nothing = REPORTS
    assert found[0].code == "CE001" and nothing == [] and not nothing


def test_a_report_has_the_sentence_the_cure_and_the_page():
    (finding,) = found = REPORTS[0]
    assert found.en.split("\n") == [
        f"CE001  {finding.en}", f"  write: {finding.cure}", f"  page: {finding.page}",
    ]  # fmt: skip
    assert found.zh.split("\n") == [
        f"CE001  {finding.zh}", f"  改写：{finding.cure}", f"  页面：{finding.page}",
    ]  # fmt: skip
    assert REPORTS[1].en == "Nothing looks wrong with this call." and REPORTS[1].zh == "这个调用没看出问题。"


def test_a_report_says_what_the_call_raises():
    found = explain("cross_entropy", LOGITS, LABELS.double())
    with pytest.raises(RuntimeError) as raised:
        F.cross_entropy(LOGITS, LABELS.double())
    assert found[0].message == f"RuntimeError: {raised.value}"
    assert f"\n  raises: {found[0].message}\n" in found.en and f"\n  异常：{found[0].message}\n" in found.zh


def test_lines_of_a_cure_stand_below_one_another():
    padded = torch.where(LABELS[:, None] == 1, -100.0, P)
    found = explain("cross_entropy", LOGITS, padded)
    assert "\n  write: keep = target[:, 0] != -100\n         F.cross_entropy(input[keep], target[keep])\n" in found.en
    assert "\n  改写：keep = target[:, 0] != -100\n        F.cross_entropy(input[keep], target[keep])\n" in found.zh


def test_findings_stand_below_one_another():
    found = REPORTS[0]
    twice = Report([*found, *found])
    assert twice.en == f"{found.en}\n\n{found.en}" and twice.zh == f"{found.zh}\n\n{found.zh}"
    row = re.search("<tr>.*</tr>", found._repr_html_())[0]
    assert f">{row}{row}<" in twice._repr_html_()


@pytest.mark.parametrize(
    ("name", "language"),
    [("zh_CN", "zh"), ("Chinese (Simplified)_China", "zh"), ("en_GB", "en"), ("de_DE", "en"), (None, "en")],
)
def test_print_takes_the_language_of_the_locale(name, language, monkeypatch):
    monkeypatch.setattr(locale, "getlocale", lambda: (name, "UTF-8"))
    for report in REPORTS:
        assert str(report) == getattr(report, language)
    assert f'<table lang="{language}">' in REPORTS[0]._repr_html_()


def test_a_notebook_shows_a_table():
    table = REPORTS[0]._repr_html_()
    assert "<td>CE001</td>" in table and "<td><pre>F.cross_entropy(logits, target)</pre></td>" in table
    assert "<table" not in REPORTS[1]._repr_html_()
    assert snippets.explain is explain and snippets.watch is watch
