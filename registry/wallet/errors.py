"""Refusals of the wallet room: to holders in sentences, to wallets with the error codes of the standards besides.

``error`` is the code that OpenID4VCI 1.0, RFC 6749 or RFC 6750 gives the case. English sentences to wallets are ASCII
without quotation marks and backslashes, as ``error_description`` must be (OpenID4VCI 1.0, 8.3.1.2).
"""

from __future__ import annotations

from registry.errors import Conflict, NotFound, RegistryError
from registry.texts import Text


class CannotOffer(Conflict):
    """The award cannot go into a wallet; ``why`` says it in a sentence (`wallet.messages.OBSTACLES`)."""

    code = "wallet_not_possible"
    text = Text("No puede guardarse ahora en una cartera. {why}", "It cannot be saved to a wallet now. {why}")


class OfferNotFound(NotFound):
    """No open offer answers to that address: guessed, used, cancelled or past its time, all the same to a stranger."""

    code = "wallet_offer_not_found"
    text = Text(
        "Esta oferta no existe o ya no sirve. La persona titular puede crear otra en su página.",
        "This offer does not exist or can no longer be used. The holder can make another one on her or his page.",
    )


class WalletRefusal(RegistryError):
    """What a wallet asked for is refused. What was counted on the way stays counted: doors commit it."""

    code = "wallet_refused"
    kind = "malformed"
    error: str = "invalid_request"
    text = Text("La solicitud de la cartera no procede.", "The wallet's request is refused.")


# --- token endpoint (RFC 6749, 5.2; OpenID4VCI 1.0, 6.3) ---


class TokenRequestMalformed(WalletRefusal):
    """A form with parameters missing, repeated or of another type."""

    code = "wallet_token_request_malformed"
    text = Text(
        "La solicitud de token debe ser un formulario (application/x-www-form-urlencoded) con grant_type, "
        "pre-authorized_code y tx_code, cada uno una vez.",
        "A token request is a form (application/x-www-form-urlencoded) with grant_type, pre-authorized_code and "
        "tx_code, each of them once.",
    )


class GrantTypeUnsupported(WalletRefusal):
    """Another way than the pre-authorised code."""

    code = "wallet_grant_type_unsupported"
    error = "unsupported_grant_type"
    text = Text(
        "Aquí solo se acepta el tipo urn:ietf:params:oauth:grant-type:pre-authorized_code.",
        "Only the grant type urn:ietf:params:oauth:grant-type:pre-authorized_code is accepted here.",
    )


class AuthorizationDetailsInvalid(WalletRefusal):
    """Authorization details of something that was not offered (RFC 9396, 5)."""

    code = "wallet_authorization_details_invalid"
    error = "invalid_authorization_details"
    text = Text(
        "authorization_details pide algo que la oferta no incluye.",
        "The authorization_details ask for something that is not offered.",
    )


class TransactionCodeMissing(WalletRefusal):
    """No transaction code, which every offer asks for."""

    code = "wallet_transaction_code_missing"
    text = Text(
        "Falta la clave de transacción (tx_code) que la persona titular ve en su página.",
        "The transaction code (tx_code) is missing; the holder reads it on her or his page.",
    )


class TransactionCodeWrong(WalletRefusal):
    """The transaction code is another one; the try was counted."""

    code = "wallet_transaction_code_wrong"
    error = "invalid_grant"
    text = Text(
        "La clave de transacción no es correcta. Intentos que quedan: {left}.",
        "The transaction code is wrong. Tries left: {left}.",
    )


class CodeNotGood(WalletRefusal):
    """Unknown, used, cancelled, expired, or tried too often: all the same to whoever asks."""

    code = "wallet_code_not_good"
    error = "invalid_grant"
    text = Text(
        "Esta oferta no existe, ya se usó o dejó de servir. La persona titular puede crear otra en su página.",
        "This offer does not exist, was used or has ended. The holder can make another one on her or his page.",
    )


# --- credential, deferred and notification endpoints ---


