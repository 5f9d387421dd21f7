"""What wallets read: an offer, the credential issuer's metadata (OpenID4VCI 1.0, 4 and 12.2) and the authorization
server's (RFC 8414; OpenID4VCI 1.0, 12.3). Both are this registry; its identifier is the base of its links."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import orjson

from registry import addresses
from registry.documents import terms
from registry.texts import LANGUAGES, LOCALES, Language, Text
from registry.wallet import proofs, rules
from registry.wallet.messages import CREDENTIAL, TX_CODE_HELP

_SCHEME = "openid-credential-offer://"
GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
#: The one credential configuration: what every award's document is.
CONFIGURATION = "Microcredential"
#: Colours of `docs/look.md`: the card in a wallet is of the family of the certificate.
_GUINDA, _PAPER = "#611232", "#ffffff"


def issuer_metadata(name: Text) -> dict[str, Any]:
    """``name``: the registry's. One configuration: every microcredential is a document of the same kind."""
    return {
        "credential_issuer": addresses.link_base(),
        "credential_endpoint": addresses.path("/oid4vci/credential"),
        "nonce_endpoint": addresses.path("/oid4vci/nonce"),
        "deferred_credential_endpoint": addresses.path("/oid4vci/deferred"),
        "notification_endpoint": addresses.path("/oid4vci/notification"),
        "display": _shown(name),
        "credential_configurations_supported": {CONFIGURATION: _configuration()},
    }


def _configuration() -> dict[str, Any]:
    return {
        "format": "ldp_vc",
        "cryptographic_binding_methods_supported": list(proofs.BINDING_METHODS),
        "credential_signing_alg_values_supported": ["eddsa-rdfc-2022"],
        "proof_types_supported": {"jwt": {"proof_signing_alg_values_supported": list(proofs.ALGORITHMS)}},
        "credential_definition": {
            "@context": list(terms.CONTEXTS),
            "type": [terms.VERIFIABLE_CREDENTIAL, terms.OPEN_BADGE],
        },
        "credential_metadata": {
            "display": [one | {"background_color": _GUINDA, "text_color": _PAPER} for one in _shown(CREDENTIAL)],
            "claims": [{"path": list(path), "mandatory": True, "display": _shown(words)} for path, words in _CLAIMS],
        },
    }


_CLAIMS: tuple[tuple[tuple[str | int, ...], Text], ...] = (
    (("name",), Text("Microcredencial", "Microcredential")),
    (("credentialSubject", "identifier", 0, "identityHash"), Text("Persona titular", "Holder")),
    (("issuer", "name"), Text("Institución", "Institution")),
    (("awardedDate",), Text("Fecha de logro", "Earned on")),
    (("credentialSubject", "licenseNumber"), Text("Folio", "Folio")),
)


def _shown(words: Text) -> list[dict[str, Any]]:
    return [{"name": words.in_(one), "locale": LOCALES[one].replace("_", "-")} for one in LANGUAGES]


def server_metadata() -> dict[str, Any]:
    """Of the authorization server: one grant type, no client authentication, no authorization endpoint."""
    return {
        "issuer": addresses.link_base(),
        "token_endpoint": addresses.path("/oid4vci/token"),
        "token_endpoint_auth_methods_supported": ["none"],
        "grant_types_supported": [GRANT],
        "response_types_supported": [],
        "authorization_details_types_supported": ["openid_credential"],
        "pre-authorized_grant_anonymous_access_supported": True,
    }


def offer_object(code: str, *, language: Language) -> dict[str, Any]:
    """A credential offer (OpenID4VCI 1.0, 4.1.1)."""
    description = TX_CODE_HELP.in_(language)
    return {
        "credential_issuer": addresses.link_base(),
        "credential_configuration_ids": [CONFIGURATION],
        "grants": {
            GRANT: {
                "pre-authorized_code": code,
                "tx_code": {"input_mode": "numeric", "length": rules.TX_CODE_DIGITS, "description": description},
            }
        },
    }


def offer_link(code: str) -> str:
    """What a QR code holds and a telephone opens: the offer by reference."""
    return f"{_SCHEME}?credential_offer_uri={quote(addresses.path(f'/oid4vci/offers/{code}'), safe='')}"


def offer_link_by_value(code: str, *, language: Language) -> str:
    """The same with the whole offer inside, for wallets that fetch nothing."""
    offered = orjson.dumps(offer_object(code, language=language)).decode()
    return f"{_SCHEME}?credential_offer={quote(offered, safe='')}"
