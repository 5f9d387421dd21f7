"""The root of trust stands on k of n keys, and each version on the one before."""

from __future__ import annotations

import datetime as dt

import orjson
import pytest

from registry.signing import Algorithm, PrivateKey
from registry.trust import root
from registry.trust.errors import RootRefused

AT = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
KEYS = {f"root-{n}": PrivateKey.from_bytes(Algorithm.ED25519, bytes([n]) * 32) for n in (1, 2, 3)}
TRUSTED = root.RootKeys({name: key.public_key for name, key in KEYS.items()}, threshold=2)


def signed(names: tuple[str, ...], **changes: object) -> bytes:
    """A root signed by these keys."""
    body = root.root_body(
        version=1, authority_did="did:web:registro.example", authority_name="A", authority_keys=[], receipts_keys=[],
        root_keys=TRUSTED, at=AT,
    )  # fmt: skip
    return root.sign_root({**body, **changes}, {name: KEYS[name] for name in names})


def test_two_of_three_are_enough() -> None:
    assert root.read_root(signed(("root-1", "root-3")), trusted=TRUSTED, at=AT)["version"] == 1


@pytest.mark.parametrize("names", [(), ("root-2",)])
def test_refuses_fewer_than_the_threshold(names: tuple[str, ...]) -> None:
    with pytest.raises(RootRefused):
        root.read_root(signed(names), trusted=TRUSTED, at=AT)


def test_refuses_one_key_that_signs_under_two_names() -> None:
    twice = root.RootKeys({"a": KEYS["root-1"].public_key, "b": KEYS["root-1"].public_key}, threshold=2)
    envelope = orjson.loads(signed(("root-1",)))
    envelope["signatures"] = {"a": envelope["signatures"]["root-1"], "b": envelope["signatures"]["root-1"]}
    with pytest.raises(RootRefused):
        root.read_root(orjson.dumps(envelope), trusted=twice, at=AT)


def test_refuses_a_changed_root() -> None:
    envelope = orjson.loads(signed(("root-1", "root-2")))
    envelope["signed"]["authority"]["name"] = "Otra"
    with pytest.raises(RootRefused):
        root.read_root(orjson.dumps(envelope), trusted=TRUSTED, at=AT)


def test_refuses_keys_that_the_root_names_for_itself() -> None:
    stranger = PrivateKey.from_bytes(Algorithm.ED25519, b"9" * 32)
    body = orjson.loads(signed(("root-1",)))["signed"]
    forged = root.sign_root(body, {"root-1": stranger, "root-2": stranger})
    with pytest.raises(RootRefused):
        root.read_root(forged, trusted=TRUSTED, at=AT)


def test_refuses_an_expired_root() -> None:
    with pytest.raises(RootRefused):
        root.read_root(signed(("root-1", "root-2")), trusted=TRUSTED, at=AT + root.ROOT_LIFE)
