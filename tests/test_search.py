"""What people type leads to the section that answers: first for most queries, among the first three for nearly all.

`pytest -rP tests/test_search.py` prints the shares. The search knows the queries in asked.toml, its ranking was made by
them; those in queries.toml were written by someone who knew neither them nor the ranking.
"""

import re
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import search
from browsing import DESK, PHONE, RESULTS, hits, tab_of, typed
from built import searched


def known_queries(language):
    path = Path(__file__).parents[1] / "docs" / language / "asked.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))["queries"]


TEXT = "document.querySelector('.md-content article').textContent"
UNSEEN = tomllib.loads((Path(__file__).parent / "queries.toml").read_text(encoding="utf-8"))
QUERIES = {language: {"known": known_queries(language), "unseen": unseen} for language, unseen in UNSEEN.items()}
FEWEST = 150
# Wanted are 80 % first and 97 % among the first three. What is reached is held: first, among the first three.
HELD = {
    "en": {"known": (0.98, 0.995), "unseen": (0.87, 0.95)},
    "zh": {"known": (0.98, 0.995), "unseen": (0.8, 0.92)},
}


@pytest.fixture(scope="module", params=QUERIES)
def language(request):
    return request.param


@pytest.fixture(scope="module")
def tab(chromium, server, language):
    """A tab whose search has been used, as making its index takes longer than many searches."""
    with tab_of(chromium, viewport=DESK) as tab:
        tab.goto(f"{server}{language}/404.html")
        assert typed(tab, "softmax")
        yield tab


@pytest.fixture(scope="module")
def indexed(site, language):
    guides, others = searched(site, language)
    named = [section for section in guides["sections"] if section[0].startswith("reference/")]
    assert named and not any(text for *_, text, _ in named)
    texts = [section for section in others["sections"] if section[2]]  # not what adds to a guide's
    known = {section[0]: section for section in guides["sections"] + texts}
    return {**guides, "sections": list(known.values())}


def address(tab, link):
    """Return where a result leads, within the language and without the words to mark."""
    parts, folder = urlsplit(link), urlsplit(tab.url).path.rpartition("/")[0] + "/"
    return parts.path.removeprefix(folder) + f"#{parts.fragment}" * bool(parts.fragment)


def test_there_are_queries_enough_and_each_names_sections(language, indexed):
    known = {address for address, *_ in indexed["sections"]}
    queries = [words for half in QUERIES[language].values() for asked in half.values() for words in asked]
    assert len(queries) == len(set(queries)) >= FEWEST
    named = {one for half in QUERIES[language].values() for wanted in half for one in wanted.split(", ")}
    assert not named - known


@pytest.mark.parametrize("half", ["known", "unseen"])
def test_the_section_that_answers_comes_first_or_nearly_so(tab, language, half):
    asked = [(wanted, words) for wanted, queries in QUERIES[language][half].items() for words in queries]
    ranks = {}
    for (wanted, words), links in zip(asked, hits(tab, [words for _, words in asked]), strict=True):
        places = [address(tab, link) for link in links]
        ranks[words] = next((n for n, place in enumerate(places, 1) if place in wanted.split(", ")), None)
        if ranks[words] != 1:
            print(f"{ranks[words] or 'none'}: {words!r}: {wanted}, not {places[:3]}")
    first = sum(rank == 1 for rank in ranks.values()) / len(ranks)
    three = sum(rank in (1, 2, 3) for rank in ranks.values()) / len(ranks)
    print(f"{language}, {half}: {len(ranks)} queries, first {first:.1%}, among the first three {three:.1%}")
    assert not tab.trouble
    least_first, least_three = HELD[language][half]
    assert first >= least_first and three >= least_three


def test_a_result_says_where_it_leads_and_why(tab, language):
    for words, marked in {
        "zh": [("softmax溢出", "溢出"), ("标签平滑", "标签平滑")],
        "en": [("F.nll_loss()", "nll_loss")],
    }[language]:
        assert [link for link, *_ in typed(tab, words)] == hits(tab, [words])[0] != []
        first = tab.locator(RESULTS).first
        assert all(first.locator(f".search-{part}").inner_text() for part in ("page", "title", "excerpt"))
        assert marked in tab.locator(f"{RESULTS} mark").all_text_contents()
        assert not re.search(r"\u200b|&\w+;|\\[a-z]+\{|undefined", tab.text_content(".md-search-result__list"))


