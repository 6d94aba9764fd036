"""Copies to take along: the zip of the site works from any folder, and the handout is whole."""

import re
from pathlib import Path
from urllib.parse import urlsplit
from zipfile import ZipFile

import pytest
from mkdocs.config import load_config
from pypdf import PdfReader

import handout
import offline
from browsing import DESK, MATH_FONT, new_tab, tab_of
from built import NO_PAGES
from copies import GENERATOR, python
from serving import hosting

ROOT = Path(__file__).parents[1]
NAV = ["how-this-site-computes.md", {"part": ["nll-loss.md"]}, "glossary.md"]  # of a short handout


@pytest.fixture(scope="module")
def unpacked(site, tmp_path_factory):
    """The folder of the unpacked zip."""
    folder = tmp_path_factory.mktemp("offline")
    offline.pack(site, folder / "losses.zip")
    with ZipFile(folder / "losses.zip") as packed:
        packed.extractall(folder)
    return folder / "losses"


@pytest.fixture(params=["file", "http"])
def address(request, unpacked):
    """Where a reader opens the copy: in a folder, or from a server below a path."""
    if request.param == "file":
        yield unpacked.as_uri() + "/"
        return

    with hosting(unpacked.parent) as address:
        yield address + "losses/"


def test_the_zip_comes_out_alike_and_holds_the_site(site, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    for name in ("one", "two"):
        offline.pack(site, tmp_path / name / "losses.zip")
    assert (tmp_path / "one/losses.zip").read_bytes() == (tmp_path / "two/losses.zip").read_bytes()
    with ZipFile(tmp_path / "one/losses.zip") as packed:
        names = packed.namelist()
        assert names == sorted(names)
        assert {entry.date_time for entry in packed.infolist()} == {(2023, 11, 14, 22, 13, 20)}
    left_out = {p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()}
    left_out -= {name.removeprefix("losses/") for name in names}
    assert {Path(name).name for name in left_out} == offline.ONLINE


def test_without_a_site_the_zip_says_what_to_do(tmp_path):
    with pytest.raises(FileNotFoundError, match="run `make build` first"):
        offline.pack(tmp_path, tmp_path / "losses.zip")


def test_a_copy_never_names_the_machine_that_made_it(unpacked):
    for path in unpacked.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r'(?:href|src|content)="[^"]*(?:127\.0\.0\.1|localhost)', text), path


def test_the_copy_works_where_it_is_opened(chromium, unpacked, address):
    with tab_of(chromium, viewport=DESK) as tab:
        tab.goto(address + "index.html", wait_until="commit")
        tab.wait_for_url(re.compile(r"/(zh|en)/index\.html$"))
        tab.goto(address + "en/index.html")
        tab.locator("article a", has_text="NLLLoss").first.click()
        tab.wait_for_url(address + "en/nll-loss.html*")
        tab.goto(address + "en/nll-loss.html#log-sigmoid")
        tab.click("a.language")
        tab.wait_for_url(address + "zh/nll-loss.html#log-sigmoid")
        assert tab.evaluate(MATH_FONT) == 1
        assert tab.evaluate("getComputedStyle(document.querySelector('.md-header')).position") == "sticky"
        tab.locator("article a[href^='reference/losses.html']").first.click()
        tab.wait_for_url(address + "zh/reference/losses.html*")
        for url in tab.requests:
            if not url.startswith(("blob:", "data:")):
                assert url.startswith(address), f"asked of another place: {url}"
                assert (unpacked / urlsplit(url.removeprefix(address)).path).exists(), f"not in the copy: {url}"


