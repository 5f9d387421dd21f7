"""The sentences of the wallet room, in Spanish and English side by side."""

from __future__ import annotations

from collections.abc import Mapping

from registry.texts import Text
from registry.wallet.rules import Ending, Obstacle

#: The one configuration that is offered, as wallets show it.
CREDENTIAL = Text("Microcredencial de inteligencia artificial", "Microcredential in artificial intelligence")
#: To a wallet's user, beside the box for the code; at most 300 characters (OpenID4VCI 1.0, 4.1.1).
TX_CODE_HELP = Text(
    "Escriba la clave de seis números que aparece en su página del registro.",
    "Type the six-digit code shown on your page of the registry.",
)

#: Why an award cannot go into a wallet, to its holder and to a wallet.
OBSTACLES: Mapping[Obstacle, Text] = {
    Obstacle.NOT_ACCEPTED: Text(
        "Primero acepte la microcredencial; después podrá guardarla en una cartera.",
        "Accept the microcredential first; then it can go into a wallet.",
    ),
    Obstacle.REVOKED: Text(
        "La institución la revocó, y eso no se deshace.", "The institution revoked it, and that is final."
    ),
    Obstacle.EXPIRED: Text(
        "Ya venció: una copia nueva nacería vencida. El archivo firmado sí puede descargarlo.",
        "It has expired: a new copy would be born expired. The signed file can still be downloaded.",
    ),
    Obstacle.TOO_MANY: Text(
        "Ya está en tantas carteras como caben; retire una copia que no use.",
        "It is in as many wallets as there may be; withdraw a copy that is not in use.",
    ),
    Obstacle.SUSPENDED: Text(
        "Está suspendida. Cuando la institución la reactive podrá guardarla.",
        "It is suspended. Once the institution reinstates it, it can be saved.",
    ),
    Obstacle.NOT_ACCREDITED: Text(
        "La institución no tiene hoy acreditación vigente, y una copia nueva llevaría fecha de hoy. Su microcredencial "
        "sigue igual; el archivo firmado sí puede descargarlo.",
        "The institution is not accredited today, and a new copy would carry the date of today. The microcredential "
        "stays as it is; the signed file can still be downloaded.",
    ),
}
OTHER_KEY = Text("otra llave ya recibió esta oferta.", "another key has received this offer.")
COPY_ENDED = Text("esta copia ya no está vigente.", "this copy is no longer in force.")

#: What is wrong with a proof of key (`wallet.proofs`). English without quotation marks: see `wallet.errors`.
PROOF_FAULTS: Mapping[str, Text] = {
    "missing": Text("falta proofs con un JWT en jwt", "proofs is missing, with one JWT in jwt"),
    "kind": Text("solo se acepta el tipo jwt", "only the proof type jwt is accepted"),
    "many": Text("solo se acepta una prueba por solicitud", "only one proof for each request is accepted"),
    "malformed": Text("no es un JWT firmado que aquí se lea", "it is no signed JWT that is read here"),
    "algorithm": Text("el algoritmo debe ser ES256 o EdDSA", "the algorithm must be ES256 or EdDSA"),
    "typ": Text("typ debe ser openid4vci-proof+jwt", "typ must be openid4vci-proof+jwt"),
    "key": Text(
        "el encabezado debe llevar kid (did:key o did:jwk) o jwk, y solo uno, con una llave P-256 o Ed25519",
        "the header must hold kid (did:key or did:jwk) or jwk, and only one, with a P-256 or Ed25519 key",
    ),
    "signature": Text(
        "la firma no es de la llave que nombra el encabezado", "the signature is not of the key that the header names"
    ),
    "audience": Text("aud debe ser el identificador de este emisor", "aud must be the identifier of this issuer"),
    "time": Text(
        "iat debe ser un número y no estar a más de un día de hoy, y exp no haber pasado",
        "iat must be a number within a day of now, and exp must not have passed",
    ),
    "nonce": Text("falta nonce; pídalo en nonce_endpoint", "nonce is missing; ask the nonce_endpoint for it"),
}

#: What became of an offer, to its holder.
ENDINGS: Mapping[Ending, Text] = {
    Ending.RECEIVED: Text("Su cartera la recibió.", "Your wallet received it."),
    Ending.CANCELLED: Text("Usted lo canceló.", "You cancelled it."),
    Ending.REPLACED: Text("Usted creó otro código.", "You made another code."),
    Ending.GUESSED: Text(
        "Se escribió mal la clave demasiadas veces y el código dejó de servir. Si no fue usted, nadie recibió nada.",
        "The code was typed wrong too often and stopped working. If it was not you, nobody received anything.",
    ),
    Ending.REUSED: Text(
        "El código y su clave llegaron dos veces, así que se anularon: alguien más pudo verlos. Cree otro donde nadie "
        "vea su pantalla.",
        "The code and its transaction code came twice, so both were cancelled: somebody else may have seen them. Make "
        "another one where nobody sees your screen.",
    ),
    Ending.DENIED: Text(
        "Mientras tanto cambió el estado de la microcredencial y no se entregó.",
        "Meanwhile the state of the microcredential changed, and it was not delivered.",
    ),
}
EXPIRED = Text("Se acabó su tiempo sin que una cartera lo usara.", "Its time ended before a wallet used it.")

#: What a wallet said of a copy (OpenID4VCI 1.0, 11.1).
EVENTS: Mapping[str, Text] = {
    "credential_accepted": Text("La cartera confirmó que la guardó", "The wallet confirmed that it saved it"),
    "credential_failure": Text("La cartera avisó que no pudo guardarla", "The wallet said that it could not save it"),
    "credential_deleted": Text("La cartera avisó que no se quiso guardar", "The wallet said that it was not wanted"),
}
# --- the holder's history ---
SAVED = Text("Usted la guardó en una cartera digital", "You saved it to a digital wallet")
WITHDRAWN = Text("Usted retiró la copia de una cartera", "You withdrew the copy in a wallet")
