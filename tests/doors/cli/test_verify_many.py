"""``registry verify`` on a ZIP, on a folder and all in it, and on a picture of a code."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.db import db
from registry.records import storage
from tests.doors.cli.test_verify_online import Shell, at_registry, bare, shared, shell  # noqa: F401  fixtures
from tests.support import world as worlds
from tests.support.archives import encrypted, picture, zipped

pytestmark = pytest.mark.databases("sqlite")


def test_folders_archives_and_pictures_are_read(
    at_registry: worlds.World,  # noqa: F811
    bare: Path,  # noqa: F811
    shell: Shell,  # noqa: F811
) -> None:
    (award,) = at_registry.award()
    signed = storage.signed_json(award.document)
    folder = bare / "candidatos" / "2026" / "mayo"
    folder.mkdir(parents=True)
    (folder / "ana.json").write_bytes(signed)
    (folder / "foto.jpg").write_bytes(picture(f"https://registro.example/s/{shared(award)}", form="JPEG"))
    (folder / "notas.docx").write_bytes(b"x")
    (bare / "candidatos" / "x.zip").write_bytes(zipped({"b/ana.jwt": storage.signed_jwt(award.document)}))
    (bare / "candidatos" / "vuelta").symlink_to(bare / "candidatos", target_is_directory=True)
    db.session.commit()  # the command waits for nobody's transaction
    status, reports = shell.verify("--no-network", "candidatos")
    assert status == 0
    assert [(one["input"], one["verdict"]) for one in reports] == [
        ("2026/mayo/ana.json", "valid"), ("2026/mayo/foto.jpg", "valid"), ("x.zip/b/ana.jwt", "valid"),
    ]  # fmt: skip
    (bare / "y.zip").write_bytes(encrypted(zipped({"c.json": signed})))
    (bare / "z.zip").write_bytes(zipped({"otro.zip": zipped({"c.json": signed}), "cruda.png": picture()}))
    (bare / "vacio.zip").write_bytes(zipped({}))
    status, reports = shell.verify("--no-network", "y.zip", "z.zip", "vacio.zip")
    assert status == 4
    assert {one["input"]: one["code"] for one in reports} == {
        "y.zip/c.json": "entry_encrypted", "z.zip/otro.zip": "unknown_format",
        "z.zip/cruda.png": "no_credential_found", "vacio.zip": "empty",
    }  # fmt: skip
