"""The ways in by which hostile things come: those of the pages, the API, the batch and ``verify --bundle``."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from registry.artefacts.scanning import Scanner
from registry.cli.offline import Offline, open_bundle
from registry.documents import Presented
from registry.trust.batch.planning import Upload, plan
from registry.trust.given import Given, read_file, read_text
from tests.documents import samples
from tests.verification import world

#: Candidates of one batch, as for a program without an account.
LIMIT = 1_000

#: Knows this registry's addresses and nothing else: what is only read needs no database.
_ADDRESSES = Flask("addresses")
_ADDRESSES.config.update(BASE_URL=samples.BASE, LINK_URL=samples.BASE)


def uploaded(data: bytes) -> Presented:
    """A file at the door of ``/verify``, on the page and in the API."""
    with _ADDRESSES.app_context():
        return _document(read_file(data))


def photographed(data: bytes) -> Presented:
    """The same for a picture, with a third of the time that the search for a code is given there."""
    with _ADDRESSES.app_context(), Scanner(seconds=1) as scanner:
        return _document(read_file(data, scan=scanner.codes))


def pasted(data: bytes) -> Presented:
    """Text in the page's field."""
    with _ADDRESSES.app_context():
        return _document(read_text(data.decode()))


@dataclass(frozen=True)
class InBatch:
    """One upload of that name, which must come to one candidate: planned, opened and read as a batch does."""

    name: str

    def __call__(self, data: bytes) -> Presented:
        with _ADDRESSES.app_context():
            (asked,) = plan([Upload(self.name, io.BytesIO(data))], "", limit=LIMIT)
            content = asked.take()
            return _document(read_text(content) if isinstance(content, str) else read_file(content))


def offline(*files: bytes, pinned: str | None = None, at: dt.datetime = world.NOW) -> Offline:
    """Bundles used one after the other on one computer, the last of which is to verify by; a refusal is raised."""
    with tempfile.TemporaryDirectory() as folder:
        memory, path = Path(folder) / "seen.json", Path(folder) / "bundle.jsonl.gz"
        for data in files:
            path.write_bytes(data)
            opened = open_bundle(path, pinned=pinned, memory=memory, now=at)
    return opened


def _document(given: Given) -> Presented:
    """No case of the archive is a good link or folio: those need a database."""
    if not isinstance(given, Presented):
        raise AssertionError(given)
    return given
