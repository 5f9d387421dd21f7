"""Reading credentials of ours and of others: loose where published schemas are, strict where a mistake would lie."""

from __future__ import annotations

import copy
import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.documents import (
    CredentialKind,
    EventKind,
    MalformedDocument,
    RegistrationNote,
    StatusEvent,
    build_credential,
    event_payload,
    note_payload,
    parse_credential,
    parse_event,
    parse_note,
)
from tests.documents import samples

GOOD = build_credential(samples.credential_claims())
# Hypothesis picks members to break by these paths.
PATHS: list[tuple[str | int, ...]] = []


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> None:
    PATHS.append(path)
    if isinstance(value, dict):
        for name in value:
            _paths(value[name], (*path, name))
    elif isinstance(value, list):
        for place, member in enumerate(value):
            _paths(member, (*path, place))


_paths(GOOD)
PATHS.remove(())


def changed(path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    document = copy.deepcopy(GOOD)
    holder: Any = document
    for step in path[:-1]:
        holder = holder[step]
    if value is ...:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return document


def test_reads_back_what_was_built() -> None:
    claims = samples.credential_claims()
    credential = parse_credential(GOOD)
    assert credential.kind is CredentialKind.ACHIEVEMENT
    assert (credential.id, credential.subject.id, credential.issuer.id) == (
        claims.id,
        claims.subject_id,
        claims.issuer.did,
    )
    assert (credential.valid_from, credential.valid_until) == (claims.valid_from, claims.valid_until)
    assert credential.awarded_on == claims.awarded_on
    assert credential.subject.folio == "K7M2-ZT9X-W3HA-QD"
    assert parse_credential(changed(("credentialSubject", "licenseNumber"), "LIC-1")).subject.folio is None
    assert credential.statuses[0].index == claims.status.index


@pytest.mark.parametrize(
    ("path", "value", "code", "fault_path"),
    [
        (("issuer",), ..., "missing", "issuer"),
        (("issuer", "id"), "universidad", "not_a_url", "issuer.id"),
        (("id",), "7", "not_a_url", "id"),
        (("id",), ..., "missing", "id"),
        (("validFrom",), ..., "missing", "validFrom"),
        (("validFrom",), "2026-08-14", "not_a_date", "validFrom"),
        (("validFrom",), "2026-08-14T10:00:00", "not_a_date", "validFrom"),
        (("validFrom",), "2026-02-30T10:00:00Z", "not_a_date", "validFrom"),
        (("validUntil",), "2020-01-01T00:00:00Z", "ends_before_it_starts", "validUntil"),
        (("type",), ["VerifiableCredential"], "unknown_type", "type"),
        (("type",), ["OpenBadgeCredential"], "unknown_type", "type"),
        (("@context",), ["https://example.org/other"], "unknown_context", "@context"),
        (("@context",), ..., "missing", "@context"),
        (("credentialSubject",), "urn:x:1", "wrong_type", "credentialSubject"),
        (("credentialSubject",), [{}, {}], "several", "credentialSubject"),
        (("credentialSubject", "achievement"), ..., "missing", "credentialSubject.achievement"),
        (("credentialSubject", "achievement", "name"), ["a", "b"], "several", "credentialSubject.achievement.name"),
        (("credentialSubject", "achievement", "criteria"), ..., "missing", "credentialSubject.achievement.criteria"),
        (
            ("credentialSubject", "result", 0, "resultDescription"),
            "https://elsewhere.example/#hours",
            "undeclared_result",
            "credentialSubject.result[0].resultDescription",
        ),
        (
            ("credentialSubject", "identifier", 0, "hashed"),
            "no",
            "wrong_type",
            "credentialSubject.identifier[0].hashed",
        ),
        (("credentialStatus", "statusListIndex"), "-1", "wrong_type", "credentialStatus[0].statusListIndex"),
        (("credentialStatus", "statusListIndex"), True, "wrong_type", "credentialStatus[0].statusListIndex"),
        (("credentialStatus", "statusListCredential"), ..., "missing", "credentialStatus[0].statusListCredential"),
    ],
)
def test_refuses_what_is_missing_or_wrong_and_names_it(
    path: tuple[str | int, ...], value: Any, code: str, fault_path: str
) -> None:
    with pytest.raises(MalformedDocument) as refusal:
        parse_credential(changed(path, value))
    assert (refusal.value.code, refusal.value.path) == (code, fault_path)
    assert refusal.value.said.es and refusal.value.said.en
    assert "{" not in refusal.value.said.es + refusal.value.said.en


def test_refuses_a_credential_of_nobody() -> None:
    document = changed(("credentialSubject", "id"), ...)
    del document["credentialSubject"]["identifier"]
    with pytest.raises(MalformedDocument, match="nobody"):
        parse_credential(document)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("type",), "OpenBadgeCredential VerifiableCredential"),
        (("issuer", "type"), "Profile"),
        (("credentialSubject", "identifier"), GOOD["credentialSubject"]["identifier"][0]),
        (("credentialSubject",), [GOOD["credentialSubject"]]),
        (("credentialStatus",), [GOOD["credentialStatus"]]),
        (("credentialStatus", "statusListIndex"), 48113),
        (("issuer",), "did:web:registro.example:providers:valle"),
        (("name",), {"es": "Uso responsable", "en": "Responsible use"}),
    ],
)
def test_reads_single_values_and_arrays_alike(path: tuple[str | int, ...], value: Any) -> None:
    document = changed(path, value)
    if path == ("type",):
        document["type"] = ["VerifiableCredential", "AchievementCredential"]
    credential = parse_credential(document)
    assert credential.issuer.id == "did:web:registro.example:providers:valle"
    assert credential.statuses[0].index == 48113


