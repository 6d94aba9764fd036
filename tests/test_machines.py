"""What programs read: each page as Markdown with what was computed, llms.txt, objects.inv, JSON-LD, robots.txt."""

import json
import re
import zlib
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from built import anchors, document, value
from together import each

ADDRESS = "https://example.org/en/losses/"  # of the site that tests read
DOCS = Path(__file__).parents[1] / "docs"
SOURCES = sorted(path for language in ("zh", "en") for path in (DOCS / language).rglob("*.md"))
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^ *```.*?^ *```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def made_of(source, site):
    """Return what the built site has of a page: its Markdown and its HTML."""
    written = site / source.relative_to(DOCS)
    return written, written.with_suffix(".html")


def ids(path):
    return set(re.findall(r"^#+ .* \{ #(\S+) \}$", path.read_text(encoding="utf-8"), re.MULTILINE))


@each("source", SOURCES)
def test_each_page_names_its_markdown(source, site):
    written, html = made_of(source, site)
    href = value(html, 'link[rel~=alternate][type="text/markdown"]', "href")
    assert (html.parent / href).resolve() == written.resolve()


@each("source", SOURCES)
def test_markdown_holds_headings_and_code_and_no_trace_of_the_build(source, site):
    written, _ = made_of(source, site)
    text, made = source.read_text(encoding="utf-8"), written.read_text(encoding="utf-8")
    assert made.startswith("# ")
    assert ids(source) <= ids(written)
    prose = CODE.sub("", made)
    assert not re.search(r'exec="on"|`=\{|^:::|<(?!http)/?[a-z]+[ >]|\\[(\[]', prose.replace(r"\\", ""), re.MULTILINE)
    typed = re.findall(r"^(?:>>>|\.\.\.) .+$", text, re.MULTILINE)
    assert not [line for line in typed if line not in made]
    assert len(re.findall(r"^\$\$$", made, re.MULTILINE)) >= len(re.findall(r"^\$\$$", text, re.MULTILINE))


@each("source", SOURCES)
def test_markdown_links_lead_to_markdown(source, site):
    written, _ = made_of(source, site)
    dead = []
    for address in LINK.findall(CODE.sub("", written.read_text(encoding="utf-8"))):
        href = urlsplit(address)
        target = (written.parent / href.path).resolve() if href.path else written
        if href.netloc:
            continue
        if href.query:  # a setting of a figure, which Markdown has not
            dead += [] if target.is_file() and target.suffix == ".html" else [f"{address}: no such page"]
            continue
        if target.suffix != ".md" or not target.is_file():
            dead.append(f"{address}: no such Markdown")
        elif f"[`{href.fragment}`](" in target.read_text(encoding="utf-8"):
            continue  # what explain finds stands in a list, under its code
        elif f'-instrument id="{href.fragment}"' in (DOCS / target.relative_to(site)).read_text(encoding="utf-8"):
            continue  # an instrument, which Markdown has not
        elif href.fragment.split("-")[0] != "term" and href.fragment and href.fragment not in ids(target):
            dead.append(f"{address}: no such heading")
    assert not dead


def test_markdown_shows_what_was_computed(site):
    """An ellipsis of a session, an inline value, the table and the words of a figure, a docstring."""
    made = (site / "en/cross-entropy-loss.md").read_text(encoding="utf-8")
    assert "0.4170300162778335" in made and "0.4170..." not in made
    for language, words in (("zh", "曲线图"), ("en", "Line chart")):
        imbalance = (site / language / "imbalance.md").read_text(encoding="utf-8")
        assert re.search(rf"^> {words}.{{30,}}$", imbalance, re.MULTILINE)
        assert "| 0.01 | 4.6052 | 4.5591 | 4.5135 | 4.3795 |" in imbalance
        drawn = {
            "zh": "> 输入 (8, 3) float32，目标 (8, 1) int64：C 多余",
            "en": "> input (8, 3) float32, target (8, 1) int64: C extra",
        }
        assert drawn[language] in (site / language / "shapes.md").read_text(encoding="utf-8").splitlines()
        reference = (site / language / "reference/losses.md").read_text(encoding="utf-8")
        assert "Measure how far logits are from class indices" in reference
        assert "- `weight: ArrayLike | None = None` – One weight per class" in reference
        assert "```python\ndef cross_entropy(" in reference


@each("language", ["zh", "en"])
def test_llms_txt_lists_every_page_with_its_description(site, language):
    text = (site / language / "llms.txt").read_text(encoding="utf-8")
    assert re.match(r"# .+\n\n> .+\n\n## .+\n\n- \[", text)
    entries = re.findall(r"^- \[(.+)\]\((.+)\): (.+)$", text, re.MULTILINE)
    assert len(entries) == text.count("\n- ")
    addresses = [address.removeprefix(f"{ADDRESS}{language}/") for _, address, _ in entries]
    assert sorted(addresses) == sorted(
        p.relative_to(DOCS / language).as_posix() for p in (DOCS / language).rglob("*.md") if p.name != "beyond.md"
    )
    assert all((site / language / address).is_file() for address in addresses)
    assert len({description for *_, description in entries}) == len(entries)


def test_llms_txt_of_the_root_leads_to_both_languages(site):
    text = (site / "llms.txt").read_text(encoding="utf-8")
    assert re.match(r"# 分类损失 · Classification Losses\n\n> .+\n> .+\n\n## ", text)
    for language in ("zh", "en"):
        assert f"({ADDRESS}{language}/llms.txt): " in text


def test_robots_txt_names_the_sitemap(site):
    assert f"Sitemap: {ADDRESS}sitemap.xml\n" in (site / "robots.txt").read_text(encoding="utf-8")


@each("language", ["zh", "en"])
def test_the_inventory_leads_to_every_function_of_the_reference(site, language):
    *head, body = (site / language / "objects.inv").read_bytes().split(b"\n", 4)
    assert head[0] == b"# Sphinx inventory version 2"
    places = {}
    for line in zlib.decompress(body).decode().splitlines():
        name, _, _, place, _ = line.split(" ", 4)
        address, _, anchor = place.replace("$", name).partition("#")
        places[name] = address
        assert anchor in anchors(site / language / address), line
    assert places["snippets.losses.cross_entropy"] == "reference/losses.html"
    assert places["snippets.cross_entropy"] == "reference/losses.html"


@each("source", SOURCES)
def test_json_ld_says_what_each_page_is(source, site):
    _, html = made_of(source, site)
    language, address = html.relative_to(site).as_posix().split("/", 1)
    (script,) = document(html).css('head script[type="application/ld+json"]')
    assert len(script.text().encode()) < 3000
    article, trail = json.loads(script.text())["@graph"]
    assert article["@type"] == "TechArticle" and article["inLanguage"] == language
    assert article["url"] == value(html, "link[rel=canonical]", "href") == f"{ADDRESS}{language}/{address}"
    assert article["headline"] == value(html, 'meta[property="og:title"]', "content")
    assert article["description"] == value(html, "meta[name=description]", "content")
    other = article["workTranslation" if language == "zh" else "translationOfWork"]
    assert other["@id"] == f"{ADDRESS}{other['inLanguage']}/{address}" and other["inLanguage"] != language
    items = trail["itemListElement"]
    assert [item["position"] for item in items] == list(range(1, len(items) + 1))
    assert items[-1]["item"] == article["url"]
    for item in items:
        place = urljoin(item["item"], "index.html" if item["item"].endswith("/") else "").removeprefix(ADDRESS)
        assert (site / place).is_file()
