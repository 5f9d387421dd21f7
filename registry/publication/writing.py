"""All of the open data as a folder: every file, the catalogue, the licence, and a manifest of SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import orjson

from registry import addresses, config
from registry.outcomes import releases
from registry.publication import catalog, joining
from registry.publication.dataset import Dataset
from registry.publication.datasets import csv_lines, datasets, dictionary, objects
from registry.texts import Text

MANIFEST = "SHA256SUMS"
TITLE = Text(
    "Datos abiertos del registro de microcredenciales de IA", "Open data of the registry of AI microcredentials"
)


def write(folder: Path) -> tuple[Path, ...]:
    """Write everything into a folder, which is made; the files written, the manifest last. Check: sha256sum -c."""
    folder.mkdir(parents=True, exist_ok=True)
    release = releases.newest()
    sets = (*datasets(release), dictionary(release))
    written = [path for one in sets for path in _write(folder, one)]
    told = folder / "catalog.jsonld"
    told.write_bytes(catalog_bytes(sets))
    licence = folder / "LICENSE.txt"
    licence.write_text(f"{catalog.LICENCE_TEXT.es}\n\n{catalog.LICENCE_TEXT.en}\n\n{catalog.LICENCE}\n", "utf-8")
    written += [told, licence]
    sums = "".join(f"{_digest(path)}  {path.name}\n" for path in sorted(written))
    (folder / MANIFEST).write_text(sums, "ascii")
    return (*written, folder / MANIFEST)


def catalog_bytes(sets: tuple[Dataset, ...]) -> bytes:
    """The catalogue of these data sets, of the newest release."""
    release = releases.newest()
    return orjson.dumps(
        catalog.catalog(
            sets,
            base=addresses.link_base(),
            publisher=joining.operator(),
            title=TITLE,
            contact=config.current().contact or None,
            as_of=release.as_of if release else None,
            issued=release.published_at if release else None,
            first=joining.first_award(),
        ),
        option=orjson.OPT_INDENT_2,
    )


def json_parts(one: Dataset) -> Iterator[bytes]:
    """A data set as a JSON array of objects, a piece at a time."""
    yield b"["
    for number, row in enumerate(objects(one)):
        yield (b",\n" if number else b"\n") + orjson.dumps(row)
    yield b"\n]\n"


def _write(folder: Path, one: Dataset) -> Iterator[Path]:
    table = folder / f"{one.id}.csv"
    with table.open("w", encoding="utf-8", newline="") as target:
        target.writelines(csv_lines(one))
    yield table
    listed = folder / f"{one.id}.json"
    with listed.open("wb") as target_bytes:
        target_bytes.writelines(json_parts(one))
    yield listed


def _digest(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
