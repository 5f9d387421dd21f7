from __future__ import annotations

import hashlib
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from registry.merkle import LEAF_DOMAIN, SALT_BYTES, commitment
from registry.signing import JsonMalformed, credential_jwt, document_of_claims, parse_jwt, without_proof
from tests.signing.samples import KID, P256, badge, signed

SALT = bytes(range(SALT_BYTES))


def test_the_commitment_never_changes() -> None:
    # Leaves are in a log that cannot be rewritten: another value here would orphan every document already logged.
    assert commitment(badge(), SALT).hex() == "eda95cbd4051396be9afbb4692eed64d637ff94ca31e18386f182d3437c4d7b3"


def test_the_commitment_is_the_documented_construction() -> None:
    inner = hashlib.sha256(rfc8785.dumps(badge())).digest()
    assert commitment(badge(), SALT) == hashlib.sha256(b"registry/document-leaf/v1\n" + SALT + inner).digest()
    assert LEAF_DOMAIN.endswith(b"\n")


def test_both_forms_of_a_document_have_one_leaf() -> None:
    claims = document_of_claims(parse_jwt(credential_jwt(badge(), signer=P256, kid=KID)).claims)
    assert commitment(claims, SALT) == commitment(without_proof(signed()), SALT) == commitment(badge(), SALT)


def test_order_of_members_does_not_matter() -> None:
    assert commitment({name: badge()[name] for name in reversed(badge())}, SALT) == commitment(badge(), SALT)


def test_refuses_to_commit_to_a_proof() -> None:
    with pytest.raises(ValueError, match="proof"):
        commitment(signed(), SALT)


@pytest.mark.parametrize("salt", [b"", b"\0" * 31, b"\0" * 33])
def test_refuses_salt_so_short_that_claims_can_be_guessed(salt: bytes) -> None:
    with pytest.raises(ValueError, match="salt"):
        commitment(badge(), salt)


@pytest.mark.parametrize("value", [float("nan"), "\ud800", 2**60])
def test_refuses_claims_without_one_spelling(value: Any) -> None:
    with pytest.raises(JsonMalformed):
        commitment({"value": value}, SALT)


@given(st.binary(min_size=SALT_BYTES, max_size=SALT_BYTES), st.text(), st.text())
def test_other_salt_or_other_claims_give_another_leaf(salt: bytes, one: str, other: str) -> None:
    if one != other:
        assert commitment({"name": one}, salt) != commitment({"name": other}, salt)
    if salt != SALT:
        assert commitment({"name": one}, salt) != commitment({"name": one}, SALT)
