"""Write what the search reads: the sections of all pages of a language as plain text, and words that mean the same."""

import builtins
import json
import os
import re
import tomllib
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

from mkdocs.exceptions import PluginError

from formulas import in_plain_text
from machines import without_colours

SYNONYMS = Path(__file__).with_name("synonyms.toml")
ASKED = "asked.toml"  # beside the pages of a language
HEADINGS = ("h1", "h2", "h3", "h4", "dt")  # with an id, these begin a section
POINTERS = ("tr", "li", "dd")  # what these say is said of the sections that they link to; of a term, its name
INLINE = ("a", "b", "code", "em", "i", "s", "samp", "span", "strong", "sub", "sup", "var", "wbr")
VOID = ("br", "hr", "img", "input", "wbr")
NO_TEXT = ("nav", "script", "style", "svg", "which-loss-instrument")  # recipes say at more length what it asks
# Numbers of figures, source, signs, and what explain may say, which the pages say at more length
NOT_SEARCHED = re.compile(r"\b(?:data|mkdocstrings-source|headerlink|catalogue)\b")
BLOCK = re.compile(r'<math display="block".*?</math>', re.DOTALL)  # letters and signs, by which nobody searches
EMPTY = re.compile(r"（[、；，\s]*）|\s\([,; ]*\)")  # where links to sources stood
PROMPT = re.compile(r"^(?:>>>|\.\.\.) .*", re.MULTILINE)
NAME = re.compile(r"(?<=\.)[A-Za-z_]\w{3,}|\b[A-Za-z_]\w{3,}(?=[(=])")  # what is called or has a place in something
DEFINED = re.compile(r"\b(?:def|class) (\w+)")  # by a page, for itself
IDENTIFIER = re.compile(r"[A-Za-z]+_\w+|[A-Z]+[a-z]+[A-Z]\w+", re.ASCII)
MESSAGE = re.compile(r"^(?!Traceback).*[A-Za-z]{2,} [A-Za-z']{2,}.*", re.MULTILINE)
ELSEWHERE = "elsewhere"  # the box of what other worlds answered
OFTEN = 6  # sections whose code holds a name; more, and it tells none from another
LINKS = "read-on"  # the section of a page whose items say of others what they are
EXERCISES = "exercises"  # a section that asks: whoever searches wants what answers
LONGEST = 250  # characters of a row or an item that says what a section is about
LOADED = 650  # bytes of a section's text that the first search loads
ENDS = re.compile(r".*[\s，。；：、]|.*", re.DOTALL)  # up to the last end of a word, if there is one
# snippets, the site itself, and what is read rather than looked up
SELDOM = re.compile("reference/|learning|teaching|releases|how-this-site|colophon|convergence|notes")
WORD = re.compile(r" ?[A-Za-z]+|.", re.DOTALL)
FIRST = 35  # the letter for the first word, as unpacked.mjs has it; what is below it has to be escaped in JSON


