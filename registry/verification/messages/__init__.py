"""Every sentence of a report, in both languages: a title, a reason and what to do, by check and code.

``SENTENCES[check][code]`` is complete: a check cannot be made with a code that has no sentence (`say` raises KeyError).
"""

from __future__ import annotations

from collections.abc import Mapping

from registry.texts import Text
from registry.verification.messages import authentic, current, issuer, log, paper, person, standard
from registry.verification.messages.sentence import Sentence

SENTENCES: Mapping[str, Mapping[str, Sentence]] = {
    "format": {**authentic.FORMAT, **paper.FORMAT},
    "terms": authentic.TERMS,
    "signature": {**authentic.SIGNATURE, **paper.SIGNATURE},
    "key": {**authentic.KEY, **paper.KEY},
    "identity": {**issuer.IDENTITY, **paper.IDENTITY},
    "accredited_at_issue": {**issuer.ACCREDITED_AT_ISSUE, **paper.ACCREDITED_AT_ISSUE},
    "accredited_now": {**issuer.ACCREDITED_NOW, **paper.ACCREDITED_NOW},
    "endorsement": issuer.ENDORSEMENT,
    "validity_period": current.VALIDITY,
    "revocation": current.REVOCATION,
    "suspension": current.SUSPENSION,
    "superseded": current.SUPERSEDED,
    "alignment": {**standard.ALIGNMENT, **paper.ALIGNMENT},
    "requirements": {**standard.REQUIREMENTS, **paper.REQUIREMENTS},
    "holder_match": person.HOLDER_MATCH,
    "log_inclusion": {**log.LOG_INCLUSION, **paper.LOG_INCLUSION},
}


def say(check: str, code: str) -> Sentence:
    """The sentence of one check's code. Raises KeyError for a code without one."""
    return SENTENCES[check][code]


_WHY: Mapping[str, Text] = {
    "": Text("no se buscó", "nobody looked"),
    "not_sought": Text("no se buscó", "nobody looked"),
    "not_in_bundle": Text("no está en el paquete sin conexión", "not in the offline bundle"),
    "bundle_expired": Text("el paquete sin conexión ya venció", "the offline bundle has expired"),
    "bundle_older": Text(
        "el paquete sin conexión es anterior a la microcredencial", "the offline bundle is older than the credential"
    ),
    "not_found": Text("no existe", "it does not exist"),
    "not_fetched": Text(
        "este registro no consulta direcciones de fuera", "this registry does not look up outside addresses"
    ),
    "timeout": Text("tardó demasiado", "it took too long"),
    "refused": Text("la conexión fue rechazada", "the connection was refused"),
    "network": Text("falló la conexión", "the connection failed"),
    "too_large": Text("es demasiado grande", "it is too large"),
    "malformed": Text("no se pudo leer", "it could not be read"),
    "not_allowed": Text("su dirección no está permitida", "its address is not allowed"),
}


def why(reason: str) -> Text:
    """The words for why something could not be had; a reason without words is shown as it is."""
    return _WHY.get(reason, Text(reason, reason))
