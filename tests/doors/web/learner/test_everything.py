"""Everything at once: what the registry signs together verifies, each by itself, and a ZIP has every form of it."""

from __future__ import annotations

import io
import re
import zipfile

import orjson
import pypdf
import pytest
from click.testing import CliRunner

from registry.awards import parcels, service, transcripts
from registry.awards.models import Transcript
from registry.cli.verify import verify
from registry.db import db
from registry.documents.read import read_presented
from registry.ids import spell_folio
from registry.records import storage
from registry.trust.bundle import newest
from registry.trust.service import examine
from registry.verification import Verdict
from tests.doors.web.learner.story import curp, issue, keep, teacher

pytestmark = pytest.mark.databases("sqlite")
TODO = "/mis-microcredenciales/todo"


@pytest.fixture
def held(client, school):
    code = curp()
    awards = issue(school, teacher(curp=code)) + issue(school, teacher(curp=code))
    keep(client, awards[0])
    client.post(f"/mis-microcredenciales/{awards[1].id}/aceptar")
    return awards


def take(client, form, awards, **data):
    return client.post(f"{TODO}/{form}", data={"awards": [str(one.id) for one in awards], **data})


def test_the_record_is_signed_by_the_registry_and_each_inside_verifies(client, school, held):
    page = client.get(TODO).text
    assert page.count('type="checkbox"') == 2 and page.count(" checked") == 2
    answer = take(client, "historial.json", held)
    assert answer.mimetype == "application/vc" and "historial-" in answer.headers["Content-Disposition"]
    document = orjson.loads(answer.data)
    assert document["type"] == ["VerifiableCredential", "ClrCredential"] and document["partial"] is False
    signed = [orjson.loads(storage.signed_json(one.document)) for one in held]
    assert sorted(document["credentialSubject"]["verifiableCredential"], key=str) == sorted(signed, key=str)
    for data in (answer.data, take(client, "historial.jwt", held).data):
        report = examine(read_presented(data))
        assert report.verdict is Verdict.VALID, report.headline.en
        assert [one.verdict for one in report.contained] == [Verdict.VALID] * 2
    assert db.session.query(Transcript).count() == 1  # the same contents are signed once
    some = orjson.loads(take(client, "historial.json", held[:1]).data)
    assert some["partial"] is True
    did = client.get("/transcripts/did.json").json
    assert did["id"] == document["issuer"]["id"] == "did:web:registro.example:transcripts"


def test_a_revocation_after_the_record_was_made_is_told_of_that_one(client, school, held):
    data = take(client, "historial.json", held).data
    service.revoke(held[0], reason="fraud", actor=school.issuer)
    db.session.commit()
    report = examine(read_presented(data))
    assert report.verdict is Verdict.VALID
    assert sorted(one.verdict for one in report.contained) == [Verdict.INVALID, Verdict.VALID]
    again = orjson.loads(take(client, "historial.json", held).data)
    assert len(again["credentialSubject"]["verifiableCredential"]) == 1


def test_a_changed_record_does_not_pass(client, held):
    document = orjson.loads(take(client, "historial.json", held).data)
    del document["credentialSubject"]["verifiableCredential"][0]
    assert examine(read_presented(orjson.dumps(document))).verdict is Verdict.INVALID


def test_the_zip_has_every_form_of_each(client, held):
    answer = take(client, "todo.zip", held)
    assert answer.mimetype == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    assert archive.testzip() is None
    names = archive.namelist()
    assert {"historial.json", "historial.jwt"} <= set(names) and b"registry verify" in archive.comment
    # Handed in as it is, only the notes are no credentials by themselves.
    answered = client.post("/api/v1/verify/batch", data={"file": (io.BytesIO(answer.data), "todo.zip")}).json
    assert answered["counts"]["valid"] == 12 and answered["counts"]["nothing"] == 3, answered["counts"]
    assert sum(name.endswith(".jws") for name in names) == 3
    for one in held:
        folder = spell_folio(one.folio)
        for name in ("microcredencial.json", "microcredencial.jwt", "insignia.png", "insignia.svg", "certificado.pdf"):
            data = archive.read(f"{folder}/{name}")
            assert examine(read_presented(data, filename=name)).verdict is Verdict.VALID, name
        assert f"{folder}/constancia-de-registro.jws" in names
        pdf = pypdf.PdfReader(io.BytesIO(archive.read(f"{folder}/certificado.pdf")))
        assert spell_folio(one.folio) in pdf.pages[0].extract_text()


def test_takes_only_ones_own_and_as_many_as_fit(client, app, school, held, monkeypatch):
    (other,) = issue(school, teacher(full_name="Eva Ruiz", email="e@x.example"))
    assert take(client, "historial.json", [other]).status_code == 422
    assert take(client, "historial.json", []).status_code == 422
    assert client.get(f"{TODO}/todo.zip").status_code == 405
    monkeypatch.setattr(transcripts, "MOST_INSIDE", 1)
    several = take(client, "historial.json", held)
    assert several.mimetype == "application/zip"
    parts = zipfile.ZipFile(io.BytesIO(several.data))
    assert [one.endswith(f"-{place}.json") for place, one in enumerate(parts.namelist(), 1)] == [True, True]
    for name in parts.namelist():
        assert orjson.loads(parts.read(name))["partial"] is True
        assert examine(read_presented(parts.read(name))).verdict is Verdict.VALID
    archive = zipfile.ZipFile(io.BytesIO(take(client, "todo.zip", held).data))
    assert [one for one in archive.namelist() if re.fullmatch(r"historial-\d\.json", one)] == [
        "historial-1.json",
        "historial-2.json",
    ]
    monkeypatch.setattr(parcels, "MOST_IN_PARCEL", 1)
    page = client.get(TODO).text
    assert "(1/2)" in page and "(2/2)" in page
    got = [zipfile.ZipFile(io.BytesIO(take(client, "todo.zip", held, parte=one).data)).namelist() for one in (1, 2)]
    folders = [{name.split("/")[0] for name in names if "/" in name} for names in got]
    assert sorted(folders, key=str) == sorted(({spell_folio(one.folio)} for one in held), key=str)
    for wrong in ("3", "0", "-1"):
        refused = take(client, "todo.zip", held, parte=wrong)
        assert refused.status_code == 422 and "menos partes" in refused.text


def test_the_zip_is_verified_offline_with_all_inside_the_record(client, held, tmp_path, monkeypatch):
    """By ``registry verify --bundle``: the notes beside the credentials serve those inside the transcript, too."""
    (tmp_path / "todo.zip").write_bytes(take(client, "todo.zip", held).data)
    newest.publish()
    db.session.commit()
    (tmp_path / "bundle.gz").write_bytes(newest.newest().body)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "alone.json").write_bytes(take(client, "historial.json", held).data)

    def ran(name: str) -> list[dict]:
        given = [str(tmp_path / name), "--bundle", str(tmp_path / "bundle.gz"), "--json"]
        found = orjson.loads(CliRunner().invoke(verify, given).stdout)
        return found if isinstance(found, list) else [found]

    everything = ran("todo.zip")
    assert [one["verdict"] for one in everything] == ["valid"] * 12, (
        "JSON, JWT, PNG, SVG and PDF of each, and the record"
    )
    records = [one for one in everything if "contained" in one]
    assert [[one["verdict"] for one in record["contained"]] for record in records] == [["valid"] * 2] * 2
    (alone,) = ran("alone.json")  # without the notes nothing says when they were registered, and the report says so
    assert {one["verdict"] for one in alone["contained"]} == {"unverifiable"}
