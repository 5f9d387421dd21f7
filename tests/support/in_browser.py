"""The scripts that verify in a browser, run in one, on cases that Python judges too."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from registry.documents import Unreadable, read_presented
from registry.trust.browser.assembling import assembled
from registry.trust.browser.sentences import words
from registry.trust.browser.vocabulary import vocabularies
from registry.trust.bundle.evidence import evidence_of
from registry.trust.bundle.reading import read_bundle
from registry.trust.service import policy
from registry.verification import Report, verify
from tests.support import browsing

_RUN = """
globalThis.judge = async ({ content, note, countersignatures, at, asked, bundle, pinned, words, vocabularies }) => {
  const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  try {
    const held = await $bundle.readBundle(bytes(bundle), { at, pinned });
    const presented = await $read.readBytes(bytes(content));
    const signed = [...presented.countersignatures, ...countersignatures];
    const withNote = { ...presented, note: presented.note ?? note, countersignatures: signed };
    const report = await $verify.verify(withNote, held, { words, vocabularies, at, asked });
    return {
      verdict: report.verdict, lead: report.lead, notes: report.notes,
      answers: report.answers.map(({ question, state, answer }) => [question, state, answer]),
      checks: report.checks.map(({ question, seen, ...said }) => said),
    };
  } catch (error) {
    if (error.constructor.name !== "Refused") throw error;
    return { refused: error.code };
  }
};
"""


@dataclass(frozen=True, slots=True)
class Given:
    """One case: what is handed in, by which bundle, when, with which name typed."""

    content: bytes
    bundle: bytes
    at: dt.datetime
    note: str | None = None
    asked: str | None = None
    countersignatures: tuple[str, ...] = ()


class Scripts:
    """The scripts in a page that came from a file, without a network."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._known = {"words": words(), "vocabularies": vocabularies()}

    def judge(self, given: Given, *, pinned: str) -> dict[str, Any]:
        """What the browser says."""
        case = {
            "content": base64.b64encode(given.content).decode(),
            "bundle": base64.b64encode(given.bundle).decode(),
            "at": int(given.at.timestamp()) * 1_000_000,
            "note": given.note,
            "countersignatures": given.countersignatures,
            "asked": given.asked,
            "pinned": pinned,
        }
        said: dict[str, Any] = self._page.evaluate("(given) => judge(given)", {**case, **self._known})
        return said


@contextmanager
def scripts(browser: Browser, folder: Path) -> Iterator[Scripts]:
    """Open them from a file in this folder."""
    file = folder / "scripts.html"
    file.write_text(
        f"<!DOCTYPE html><meta charset=utf-8><script type=module>{assembled('paper_page.js')}{_RUN}</script>",
        encoding="utf-8",
    )
    with browsing.opened(browser, offline=True) as page:
        page.goto(file.as_uri())
        page.wait_for_function("'judge' in globalThis")
        yield Scripts(page)


def by_python(given: Given) -> dict[str, Any]:
    """What ``registry verify --bundle`` says of the same, in the same shape."""
    bundle = read_bundle(given.bundle, at=given.at)
    try:
        presented = read_presented(given.content)
    except Unreadable as error:
        return {"refused": error.code}
    if presented.note is None:
        presented = dataclasses.replace(presented, note=given.note)
    # A certificate's cadena and sello are read by the registry alone (docs/verification-policy.md, 17).
    presented = dataclasses.replace(presented, seal=None)
    if given.countersignatures:
        signed = tuple(one.encode() for one in given.countersignatures)
        presented = dataclasses.replace(presented, countersignatures=signed)
    return shape(verify(presented, evidence_of(bundle, presented, at=given.at), policy(given.asked), at=given.at))


def shape(report: Report) -> dict[str, Any]:
    """A report as the scripts give theirs."""
    said = {
        "verdict": report.verdict.value,
        "lead": report.lead.as_dict(),
        "notes": [note.as_dict() for note in report.notes],
        "answers": [[one.question.value, one.state.value, one.answer.as_dict()] for one in report.answers],
        "checks": [
            {name: check.as_dict()[name] for name in ("id", "result", "code", "title", "reason", "remedy")}
            for check in report.checks
        ],
    }
    read: dict[str, Any] = json.loads(json.dumps(said))
    return read
