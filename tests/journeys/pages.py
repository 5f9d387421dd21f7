"""A visitor with a browser of their own: goes, reads, types and presses, in one of the two languages.

Every answer must be a page that worked; pages that are examined have nothing serious for axe and fit 320 pixels.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from registry.texts import Language
from tests.support import browsing
from tests.support.browsing import NARROWEST, PHONE, overflow, serious_violations

#: A folder for pictures of the pages that are looked at, for whoever wants to see them.
PICTURES = os.environ.get("PICTURES")
#: Of a learner's page over the wire, without pictures (issue 5).
HEAVIEST = 60_000
LOCALES: dict[Language, str] = {"es": "es-MX", "en": "en-US"}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at a browser window. ``script``: whether their browser runs JavaScript."""

    page: Page
    home: str
    language: Language
    script: bool

    def t(self, spanish: str, english: str) -> str:
        """The words that this visitor reads."""
        return spanish if self.language == "es" else english

    def go(self, address: str, *, status: int = 200) -> None:
        """Open a path of the registry or a whole address."""
        response = self.page.goto(address if address.startswith("http") else self.home + address)
        assert response is not None and response.status == status, f"{address}: {response and response.status}"

    def field(self, name: str) -> Locator:
        """The only field of that name."""
        return self.page.locator(f'[name="{name}"]:not([type="hidden"])')

    def fill(self, **values: str) -> None:
        """Type into fields; a name's dots are written as two underscores: ``title__es``."""
        for name, value in values.items():
            self.field(name.replace("__", ".")).fill(value)

    def tick(self, name: str, value: str) -> None:
        """Choose one of several boxes or buttons by the value that it sends."""
        self.page.locator(f'input[name="{name}"][value="{value}"]').check()

    def press(self, spanish: str, english: str, *, within: str = "main") -> None:
        """Press a button that sends a form, and arrive."""
        button = self.page.locator(within).get_by_role("button", name=self.t(spanish, english))
        self._arrive(button)

    def follow(self, spanish: str, english: str, *, within: str = "main") -> None:
        """Follow the first link that reads so, and arrive."""
        self._arrive(self.page.locator(within).get_by_role("link", name=self.t(spanish, english)).first)

    def follow_at(self, selector: str) -> None:
        """Follow the first link at a place whose words are data."""
        self._arrive(self.page.locator(selector).first)

    def reads(self, spanish: str, english: str) -> None:
        """The page says this where one can see it."""
        words = self.t(spanish, english)
        expect(self.page.locator("main").get_by_text(words).first, f"{self.page.url} lacks: {words}").to_be_visible()

    def headed(self, spanish: str, english: str) -> None:
        """The page's first heading begins so."""
        heading = self.page.locator("h1").first.inner_text()
        assert heading.startswith(self.t(spanish, english)), f"{self.page.url}: {heading}"

    def examine(self) -> None:
        """Nothing serious for axe (a script itself, so only where scripts run), nothing wider than a narrow phone."""
        if self.script:
            assert serious_violations(self.page) == [], self.page.url
        usual = self.page.viewport_size
        assert usual is not None
        self.page.set_viewport_size(ViewportSize(width=NARROWEST["width"], height=NARROWEST["height"]))
        assert overflow(self.page) == 0, self.page.url
        self.page.set_viewport_size(usual)

    def look(self, picture: str = "") -> None:
        """A page of a learner's: examined in English, where scripts run; weighed, unpacked and without pictures; on a
        telephone nothing lies outside at twice the text size."""
        if PICTURES and picture:
            self._picture(picture)
        if self.language != "en":
            return
        self.examine()
        weight = self.page.evaluate(
            "performance.getEntries().filter((one) => one.initiatorType !== 'img' && one.encodedBodySize)"
            ".reduce((sum, one) => sum + one.encodedBodySize, 0)"
        )
        assert 0 < weight <= HEAVIEST, f"{self.page.url}: {weight}"
        if self.page.viewport_size == PHONE:
            self.page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert overflow(self.page) == 0, f"{self.page.url} at twice the text size"
            self.page.evaluate("document.documentElement.style.fontSize = ''")

    def _picture(self, name: str) -> None:
        folder = Path(PICTURES or "")
        folder.mkdir(exist_ok=True)
        usual = self.page.viewport_size
        for window, size in (("phone", PHONE), ("desktop", ViewportSize(width=1280, height=900))):
            self.page.set_viewport_size(size)
            self.page.screenshot(path=folder / f"{name}-{self.language}-{window}.png", full_page=True)
        if usual is not None:
            self.page.set_viewport_size(usual)

    def _arrive(self, place: Locator) -> None:
        response = browsing.follow(place)
        assert response is None or response.status < 400, f"{response.url}: {response.status}"


@contextmanager
def visiting(
    browser: Browser, home: str, language: Language, *, script: bool = True, **options: Any
) -> Iterator[Visitor]:
    """Somebody new: no cookies, a browser that asks for this language."""
    wishes = {"locale": LOCALES[language], "java_script_enabled": script, **options}
    with browsing.opened(browser, **wishes) as page:
        yield Visitor(page, home, language, script)
