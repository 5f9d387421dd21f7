"""The process that canonicalises for `registry.trust.processes`: documents in by its standard input, digests out.

A message is four bytes of length and the body. The first one in are the contexts, ``{url: text}``; each further one a
request, ``{"document", "limits", "algorithm"}``. An answer begins with ``+`` and is the digest of the canonical form,
or with ``-`` and is the refusal as JSON. Nothing but `registry.signing` is imported, nothing is read or sent elsewhere,
and there are no secrets here: the environment is empty.
"""

from __future__ import annotations

import hashlib
import json
import resource
import struct
import sys
from typing import Any, BinaryIO

from registry.signing import CanonicalisationError, ContextStore, Limits, canonical_digest
from registry.signing.wire import told

#: Bytes of address space; the limits of a document let it take a tenth of this.
MEMORY = 1 << 30
HEAD = struct.Struct(">I")


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer until nobody asks any more."""
    texts = json.loads(_read(requests) or b"{}")
    documents = {url: text.encode() for url, text in texts.items()}
    # Whoever sent them has held them against the pinned digests.
    contexts = ContextStore(documents, {url: hashlib.sha256(data).hexdigest() for url, data in documents.items()})
    _write(answers, b"+")
    while (body := _read(requests)) is not None:
        _write(answers, _answer(json.loads(body), contexts))


def _answer(request: dict[str, Any], contexts: ContextStore) -> bytes:
    try:
        digest = canonical_digest(
            request["document"], contexts, limits=Limits(**request["limits"]), algorithm=request["algorithm"]
        )
    except CanonicalisationError as error:
        return b"-" + json.dumps(told(error)).encode()
    return b"+" + digest


def _read(requests: BinaryIO) -> bytes | None:
    head = requests.read(HEAD.size)
    return requests.read(*HEAD.unpack(head)) if len(head) == HEAD.size else None


def _write(answers: BinaryIO, body: bytes) -> None:
    answers.write(HEAD.pack(len(body)) + body)
    answers.flush()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    serve(sys.stdin.buffer, sys.stdout.buffer)