class Sections(HTMLParser):
    """The sections of a page by their ids: titles and texts; and what the page says of others, by their addresses."""

    def __init__(self, url):
        super().__init__()
        self.url, self.found, self.said, self.defined = url, [], [], set()
        self.open, self.hidden, self.pointers = [], 0, []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in HEADINGS and "id" in attrs:
            self.found.append({"id": attrs["id"], "title": "", "text": "", "said": [], "more": [], "names": {}})
        self.write("" if tag in INLINE else " ")
        if tag in VOID:
            return
        classes = attrs.get("class") or ""
        names = tag in ("summary", "p") and bool(self.open) and self.open[-1][2]  # worlds; what they say is in sessions
        source = tag == "a" and attrs.get("href", "").startswith("http") and bool(self.pointers)  # of a row or an item
        hides = tag in NO_TEXT or bool(NOT_SEARCHED.search(classes)) or names or source
        self.open.append((tag, hides, classes == ELSEWHERE))
        self.hidden += hides
        if tag == "pre":
            self.code = ""
        if tag in POINTERS:
            start = len(self.found[-1]["text"]) if self.found else 0
            self.pointers.append({"text": "", "links": [], "start": start, "beside": ""})
        if tag == "td":
            self.pointers[-1]["beside"] = ""
        if tag == "a" and self.pointers and attrs.get("class") != "term":
            self.pointers[-1]["links"].append(urljoin(self.url, attrs.get("href", "")))

    def handle_endtag(self, tag):
        while self.open and tag not in VOID:  # a <p> or an <li> may end without a tag
            ended, hid, _ = self.open.pop()
            self.hidden -= hid
            if ended in POINTERS:
                self.point(ended, **self.pointers.pop())
            if ended == "pre" and not self.hidden:
                self.add(self.code)
            if ended == tag:
                break
        self.write("" if tag in INLINE else " ")

    def point(self, tag, text, links, start, beside):
        """Let what a row or an item of links says be said of what it links to; of that alone, where a row is about this
        page or ends in nothing but links."""
        among_links = bool(self.found) and self.found[-1]["id"] == LINKS
        if len(text) < LONGEST and (tag != "li" or among_links):
            said = self.found[-1]["title"] if tag == "dd" and self.found else text
            self.said += [(link, said) for link in links]
            here = tag == "tr" and all(link.startswith(f"{self.url}#") for link in links)
            points = tag == "tr" and not re.search(r"\w", beside)
            if links and (here or points or among_links):
                self.found[-1]["text"] = self.found[-1]["text"][:start]

    def handle_data(self, data):
        if any(tag == "pre" for tag, *_ in self.open):
            self.code += data
        elif not self.hidden:
            self.write(data)

    def add(self, code):
        """Add the messages of a session to the text; those of other releases and names in code are seldom asked."""
        typed = " ".join(PROMPT.findall(code))
        self.defined |= set(DEFINED.findall(typed))
        messages = MESSAGE.findall(PROMPT.sub("", code))
        if any(elsewhere for *_, elsewhere in self.open):
            self.found[-1]["more"] += messages
            return
        self.write(f" {' '.join(messages)} ")
        if self.found:
            self.found[-1]["names"] |= dict.fromkeys(
                name for name in NAME.findall(typed) if not hasattr(builtins, name)
            )

    def write(self, text):
        if self.found:
            in_title = any(tag in HEADINGS for tag, *_ in self.open)
            self.found[-1]["title" if in_title else "text"] += text
        if self.pointers:
            self.pointers[-1]["text"] += text
            linked = any(tag == "a" for tag, *_ in self.open)
            self.pointers[-1]["beside"] += "" if linked else text


def note_sections(content, page):
    page.sections = Sections(page.url)
    page.sections.feed(in_plain_text(BLOCK.sub("", without_colours(content))))
    page.sections.said.append((page.url, page.meta.get("title", "")))


def write(files, config):
    """Write search/guides.js and search/others.js, which a page opened from a folder can load too."""
    pages = [file.page for file in files.documentation_pages() if file.inclusion.is_in_nav()]  # not what has moved
    if not all(page.content for page in pages):  # under `mkdocs serve`, an edited page alone
        return
    path = Path(config.docs_dir, ASKED)
    data, asked = searched(pages, path), asked_in(path)
    folder = Path(config.site_dir, "search")
    folder.mkdir(exist_ok=True)
    guides = [[at, title, cut(text)[0], said] for at, title, text, said in data["sections"] if not SELDOM.match(at)]
    others = [section for section in data["sections"] if SELDOM.match(section[0])]
    named = [[at, title, "", joined(asked.get(at, []))] for at, title, *_ in others if "#" not in at or at in asked]
    rest = {at: joined([cut(text)[1], data["more"][at]]) for at, _, text, _ in data["sections"]}
    more = [[at, title, "", rest[at]] for at, title, *_ in guides if rest[at]]
    elsewhere = sorted(identifiers(more) - identifiers(guides))
    for name, sections in {"guides": guides + named, "others": others + more}.items():
        words = {"synonyms": data["synonyms"], "misspelt": misspelt(), "elsewhere": elsewhere}
        text = in_json(packed(in_json({"sections": sections, **words})))
        (folder / f"{name}.js").write_text(f"var {name} = {text}\n", encoding="utf-8", newline="\n")