def test_no_single_character_of_chinese_is_marked(tab):
    """Nor where a section holds nothing else of the query."""
    typed(tab, "是")
    alone = tab.locator(f"{RESULTS} mark").all_text_contents()
    typed(tab, "dice 是")
    beside = tab.locator(f"{RESULTS} mark").all_text_contents()
    assert beside and all(len(word) > 1 for word in alone + beside)


def test_a_name_is_found_without_its_underscore(tab):
    for words, name in (("posweight", "pos-weight"), ("ignoreindex", "ignore-index"), ("labelsmoothing", "smoothing")):
        assert any(name in link for link in hits(tab, [words])[0]), words


def test_what_is_misspelt_finds_what_is_meant(tab, language):
    misspelt = {
        "F.log_sofmax": "F.log_softmax",
        "lable_smoothing": "label_smoothing",
        "torch.nn.modules.loss.CrossEntropyLoss": "CrossEntropyLoss",
        "交叉商": "交叉熵",
        "阀值 怎么选": "阈值 怎么选",
    }
    misspelt |= {"zh": {"lable smooting": "label smoothing"}, "en": {"wieghted loss": "weighted loss"}}[language]
    found, wanted = hits(tab, [*misspelt]), hits(tab, [*misspelt.values()])
    assert dict(zip(misspelt, found, strict=True)) == dict(zip(misspelt, wanted, strict=True))


def test_a_short_word_that_is_like_another_is_no_mistake(tab, language):
    """Readers typed it, and no page has it: the query finds its section by it."""
    word, other = {"en": ("noisy", "noise"), "zh": ("later", "layer")}[language]
    found, others = hits(tab, [word, other])
    assert found != others


def test_the_parts_of_an_exception_are_not_looked_for(tab):
    """FloatingPointWarning is no floating-point target."""
    assert hits(tab, ["FloatingPointWarning"]) == [[]] and hits(tab, ["RuntimeError"]) != [[]]


def test_what_is_nowhere_is_said(tab):
    for words in ("frobnicate", "呃呃"):
        assert typed(tab, words) == [] and words in tab.inner_text(".md-search-result__meta")
    assert typed(tab, "label smoothing frobnicate") and "frobnicate" in tab.inner_text(".md-search-result__meta")
    assert len(typed(tab, "a")) <= 10 and typed(tab, " ") == []


def test_the_other_pages_come_when_a_query_needs_it(chromium, server, language):
    with tab_of(chromium, viewport=DESK) as tab:
        tab.goto(f"{server}{language}/404.html")
        for words, comes in (("cross_entropy", False), ("snippets.losses", True)):
            links = [address(tab, link) for link, *_ in typed(tab, words)]
            assert any(link.startswith("reference/") for link in links) == comes
            assert any(url.endswith("/search/others.js") for url in tab.requests) == comes


def test_names_in_code_lead_to_its_section_though_the_guides_have_them_not(chromium, server, site, language):
    guides, others = searched(site, language)
    texts = {section[0]: section[2] for section in guides["sections"]}
    more = [
        (at, said.split("| ")[-1].split()) for at, _, text, said in others["sections"] if texts.get(at) and not text
    ]
    named = [(at, name) for at, names in more for name in names if name.lower() in guides["elsewhere"]][::8]
    with tab_of(chromium, viewport=DESK) as tab:
        tab.goto(f"{server}{language}/404.html")
        found = hits(tab, [name for _, name in named])
        missed = [
            name for (at, name), links in zip(named, found, strict=True) if at not in [address(tab, x) for x in links]
        ]
    assert len(named) > 10 and not missed


def test_what_was_asked_before_changes_no_answer(chromium, server, language):
    with tab_of(chromium, viewport=DESK) as tab:
        tab.goto(f"{server}{language}/404.html")
        queries = ("softmax", "ignore_index", "nan")
        before = [typed(tab, words) for words in queries]
        assert any("/reference/" in link for link, *_ in typed(tab, "snippets.softmax"))
        assert [typed(tab, words) for words in queries] == before


