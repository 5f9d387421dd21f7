"""The pictures of docs/images: the demo's main pages at 375 and 1280 pixels, and a certificate as it prints.

``python -m tests.support.pictures`` builds the demo in a temporary folder, or reuses the one that VAR_DIR names. Each
picture is a window, not an endless page.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import typst
from playwright.sync_api import Browser, Page, ViewportSize
from werkzeug.serving import make_server

from registry.cli.demo import DEMO_BASE_URL
from registry.demo import cast
from tests.support import browsing
from tests.support.browsing import Silent
from tests.support.palette import with_few_colours

IMAGES = Path("docs") / "images"
#: Name, window, and how many of the screen's points make a pixel: phones are sharper than desks.
WINDOWS: tuple[tuple[str, ViewportSize, float], ...] = (
    ("desktop", ViewportSize(width=1280, height=900), 1),
    ("phone", ViewportSize(width=375, height=760), 2),
)
#: A picture above this would make the repository heavy.
LARGEST = 300_000
REVIEWED = "egresados-otono.csv"
BATCHES = f"/institucion/{cast.CONSORTIUM.slug}/emisiones"


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name, the page's address, who is signed in, and what to press on the way."""

    name: str
    path: str
    email: str | None = None
    link: str | None = None


def shots(share_path: str) -> tuple[Shot, ...]:
    """Every page that is pictured."""
    return (
        Shot("home", "/"),
        Shot("verify", share_path),
        Shot("verify-form", "/verify"),
        Shot("outcomes", "/outcomes"),
        Shot("catalogue", "/catalogue"),
        Shot("issue-review", BATCHES, cast.issuer(cast.CONSORTIUM).email, link=REVIEWED),
        Shot("learner", "/mis-microcredenciales", cast.LEARNER_EMAIL),
        Shot("authority", "/autoridad", cast.HEAD.email),
    )


def take(browser: Browser, home: str, every: tuple[Shot, ...], folder: Path) -> Iterator[Path]:
    """Take each picture at each width, in Spanish."""
    folder.mkdir(parents=True, exist_ok=True)
    for shot in every:
        for name, window, sharpness in WINDOWS:
            options = {"viewport": window, "device_scale_factor": sharpness, "reduced_motion": "reduce"}
            with browsing.opened(browser, **options) as page:
                if shot.email:
                    _sign_in(page, home, shot.email)
                page.goto(home + shot.path)
                if shot.link:
                    page.get_by_role("link", name=shot.link).first.click()
                page.wait_for_load_state("networkidle")
                target = folder / f"{shot.name}-{name}.png"
                page.screenshot(path=target, animations="disabled")
                yield target


def _sign_in(page: Page, home: str, email: str) -> None:
    page.goto(f"{home}/entrar")
    form = page.locator("form[action='/entrar']")
    form.locator("[name=email]").fill(email)
    form.locator("[name=password]").fill(cast.PASSWORD)
    with page.expect_navigation():
        form.get_by_role("button").click()


def certificate(folder: Path, pdf: bytes) -> Path:
    """The first page of a certificate as a picture, by the same typesetter that made it."""
    target = folder / "certificate.png"
    with tempfile.TemporaryDirectory() as place:
        paper = Path(place) / "certificate.pdf"
        paper.write_bytes(pdf)
        sheet = Path(place) / "sheet.typ"
        sheet.write_text('#set page(width: 11in, height: 8.5in, margin: 0pt)\n#image("certificate.pdf", width: 100%)\n')
        typst.compile(str(sheet), output=str(target), format="png", ppi=100)
    return target


def build() -> None:
    """The demo in VAR_DIR, as ``registry demo`` makes it."""
    subprocess.run([sys.executable, "-m", "registry.cli", "demo", "--no-serve"], check=True)


@contextmanager
def serving() -> Iterator[tuple[str, str, bytes]]:
    """Serve the demo of VAR_DIR on a free port: its address, the path of a shared link, a certificate's PDF."""
    server = make_server("127.0.0.1", 0, lambda *call: app(*call), threaded=True, request_handler=Silent)
    home = f"http://127.0.0.1:{server.port}"
    # What is printed names the registry, not the port of this run; the browser's own words are in Spanish too.
    os.environ |= {"ENVIRONMENT": "demo", "BASE_URL": DEMO_BASE_URL, "LINK_URL": DEMO_BASE_URL, "LANGUAGE": "es_MX"}
    from registry import create_app
    from registry.awards import certificates
    from registry.config import Settings
    from registry.db import db
    from registry.demo.telling import told_before

    app = create_app(Settings.from_environment())
    with app.app_context():
        told = told_before()
        share_path = f"/s/{told.share_token}"
        paper = certificates.certificate_of(told.learner_awards[0], language="es", actor=told.learner)
        db.session.commit()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield home, share_path, paper
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


def main() -> None:
    """Build, serve, take, and say what is too heavy."""
    with tempfile.TemporaryDirectory(prefix="registry-pictures-") as place:
        os.environ.setdefault("VAR_DIR", place)
        build()
        with serving() as (home, share_path, paper), browsing.launched() as browser:
            taken = [*take(browser, home, shots(share_path), IMAGES), certificate(IMAGES, paper)]
            for one, lighter in zip(taken, with_few_colours(browser, [one.read_bytes() for one in taken]), strict=True):
                one.write_bytes(lighter)
    for one in taken:
        size = one.stat().st_size
        sys.stdout.write(f"{one} {size:,}{'  too heavy' if size > LARGEST else ''}\n")


if __name__ == "__main__":
    main()
