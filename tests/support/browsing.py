"""A real browser against a real server: Chromium by Playwright, werkzeug in a thread, axe for accessibility."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, Response, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.support import apps, chromium

#: A cheap phone, and a desk.
PHONE = {"width": 375, "height": 812}
NARROWEST = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}
SERIOUS = frozenset({"serious", "critical"})
#: As long as `opened` lets everything else take: a machine that runs the whole suite is slow at times.
expect.set_options(timeout=10_000)


class Silent(WSGIRequestHandler):
    """Writes no line per request."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Requests are no news in tests."""


@dataclass(frozen=True, slots=True)
class LiveServer:
    """A served application: its address without a slash at the end."""

    url: str
    app: Flask


@contextmanager
def serving(database_name: str, **changes: Any) -> Iterator[LiveServer]:
    """Serve an application on this worker's database of that kind, on a free port of this machine."""
    holder: dict[str, Any] = {}

    busy = 0
    idle = threading.Condition()

    def late(environ: Any, start_response: Any) -> Any:
        nonlocal busy
        with idle:
            busy += 1
        try:
            return holder["app"](environ, start_response)
        finally:
            with idle:
                busy -= 1
                idle.notify_all()

    server = make_server("127.0.0.1", 0, late, threaded=True, request_handler=Silent)
    url = f"http://127.0.0.1:{server.port}"
    app = apps.build(apps.settings_for(database_name, **{"link_url": url, **changes}))
    app.config["PROPAGATE_EXCEPTIONS"] = False  # a fault is a page with a reference, as for anybody
    holder["app"] = app
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield LiveServer(url, app)
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
        # A browser that has left does not stop the thread that answers it, whose connection no pool would close.
        with idle:
            idle.wait_for(lambda: busy == 0, timeout=10)
        apps.dispose(app)


@contextmanager
def launched() -> Iterator[Browser]:
    """The browser of this worker. Raises `chromium.NoBrowser` with what to do."""
    found = chromium.find()
    if found is None:
        raise chromium.NoBrowser(chromium.ADVICE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(found), args=chromium.arguments(found))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Browser, **options: Any) -> Iterator[Page]:
    """A page of a fresh context (no cookies), which fails the test when a script, a policy or a file fails."""
    context = browser.new_context(**{"viewport": DESK, "locale": "es-MX", **options})
    context.set_default_timeout(10_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    page.on(
        "console", lambda message: complaints.append(f"console: {message.text}") if message.type == "error" else None
    )
    try:
        yield page
    finally:
        context.close()
    # A refused request is no fault of the page: a test that asks for a 404 or a 403 expects that line.
    faults = [one for one in complaints if "Failed to load resource" not in one]
    assert not faults, faults


def follow(place: Locator) -> Response | None:
    """Click what leads elsewhere, and be there: a click alone returns while the next page is still being asked for."""
    with place.page.expect_navigation() as arriving:
        place.click()
    return arriving.value


def serious_violations(page: Page) -> list[str]:
    """What axe finds serious or critical on the page, one line each; an empty list is the goal."""
    # What passed is not asked for: listing it takes most of the time.
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {one['help']} — {[' '.join(node['target']) for node in one['nodes']][:5]}"
        for one in found
        if one["impact"] in SERIOUS
    ]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window; 0 is the goal at every width."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