def test_unknown_members_do_not_become_facts() -> None:
    document = changed(("credentialSubject", "favouriteColour"), "green") | {"grade": "10"}
    assert parse_credential(document) == parse_credential(GOOD)


def test_reads_data_model_1_1_as_others_still_issue_it() -> None:
    document = copy.deepcopy(GOOD)
    document["@context"] = [
        "https://www.w3.org/2018/credentials/v1",
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
    ]
    document["issuanceDate"] = document.pop("validFrom")
    document["expirationDate"] = document.pop("validUntil")
    credential = parse_credential(document)
    assert credential.data_model == "1.1"
    assert credential.valid_from == samples.ISSUED


def test_offsets_count() -> None:
    credential = parse_credential(changed(("validFrom",), "2026-08-14T17:20:11-06:00"))
    assert credential.valid_from == samples.ISSUED


@given(
    st.sampled_from(PATHS), st.sampled_from([None, 7, 7.5, True, "", "x", [], {}, [None], [["x"]], {"id": 3}, ["", {}]])
)
@settings(max_examples=400, deadline=None)
def test_any_broken_member_is_refused_by_name_or_read(path: tuple[str | int, ...], value: Any) -> None:
    try:
        parse_credential(changed(path, value))
    except MalformedDocument as refusal:
        assert refusal.path


def test_event_and_note_read_back() -> None:
    at = dt.datetime(2026, 9, 1, 12, 0, 0, 250_000, tzinfo=dt.UTC)
    event = StatusEvent(GOOD["id"], EventKind.SUPERSEDED, "corrected_copy_issued", at, "urn:uuid:2")
    note = RegistrationNote(GOOD["id"], GOOD["issuer"]["id"], "credential", bytes(32), bytes(range(32)), at)
    assert parse_event(json.loads(event_payload(event))) == event
    assert parse_note(json.loads(note_payload(note))) == note


@pytest.mark.parametrize(
    "change", [{"kind": "forgiven"}, {"type": "RegistrationNote"}, {"at": "ayer"}, {"document": 3}]
)
def test_refuses_an_event_of_an_unknown_kind_or_form(change: dict[str, Any]) -> None:
    event = StatusEvent(GOOD["id"], EventKind.REVOKED, "fraud", samples.ISSUED)
    with pytest.raises(MalformedDocument):
        parse_event(json.loads(event_payload(event)) | change)
