"""For every check of the report one honest case and one in which something was tampered with."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from registry.documents import EventKind
from registry.verification import Result, Verdict
from tests.documents import samples
from tests.hostile.archive import Group, HandedIn
from tests.hostile.making import GOOD, after, before, case, claims, proven_by
from tests.verification import world
from tests.verification.world import NOW, PARTNER, PARTNER_KEYS, PROVIDER, STRANGER, credential, evidence, known

PASSED, FAILED = Result.PASSED, Result.FAILED
VALID, INVALID, NOT_CURRENT = Verdict.VALID, Verdict.INVALID, Verdict.AUTHENTIC_NOT_CURRENT
EARLIER = NOW - dt.timedelta(days=10)


def honest() -> HandedIn:
    return HandedIn(world.dumps(GOOD))


def named(name: str) -> Any:
    return lambda: HandedIn(world.dumps(GOOD), policy=world.policy(asked_name=name))


def endorsed(signed: Any) -> Any:
    def build() -> HandedIn:
        both = {PROVIDER.did: known(PROVIDER.periods()), PARTNER.did: known(PARTNER_KEYS.periods())}
        proof = evidence(credential(), key_periods=both, endorsements=known((world.dumps(signed()),)))
        return HandedIn(world.dumps(GOOD), proof)

    return build


def withdrawn(kind: EventKind) -> Any:
    def build() -> HandedIn:
        event = world.event(kind, EARLIER, **({"successor": "urn:uuid:9"} if kind is EventKind.SUPERSEDED else {}))
        lists = {samples.LIST: known(world.status_list(48_113)), world.AUTHORITY_LIST: known(world.authority_list())}
        return proven_by(status_events=known((event,)), status_lists=lists)()

    return build


def altered_comment() -> dict[str, Any]:
    signed = world.endorsement(credential())
    signed["credentialSubject"]["endorsementComment"] = "Otra cosa."
    return signed


def set_name(document: dict[str, Any]) -> None:
    document["name"] = "Doctorado"


def lapsed() -> HandedIn:
    short = world.accreditation(valid_until=NOW - dt.timedelta(days=1))
    return proven_by(accreditations=known((short,)))()


def late() -> HandedIn:
    later = world.accreditation(valid_from=NOW - dt.timedelta(days=1))
    return proven_by(accreditations=known((later,)))()


_ALL_PASS = (
    ("format", "well_formed"),
    ("terms", "terms_defined"),
    ("signature", "signature_good"),
    ("key", "key_in_force"),
    ("identity", "registered_issuer"),
    ("accredited_at_issue", "accredited"),
    ("accredited_now", "accredited_now"),
    ("validity_period", "within_validity"),
    ("revocation", "not_revoked"),
    ("suspension", "not_suspended"),
    ("superseded", "not_superseded"),
    ("alignment", "aligned"),
    ("requirements", "requirements_met"),
    ("log_inclusion", "registered"),
)

CASES = (
    *(
        case(f"the sample award: {check}", Group.HONEST, (check, PASSED, code, VALID), honest)
        for check, code in _ALL_PASS
    ),
    case(
        "the sample award, with its partner's countersignature",
        Group.HONEST,
        ("endorsement", PASSED, "endorsed", VALID),
        endorsed(lambda: world.endorsement(credential())),
    ),
    case(
        "the sample award, with the holder's name typed",
        Group.HONEST,
        ("holder_match", PASSED, "name_matches", VALID),
        named("ñúñez PEREZ, ana sofia"),
    ),
    case(
        "`issuer` exchanged for a word",
        Group.TAMPERED,
        ("format", FAILED, "malformed", INVALID),
        after(lambda document: document.update(issuer="Universidad")),
    ),
    case(
        "a member added after signing that no context defines",
        Group.TAMPERED,
        ("terms", FAILED, "undefined_term", INVALID),
        after(lambda document: document["credentialSubject"].update(favouriteColour="verde")),
    ),
    case("the title exchanged", Group.TAMPERED, ("signature", FAILED, "signature_mismatch", INVALID), after(set_name)),
    case(
        "signed by somebody else's key, in the institution's name",
        Group.TAMPERED,
        ("key", FAILED, "key_of_another", INVALID),
        lambda: HandedIn(
            world.dumps(STRANGER.sign(credential())),
            evidence(credential(), did_documents={STRANGER.did: known(STRANGER.document())}),
        ),
    ),
    case(
        "an institution under this registry's host that it never accredited",
        Group.TAMPERED,
        ("accredited_at_issue", FAILED, "never_accredited", INVALID),
        proven_by(accreditations=known(())),
    ),
    case(
        "issued before the accreditation began",
        Group.TAMPERED,
        ("accredited_at_issue", FAILED, "not_yet_accredited", INVALID),
        late,
    ),
    case(
        "the accreditation lapsed since",
        Group.TAMPERED,
        ("accredited_now", Result.WARNING, "lapsed_since", VALID),
        lapsed,
    ),
    case(
        "the countersignature's comment exchanged",
        Group.TAMPERED,
        ("endorsement", FAILED, "endorsement_failed", VALID),
        endorsed(altered_comment),
    ),
    case(
        "past its end",
        Group.TAMPERED,
        ("validity_period", FAILED, "expired", NOT_CURRENT),
        claims(valid_until=NOW - dt.timedelta(days=1)),
    ),
    case("revoked", Group.TAMPERED, ("revocation", FAILED, "revoked", INVALID), withdrawn(EventKind.REVOKED)),
    case("suspended", Group.TAMPERED, ("suspension", FAILED, "suspended", NOT_CURRENT), withdrawn(EventKind.SUSPENDED)),
    case(
        "superseded", Group.TAMPERED, ("superseded", FAILED, "superseded", NOT_CURRENT), withdrawn(EventKind.SUPERSEDED)
    ),
    case(
        "an outcome of the standard left out",
        Group.TAMPERED,
        ("alignment", FAILED, "outcomes_missing", VALID),
        claims(achievement=world.definition(outcomes=(samples.outcome("AIL-C1.1"),))),
    ),
    case(
        "one hour too few",
        Group.TAMPERED,
        ("requirements", FAILED, "hours_short", VALID),
        claims(hours=Decimal(31)),
    ),
    case(
        "another person's name typed",
        Group.TAMPERED,
        ("holder_match", FAILED, "name_differs", VALID),
        named("Eva Ruiz Lara"),
    ),
    case(
        "signed by the institution and never registered",
        Group.TAMPERED,
        ("log_inclusion", FAILED, "not_logged", INVALID),
        proven_by(registration=known(None)),
    ),
    case(
        "reissued under a registered id with another holder",
        Group.TAMPERED,
        ("log_inclusion", FAILED, "leaf_differs", INVALID),
        lambda: HandedIn(world.dumps(PROVIDER.sign(credential(holder_name="Otra Persona"))), evidence(credential())),
    ),
    case(
        "the institution's name in the document is not its registered one",
        Group.TAMPERED,
        ("identity", Result.WARNING, "name_differs", VALID),
        before(lambda document: document["issuer"].update(name="Secretaría de Educación")),
    ),
)
