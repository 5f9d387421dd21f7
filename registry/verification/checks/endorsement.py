"""Partners' words: the endorsement inside the definition, and the countersignature of this document (decision 10).

No verifier looks at inner signatures, so this one does, as a check of its own that never decides the verdict.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from registry.documents import (
    Credential,
    CredentialKind,
    MalformedDocument,
    Presented,
    Unreadable,
    credential_of,
    read_presented,
    subject_digest,
)
from registry.documents.read import present_object
from registry.signing import JsonMalformed, jcs
from registry.texts import CENTRAL_MEXICO, Text, same
from registry.verification.case import Case
from registry.verification.evidence import PartnerFacts, Sourced
from registry.verification.keyring import FoundKey
from registry.verification.making import make, seen
from registry.verification.report import Check, Result, stamp
from registry.verification.signatures import try_signature
from registry.verification.status_lists import Bit, ListReader, Reading

# A definition has a few partners; each endorsement costs a canonicalisation.
MAX_ENDORSEMENTS = 10
# Worst first: the check says the worst that was found, its evidence says all.
_GRAVITY = (
    "endorsement_failed",
    "endorsement_withdrawn",
    "endorsement_unproven",
    "countersignature_not_at_hand",
    "endorsement_pending",
    "endorser_outside",
    "endorsed",
)
_RESULT = {
    "endorsed": Result.PASSED,
    "endorser_outside": Result.WARNING,
    "endorsement_failed": Result.FAILED,
    "endorsement_withdrawn": Result.WARNING,
    "endorsement_unproven": Result.NOT_CHECKED,
    "countersignature_not_at_hand": Result.NOT_CHECKED,
    "endorsement_pending": Result.NOT_CHECKED,
}


@dataclass(frozen=True, slots=True)
class Found:
    """One endorsement, or one that is missing. ``of`` is ``definition`` or ``document``."""

    code: str
    of: str
    endorser: str
    name: str
    seen: Mapping[str, Any] = field(default_factory=dict)
    signed_at: dt.datetime | None = None
    withdrawn_at: dt.datetime | None = None

    def facts(self) -> dict[str, Any]:
        """As the evidence has it: whose it is, what came of it, and the key and the list that this stands on."""
        return {"endorser": self.endorser, "name": self.name, "of": self.of, "code": self.code, **self.seen}


def check_endorsement(case: Case) -> Check | None:
    """All endorsements at hand and awaited, judged one by one; None when there are none."""
    found = tuple(_all(case))
    if not found:
        return None
    worst = min((one.code for one in found), key=_GRAVITY.index)
    # What was said of this document speaks for its endorser before what was said of the definition.
    meant = {one.endorser: one for one in found if one.code == worst}
    names = _listed([_told(case, one) for one in meant.values()])
    facts = {**seen(case.evidence.endorsements), "endorsements": [one.facts() for one in found]}
    said = worst
    if worst == "endorsement_pending" and not any(_may_sign(case, one) for one in meant.values()):
        said = "endorsement_not_coming"
    return make("endorsement", said, _RESULT[worst], evidence=facts, names=names)


def _partner(case: Case, one: Found) -> PartnerFacts | None:
    """How the endorser stands at the moment asked about, where this registry knows."""
    known = case.evidence.partners.get(one.endorser)
    return None if known is None or case.later(known.as_of) else known.value


def _may_sign(case: Case, one: Found) -> bool:
    partner = _partner(case, one)
    return partner is None or partner.signs


def _told(case: Case, one: Found) -> Text:
    """The name, and where this registry answers for it: when it signed, took it back, and how it stands today."""
    partner = _partner(case, one)
    said = []
    if partner is not None and one.code in ("endorsed", "endorsement_withdrawn") and one.signed_at is not None:
        said.append(_SIGNED.format(day=_day(one.signed_at)))
        if one.withdrawn_at is not None:
            said.append(_WITHDRAWN.format(day=_day(one.withdrawn_at)))
    if partner is not None and not partner.signs:
        said.append(partner.said)
    if not said:
        return same(one.name)
    return Text(
        f"{one.name} ({'; '.join(each.es for each in said)})", f"{one.name} ({'; '.join(each.en for each in said)})"
    )


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(CENTRAL_MEXICO).date()


_SIGNED = Text("firmó el {day}", "signed on {day}")
_WITHDRAWN = Text("lo retiró el {day}", "withdrew it on {day}")


def _all(case: Case) -> Iterator[Found]:
    achievement = case.credential.subject.achievement
    if achievement is not None:
        for raw in achievement.endorsements[:MAX_ENDORSEMENTS]:
            yield _judge_read(case, partial(present_object, raw), _bytes_of(raw), "definition", case.raw_achievement)
    signed: set[str] = set()
    known = case.evidence.endorsements
    told = isinstance(known, Sourced)
    # What a person brings along is computed anew, and counts where nobody can tell which there are.
    for data in (known.value if isinstance(known, Sourced) else case.presented.countersignatures)[:MAX_ENDORSEMENTS]:
        read = partial(read_presented, data)
        found = _judge_read(case, read, data if told else None, "document", case.presented.document)
        signed.add(found.endorser)
        yield found
    for did in case.evidence.awaited_endorsers:
        if did not in signed:
            code = "endorsement_pending" if told else "countersignature_not_at_hand"
            yield Found(code, "document", did, _name_of(case, did))


def _bytes_of(raw: Mapping[str, Any]) -> bytes | None:
    try:
        return jcs(raw)
    except JsonMalformed:
        return None


def _judge_read(
    case: Case, read: Callable[[], Presented], data: bytes | None, of: str, subject: Mapping[str, Any]
) -> Found:
    try:
        presented = read()
    except Unreadable:
        return Found("endorsement_failed", of, "—", "—")
    return _judge(case, presented, data, of=of, subject=subject)


def _judge(case: Case, presented: Presented, data: bytes | None, *, of: str, subject: Mapping[str, Any]) -> Found:
    try:
        endorsement = credential_of(presented)
    except MalformedDocument:
        endorser = presented.issuer_did or "—"
        return Found("endorsement_failed", of, endorser, endorser)
    facts: dict[str, Any] = {"validFrom": stamp(endorsement.valid_from)}
    if endorsement.valid_until is not None:
        facts["validUntil"] = stamp(endorsement.valid_until)
    code = _code(case, presented, data, endorsement, subject, facts)
    stated = endorsement.issuer.name or endorsement.issuer.id
    name = case.evidence.names.get(endorsement.issuer.id, stated)
    told = case.events.of(endorsement.id, issuer=endorsement.issuer.id) if code == "endorsement_withdrawn" else ()
    withdrawn_at = max((event.at for event in told if event.at <= case.at), default=None)
    return Found(code, of, endorsement.issuer.id, name, facts, endorsement.valid_from, withdrawn_at)


def _name_of(case: Case, did: str) -> str:
    """The name of somebody who has not signed yet: the registry's, or the one on its word for the definition."""
    achievement = case.credential.subject.achievement
    for raw in achievement.endorsements if achievement else ():
        issuer = raw.get("issuer")
        if isinstance(issuer, Mapping) and issuer.get("id") == did and isinstance(issuer.get("name"), str):
            return case.evidence.names.get(did, issuer["name"])
    return case.evidence.names.get(did, did)


