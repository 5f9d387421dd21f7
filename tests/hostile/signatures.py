"""Forged, missing, borrowed and misused signatures and keys, in both forms."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from registry.documents import Issuer, StatusPlace
from registry.signing import Algorithm, jcs, jws_compact
from registry.verification import Result, Unreachable, Verdict
from tests.hostile.archive import Group, HandedIn
from tests.hostile.making import after, before, case, claims, jwt, periods, proven_by
from tests.verification import world
from tests.verification.world import LOGGED, NOW, PROVIDER, STRANGER, credential, definition, evidence, known

FAILED, NOT_CHECKED, WARNING = Result.FAILED, Result.NOT_CHECKED, Result.WARNING
INVALID, UNVERIFIABLE, VALID = Verdict.INVALID, Verdict.UNVERIFIABLE, Verdict.VALID
_GROUP = Group.SIGNATURE
P256 = Algorithm.P256
OURS = PROVIDER.key("issuing", P256)
THIEF = world.private("thief", P256)
METHOD = PROVIDER.method("issuing", P256)
FOREIGN_LIST = "https://diplomas.example/status/1"


def signed_jwt(header: dict[str, Any] | None = None, change: Any = None, *, sign: Any = None) -> Any:
    return lambda: HandedIn(jwt(header, change, sign=sign), evidence(credential()))


def proof(**changes: Any) -> Any:
    return after(lambda document: document["proof"].update(changes))


def many_proofs(document: dict[str, Any]) -> None:
    document["proof"] = [{**document["proof"], "proofValue": "z" + "2" * 88}] * 1_000


def outside_assertion_method() -> HandedIn:
    published = PROVIDER.document()
    methods = {
        name: dataclasses.replace(method, in_assertion_method="issuing" not in name)
        for name, method in published.methods.items()
    }
    dids = {PROVIDER.did: known(dataclasses.replace(published, methods=methods))}
    return proven_by(key_periods={}, did_documents=dids)()


def outsider(**changes: Any) -> Any:
    """A credential of an institution outside this registry, signed by itself."""

    def build() -> HandedIn:
        issuer = Issuer(STRANGER.did, "Diplomas Rápidos", "https://diplomas.example/", "US")
        values: dict[str, Any] = {
            "issuer": issuer,
            "achievement": definition(id="https://diplomas.example/a/1", creator=issuer),
            "status": StatusPlace(FOREIGN_LIST, 3),
        }
        document = credential(**(values | changes))
        seen = evidence(
            document,
            did_documents={STRANGER.did: known(STRANGER.document())},
            key_periods={},
            accreditations=known(()),
            status_lists={FOREIGN_LIST: known(world.status_list(keys=STRANGER, url=FOREIGN_LIST))},
        )
        return HandedIn(world.dumps(STRANGER.sign(document)), seen)

    return build


def stolen_note() -> HandedIn:
    thief = world.note(credential(), signer=THIEF)
    return proven_by(registration=known(thief))()


def receipt_for_a_note() -> HandedIn:
    """Another statement of the receipts key, where a registration note is due."""
    payload = jcs({"type": "VerificationReceipt", "version": 1})
    other = jws_compact(payload, signer=world.RECEIPTS, kid=world.RECEIPTS_KID, typ="registry-verification-receipt+jws")
    return proven_by(registration=known(other))()


CASES = (
    case("no proof", _GROUP, ("signature", FAILED, "unsigned", INVALID), lambda: HandedIn(world.dumps(credential()))),
    case("a JWT with `alg` none", _GROUP, ("signature", FAILED, "unsigned", INVALID), signed_jwt({"alg": "none"})),
    case("a JWT with `alg` nOnE", _GROUP, ("signature", FAILED, "unsigned", INVALID), signed_jwt({"alg": "nOnE"})),
    case(
        "a JWT with `alg` HS256, the public key as its secret",
        _GROUP,
        ("signature", NOT_CHECKED, "suite_unknown", UNVERIFIABLE),
        signed_jwt({"alg": "HS256", "kid": METHOD}, sign=THIEF),
    ),
    case(
        "a JWK in the header that is not the issuer's",
        _GROUP,
        ("key", FAILED, "key_not_published", INVALID),
        lambda: HandedIn(jwt({"alg": "ES256", "jwk": THIEF.public_key.jwk}, sign=THIEF), evidence(credential())),
    ),
    case(
        "a JWT signed by a thief under the institution's `kid`",
        _GROUP,
        ("signature", FAILED, "signature_mismatch", INVALID),
        signed_jwt(sign=THIEF),
    ),
    case(
        "a JWT under a stranger's `kid`",
        _GROUP,
        ("key", FAILED, "key_of_another", INVALID),
        signed_jwt({"alg": "ES256", "kid": STRANGER.method("issuing", P256)}, sign=STRANGER.key("issuing", P256)),
    ),
    case(
        "a JWT that names no key",
        _GROUP,
        ("key", FAILED, "key_not_named", INVALID),
        signed_jwt({"alg": "ES256"}, sign=OURS),
    ),
    case(
        "a JWT whose `iss` is another",
        _GROUP,
        ("format", FAILED, "claims_disagree", INVALID),
        signed_jwt(change=lambda read: read.update(iss=STRANGER.did), sign=OURS),
    ),
    case(
        "a JWT whose `exp` the document does not have",
        _GROUP,
        ("format", FAILED, "claims_disagree", INVALID),
        signed_jwt(change=lambda read: read.update(exp=4_000_000_000), sign=OURS),
    ),
    case(
        "the holder exchanged in a JWT",
        _GROUP,
        ("signature", FAILED, "signature_mismatch", INVALID),
        lambda: HandedIn(
            b".".join(
                [
                    *jwt(change=lambda read: read.update(name="Doctorado")).split(b".")[:2],
                    PROVIDER.jwt(credential()).encode().split(b".")[2],
                ]
            ),
            evidence(credential()),
        ),
    ),
    case(
        "a proof for authentication",
        _GROUP,
        ("signature", FAILED, "proof_malformed", INVALID),
        proof(proofPurpose="authentication"),
    ),
    case(
        "a proof that has expired",
        _GROUP,
        ("signature", FAILED, "proof_expired", INVALID),
        proof(expires="2026-09-01T00:00:00Z"),
    ),
    case(
        "a cryptosuite that nobody knows",
        _GROUP,
        ("signature", NOT_CHECKED, "suite_unknown", UNVERIFIABLE),
        proof(cryptosuite="eddsa-made-up-2031"),
    ),
    case("1,000 proofs", _GROUP, ("signature", FAILED, "signature_mismatch", INVALID), after(many_proofs)),
    case(
        "a key that the institution never had",
        _GROUP,
        ("key", FAILED, "key_not_published", INVALID),
        proof(verificationMethod=f"{PROVIDER.did}#issuing-ed25519-9"),
    ),
    case(
        "a key outside `assertionMethod`",
        _GROUP,
        ("key", FAILED, "key_not_published", INVALID),
        outside_assertion_method,
    ),
    case(
        "signed with the key of the status lists",
        _GROUP,
        ("key", FAILED, "status_key", INVALID),
        before(lambda document: None, use="status"),
    ),
    case(
        "a key retired the day before",
        _GROUP,
        ("key", FAILED, "key_retired", INVALID),
        periods(until=LOGGED - dt.timedelta(days=1)),
    ),
    case(
        "a key compromised by then", _GROUP, ("key", FAILED, "key_compromised", INVALID), periods(compromised_at=LOGGED)
    ),
    case(
        "a key compromised the second after",
        _GROUP,
        ("key", Result.PASSED, "key_in_force", VALID),
        periods(compromised_at=LOGGED + dt.timedelta(seconds=1)),
    ),
    case(
        "the institution's keys not to be had",
        _GROUP,
        ("key", NOT_CHECKED, "did_unreachable", UNVERIFIABLE),
        proven_by(key_periods={}, did_documents={PROVIDER.did: Unreachable("timeout")}),
    ),
    case(
        "an institution that its own host does not know",
        _GROUP,
        ("key", FAILED, "issuer_unknown", INVALID),
        proven_by(key_periods={}, did_documents={PROVIDER.did: known(None)}),
    ),
    case("an institution from outside", _GROUP, ("identity", WARNING, "outside_domain", UNVERIFIABLE), outsider()),
    case(
        "the same: its key",
        _GROUP,
        ("key", Result.PASSED, "key_published", UNVERIFIABLE),
        outsider(),
    ),
    case(
        "an outsider under the authority's name",
        _GROUP,
        ("identity", FAILED, "poses_as_registry", INVALID),
        outsider(issuer=Issuer(STRANGER.did, "AUTORIDAD FICTICIA DE EDUCACION", "https://diplomas.example/")),
    ),
    case(
        "another institution's microcredential",
        _GROUP,
        ("identity", FAILED, "definition_of_another", INVALID),
        claims(achievement=world.definition(creator=world.PARTNER)),
    ),
    case(
        "no root of trust",
        _GROUP,
        ("identity", NOT_CHECKED, "root_unreachable", UNVERIFIABLE),
        proven_by(root=Unreachable("no_root")),
    ),
    case(
        "an accreditation that somebody else signed",
        _GROUP,
        ("accredited_at_issue", NOT_CHECKED, "accreditation_unproven", UNVERIFIABLE),
        proven_by(accreditations=known((world.accreditation(keys=STRANGER),))),
    ),
    case(
        "a registration note by a thief under the registry's `kid`",
        _GROUP,
        ("log_inclusion", NOT_CHECKED, "note_unproven", UNVERIFIABLE),
        stolen_note,
    ),
    case(
        "another statement of the receipts key in place of the note",
        _GROUP,
        ("log_inclusion", NOT_CHECKED, "note_unproven", UNVERIFIABLE),
        receipt_for_a_note,
    ),
    case(
        "registered tomorrow",
        _GROUP,
        ("log_inclusion", FAILED, "not_logged_yet", INVALID),
        lambda: proven_by(registration=known(world.note(credential(), logged_at=NOW + dt.timedelta(days=1))))(),
    ),
)
