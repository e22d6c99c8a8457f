"""Lighthouse on every kind of readers' page: mobile, slow 4G, CPU x4, the median of five runs, as a table.

    python bench/lighthouse.py [--site URL] [--runs 5] [--only WORD] [--tool DIR]

Needs Node. Lighthouse is fetched once by npm, without its scripts, into `--tool` (a scratch folder). Without `--site`
it sets up a demonstration and ends it afterwards. It exits with 1 where a page misses its bounds.

Of the missing page one line of the console is left out: Chromium's own, that the page itself was answered 404, as it
has to be. That nothing else was answered so is asked of the report.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright
from screenshots import demonstration, readers_pages

VERSION = "12.8.2"
PAGES = ("front", "story", "section-national", "tag", "penulis", "indeks", "search", "not-found")
WITHOUT_SEO = ("search", "not-found")
"""Not for search engines, and say so: their score would count that against them."""

SCORES = ("performance", "accessibility", "best-practices", "seo")
LCP_MS, TBT_MS = 1300, 20
ITS_OWN_STATUS = {
    "extends": "lighthouse:default",
    "audits": [{"path": "errors-in-console", "options": {"ignoredPatterns": ["status of 404"]}}],
}
TRIES = 3
"""Now and then the browser that Lighthouse starts does not come up."""


def tool(folder: Path) -> Path:
    """The Lighthouse of this version, fetched where it is missing."""
    found = folder / "node_modules" / ".bin" / "lighthouse"
    if not found.exists():
        folder.mkdir(parents=True, exist_ok=True)
        npm = shutil.which("npm") or sys.exit("npm is missing: Lighthouse needs Node")
        subprocess.run(
            [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", f"lighthouse@{VERSION}"],
            cwd=folder, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
    return found


def once(lighthouse: Path, address: str, *, missing: bool) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        command = [str(lighthouse), address, "--quiet", "--output=json", f"--output-path={report.name}"]
        command += ["--chrome-flags=--headless=new --no-sandbox --disable-gpu", f"--only-categories={','.join(SCORES)}"]
        if missing:
            expected = Path(f"{report.name}.config.json")
            expected.write_text(json.dumps(ITS_OWN_STATUS))
            command += ["--ignore-status-code", f"--config-path={expected}"]
        chrome = shutil.which("chromium") or shutil.which("google-chrome") or ""
        for _try in range(TRIES):
            env = os.environ | {"CHROME_PATH": chrome}
            if subprocess.run(command, check=False, env=env, stderr=subprocess.DEVNULL).returncode == 0:
                return json.loads(Path(report.name).read_text())
    sys.exit(f"Lighthouse gave up on {address}")


def figures(report: dict[str, Any]) -> dict[str, float]:
    found = {name: 100 * (report["categories"][name]["score"] or 0) for name in SCORES}
    audits = report["audits"]
    for name, audit in (("lcp", "largest-contentful-paint"), ("cls", "cumulative-layout-shift")):
        found[name] = audits[audit].get("numericValue", 0)
    found["tbt"] = audits["total-blocking-time"].get("numericValue", 0)
    return found


def failed(report: dict[str, Any]) -> list[str]:
    """Audits below full marks that count, to say why a page fell short."""
    names = {one["id"] for name in SCORES for one in report["categories"][name]["auditRefs"] if one["weight"]}
    return sorted(n for n in names if report["audits"][n]["score"] not in (None, 1))


def missed(report: dict[str, Any]) -> list[str]:
    """What was asked for beside the page itself and is not there."""
    asked = report["audits"]["network-requests"]["details"]["items"]
    return [one["url"] for one in asked if one["statusCode"] >= 400 and one["resourceType"] != "Document"]


def within(name: str, of: dict[str, float]) -> bool:
    wanted = [one for one in SCORES if not (one == "seo" and name in WITHOUT_SEO)]
    full = all(round(of[one]) == 100 for one in wanted)
    return full and of["lcp"] <= LCP_MS and of["cls"] == 0 and of["tbt"] <= TBT_MS


def run(site: str, arguments: argparse.Namespace) -> bool:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        shots = {one.name: one.path for one in readers_pages(browser.new_page(), site)}
        browser.close()
    lighthouse, sound = tool(arguments.tool), True
    print("| page | performance | accessibility | best practices | SEO | LCP, ms | CLS | TBT, ms | |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name in (one for one in PAGES if arguments.only in one and one in shots):
        reports = [once(lighthouse, site + shots[name], missing=name == "not-found") for _run in range(arguments.runs)]
        rows = [figures(report) for report in reports]
        of = {key: statistics.median(row[key] for row in rows) for key in rows[0]}
        good = within(name, of) and not any(map(missed, reports))
        sound &= good
        seo = "–" if name in WITHOUT_SEO else f"{of['seo']:.0f}"
        scores = " | ".join(f"{of[one]:.0f}" for one in SCORES[:3])
        told = "met" if good else ", ".join(failed(reports[-1]) + missed(reports[-1]))
        print(
            f"| {name} | {scores} | {seo} | {of['lcp']:.0f} | {of['cls']:.3f} | {of['tbt']:.0f} | {told} |", flush=True
        )
    return sound


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", help="address of a running demonstration")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="", help="pages whose name holds this")
    parser.add_argument("--tool", type=Path, default=Path(tempfile.gettempdir()) / "lighthouse")
    arguments = parser.parse_args()
    if arguments.site:
        sys.exit(not run(arguments.site, arguments))
    with demonstration(to_be_found=True) as site:
        sys.exit(not run(site, arguments))


if __name__ == "__main__":
    main()
