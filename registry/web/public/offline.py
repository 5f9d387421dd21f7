"""``/verify/offline``: the page that verifies in the reader's own browser, to be kept and opened without a network."""

from __future__ import annotations

import hashlib

from flask import Response, request

from registry import addresses
from registry.texts import Text
from registry.transparency.models import TrustRoot
from registry.trust import root_store
from registry.trust.browser.assembling import assembled, page
from registry.trust.browser.sentences import words
from registry.trust.browser.vocabulary import vocabularies
from registry.trust.bundle import newest
from registry.trust.bundle.errors import NoBundleYet
from registry.trust.bundle.reading import fingerprint
from registry.web import language
from registry.web.public import blueprint
from registry.web.public.serving import signed, signed_json, unchanged
from registry.web.security import public

_FILE = Text("verificar-sin-conexion", "verify-offline")


@blueprint.get("/verify/offline")
@public
def offline() -> Response:
    """One HTML file that verifies without a network; today's bundle is inside, unless ``?bundle=no``."""
    root = _root()
    row = None if request.args.get("bundle") == "no" else newest.newest()
    # The body is not read from the database for those who have the page already.
    made_of = (root.body, (row.digest if row else "").encode(), assembled().encode())
    digest = hashlib.sha256(b"".join(hashlib.sha256(one).digest() for one in made_of)).hexdigest()
    kept = unchanged(digest)
    if kept is not None:
        return kept
    text = page(root.body.decode(), base=addresses.base(), bundle=row.body if row else None)
    response = signed(text, "text/html")
    response.set_etag(digest[:32])
    response.headers["Content-Disposition"] = f'attachment; filename="{_FILE.in_(language.current())}.html"'
    return response


@blueprint.get("/verify/offline/words.json")
@public
def offline_words() -> Response:
    """What the verification in the browser says, the terms that it knows, and the fingerprint of the newest root."""
    root = _root()
    return signed_json({"words": words(), "vocabularies": vocabularies(), "fingerprint": fingerprint(root.body)})


def _root() -> TrustRoot:
    root = root_store.latest()
    if root is None:
        raise NoBundleYet()
    return root
