"""``POST /api/v1/verify/batch``: every way in, every form out, and bad requests with a code."""

from __future__ import annotations

import csv
import io

import jsonschema
import orjson
import pytest

from registry.api.batch import MAX_JSON_BYTES, XLSX
from registry.api.openapi import description
from tests.doors.web.employer.conftest import Held, held  # noqa: F401  a fixture
from tests.support.archives import picture, zipped

pytestmark = pytest.mark.databases("sqlite")
ADDRESS = "/api/v1/verify/batch"


def posted(client, data, mimetype, **headers):
    return client.post(ADDRESS, data=data, content_type=mimetype, headers=headers)


def codes(answer):
    assert answer.status_code == 200, answer.text
    return [item["code"] for item in answer.get_json()["items"]]


def test_every_way_in_gives_the_same_rows(client, held: Held):  # noqa: F811
    link = client.application.config["LINK_URL"] + f"/s/{held.token}"
    archive = zipped({"ana.json": held.signed, "b.png": picture(), "c.jpg": picture(link, form="JPEG")})
    assert codes(posted(client, archive, "application/zip")) == ["valid", "no_credential_found", "valid"]
    files = {"file": [(io.BytesIO(held.signed), "ana.json"), (io.BytesIO(archive), "x.zip")], "text": link}
    answer = client.post(ADDRESS, data=files, content_type="multipart/form-data")
    assert codes(answer) == ["valid", "valid", "valid", "no_credential_found", "valid"]
    listed = f"link,name\n{link},{held.award.person.full_name}\n".encode()
    assert codes(posted(client, listed, "text/csv")) == ["valid"]
    items = [
        {"url": link, "name": "Otra Persona"},
        {"folio": held.award.folio, "surname": held.award.person.first_surname},
        {"credential": orjson.loads(held.signed)},
        {"credential": "eyJ.no.no"},
    ]
    answer = posted(client, orjson.dumps({"items": items}), "application/json")
    assert codes(answer) == ["valid", "valid", "valid", "bad_jwt"]
    told = answer.get_json()
    assert told["items"][0]["nameComparison"] == "different"
    assert told["items"][1]["holder"] is None and told["items"][2]["holder"] == held.award.person.full_name
    assert told["counts"] == {
        "valid": 3, "authentic_not_current": 0, "invalid": 0, "unverifiable": 0, "nothing": 1,
    }  # fmt: skip


def test_the_answer_is_what_the_description_says(client, held: Held):  # noqa: F811
    archive = zipped({"ana.json": held.signed, "b.png": picture()})
    told = posted(client, archive, "application/zip").get_json()
    components = description(title="x", server="https://x.example")["components"]
    jsonschema.validate(told, {"$ref": "#/components/schemas/Batch", "components": components})
    told["items"][0]["code"] = 7
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(told, {"$ref": "#/components/schemas/Batch", "components": components})


def test_csv_and_xlsx_by_accept(client, held: Held):  # noqa: F811
    archive = zipped({"ana.json": held.signed})
    answer = posted(client, archive, "application/zip", Accept="text/csv", **{"Accept-Language": "en"})
    assert answer.mimetype == "text/csv"
    assert next(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))["Result"] == "Valid"
    assert posted(client, archive, "application/zip", Accept=XLSX).data.startswith(b"PK")
    assert posted(client, archive, "application/zip", Accept="image/png").status_code == 406


@pytest.mark.parametrize(
    ("data", "mimetype", "status", "code"),
    [
        (b"", "application/zip", 400, "nothing_in_batch"),
        (b"hola", "text/plain", 415, "unknown_body"),
        (b"PK\x03\x04", "application/zip", 422, "damaged"),
        (zipped({}), "application/zip", 400, "nothing_in_batch"),
        (b"a,b\n1,2", "text/csv", 422, "list_without_subjects"),
        (b"\xff\xfe\x00", "text/csv", 422, "list_without_subjects"),
        (b"{", "application/json", 400, "bad_items"),
        (b"[]", "application/json", 400, "bad_items"),
        (b'{"items": 3}', "application/json", 400, "bad_items"),
        (b'{"items": [3]}', "application/json", 400, "bad_items"),
        (b'{"items": [{"url": 3}]}', "application/json", 400, "bad_items"),
        (b'{"items": [{"url": "x", "folio": "y"}]}', "application/json", 400, "bad_items"),
        (b'{"items": []}', "application/json", 400, "nothing_in_batch"),
        (b'{"items": [{"url": "x"}], "items": []}', "application/json", 400, "bad_items"),
        (b"[" * 2_000, "application/json", 400, "bad_items"),
        (b'{"x": "' + b"y" * MAX_JSON_BYTES + b'"}', "application/json", 400, "bad_items"),
        (orjson.dumps({"items": [{"url": "x"}] * 1_001}), "application/json", 413, "batch_too_large"),
    ],
)
def test_a_request_that_holds_no_batch_is_a_problem_with_a_code(client, data, mimetype, status, code):
    answer = posted(client, data, mimetype)
    told = answer.get_json()
    assert (answer.status_code, told["code"]) == (status, code)
    assert answer.mimetype == "application/problem+json"
    assert "{{" not in told["detail"] and told["text"]["es"] and told["text"]["en"]


def test_a_photograph_of_a_share_link_is_verified_alone_too(client, held: Held):  # noqa: F811
    link = client.application.config["LINK_URL"] + f"/s/{held.token}"
    for data, status in ((picture(link, form="JPEG"), 200), (picture(), 422)):
        answer = client.post(
            "/api/v1/verify", data={"file": (io.BytesIO(data), "x.jpg")}, content_type="multipart/form-data"
        )
        bare = client.post("/api/v1/verify", data=data, content_type="image/jpeg")
        assert answer.status_code == bare.status_code == status
        assert answer.get_json().get("code", "valid") in ("valid", "no_credential_found")
        assert bare.get_json().get("verdict") == answer.get_json().get("verdict")
