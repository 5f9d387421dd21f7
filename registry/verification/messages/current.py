"""¿Sigue vigente? Validity, revocation, suspension, succession."""

from __future__ import annotations

from collections.abc import Mapping

from registry.texts import Text
from registry.verification.messages.sentence import Sentence

_TRY_LATER = Text(
    "Vuelva a intentarlo en unos minutos; mientras tanto no la dé por vigente.",
    "Try again in a few minutes; until then do not take it as current.",
)
_ASK_HOLDER = Text(
    "Pida a la persona su microcredencial vigente, o pregunte a la institución.",
    "Ask the person for the current credential, or ask the institution.",
)
_ASK_ISSUER = Text("Pregunte a la institución que la emitió.", "Ask the institution that issued it.")

VALIDITY: Mapping[str, Sentence] = {
    "within_validity": Sentence(
        Text("Dentro de su vigencia.", "Within its validity."),
        Text("Vence el {until}.", "It expires on {until}."),
    ),
    "no_expiry": Sentence(
        Text("No vence.", "It does not expire."),
        Text(
            "Vale desde el {since} y no declara vencimiento.", "It has been valid since {since} and states no expiry."
        ),
    ),
    "expired": Sentence(
        Text("Vencida.", "Expired."),
        Text(
            "Venció el {until}. Lo que acreditó entonces sigue siendo cierto.",
            "It expired on {until}. What it attested then remains true.",
        ),
        Text("Pregunte a la persona si ya la renovó.", "Ask the person whether it has been renewed."),
    ),
    "not_yet_valid": Sentence(
        Text("Aún no empieza.", "Not valid yet."),
        Text("Vale a partir del {since}.", "It is valid from {since}."),
        Text("Vuelva a comprobar en esa fecha.", "Check again on that date."),
    ),
}

# What prevents a look at the list is the same for the three checks that read it; only the title differs.
_LIST_REASONS: Mapping[str, tuple[Text, Text]] = {
    "status_list_unreachable": (
        Text("No se obtuvo la lista de estado: {detail}.{last}", "The status list was not obtained: {detail}.{last}"),
        _TRY_LATER,
    ),
    "status_list_stale": (
        Text(
            "La copia de la lista de estado venció el {day}.{last}",
            "The copy of the status list expired on {day}.{last}",
        ),
        _TRY_LATER,
    ),
    "status_list_unproven": (
        Text(
            "La lista de estado no lleva una firma correcta de la institución.",
            "The status list has no correct signature by the institution.",
        ),
        _TRY_LATER,
    ),
    "status_list_of_another": (
        Text(
            "La lista de estado es de otro emisor, así que no decide nada.",
            "The status list is by another issuer, so it decides nothing.",
        ),
        _ASK_ISSUER,
    ),
    "status_list_mismatch": (
        Text(
            "La lista de estado no es la que nombra la microcredencial.",
            "The status list is not the one that the credential names.",
        ),
        _ASK_ISSUER,
    ),
    "status_index_out_of_range": (
        Text(
            "La posición que nombra no existe en la lista de estado.",
            "The position that it names does not exist in the status list.",
        ),
        _ASK_ISSUER,
    ),
    "status_method_unknown": (
        Text(
            "Declara su estado con un método que aquí no se lee.",
            "It states its status by a method that is not read here.",
        ),
        _ASK_ISSUER,
    ),
    "no_status_declared": (
        Text(
            "No declara dónde consultar su estado, así que no puede saberse si fue retirada.",
            "It does not say where its status can be looked up, so nobody can tell whether it was withdrawn.",
        ),
        _ASK_ISSUER,
    ),
}


def _with_list_reasons(title: Text, own: Mapping[str, Sentence]) -> Mapping[str, Sentence]:
    return {**own, **{code: Sentence(title, reason, remedy) for code, (reason, remedy) in _LIST_REASONS.items()}}


REVOCATION: Mapping[str, Sentence] = _with_list_reasons(
    Text("Revocación sin comprobar.", "Revocation not checked."),
    {
        "not_revoked": Sentence(
            Text("No revocada.", "Not revoked."),
            Text("Según la lista de estado firmada el {signed}.", "According to the status list signed on {signed}."),
        ),
        "revoked": Sentence(
            Text("Revocada.", "Revoked."),
            Text("La institución la revocó el {day}: {reason}.", "The institution revoked it on {day}: {reason}."),
            Text("No la acepte.", "Do not accept it."),
        ),
        "revoked_undated": Sentence(
            Text("Revocada.", "Revoked."),
            Text(
                "Su emisor la marcó como revocada en la lista de estado.",
                "Its issuer marked it as revoked in the status list.",
            ),
            Text("No la acepte.", "Do not accept it."),
        ),
        "status_set_kind_unknown": Sentence(
            Text("Retirada, sin que conste por qué.", "Withdrawn, without a known reason."),
            Text(
                "La lista de estado dice que hoy no vale; falta el aviso firmado que diría si está suspendida, "
                "revocada o sustituida.",
                "The status list says that it does not hold today; the signed notice that would tell whether it is "
                "suspended, revoked or superseded is missing.",
            ),
            _ASK_ISSUER,
        ),
        "lapsed": Sentence(
            Text("Dejó de valer.", "No longer in force."),
            Text("Dejó de valer el {day}: {reason}.", "It ceased to hold on {day}: {reason}."),
            _ASK_ISSUER,
        ),
    },
)

SUSPENSION: Mapping[str, Sentence] = _with_list_reasons(
    Text("Suspensión sin comprobar.", "Suspension not checked."),
    {
        "not_suspended": Sentence(
            Text("No suspendida.", "Not suspended."),
            Text("Según la lista de estado firmada el {signed}.", "According to the status list signed on {signed}."),
        ),
        "suspended": Sentence(
            Text("Suspendida.", "Suspended."),
            Text("La institución la suspendió el {day}: {reason}.", "The institution suspended it on {day}: {reason}."),
            Text(
                "La suspensión puede levantarse: vuelva a comprobar más adelante.",
                "A suspension may be lifted: check again later.",
            ),
        ),
        "suspended_undated": Sentence(
            Text("Suspendida.", "Suspended."),
            Text(
                "Su emisor la marcó como suspendida en la lista de estado.",
                "Its issuer marked it as suspended in the status list.",
            ),
            _ASK_ISSUER,
        ),
    },
)

SUPERSEDED: Mapping[str, Sentence] = _with_list_reasons(
    Text("Sustitución sin comprobar.", "Succession not checked."),
    {
        "not_superseded": Sentence(
            Text("No sustituida.", "Not superseded."),
            Text("Es la versión vigente de este documento.", "It is the current version of this document."),
        ),
        "superseded": Sentence(
            Text("Sustituida.", "Superseded."),
            Text(
                "El {day} se emitió otra en su lugar: {reason}.",
                "Another one was issued in its place on {day}: {reason}.",
            ),
            _ASK_HOLDER,
        ),
    },
)