class TokenMissing(WalletRefusal):
    """No access token: RFC 6750, 3.1 wants no error code then."""

    code = "wallet_token_missing"
    kind = "unauthenticated"
    error = ""
    text = Text("Falta el token de acceso (Bearer).", "The access token (Bearer) is missing.")


class TokenNotGood(WalletRefusal):
    """An access token that is unknown, past its time, or of an offer that its holder ended."""

    code = "wallet_token_not_good"
    kind = "unauthenticated"
    error = "invalid_token"
    text = Text(
        "El token de acceso no existe, venció o su oferta fue cancelada.",
        "The access token does not exist, has expired, or its offer was cancelled.",
    )


class CredentialRequestMalformed(WalletRefusal):
    """A request of another shape (OpenID4VCI 1.0, 8.3.1.2); ``what`` names it."""

    code = "wallet_credential_request_malformed"
    error = "invalid_credential_request"
    text = Text("La solicitud de credencial no tiene la forma debida: {what}.", "Malformed credential request: {what}.")


class ConfigurationUnknown(WalletRefusal):
    """Another credential configuration than the one that was offered."""

    code = "wallet_configuration_unknown"
    error = "unknown_credential_configuration"
    text = Text(
        "Esa configuración de credencial no existe aquí; vea los metadatos del emisor.",
        "There is no such credential configuration; see the metadata of the issuer.",
    )


class IdentifierUnknown(WalletRefusal):
    """A credential identifier that the token response did not give."""

    code = "wallet_identifier_unknown"
    error = "unknown_credential_identifier"
    text = Text(
        "Ese identificador de credencial no es el de la respuesta del token.",
        "That credential identifier is not the one of the token response.",
    )


class EncryptionUnsupported(WalletRefusal):
    """An encrypted answer was asked for, which the metadata do not offer."""

    code = "wallet_encryption_unsupported"
    error = "invalid_encryption_parameters"
    text = Text(
        "Este emisor no cifra sus respuestas más allá de TLS; pida sin credential_response_encryption.",
        "This issuer does not encrypt answers beyond TLS; ask without credential_response_encryption.",
    )


class ProofRefused(WalletRefusal):
    """The proof of the wallet's key does not stand; ``why`` says what is wrong (`wallet.messages.PROOF_FAULTS`)."""

    code = "wallet_proof_refused"
    error = "invalid_proof"
    text = Text("La prueba de la llave de la cartera no procede: {why}.", "The proof of key is refused: {why}.")


class NonceNotGood(WalletRefusal):
    """The nonce is not of this registry, too old, or used."""

    code = "wallet_nonce_not_good"
    error = "invalid_nonce"
    text = Text(
        "El nonce de la prueba no es de este registro, ya se usó o es viejo. Pida otro y firme de nuevo.",
        "The nonce of the proof is not of this registry, was used, or is too old. Ask for another one and sign again.",
    )


class CredentialDenied(WalletRefusal):
    """The award can no longer go into a wallet, or another key has this offer."""

    code = "wallet_credential_denied"
    error = "credential_request_denied"
    text = Text("No se entrega la credencial: {why}", "The credential is not issued: {why}")


class TransactionUnknown(WalletRefusal):
    """A deferred transaction of another token, or one that was collected."""

    code = "wallet_transaction_unknown"
    error = "invalid_transaction_id"
    text = Text(
        "Esa transacción no existe para este token o su credencial ya se entregó.",
        "There is no such transaction for this token, or its credential was delivered.",
    )


class NotificationUnknown(WalletRefusal):
    """A notification about a credential of another token."""

    code = "wallet_notification_unknown"
    error = "invalid_notification_id"
    text = Text("Ese aviso no corresponde a este token.", "That notification_id does not belong to this token.")


class NotificationMalformed(WalletRefusal):
    """A notification of another shape."""

    code = "wallet_notification_malformed"
    error = "invalid_notification_request"
    text = Text(
        "El aviso debe ser JSON con notification_id y event: credential_accepted, credential_failure o "
        "credential_deleted.",
        "A notification is JSON with notification_id and event: credential_accepted, credential_failure or "
        "credential_deleted.",
    )
