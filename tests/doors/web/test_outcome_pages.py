"""The pages of outcomes: one release behind all of them, few statements, nothing that may not be shown."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random

import pytest

from benchmarks.measure import statements
from registry.accounts.permissions import Role
from registry.db import db
from registry.definitions import queries as definitions
from registry.outcomes import publishing
from registry.providers import sites
from registry.providers.models import Provider
from tests.rooms.outcomes.country import Country
from tests.support import browsing, ministry

pytestmark = pytest.mark.databases("sqlite")
PAGES = (
    "/outcomes", "/outcomes/states", "/outcomes/states/20", "/outcomes/gaps", "/outcomes/poles",
    "/outcomes/poles/pole-09", "/outcomes/answer?state=20&gender=woman", "/open-data",
    "/open-data/dictionary", "/reports",
)  # fmt: skip
#: Of any page, whoever reads it first after a release.
MOST_STATEMENTS = 25
#: Data sets of which this country has nothing.
EMPTY_HERE = ("indicators", "sites", "program-results")
#: Marked never in context_figures.yaml.
NEVER = ("12.8/5.53", "12.8", "5.53")


@pytest.fixture
def country(session, clock):
    made = Country(random.Random(20))
    made.found()
    made.issue(200)
    clock.tick(days=1)
    publishing.publish_now()
    return made


@pytest.mark.serves("R19", "R75", "R80")
def test_pages_take_as_many_statements_for_more_people_and_are_not_sent_twice(country, client, clock):
    def sent(path: str) -> int:
        with statements(db.engine) as heard:
            assert client.get(path).status_code == 200, path
        return len(heard)

    before = {path: sent(path) for path in PAGES}
    assert max(before.values()) <= MOST_STATEMENTS, before
    first = client.get("/outcomes")
    again = client.get("/outcomes", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    country.issue(200)
    clock.tick(days=1)
    publishing.publish_now()
    assert {path: sent(path) for path in PAGES} == before
    changed = client.get("/outcomes", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200 and changed.headers["ETag"] != first.headers["ETag"]
    for path in (
        "/outcomes/states/99",
        "/outcomes/poles/x",
        "/open-data/x.csv",
        "/reports/1999",
        "/reports/2026/1/es.pdf",
    ):
        assert client.get(path).status_code == 404, path
    refused = client.get("/outcomes/answer?state=20&age_group=age-25-34")
    assert refused.status_code == 422 and "Entidad × Género" in refused.text
    told = client.get("/api/v1/outcomes/answer?gender=woman").json
    truth = country.truth(clock())["current", "state|gender"]
    assert told["people"] == sum(count for place, count in truth.items() if place.endswith("|woman"))
    assert client.get("/api/v1/outcomes/answer?gender=x").json["code"] == "question_value_unfit"


@pytest.mark.serves("R76")
def test_priority_states_show_the_sites_that_institutions_declare(country, client, sign_in, clock):
    """From the institution's own page to its public one and to the pages about equity, and back when it ends."""
    provider = db.session.get_one(Provider, country.like.provider_id)
    provider.state_code = "20"
    db.session.commit()
    told = "No sites known. Mode declared by" if _declares(provider) else "Missing: none on record"
    assert told in client.get("/outcomes/states/20?lang=en").text
    boss = sign_in(Role.PROVIDER_ADMIN, provider_id=provider.id)
    base = f"/institucion/{provider.slug}/sedes"
    today = clock().date()
    site = {"name": "Plantel", "state_code": "20", "municipality": "Tlaxiaco", "mode": "offline_materials"}
    wrong = boss.post(base, data=site | {"valid_from": "2026-02-01", "valid_until": "2026-01-01"})
    assert wrong.status_code == 422 and "es anterior al primer día" in wrong.text
    assert boss.post(base, data=site | {"state_code": "99", "valid_from": str(today)}).status_code == 422
    until = today + dt.timedelta(days=30)
    assert boss.post(base, data=site | {"valid_from": str(today), "valid_until": str(until)}).status_code == 303
    (kept,) = sites.every(provider.id)
    assert "Tlaxiaco, Oaxaca" in client.get(f"/providers/{provider.slug}").text
    clock.tick(days=1)
    publishing.publish_now()
    assert client.get("/open-data/sites.json").json[0]["municipality"] == "Tlaxiaco"
    for path in ("/outcomes/states/20?lang=en", "/outcomes/gaps?lang=en"):
        assert f"Sites in Tlaxiaco ({provider.name})" in client.get(path).text, path
    boss = sign_in(Role.PROVIDER_ADMIN, provider_id=provider.id)
    assert boss.post(f"{base}/{kept.id}/retirar").location == base
    assert "Tlaxiaco" not in client.get("/outcomes/gaps").text + client.get(f"/providers/{provider.slug}").text
    assert boss.post(f"{base}/{kept.id}/restaurar").location == base
    assert "Tlaxiaco" in client.get("/outcomes/gaps").text
    clock.tick(days=31)
    publishing.publish_now()
    assert "Tlaxiaco" not in client.get("/outcomes/gaps").text
    other = sign_in(Role.PROVIDER_ADMIN, provider_id=ministry.new_provider("otra-universidad").id)
    assert other.get(f"/institucion/otra-universidad/sedes/{kept.id}").status_code == 404


