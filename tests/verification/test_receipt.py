"""Receipts: what the registry signed about a verification is read back as that, and nothing else is."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.documents import read_presented
from registry.documents.receipts import MEDIA_TYPE, FoundReceipt, receipt_in
from registry.documents.written import written
from registry.signing import Algorithm, jcs, jws_compact
from registry.verification import KeyPeriod, Result, Unreachable, Verdict
from registry.verification.receipt import (
    Receipt,
    SignedReceipt,
    TooLargeToSign,
    claims_of,
    handed_in,
    judge_receipt,
    new_receipt,
    sign_receipt,
)
from tests.verification import world
from tests.verification.world import NOW, PROVIDER, RECEIPTS, RECEIPTS_KID, SINCE, credential, judge, known, root

GOOD = world.dumps(PROVIDER.sign(credential()))


def receipt(**changes: Any) -> Receipt:
    presented = read_presented(GOOD)
    made = new_receipt(
        judge(GOOD),
        handed_in(GOOD, presented),
        receipt_id="urn:uuid:00000000-0000-0000-0000-0000000000c1",
        registry=world.RECEIPTS_ID,
        asked_name=None,
        root_version=1,
        verify_url="https://registro.example/f/7Q4K-M2ZT-9XW3-HA",
    )
    return dataclasses.replace(made, **changes)


def signed(**changes: Any) -> SignedReceipt:
    return sign_receipt(receipt(**changes), signer=RECEIPTS, kid=RECEIPTS_KID)


def read(data: bytes | str, **root_changes: Any) -> Any:
    found = receipt_in(data.encode() if isinstance(data, str) else data)
    assert found is not None
    return judge_receipt(found, known(root(**root_changes)))


def period(**changes: Any) -> tuple[KeyPeriod, ...]:
    return (dataclasses.replace(KeyPeriod(RECEIPTS_KID, RECEIPTS.public_key, SINCE), **changes),)


def test_a_receipt_is_read_back_as_it_was_signed() -> None:
    reading = read(signed().jws)
    assert (reading.result, reading.code) == (Result.PASSED, "receipt_genuine")
    assert claims_of(reading.receipt) == claims_of(receipt())
    assert reading.receipt.verdict is Verdict.VALID
    assert reading.receipt.signed_at == NOW


def test_the_json_file_and_the_answer_of_the_api_are_read_as_receipts() -> None:
    whole = signed().as_dict()
    assert read(json.dumps(whole)).code == "receipt_genuine"
    assert read(json.dumps({"verdict": "valid", "receipt": whole})).code == "receipt_genuine"


def test_refuses_a_file_that_shows_something_else_than_was_signed() -> None:
    whole = signed().as_dict()
    whole["claims"]["report"]["verdict"] = "invalid"
    reading = read(json.dumps(whole))
    assert (reading.result, reading.code, reading.receipt) == (Result.FAILED, "receipt_altered", None)
    del whole["claims"]
    assert read(json.dumps(whole)).code == "receipt_altered"


def test_refuses_a_receipt_that_was_changed_after_signing() -> None:
    header, payload, signature = signed().jws.split(".")
    other = signed(asked_name="Otra Persona").jws.split(".")[1]
    assert read(f"{header}.{other}.{signature}").code == "receipt_forged"
    assert read(f"{header}.{payload}.{signature}").code == "receipt_genuine"


@given(st.integers(0, 2**31))
def test_no_changed_character_reads_genuine(place: int) -> None:
    text = signed().jws
    place %= len(text)
    changed = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
    found = receipt_in(changed.encode())
    assert found is None or judge_receipt(found, known(root())).receipt is None


def test_refuses_what_an_institution_or_the_authority_signed_as_a_receipt() -> None:
    payload = jcs(claims_of(receipt()))
    for keys in (world.PROVIDER, world.AUTHORITY, world.STRANGER):
        reading = read(keys.jws(payload, MEDIA_TYPE, use="issuing"))
        assert (reading.result, reading.code) == (Result.NOT_CHECKED, "receipt_key_unknown")


def test_refuses_another_thing_that_the_receipts_key_signed() -> None:
    note = world.note(PROVIDER.sign(credential()))
    assert receipt_in(note.encode()) is None
    assert judge_receipt(FoundReceipt(note), known(root())).code == "receipt_malformed"
    empty = jws_compact(
        b'{"type":"VerificationReceipt","version":1}', signer=RECEIPTS, kid=RECEIPTS_KID, typ=MEDIA_TYPE
    )
    assert read(empty).code == "receipt_malformed"


def test_a_key_of_the_same_name_that_is_not_the_registry_s_proves_nothing() -> None:
    thief = world.private("thief", Algorithm.P256)
    assert read(sign_receipt(receipt(), signer=thief, kid=RECEIPTS_KID).jws).code == "receipt_forged"


def test_a_retired_key_still_proves_what_it_signed_and_nothing_later() -> None:
    assert read(signed().jws, receipts_keys=period(until=NOW + dt.timedelta(days=1))).code == "receipt_genuine"
    late = read(signed().jws, receipts_keys=period(until=NOW - dt.timedelta(days=1)))
    assert (late.result, late.code) == (Result.FAILED, "receipt_key_not_in_use")
    early = read(signed().jws, receipts_keys=period(since=NOW + dt.timedelta(days=1)))
    assert early.code == "receipt_key_not_in_use"


def test_a_compromised_key_proves_no_date() -> None:
    reading = read(signed().jws, receipts_keys=period(compromised_at=NOW + dt.timedelta(days=30)))
    assert (reading.result, reading.code, reading.receipt) == (Result.NOT_CHECKED, "receipt_key_compromised", None)


def test_without_a_root_nothing_is_said_of_it() -> None:
    reading = judge_receipt(FoundReceipt(signed().jws), Unreachable("root_expired"))
    assert (reading.result, reading.code, reading.receipt) == (Result.NOT_CHECKED, "root_unreachable", None)


def test_a_receipt_of_something_false_says_so_and_holds_nothing_that_no_signature_covers() -> None:
    forged = {**PROVIDER.sign(credential()), "name": "Doctorado"}
    report = judge(forged)
    made = dataclasses.replace(receipt(), report=report.as_dict())
    reading = read(sign_receipt(made, signer=RECEIPTS, kid=RECEIPTS_KID).jws)
    assert reading.receipt.verdict is Verdict.INVALID
    assert reading.receipt.report["credential"] is None
    assert "Doctorado" not in json.dumps(reading.as_dict())


def test_a_name_of_half_a_megabyte_is_not_signed_by_the_registry() -> None:
    with pytest.raises(TooLargeToSign):
        signed(asked_name="x" * 500_000)


def test_the_digest_of_the_document_is_the_same_in_whatever_file() -> None:
    text = PROVIDER.jwt(credential())
    by_json = handed_in(GOOD, read_presented(GOOD))
    by_jwt = handed_in(text.encode(), read_presented(text.encode()))
    assert by_json.document_sha256 == by_jwt.document_sha256
    assert by_json.sha256 != by_jwt.sha256


@pytest.mark.parametrize("data", [GOOD, PROVIDER.jwt(credential()).encode(), world.dumps(credential())])
def test_what_was_presented_can_be_written_and_read_again(data: bytes) -> None:
    presented = read_presented(data)
    text = written(presented)
    assert text is not None
    assert read_presented(text.encode()) == presented


def test_an_unsigned_jwt_is_not_written_again() -> None:
    assert written(read_presented(b"eyJhbGciOiJub25lIn0.eyJ0eXBlIjoiT3BlbkJhZGdlQ3JlZGVudGlhbCJ9.")) is None


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_anything_else_is_no_receipt(data: bytes) -> None:
    assert receipt_in(data) is None
    assert receipt_in(b"%PDF-" + data) is None
