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

_BY_EVENTS = Text(
    "Según los avisos firmados que se conocen; la lista de estado es del {signed}.",
    "According to the signed notices that are known; the status list is of {signed}.",
)

# What prevents a look at the list is the same for the three checks that read it; only the title differs.
_LIST_REASONS: Mapping[str, tuple[Text, Text]] = {
    "status_list_unreachable": (
        Text("No se obtuvo la lista de estado: {detail}.{last}", "The status list was not obtained: {detail}.{last}"),
        Text(
            "{next} Mientras tanto no la dé por vigente.",
            "{next} Until then do not take it as current.",
        ),
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
    "status_list_unchecked": (
        Text(
            "No se pudo comprobar la firma de la lista de estado: {detail}.",
            "The signature of the status list could not be checked: {detail}.",
        ),
        _TRY_LATER,
    ),
    "status_list_malformed": (
        Text(
            "Lo publicado como lista de estado no se puede leer, o es más corto de lo que su norma pide.",
            "What stands at the status list's address cannot be read, or is shorter than its standard asks for.",
        ),
        _ASK_ISSUER,
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
    "status_then_unknown": (
        Text(
            "La lista de estado que se tiene es del {signed} y dice: {state}. Lo que decía en la fecha consultada no "
            "se sabe.",
            "The status list at hand is of {signed} and says: {state}. What it said at the moment asked about is not "
            "known.",
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
        "not_revoked_then": Sentence(Text("No revocada entonces.", "Not revoked then."), _BY_EVENTS),
        "not_revoked_unsigned": Sentence(
            Text("No figura como revocada.", "Not listed as revoked."),
            Text(
                "No está en la lista de revocación de quien emite; esa lista no va firmada, así que vale lo que vale "
                "su sitio.",
                "It is not on the issuer's revocation list; that list is not signed, so it is worth what the site is "
                "worth.",
            ),
            _ASK_ISSUER,
        ),
        "revoked": Sentence(
            Text("Revocada.", "Revoked."),
            Text("La institución la revocó el {day}: {reason}.", "The institution revoked it on {day}: {reason}."),
            Text("No la acepte.", "Do not accept it."),
        ),
        "revoked_by_holder": Sentence(
            Text("Copia retirada.", "Copy withdrawn."),
            Text(
                "La persona titular la retiró de una cartera digital el {day}.",
                "The holder withdrew it from a digital wallet on {day}.",
            ),
            Text(
                "No acepte esta copia; pida a la persona titular un enlace a su microcredencial.",
                "Do not accept this copy; ask the holder for a link to the microcredential itself.",
            ),
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
        "not_suspended_then": Sentence(Text("No suspendida entonces.", "Not suspended then."), _BY_EVENTS),
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
        "not_superseded_then": Sentence(Text("No sustituida entonces.", "Not superseded then."), _BY_EVENTS),
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

#: What a position of a status list says, by `registry.verification.status_lists.Bit`.
STATES: Mapping[str, Text] = {
    "clear": Text("sin retirar", "not withdrawn"),
    "set": Text("retirada", "withdrawn"),
}
