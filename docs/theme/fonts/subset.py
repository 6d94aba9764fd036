"""Make the subset of STIX Two Math that the site ships: `python docs/theme/fonts/subset.py`.

The font (SIL Open Font License 1.1) comes from the PyPI package `ziamath`, which carries it whole. The subset keeps
the characters that formulas on these pages can hold, and the MATH table that lays them out.
"""

import io
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

PACKAGE, FILE = "ziamath==0.13", "ziamath/fonts/STIXTwoMath-Regular.ttf"
TARGET = Path(__file__).with_name("stix-two-math-subset.woff2")

CHARACTERS = {
    *range(0x20, 0x7F),  # ASCII
    *range(0x391, 0x3CA),  # Greek
    *range(0x1D434, 0x1D468),  # italic letters: what <mi>x</mi> is shown with
    *range(0x1D6E2, 0x1D71C),  # italic Greek
    *range(0x1D41A, 0x1D434),  # bold small letters: vectors
    *map(ord, "ℎℓℒℝ𝔼ℋ𝟏𝟙"),
    *map(ord, "±·×÷−∓∗√∞∂∇∑∏∫∈∉∀∃∅⊂⊆∪∩∼≃≈≔≜≠≡≤≥≪≫∝∘⊙⊤⋅⋯…⋮⋱′″†^¯ˆ˜→←↔↦⇒⇔⟹⟺∣∥‖⟨⟩⌈⌉⌊⌋⏞⏟"),
    *(0x2061, 0x2062, 0x2063),  # invisible operators
}


def version(font):
    return font["name"].getDebugName(5).removeprefix("Version ")


def main():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, PACKAGE], check=True)
        (wheel,) = Path(folder).glob("*.whl")
        # without recalcTimestamp the file is the same on every run
        font = TTFont(io.BytesIO(zipfile.ZipFile(wheel).read(FILE)), recalcTimestamp=False)
    options = subset.Options(
        flavor="woff2", layout_features=["ssty", "dtls", "flac"], notdef_outline=True, hinting=False
    )
    maker = subset.Subsetter(options)
    maker.populate(unicodes=CHARACTERS)
    maker.subset(font)
    subset.save_font(font, TARGET, options)
    note = {"name": f"{font['name'].getDebugName(4)} (subset)", "version": version(font), "license": "OFL-1.1"}
    TARGET.with_name("package.json").write_text(json.dumps(note, indent=2) + "\n", encoding="utf-8")  # for colophon.md
    print(f"{TARGET.name}: {len(font.getBestCmap())} characters, {TARGET.stat().st_size / 1024:.1f} KiB")


if __name__ == "__main__":
    main()
