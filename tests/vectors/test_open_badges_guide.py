"""The worked example of the Open Badges 3.0 implementation guide."""

from __future__ import annotations

import json
import re

from registry.signing import PublicKey, canonize, verify_data_integrity, without_proof
from tests.signing.samples import published, published_text, shelf


def test_the_guides_signed_badge_canonicalises_and_verifies() -> None:
    sections = published("vectors/ob-impl-guide/linked-data-proof-ob.json")
    text = next(section["text"] for section in sections if section["title"] == "Proof")
    document = json.loads(re.split(r"Signed credential", text)[1])
    proof = document["proof"]

    assert (
        canonize(without_proof(document), shelf()).decode().strip()
        == published_text("vectors/ob-impl-guide/obv3p0/document-canon.txt").strip()
    )
    key = PublicKey.from_multibase(proof["verificationMethod"].partition("#")[2])
    verify_data_integrity(document, proof=proof, public_key=key, contexts=shelf())
