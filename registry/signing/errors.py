"""What the cryptographic floor refuses, each with a stable ``code``.

::

    SigningError
      KeyMalformed, UnsupportedKey
      SignatureMismatch
      JsonMalformed
      CanonicalisationError
        UndefinedTerm, DroppedValue, RelativeIdentifier, NotCompacted, SplitCredential,
        ControlCharacter, UnsupportedValue, InlineContext, UnknownContext, ContextsClash, TooComplex,
        EngineBusy, EngineStopped
      ContextNotPinned
      ProofMalformed (ContextsDiffer), UnsupportedSuite
      JoseMalformed, UnsupportedAlgorithm
      CborMalformed
      StatusListMalformed, StatusIndexOutOfRange
      DidMalformed

`UnknownContext`, `ContextsClash`, `EngineBusy`, `EngineStopped`, `UnsupportedSuite`, `UnsupportedKey` and
`UnsupportedAlgorithm` say that this registry cannot tell (``undecided`` is true): a verification reports *not checked*.
All others say that the thing itself is wrong.
"""

from __future__ import annotations


class SigningError(Exception):
    """Base of every refusal of this floor; ``details`` holds the facts behind the sentence."""

    code: str = "signing"
    #: True when the refusal tells nothing about the document, only about what this registry can read.
    undecided: bool = False

    def __init__(self, message: str, **details: object) -> None:
        self.details = details
        super().__init__(message)


class KeyMalformed(SigningError):
    """A key that cannot be read, or that is too weak to be one."""

    code = "key_malformed"


class UnsupportedKey(SigningError):
    """A kind of key, or a way of writing one, that this registry does not use."""

    code = "key_unsupported"
    undecided = True


class SignatureMismatch(SigningError):
    """The signature does not fit the message and the key."""

    code = "signature_mismatch"

    def __init__(self, message: str = "the signature does not fit these bytes and this key", **details: object) -> None:
        super().__init__(message, **details)


class JsonMalformed(SigningError):
    """Not JSON, or JSON that two readers may read in two ways (duplicate members, NaN, excessive depth)."""

    code = "json_malformed"


class CanonicalisationError(SigningError):
    """The document has no safe canonical form; ``path`` says where, such as ``$.credentialSubject.name``."""

    code = "canonicalisation"

    def __init__(self, message: str, *, path: str = "$", **details: object) -> None:
        self.path = path
        super().__init__(f"{message} (at {path})", path=path, **details)


class UndefinedTerm(CanonicalisationError):
    """A member that no context defines: JSON-LD would drop it, and the signature would not cover it."""

    code = "undefined_term"

    def __init__(self, term: str, *, path: str = "$") -> None:
        self.term = term
        super().__init__(f"no context defines the term {term!r}", path=path, term=term)


class DroppedValue(CanonicalisationError):
    """A value that has no place in the canonical form, so that the signature would not cover it."""

    code = "dropped_value"


class RelativeIdentifier(CanonicalisationError):
    """An identifier or type that is not an absolute IRI: each engine would complete it differently."""

    code = "relative_identifier"

    def __init__(self, value: str, *, path: str = "$") -> None:
        self.value = value
        super().__init__(f"{value!r} is not an absolute IRI", path=path, value=value)


class NotCompacted(CanonicalisationError):
    """A member named by a keyword or a full IRI instead of its term.

    The signature covers it, but whoever reads plain JSON does not see it: ``credentialStatus`` renamed to its IRI
    leaves the signature whole and hides the revocation. Verifiable Credentials 2.0 (section 6.1) asks for compacted
    form.
    """

    code = "not_compacted"


class SplitCredential(CanonicalisationError):
    """One credential stated in two places of the document, which RDF merges and a reader of JSON does not.

    Moving ``credentialStatus`` or ``validUntil`` into a second object with the credential's id leaves the signature
    whole and hides the revocation or the expiry.
    """

    code = "split_credential"


class ControlCharacter(CanonicalisationError):
    """A character that the engines write differently, or that is not one: controls, U+FFFE, lone surrogates."""

    code = "control_character"

    def __init__(self, character: str, *, path: str = "$") -> None:
        self.character = f"U+{ord(character):04X}"
        super().__init__(f"the text holds {self.character}", path=path, character=self.character)


class UnsupportedValue(CanonicalisationError):
    """A value that JSON-LD cannot carry exactly: a number too large or too fine, a bad language tag."""

    code = "unsupported_value"


class InlineContext(CanonicalisationError):
    """A context written into the document, or missing: only contexts named by URL and pinned by digest are read."""

    code = "inline_context"


class UnknownContext(CanonicalisationError):
    """A context that is not at hand. Nothing is ever fetched during a verification."""

    code = "unknown_context"
    undecided = True

    def __init__(self, url: str, *, path: str = "$") -> None:
        self.url = url
        super().__init__(f"the context {url!r} is not at hand", path=path, url=url)


class ContextsClash(CanonicalisationError):
    """Contexts that define one term in two ways, where the first forbids it: no engine reads them together.

    Open Badges 3.0.1 stood beside drafts of credentials/v2 that did not protect their terms yet.
    """

    code = "contexts_clash"
    undecided = True


class TooComplex(CanonicalisationError):
    """More work than a credential needs: a poison graph, or a document beyond the limits."""

    code = "too_complex"

    def __init__(self, measure: str, *, limit: int, path: str = "$") -> None:
        self.measure = measure
        super().__init__(f"more {measure} than the limit of {limit}", path=path, measure=measure, limit=limit)


class EngineBusy(CanonicalisationError):
    """No canonicaliser was free in time: nothing is known of the document."""

    code = "engine_busy"
    undecided = True


class EngineStopped(CanonicalisationError):
    """The canonicaliser took more time or memory than one document may cost, and was stopped."""

    code = "engine_stopped"
    undecided = True


class ContextNotPinned(SigningError):
    """A context whose bytes are not the pinned ones: the registry must not start with it."""

    code = "context_not_pinned"


class ProofMalformed(SigningError):
    """A Data Integrity proof that lacks a member, or has one of the wrong form."""

    code = "proof_malformed"


class ContextsDiffer(ProofMalformed):
    """A proof that names other contexts than the document: contexts were added or exchanged after signing."""

    code = "contexts_differ"


class UnsupportedSuite(SigningError):
    """A proof type, cryptosuite or chain of proofs that this registry does not verify."""

    code = "suite_unsupported"
    undecided = True


class JoseMalformed(SigningError):
    """A JWT that is not a compact JWS of a JSON object, or whose header or claims break a rule."""

    code = "jose_malformed"


class UnsupportedAlgorithm(SigningError):
    """A JOSE algorithm that this registry does not verify."""

    code = "algorithm_unsupported"
    undecided = True


class CborMalformed(SigningError):
    """Not CBOR, or not in its deterministic form, or more of it than is read here."""

    code = "cbor_malformed"


class StatusListMalformed(SigningError):
    """A status list that is too short, too long or not ``u`` + base64url(gzip(bits))."""

    code = "status_list_malformed"


class StatusIndexOutOfRange(SigningError):
    """A position beyond the status list, or one that is no number."""

    code = "status_index_out_of_range"


class DidMalformed(SigningError):
    """A DID or DID document that does not say what it must, or speaks for another DID."""

    code = "did_malformed"