def _code(
    case: Case,
    presented: Presented,
    data: bytes | None,
    endorsement: Credential,
    subject: Mapping[str, Any],
    facts: dict[str, Any],
) -> str:
    """Bound to this very subject, signed by a key of the endorser, still holding, and by whom. Adds to ``facts``."""
    if endorsement.kind is not CredentialKind.ENDORSEMENT or not _binds(endorsement, subject):
        return "endorsement_failed"
    did = endorsement.issuer.id
    outcome = try_signature(presented, did=did, keyring=case.keyring, policy=case.policy, at=case.at, shared=data)
    key = outcome.key
    if key is not None:
        facts["key"] = key.facts()
    if not outcome.good:
        return "endorsement_unproven" if outcome.result is Result.NOT_CHECKED else "endorsement_failed"
    if case.later(endorsement.valid_from):
        return "endorsement_pending"  # at the moment asked about nobody had signed it yet
    if not isinstance(key, FoundKey) or key.for_status_only:
        return "endorsement_failed"
    # Without a proved time nobody can tell on which side of a compromise the endorsement was signed.
    if key.period is not None and key.period.compromised_at is not None:
        return "endorsement_unproven"
    if endorsement.valid_until is not None and endorsement.valid_until < case.at:
        return "endorsement_withdrawn"
    reader = ListReader(did, case.evidence, case.keyring, case.policy, case.at)
    readings = [reader.read(entry) for entry in endorsement.statuses]
    facts["status"] = [dict(reading.facts) for reading in readings]
    bits = [_bit_then(case, endorsement, reading) for reading in readings]
    if Bit.SET in bits or case.events.state(endorsement.id, issuer=did, at=case.at) is not None:
        return "endorsement_withdrawn"
    if Bit.UNKNOWN in bits:
        return "endorsement_unproven"
    return "endorsed" if case.root is not None and case.root.hosts(did) else "endorser_outside"


def _bit_then(case: Case, endorsement: Credential, reading: Reading) -> Bit:
    """The bit, at the moment asked about: of one signed later only the signed events can tell what it was then."""
    if reading.bit is Bit.UNKNOWN or not case.later(reading.signed_at):
        return reading.bit
    told = case.events.of(endorsement.id, issuer=endorsement.issuer.id)
    explained = reading.bit is Bit.CLEAR or any(event.at > case.at for event in told)
    return Bit.CLEAR if case.events.known and explained else Bit.UNKNOWN


def _binds(endorsement: Credential, subject: Mapping[str, Any]) -> bool:
    if endorsement.subject.id != subject.get("id"):
        return False
    try:
        digest = subject_digest(subject)
    except JsonMalformed:
        return False
    return any(one.id == endorsement.subject.id and one.digest_sri == digest for one in endorsement.related)


def _listed(names: list[Text]) -> Text:
    unique = list(dict.fromkeys(names))
    if len(unique) == 1:
        return unique[0]
    head, last = unique[:-1], unique[-1]
    return Text(
        f"{', '.join(one.es for one in head)} y {last.es}", f"{', '.join(one.en for one in head)} and {last.en}"
    )
