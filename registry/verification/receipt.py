"""The receipt of a verification: what was found, when, with evidence as of when, and the digest of what was handed in.

Signed by the registry's receipts key as a compact JWS with a type of its own. It holds the report, so nothing of it
need be kept anywhere, and it can be checked for as long as the root of trust names the key. It says what was found
*then*: whoever needs to know how a credential stands today verifies the credential.

Pure: key, time and randomness come in; the door reads files and the `trust` room signs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.documents import MalformedDocument, Presented
from registry.documents.members import Members
from registry.documents.receipts import MEDIA_TYPE, RECEIPT_TYPE, FoundReceipt
from registry.signing import Signer, SigningError, jcs, jws_compact
from registry.signing.digests import sha256
from registry.texts import Text
from registry.verification.evidence import Evidence, KeyPeriod, Known, Sourced, TrustRoot
from registry.verification.keyring import Keyring
from registry.verification.messages.receipt import RECEIPT
from registry.verification.report import Report, Result, Verdict, stamp
from registry.verification.signatures import Unproven, claims_of_jws

VERSION = 1
#: A report is 5 to 15 kB; a name of half a megabyte in somebody's credential is not signed by the registry.
MAX_CLAIMS_BYTES = 200_000


class TooLargeToSign(ValueError):
    """The report is far larger than any honest one."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What was verified, without keeping it.

    ``sha256`` is the hex SHA-256 of the bytes handed in; ``document_sha256`` that of the canonical JSON (RFC 8785) of
    the credential without its proofs, the same whatever file it arrives in; None where that form does not exist.
    """

    sha256: str
    document_sha256: str | None
    carrier: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says; ``report`` is the JSON of the outward contract.

    ``asked_name`` is the name that was compared, None when none was. ``verify_url`` is where to ask again.
    """

    id: str
    registry: str
    signed_at: dt.datetime
    handed_in: HandedIn
    asked_name: str | None
    root_version: int | None
    verify_url: str
    report: Mapping[str, Any]

    @property
    def verdict(self) -> Verdict:
        """The verdict then."""
        return Verdict(self.report["verdict"])

    @property
    def headline(self) -> Text:
        """The sentence then."""
        return Text.of(self.report["headline"])


@dataclass(frozen=True, slots=True)
class SignedReceipt:
    """A receipt and its signed text."""

    receipt: Receipt
    jws: str

    def as_dict(self) -> dict[str, Any]:
        """The JSON file: the claims for reading, and the text that proves them."""
        return {"type": RECEIPT_TYPE, "claims": claims_of(self.receipt), "jws": self.jws}


@dataclass(frozen=True, slots=True)
class ReceiptReading:
    """What a receipt that was handed in turned out to be.

    ``receipt`` is None unless the result is `PASSED`: what no key of the registry covers is not shown.
    """

    result: Result
    code: str
    title: Text
    reason: Text
    remedy: Text
    key: str | None = None
    receipt: Receipt | None = None

    def as_dict(self) -> dict[str, Any]:
        """The reading as JSON."""
        return {
            "result": self.result.value,
            "code": self.code,
            "reason": self.reason.as_dict(),
            "remedy": self.remedy.as_dict(),
            "key": self.key,
            "receipt": None if self.receipt is None else claims_of(self.receipt),
        }


def handed_in(data: bytes, presented: Presented) -> HandedIn:
    """What the receipt says of the bytes that were handed in, and of the credential in them."""
    try:
        # The code on paper carries no document, only facts of one.
        document = None if presented.paper is not None else sha256(jcs(presented.document)).hex()
    except SigningError:  # a number or a text that canonical JSON cannot hold
        document = None
    return HandedIn(sha256(data).hex(), document, presented.carrier.value)


def new_receipt(
    report: Report,
    handed: HandedIn,
    *,
    receipt_id: str,
    registry: str,
    asked_name: str | None,
    root_version: int | None,
    verify_url: str,
) -> Receipt:
    """The receipt of a report, as of the moment of its verification."""
    return Receipt(
        id=receipt_id,
        registry=registry,
        signed_at=report.checked_at,
        handed_in=handed,
        asked_name=asked_name,
        root_version=root_version,
        verify_url=verify_url,
        report=report.as_dict(),
    )


