"""Make the subset of STIX Two Math that the site ships, with the characters that its formulas show: `make font`.

The font (SIL Open Font License 1.1) comes from the PyPI package `ziamath`, which carries it whole. The subset keeps
the characters that the formulas of the built site hold, and the MATH table that lays them out.
"""

import html
import io
import json
import re
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from functools import cache
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from copies import ROOT

PACKAGE, FILE = "ziamath==0.13", "ziamath/fonts/STIXTwoMath-Regular.ttf"
TARGET = ROOT / "docs/theme/fonts/stix-two-math-subset.woff2"
TOKEN = re.compile(r"<(mi|mo|mn|mtext|ms)\b([^>]*)>(.*?)</\1>", re.DOTALL)
# what browsers show <mi>x</mi> with, by the letter in it
ITALIC = {
    chr(int(unicodedata.decomposition(chr(code)).removeprefix("<font> "), 16)): chr(code)
    for code in (0x210E, *range(0x1D434, 0x1D455), *range(0x1D456, 0x1D468), *range(0x1D6E2, 0x1D71C))
}


def shown(page):
    """Return the characters that browsers show for the formulas in some HTML; a letter alone in <mi> is italic."""
    found = {"√"} if "<msqrt" in page or "<mroot" in page else set()
    for name, attributes, text in TOKEN.findall(page):
        text = html.unescape(text)
        slanted = name == "mi" and 'mathvariant="normal"' not in attributes
        found |= set(ITALIC.get(text, text) if slanted else text)
    return found


def lacking(page):
    """Return the characters of the formulas in some HTML that the font lacks, sorted."""
    return sorted(character for character in shown(page) - held() if not character.isspace())


@cache
def held():
    return {chr(code) for code in TTFont(TARGET).getBestCmap()}


def in_use(site):
    """Return the codes of what all formulas show, of upright letters too: Chromium takes heights from these."""
    pages = [path.read_text(encoding="utf-8") for path in site.rglob("*.html")]
    if not pages:
        sys.exit(f"{site} holds no page to read formulas from: run `make build` first")
    found = {character for page in pages for character in shown(page)}
    upright = {letter for letter, slanted in ITALIC.items() if slanted in found}
    return {ord(character) for character in {*found, *upright, "√", " "}}


def version(font):
    return font["name"].getDebugName(5).removeprefix("Version ")


def keep_script_sizes_of(font, characters):
    """Drop the glyphs for subscripts of all other characters: they are half of the font."""
    kept = {font.getBestCmap().get(character) for character in characters}
    for feature in font["GSUB"].table.FeatureList.FeatureRecord:
        if feature.FeatureTag == "ssty":
            for index in feature.Feature.LookupListIndex:
                for table in font["GSUB"].table.LookupList.Lookup[index].SubTable:
                    for name in set(table.alternates) - kept:
                        del table.alternates[name]


def main():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, PACKAGE], check=True)
        (wheel,) = Path(folder).glob("*.whl")
        # without recalcTimestamp the file is the same on every run
        font = TTFont(io.BytesIO(zipfile.ZipFile(wheel).read(FILE)), recalcTimestamp=False)
    characters = in_use(ROOT / "site")
    drawn = characters - {ord(letter) for letter in ITALIC}
    keep_script_sizes_of(font, {code for code in drawn if chr(code).isalnum() or chr(code) in "+−,"})
    options = subset.Options(flavor="woff2", layout_features=["ssty"], notdef_outline=True, hinting=False)
    maker = subset.Subsetter(options)
    maker.populate(unicodes=characters)
    maker.subset(font)
    subset.save_font(font, TARGET, options)
    note = {"name": f"{font['name'].getDebugName(4)} (subset)", "version": version(font), "license": "OFL-1.1"}
    TARGET.with_name("package.json").write_text(json.dumps(note, indent=2) + "\n", encoding="utf-8")  # for colophon.md
    print(f"{TARGET.name}: {len(font.getBestCmap())} characters, {TARGET.stat().st_size / 1024:.1f} KiB")


if __name__ == "__main__":
    main()
