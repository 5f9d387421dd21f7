"""Status lists that prove nothing, dates that lie, and evidence that cannot be had."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from typing import Any

from registry.documents import EventKind
from registry.signing import status_list_document, to_base64url
from registry.verification import Result, Unreachable, Verdict
from tests.documents import samples
from tests.hostile.archive import Group, HandedIn
from tests.hostile.making import GOOD, before, case, claims, proven_by
from tests.verification import world
from tests.verification.world import NOW, PROVIDER, STRANGER, known

FAILED, NOT_CHECKED, PASSED = Result.FAILED, Result.NOT_CHECKED, Result.PASSED
INVALID, UNVERIFIABLE, VALID, NOT_CURRENT = (
    Verdict.INVALID,
    Verdict.UNVERIFIABLE,
    Verdict.VALID,
    Verdict.AUTHENTIC_NOT_CURRENT,
)
_GROUP = Group.STATUS
INDEX = 48_113


def listed(published: Any, *events: str) -> Any:
    """The honest award with this status list (a function makes it), and these events."""

    def build() -> HandedIn:
        made = published() if callable(published) else published
        known_list = known(made) if isinstance(made, bytes) else made
        lists = {samples.LIST: known_list, world.AUTHORITY_LIST: known(world.authority_list())}
        return proven_by(status_lists=lists, status_events=known(events))()

    return build


def encoded(bits: bytes) -> bytes:
    """A list honestly signed over any bytes in place of its bits."""
    made = status_list_document(
        id=samples.LIST,
        issuer=PROVIDER.did,
        valid_from=NOW - dt.timedelta(hours=1),
        valid_until=NOW + dt.timedelta(hours=1),
        bits=world.StatusBits.new(),
    )
    made["credentialSubject"]["encodedList"] = "u" + to_base64url(bits)
    return world.dumps(PROVIDER.sign(made, use="status"))


def exchanged() -> bytes:
    """A list with the bit set, of which the bits were exchanged for clear ones."""
    genuine, clear = json.loads(world.status_list(INDEX)), json.loads(world.status_list())
    genuine["credentialSubject"]["encodedList"] = clear["credentialSubject"]["encodedList"]
    return world.dumps(genuine)


def unproven(name: str, code: str, published: Any) -> Any:
    return case(name, _GROUP, ("revocation", NOT_CHECKED, code, UNVERIFIABLE), listed(published))


def index(value: Any) -> Any:
    return before(lambda document: document["credentialStatus"].update(statusListIndex=value))


def event(kind: EventKind, **more: Any) -> str:
    return world.event(kind, NOW - dt.timedelta(days=10), **more)


def no_status(document: dict[str, Any]) -> None:
    del document["credentialStatus"]


CASES = (
    unproven("the status list not to be had", "status_list_unreachable", Unreachable("timeout")),
    unproven(
        "a status list of three days ago",
        "status_list_stale",
        lambda: world.status_list(signed=NOW - dt.timedelta(days=3)),
    ),
    unproven("a status list with exchanged bits", "status_list_unproven", exchanged),
    unproven(
        "a status list signed by somebody else", "status_list_of_another", lambda: world.status_list(keys=STRANGER)
    ),
    unproven(
        "a status list signed by somebody else in the institution's name",
        "status_list_unproven",
        lambda: world.status_list(keys=STRANGER, issuer=PROVIDER.did),
    ),
    unproven(
        "another status list of the institution",
        "status_list_mismatch",
        lambda: world.status_list(id=f"{samples.BASE}/status/other"),
    ),
    unproven(
        "a status list for another purpose", "status_list_mismatch", lambda: world.status_list(purpose="suspension")
    ),
    unproven("a status list of 8 bits", "status_list_malformed", lambda: encoded(gzip.compress(b"\0"))),
    unproven("a status list that unpacks to 1 GB", "status_list_malformed", lambda: encoded(bomb())),
    unproven("a status list that is no gzip", "status_list_malformed", lambda: encoded(b"\0" * 100)),
    unproven("a web page in place of the status list", "status_list_malformed", b"<html>503</html>"),
    case(
        "an index beyond the list",
        _GROUP,
        ("revocation", NOT_CHECKED, "status_index_out_of_range", UNVERIFIABLE),
        index("131072"),
    ),
    case("an index as a number", _GROUP, ("revocation", PASSED, "not_revoked", VALID), index(INDEX)),
    *(
        case(f"the index `{written}`", _GROUP, ("format", FAILED, "malformed", INVALID), index(written))
        for written in ("-1", "1e3", "0x10", "٣")
    ),
    case(
        "no status declared",
        _GROUP,
        ("revocation", NOT_CHECKED, "no_status_declared", UNVERIFIABLE),
        before(no_status),
    ),
    case(
        "a status method of others",
        _GROUP,
        ("revocation", NOT_CHECKED, "status_method_unknown", UNVERIFIABLE),
        before(lambda document: document.update(credentialStatus={"id": f"{samples.BASE}/x", "type": "JsonSchema"})),
    ),
    case(
        "the bit set and no event that says why",
        _GROUP,
        ("revocation", FAILED, "status_set_kind_unknown", NOT_CURRENT),
        listed(lambda: world.status_list(INDEX)),
    ),
    case(
        "a revocation whose bit was cleared again",
        _GROUP,
        ("revocation", FAILED, "revoked", INVALID),
        listed(world.status_list, event(EventKind.REVOKED)),
    ),
    case(
        "a revocation by somebody else",
        _GROUP,
        ("revocation", PASSED, "not_revoked", VALID),
        listed(world.status_list, event(EventKind.REVOKED, keys=STRANGER)),
    ),
    case(
        "`validFrom` in the future",
        _GROUP,
        ("validity_period", FAILED, "not_yet_valid", NOT_CURRENT),
        claims(valid_from=NOW + dt.timedelta(days=30)),
    ),
    case(
        "`validUntil` an hour ago, written as tomorrow in another time zone",
        _GROUP,
        ("validity_period", FAILED, "expired", NOT_CURRENT),
        before(lambda document: document.update(validUntil="2026-11-23T07:00:00+14:00")),
    ),
    case(
        "`validUntil` in an hour, written as yesterday in another time zone",
        _GROUP,
        ("validity_period", PASSED, "within_validity", VALID),
        before(lambda document: document.update(validUntil="2026-11-22T07:00:00-12:00")),
    ),
    case(
        "no end",
        _GROUP,
        ("validity_period", PASSED, "no_expiry", VALID),
        claims(valid_until=None),
    ),
    case(
        "its registration not to be had",
        _GROUP,
        ("log_inclusion", NOT_CHECKED, "log_unreachable", UNVERIFIABLE),
        proven_by(registration=Unreachable("not_in_bundle")),
    ),
    case(
        "its accreditation not to be had",
        _GROUP,
        ("accredited_at_issue", NOT_CHECKED, "accreditation_unreachable", UNVERIFIABLE),
        proven_by(accreditations=Unreachable("timeout")),
    ),
    case(
        "no evidence at all",
        _GROUP,
        ("signature", NOT_CHECKED, "no_key", UNVERIFIABLE),
        lambda: HandedIn(world.dumps(GOOD), evidence=world.Evidence()),
    ),
)


def bomb() -> bytes:
    """A gigabyte of zeros in a megabyte: gzip members one after the other."""
    return gzip.compress(bytes(10_000_000)) * 100
