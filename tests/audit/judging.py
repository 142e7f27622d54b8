"""The judges of other people: Lighthouse and html-validate, from npm with their lock, in a folder outside the product.

Only `make audit` needs them. Nothing of them is on a page, and the product runs without Node.
"""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.servers import environment

LOCKED = Path(__file__).parent / "judges"
PLACE = environment.ROOT / "var" / "judges"
NO_NODE = "The audit needs Node 20 with npm, and it is not here. Install the packages nodejs and npm."
NO_PACKAGES = (
    "npm could not bring Lighthouse and html-validate. Is the package registry reachable from here? It said:\n"
)
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def ready() -> Path:
    """Where the judges are; brought there once for each lock."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise RuntimeError(NO_NODE)
    locks = [LOCKED / "package.json", LOCKED / "package-lock.json"]
    done = PLACE / "done"
    if not done.exists() or done.read_bytes() != locks[1].read_bytes():
        PLACE.mkdir(parents=True, exist_ok=True)
        for file in locks:
            shutil.copy(file, PLACE)
        brought = _run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], 300)
        if brought.returncode:
            raise RuntimeError(NO_PACKAGES + brought.stderr[-2000:])
        shutil.copy(locks[1], done)
    return PLACE / "node_modules"


def lighthouse(url: str, report: Path) -> dict[str, Any]:
    """What it says of the page on a middling phone with a slow connection, as it stands out of the box."""
    chromium = next(filter(None, map(shutil.which, CHROMIUM)))
    tool = [ready() / "lighthouse" / "cli" / "index.js", url, "--quiet", "--output=json", f"--output-path={report}"]
    judged = [
        "--only-categories=performance,accessibility,best-practices",
        "--chrome-flags=--headless=new --no-sandbox",
    ]
    said = _run(["node", *tool, *judged], 240, CHROME_PATH=chromium)
    assert said.returncode == 0, said.stderr[-2000:]
    found: dict[str, Any] = json.loads(report.read_text())
    return found


def html_faults(folder: Path) -> list[str]:
    """What html-validate finds in the pages of `folder`, by the file's name."""
    tool = [ready() / "html-validate" / "bin" / "html-validate.mjs"]
    config = ["--config", LOCKED / "html-validate.json", "--formatter", "json"]
    said = _run(["node", *tool, *config, str(folder / "*.html")], 240)
    assert said.stdout, said.stderr[-2000:]
    return [
        f"{Path(page['filePath']).name}:{fault['line']}: {fault['ruleId']}: {fault['message']}"
        for page in json.loads(said.stdout)
        for fault in page["messages"]
    ]


def _run(command: list[Any], seconds: int, **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(part) for part in command],
        cwd=PLACE,
        env=environment.for_children(**more),
        capture_output=True,
        text=True,
        timeout=seconds,
    )
