"""Pack the built site into a zip that can be read from any folder: `make offline`.

The same site gives the same bytes. What only an address makes sense of (sitemaps, robots.txt) stays out.
"""

import os
import sys
import time
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

FIRST = 315532800  # 1980, where the time of a zip begins
ONLINE = {"sitemap.xml", "robots.txt"}


def pack(site, archive):
    """Write the files of the folder `site` into a zip, below a folder of its name."""
    if not (site / "index.html").is_file():
        raise FileNotFoundError(f"{site} holds no built site: run `make build` first")
    when = time.gmtime(max(FIRST, int(os.environ.get("SOURCE_DATE_EPOCH", FIRST))))[:6]
    archive.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(archive, "w") as packed:
        for path in sorted(path for path in site.rglob("*") if path.is_file() and path.name not in ONLINE):
            entry = ZipInfo(f"{archive.stem}/{path.relative_to(site).as_posix()}", when)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
            packed.writestr(entry, path.read_bytes())


if __name__ == "__main__":
    pack(*map(Path, sys.argv[1:]))
