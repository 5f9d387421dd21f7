"""¿Es auténtica? Form, terms, signature and key."""

from __future__ import annotations

from collections.abc import Mapping

from registry.texts import Text
from registry.verification.messages.sentence import Sentence

_ASK_ORIGINAL = Text(
    "Pida a la persona el archivo original o el enlace de su microcredencial, y vuelva a comprobar.",
    "Ask the person for the original file or the link to the credential, and check again.",
)
_DO_NOT_ACCEPT = Text(
    "No la acepte. Pida a la persona el enlace de su microcredencial o el folio, o pregunte a la institución.",
    "Do not accept it. Ask the person for the credential's link or folio, or ask the institution.",
)
_ASK_ISSUER = Text(
    "Pregunte a la institución que la emitió, o pida la misma credencial en otro formato.",
    "Ask the institution that issued it, or ask for the same credential in another format.",
)
_TRY_LATER = Text("Vuelva a intentarlo en unos minutos.", "Try again in a few minutes.")

FORMAT: Mapping[str, Sentence] = {
    "well_formed": Sentence(
        Text("Bien formada.", "Well formed."),
        Text("Es una credencial Open Badges 3.0 completa.", "It is a complete Open Badges 3.0 credential."),
    ),
    "transcript_well_formed": Sentence(
        Text("Bien formado.", "Well formed."),
        Text(
            "Es un historial CLR 2.0 completo; credenciales que lleva dentro: {count}.",
            "It is a complete CLR 2.0 record; credentials that it carries inside: {count}.",
        ),
    ),
    "malformed": Sentence(Text("Mal formada.", "Malformed."), Text("{fault}", "{fault}"), _ASK_ORIGINAL),
    "wrapped_claims": Sentence(
        Text("Está envuelta de un modo que su norma prohíbe.", "It is wrapped in a way that its standard forbids."),
        Text(
            "El JWT guarda la credencial en «vc», que el modelo de datos 2.0 no permite; otros programas no la leerán.",
            "The JWT keeps the credential in “vc”, which data model 2.0 does not allow; others will not read it.",
        ),
        _ASK_ISSUER,
    ),
    "inside_unreadable": Sentence(
        Text("Lo que lleva dentro no se puede leer.", "What is carried inside cannot be read."),
        Text("{fault}", "{fault}"),
        _ASK_ISSUER,
    ),
    "claims_disagree": Sentence(
        Text("Se contradice.", "It contradicts itself."),
        Text(
            "El JWT dice una cosa en «{claim}» y el documento que contiene dice otra.",
            "The JWT says one thing in “{claim}” and the document inside it says another.",
        ),
        _DO_NOT_ACCEPT,
    ),
}