def sign_receipt(receipt: Receipt, *, signer: Signer, kid: str) -> SignedReceipt:
    """Sign it. Raises `TooLargeToSign`."""
    payload = jcs(claims_of(receipt))
    if len(payload) > MAX_CLAIMS_BYTES:
        raise TooLargeToSign(f"{len(payload)} bytes of {MAX_CLAIMS_BYTES}")
    return SignedReceipt(receipt, jws_compact(payload, signer=signer, kid=kid, typ=MEDIA_TYPE))


def claims_of(receipt: Receipt) -> dict[str, Any]:
    """What is signed."""
    handed = receipt.handed_in
    return {
        "type": RECEIPT_TYPE,
        "version": VERSION,
        "id": receipt.id,
        "registry": receipt.registry,
        "signedAt": stamp(receipt.signed_at),
        "presented": {
            "sha256": handed.sha256,
            "documentSha256": handed.document_sha256,
            "carrier": handed.carrier,
        },
        "askedName": receipt.asked_name,
        "rootVersion": receipt.root_version,
        "verifyAt": receipt.verify_url,
        "report": receipt.report,
    }


def judge_receipt(found: FoundReceipt, root: Known[TrustRoot]) -> ReceiptReading:
    """Whether this registry signed it, and when. Raises nothing: whatever was handed in gets a reading."""
    if not isinstance(root, Sourced):
        return _reading(Result.NOT_CHECKED, "root_unreachable")
    keyring = Keyring(Evidence(), root.value)
    try:
        spoken = claims_of_jws(found.jws, media_type=MEDIA_TYPE, keyring=keyring)
    except Unproven as error:
        result, code = _UNPROVEN[error.code]
        return _reading(result, code)
    key = spoken.key
    # The authority's keys are in the root as well; receipts are signed by the receipts keys alone.
    if key is None or keyring.receipts(key.id) != key:
        return _reading(Result.NOT_CHECKED, "receipt_key_unknown")
    if found.beside is not None and found.beside != spoken.claims:
        return _reading(Result.FAILED, "receipt_altered", key=key)
    try:
        receipt = _parse(spoken.claims)
    except (MalformedDocument, KeyError, TypeError, ValueError):
        return _reading(Result.FAILED, "receipt_malformed", key=key)
    if key.compromised_at is not None:
        return _reading(Result.NOT_CHECKED, "receipt_key_compromised", key=key)
    if receipt.signed_at < key.since or (key.until is not None and receipt.signed_at > key.until):
        return _reading(Result.FAILED, "receipt_key_not_in_use", key=key, signed=receipt.signed_at)
    return _reading(Result.PASSED, "receipt_genuine", key=key, receipt=receipt, signed=receipt.signed_at)


_UNPROVEN: Mapping[str, tuple[Result, str]] = {
    "jws_malformed": (Result.FAILED, "receipt_malformed"),
    "jws_forged": (Result.FAILED, "receipt_forged"),
    "jws_key_unknown": (Result.NOT_CHECKED, "receipt_key_unknown"),
}


def _reading(
    result: Result, code: str, *, key: KeyPeriod | None = None, receipt: Receipt | None = None, **values: object
) -> ReceiptReading:
    sentence = RECEIPT[code]
    return ReceiptReading(
        result=result,
        code=code,
        title=sentence.title,
        reason=sentence.reason.format(**values),
        remedy=sentence.remedy.format(**values),
        key=None if key is None else key.id,
        receipt=receipt,
    )


def _parse(claims: Mapping[str, Any]) -> Receipt:
    """The receipt of proved claims. Raises MalformedDocument, KeyError, TypeError, ValueError."""
    members = Members(claims, "receipt")
    if members.text("type") != RECEIPT_TYPE or claims["version"] != VERSION:
        raise members.fault("unknown_type", "type", found=members.text("type"))
    presented = Members(claims["presented"], "receipt.presented")
    report = claims["report"]
    Verdict(report["verdict"])
    Text.of(report["headline"])
    for check in report["checks"]:
        Result(check["result"])
        Text.of(check["reason"])
    return Receipt(
        id=members.text("id"),
        registry=members.text("registry"),
        signed_at=members.moment("signedAt"),
        handed_in=HandedIn(
            sha256=presented.text("sha256"),
            document_sha256=presented.optional_text("documentSha256"),
            carrier=presented.text("carrier"),
        ),
        asked_name=members.optional_text("askedName"),
        root_version=claims["rootVersion"],
        verify_url=members.text("verifyAt"),
        report=report,
    )
