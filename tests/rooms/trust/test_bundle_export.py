"""The bundle that the registry writes: read back without the database it says what the database says."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from flask import Flask

from benchmarks.measure import statements
from registry.accounts.actor import SYSTEM
from registry.awards import certificates
from registry.awards import service as awards
from registry.awards.models import Award
from registry.db import db
from registry.documents import Presented, read_presented
from registry.records import notes, storage
from registry.records.models import Document
from registry.trust.bundle import newest
from registry.trust.bundle.evidence import evidence_of
from registry.trust.bundle.exporting import export
from registry.trust.bundle.reading import Bundle, read_bundle
from registry.trust.service import examine, policy
from registry.verification import Report, Verdict, verify
from tests.support.world import NOW, World, world

OPTIONS = ("--bundle", "bundle.gz", "--seen", "seen.json", "--lang", "en")


@pytest.fixture
def here(app: Flask) -> Iterator[World]:
    with app.app_context(), world() as built:
        yield built


def written(*, compress: bool = True) -> bytes:
    target = io.BytesIO()
    export(target, compress=compress)
    return target.getvalue()


def presented(award: Award, form: str = "di") -> Presented:
    document = award.document
    text = storage.signed_json(document) if form == "di" else storage.signed_jwt(document).encode()
    return dataclasses.replace(read_presented(text), note=notes.note_of(document).decode())


def offline(bundle: Bundle, one: Presented) -> Report:
    return verify(one, evidence_of(bundle, one, at=NOW), policy(), at=NOW)


def codes(report: Report) -> dict[str, str]:
    return {check.id: check.code for check in report.checks}


def test_offline_says_what_the_registry_says(here: World) -> None:
    good, suspended, revoked = here.award(3)
    awards.suspend(suspended, reason="under_investigation", actor=here.issuer)
    awards.revoke(revoked, reason="requirements_not_met", actor=here.issuer)
    db.session.commit()
    bundle = read_bundle(written(), at=NOW)

    for award, verdict in (
        (good, Verdict.VALID),
        (suspended, Verdict.AUTHENTIC_NOT_CURRENT),
        (revoked, Verdict.INVALID),
    ):
        for form in ("di", "jwt"):
            online, apart = examine(presented(award, form)), offline(bundle, presented(award, form))
            assert apart.verdict is online.verdict is verdict
            # Countersignatures travel with no bundle: what is asked of partners is not checked.
            assert codes(apart) | {"endorsement": ""} == codes(online) | {"endorsement": ""}


def test_a_certificate_and_its_code_say_the_same_on_and_off_line(here: World) -> None:
    good, revoked = here.award(2)
    texts = {}
    for award in (good, revoked):
        sheet = certificates.certificate_sheet(award, actor=SYSTEM)
        assert sheet.paper_code is not None
        texts[award.id] = "".join(sheet.paper_code)
    awards.revoke(revoked, reason="requirements_not_met", actor=here.issuer)
    db.session.commit()
    bundle = read_bundle(written(), at=NOW)

    for award, verdict in ((good, Verdict.VALID), (revoked, Verdict.INVALID)):
        one = read_presented(texts[award.id].encode())
        online, apart = examine(one), offline(bundle, one)
        assert apart.verdict is online.verdict is verdict, codes(online)
        assert codes(apart) == codes(online)
        assert apart.credential == online.credential
    # The PDF carries the credential's note too, which proves offline when it was registered.
    whole = read_presented(certificates.certificate_of(good, language="es", actor=SYSTEM))
    assert whole.note == notes.note_of(good.document).decode()
    report = offline(bundle, whole)
    assert report.verdict is Verdict.VALID
    assert codes(report)["log_inclusion"] == "registered"


def test_the_file_names_no_holder_has_the_stated_order_and_is_the_same_each_time(here: World) -> None:
    here.endorse()
    (award,) = here.award()
    awards.revoke(award, reason="requirements_not_met", actor=here.issuer)
    lines = written(compress=False)
    assert written(compress=False) == lines

    assert award.document.uri.encode() in lines
    for private in (award.person.full_name, award.person.first_surname, award.folio):
        assert private.encode() not in lines
    kinds = [orjson.loads(line)["kind"] for line in lines.splitlines()[1:]]
    order = ["root", "context", "issuer", "standard", "accreditation", "definition", "endorsement", "event", "list"]
    assert set(kinds) == set(order)
    assert kinds == sorted(kinds, key=order.index)


def test_issuing_more_costs_no_more_queries(here: World) -> None:
    """What people hold is not in a bundle, so its making must not look at it one by one."""
    here.award(1)
    few = _queries()
    here.award(10)
    db.session.commit()
    assert _queries() == few


def _queries() -> int:
    db.session.expire_all()
    with statements(db.engine) as sent:
        written()
    return len(sent)


def test_the_public_one_is_made_every_hour_and_no_oftener(here: World) -> None:
    assert newest.publish_due() == 1
    first = newest.newest()
    assert first is not None
    digest = first.digest
    here.clock.tick(minutes=59)
    assert newest.publish_due() == 0
    here.clock.tick(minutes=1)
    assert newest.publish_due() == 1
    assert newest.newest().digest != digest  # type: ignore[union-attr]
    assert db.session.query(Document).count() > 0
    read_bundle(newest.newest().body, at=NOW + dt.timedelta(hours=1))  # type: ignore[union-attr]


def test_before_there_is_a_registry_nothing_is_made(app: Flask) -> None:
    with app.app_context():
        assert newest.publish_due() == 0
        assert newest.newest() is None


def test_verifying_by_a_bundle_needs_no_database_and_no_network(here: World, tmp_path: Path) -> None:
    (award,) = here.award()
    (tmp_path / "bundle.gz").write_bytes(written())
    (tmp_path / "credential.json").write_bytes(storage.signed_json(award.document))
    (tmp_path / "registration-note.jws").write_bytes(notes.note_of(award.document))
    ran = subprocess.run(
        [sys.executable, "-c", _WITHOUT_SOCKETS, "credential.json", "registration-note.jws", *OPTIONS],
        cwd=tmp_path,
        env={
            "PATH": "",
            "PYTHONPATH": str(Path(__file__).parents[3]),
            "DATABASE_URL": "postgresql://nowhere.invalid/x",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "By data of 2026-11-20 16:00 UTC, 3 hours ago." in ran.stdout
    assert "Root of trust seen for the first time" in ran.stdout
    assert (tmp_path / "seen.json").exists()


#: Any connection and any database would end the process. Its clock stands three hours after the world's.
_WITHOUT_SOCKETS = """
import datetime, socket, sqlite3, sys
def refuse(*_arguments, **_more):
    raise SystemExit("a connection was tried")
socket.socket.connect = socket.getaddrinfo = sqlite3.connect = refuse
from registry import clock
from registry.cli import main
sys.argv = ["registry", "verify", *sys.argv[1:]]
with clock.running(lambda: datetime.datetime(2026, 11, 20, 19, 0, tzinfo=datetime.UTC)):
    main()
"""