def _declares(provider: Provider) -> bool:
    designs = [one.design for one in definitions.catalogue(provider_id=provider.id)]
    return any(set(one["modes"]) & set(sites.MODES) for one in designs)


@pytest.mark.serves("R54")
def test_the_open_data_explain_every_column_and_the_catalogue_leads_to_every_file(country, client):
    catalogue = client.get("/open-data/catalog.jsonld").get_json(force=True)
    columns = {}
    for one in catalogue["dcat:dataset"]:
        name = one["dct:identifier"]
        body = client.get(f"/open-data/{name}.csv").data
        assert body.startswith(b"\xef\xbb\xbf") and len(one["dcat:distribution"]) == 2
        assert not client.get(f"/open-data/{name}.csv?bom=no").data.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
        columns[name] = rows[0]
        assert rows[1:] or name.startswith("counts-by") or name in EMPTY_HERE, name
        objects = client.get(f"/open-data/{name}.json").json
        assert len(objects) == len(rows) - 1 and all(list(item) == rows[0] for item in objects)
        assert not any(figure in cell for row in rows for cell in row for figure in NEVER[:1])
    explained = client.get("/open-data/data-dictionary.json").json
    told: dict[str, list[str]] = {}
    for row in explained:
        told.setdefault(row["dataset"], []).append(row["column"])
    assert told == {name: held for name, held in columns.items() if name != "data-dictionary"}
    by_gender = client.get("/open-data/counts-by-state-by-gender.json").json
    assert all((row["count"] is None) == (row["suppressed"] == "yes") for row in by_gender)
    assert all(row["count"] is None or row["count"] == 0 or row["count"] >= 10 for row in by_gender)


@pytest.mark.serves("R57")
def test_a_state_administrator_sees_that_state_and_no_other(country, sign_in):
    oaxaca = sign_in(Role.STATE_ADMIN, places={Role.STATE_ADMIN: "state:20"})
    page = oaxaca.get("/entidad")
    assert page.status_code == 200 and "Oaxaca" in page.text and "Sector (SCIAN)" in page.text
    assert oaxaca.get("/entidad?entidad=09").status_code == 403
    assert oaxaca.get("/entidad?entidad=zz").status_code == 403
    assert sign_in(Role.AUTHORITY_ADMIN).get("/entidad").status_code == 403


def test_pages_fit_a_narrow_telephone_and_pass_axe(country, browser, live_server, session):
    db.session.commit()
    with browsing.opened(browser, viewport=browsing.NARROWEST) as page:
        for path in (
            "/outcomes",
            "/outcomes/states/20",
            "/outcomes/gaps",
            "/outcomes/answer?gender=woman",
            "/open-data",
        ):
            page.goto(f"{live_server.url}{path}")
            assert browsing.overflow(page) == 0, path
            assert browsing.serious_violations(page) == [], path
