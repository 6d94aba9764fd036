"""Collect what the pages of a language raise and warn, for the instrument that finds a pasted message: messages.js.

The pages are the only home: errors.md of causes, fixes and sentences, debugging.md of the numbers at which a loss
gets stuck. A row of their tables may begin with a message, whole, which links to its section; what the row says
of it is shown to readers with their own numbers.
"""

import json
import re
from pathlib import Path

from bs4 import BeautifulSoup

import assets
from machines import without_colours
from mistakes import stop
from wording import template, with_values

ERRORS, STUCK, CHANGES = "errors.md", "debugging.md", "releases.md"
SCRIPT = "javascripts/messages.js"
VERDICTS = {"zh": ("失败", "警告", "正常"), "en": ("Fails", "Warns", "Works")}

SESSION = '<div class="language-pycon highlight">'
TRACEBACK = "Traceback (most recent call last):"
TEXT = '<div class="language-text highlight">'
TYPED = re.compile(r"^\w+(?:Error|Warning): (.+)", re.MULTILINE)  # in a block of text: what others say
SAID = re.compile(
    r"(?:^>>> (?P<call>.*(?:\n\.\.\..*)*)\n)?^"
    r"(?:Traceback .*\n +\.\.\.\n[\w.]+: (?P<raised>.*(?:\n(?!>>> ).+)*)"
    r"|>>> print\(caught\[0\]\.message\)\n(?P<warned>.+))",
    re.MULTILINE,
)
# what the compiler quotes, and what its kernels say
QUOTED = re.compile(r"got \w+\((?P<quote>['\"])(?P<message>.*)(?P=quote)\)$|^kernel, \S+, (?P<bounds>.*)")
SYMPTOM = re.compile(r'"([\w.-]*#[\w-]+)"')
CALLED = re.compile(r"\w{4,}(?=[(=])")  # functions, and arguments by name

collected = {}  # by page: its sections, and the rows of its tables


def note(content, page):
    """Keep what a page raises, by section, and the rows of its tables."""
    if page.file.src_uri == CHANGES:
        return  # which repeats what other pages say
    if TRACEBACK in content or TEXT in content or page.file.src_uri in (ERRORS, STUCK):
        tree = BeautifulSoup(without_colours(content), "html.parser")
        for link in tree("a", class_="headerlink"):
            link.decompose()
        for link in tree("a", href=re.compile("^#")):
            link["href"] = page.url + link["href"]
        for term in tree("a", class_="term"):
            del term["class"], term["title"]  # the glossary says it; a definition in each answer would weigh too much
        collected[page.file.src_uri] = list(sections(tree, page)), [row for body in tree("tbody") for row in body("tr")]


def sections(tree, page):
    for heading in tree(["h1", "h2", "h3"]):
        parts = []
        for part in heading.next_siblings:
            if part.name in ("h1", "h2", "h3"):
                break
            parts.append(part)
        boxes = [part for part in parts if part.name in ("div", "details")]
        own = [box.get_text() for box in boxes if "highlight" in box.get("class", ())]
        codes = own + [code.get_text() for box in boxes for code in box.select("div.highlight")]
        said = [found for code in codes for found in SAID.finditer(code)]
        yield {
            "href": f"{page.url}#{heading['id']}",
            "title": heading.decode_contents().strip(),
            "items": [
                item.decode_contents().strip()
                for part in parts
                if part.name == "ul"
                for item in part("li", recursive=False)
            ],
            "code": typed(code for code in own if not SAID.search(code)),
            "said": {message_in(found): CALLED.findall(found["call"] or "") for found in said}
            | {message: [] for code in codes if ">>> " not in code for message in TYPED.findall(code)},
        }


def message_in(found):
    """Return what was raised or warned, without what the compiler says around it."""
    said = found["raised"] or found["warned"]
    quoted = QUOTED.search(said)
    return quoted["message"] or quoted["bounds"] if quoted else said


def typed(codes):
    """Return what is typed in sessions, to be pasted into a program."""
    return "\n".join(line[4:] for code in codes for line in code.splitlines() if re.match(r">>> |\.\.\. ", line))


def labelled(content, page, config):
    """Say above each session of a section on errors whether it fails or works; of other worlds, their calls say it."""
    if page.file.src_uri != ERRORS:
        return content
    fails, warns, works = VERDICTS[config.theme["language"]]
    parts, seen, own = re.split(f"(<h[23] |{SESSION}|</?details)", content), False, True
    for n, part in enumerate(parts):
        if part.startswith("<h"):
            seen = False
        elif part in ("<details", "</details"):
            own = part == "</details"
        elif part == SESSION and own:
            code = parts[n + 1].partition("</div>")[0]
            verdict = fails if TRACEBACK in code else warns if ".message" in code else works if seen else None
            seen = seen or verdict is not None
            if verdict:
                parts[n] = SESSION[:-1] + f' data-verdict="{verdict}">'
    return "".join(parts)