def test_what_is_asked_of_the_site_itself_needs_no_other_page(chromium, server, language):
    words = {"zh": "许可证", "en": "licence"}[language]
    with tab_of(chromium, viewport=DESK) as tab:
        tab.goto(f"{server}{language}/404.html")
        assert address(tab, hits(tab, [words])[0][0]) == "teaching.html#licence"
        assert not any(url.endswith("/search/others.js") for url in tab.requests)


def test_keys_lead_through_the_search(tab):
    tab.keyboard.press("Escape")
    assert not tab.is_checked("#__search")
    tab.keyboard.press("/")
    tab.wait_for_selector("input[name=query]:focus")
    tab.keyboard.type(" reduction")
    tab.wait_for_selector(RESULTS)
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowDown")
    assert (
        tab.evaluate("[...document.querySelectorAll('.md-search-result__link')].indexOf(document.activeElement)") == 1
    )
    tab.keyboard.press("ArrowUp")
    tab.keyboard.press("ArrowUp")
    assert tab.evaluate("document.activeElement.name") == "query"
    tab.keyboard.press("Escape")
    assert not tab.is_checked("#__search")


def test_an_open_search_fits_a_phone_and_closes_when_the_focus_leaves(page, server, language):
    page.goto(f"{server}{language}/glossary.html")
    page.click("label[for=__search]")
    assert typed(page, "nan")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.set_viewport_size(DESK)
    page.focus("input[name=query]")
    page.keyboard.press("Shift+Tab")
    assert not page.is_checked("#__search")


def test_search_works_from_a_folder(chromium, site, language):
    words = {"zh": "独热", "en": "one-hot"}[language]
    errors = []
    with tab_of(chromium, viewport=DESK) as tab:
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.goto((site / language / "reference/index.html").as_uri())  # a page that is a folder deeper
        text = tab.evaluate(TEXT)
        [first, *_], *others = typed(tab, words)
        assert first.startswith((site / language).as_uri()) and len(others) > 2
        tab.keyboard.press("Enter")
        tab.wait_for_url("**?h=*")
        assert tab.url == first
        assert tab.evaluate("CSS.highlights.get('search').size") > 0  # the words are marked on the page they led to
        tab.goto((site / language / "reference/index.html").as_uri() + "?h=softmax+amp")
        assert tab.evaluate("CSS.highlights.get('search').size") > 0 and tab.evaluate(TEXT) == text
    assert not errors


def test_the_index_holds_text_and_its_language_only(indexed, language):
    own = [one for one in indexed["sections"] if not one[0].startswith(("reference", "glossary"))]
    text = "".join(title + text for _, title, text, _ in own)
    chinese = len(re.findall(r"[\u4e00-\u9fff]", text))
    assert (chinese > 1000) == (language == "zh") and (chinese == 0) == (language == "en")
    assert not re.search(r"\\(frac|operatorname)|¶|>>> import|Traceback \(most", text)
    assert "0.9050" not in text, "the axes of a figure, one number after the other"


def test_nothing_of_the_theme_s_search_is_shipped(site, language):
    folder = site / language
    assert not [*folder.rglob("lunr*"), *folder.rglob("workers"), *folder.rglob("search_index*")]
    engine = (folder / "search/engine.js").read_text(encoding="utf-8")
    assert "@license MIT" in engine and engine.count("/*") < 12


def test_the_first_search_loads_the_beginning_of_a_text_whole_words_only(site, language):
    text = {"zh": "损失是 0.6931，不下降。", "en": "The loss is 0.6931 and stays. "}[language] * 60
    beginning, rest = search.cut(text)
    assert beginning + rest == text and search.LOADED - 40 < len(beginning.encode()) <= search.LOADED
    assert beginning[-1] in "， 。" and search.cut(beginning) == (beginning, "")
    assert search.cut("x" * 1000) == ("x" * search.LOADED, "x" * (1000 - search.LOADED))
    guides, others = searched(site, language)
    assert max(len(text.encode()) for _, _, text, _ in guides["sections"]) <= search.LOADED
    longer = {at for at, _, text, said in others["sections"] if not text and len(said) > 200}
    assert longer & {at for at, *_ in guides["sections"]}


def test_what_a_word_means_is_said_by_the_glossary_first(tab, language):
    asked = {"zh": "什么是对数几率", "en": "what is logits"}[language]
    assert address(tab, hits(tab, [asked])[0][0]) == "glossary.html#term-logits"
