"""The vault gives nothing back under another master key, in another place, or changed."""

from __future__ import annotations

import uuid

import pytest

from registry.custody.errors import SealBroken
from registry.custody.vault import Vault
from registry.signing import Algorithm

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))


def test_gives_back_what_was_sealed() -> None:
    vault = Vault(KEY)
    assert vault.unseal(vault.seal(b"secret", context="a:1"), context="a:1") == b"secret"


def test_refuses_another_master_key() -> None:
    sealed = Vault(KEY).seal(b"secret", context="a:1")
    with pytest.raises(SealBroken):
        Vault(OTHER).unseal(sealed, context="a:1")


def test_refuses_a_value_moved_to_another_place() -> None:
    vault = Vault(KEY)
    with pytest.raises(SealBroken):
        vault.unseal(vault.seal(b"curp", context="curp:1"), context="curp:2")


@pytest.mark.parametrize("place", [0, 11, 12, -1])
def test_refuses_changed_bytes(place: int) -> None:
    vault = Vault(KEY)
    sealed = bytearray(vault.seal(b"secret", context="a:1"))
    sealed[place] ^= 1
    with pytest.raises(SealBroken):
        vault.unseal(bytes(sealed), context="a:1")


def test_the_same_value_is_never_sealed_the_same_way_twice() -> None:
    vault = Vault(KEY)
    assert vault.seal(b"x", context="a") != vault.seal(b"x", context="a")


def test_keyed_digests_depend_on_key_and_purpose() -> None:
    digest = Vault(KEY).keyed_digest("SABC560626MDFLRN01", purpose="curp")
    assert digest != Vault(OTHER).keyed_digest("SABC560626MDFLRN01", purpose="curp")
    assert digest != Vault(KEY).keyed_digest("SABC560626MDFLRN01", purpose="phone")


@pytest.mark.parametrize("algorithm", [Algorithm.ED25519, Algorithm.P256])
def test_a_new_key_signs_only_after_its_row_is_known(algorithm: Algorithm) -> None:
    vault = Vault(KEY)
    public, sealed = vault.new_key(algorithm, key_id=uuid.UUID(int=1))
    with pytest.raises(SealBroken):
        vault.unseal(sealed, context=f"signing_key:{uuid.UUID(int=2)}")
    assert public.algorithm is algorithm


def test_refuses_a_master_key_of_another_length() -> None:
    with pytest.raises(ValueError, match="32"):
        Vault(b"short")
