"""A presented credential as text again, so that it can be handed in once more without its file."""

from __future__ import annotations

import json

from registry.documents.read import Form, Presented
from registry.signing.multibase import to_base64url


def written(presented: Presented) -> str | None:
    """Text that `registry.documents.read_presented` reads as the same document with the same proofs.

    None for a JWT that is unsigned or signed in a way that is not read here: its text was not kept.
    """
    if presented.paper is not None:
        return presented.paper.text
    if presented.form is Form.JWT:
        if presented.jwt is None:
            return None
        return f"{presented.jwt.signing_input.decode('ascii')}.{to_base64url(presented.jwt.signature)}"
    signed = {"proof": list(presented.proofs)} if presented.proofs else {}
    return json.dumps({**presented.document, **signed}, ensure_ascii=False, separators=(",", ":"))