def quoted(rows):
    """Return (message, address of its section, its cause, whether others saw it) for rows that begin with messages."""
    for row in rows:
        links = row.td("a", recursive=False)
        if " ".join(link.code.get_text() for link in links if link.code) == row.td.get_text():
            for link in links:
                yield " ".join(link.get_text().split()), link["href"], row("td")[1], len(row("td")) > 2


def stuck(rows):
    """Return (formulas, what stands there, its cause) for each row of the numbers at which a loss gets stuck."""
    for row in rows:
        if len(row("td")) == 2 and (formulas := row.td("math")):
            found = [[formula.annotation.get_text().strip(), str(formula)] for formula in formulas]
            yield found, *(cell.decode_contents() for cell in row("td"))


def symptoms(rows):
    """Return (symptom, cause, links) for the rows of a training run that lead where the instrument may."""
    asked = SYMPTOM.findall((assets.FOLDER / "fingerprints.mjs").read_text(encoding="utf-8"))
    told = [[cell.decode_contents() for cell in row("td")] for row in rows if len(row("td")) == 3]
    return [row for row in told if any(f'{address}"' in row[2] for address in asked)]


def gathered():
    """Return what the instrument knows: sections, templates with what leads where, and marks."""
    found, places, templates = [], {}, {}

    def lead(message, section, sentence="", calls=()):
        pattern, values = template(message)
        if section["href"] not in places:
            places[section["href"]] = len(found)
            found.append({name: section[name] for name in ("href", "title", "items", "code")})
        try:
            sentence = with_values(sentence, values)
        except ValueError as error:
            stop(f"{ERRORS}: of `{message}` it says: {sentence}\n    {error}")
        templates.setdefault(pattern, []).append([values, places[section["href"]], sentence, *calls])

    own, rows = collected[ERRORS]
    others = [
        {**section, "items": [], "code": ""}
        for page in sorted(collected.keys() - {ERRORS})
        for section in collected[page][0]
    ]
    sections = {section["href"]: section for section in own + others}
    listed = list(quoted([*rows, *collected[STUCK][1]]))
    elsewhere = [message for message, *_, seen in quoted(rows) if seen]
    for message, address, cause, _ in listed:
        sentence = cause.decode_contents().strip()
        section = sections.get(address) or {"href": address, "title": sentence, "items": [], "code": "", "said": {}}
        calls = [calls for said, calls in section["said"].items() if " ".join(said.split()).startswith(message)]
        lead(message, section, sentence, (calls or [named(cause)])[0])
    for section in own:
        for message, calls in section["said"].items():
            if not any(" ".join(message.split()).startswith(row) for row, *_ in listed):
                lead(message, section, "", calls)
    known = {(pattern, dtypes(values)) for pattern, leads in templates.items() for values, *_ in leads}
    known -= {(pattern, dtypes(values)) for pattern, values in map(template, elsewhere)}  # pages may raise it as well
    for section in others:
        for message, calls in section["said"].items():
            pattern, values = template(message)
            if (pattern, dtypes(values)) not in known:
                lead(message, section, "", calls)
    return {
        "sections": found,
        "messages": list(templates.items()),
        "stuck": list(stuck(collected[STUCK][1])),
        "symptoms": symptoms(collected[STUCK][1]),
        "ask": next((section["code"] for section in own if section["href"].endswith("#ask")), ""),
    }


def named(cause):
    """Return the names in the code of a cause, by which a traceback tells it from others."""
    return [name for code in cause("code") for name in re.findall(r"[a-z]\w{3,}", code.get_text())]


def dtypes(values):
    """Return the names of dtypes among the values of a message: with another one it may have another cause."""
    return tuple(value for value in values if value[:1].isupper())


def write(config):
    """Write messages.js, unless this build saw only some pages: then the last one knew more."""
    if ERRORS in collected and STUCK in collected:
        data = json.dumps(gathered(), ensure_ascii=False, separators=(",", ":"))
        script = assets.joined("paste-answer")  # what looks in it
        Path(config.site_dir, SCRIPT).write_text(f"window.messages = {data};\n{script}", encoding="utf-8", newline="\n")