def test_a_site_that_is_built_without_an_address_names_none(project):
    run = python(project, "-m", GENERATOR, "build", "--strict", SITE_URL="")
    assert run.returncode == 0, run.stderr
    site = project / "site"
    for path in [*site.rglob("*.html"), *site.rglob("llms.txt")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r'rel="canonical"|hreflang="x-default"|og:url|ld\+json|\]\(None', text), path
    entries = re.findall(r"^- \[.+\]\((.+)\): ", (site / "en/llms.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert entries and all((site / "en" / entry).is_file() for entry in entries)
    assert not (site / "sitemap.xml").exists() and not (site / "robots.txt").exists()
    not_found = (site / "404.html").read_text(encoding="utf-8")
    sheets = re.findall(r'<link rel="stylesheet" href="/(.+?)"', not_found)
    assert sheets and all((site / sheet).is_file() for sheet in sheets)


@pytest.fixture(params=["zh", "en"])
def config(request):
    return load_config(str(ROOT / handout.SETTINGS[request.param]))


def test_the_handout_has_the_pages_of_the_navigation_and_fits_the_paper(site, chromium, config):
    tab = new_tab(chromium)
    handout.lay_out(tab, site, config, {})
    language = config.theme["language"]
    chapters = tab.eval_on_selector_all("article.chapter", "all => all.map(article => article.id)")
    *pages, last = chapters
    written = {page.with_suffix(".html").name for page in ROOT.glob(f"docs/{language}/*.md")} - {*NO_PAGES}
    assert pages[0] == "index" and sorted(f"{page}.html" for page in pages) == sorted(written)
    assert last == "answers"
    assert handout.WORDS[language][0] in tab.inner_text("body") and config.site_name in tab.inner_text("body")
    assert tab.eval_on_selector("li li", "item => getComputedStyle(item).marginLeft") != "0px"  # room for its bullet
    links = tab.eval_on_selector_all("a[href^='#']", "all => all.map(link => link.hash.slice(1))")
    ids = tab.eval_on_selector_all("[id]", "all => all.map(tag => tag.id)")
    assert len(set(ids)) == len(ids)
    assert not {link for link in links if not link.startswith("__")} - set(ids)
    others = tab.eval_on_selector_all("a[href]:not([href^='#'])", "all => all.map(link => link.getAttribute('href'))")
    assert all(link.startswith("https://") for link in others)
    tab.context.close()


def test_the_handout_of_the_path_has_its_pages_in_order_and_all_answers_at_the_end(site, chromium, config):
    text = (ROOT / config.docs_dir / "learning.md").read_text(encoding="utf-8")
    path = re.findall(r"^\d+\. \[[^\]]+\]\(([\w-]+)\.md\)", text, re.MULTILINE)
    assert len(path) >= 8
    name = config.site_name
    tab = new_tab(chromium)
    handout.lay_out(tab, site, handout.for_learners(config, site), {})
    chapters = tab.eval_on_selector_all("article.chapter", "all => all.map(article => article.id)")
    assert chapters == ["learning", *path, "answers"]
    assert tab.inner_text(".title .name").startswith(name) and config.site_name.endswith(tab.inner_text("#learning h1"))
    answers = tab.eval_on_selector_all("details.answer", "all => all.map(answer => answer.parentElement.id)")
    assert answers == ["answers"] * (1 + 3 * len(path))
    assert tab.eval_on_selector_all("#answers h2", "all => all.length") == 1 + len(path)
    tab.context.close()


@pytest.mark.parametrize("config", ["en"], indirect=True)
def test_the_handout_is_stopped_by_what_is_wider_than_the_paper(site, chromium, config, monkeypatch):
    config.nav = NAV
    whole = handout.book
    wide = '<p style="width: 900px">too wide</p>'
    monkeypatch.setattr(handout, "book", lambda *given: whole(*given).replace("</main>", f"{wide}</main>"))
    tab = new_tab(chromium)
    with pytest.raises(ValueError, match=r"wider than the paper: \['too wide'\]"):
        handout.lay_out(tab, site, config, {})
    tab.context.close()


@pytest.mark.parametrize("config", ["zh"], indirect=True)
def test_the_handout_has_bookmarks_numbers_and_a_date(site, chromium, config, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    config.nav = NAV
    tab = new_tab(chromium)
    handout.write(tab, site, config, tmp_path / "losses.pdf")
    tab.context.close()
    pdf = PdfReader(tmp_path / "losses.pdf")
    texts = [page.extract_text() for page in pdf.pages]
    assert pdf.metadata.title == config.site_name and "2023-11-14" in texts[0] and "PyTorch 2." in texts[0]
    first = [entry for entry in pdf.outline if not isinstance(entry, list)]
    assert len(first) == 1 + 3 + 1  # the contents, and a bookmark for each chapter, the answers being the last
    starts = [pdf.get_destination_page_number(entry) + 1 for entry in first[1:]]
    assert starts == sorted(set(starts))
    assert [n for n in starts if re.search(rf"NLLLoss\s*{n}\b", texts[1])]
    for n, text in enumerate(texts[1:], 2):
        assert text.rstrip().endswith(str(n)) or text.lstrip().startswith(str(n))
    size = {tuple(round(float(side)) for side in page.mediabox[2:]) for page in pdf.pages}
    assert size == {(595, 842)}


# What belongs to what follows it, and what to what stands before it
KEPT = """() => ["h2, h3, dt, summary, .catalogue p", ".caption"].map(kind =>
  [...document.querySelectorAll(`article :is(${kind})`)].map(tag => tag.textContent.replace(/\\s/g, "")))"""


@pytest.mark.parametrize("config", ["en"], indirect=True)
def test_no_sheet_ends_or_begins_with_what_belongs_to_another(site, chromium, config, tmp_path):
    config.nav = ["gradients.md", "releases.md", "glossary.md"]
    tab = new_tab(chromium)
    handout.write(tab, site, config, tmp_path / "losses.pdf")
    headings, captions = tab.evaluate(KEPT)
    tab.context.close()
    assert headings and captions
    for n, page in enumerate(PdfReader(tmp_path / "losses.pdf").pages, 1):
        lines = [re.sub(r"\s", "", line) for line in page.extract_text(extraction_mode="layout").splitlines()]
        lines = [line for line in lines if line and line != str(n)]
        assert lines[-1] not in headings, f"sheet {n} ends with {lines[-1]}"
        assert not lines[0].startswith("..."), f"sheet {n} begins within a statement"
        assert not any(caption.startswith(lines[0]) for caption in captions), f"sheet {n} begins with {lines[0]}"
