from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from registry.curriculum import case
from registry.curriculum.parsing import parse_standard
from registry.curriculum.standard import Standard
from tests.rooms.curriculum.samples import ENGINEERING, LITERACY, shipped

SCHEMAS = Path(__file__).parents[3] / "../shared/standards/schemas/case_v1p1"
BASE = "https://registro.example"
PUBLISHED = case.Publication(
    base=BASE,
    creator="Autoridad de demostración",
    state="in_force",
    changed_at=dt.datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=dt.UTC),
    in_force_from=dt.date(2026, 1, 1),
)


@pytest.fixture(params=[LITERACY, ENGINEERING])
def standard(request: pytest.FixtureRequest) -> Standard:
    return parse_standard(shipped(request.param))


def validate(document: Any, kind: str) -> None:
    if not SCHEMAS.exists():
        pytest.skip("the CASE schemas are not beside the project")
    schema = json.loads((SCHEMAS / f"case_v1p1_{kind}-jsonschema1.json").read_text())
    jsonschema.Draft201909Validator(schema, format_checker=jsonschema.FormatChecker()).validate(document)


def test_document_meets_the_published_schema(standard: Standard) -> None:
    validate(case.document(standard, PUBLISHED), "cfdocument")
    ended = replace(PUBLISHED, state="superseded", ended_on=dt.date(2027, 1, 1))
    validate(case.document(standard, ended), "cfdocument")


def test_package_meets_the_published_schema(standard: Standard) -> None:
    validate(case.package(standard, PUBLISHED), "cfpackage")


def test_items_and_associations_meet_the_published_schemas(standard: Standard) -> None:
    for one in case.items(standard):
        validate(case.item(standard, one.id, PUBLISHED), "cfitem")
        validate(case.association(standard, one.id, PUBLISHED), "cfassociation")


def test_the_schema_would_notice(standard: Standard) -> None:
    broken = case.document(standard, PUBLISHED) | {"identifier": "not-a-uuid"}
    with pytest.raises(jsonschema.ValidationError):
        validate(broken, "cfdocument")


def test_identifiers_are_the_same_for_ever() -> None:
    standard = parse_standard(shipped(LITERACY))
    assert case.item_uri(BASE, standard, "AIL-C3.1") == (f"{BASE}/ims/case/v1p1/CFItems/{GOLDEN_ITEM}"), (
        "signed credentials point to this address"
    )
    assert str(case.document_id(standard)) == GOLDEN_DOCUMENT
    assert case.document_id(standard).version == 5


def test_another_version_has_other_identifiers(standard: Standard) -> None:
    later = replace(standard, version="2.0")
    assert case.document_id(later) != case.document_id(standard)
    assert case.item_id(later, standard.outcomes[0].id) != case.item_id(standard, standard.outcomes[0].id)


def test_identifiers_do_not_collide(standard: Standard) -> None:
    found: list[uuid.UUID] = [case.document_id(standard)]
    for one in case.items(standard):
        found += [case.item_id(standard, one.id), case.association_id(standard, one.id)]
    assert len(set(found)) == len(found)


def test_the_tree_holds_every_outcome_once(standard: Standard) -> None:
    package = case.package(standard, PUBLISHED)
    codes = [item["humanCodingScheme"] for item in package["CFItems"]]
    assert set(codes) >= {outcome.id for outcome in standard.outcomes}
    assert len(codes) == len(set(codes)) == len(package["CFAssociations"])
    parents = {one["originNodeURI"]["uri"]: one["destinationNodeURI"]["uri"] for one in package["CFAssociations"]}
    root = package["CFDocument"]["uri"]
    for item in package["CFItems"]:
        place, steps = item["uri"], 0
        while place != root:
            place, steps = parents[place], steps + 1
            assert steps <= 3


def test_every_statement_is_there_in_english_too(standard: Standard) -> None:
    for item in case.package(standard, PUBLISHED)["CFItems"]:
        assert item["extensions"]["translations"]["en"]["fullStatement"]


def test_refuses_an_item_that_the_standard_lacks(standard: Standard) -> None:
    with pytest.raises(KeyError):
        case.item(standard, "AIX-1", PUBLISHED)
    with pytest.raises(KeyError):
        case.association(standard, "AIX-1", PUBLISHED)


GOLDEN_ITEM = "aeabd664-a2c3-503b-aca1-78fd0ecc1e7b"
GOLDEN_DOCUMENT = "ae34f1b0-373a-505f-88b2-d8f59055f2c4"
