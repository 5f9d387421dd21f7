"""Reading one bit of a published status list, once the list is proved to be the issuer's, current and the right one.

The common faults of others are refused here: a list signed by somebody else, a list that could not be fetched taken for
a clear bit, a list of another purpose, an index beyond its end (STANDARDS, 7.8).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from typing import Any

from registry.documents import MalformedDocument, Unreadable, read_presented
from registry.documents.members import Members
from registry.documents.model import StatusEntry
from registry.documents.read import Presented
from registry.documents.terms import BITSTRING_ENTRY, REVOCATION_LIST, STATUS_LIST_2021_ENTRY
from registry.signing import StatusBits, StatusIndexOutOfRange, StatusListMalformed
from registry.verification.evidence import Evidence, KeyPeriod, Sourced, Unreachable
from registry.verification.keyring import FoundKey, Keyring, NoKey
from registry.verification.making import seen
from registry.verification.memory import Memory
from registry.verification.policy import Policy
from registry.verification.report import Result, stamp
from registry.verification.revocation_lists import ListUnreadable, is_listed
from registry.verification.signatures import try_signature

# Entry and list of each method that is read.
_TYPES = {BITSTRING_ENTRY: "BitstringStatusListCredential", STATUS_LIST_2021_ENTRY: "StatusList2021Credential"}
# The end of the year 9999, beyond which Python has no dates.
_LAST_SECOND = 253_402_300_800


class Bit(StrEnum):
    """What a position of a list says."""

    CLEAR = "clear"
    SET = "set"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reading:
    """A bit, or why there is none (``code`` of the *current* messages). ``last`` is what an older copy said.

    ``unsigned`` is set for what nobody signed: then a clear bit is a server's word.
    """

    bit: Bit
    purpose: str
    code: str = ""
    signed_at: dt.datetime | None = None
    stale_since: dt.datetime | None = None
    last: Bit = Bit.UNKNOWN
    last_as_of: dt.datetime | None = None
    detail: str = ""
    unsigned: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _List:
    id: str | None
    issuer: str
    purposes: tuple[str, ...]
    valid_from: dt.datetime | None
    valid_until: dt.datetime | None
    encoded: str
    of_2021: bool


#: Lists as read, by their bytes, and their bits; each serves thousands of verifications before it is signed anew.
_PARSED = 5
_memory = Memory(32_000_000)


class _Refused(Exception):
    def __init__(self, code: str, **facts: Any) -> None:
        self.code = code
        self.facts = facts
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class ListReader:
    """Reads bits for one issuer, whose keys alone may sign its lists."""

    issuer: str
    evidence: Evidence
    keyring: Keyring
    policy: Policy
    at: dt.datetime

    def read(self, entry: StatusEntry) -> Reading:
        """The bit that a status entry names."""
        purpose = entry.purpose or ""
        if entry.type not in _TYPES or entry.list_url is None or entry.index is None:
            return Reading(Bit.UNKNOWN, purpose, "status_method_unknown", facts={"type": entry.type})
        known = self.evidence.status_list(entry.list_url)
        facts: dict[str, Any] = {"list": entry.list_url, "index": entry.index, "purpose": purpose, **seen(known)}
        if isinstance(known, Unreachable):
            reading = Reading(Bit.UNKNOWN, purpose, "status_list_unreachable", detail=known.reason, facts=facts)
            return reading if known.last is None else self._with_last(reading, known.last, entry)
        try:
            listed, bit = self._prove(known.value, entry)
        except _Refused as refusal:
            detail = str(refusal.facts.get("detail", ""))
            return Reading(Bit.UNKNOWN, purpose, refusal.code, detail=detail, facts={**facts, **refusal.facts})
        signed_at = listed.valid_from or known.as_of
        facts |= _dates(listed)
        if listed.valid_until is not None and listed.valid_until < self.at:
            facts["lastKnown"] = {"bit": bit.value, "asOf": stamp(signed_at), "source": known.source}
            return Reading(
                Bit.UNKNOWN,
                purpose,
                "status_list_stale",
                stale_since=listed.valid_until,
                last=bit,
                last_as_of=signed_at,
                facts=facts,
            )
        return Reading(bit, purpose, signed_at=signed_at, facts={**facts, "bit": bit.value})

    def read_unsigned(self, entry: StatusEntry, credential: str) -> Reading:
        """Whether the credential is on the unsigned revocation list that an entry names."""
        if entry.type != REVOCATION_LIST or entry.list_url is None:
            return self.read(entry)
        known = self.evidence.status_list(entry.list_url)
        facts: dict[str, Any] = {"list": entry.list_url, "purpose": "revocation", "unsigned": True, **seen(known)}
        if isinstance(known, Unreachable):
            return Reading(
                Bit.UNKNOWN, "revocation", "status_list_unreachable", detail=known.reason, unsigned=True, facts=facts
            )
        try:
            listed = is_listed(known.value, credential=credential, issuer=self.issuer)
        except ListUnreadable as error:
            facts["detail"] = str(error)
            return Reading(Bit.UNKNOWN, "revocation", "status_list_malformed", unsigned=True, facts=facts)
        bit = Bit.SET if listed else Bit.CLEAR
        return Reading(bit, "revocation", signed_at=known.as_of, unsigned=True, facts={**facts, "bit": bit.value})

    def _with_last(self, reading: Reading, last: Sourced[bytes], entry: StatusEntry) -> Reading:
        """The same reading, with what an older copy said: for the reader to know, never to decide on."""
        try:
            listed, bit = self._prove(last.value, entry)
        except _Refused:
            return reading
        when = listed.valid_from or last.as_of
        told = {"bit": bit.value, "asOf": stamp(when), "source": last.source}
        return replace(reading, last=bit, last_as_of=when, facts={**reading.facts, "lastKnown": told})

    def _prove(self, data: bytes, entry: StatusEntry) -> tuple[_List, Bit]:
        """The list, proved to be the one that the entry names, and its bit. Raises `_Refused`."""
        try:
            presented, listed = _memory.recall(data, partial(_read, data), weight=_PARSED * len(data))
        except (Unreadable, MalformedDocument) as error:
            raise _Refused("status_list_malformed", detail=error.code) from error
        if _bare(listed.issuer) != _bare(self.issuer):
            raise _Refused("status_list_of_another", listIssuer=listed.issuer)
        if (listed.id is not None and listed.id != entry.list_url) or entry.purpose not in listed.purposes:
            raise _Refused("status_list_mismatch", listId=listed.id, listPurpose=list(listed.purposes))
        outcome = try_signature(
            presented, did=self.issuer, keyring=self.keyring, policy=self.policy, at=self.at, shared=data
        )
        missing = outcome.key if isinstance(outcome.key, NoKey) else None
        if Result.FAILED not in (outcome.result, missing.result if missing else None) and not outcome.good:
            raise _Refused("status_list_unchecked", detail=missing.code if missing else outcome.code)
        if not outcome.good or not isinstance(outcome.key, FoundKey):
            raise _Refused("status_list_unproven", detail=outcome.code)
        if outcome.key.period is not None and not _may_sign(outcome.key.period, listed.valid_from):
            raise _Refused("status_list_unproven", detail="key_not_in_use")
        try:
            decode = partial(StatusBits.from_encoded, listed.encoded, of_2021=listed.of_2021)
            bits = _memory.recall((data, "bits"), decode, weight=lambda bits: len(data) + len(bits) // 8)
            return listed, Bit.SET if bits[entry.index or 0] else Bit.CLEAR
        except StatusIndexOutOfRange as error:
            raise _Refused("status_index_out_of_range") from error
        except StatusListMalformed as error:
            raise _Refused("status_list_malformed", detail=str(error)) from error


def _may_sign(period: KeyPeriod, signed_at: dt.datetime | None) -> bool:
    """Lists are signed again at once after a compromise (DESIGN, decision 9): one by the old key may be anybody's."""
    return period.compromised_at is None and (period.until is None or signed_at is None or signed_at < period.until)


