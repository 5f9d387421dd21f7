"""What a verification would look up of the world outside, for whoever gathers evidence. It names, and never fetches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from registry.documents import MalformedDocument, Presented, credential_of
from registry.signing.key_documents import document_url, is_https, same_site
from registry.verification.signatures import MAX_PROOFS


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose DID documents, and which https addresses, bear on one document (those inside it ask for themselves).

    ``dids`` are without fragment, ``did:key`` left out, since it is its own document. ``key_documents`` are the keys of
    `Evidence.key_documents`: a key's address is asked only on the issuer's own site, since no other counts.
    ``status_lists`` are the keys of `Evidence.status_lists`.
    """

    dids: frozenset[str] = frozenset()
    key_documents: frozenset[str] = frozenset()
    status_lists: frozenset[str] = frozenset()


def wanted(presented: Presented) -> Wanted:
    """What to look up for what was presented; nothing for a document that is malformed anyway."""
    try:
        credential = credential_of(presented)
    except MalformedDocument:
        return Wanted()
    issuer = credential.issuer.id.partition("#")[0]
    lists = frozenset(one.list_url for one in credential.statuses if one.list_url is not None)
    if issuer.startswith("did:key:"):
        return Wanted(status_lists=lists)
    if issuer.startswith("did:"):
        return Wanted(dids=frozenset({issuer}), status_lists=lists)
    if not is_https(issuer):
        return Wanted(status_lists=lists)
    keys = {document_url(method) for method in methods_of(presented) if same_site(method, issuer)}
    return Wanted(key_documents=frozenset(keys or {issuer}), status_lists=lists)


def methods_of(presented: Presented) -> Iterator[str]:
    """The keys that the signatures name, as they name them."""
    if presented.jwt is not None:
        kid = presented.jwt.header.get("kid")
        if isinstance(kid, str):
            yield kid
    for proof in presented.proofs[:MAX_PROOFS]:
        method = proof.get("verificationMethod")
        if isinstance(method, str):
            yield method