TERMS: Mapping[str, Sentence] = {
    "terms_defined": Sentence(
        Text("Todos sus datos están definidos.", "All its members are defined."),
        Text(
            "Ningún dato queda fuera de lo que una firma cubre.",
            "No member lies outside what a signature covers.",
        ),
    ),
    "undefined_term": Sentence(
        Text("Lleva datos que la firma no cubre.", "It carries data that the signature does not cover."),
        Text(
            "«{path}» no está definido en ningún contexto: pudo añadirse después de firmar.",
            "“{path}” is defined by no context: it may have been added after signing.",
        ),
        _DO_NOT_ACCEPT,
    ),
    "meaning_unknown": Sentence(
        Text("Lleva datos sin significado publicado.", "It carries data without a published meaning."),
        Text(
            "«{path}» no está en ningún vocabulario. La firma sí lo cubre, pero aquí no se toma en cuenta.",
            "“{path}” is in no vocabulary. The signature does cover it; it counts for nothing here.",
        ),
        _ASK_ISSUER,
    ),
    "unsafe_value": Sentence(
        Text("Lleva un valor que puede leerse de dos maneras.", "It carries a value that can be read in two ways."),
        Text(
            "«{path}» tiene un valor que los programas de verificación leen de forma distinta.",
            "“{path}” has a value that verifying programs read differently.",
        ),
        _DO_NOT_ACCEPT,
    ),
    "unknown_context": Sentence(
        Text(
            "Usa un vocabulario que este registro no tiene.", "It uses a vocabulary that this registry does not hold."
        ),
        Text(
            "El significado de sus datos está en {url}, que no está entre los contextos guardados aquí; "
            "nada se descarga durante una comprobación.",
            "The meaning of its members is at {url}, which is not among the contexts kept here; "
            "nothing is fetched during a check.",
        ),
        Text(
            "Pida la misma credencial como JWT, que se comprueba sin ese vocabulario. Quien opera este registro puede "
            "agregarlo (LEGACY_CONTEXTS_DIR).",
            "Ask for the same credential as a JWT, which is checked without that vocabulary. Whoever runs this "
            "registry can add it (LEGACY_CONTEXTS_DIR).",
        ),
    ),
    "contexts_clash": Sentence(
        Text("Sus vocabularios se contradicen.", "Its vocabularies contradict each other."),
        Text(
            "Nombra vocabularios que definen el mismo dato de dos maneras; así publicados hoy, ningún programa los lee "
            "juntos.",
            "It names vocabularies that define the same member in two ways; as published today, no program reads them "
            "together.",
        ),
        _ASK_ISSUER,
    ),
    "inline_context": Sentence(
        Text("Define su propio vocabulario.", "It defines its own vocabulary."),
        Text(
            "Trae escrito dentro el significado de sus datos; aquí solo se leen vocabularios publicados y fijados.",
            "It carries the meaning of its own members inside; only published, pinned vocabularies are read here.",
        ),
        _ASK_ISSUER,
    ),
    "engine_busy": Sentence(
        Text("Demasiadas comprobaciones a la vez.", "Too many checks at once."),
        Text(
            "No hubo turno para comprobar este documento; no se sabe nada de él.",
            "There was no turn for this document; nothing is known of it.",
        ),
        _TRY_LATER,
    ),
    "engine_stopped": Sentence(
        Text("Comprobarla tardaría demasiado.", "Checking it would take too long."),
        Text(
            "Este documento ocupó más tiempo o memoria de lo que se da a uno solo, y se detuvo la comprobación.",
            "This document took more time or memory than one is given, and the check was stopped.",
        ),
        Text(
            "Pida la misma credencial en otro formato, o compruébela en su propia máquina con «registry verify».",
            "Ask for the same credential in another form, or check it on your own machine with “registry verify”.",
        ),
    ),
    "too_complex": Sentence(
        Text("Es demasiado complicada para comprobarla.", "It is too complicated to check."),
        Text(
            "Exigiría más trabajo del que necesita cualquier microcredencial ({measure}); se detuvo la comprobación.",
            "It would take more work than any credential needs ({measure}); the check was stopped.",
        ),
        _ASK_ISSUER,
    ),
}

SIGNATURE: Mapping[str, Sentence] = {
    "signature_good": Sentence(
        Text("Firma correcta.", "Signature correct."),
        Text("Nada ha cambiado desde que se firmó.", "Nothing has changed since it was signed."),
    ),
    "signature_mismatch": Sentence(
        Text("La firma no corresponde.", "The signature does not match."),
        Text(
            "El contenido cambió después de firmarse, o la firma es de otra llave.",
            "The content was changed after signing, or the signature is by another key.",
        ),
        _DO_NOT_ACCEPT,
    ),
    "unsigned": Sentence(
        Text("No está firmada.", "It is not signed."),
        Text(
            "Cualquiera pudo escribirla: no lleva ninguna firma.", "Anyone could have written it: it has no signature."
        ),
        _DO_NOT_ACCEPT,
    ),
    "proof_malformed": Sentence(
        Text("La firma está mal formada.", "The signature is malformed."),
        Text("La firma no sigue la norma que dice seguir.", "The signature does not follow the standard it names."),
        _DO_NOT_ACCEPT,
    ),
    "signed_before_terms": Sentence(
        Text("La firma no cubre parte del documento.", "The signature does not cover part of the document."),
        Text(
            "Se firmó con una versión anterior del vocabulario de Open Badges, que no conocía «{members}»: cualquiera "
            "pudo añadirlo o cambiarlo.",
            "It was signed with an earlier revision of the Open Badges vocabulary, which did not know “{members}”: "
            "anyone may have added or changed it.",
        ),
        _ASK_ISSUER,
    ),
    "contexts_differ": Sentence(
        Text("La firma se hizo con otro vocabulario.", "The signature was made with another vocabulary."),
        Text(
            "El documento lleva hoy otros contextos que los que nombra la firma: se cambiaron después de firmar.",
            "The document now carries other contexts than those that the signature names: they were changed after "
            "signing.",
        ),
        _DO_NOT_ACCEPT,
    ),
    "proof_expired": Sentence(
        Text("La firma venció.", "The signature has expired."),
        Text(
            "La firma misma dice hasta cuándo vale, y esa fecha ya pasó.",
            "The signature says until when it holds, and that is past.",
        ),
        _ASK_ORIGINAL,
    ),
    "suite_unknown": Sentence(
        Text("Firma de un tipo que aquí no se lee.", "A kind of signature that is not read here."),
        Text(
            "Está firmada con un método que este registro no comprueba; eso no dice que sea falsa.",
            "It is signed by a method that this registry does not check; that does not make it false.",
        ),
        _ASK_ISSUER,
    ),
    "no_key": Sentence(
        Text("Falta la llave para comprobar la firma.", "The key to check the signature is missing."),
        Text(
            "Sin la llave de la institución no se puede comprobar la firma.",
            "Without the institution's key the signature cannot be checked.",
        ),
        Text("Vea abajo qué pasó con la llave.", "See below what happened to the key."),
    ),
    "no_canonical_form": Sentence(
        Text("No se pudo comprobar la firma.", "The signature could not be checked."),
        Text("El documento no pudo leerse de una sola manera.", "The document could not be read in one way only."),
        Text("Vea qué datos lo impiden.", "See which members prevent it."),
    ),
}

