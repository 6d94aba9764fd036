"""Measure what CONTRIBUTING.md promises about speed, and print a table: `make bench`."""

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

from playwright.sync_api import sync_playwright

from copies import GENERATOR, ROOT
from handling import PAGES
from serving import serving


def run(command, folder):
    """Return seconds and peak MiB of a command and the processes it waited for."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"failed: {' '.join(map(str, command))}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def rebuilds(folder, edits):
    """Serve, edit a page of both languages, and return the seconds until the server shows the edit; several times."""
    with serving(folder) as wait_for:
        wait_for("en/index.html", "</html>")
        for n in range(edits):
            time.sleep(1.5)  # the server looks at modification times
            for language in ("zh", "en"):
                page = folder / f"docs/{language}/index.md"
                text = re.sub(r"\nEdit \d+\n$|$", f"\nEdit {n}\n", page.read_text(encoding="utf-8"), count=1)
                page.write_text(text, encoding="utf-8")
            yield wait_for("en/index.html", f"Edit {n}")


DRAG = """name => [...document.querySelectorAll(`${name} input[type=range]`)].flatMap(slider =>
  Array.from({ length: 50 }, (_, n) => {
    slider.value = +slider.min + (slider.max - slider.min) * n / 50
    const start = performance.now()
    slider.dispatchEvent(new Event("input", { bubbles: true }))
    document.body.offsetHeight  // lays the page out
    return performance.now() - start
  }))"""


def drags(site):
    """Return the milliseconds of each of many drag events, by instrument; figures of curves are moved too."""
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        found = {}
        for name, address in (PAGES | {"curves-instrument": "convergence.html"}).items():
            page.goto((site / "en" / address).as_uri())
            found[name] = page.evaluate(DRAG, name)
        browser.close()
    return found


KEYS = """async words => {
  const query = document.querySelector("input[name=query]")
  const results = document.querySelector(".md-search-result")
  const times = []
  for (let n = 1; n <= words.length; n++) {
    query.value = words.slice(0, n)
    const shown = new Promise(done => new MutationObserver((_, observer) => {
      observer.disconnect()
      done()
    }).observe(results, { childList: true, subtree: true }))
    const start = performance.now()
    query.dispatchEvent(new Event("input"))
    await shown
    document.body.offsetHeight  // lays the page out
    times.push(performance.now() - start)
  }
  return times
}"""
PHONE = 4  # times slower than this machine


def keystrokes(site):
    """Return the milliseconds from each key to results on a slow phone, by language; and those of the first search."""
    paths = {language: ROOT / f"docs/{language}/asked.toml" for language in ("zh", "en")}
    queries = {language: tomllib.loads(path.read_text(encoding="utf-8"))["queries"] for language, path in paths.items()}
    found, first = {}, []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium-headless-shell"))
        for language, known in queries.items():
            page = browser.new_page(bypass_csp=True)
            page.goto((site / language / "index.html").as_uri())
            page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": PHONE})
            start = time.perf_counter()
            page.focus("input[name=query]")
            page.evaluate("searchSite('')")
            first.append((time.perf_counter() - start) * 1000)
            words = [asked[0] for asked in known.values()][::8]
            found[language] = [time for query in words for time in page.evaluate(KEYS, query)]
        browser.close()
    return found, first


def row(name, values, unit):
    median, low, high = statistics.median(values), min(values), max(values)
    print(f"| {name} | {median:.1f} {unit} | {low:.1f}–{high:.1f} | {len(values)} |", flush=True)


def main():
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "project"
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".git", ".venv", "site", "__pycache__"))
        print("| What | Median | Range | Runs |\n| --- | --- | --- | --- |")
        builds = [run([sys.executable, "-m", GENERATOR, "build", "--strict"], folder) for _ in range(6)][1:]
        row("build of both languages", [seconds for seconds, _ in builds], "s")
        row("its peak memory", [memory for _, memory in builds], "MiB")
        for name, times in drags(folder / "site").items():
            if times:  # not all have something to drag
                row(f"a drag event of `{name}`", times, "ms")
        keys, first = keystrokes(folder / "site")
        row("the first search on a phone, until its index is made", first, "ms")
        for language, times in keys.items():
            row(f"a key of a query on a phone, until results show ({language})", times, "ms")
        command = "from snippets.experiments import EXPERIMENTS\nfor run in EXPERIMENTS.values(): run()"
        one_thread = ["env", "OMP_NUM_THREADS=1", sys.executable, "-c", command]  # as in a build
        row("all experiments", [run(one_thread, folder)[0] for _ in range(5)], "s")
        row("an edit under `mkdocs serve`, until both languages show it", list(rebuilds(folder, 5)), "s")
        tests = [sys.executable, "-m", "pytest", "-q", "-n", "auto", "--dist", "loadfile"]
        row("the tests", [run(tests, ROOT)[0] for _ in range(3)], "s")  # the copy has been edited


if __name__ == "__main__":
    main()