def cut(text):
    """Return what of a text the first search loads, and the rest."""
    beginning = text.encode()[:LOADED].decode(errors="ignore")
    kept = text if beginning == text else ENDS.match(beginning)[0]
    return kept, text[len(kept) :]


def identifiers(sections):
    """Return the names of several parts that sections hold, by whose parts alone a search would find others."""
    return {name.lower() for _, *texts in sections for text in texts for name in IDENTIFIER.findall(text)}


def in_json(data):
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def packed(text):
    """Return the words of a text, the most frequent first, and a letter for each word: a tenth less when compressed."""
    pieces = WORD.findall(text)
    words = [word for word, _ in Counter(pieces).most_common()]
    letters = {word: chr(FIRST + n) for n, word in enumerate(words)}
    return {"words": words, "text": "".join(letters[piece] for piece in pieces)}


def searched(pages, asked):
    """Return each section as [address, title, text, what is said of it elsewhere], more of it, and equal words."""
    sections = {
        f"{page.url}#{section['id']}" if n else page.url: section
        for page in pages
        for n, section in enumerate(page.sections.found)
        if section["id"] != EXERCISES
    }
    defined = {name for page in pages for name in page.sections.defined}
    held = Counter(name for page in pages for part in page.sections.found for name in part["names"])
    for section in sections.values():
        section["names"] = [name for name in section["names"] if held[name] <= OFTEN and name not in defined]
    said = [said for page in pages for said in page.sections.said] + phrases(asked, sections)
    for address, text in said:
        if address in sections and not any(text in other for other in sections[address]["said"]):
            sections[address]["said"].append(text)
    return {
        "sections": [[address, *in_brief(section)] for address, section in sections.items()],
        "more": {address: more_of(section) for address, section in sections.items()},
        "synonyms": synonyms(sections),
    }


def in_brief(section):
    """Return title, text, and what else is said of a section; a term without its name in the other language."""
    return one_line(section["title"].partition(" · ")[0]), one_line(section["text"]), joined(section["said"])


def more_of(section):
    """Return what is seldom asked of a section: messages of other releases, and names in its code."""
    names = " ".join(name for name in section["names"] if name not in section["text"])
    return joined([*section["more"], names])


def joined(phrases):
    """Return phrases as the engine takes them apart; the space keeps the first word of each like any other."""
    return "| ".join(one_line(phrase) for phrase in phrases if phrase)


def one_line(text):
    return " ".join(EMPTY.sub("", text).split())


def phrases(path, sections):
    """Return (address, phrase) of what readers type for a section."""
    asked = asked_in(path)
    if unknown := asked.keys() - sections.keys():
        raise PluginError(f"{os.path.relpath(path)}: no section is at {', '.join(sorted(unknown))}")
    return [(address, phrase) for address, phrases in asked.items() for phrase in phrases]


def asked_in(path):
    """Return by address the phrases for a section, and the queries that it answers."""
    told = table(path) if path.exists() else {"phrases": {}, "queries": {}}
    asked = {address: re.split(", |，", phrases) for address, phrases in told["phrases"].items()}
    for addresses, queries in told["queries"].items():
        for address in addresses.split(", "):
            asked[address] = asked.get(address, []) + [query.replace("|", " ") for query in queries]
    return asked


def synonyms(sections):
    """Return the groups of words that mean the same: terms of the glossary with their other names, and the table."""
    terms = [" ".join(section["title"].split()) for address, section in sections.items() if "#term-" in address]
    return [re.split(r" · |, |、", term) for term in terms if " · " in term] + table(SYNONYMS)["same"]


def misspelt():
    """Return [what is typed, what is meant] of words that the tools of spelling do not reach: Chinese ones."""
    return [[wrong, right] for right, all_wrong in table(SYNONYMS)["misspelt"].items() for wrong in all_wrong]


def table(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))
