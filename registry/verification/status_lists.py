"""Reading one bit of a published status list, once the list is proved to be the issuer's, current and the right one.

The common faults of others are refused here: a list signed by somebody else, a list that could not be fetched taken for
a clear bit, a list of another purpose, an index beyond its end (STANDARDS, 7.8).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from registry.documents import MalformedDocument, Unreadable, read_presented
from registry.documents.members import Members
from registry.documents.model import StatusEntry
from registry.documents.terms import BITSTRING_ENTRY
from registry.signing import StatusBits, StatusIndexOutOfRange, StatusListMalformed
from registry.verification.evidence import Evidence, KeyPeriod, Sourced, Unreachable
from registry.verification.keyring import FoundKey, Keyring
from registry.verification.making import seen
from registry.verification.policy import Policy
from registry.verification.report import stamp
from registry.verification.signatures import try_signature


class Bit(StrEnum):
    """What a position of a list says."""

    CLEAR = "clear"
    SET = "set"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reading:
    """A bit, or why there is none (``code`` of the *current* messages). ``last`` is what an older copy said."""

    bit: Bit
    purpose: str
    code: str = ""
    signed_at: dt.datetime | None = None
    stale_since: dt.datetime | None = None
    last: Bit = Bit.UNKNOWN
    last_as_of: dt.datetime | None = None
    detail: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _List:
    id: str | None
    issuer: str
    purposes: tuple[str, ...]
    valid_from: dt.datetime | None
    valid_until: dt.datetime | None
    encoded: str


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
        if entry.type != BITSTRING_ENTRY or entry.list_url is None or entry.index is None:
            return Reading(Bit.UNKNOWN, purpose, "status_method_unknown", facts={"type": entry.type})
        known = self.evidence.status_list(entry.list_url)
        facts: dict[str, Any] = {"list": entry.list_url, "index": entry.index, "purpose": purpose, **seen(known)}
        if isinstance(known, Unreachable):
            reading = Reading(Bit.UNKNOWN, purpose, "status_list_unreachable", detail=known.reason, facts=facts)
            return reading if known.last is None else self._with_last(reading, known.last, entry)
        try:
            listed, bit = self._prove(known.value, entry)
        except _Refused as refusal:
            return Reading(Bit.UNKNOWN, purpose, refusal.code, facts={**facts, **refusal.facts})
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
            presented = read_presented(data)
            listed = _parse(Members(presented.document))
        except (Unreadable, MalformedDocument) as error:
            raise _Refused("status_list_unproven", detail=error.code) from error
        if listed.issuer != self.issuer:
            raise _Refused("status_list_of_another", listIssuer=listed.issuer)
        if (listed.id is not None and listed.id != entry.list_url) or entry.purpose not in listed.purposes:
            raise _Refused("status_list_mismatch", listId=listed.id, listPurpose=list(listed.purposes))
        outcome = try_signature(
            presented, did=self.issuer, keyring=self.keyring, policy=self.policy, at=self.at, shared=True
        )
        if not outcome.good or not isinstance(outcome.key, FoundKey):
            raise _Refused("status_list_unproven", detail=outcome.code)
        if outcome.key.period is not None and not _may_sign(outcome.key.period, listed.valid_from):
            raise _Refused("status_list_unproven", detail="key_not_in_use")
        try:
            bits = StatusBits.from_encoded(listed.encoded)
            return listed, Bit.SET if bits[entry.index or 0] else Bit.CLEAR
        except StatusIndexOutOfRange as error:
            raise _Refused("status_index_out_of_range") from error
        except StatusListMalformed as error:
            raise _Refused("status_list_unproven", detail=str(error)) from error


def _may_sign(period: KeyPeriod, signed_at: dt.datetime | None) -> bool:
    """Lists are signed again at once after a compromise (DESIGN, decision 9): one by the old key may be anybody's."""
    return period.compromised_at is None and (period.until is None or signed_at is None or signed_at < period.until)


def _dates(listed: _List) -> dict[str, Any]:
    named = (("listValidFrom", listed.valid_from), ("listValidUntil", listed.valid_until))
    return {name: stamp(moment) for name, moment in named if moment is not None}


def _parse(root: Members) -> _List:
    """The parts of a BitstringStatusListCredential that decide. Raises MalformedDocument."""
    if "BitstringStatusListCredential" not in root.texts("type"):
        raise root.fault("unknown_type", "type", found=", ".join(root.texts("type"))[:100])
    subject = root.object("credentialSubject")
    issuer = root.identifier("issuer")
    if issuer is None:
        raise root.fault("missing", "issuer")
    return _List(
        id=root.optional_url("id"),
        issuer=issuer,
        purposes=subject.texts("statusPurpose"),
        valid_from=root.optional_moment("validFrom"),
        valid_until=root.optional_moment("validUntil"),
        encoded=subject.text("encodedList"),
    )