def _dates(listed: _List) -> dict[str, Any]:
    named = (("listValidFrom", listed.valid_from), ("listValidUntil", listed.valid_until))
    return {name: stamp(moment) for name, moment in named if moment is not None}


def _read(data: bytes) -> tuple[Presented, _List]:
    presented = read_presented(data)
    return presented, _parse(presented)


def _parse(presented: Presented) -> _List:
    """The parts of a status list credential that decide, in either data model and form. Raises MalformedDocument."""
    root = Members(presented.document)
    types = root.texts("type")
    if not set(_TYPES.values()) & set(types):
        raise root.fault("unknown_type", "type", found=", ".join(types)[:100])
    subject = root.object("credentialSubject")
    issuer = root.identifier("issuer")
    if issuer is None:
        raise root.fault("missing", "issuer")
    return _List(
        id=root.optional_url("id"),
        issuer=issuer,
        purposes=subject.texts("statusPurpose"),
        valid_from=root.optional_moment("validFrom") or root.optional_moment("issuanceDate"),
        valid_until=_end(root, presented),
        encoded=subject.text("encodedList"),
        of_2021=_TYPES[BITSTRING_ENTRY] not in types,
    )


def _end(root: Members, presented: Presented) -> dt.datetime | None:
    """Until when the list holds: by the document, and by the ``exp`` of the JWT around it, whichever comes first."""
    ends = [root.optional_moment("validUntil"), root.optional_moment("expirationDate")]
    expiry = presented.jwt.claims.get("exp") if presented.jwt is not None else None
    if isinstance(expiry, int) and not isinstance(expiry, bool) and 0 <= expiry < _LAST_SECOND:
        ends.append(dt.datetime.fromtimestamp(expiry, dt.UTC))
    return min((one for one in ends if one is not None), default=None)


def _bare(issuer: str) -> str:
    """An issuer's name without the fragment that some write behind a ``did:key``."""
    return issuer.partition("#")[0] if issuer.startswith("did:key:") else issuer
