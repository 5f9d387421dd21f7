"""What the registry would sign: accepted by both published schemas, canonical without a doubt, and no more in it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import jsonschema
import pytest

from registry.documents import (
    LevelBasis,
    LevelReached,
    StandardVersion,
    StatusPlace,
    Target,
    UnfitClaims,
    build_accreditation,
    build_achievement,
    build_credential,
    build_endorsement,
    build_scope,
    parse_credential,
    parse_scope,
    subject_digest,
)
from registry.documents.endorsement import EndorsementClaims
from registry.signing import canonize, digest_sri, jcs
from tests.documents import samples

SCHEMAS = samples.SHARED / "standards/schemas/ob_v3p0"
LOOSE, STRICT = "achievementcredential_schema.json", "achievementcredential_schema.strict.json"


def schema_faults(document: dict[str, Any], name: str) -> list[str]:
    if not SCHEMAS.exists():
        pytest.skip("the published Open Badges schemas are not beside the project (../shared/standards)")
    schema = json.loads((SCHEMAS / f"ob_v3p0_{name}").read_text())
    validator = jsonschema.Draft201909Validator(schema, format_checker=jsonschema.FormatChecker())
    return [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(document)]


def accreditation() -> dict[str, Any]:
    claims = samples.accreditation_claims()
    return build_accreditation(claims, scope=build_scope(claims))


def endorsement(**changes: Any) -> dict[str, Any]:
    achievement = build_achievement(samples.achievement_claims())
    values: dict[str, Any] = {
        "id": "urn:uuid:00000000-0000-0000-0000-0000000000e1",
        "name": "Aval",
        "endorser": samples.PROVIDER,
        "valid_from": samples.ISSUED,
        "subject_id": achievement["id"],
        "subject": achievement,
        "comment": "Participamos en la evaluación.",
        "status": StatusPlace(samples.LIST, 3),
    }
    return build_endorsement(EndorsementClaims(**(values | changes)))


def members(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, member in value.items():
            yield name, member
            yield from members(member)
    elif isinstance(value, list):
        for member in value:
            yield from members(member)


@pytest.mark.parametrize("schema", [LOOSE, STRICT])
@pytest.mark.parametrize("document", [build_credential(samples.credential_claims()), accreditation()])
def test_published_schemas_accept_what_is_built(document: dict[str, Any], schema: str) -> None:
    assert schema_faults(document, schema) == []


def test_published_schema_accepts_endorsements_also_inside_an_achievement() -> None:
    assert schema_faults(endorsement(), "endorsementcredential_schema.json") == []
    achievement = build_achievement(samples.achievement_claims(endorsements=(endorsement(),)))
    document = build_credential(samples.credential_claims(achievement=achievement))
    assert schema_faults(document, STRICT) == []
    assert canonize(document, samples.store())


def test_schemas_would_notice() -> None:
    document = build_credential(samples.credential_claims())
    document["credentialSubject"]["identifier"][0]["id"] = "urn:x:1"
    assert schema_faults(document, STRICT)


@pytest.mark.parametrize("document", [build_credential(samples.credential_claims()), accreditation(), endorsement()])
def test_every_member_is_covered_by_the_canonical_form(document: dict[str, Any]) -> None:
    lines = canonize(document, samples.store()).decode()
    for name, value in members(document):
        if isinstance(value, str) and name not in ("type", "@context"):
            assert json.dumps(value, ensure_ascii=False)[1:-1] in lines, name


def test_no_nulls_no_schema_no_members_of_one_revision_only() -> None:
    document = build_credential(samples.credential_claims(valid_until=None, average=None))
    names = {name for name, _ in members(document)}
    assert not [name for name, value in members(document) if value is None]
    assert not names & {"credentialSchema", "endorsementJwt", "jti", "evidence", "proof"}
    assert document["@context"] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]


def test_names_the_holder_and_says_nothing_else_about_the_person() -> None:
    subject = build_credential(samples.credential_claims())["credentialSubject"]
    assert subject["identifier"] == [
        {"type": "IdentityObject", "identityType": "name", "hashed": False, "identityHash": "Ana Sofía Ñúñez Pérez"}
    ]
    assert set(subject) == {"id", "type", "identifier", "licenseNumber", "achievement", "result"}


@pytest.mark.serves("R01", "R06")
def test_carries_the_mandatory_elements_of_the_european_recommendation() -> None:
    credential = parse_credential(build_credential(samples.credential_claims()))
    achievement = credential.achievement
    types = {alignment.type for alignment in achievement.alignments}
    assert credential.subject.name == "Ana Sofía Ñúñez Pérez"
    assert (achievement.name, achievement.type) == ("Uso responsable de la IA en el aula", "MicroCredential")
    assert achievement.creator is not None and achievement.creator.country == "MX"
    assert credential.issuer.name == "Universidad Ficticia del Valle"
    assert credential.awarded_on == dt.date(2026, 8, 14)
    assert {"CFItem", "ext:CFDocument", "ext:RequiredLevel", "ext:AssessmentType", "ext:QualityAssurance"} <= types
    assert {one.type for one in achievement.result_descriptions} == {
        "ext:WorkloadHours",
        "GradePointAverage",
        "ext:ParticipationMode",
        "RubricCriterionLevel",
    }


def test_status_entry_is_one_object_whose_id_is_not_the_lists() -> None:
    status = build_credential(samples.credential_claims())["credentialStatus"]
    assert status["statusListIndex"] == "48113"
    assert status["statusPurpose"] == "revocation"
    assert status["id"] != status["statusListCredential"] == samples.LIST


def test_the_day_of_achievement_reads_the_same_in_mexico_and_in_utc() -> None:
    written = build_credential(samples.credential_claims())["awardedDate"]
    moment = dt.datetime.fromisoformat(written)
    assert moment.date() == moment.astimezone(dt.UTC).date() == dt.date(2026, 8, 14)


def test_only_one_list_of_values_so_that_blank_nodes_stay_distinct() -> None:
    achievement = build_achievement(samples.achievement_claims())
    assert sum("allowedValue" in one for one in achievement["resultDescription"]) == 1


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"valid_until": samples.ISSUED - dt.timedelta(days=1)}, "end before"),
        ({"valid_from": samples.ISSUED.replace(tzinfo=None)}, "time zone"),
        ({"valid_from": samples.ISSUED.replace(microsecond=5)}, "whole seconds"),
        ({"id": "https://registro.example/c/1"}, "urn:uuid"),
        ({"subject_id": "mailto:ana@example.org"}, "subject"),
        ({"folio": "K7M2ZT9XW3HAQ0"}, "folio"),
        ({"average": Decimal("10.01")}, "average"),
        ({"average": Decimal("NaN")}, "average"),
        ({"hours": Decimal("Infinity")}, "finite"),
        ({"holder_name": "  "}, "empty"),
        ({"holder_name": "Ana\x00"}, "U\\+0000"),
        ({"holder_name": "Ana\ud800"}, "U\\+D800"),
        ({"name": "Curso\ufffe"}, "U\\+FFFE"),
        ({"mode": "telepathy"}, "not allowed"),
        ({"levels": (LevelReached("AIL-C9", "AIL-L2", LevelBasis.SCORED),)}, "declares no"),
        ({"levels": (LevelReached("AIL-C1", "AIL-L9", LevelBasis.SCORED),)}, "no level"),
        ({"status": StatusPlace(samples.LIST, -1)}, "counts from 0"),
    ],
)
def test_refuses_claims_that_contradict_themselves(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(UnfitClaims, match=fault):
        build_credential(samples.credential_claims(**changes))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"tags": ("uno", "uno")}, "twice"),
        ({"tags": ("\U0001f600",)}, "beyond"),
        ({"outcomes": (samples.outcome("AIL-C1.1"), samples.outcome("AIL-C1.1"))}, "two alignments"),
        ({"levels": ()}, "no level"),
        ({"description": ""}, "empty"),
    ],
)
def test_refuses_achievements_that_would_not_canonicalise_alike(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(UnfitClaims, match=fault):
        build_achievement(samples.achievement_claims(**changes))


def test_names_are_composed_so_that_equal_names_are_equal_bytes() -> None:
    decomposed = "Ana Sofi\u0301a N\u0303u\u0301n\u0303ez Pe\u0301rez"
    document = build_credential(samples.credential_claims(holder_name=decomposed))
    assert document["credentialSubject"]["identifier"][0]["identityHash"] == "Ana Sofía Ñúñez Pérez"


def test_numbers_are_written_without_exponent_or_idle_zeros() -> None:
    document = build_credential(samples.credential_claims(hours=Decimal("3.2E+1"), average=Decimal("8.500")))
    assert [one["value"] for one in document["credentialSubject"]["result"][:2]] == ["32", "8.5"]


def test_scope_is_bound_by_its_digest_and_reads_back() -> None:
    claims = samples.accreditation_claims()
    data = build_scope(claims)
    document = build_accreditation(claims, scope=data)
    assert parse_credential(document).related[0].digest_sri == digest_sri(data)
    scope = parse_scope(json.loads(data))
    assert scope.grants == claims.grants
    assert (scope.provider, scope.legal_name) == (claims.provider_did, claims.legal_name)
    assert data == jcs(json.loads(data))


def test_refuses_accreditation_for_nothing_or_for_no_time() -> None:
    with pytest.raises(UnfitClaims):
        build_scope(samples.accreditation_claims(grants=()))
    backwards = samples.accreditation_claims(valid_until=samples.accreditation_claims().valid_from)
    with pytest.raises(UnfitClaims):
        build_accreditation(backwards, scope=b"{}")


@pytest.mark.parametrize(
    ("standard", "profile", "parts", "covered"),
    [
        (samples.STANDARD.uri, "secondary_teachers", (), True),
        (samples.STANDARD.uri, None, (), False),
        (samples.STANDARD.uri, "sme_owners", (), False),
        (f"{samples.STANDARD.uri}-2", "secondary_teachers", (), False),
    ],
)
def test_grant_covers_its_standard_version_and_profiles_only(
    standard: str, profile: str | None, parts: tuple[str, ...], covered: bool
) -> None:
    grant = samples.accreditation_claims().grants[0]
    assert grant.covers(standard, profile=profile, parts=parts) is covered


def test_grant_of_some_parts_does_not_cover_the_whole() -> None:
    from registry.documents import Grant

    grant = Grant(StandardVersion("AIE", "1.0", "https://x.example/aie", "Ingeniería"), "engineering", (), ("AIE-A",))
    assert grant.covers("https://x.example/aie", profile=None, parts=("AIE-A",))
    assert not grant.covers("https://x.example/aie", profile=None, parts=("AIE-A", "AIE-B"))
    assert not grant.covers("https://x.example/aie", profile=None, parts=())


def test_endorsement_binds_claims_and_survives_a_new_signature() -> None:
    document = build_credential(samples.credential_claims())
    signed_again = {**document, "proof": {"type": "DataIntegrityProof"}}
    renamed = build_credential(samples.credential_claims(holder_name="Otra Persona"))
    assert subject_digest(document) == subject_digest(signed_again)
    achievement = build_achievement(samples.achievement_claims())
    assert subject_digest(achievement) == subject_digest({**achievement, "endorsement": [endorsement()]})
    assert subject_digest(document) != subject_digest(renamed)


def test_alignment_to_a_conocer_standard_stays_what_it_is() -> None:
    target = Target("ext:CONOCER", "https://conocer.example/EC1827", "EC1827", "EC1827")
    achievement = build_achievement(samples.achievement_claims(others=(target,)))
    assert achievement["alignment"][-1]["targetType"] == "ext:CONOCER"


def test_alignments_have_names_of_their_own() -> None:
    """Nodes without a name would be numbered among those that hang on the person, anew for each (decision 51)."""
    achievement = build_achievement(samples.achievement_claims())
    names = [one["id"] for one in achievement["alignment"]]
    assert names == [f"{achievement['id']}#alignment-{number}" for number in range(1, len(names) + 1)]
