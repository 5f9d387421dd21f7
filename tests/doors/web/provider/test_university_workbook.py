"""The university's own workbook through the pages: 1,174 of 1,200 rows, each of the others with its reason."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from registry.awards.models import Award, Claim
from registry.db import db
from registry.issuing import working
from registry.issuing.models import AssessmentTally, BatchRow
from registry.people.models import Person
from tests.doors.web.provider import world
from tests.doors.web.provider.test_issue_from_file import BASE, commit, upload

WORKBOOK = world.SAMPLES / "university_graduates.xlsx"
pytestmark = [
    pytest.mark.databases("sqlite"),
    pytest.mark.skipif(not WORKBOOK.exists(), reason="the sample workbooks lie beside the project, and are not here"),
]


def places(text: str) -> set[str]:
    """The rows that a page of findings shows, as «A · 110»."""
    return set(re.findall(r'<span class="mono">([AB] · \d+)</span>', text))


@pytest.mark.serves("R08")
def test_issues_1174_of_1200_and_says_why_not_the_rest(issuer, version):
    address = upload(issuer, version, WORKBOOK.read_bytes(), "egresados-2026.xlsx")
    columns = issuer.get(f"{address}/columnas").text
    assert "Egresados 2026-A" in columns and "Egresados 2026-B" in columns
    assert "lo que elija vale para todas" in columns
    assert issuer.post(f"{address}/columnas", data={"sheet-0": "1", "sheet-1": "1", "consent": "y"}).status_code == 303
    text = issuer.get(f"{address}/revision").text
    for number, label in (("1,162", "listas para emitir"), ("12", "por confirmar"), ("19", "por corregir"),
                          ("7", "todavía no competentes")):  # fmt: skip
        assert f"<b>{number}</b>{label}" in text
    assert "Revisamos 1,200 filas de personas de 2 hojas" in text and "4 renglones no son personas" in text
    assert {"A · 110", "A · 278", "A · 183", "B · 379"} <= places(text)
    assert places(issuer.get(f"{address}/revision?ver=todavia-no").text) == {
        "A · 110", "A · 116", "A · 142", "A · 252", "B · 77", "B · 259", "B · 302"
    }  # fmt: skip
    assert {"A · 37", "B · 403"} <= places(issuer.get(f"{address}/revision?ver=limpias").text)
    issuer.post(f"{address}/confirmar", data={"que": "todas"})
    assert "Continuar con 1,174" in issuer.get(f"{address}/revision").text
    assert commit(issuer, address).location == address
    working.work()
    page = issuer.get(address).text
    assert "Se emitieron 1,174 microcredenciales" in page
    assert db.session.scalar(select(func.count(Award.id))) == 1174
    assert db.session.scalars(select(AssessmentTally.not_yet_competent)).one() == 7
    assert not db.session.scalars(select(Person).where(Person.full_name.contains("Begoña Buitimea Montaño"))).all()
    assert db.session.scalar(select(func.count(Claim.id)).where(Claim.kind == "slip")) == 7
    assert "Imprimir 7 comprobantes" in page
    assert not db.session.scalars(select(BatchRow.id).where(BatchRow.sealed.is_not(None))).all()
    listed = issuer.get(f"{BASE}/microcredenciales?emision={address.rsplit('/', 1)[1]}").text
    assert "1,174 en total" in listed
