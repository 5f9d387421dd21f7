"""Every sentence of a report, in both languages: a title, a reason and what to do, by check and code.

``SENTENCES[check][code]`` is complete: a check cannot be made with a code that has no sentence (`say` raises KeyError).
"""

from __future__ import annotations

from collections.abc import Mapping

from registry.texts import Text
from registry.verification.messages import authentic, current, issuer, log, paper, person, seal, standard
from registry.verification.messages.sentence import Sentence

SENTENCES: Mapping[str, Mapping[str, Sentence]] = {
    "format": {**authentic.FORMAT, **paper.FORMAT, **seal.FORMAT},
    "terms": authentic.TERMS,
    "signature": {**authentic.SIGNATURE, **paper.SIGNATURE, **seal.SIGNATURE},
    "key": {**authentic.KEY, **paper.KEY, **seal.KEY},
    "identity": {**issuer.IDENTITY, **paper.IDENTITY},
    "accredited_at_issue": {**issuer.ACCREDITED_AT_ISSUE, **paper.ACCREDITED_AT_ISSUE},
    "accredited_now": {**issuer.ACCREDITED_NOW, **paper.ACCREDITED_NOW},
    "endorsement": issuer.ENDORSEMENT,
    "validity_period": current.VALIDITY,
    "revocation": current.REVOCATION,
    "suspension": current.SUSPENSION,
    "superseded": current.SUPERSEDED,
    "alignment": {**standard.ALIGNMENT, **paper.ALIGNMENT, **seal.ALIGNMENT},
    "requirements": standard.REQUIREMENTS,
    "holder_match": person.HOLDER_MATCH,
    "log_inclusion": {**log.LOG_INCLUSION, **paper.LOG_INCLUSION, **seal.LOG_INCLUSION},
    "seal": seal.SEAL,
}


def say(check: str, code: str) -> Sentence:
    """The sentence of one check's code. Raises KeyError for a code without one."""
    return SENTENCES[check][code]


#: Why something could not be had (`why`).
WHY: Mapping[str, Text] = {
    "": Text("no se buscó", "nobody looked"),
    "not_sought": Text("no se buscó", "nobody looked"),
    "not_in_bundle": Text("no está en el paquete sin conexión", "not in the offline bundle"),
    "not_with_document": Text("no vino con el documento", "it did not come with the document"),
    "salt_deleted": Text(
        "el registro borró, a petición de su titular, lo que lo unía con este documento",
        "the registry deleted what tied it to this document, as its holder asked",
    ),
    "bundle_expired": Text("el paquete sin conexión ya venció", "the offline bundle has expired"),
    "bundle_older": Text(
        "el paquete sin conexión es anterior a la microcredencial", "the offline bundle is older than the credential"
    ),
    "not_found": Text("no existe", "it does not exist"),
    "not_fetched": Text(
        "no se consultó esa dirección, que es de fuera de este registro",
        "that address, which is outside this registry, was not asked",
    ),
    "not_fetched_for_visitors": Text(
        "sin cuenta no se consultan direcciones de fuera; quien tenga cuenta puede entrar y volver a intentar",
        "addresses outside are not asked for visitors; those with an account can sign in and try again",
    ),
    "no_database": Text("aquí no hay base de datos del registro", "there is no registry's database here"),
    "no_address": Text("ese nombre de internet no existe o no responde", "that internet name does not exist or answer"),
    "tls": Text("su certificado de seguridad no es válido", "its security certificate is not valid"),
    "redirects": Text("manda a otra dirección demasiadas veces", "it sends on to other addresses too many times"),
    "content_type": Text("lo que hay ahí es otra cosa", "what is there is something else"),
    "rate": Text("se ha preguntado demasiado en el último minuto", "too much was asked in the last minute"),
    "busy": Text("se está preguntando en este momento", "it is being asked at this moment"),
    "too_many": Text("el documento nombra demasiadas direcciones", "the document names too many addresses"),
    "timeout": Text("tardó demasiado", "it took too long"),
    "refused": Text("la conexión fue rechazada", "the connection was refused"),
    "network": Text("falló la conexión", "the connection failed"),
    "too_large": Text("es demasiado grande", "it is too large"),
    "malformed": Text("no se pudo leer", "it could not be read"),
    "no_canonical_form": Text(
        "no se puede leer con los vocabularios que este registro tiene",
        "it cannot be read with the vocabularies that this registry holds",
    ),
    "suite_unknown": Text(
        "está firmada con un método que aquí no se lee", "it is signed by a method that is not read here"
    ),
    "did_unreachable": Text("no se obtuvo la llave de quien emite", "the issuer's key was not obtained"),
    "key_document_unreachable": Text("no se obtuvo la llave de quien emite", "the issuer's key was not obtained"),
    "key_document_malformed": Text("la llave publicada no se puede leer", "the published key cannot be read"),
    "key_unreadable": Text("la llave es de un tipo que aquí no se lee", "the key is of a kind that is not read here"),
    "did_method_unknown": Text(
        "la identidad es de un tipo que aquí no se lee", "the identity is of a kind that is not read here"
    ),
    "not_allowed": Text("su dirección no está permitida", "its address is not allowed"),
}


def why(reason: str) -> Text:
    """The words for why something could not be had; a reason without words is shown as it is."""
    if reason.startswith("http_"):
        status = reason.removeprefix("http_")
        return Text(f"ese servidor contestó con el error {status}", f"that server answered with error {status}")
    return WHY.get(reason, Text(reason, reason))


_NEWER_BUNDLE = Text(
    "Use un paquete más reciente (/trust/bundle.jsonl.gz), o compruebe en línea.",
    "Use a newer bundle (/trust/bundle.jsonl.gz), or check online.",
)
#: What to do where waiting does not help (`what_next`).
NEXT: Mapping[str, Text] = {
    "not_fetched": Text("Compruébela en el sitio de quien la emitió.", "Check it at the site of whoever issued it."),
    "not_with_document": Text(
        "Entregue con ella su constancia (registration-note.jws) o el certificado en PDF, que la lleva dentro; "
        "o compruebe en línea.",
        "Hand in its registration note (registration-note.jws) too, or the PDF certificate, which carries it; "
        "or check online.",
    ),
    "not_in_bundle": _NEWER_BUNDLE,
    "bundle_expired": _NEWER_BUNDLE,
    "bundle_older": _NEWER_BUNDLE,
    "salt_deleted": Text("Pregunte a la institución que la emitió.", "Ask the institution that issued it."),
    "not_fetched_for_visitors": Text(
        "Entre con su cuenta y vuelva a intentarlo, o compruébela en el sitio de quien la emitió.",
        "Sign in and try again, or check it at the site of whoever issued it.",
    ),
}
LATER = Text("Vuelva a intentarlo en unos minutos.", "Try again in a few minutes.")


def what_next(reason: str) -> Text:
    """What to do where something could not be had: waiting does not help where nobody asked."""
    return NEXT.get(reason, LATER)


#: To stand behind the sentence that nothing was had.
LAST_KNOWN = Text(
    " Lo último que se supo, el {when}, {age}: {what}.", " The last that was known, on {when}, {age}: {what}."
)
