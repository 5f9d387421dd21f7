"""The cadena original and the sello of a certificate: handed in by themselves (`check_authentic`, then like the code on
paper), and beside the credential in a PDF (`check_seal`).

Those that a PDF certificate carries are the registry's own statement of the award beside it. Whether they are genuine
and say the same never changes what the credential is worth: the institution's signature decides that. A certificate
whose printed seal is another one's is something to be told all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from registry.documents import Credential, Presented, Unreadable
from registry.documents.paper import did_digest, without_reordering
from registry.documents.seal import SealCode, read_seal
from registry.ids import read_folio
from registry.signing import SignatureMismatch, key_id
from registry.verification.evidence import Evidence, KeyPeriod, Sourced, TrustRoot
from registry.verification.making import day, failed, not_checked, passed, seen
from registry.verification.paper import in_use, key_facts
from registry.verification.report import Check, Result, stamp


def check_authentic(code: SealCode, evidence: Evidence, root: TrustRoot | None) -> Iterator[Check]:
    """*format*, *signature* and *key* of a pair that was handed in by itself."""
    yield passed("format", "seal_well_formed", evidence={"form": "seal", "carrier": "seal"})
    facts = {"form": "seal", "suite": "ES256", "keyId": code.key_id.hex()}
    if root is None:
        yield not_checked("signature", "paper_without_root", evidence={**facts, **seen(evidence.root)})
        return
    key = next((one for one in root.receipts_keys if key_id(one.public_key) == code.key_id), None)
    if key is None:
        yield _unknown_key(code, evidence, facts)
        return
    facts["verificationMethod"] = key.id
    try:
        key.public_key.verify(code.signature, code.message)
    except SignatureMismatch:
        yield failed("signature", "seal_forged", evidence=facts)
        return
    yield passed("signature", "seal_signed", evidence={**facts, "signedAt": stamp(code.claims.signed_at)})
    yield _check_key(key, code, {**facts, **seen(evidence.root), **key_facts(key)})


def _unknown_key(code: SealCode, evidence: Evidence, facts: dict[str, Any]) -> Check:
    known = evidence.root
    if isinstance(known, Sourced) and known.as_of < code.claims.signed_at:
        # The key may be newer than what is at hand.
        return not_checked("signature", "seal_key_newer", evidence={**facts, **seen(known)}, day=day(known.as_of))
    return failed("signature", "seal_key_unknown", evidence={**facts, **seen(known)})


def _check_key(key: KeyPeriod, code: SealCode, facts: dict[str, Any]) -> Check:
    # As with a code on paper: whoever holds a stolen receipts key can write any day into a cadena.
    if key.compromised_at is not None:
        return not_checked("key", "seal_key_compromised", evidence=facts, since=day(key.compromised_at))
    if not in_use(key, code.claims.signed_at):
        return failed("key", "seal_key_not_in_use", evidence=facts, signed=day(code.claims.signed_at))
    return passed("key", "paper_key_in_force", evidence=facts)


def check_seal(
    presented: Presented, credential: Credential, evidence: Evidence, root: TrustRoot | None
) -> Check | None:
    """*seal*, or None where nothing of the kind came with the credential."""
    if presented.seal is None:
        return None
    try:
        code = read_seal(presented.seal)
    except Unreadable as fault:
        return failed("seal", "seal_spoilt", evidence={"fault": fault.code})
    checks = tuple(check_authentic(code, evidence, root))
    worst = next((one for one in checks if one.result is not Result.PASSED), None)
    facts = {key: value for check in checks for key, value in check.evidence.items()}
    if worst is not None and worst.result is Result.FAILED:
        return failed("seal", "seal_broken", evidence=facts, reason=worst.reason)
    if worst is not None:
        return not_checked("seal", "seal_unknown", evidence=facts, reason=worst.reason)
    other = _differing(code, credential)
    if other:
        return failed("seal", "seal_of_another", evidence={**facts, "differs": other})
    return passed("seal", "seal_matches", evidence={**facts, "sealedAt": stamp(code.claims.signed_at)})


def _differing(code: SealCode, credential: Credential) -> list[str]:
    """Which of the cadena's facts the credential states otherwise."""
    claims, said = code.claims, credential
    pairs: Mapping[str, tuple[Any, Any]] = {
        "document": (claims.document, said.id),
        "holder": (claims.holder, _line(said.subject.name)),
        "title": (
            claims.title,
            _line(said.name or (said.subject.achievement.name if said.subject.achievement else "")),
        ),
        "issuer": (claims.issuer, did_digest(said.issuer.id)),
        "folio": (claims.folio, read_folio(said.subject.licence_number or "")),
        "achieved": (claims.achieved_on, said.awarded_on),
        "validFrom": (claims.valid_from, said.valid_from),
        "validUntil": (claims.valid_until, said.valid_until),
    }
    return [name for name, (one, other) in pairs.items() if one != other]


def _line(text: str | None) -> str:
    """A text as a cadena has it."""
    return " ".join(without_reordering(text or "").split())
