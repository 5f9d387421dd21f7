"""The cadena original and the sello that a PDF certificate carries beside its credential.

They are the registry's own statement of the same award. Whether they are genuine and say the same never changes what the
credential is worth: the institution's signature decides that. A certificate whose printed seal is another one's is
something to be told all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.documents import Credential, Presented, Unreadable
from registry.documents.paper import did_digest, without_reordering
from registry.documents.seal import SealCode, read_seal
from registry.ids import read_folio
from registry.verification.evidence import Evidence, TrustRoot
from registry.verification.making import failed, not_checked, passed
from registry.verification.paper import check_authentic
from registry.verification.report import Check, Result, stamp


def check_seal(presented: Presented, credential: Credential, evidence: Evidence, root: TrustRoot | None) -> Check | None:
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
    if worst is not None:
        make = failed if worst.result is Result.FAILED else not_checked
        return make("seal", "seal_broken" if make is failed else "seal_unknown", evidence=facts, reason=worst.reason)
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
        "title": (claims.title, _line(said.name or (said.subject.achievement.name if said.subject.achievement else ""))),
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