KEY: Mapping[str, Sentence] = {
    "key_in_force": Sentence(
        Text("Llave vigente al emitir.", "Key in force at issue."),
        Text(
            "La firmó una llave de emisión de la institución que estaba en uso ese día.",
            "It was signed by an issuing key of the institution that was in use that day.",
        ),
    ),
    "key_published": Sentence(
        Text("Llave publicada por quien emite.", "Key published by the issuer."),
        Text("La llave está en el documento público de quien emite.", "The key is in the issuer's public document."),
    ),
    "key_at_address": Sentence(
        Text("Llave publicada en el sitio de quien emite.", "Key published on the issuer's site."),
        Text(
            "La llave está en la dirección que nombra la firma, en el mismo sitio que la identidad de quien emite.",
            "The key is at the address that the signature names, on the same site as the issuer's identity.",
        ),
    ),
    "key_in_did": Sentence(
        Text("La llave es su propio nombre.", "The key is its own name."),
        Text(
            "Quien emite se identifica con su llave y con nada más: la firma es suya, pero no dice quién es.",
            "The issuer is identified by a key and nothing else: the signature is "
            "theirs, but it does not say who they are.",
        ),
    ),
    "key_of_another": Sentence(
        Text("La llave no es de quien dice emitirla.", "The key is not the stated issuer's."),
        Text("La firma usa la llave de otra identidad.", "The signature uses another identity's key."),
        _DO_NOT_ACCEPT,
    ),
    "key_not_published": Sentence(
        Text("La institución no reconoce esa llave.", "The institution does not own that key."),
        Text(
            "La llave que nombra la firma no está entre las de la institución.",
            "The key named by the signature is not among the institution's.",
        ),
        _DO_NOT_ACCEPT,
    ),
    "key_not_named": Sentence(
        Text("La firma no dice de qué llave es.", "The signature does not name its key."),
        Text(
            "Sin nombre de llave no puede saberse de quién es la firma.",
            "Without a key name nobody can tell whose signature it is.",
        ),
        _DO_NOT_ACCEPT,
    ),
    "issuer_unknown": Sentence(
        Text("Nadie emite con esa identidad.", "Nobody issues under that identity."),
        Text(
            "La identidad de quien emite no existe en donde debería estar.",
            "The issuer's identity does not exist where it should.",
        ),
        _DO_NOT_ACCEPT,
    ),
    "did_malformed": Sentence(
        Text("La identidad de quien emite está mal escrita.", "The issuer's identity is malformed."),
        Text("El identificador no corresponde a ninguna llave.", "The identifier does not stand for any key."),
        _DO_NOT_ACCEPT,
    ),
    "status_key": Sentence(
        Text("Firmada con una llave que no emite.", "Signed with a key that may not issue."),
        Text(
            "La llave solo puede firmar listas de estado, no microcredenciales.",
            "The key may sign status lists only, not credentials.",
        ),
        _DO_NOT_ACCEPT,
    ),
    "key_not_yet": Sentence(
        Text("La llave aún no existía.", "The key did not exist yet."),
        Text(
            "Se registró antes de que la llave entrara en uso, el {since}.",
            "It was registered before the key came into use on {since}.",
        ),
        _DO_NOT_ACCEPT,
    ),
    "key_retired": Sentence(
        Text("La llave ya estaba retirada.", "The key had been retired."),
        Text(
            "La llave dejó de usarse el {until}, antes de que se registrara.",
            "The key was retired on {until}, before it was registered.",
        ),
        _DO_NOT_ACCEPT,
    ),
    "key_compromised": Sentence(
        Text("La llave estaba comprometida.", "The key was compromised."),
        Text(
            "La institución declaró comprometida la llave desde el {since}, antes de que se registrara.",
            "The institution declared the key compromised since {since}, before it was registered.",
        ),
        _DO_NOT_ACCEPT,
    ),
    "key_time_unknown": Sentence(
        Text("Falta saber cuándo se firmó.", "When it was signed is not known."),
        Text(
            "La llave ya no está en uso y, sin la constancia de registro, no puede saberse si firmó a tiempo.",
            "The key is no longer in use and, without the registration note, "
            "nobody can tell whether it signed in time.",
        ),
        _TRY_LATER,
    ),
    "key_then_unknown": Sentence(
        Text("No se sabe qué llaves publicaba entonces.", "Which keys were published then is not known."),
        Text(
            "La llave está en lo que publica quien emite, visto el {seen}; lo que publicaba en la fecha consultada no "
            "consta.",
            "The key is among what the issuer publishes, seen on {seen}; what was published at the moment asked about "
            "is not on record.",
        ),
        _ASK_ISSUER,
    ),
    "did_unreachable": Sentence(
        Text("No se pudo consultar la llave.", "The key could not be looked up."),
        Text(
            "No se obtuvo el documento público de quien emite: {detail}.{last}",
            "The issuer's public document was not obtained: {detail}.{last}",
        ),
        Text("{next}", "{next}"),
    ),
    "key_document_unreachable": Sentence(
        Text("No se pudo consultar la llave.", "The key could not be looked up."),
        Text(
            "No se obtuvo la llave en la dirección que nombra la firma: {detail}.{last}",
            "The key was not obtained at the address that the signature names: {detail}.{last}",
        ),
        Text("{next}", "{next}"),
    ),
    "key_document_malformed": Sentence(
        Text("La llave publicada no se puede leer.", "The published key cannot be read."),
        Text(
            "En la dirección que nombra la firma hay algo que no es una llave ni una lista de llaves.",
            "What stands at the address that the signature names is neither a key nor a list of keys.",
        ),
        _ASK_ISSUER,
    ),
    "key_unbound": Sentence(
        Text("Nada une la llave con quien emite.", "Nothing ties the key to the issuer."),
        Text(
            "La credencial trae consigo la llave de su firma, y quien emite no publica ninguna con que compararla.",
            "The credential brings along the key of its signature, and the issuer publishes none to compare it with.",
        ),
        _ASK_ISSUER,
    ),
    "did_method_unknown": Sentence(
        Text("Identidad de un tipo que aquí no se lee.", "A kind of identity that is not read here."),
        Text(
            "Este registro lee identidades did:web, did:key y direcciones https.",
            "This registry reads did:web and did:key identities and https addresses.",
        ),
        _ASK_ISSUER,
    ),
    "key_address_unknown": Sentence(
        Text("La llave está en un lugar que aquí no se lee.", "The key is in a place that is not read here."),
        Text(
            "La firma nombra su llave de un modo que no es did:web, did:key ni una dirección https.",
            "The signature names its key by something other than did:web, did:key or an https address.",
        ),
        _ASK_ISSUER,
    ),
    "key_unreadable": Sentence(
        Text("Llave de un tipo que aquí no se lee.", "A kind of key that is not read here."),
        Text(
            "Este registro lee llaves Ed25519, P-256, P-384 y RSA.",
            "This registry reads Ed25519, P-256, P-384 and RSA keys.",
        ),
        _ASK_ISSUER,
    ),
}
