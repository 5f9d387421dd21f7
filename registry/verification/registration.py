"""When the registry took a document in: the proved ``logged_at`` (DESIGN, decision 8), and the check that says so.

Until the public log exists the registration note stands for its proof: signed by the registry's receipts key, it opens
the leaf that commits to exactly this content.
"""

from __future__ import annotations

import datetime as dt
import hmac
from dataclasses import dataclass

from registry.documents import Credential, MalformedDocument, Presented, RegistrationNote, parse_note
from registry.documents.registration_note import MEDIA_TYPE
from registry.merkle.leaf import commitment
from registry.signing import JsonMalformed
from registry.verification.evidence import Evidence, Unreachable
from registry.verification.keyring import Keyring
from registry.verification.making import failed, not_checked, passed, seen
from registry.verification.messages import what_next, why
from registry.verification.policy import Policy
from registry.verification.report import Check, stamp
from registry.verification.signatures import Unproven, claims_of_jws

_ID = "log_inclusion"


@dataclass(frozen=True, slots=True)
class Registration:
    """The check, and the time of issue where it is proved."""

    check: Check
    logged_at: dt.datetime | None = None


def prove_registration(
    presented: Presented,
    credential: Credential,
    evidence: Evidence,
    keyring: Keyring,
    policy: Policy,
    *,
    at: dt.datetime,
) -> Registration:
    """Whether this registry registered this content, and when."""
    known = evidence.registration
    if keyring.root is None:
        return Registration(not_checked(_ID, "root_unreachable", evidence=seen(known)))
    if isinstance(known, Unreachable):
        said = {"detail": why(known.reason), "next": what_next(known.reason)}
        return Registration(not_checked(_ID, "log_unreachable", evidence=seen(known), **said))
    if known.value is None:
        return Registration(failed(_ID, "not_logged", evidence=seen(known)))
    try:
        note = _prove_note(known.value, keyring)
    except Unproven as error:
        return Registration(not_checked(_ID, "note_unproven", evidence={**seen(known), "fault": error.code}))
    facts = {"leaf": note.leaf.hex(), "loggedAt": stamp(note.logged_at), **seen(known)}
    if note.document != credential.id or note.issuer != credential.issuer.id:
        return Registration(not_checked(_ID, "note_of_another", evidence={**facts, "document": note.document}))
    if not _opens(note, presented):
        return Registration(failed(_ID, "leaf_differs", evidence=facts))
    if note.logged_at > at + policy.clock_skew:
        return Registration(failed(_ID, "not_logged_yet", evidence=facts, logged=note.logged_at))
    return Registration(passed(_ID, "registered", evidence=facts, logged=note.logged_at), note.logged_at)


def _prove_note(text: str, keyring: Keyring) -> RegistrationNote:
    """The note, proved to be by a receipts key that was in use then. Raises `Unproven`."""
    spoken = claims_of_jws(text, media_type=MEDIA_TYPE, keyring=keyring)
    key = spoken.key
    if key is None or keyring.receipts(key.id) != key:
        raise Unproven("note_key")
    try:
        note = parse_note(spoken.claims)
    except MalformedDocument as error:
        raise Unproven("note_malformed") from error
    # Whoever holds a stolen receipts key can write any time into a note: none of its notes prove a time.
    if key.compromised_at is not None or (key.until is not None and note.logged_at >= key.until):
        raise Unproven("note_key_not_in_use")
    return note


def _opens(note: RegistrationNote, presented: Presented) -> bool:
    """Whether the note's leaf commits to what was presented."""
    try:
        return hmac.compare_digest(commitment(presented.document, note.salt), note.leaf)
    except (ValueError, JsonMalformed):
        return False
